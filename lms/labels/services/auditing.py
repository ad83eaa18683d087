"""Audits: who goes, what is drawn, what is found. Nobody audits what they coached or submitted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select

from lms.accounts.models import Person
from lms.core import audit, clock, ids
from lms.core.access import Role
from lms.core.db import get_row, session
from lms.core.errors import Forbidden, Invalid, NotFound, Refused
from lms.core.i18n import _
from lms.core.notices import About, notify, settle
from lms.core.policies import AUDITOR_OUTSIDE
from lms.core.policy import number, value
from lms.labels.models import Audit, Award
from lms.labels.models.deciding import MODES
from lms.labels.policies import AUDITOR_ELSEWHERE, DRAWN
from lms.labels.queries.applications import Applied, get_applied, holders_of
from lms.labels.queries.places import people_near
from lms.labels.rules import separation
from lms.labels.rules.machines import APPLICATION, ApplicationFacts
from lms.labels.rules.season import audited, widened
from lms.labels.rules.separation import Hands
from lms.labels.services.applying import Said, finding_rows, write_findings
from lms.labels.services.moving import move
from lms.network.rules import DEFAULT_ZONE


@dataclass(frozen=True, slots=True)
class Held:
    """An audit written down: ``is_done`` False when one criterion failed and all must be seen."""

    audit: Audit
    is_done: bool
    left: tuple[str, ...]


def fault_of_auditor(applied: Applied, auditor_id: UUID, *, is_outside: bool = False) -> str | None:
    """Return why somebody may not audit a unit, in words; None when they may."""
    if is_outside and not value(AUDITOR_OUTSIDE):
        return _("The rules do not allow somebody from outside.")
    return separation.audit_fault(
        auditor_id, _without(applied.hands, auditor_id), same_region=_is_near(applied, auditor_id)
    )


def _without(hands: Hands, auditor_id: UUID) -> Hands:
    return replace(hands, auditors=hands.auditors - {auditor_id})


def _is_near(applied: Applied, auditor_id: UUID) -> bool:
    """Tell whether an auditor comes from the unit's region, where the rules forbid it."""
    if not value(AUDITOR_ELSEWHERE):
        return False
    return auditor_id in people_near(applied.unit.id, [auditor_id], applied.today)


def assign_audit(
    *,
    application_id: UUID,
    auditor_id: UUID,
    mode: str,
    actor_id: UUID | None,
    due_on: date | None = None,
    is_outside: bool = False,
) -> Audit:
    """Ask somebody to audit a submitted application; raises Refused with why they may not."""
    applied = get_applied(application_id, lock=True)
    if mode not in MODES:
        raise Invalid({"mode": _("Choose how it is audited.")})
    if applied.application.state != "submitted" and not _is_suspended(application_id):
        raise Refused(_("Only a submitted application, or a suspended label, is audited."))
    fault = fault_of_auditor(applied, auditor_id, is_outside=is_outside)
    if fault:
        raise Refused(fault)
    running = select(Audit.id).where(
        Audit.application_id == application_id, Audit.state == "assigned"
    )
    if session.scalar(running):
        raise Refused(_("Somebody is asked to audit it already."))
    made = Audit(
        id=ids.new_id(),
        application_id=application_id,
        auditor_id=auditor_id,
        mode=mode,
        state="assigned",
        drawn=[],
        is_full=False,
        is_outside=is_outside,
        assigned_at=clock.now(),
        assigned_by=actor_id,
        due_on=due_on,
        ended_reason="",
    )
    made.drawn = list(audited(applied.grid, str(made.id), count=number(DRAWN)))
    session.add(made)
    session.flush()
    audit.note("labels.audit:assign", "labels_audit", made.id, actor_id=actor_id)
    about = About("labels.audit", {"audit_id": made.id})
    notify("labels.audit", [auditor_id], key=str(made.id), about=about, unit=applied.unit.name)
    return made


