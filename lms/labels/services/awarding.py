"""Awards: given at the close, suspended, given back, withdrawn, ended, expired; never renewed.

An award keeps its public code for ever; each change is a row of its ledger.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select

from lms.core import audit, clock, ids
from lms.core.access import Role
from lms.core.db import get_row, session
from lms.core.errors import Invalid
from lms.core.facts import record
from lms.core.i18n import _
from lms.core.notices import About, notify
from lms.core.policy import number
from lms.labels.events import AwardChanged
from lms.labels.models import Application, Audit, Award, AwardEntry, Decision, Season
from lms.labels.policies import REFIT_DAYS
from lms.labels.queries.applications import people_in_charge
from lms.labels.rules.machines import AWARD, AwardFacts, Subject
from lms.labels.rules.season import refit_suspends
from lms.labels.services.moving import move
from lms.network.models import Unit

CODE_BYTES = 9


def get_award(award_id: UUID, *, lock: bool = False) -> Award:
    """Return an award, held when ``lock``; raises NotFound."""
    return get_row(Award, award_id, lock=lock)


def next_place() -> int:
    """Return the next free bit of the list of statuses; the caller holds the season's lock."""
    return (session.scalar(select(func.max(Award.place))) or 0) + 1


def award_row(
    application: Application,
    decision: Mapping[Any, Any],
    season: Season,
    unit: Unit,
    *,
    place: int,
    now: datetime,
) -> dict[str, Any]:
    """Return the row of an award; ``decision`` holds id, level, rev, grid_id, grid_hash."""
    today = clock.business_date(now, unit.zone, unit.day_cut)
    start = max(season.first_day, min(today, decision["effective_on"]))
    return {
        "id": ids.new_id(),
        "application_id": application.id,
        "decision_id": decision["id"],
        "unit_id": unit.id,
        "unit_name": unit.name,
        "year": season.year,
        "level": decision["level"],
        "grid_id": decision["grid_id"],
        "grid_hash": decision["grid_hash"],
        "decision_rev": decision["rev"],
        "valid_from": start,
        "valid_until": season.after_day,
        "status": status_at_birth(season, unit, today, application),
        "public_code": ids.token(CODE_BYTES),
        "place": place,
        "issued_at": now,
    }


def status_at_birth(season: Season, unit: Unit, today: date, application: Application) -> str:
    """Return the status an award begins with: a closed unit's has ended, a past year's expired."""
    if unit.closed_on is not None and unit.closed_on <= today:
        return "ended"
    if today >= season.after_day:
        return "expired"
    return "suspended" if application.flag == "refit" else "active"


def entry_row(award: Mapping[str, Any], reason: str, actor_id: UUID | None) -> dict[str, Any]:
    """Return the first row of an award's ledger."""
    return {
        "id": ids.new_id(),
        "award_id": award["id"],
        "number": 1,
        "status": award["status"],
        "level": award["level"],
        "decision_id": award["decision_id"],
        "reason": reason,
        "actor_id": actor_id,
        "at": award["issued_at"],
        "on": award["valid_from"],
    }


def add_awards(rows: list[dict[str, Any]], reason: str, actor_id: UUID | None) -> int:
    """Write awards and the first row of their ledgers, in two statements."""
    if rows:
        session.execute(insert(Award), rows)
        session.execute(insert(AwardEntry), [entry_row(one, reason, actor_id) for one in rows])
    return len(rows)


def suspend(*, award_id: UUID, reason: str, actor_id: UUID | None) -> Award:
    """Suspend an award until it is given back; raises Refused when it is not active."""
    return change(award_id, "suspend", reason, actor_id)


def give_back(*, award_id: UUID, reason: str, actor_id: UUID | None) -> Award:
    """Make a suspended award active again, once its unit was audited again."""
    return change(award_id, "resume", reason, actor_id)


def withdraw(*, award_id: UUID, reason: str, actor_id: UUID | None) -> Award:
    """Withdraw an award for good; its page says so for ever."""
    return change(award_id, "withdraw", reason, actor_id)


def end(*, award_id: UUID, reason: str, actor_id: UUID | None = None) -> Award:
    """End an award because its unit closed: ended, not withdrawn."""
    return change(award_id, "end", reason, actor_id)


