"""A store's own part: what it says of each criterion, and giving its application in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update

from lms.core import clock, ids
from lms.core.db import session
from lms.core.errors import Invalid, NotFound
from lms.core.facts import record
from lms.core.i18n import _
from lms.core.notices import settle
from lms.labels.events import ApplicationSubmitted
from lms.labels.models import Application, Finding, Season
from lms.labels.queries.applications import (
    Applied,
    get_applied,
    missing_evidence,
    people_in_charge,
)
from lms.labels.queries.calendars import cut_off_of
from lms.labels.rules.grid import Criterion, Grid, MeasureKind, Scale
from lms.labels.rules.machines import APPLICATION, ApplicationFacts
from lms.labels.rules.numbers import read_number
from lms.labels.services.moving import move
from lms.network.models import Unit

UNIT_STATES = frozenset({"open", "self_assessed"})


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a criterion: a value in its unit, or that it does not apply, and why.

    ``met`` is for criteria of yes or no; ``value`` is as typed ("12,5").
    """

    met: bool | None = None
    value: str | None = None
    n: int | None = None
    na: bool = False
    reason: str = ""


def self_assess(
    *, application_id: UUID, said: Mapping[UUID, Said], actor_id: UUID
) -> list[Finding]:
    """Write what a store says; each call adds rows, the last of each criterion stands.

    Raises NotFound, Invalid by criterion, Refused once submitted or after the last day.
    """
    applied = get_applied(application_id, lock=True)
    rows = finding_rows(applied.grid, said, application_id, "unit", actor_id)
    move(APPLICATION, applied.application, "self_assess", _facts(applied), actor_id=actor_id)
    return write_findings(application_id, rows)


def _facts(applied: Applied) -> ApplicationFacts:
    return ApplicationFacts(before_cut_off=applied.is_before_cut_off(clock.now()))


def finding_rows(
    grid: Grid, said: Mapping[UUID, Said], application_id: UUID, by: str, actor_id: UUID | None
) -> list[dict[str, Any]]:
    """Return the rows of what is said; raises NotFound, Invalid by criterion."""
    errors: dict[str, str] = {}
    rows = []
    for uid, one in said.items():
        criterion = grid.find(str(uid))
        if criterion is None:
            raise NotFound
        try:
            status, value = _read(criterion, one, by)
        except ValueError as error:
            errors[str(uid)] = str(error)
            continue
        rows.append(
            {
                "id": ids.new_id(),
                "application_id": application_id,
                "criterion_uid": uid,
                "by": by,
                "status": status,
                "value": value,
                "n": one.n,
                "reason": one.reason.strip()[:1000],
                "actor_id": actor_id,
                "audit_id": None,
                "at": clock.now(),
            }
        )
    if errors:
        raise Invalid(errors)
    return rows


def _read(criterion: Criterion, said: Said, by: str) -> tuple[str, str | None]:
    """Return the status and the value; raises ValueError in words."""
    if said.na:
        if not criterion.na.allowed:
            raise ValueError(_("This criterion always applies."))
        if not said.reason.strip():
            raise ValueError(_("Say why it does not apply."))
        return "na", None
    if criterion.measure.kind is not MeasureKind.TYPED:
        if by == "unit" and said.reason.strip():
            return "to_check", None
        raise ValueError(_("This figure is computed: nobody types it."))
    if criterion.scale is Scale.YES_NO:
        if said.met is None:
            raise ValueError(_("Say yes or no."))
        return ("met", "1") if said.met else ("not_met", "0")
    if said.met is False:
        return "not_met", None
    try:
        value = read_number(said.value)
    except (ValueError, TypeError, ZeroDivisionError):
        raise ValueError(_("Write a number.")) from None
    return "met", str(Fraction(value))


def write_findings(application_id: UUID, rows: Sequence[dict[str, Any]]) -> list[Finding]:
    """Add findings with the next numbers; the caller holds the application."""
    last = dict(
        session.execute(
            select(Finding.criterion_uid, func.max(Finding.number))
            .where(Finding.application_id == application_id)
            .group_by(Finding.criterion_uid)
        ).all()
    )
    numbered = [{**row, "number": (last.get(row["criterion_uid"]) or 0) + 1} for row in rows]
    if numbered:
        session.execute(insert(Finding), numbered)
    made = [row["id"] for row in numbered]
    return list(session.scalars(select(Finding).where(Finding.id.in_(made)))) if made else []


def submit(*, application_id: UUID, actor_id: UUID) -> Application:
    """Give an application in; raises Refused before it is filled or after the last day."""
    applied = get_applied(application_id, lock=True)
    row = applied.application
    facts = replace(_facts(applied), missing_evidence=len(missing_evidence(applied)))
    move(APPLICATION, row, "submit", facts, actor_id=actor_id)
    row.submitted_at, row.submitted_by = clock.now(), actor_id
    session.flush()
    record(ApplicationSubmitted(application_id=row.id, unit_id=row.unit_id), source=row.id)
    who = people_in_charge([row.unit_id], applied.today)
    settle("labels.opened", key=str(row.season_id), person_ids=[actor_id, *who])
    return row


def take_back(*, application_id: UUID, actor_id: UUID) -> Application:
    """Take a submitted application back, before the last day; it is submitted again later."""
    applied = get_applied(application_id, lock=True)
    move(APPLICATION, applied.application, "take_back", _facts(applied), actor_id=actor_id)
    return applied.application


def lapse_late(now: datetime) -> int:
    """Let lapse what was not submitted by the last day, at each unit's midnight; return how many."""
    due = [
        application_id
        for application_id, season, unit in _waiting()
        if now >= cut_off_of(season, unit)
    ]
    if due:
        session.execute(
            update(Application)
            .where(Application.id.in_(due), Application.state.in_(UNIT_STATES))
            .values(state="lapsed"),
            execution_options={"synchronize_session": False},
        )
        session.expire_all()
    return len(due)


def _waiting() -> Iterable[tuple[UUID, Season, Unit]]:
    return [
        (row[0], row[1], row[2])
        for row in session.execute(
            select(Application.id, Season, Unit)
            .join(Season, Season.id == Application.season_id)
            .join(Unit, Unit.id == Application.unit_id)
            .where(Application.state.in_(UNIT_STATES), Season.state == "open")
        )
    ]
