"""Figures of projects recomputed from rows, of many units at once, as known at any past instant.

The page, the export, the label and interfaces read these same functions. Ledgers are read by what
was received then: a past instant gives the answer of then. Many instants cost the statements of one.
Each figure is questions, kept and built once, and how their rows read.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Date,
    Subquery,
    TableValuedAlias,
    Text,
    and_,
    bindparam,
    cast,
    column,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on

from lms.core.asking import UNIT, Question
from lms.core.db import session
from lms.core.policy import number
from lms.core.standing import INSTANT, INSTANTS, UNITS, Answers
from lms.network.models import Unit
from lms.projects.models import ActionEntry, Occurrence, Project, Ritual, SectionEntry
from lms.projects.policies import WINDOW_DAYS
from lms.projects.queries.places import unit_day
from lms.projects.queries.rituals import UNDONE, Opened, open_days, open_span, rule_of, said
from lms.projects.rules.actions import Line, done_over_due
from lms.projects.rules.pillars import Share, diagnostic, pooled
from lms.projects.rules.rituals import held_over_expected
from lms.projects.rules.sections import UNIT_SECTIONS

Shares = dict[datetime, dict[UUID, Share]]
"""Shares of units by instant; a unit without the thing counted is absent."""
Asked = Mapping[str, Question]
Wanted = Sequence[UUID]
When = Sequence[datetime]
AROUND = timedelta(days=2)
"""The business date of a unit is never further from that of the instant, whatever its zone."""


@lru_cache
def _instants() -> TableValuedAlias:
    """Return instants as a table of one column, ``at``."""
    given = func.unnest(INSTANTS)
    return given.table_valued(column("at", INSTANT)).render_derived(name="t")


@lru_cache
def _units() -> Question:
    return select(Unit.id, Unit.zone, Unit.day_cut).where(Unit.id == func.any(UNITS))


def _days(rows: Iterable[Any], instants: When) -> dict[datetime, dict[UUID, date]]:
    """Return the business date of each unit at each instant."""
    units = list(rows)
    return {at: {one.id: unit_day(one, at) for one in units} for at in instants}


@lru_cache
def diagnostic_asked() -> Asked:
    """Ask which parts were validated, of the project each unit was in."""
    t = _instants()
    current = (
        select(t.c.at, Project.unit_id, Project.id)
        .where(Project.unit_id == func.any(UNITS), Project.created_at <= t.c.at)
        .ext(distinct_on(t.c.at, Project.unit_id))
        .order_by(t.c.at, Project.unit_id, Project.cycle.desc())
        .subquery()
    )
    known = and_(SectionEntry.project_id == current.c.id, SectionEntry.received_at <= current.c.at)
    key = (current.c.at, current.c.unit_id, SectionEntry.code)
    last = (
        select(*key, SectionEntry.validated)
        .select_from(current)
        .outerjoin(SectionEntry, known)
        .ext(distinct_on(*key))
        .order_by(*key, SectionEntry.number.desc())
        .subquery()
    )
    codes = func.array_agg(last.c.code).filter(last.c.validated).label("codes")
    return {"parts": select(last.c.at, last.c.unit_id, codes).group_by(last.c.at, last.c.unit_id)}


def diagnostic_read(found: Answers, _wanted: Wanted, instants: When) -> Shares:
    """Return parts validated over parts; no project, no figure."""
    done: Shares = {at: {} for at in instants}
    for row in found["parts"]:
        done[row.at][row.unit_id] = diagnostic(row.codes or (), UNIT_SECTIONS)
    return done


@lru_cache
def actions_asked() -> Asked:
    """Ask for the last move of each action that has a date, and the day it was last finished."""
    last, finished = _moves(), _moves("finish")
    same = and_(finished.c.at == last.c.at, finished.c.action_id == last.c.action_id)
    moved = (
        select(last.c.at, last.c.unit_id, last.c.state, last.c.due_on, finished.c.occurred_on)
        .select_from(last)
        .outerjoin(finished, same)
        .where(last.c.due_on.is_not(None))
    )
    return {"units": _units(), "moved": moved}


def actions_read(found: Answers, _wanted: Wanted, instants: When) -> Shares:
    """Return actions done by their date over actions due, of each unit that has some."""
    days = _days(found["units"], instants)
    lines: dict[datetime, dict[UUID, list[Line]]] = {at: {} for at in instants}
    for row in found["moved"]:
        line = Line(row.state, row.due_on, row.occurred_on)
        lines[row.at].setdefault(row.unit_id, []).append(line)
    return {
        at: {
            unit_id: _share(done_over_due(rows, days[at][unit_id]))
            for unit_id, rows in units.items()
            if unit_id in days[at]
        }
        for at, units in lines.items()
    }


def _moves(*actions: str) -> Subquery:
    """Return the last move of each action known at each instant, of some kinds or of any."""
    t, one = _instants(), ActionEntry
    asked = (
        select(t.c.at, one.action_id, one.unit_id, one.state, one.due_on, one.occurred_on)
        .where(one.unit_id == func.any(UNITS), one.received_at <= t.c.at)
        .ext(distinct_on(t.c.at, one.action_id))
        .order_by(t.c.at, one.action_id, one.number.desc())
    )
    return (asked.where(one.action.in_(actions)) if actions else asked).subquery()


@lru_cache
def rituals_asked() -> Asked:
    """Ask for rituals, what was said of them around the last days, and when their units open."""
    rule = (Ritual.every, Ritual.weekdays, Ritual.starts_on, Ritual.interval, Ritual.place)
    rituals = select(Ritual.id, Ritual.unit_id, Ritual.created_at, *rule, Ritual.ends_on).where(
        Ritual.unit_id == func.any(UNITS), Ritual.created_at <= func.any(INSTANTS)
    )
    return {"units": _units(), "rituals": rituals, "said": _said(), "open": open_days(UNITS)}


def _said() -> Question:
    """Return the last word on each ritual and day of each span, as known at its instant."""
    t = (
        func.unnest(
            INSTANTS,
            bindparam("projects_first", type_=ARRAY(Date)),
            bindparam("projects_last", type_=ARRAY(Date)),
        )
        .table_valued(column("at", INSTANT), column("first", Date), column("last", Date))
        .render_derived(name="t")
    )
    key = (t.c.at, Occurrence.ritual_id, Occurrence.on_date)
    last = (
        select(*key, Occurrence.state)
        .where(
            Occurrence.unit_id == func.any(UNITS),
            Occurrence.on_date.between(t.c.first, t.c.last),
            Occurrence.received_at <= t.c.at,
        )
        .ext(distinct_on(*key))
        .order_by(*key, Occurrence.number.desc())
        .subquery()
    )
    words = func.jsonb_object_agg(cast(last.c.on_date, Text), last.c.state)
    return (
        select(last.c.at, last.c.ritual_id, words.label("said"))
        .where(last.c.state != UNDONE)
        .group_by(last.c.at, last.c.ritual_id)
    )


def rituals_given(instants: When) -> Mapping[str, Any]:
    """Return the days looked at: the last ones before each instant, wherever the unit is."""
    back = timedelta(days=number(WINDOW_DAYS)) + AROUND
    days = [at.astimezone(UTC).date() for at in instants]
    return {
        "projects_first": [day - back for day in days],
        "projects_last": [day + AROUND for day in days],
        **open_span(min(days) - back, max(days) + AROUND),
    }


def rituals_read(found: Answers, _wanted: Wanted, instants: When) -> Shares:
    """Return rituals held over rituals expected in the last days, of each unit that has some."""
    today, opened = _days(found["units"], instants), Opened(found["open"])
    told = {(row.at, row.ritual_id): said(row.said) for row in found["said"]}
    days = number(WINDOW_DAYS)
    kept: Shares = {}
    for at in instants:
        parts: dict[UUID, list[Share]] = {}
        for one in found["rituals"]:
            if one.created_at <= at:
                day = today[at][one.unit_id]
                calendar = opened.calendar(one.unit_id, day - timedelta(days=days), day)
                held = held_over_expected(
                    rule_of(one), told.get((at, one.id), {}), calendar, day, days=days
                )
                parts.setdefault(one.unit_id, []).append(_share(held))
        kept[at] = {unit_id: pooled(shares) for unit_id, shares in parts.items()}
    return kept


def _share(found: tuple[int, int]) -> Share:
    return Share(Fraction(found[0]), Fraction(found[1]))


@lru_cache
def moves_asked() -> CompoundSelect[Any]:
    """Ask, of a unit, the last day something moved by pillar of projects."""
    return union_all(
        select(
            literal("diagnostic").label("pillar"), func.max(SectionEntry.occurred_on).label("on")
        )
        .join(Project, SectionEntry.project_id == Project.id)
        .where(Project.unit_id == UNIT),
        select(literal("actions"), func.max(ActionEntry.occurred_on)).where(
            ActionEntry.unit_id == UNIT
        ),
        select(literal("rituals"), func.max(Occurrence.on_date)).where(Occurrence.unit_id == UNIT),
    )


def last_moves(unit_id: UUID) -> dict[str, date]:
    """Return the last day something moved in a unit, by pillar of projects; one statement."""
    return moves_read(session.execute(moves_asked(), {"asked_unit": unit_id}))


def moves_read(rows: Iterable[Any]) -> dict[str, date]:
    """Return :func:`last_moves` from the rows of :func:`moves_asked`."""
    return {row.pillar: row.on for row in rows if row.on is not None}