def change(award_id: UUID, action: str, reason: str, actor_id: UUID | None) -> Award:
    """Do one act on an award, write its ledger, tell the store; raises Invalid without a reason."""
    if not reason.strip():
        raise Invalid({"reason": _("Say why: the store reads it.")})
    award = get_award(award_id, lock=True)
    unit = session.get_one(Unit, award.unit_id)
    today = clock.today(unit.zone, unit.day_cut)
    move(AWARD, award, action, _facts(award, unit, today, reason), actor_id=actor_id)
    note(award, reason.strip(), actor_id)
    notify(
        "labels.changed",
        people_in_charge([unit.id], today),
        about=About("labels.store", {"unit_id": unit.id}),
        status=award.status,
    )
    return award


def _facts(award: Award, unit: Unit, today: date, reason: str) -> AwardFacts:
    return AwardFacts(
        today=today,
        valid_until=award.valid_until,
        reason=reason,
        unit_closed=unit.closed_on is not None and unit.closed_on <= today,
        audited_again=award.status == "suspended" and _is_audited_again(award),
    )


def _is_audited_again(award: Award) -> bool:
    """Tell whether an audit was held since the award was suspended."""
    since = (
        select(func.max(AwardEntry.at))
        .where(AwardEntry.award_id == award.id, AwardEntry.status == "suspended")
        .scalar_subquery()
    )
    held = select(Audit.id).where(
        Audit.application_id == award.application_id,
        Audit.state == "held",
        Audit.assigned_at >= since,
    )
    return session.scalar(held.limit(1)) is not None


def note(award: Award, reason: str, actor_id: UUID | None) -> AwardEntry:
    """Add a row to an award's ledger as it stands, and tell whoever listens."""
    session.flush()
    unit = session.get_one(Unit, award.unit_id)
    last = session.scalar(
        select(func.max(AwardEntry.number)).where(AwardEntry.award_id == award.id)
    )
    made = AwardEntry(
        id=ids.new_id(),
        award_id=award.id,
        number=(last or 0) + 1,
        status=award.status,
        level=award.level,
        decision_id=award.decision_id,
        reason=reason[:500],
        actor_id=actor_id,
        at=clock.now(),
        on=clock.today(unit.zone, unit.day_cut),
    )
    session.add(made)
    session.flush()
    told = AwardChanged(
        award_id=award.id, unit_id=award.unit_id, status=award.status, level=award.level
    )
    record(told, source=made.id)
    return made


def follow_decision(decision: Decision, *, actor_id: UUID | None, reason: str) -> Award | None:
    """Bring the award of a closed season to a later decision; its code and its past stay.

    One is made when there was none; a level lost leaves it withdrawn.
    """
    application = session.get_one(Application, decision.application_id)
    season = session.get_one(Season, application.season_id)
    if season.state != "closed" or season.is_trial:
        return None
    award = session.scalar(
        select(Award).where(Award.application_id == application.id).with_for_update()
    )
    if award is None:
        return _late_award(application, season, decision, actor_id, reason)
    unit = session.get_one(Unit, award.unit_id)
    if decision.decided_level == "none" and award.status in {"active", "suspended"}:
        today = clock.today(unit.zone, unit.day_cut)
        move(AWARD, award, "withdraw", _facts(award, unit, today, reason), actor_id=actor_id)
    elif decision.decided_level != "none":
        award.level = decision.decided_level
        award.decision_id, award.decision_rev = decision.id, decision.rev
    note(award, reason, actor_id)
    return award


def _late_award(
    application: Application, season: Season, decision: Decision, actor_id: UUID | None, reason: str
) -> Award | None:
    if decision.decided_level == "none":
        return None
    session.get_one(Season, season.id, with_for_update=True)
    unit = session.get_one(Unit, application.unit_id)
    told = {
        "id": decision.id,
        "level": decision.decided_level,
        "rev": decision.rev,
        "grid_id": decision.grid_id,
        "grid_hash": decision.grid_hash,
        "effective_on": decision.effective_on,
    }
    row = award_row(application, told, season, unit, place=next_place(), now=clock.now())
    add_awards([row], reason, actor_id)
    return get_award(row["id"])


