"""Figures of projects recomputed from rows, of many units at once, as known at any past instant.

The page, the export, the label and interfaces read these same functions. Ledgers are read by what
was received then: a past instant gives the answer of then.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.dialects.postgresql import distinct_on

from lms.core.db import session
from lms.core.policy import number
from lms.network.models import Unit
from lms.projects.models import ActionEntry, Occurrence, Project, Ritual, SectionEntry
from lms.projects.policies import WINDOW_DAYS
from lms.projects.queries.places import unit_day
from lms.projects.queries.rituals import calendars, rule_of, told_of
from lms.projects.rules.actions import Line, done_over_due
from lms.projects.rules.pillars import Share, diagnostic, pooled
from lms.projects.rules.rituals import held_over_expected
from lms.projects.rules.sections import UNIT_SECTIONS


def business_days(unit_ids: Iterable[UUID], as_of: datetime) -> dict[UUID, date]:
    """Return the business date of each unit at an instant."""
    wanted = list(unit_ids)
    loaded = {one.id: one for one in session.identity_map.values() if isinstance(one, Unit)}
    rows = [loaded[one] for one in wanted if one in loaded]
    if len(rows) < len(wanted):
        rows = list(session.scalars(select(Unit).where(Unit.id.in_(wanted))))
    return {one.id: unit_day(one, as_of) for one in rows}


def diagnostic_done(unit_ids: Iterable[UUID], as_of: datetime) -> dict[UUID, Share]:
    """Return parts validated over parts, of the project each unit was in; no project, no figure."""
    current = (
        select(Project.unit_id, Project.id)
        .where(Project.unit_id.in_(list(unit_ids)), Project.created_at <= as_of)
        .ext(distinct_on(Project.unit_id))
        .order_by(Project.unit_id, Project.cycle.desc())
    )
    projects = {row[0]: row[1] for row in session.execute(current) if row[0]}
    key = (SectionEntry.project_id, SectionEntry.code)
    last = (
        select(*key, SectionEntry.validated)
        .where(
            SectionEntry.project_id.in_(list(projects.values())),
            SectionEntry.received_at <= as_of,
        )
        .ext(distinct_on(*key))
        .order_by(*key, SectionEntry.number.desc())
    )
    done: dict[UUID, list[str]] = {}
    for project_id, code, validated in session.execute(last):
        if validated:
            done.setdefault(project_id, []).append(code)
    return {
        unit_id: diagnostic(done.get(project_id, ()), UNIT_SECTIONS)
        for unit_id, project_id in projects.items()
    }


def actions_verified(unit_ids: Iterable[UUID], as_of: datetime) -> dict[UUID, Share]:
    """Return actions done by their date over actions due, of each unit that has some."""
    wanted = list(unit_ids)
    days = business_days(wanted, as_of)
    known = (ActionEntry.unit_id.in_(wanted), ActionEntry.received_at <= as_of)
    last = (
        select(ActionEntry.action_id, ActionEntry.unit_id, ActionEntry.state, ActionEntry.due_on)
        .where(*known)
        .ext(distinct_on(ActionEntry.action_id))
        .order_by(ActionEntry.action_id, ActionEntry.number.desc())
    )
    finished = (
        select(ActionEntry.action_id, ActionEntry.occurred_on)
        .where(*known, ActionEntry.action == "finish")
        .ext(distinct_on(ActionEntry.action_id))
        .order_by(ActionEntry.action_id, ActionEntry.number.desc())
    )
    done_on = {row[0]: row[1] for row in session.execute(finished)}
    lines: dict[UUID, list[Line]] = {}
    for action_id, unit_id, state, due_on in session.execute(last):
        if unit_id is not None and due_on is not None:
            lines.setdefault(unit_id, []).append(Line(state, due_on, done_on.get(action_id)))
    return {
        unit_id: _share(done_over_due(rows, days[unit_id]))
        for unit_id, rows in lines.items()
        if unit_id in days
    }


def rituals_held(unit_ids: Iterable[UUID], as_of: datetime) -> dict[UUID, Share]:
    """Return rituals held over rituals expected in the last days, of each unit that has some."""
    wanted = list(unit_ids)
    today = business_days(wanted, as_of)
    if not today:
        return {}
    days = number(WINDOW_DAYS)
    first, last = min(today.values()) - timedelta(days=days), max(today.values())
    rows = session.scalars(
        select(Ritual).where(Ritual.unit_id.in_(wanted), Ritual.created_at <= as_of)
    ).all()
    told = told_of([one.id for one in rows], first, last, as_of)
    open_days = calendars(wanted, first, last)
    parts: dict[UUID, list[Share]] = {}
    for one in rows:
        found = held_over_expected(
            rule_of(one),
            told.get(one.id, {}),
            open_days[one.unit_id],
            today[one.unit_id],
            days=days,
        )
        parts.setdefault(one.unit_id, []).append(_share(found))
    return {unit_id: pooled(shares) for unit_id, shares in parts.items()}


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
