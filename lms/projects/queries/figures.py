"""Figures of projects recomputed from rows, of many units at once, as known at any past instant.

The page, the export, the label and interfaces read these same functions. Ledgers are read by what
was received then: a past instant gives the answer of then. Many instants cost the statements of one.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Date,
    DateTime,
    SmallInteger,
    Subquery,
    TableValuedAlias,
    Text,
    and_,
    cast,
    column,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, DATERANGE, distinct_on

from lms.core.db import session
from lms.core.policy import number
from lms.network.models import Unit
from lms.projects.models import ActionEntry, Occurrence, Project, Ritual, SectionEntry
from lms.projects.policies import WINDOW_DAYS
from lms.projects.queries.places import unit_day
from lms.projects.queries.rituals import UNDONE, calendars_read, open_days_asked, rule_of
from lms.projects.rules.actions import Line, done_over_due
from lms.projects.rules.pillars import Share, diagnostic, pooled
from lms.projects.rules.rituals import Calendar, Told, held_over_expected
from lms.projects.rules.sections import UNIT_SECTIONS

Shares = dict[datetime, dict[UUID, Share]]
"""Shares of units by instant; a unit without the thing counted is absent."""
AT = DateTime(timezone=True)


def business_days(
    unit_ids: Iterable[UUID], instants: Sequence[datetime]
) -> dict[datetime, dict[UUID, date]]:
    """Return the business date of each unit at each instant."""
    wanted = list(unit_ids)
    loaded = {one.id: one for one in session.identity_map.values() if isinstance(one, Unit)}
    rows = [loaded[one] for one in wanted if one in loaded]
    if len(rows) < len(wanted):
        rows = list(session.scalars(select(Unit).where(Unit.id.in_(wanted))))
    return {at: {one.id: unit_day(one, at) for one in rows} for at in instants}


def _table(instants: Sequence[datetime]) -> TableValuedAlias:
    """Return instants as a table of one column, ``at``."""
    given = cast(list(instants), ARRAY(AT))
    return func.unnest(given).table_valued(column("at", AT)).render_derived(name="t")


def diagnostic_done(unit_ids: Iterable[UUID], instants: Sequence[datetime]) -> Shares:
    """Return parts validated over parts, of the project each unit was in; no project, no figure."""
    t = _table(instants)
    current = (
        select(t.c.at, Project.unit_id, Project.id)
        .where(Project.unit_id.in_(list(unit_ids)), Project.created_at <= t.c.at)
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
    )
    done: dict[datetime, dict[UUID, list[str]]] = {at: {} for at in instants}
    for at, unit_id, code, validated in session.execute(last):
        parts = done[at].setdefault(unit_id, [])
        if validated:
            parts.append(code)
    return {
        at: {unit_id: diagnostic(parts, UNIT_SECTIONS) for unit_id, parts in units.items()}
        for at, units in done.items()
    }


def actions_verified(unit_ids: Iterable[UUID], instants: Sequence[datetime]) -> Shares:
    """Return actions done by their date over actions due, of each unit that has some."""
    wanted = list(unit_ids)
    days = business_days(wanted, instants)
    last, finished = _moves(wanted, instants), _moves(wanted, instants, "finish")
    same = and_(finished.c.at == last.c.at, finished.c.action_id == last.c.action_id)
    asked = (
        select(last.c.at, last.c.unit_id, last.c.state, last.c.due_on, finished.c.occurred_on)
        .select_from(last)
        .outerjoin(finished, same)
        .where(last.c.due_on.is_not(None))
    )
    lines: dict[datetime, dict[UUID, list[Line]]] = {at: {} for at in instants}
    for at, unit_id, state, due_on, done_on in session.execute(asked):
        lines[at].setdefault(unit_id, []).append(Line(state, due_on, done_on))
    return {
        at: {
            unit_id: _share(done_over_due(rows, days[at][unit_id]))
            for unit_id, rows in units.items()
            if unit_id in days[at]
        }
        for at, units in lines.items()
    }


def _moves(wanted: Sequence[UUID], instants: Sequence[datetime], *actions: str) -> Subquery:
    """Return the last move of each action known at each instant, of some kinds or of any."""
    t, one = _table(instants), ActionEntry
    asked = (
        select(t.c.at, one.action_id, one.unit_id, one.state, one.due_on, one.occurred_on)
        .where(one.unit_id.in_(wanted), one.received_at <= t.c.at)
        .ext(distinct_on(t.c.at, one.action_id))
        .order_by(t.c.at, one.action_id, one.number.desc())
    )
    return (asked.where(one.action.in_(actions)) if actions else asked).subquery()


def rituals_held(unit_ids: Iterable[UUID], instants: Sequence[datetime]) -> Shares:
    """Return rituals held over rituals expected in the last days, of each unit that has some."""
    wanted = list(unit_ids)
    today = business_days(wanted, instants)
    found: Shares = {at: {} for at in instants}
    rows = session.scalars(
        select(Ritual).where(Ritual.unit_id.in_(wanted), Ritual.created_at <= max(instants))
    ).all()
    if not rows:
        return found
    days = number(WINDOW_DAYS)
    spans = {
        at: (min(known.values()) - timedelta(days=days), max(known.values()))
        for at, known in today.items()
    }
    told, open_days = _lived_at(rows, spans)
    for at in instants:
        parts: dict[UUID, list[Share]] = {}
        for one in rows:
            if one.created_at <= at:
                held = held_over_expected(
                    rule_of(one),
                    told.get((at, one.id), {}),
                    open_days[at][one.unit_id],
                    today[at][one.unit_id],
                    days=days,
                )
                parts.setdefault(one.unit_id, []).append(_share(held))
        found[at] = {unit_id: pooled(shares) for unit_id, shares in parts.items()}
    return found


Span = tuple[date, date]


def _lived_at(
    rituals: Sequence[Ritual], spans: Mapping[datetime, Span]
) -> tuple[dict[tuple[datetime, UUID], dict[date, Told]], dict[datetime, dict[UUID, Calendar]]]:
    """Return what was said of rituals and when their units open, in spans known at instants.

    One statement: what was said, then opening days and closures, in rows as wide as both.
    """
    units = list({one.unit_id for one in rituals})
    told = _told_asked([one.id for one in rituals], spans)
    known = open_days_asked(units, spans).subquery()
    weekdays, during = cast(null(), ARRAY(SmallInteger)), cast(null(), DATERANGE)
    at, on_date, state = cast(null(), AT), cast(null(), Date), cast(null(), Text)
    asked = union_all(
        select(told.c.at, told.c.ritual_id, told.c.on_date, told.c.state, weekdays, during),
        select(at, known.c.unit_id, on_date, state, known.c.weekdays, known.c.during),
    )
    said: dict[tuple[datetime, UUID], dict[date, Told]] = {}
    opened: list[tuple[Any, ...]] = []
    rows: Iterable[Any] = session.execute(asked)
    for row in rows:
        if row[0] is None:
            opened.append((row[1], *row[4:]))
        elif row[3] != UNDONE:
            said.setdefault((row[0], row[1]), {})[row[2]] = Told(row[3])
    return said, calendars_read(opened, units, spans)


def _told_asked(ritual_ids: Sequence[UUID], spans: Mapping[datetime, Span]) -> Subquery:
    """Return the last word on each ritual and day of each span, as known at its instant."""
    t = (
        func.unnest(
            cast(list(spans), ARRAY(AT)),
            cast([first for first, _last in spans.values()], ARRAY(Date)),
            cast([last for _first, last in spans.values()], ARRAY(Date)),
        )
        .table_valued(column("at", AT), column("first", Date), column("last", Date))
        .render_derived(name="t")
    )
    key = (t.c.at, Occurrence.ritual_id, Occurrence.on_date)
    return (
        select(*key, Occurrence.state)
        .where(
            Occurrence.ritual_id.in_(ritual_ids),
            Occurrence.on_date.between(t.c.first, t.c.last),
            Occurrence.received_at <= t.c.at,
        )
        .ext(distinct_on(*key))
        .order_by(*key, Occurrence.number.desc())
        .subquery()
    )


def _share(found: tuple[int, int]) -> Share:
    return Share(Fraction(found[0]), Fraction(found[1]))


def last_moves(unit_ids: Iterable[UUID]) -> Mapping[str, dict[UUID, date]]:
    """Return the last day something moved in each unit, by pillar of projects; one statement."""
    wanted = list(unit_ids)
    asked = (
        select(literal("diagnostic"), Project.unit_id, func.max(SectionEntry.occurred_on))
        .join(SectionEntry, SectionEntry.project_id == Project.id)
        .where(Project.unit_id.in_(wanted))
        .group_by(Project.unit_id),
        select(literal("actions"), ActionEntry.unit_id, func.max(ActionEntry.occurred_on))
        .where(ActionEntry.unit_id.in_(wanted))
        .group_by(ActionEntry.unit_id),
        select(literal("rituals"), Occurrence.unit_id, func.max(Occurrence.on_date))
        .where(Occurrence.unit_id.in_(wanted))
        .group_by(Occurrence.unit_id),
    )
    told: dict[str, dict[UUID, date]] = {}
    rows: Iterable[Any] = session.execute(union_all(*asked))
    for row in rows:
        told.setdefault(row[0], {})[row[1]] = row[2]
    return told