def expire_due(now: datetime) -> int:
    """Expire awards whose label year is over at their unit's place; return how many."""
    due = session.execute(
        select(Award, Unit)
        .join(Unit, Unit.id == Award.unit_id)
        .where(Award.status.in_(("active", "suspended")))
        .order_by(Award.id)
        .with_for_update(of=Award, skip_locked=True)
    ).all()
    gone = []
    for award, unit in due:
        today = clock.business_date(now, unit.zone, unit.day_cut)
        if today >= award.valid_until:
            facts = AwardFacts(today=today, valid_until=award.valid_until)
            award.status = AWARD.step(
                award.status, "expire", {Role.LABEL_OFFICER}, Subject(award, facts)
            )
            gone.append(award)
    _note_all(gone, "expired", now)
    return len(gone)


def _note_all(awards: Iterable[Award], reason: str, now: datetime) -> None:
    """Write many ledgers in two statements."""
    session.flush()
    rows = list(awards)
    last = dict(
        session.execute(
            select(AwardEntry.award_id, func.max(AwardEntry.number))
            .where(AwardEntry.award_id.in_([one.id for one in rows]))
            .group_by(AwardEntry.award_id)
        ).all()
    )
    if rows:
        session.execute(
            insert(AwardEntry),
            [
                {
                    "id": ids.new_id(),
                    "award_id": one.id,
                    "number": last.get(one.id, 0) + 1,
                    "status": one.status,
                    "level": one.level,
                    "decision_id": one.decision_id,
                    "reason": reason,
                    "actor_id": None,
                    "at": now,
                    "on": one.valid_until,
                }
                for one in rows
            ],
        )


def closed_holders(now: datetime) -> list[UUID]:
    """Return the closed units that still hold a running award."""
    rows = session.scalars(
        select(Unit)
        .join(Award, Award.unit_id == Unit.id)
        .where(Award.status.in_(("active", "suspended")), Unit.closed_on.is_not(None))
    )
    return [
        one.id
        for one in rows
        if one.closed_on and one.closed_on <= clock.business_date(now, one.zone, one.day_cut)
    ]


def end_for_unit(unit_id: UUID) -> int:
    """End the awards of a unit that closed, and flag its running applications."""
    awards = session.scalars(
        select(Award).where(Award.unit_id == unit_id, Award.status.in_(("active", "suspended")))
    ).all()
    for award in awards:
        end(award_id=award.id, reason=_("The store closed."))
    running = session.scalars(
        select(Application)
        .join(Season, Season.id == Application.season_id)
        .where(Application.unit_id == unit_id, Season.state != "closed")
    )
    for one in running:
        one.flag = "closed"
    session.flush()
    return len(awards)


def suspend_for_unit(unit_id: UUID, reason: str) -> int:
    """Suspend a unit's award until a new audit: it moved house or changed brand."""
    awards = session.scalars(
        select(Award.id).where(Award.unit_id == unit_id, Award.status == "active")
    ).all()
    for award_id in awards:
        suspend(award_id=award_id, reason=reason, actor_id=None)
    return len(awards)


def declare_works(
    *, application_id: UUID, closed_on: date, until: date | None, actor_id: UUID | None
) -> bool:
    """Say that a unit is closed for works; return whether its award is suspended for it.

    Longer than the rule says: suspended until a new audit, and the award to come begins suspended.
    """
    row = get_row(Application, application_id, lock=True)
    unit = session.get_one(Unit, row.unit_id)
    if until is not None and until <= closed_on:
        raise Invalid({"until": _("It reopens after it closes.")})
    row.refit = {"from": closed_on.isoformat(), "until": until.isoformat() if until else None}
    last = until or clock.today(unit.zone, unit.day_cut)
    audit.note("labels.works:declare", "labels_application", row.id, actor_id=actor_id)
    if not refit_suspends(closed_on, last, most=number(REFIT_DAYS)):
        return False
    row.flag = "refit"
    session.flush()
    suspend_for_unit(unit.id, _("The store was closed for works for long: it is audited again."))
    return True
