"""Giving and ending mandates; a coach who leaves hands over to the backup."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import Range

from lms.accounts.models import Person
from lms.core import ids
from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import Forbidden, Invalid, NotFound, Refused
from lms.core.facts import record
from lms.core.i18n import _
from lms.network.events import MandateChanged
from lms.network.models import Change, Mandate, Region, Unit
from lms.network.rules import ONE_HOLDER, may_give, scope_kind_of
from lms.network.services.acts import acting, end_rows


def give_mandate(
    *,
    kind: Role,
    person_id: UUID,
    scope_id: UUID | None,
    on: date,
    until: date | None = None,
    backup_id: UUID | None = None,
    giver_roles: frozenset[Role],
    actor_id: UUID | None,
) -> Change:
    """Give a mandate from ``on``; the present manager or coach of the unit ends that day.

    Raises Forbidden when ``giver_roles`` do not allow it or when one gives it to oneself, Invalid
    for a wrong period or backup, NotFound for an unknown scope, Refused when it is held already.
    """
    if not may_give(giver_roles, kind):
        raise Forbidden(_("Your role does not give this mandate."))
    if actor_id is not None and person_id == actor_id:
        raise Forbidden(_("Nobody gives themselves a mandate: ask another administrator."))
    scope_kind = scope_kind_of(kind)
    _check_scope(scope_kind, scope_id)
    _check_period(on, until, backup_id, person_id)
    if session.get(Person, person_id, with_for_update=True) is None:
        raise NotFound
    if _holds(person_id, kind, scope_id, on, until):
        raise Refused(_("This mandate is held already."))
    with acting(
        "give_mandate", subject_kind="person", subject_id=person_id, actor_id=actor_id
    ) as change:
        if kind in ONE_HOLDER:
            end_rows(Mandate, on, Mandate.kind == kind.value, Mandate.scope_id == scope_id)
        _add(kind, person_id, scope_id, Range(on, until), backup_id)
    _tell(change, person_id, kind.value, scope_id, on)
    return change


def _check_scope(scope_kind: str, scope_id: UUID | None) -> None:
    if scope_kind == "network":
        if scope_id is not None:
            raise NotFound
        return
    model = Unit if scope_kind == "unit" else Region
    if scope_id is None or session.get(model, scope_id) is None:
        raise NotFound


def _check_period(on: date, until: date | None, backup_id: UUID | None, person_id: UUID) -> None:
    if until is not None and until <= on:
        raise Invalid({"until": _("The end comes before the start.")})
    if backup_id == person_id:
        raise Invalid({"backup": _("The backup is somebody else.")})


def _holds(
    person_id: UUID, kind: Role, scope_id: UUID | None, on: date, until: date | None
) -> bool:
    held = select(Mandate.id).where(
        Mandate.person_id == person_id,
        Mandate.kind == kind.value,
        Mandate.scope_id.is_not_distinct_from(scope_id),
        Mandate.during.overlaps(Range(on, until)),
    )
    return session.scalar(held.limit(1)) is not None


def _add(
    kind: Role,
    person_id: UUID,
    scope_id: UUID | None,
    during: Range[date],
    backup_id: UUID | None,
) -> None:
    session.add(
        Mandate(
            id=ids.new_id(),
            person_id=person_id,
            kind=kind.value,
            scope_kind=scope_kind_of(kind),
            scope_id=scope_id,
            backup_person_id=backup_id if kind is Role.COACH else None,
            during=during,
        )
    )
    session.flush()


def end_mandate(
    *, mandate_id: UUID, on: date, giver_roles: frozenset[Role], actor_id: UUID | None
) -> Change:
    """End a mandate from ``on``.

    Raises Forbidden when ``giver_roles`` do not allow it, Refused when it ended already or when
    it is the network's last administrator.
    """
    mandate = session.get(Mandate, mandate_id, with_for_update=True)
    if mandate is None:
        raise NotFound
    kind, scope_id, person_id = Role(mandate.kind), mandate.scope_id, mandate.person_id
    if not may_give(giver_roles, kind):
        raise Forbidden(_("Your role does not end this mandate."))
    if mandate.during.upper is not None and mandate.during.upper <= on:
        raise Refused(_("This mandate has ended already."))
    if kind is Role.ADMINISTRATOR and is_last_administrator(person_id, on):
        raise Refused(_("This is the last administrator: name another one first."))
    with acting(
        "end_mandate", subject_kind="person", subject_id=person_id, actor_id=actor_id
    ) as change:
        end_rows(Mandate, on, Mandate.id == mandate_id)
    _tell(change, person_id, kind.value, scope_id, on)
    return change


def is_last_administrator(person_id: UUID, on: date) -> bool:
    """Tell whether nobody but this person administers the network from ``on``."""
    running = select(Mandate.person_id).where(
        Mandate.kind == Role.ADMINISTRATOR.value,
        or_(func.upper_inf(Mandate.during), func.upper(Mandate.during) > on),
    )
    return set(session.scalars(running)) == {person_id}


def hand_over(person_id: UUID, on: date) -> None:
    """End every mandate of a person from ``on``; units they coached pass to their backups.

    Where they were the backup, the coach goes on alone: the old row ends, so that who could
    coach on a past day stays known.
    """
    open_ended = list(
        session.execute(
            select(
                Mandate.kind,
                Mandate.person_id,
                Mandate.scope_id,
                Mandate.backup_person_id,
                Mandate.during,
            ).where(
                or_(Mandate.person_id == person_id, Mandate.backup_person_id == person_id),
                Mandate.kind == Role.COACH.value,
                Mandate.during.overlaps(Range(on, None)),
            )
        )
    )
    end_rows(Mandate, on, Mandate.person_id == person_id)
    end_rows(Mandate, on, Mandate.backup_person_id == person_id)
    for row in open_ended:
        next_coach = row.backup_person_id if row.person_id == person_id else row.person_id
        if next_coach is not None:
            start = max(on, row.during.lower)
            _add(Role.COACH, next_coach, row.scope_id, Range(start, row.during.upper), None)


def _tell(change: Change, person_id: UUID, kind: str, scope_id: UUID | None, on: date) -> None:
    record(
        MandateChanged(
            person_id=person_id, role=kind, scope_id=scope_id, on=on, change_id=change.id
        )
    )
