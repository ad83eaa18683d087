"""Coming, moving and leaving: jobs of people, each act with what it ends."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import Range

from lms.accounts.models import Person
from lms.accounts.rules.names import employee_number, sort_key
from lms.accounts.services.sessions import end_sessions
from lms.core import clock, ids
from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.facts import record
from lms.core.i18n import _
from lms.network.events import JobsChanged, PersonHired, PersonLeft, PersonMoved
from lms.network.models import Change, Mandate, Membership, Position, Unit
from lms.network.services.acts import acting, end_rows
from lms.network.services.mandates import hand_over, is_last_administrator


def hire(
    *,
    given_name: str,
    family_name: str,
    external_id: str | None,
    email: str | None,
    unit_id: UUID,
    position_id: UUID,
    on: date,
    actor_id: UUID | None,
    locale: str = "fr",
) -> tuple[Person, Change]:
    """Give a first job to somebody new, or to somebody who left and comes back.

    Raises Invalid when the number is somebody else's, Refused when the unit is not open ``on``.
    """
    unit = _open_unit(unit_id, on)
    number = employee_number(external_id) if external_id else None
    known = _same_person(number, family_name, given_name)
    person_id = known.id if known else ids.new_id()
    with acting("hire", subject_kind="person", subject_id=person_id, actor_id=actor_id) as change:
        person = known or Person(id=person_id, external_id=number, created_at=clock.now())
        person.given_name, person.family_name = given_name.strip(), family_name.strip()
        person.sort_key = sort_key(person.family_name, person.given_name)
        # Who comes back keeps their address: changing it would hand their account to another.
        person.email = (known.email if known else None) or email
        person.locale, person.left_on = locale, None
        session.add(person)
        session.flush()
        _add(person.id, unit.id, position_id, Range(on, None), is_primary=True)
    record(PersonHired(person_id=person.id, unit_id=unit.id, on=on, change_id=change.id))
    return person, change


def _same_person(number: str | None, family_name: str, given_name: str) -> Person | None:
    """Return who left with this number and this name; refuse a number somebody holds."""
    if number is None:
        return None
    known = session.scalar(select(Person).where(Person.external_id == number))
    if known is None:
        return None
    same = known.sort_key == sort_key(family_name, given_name)
    if not same or known.left_on is None or known.erased_at is not None:
        raise Invalid({"external_id": _("This number is already somebody's.")})
    return known


def _open_unit(unit_id: UUID, on: date) -> Unit:
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotFound
    if unit.closed_on is not None and unit.closed_on <= on:
        raise Refused(_("%(unit)s is closed on that day.", unit=unit.name))
    return unit


def _add(
    person_id: UUID, unit_id: UUID, position_id: UUID, during: Range[date], *, is_primary: bool
) -> Membership:
    if session.get(Position, position_id) is None:
        raise NotFound
    job = Membership(
        id=ids.new_id(),
        person_id=person_id,
        unit_id=unit_id,
        position_id=position_id,
        during=during,
        is_primary=is_primary,
    )
    session.add(job)
    session.flush()
    return job


def _main_job(person_id: UUID, on: date) -> Membership | None:
    return session.scalar(
        select(Membership).where(
            Membership.person_id == person_id,
            Membership.is_primary,
            Membership.during.contains(on),
        )
    )


def _planned_after(person_id: UUID, on: date) -> bool:
    planned = select(Membership.id).where(
        Membership.person_id == person_id, func.lower(Membership.during) > on
    )
    return session.scalar(planned.limit(1)) is not None


def move(
    *, person_id: UUID, unit_id: UUID, position_id: UUID, on: date, actor_id: UUID | None
) -> Change:
    """Put the main job of a person elsewhere from ``on``, or give it another position.

    Mandates of manager or deputy over the unit left end the same day. Raises Refused when another
    move is planned later, when nothing would change, or when the unit is closed.
    """
    session.get(Person, person_id, with_for_update=True)
    before = _main_job(person_id, on)
    if before is None:
        raise Refused(_("This person has no main job on that day."))
    if before.unit_id == unit_id and before.position_id == position_id:
        raise Refused(_("This is already their job."))
    if _planned_after(person_id, on):
        raise Refused(_("Another change is planned later: undo it first."))
    _open_unit(unit_id, on)
    from_unit_id = before.unit_id
    with acting("move", subject_kind="person", subject_id=person_id, actor_id=actor_id) as change:
        end_rows(Membership, on, Membership.person_id == person_id, Membership.is_primary.is_(True))
        _drop_same_job(person_id, unit_id, position_id, on)
        _add(person_id, unit_id, position_id, Range(on, None), is_primary=True)
        if from_unit_id != unit_id:
            end_rows(
                Mandate,
                on,
                Mandate.person_id == person_id,
                Mandate.unit_id == from_unit_id,
                Mandate.kind.in_(("unit_manager", "deputy")),
            )
    record(
        PersonMoved(
            person_id=person_id,
            from_unit_id=from_unit_id,
            to_unit_id=unit_id,
            on=on,
            change_id=change.id,
        )
    )
    return change


def _drop_same_job(person_id: UUID, unit_id: UUID, position_id: UUID, on: date) -> None:
    """End a second job that becomes the main one."""
    end_rows(
        Membership,
        on,
        Membership.person_id == person_id,
        Membership.unit_id == unit_id,
        Membership.position_id == position_id,
        ~Membership.is_primary,
    )


def add_job(
    *,
    person_id: UUID,
    unit_id: UUID,
    position_id: UUID,
    on: date,
    until: date | None = None,
    actor_id: UUID | None,
) -> Change:
    """Give a second job from ``on`` (until ``until``, excluded); the main one stays.

    Raises Refused for somebody without main job that day, or who holds this very job already.
    """
    session.get(Person, person_id, with_for_update=True)
    if _main_job(person_id, on) is None:
        raise Refused(_("This person has no main job on that day."))
    if until is not None and until <= on:
        raise Invalid({"until": _("The end comes before the start.")})
    _open_unit(unit_id, on)
    held = select(Membership.id).where(
        Membership.person_id == person_id,
        Membership.unit_id == unit_id,
        Membership.position_id == position_id,
        Membership.during.overlaps(Range(on, until)),
    )
    if session.scalar(held.limit(1)) is not None:
        raise Refused(_("This is already their job."))
    with acting(
        "add_job", subject_kind="person", subject_id=person_id, actor_id=actor_id
    ) as change:
        _add(person_id, unit_id, position_id, Range(on, until), is_primary=False)
    record(JobsChanged(person_id=person_id, on=on, change_id=change.id))
    return change


def end_second_job(*, membership_id: UUID, on: date, actor_id: UUID | None) -> Change:
    """End a job that is not the main one. Raises Refused for the main one or an ended one."""
    job = session.get(Membership, membership_id)
    if job is None:
        raise NotFound
    if job.is_primary:
        raise Refused(_("This is the main job: move the person or end all their jobs."))
    if job.during.upper is not None and job.during.upper <= on:
        raise Refused(_("This job has ended already."))
    person_id = job.person_id
    with acting(
        "end_second_job", subject_kind="person", subject_id=person_id, actor_id=actor_id
    ) as change:
        end_rows(Membership, on, Membership.id == membership_id)
    record(JobsChanged(person_id=person_id, on=on, change_id=change.id))
    return change


def leave(*, person_id: UUID, on: date, actor_id: UUID | None) -> Change:
    """End every job and mandate of a person from ``on``; their sessions end when the day comes.

    Coached units pass to the backup when there is one. Raises Refused when they left already.
    """
    person = session.get(Person, person_id, with_for_update=True)
    if person is None:
        raise NotFound
    if person.left_on is not None:
        raise Refused(_("This person has left already."))
    if is_last_administrator(person_id, on):
        raise Refused(_("This is the last administrator: name another one first."))
    with acting("leave", subject_kind="person", subject_id=person_id, actor_id=actor_id) as change:
        end_rows(Membership, on, Membership.person_id == person_id)
        hand_over(person_id, on)
        person = session.get_one(Person, person_id)
        person.left_on = on
        session.flush()
    if on <= clock.today():
        end_sessions(person_id=person_id, reason="left", now=clock.now())
    record(PersonLeft(person_id=person_id, on=on, change_id=change.id))
    return change


def correct(
    *,
    person_id: UUID,
    given_name: str,
    family_name: str,
    external_id: str | None,
    email: str | None,
    actor_id: UUID | None,
) -> Change:
    """Correct names, number or e-mail. Raises Invalid when the number is somebody else's."""
    person = session.get(Person, person_id, with_for_update=True)
    if person is None:
        raise NotFound
    number = employee_number(external_id) if external_id else None
    taken = select(Person.id).where(Person.external_id == number, Person.id != person_id)
    if number is not None and session.scalar(taken) is not None:
        raise Invalid({"external_id": _("This number is already somebody's.")})
    with acting(
        "correct", subject_kind="person", subject_id=person_id, actor_id=actor_id
    ) as change:
        person.given_name, person.family_name = given_name.strip(), family_name.strip()
        person.sort_key = sort_key(person.family_name, person.given_name)
        person.external_id, person.email = number, email or None
    return change


def without_job(person_ids: list[UUID], on: date) -> list[UUID]:
    """Return those of ``person_ids`` who hold neither job nor mandate on ``on`` nor later."""
    kept: set[UUID] = set()
    for model in (Membership, Mandate):
        still = select(model.person_id).where(
            model.person_id.in_(person_ids),
            or_(func.upper_inf(model.during), func.upper(model.during) > on),
        )
        kept |= set(session.scalars(still))
    return [one for one in person_ids if one not in kept]