def hold_audit(
    *,
    audit_id: UUID,
    said: Mapping[UUID, Said],
    actor_id: UUID,
    held_on: date | None = None,
    minutes: int | None = None,
) -> Held:
    """Write what the auditor found. All drawn criteria met: done. One failed: all are to be seen.

    Raises NotFound, Forbidden to anybody else, Invalid when a criterion to see was not.
    """
    one = get_row(Audit, audit_id, lock=True)
    if one.auditor_id != actor_id:
        raise Forbidden(_("Somebody else was asked to audit this store."))
    if one.state != "assigned":
        raise Refused(_("This audit is done."))
    applied = get_applied(one.application_id, lock=True)
    fault = fault_of_auditor(applied, actor_id, is_outside=one.is_outside)
    if fault:
        raise Refused(fault)
    rows = finding_rows(
        applied.grid, _typed_only(applied, said), one.application_id, "auditor", actor_id
    )
    write_findings(one.application_id, [{**row, "audit_id": one.id} for row in rows])
    return _conclude(one, applied, held_on, minutes, actor_id)


def _typed_only(applied: Applied, said: Mapping[UUID, Said]) -> dict[UUID, Said]:
    """Leave out what is computed, unless the auditor says it does not apply."""
    kept = {}
    for uid, one in said.items():
        criterion = applied.grid.find(str(uid))
        if criterion is None:
            raise NotFound
        if one.na or criterion.measure.kind.value == "typed":
            kept[uid] = one
    return kept


def _conclude(
    one: Audit, applied: Applied, held_on: date | None, minutes: int | None, actor_id: UUID
) -> Held:
    again = get_applied(one.application_id)
    found, typed = again.known.auditor, set(typed_uids(again))
    failed = [uid for uid in one.drawn if uid in found and found[uid].status == "not_met"]
    one.drawn = list(widened(applied.grid, one.drawn, failed))
    one.is_full = bool(failed)
    left = tuple(uid for uid in one.drawn if uid in typed and uid not in found)
    if left:
        session.flush()
        return Held(one, is_done=False, left=left)
    if applied.application.state == "submitted":
        facts = ApplicationFacts(
            people=frozenset({actor_id}),
            hands=_without(applied.hands, actor_id),
            same_region=not one.is_outside and _is_near(applied, actor_id),
        )
        move(APPLICATION, applied.application, "audit", facts, actor_id=actor_id)
    one.state, one.held_on, one.minutes = "held", held_on or applied.today, minutes
    session.flush()
    settle("labels.audit", key=str(one.id))
    audit.note("labels.audit:hold", "labels_audit", one.id, actor_id=actor_id)
    return Held(one, is_done=True, left=())


def _is_suspended(application_id: UUID) -> bool:
    found = select(Award.id).where(
        Award.application_id == application_id, Award.status == "suspended"
    )
    return session.scalar(found) is not None


def ask_again(*, application_id: UUID, reason: str, actor_id: UUID) -> None:
    """Send an audited or proposed application back to be audited again; raises Refused."""
    applied = get_applied(application_id, lock=True)
    facts = ApplicationFacts(reason=reason)
    move(APPLICATION, applied.application, "audit_again", facts, actor_id=actor_id)


def typed_uids(applied: Applied) -> list[str]:
    """Return the criteria somebody has to look at: those no measure computes."""
    return [c.uid for c in applied.grid.criteria if c.measure.kind.value == "typed"]


def end_audit(*, audit_id: UUID, reason: str, actor_id: UUID | None) -> Audit:
    """Take an audit back that was not held; what was written so far stays."""
    one = get_row(Audit, audit_id, lock=True)
    if one.state != "assigned":
        raise Refused(_("This audit is done."))
    one.state, one.ended_reason = "ended", reason.strip()[:300]
    session.flush()
    settle("labels.audit", key=str(one.id))
    audit.note("labels.audit:end", "labels_audit", one.id, actor_id=actor_id)
    return one


def release_leavers(now: datetime) -> int:
    """Take back the audits of people who left and that were not held; tell who is to choose."""
    day = clock.business_date(now, DEFAULT_ZONE)
    gone = session.scalars(
        select(Audit)
        .join(Person, Person.id == Audit.auditor_id)
        .where(Audit.state == "assigned", or_(Person.left_on <= day, Person.erased_at.is_not(None)))
        .order_by(Audit.id)
        .with_for_update(of=Audit, skip_locked=True)
    ).all()
    for one in gone:
        end_audit(audit_id=one.id, reason="left", actor_id=None)
        applied = get_applied(one.application_id)
        about = About("labels.application", {"application_id": one.application_id})
        notify(
            "labels.reassign",
            holders_of(Role.LABEL_OFFICER, day),
            key=str(one.id),
            about=about,
            unit=applied.unit.name,
        )
    return len(gone)
