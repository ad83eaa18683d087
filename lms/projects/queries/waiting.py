"""What waits for somebody in projects: actions of theirs, to see, rituals of today, a walk."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from lms.core import todo
from lms.core.access import Capability, Permission, Role, Viewer
from lms.core.asking import TODAY, UNIT, Wanted
from lms.core.db import session
from lms.network.models import Unit, Wave
from lms.network.queries import granted, granted_regions, reach_of, units_asked, units_in_scope
from lms.projects.models import (
    Action,
    Closure,
    Irritant,
    Occurrence,
    Opening,
    Project,
    Ritual,
    Section,
    Walk,
    Zone,
)
from lms.projects.queries import places
from lms.projects.queries.rituals import UNDONE, rule_of
from lms.projects.rules.actions import OPEN, TEAM
from lms.projects.rules.machines.projects import LIVE
from lms.projects.rules.rituals import EVERY_DAY, Calendar
from lms.projects.rules.walks import Sense

UNDER_WAY = ("planning", "running", "reviewing")


@lru_cache
def own_actions() -> todo.Wanted:
    """Select the actions somebody took and that are under way, the soonest due first."""
    return (
        select(
            Action.id,
            Action.due_on,
            Action.when_words,
            Action.do_words,
            Project.unit_id,
            Project.region_id,
        )
        .join(Project, Project.id == Action.project_id)
        .where(
            Action.owner_id == todo.ME,
            Action.state.in_(tuple(OPEN)),
            Project.state.in_(UNDER_WAY),
        )
        .order_by(Action.due_on, Action.id)
        .limit(3)
    )


def actions_to_see(viewer: Viewer) -> todo.Wanted:
    """Select the actions done the viewer may judge.

    For those who run a store and the coach; of a store of one person, for the region alone.
    """
    return _to_see(units_asked(viewer, Permission.ACTION_VERIFY))


@lru_cache
def _to_see(reached: Select[UUID]) -> todo.Wanted:
    alone = places.staff_asked(Project.unit_id) < TEAM
    return (
        select(Action.id, Action.done_on)
        .join(Project, Project.id == Action.project_id)
        .where(
            Project.unit_id.in_(reached),
            or_(
                and_(Project.unit_id == func.any(granted(Permission.ACTION_VERIFY)), ~alone),
                and_(func.cardinality(granted_regions(Permission.ACTION_VERIFY)) > 0, alone),
            ),
            Project.state.in_(UNDER_WAY),
            Action.state == "done",
            Action.owner_id.is_distinct_from(todo.ME),
            Action.done_by.is_distinct_from(todo.ME),
        )
        .order_by(Action.done_on, Action.id)
    )


def points_handed(viewer: Viewer) -> todo.Wanted | None:
    """Select the points a store handed to somebody above and that wait, the soonest due first."""
    if viewer.may(Permission.PROJECT_LEAD) or not viewer.roles - {Role.EMPLOYEE}:
        return None
    return _handed()


@lru_cache
def _handed() -> todo.Wanted:
    return (
        select(Irritant.id, Irritant.escalation_due)
        .where(Irritant.escalated_to == todo.ME, Irritant.answered_on.is_(None))
        .order_by(Irritant.escalation_due, Irritant.id)
    )


def rituals_led(viewer: Viewer) -> todo.Wanted | None:
    """Select the rituals nobody told of today, in the stores the viewer runs."""
    held = reach_of(viewer, Permission.PROJECT_LEAD).units
    return _rituals_led() if held else None


@lru_cache
def _rituals_led() -> todo.Wanted:
    return _untold(Ritual.unit_id == func.any(granted(Permission.PROJECT_LEAD)))


def _untold(whose: ColumnElement[bool]) -> todo.Wanted:
    """Select rituals nobody told of on :data:`todo.TODAY`."""
    said = (
        select(Occurrence.state)
        .where(Occurrence.ritual_id == Ritual.id, Occurrence.on_date == todo.TODAY)
        .order_by(Occurrence.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    return due_rituals(whose).where(func.coalesce(said, UNDONE) == UNDONE)


def due_rituals(whose: ColumnElement[bool]) -> todo.Wanted:
    """Select rituals of units open on :data:`todo.TODAY`, with the weekdays each unit opens."""
    weekdays = (
        select(Opening.weekdays)
        .where(Opening.unit_id == Ritual.unit_id, Opening.during.contains(todo.TODAY))
        .limit(1)
        .scalar_subquery()
    )
    closed = (
        select(Closure.id)
        .where(Closure.unit_id == Ritual.unit_id, Closure.during.contains(todo.TODAY))
        .exists()
    )
    return (
        select(
            Ritual.id,
            Ritual.unit_id,
            Ritual.name,
            Ritual.minutes,
            Ritual.is_brief,
            Ritual.every,
            Ritual.weekdays,
            Ritual.starts_on,
            Ritual.interval,
            Ritual.place,
            Ritual.ends_on,
            weekdays.label("opens"),
        )
        .where(
            whose,
            or_(Ritual.ends_on.is_(None), Ritual.ends_on >= todo.TODAY),
            ~closed,
        )
        .order_by(Ritual.name, Ritual.id)
    )


def expected(rows: Iterable[Any], today: date) -> list[Any]:
    """Return the rituals among ``rows`` that fall on ``today``, a day their unit is open."""
    return [
        one
        for one in rows
        if Calendar(frozenset(one.opens or EVERY_DAY)).is_open(today)
        and rule_of(one).falls_on(today)
    ]


def walks(viewer: Viewer) -> todo.Wanted | None:
    """Select a project whose walk the viewer may still take part in and has not begun."""
    return _walks() if viewer.memberships else None


@lru_cache
def _walks() -> todo.Wanted:
    live = select(Wave.unit_id).where(
        Wave.capability == Capability.PROJECT.value, Wave.during.contains(todo.TODAY)
    )
    mine = select(Walk.id).where(Walk.project_id == Project.id, Walk.walker_id == todo.ME).exists()
    given = (
        select(func.count())
        .select_from(Walk)
        .where(Walk.project_id == Project.id)
        .scalar_subquery()
    )
    zones = select(Zone.id).where(Zone.project_id == Project.id).exists()
    return (
        select(Project.id)
        .join(Section, (Section.project_id == Project.id) & (Section.code == "walk"))
        .where(
            Project.unit_id == func.any(todo.OWN_UNITS),
            Project.unit_id.in_(live),
            Project.state == "diagnosing",
            Section.validated_at.is_(None),
            zones,
            ~mine,
            given < 2 * len(Sense),
        )
        .limit(1)
    )


def projects_led(viewer: Viewer) -> todo.Wanted | None:
    """Select the stores the viewer runs with their live project, its state when there is one."""
    held = reach_of(viewer, Permission.PROJECT_LEAD).units
    return _led(units_asked(viewer, Permission.PROJECT_LEAD)) if held else None


@lru_cache
def _led(live: Select[UUID]) -> todo.Wanted:
    return (
        select(Unit.id.label("unit_id"), Unit.name, Project.state)
        .outerjoin(Project, (Project.unit_id == Unit.id) & Project.state.in_((*LIVE, "suspended")))
        .where(Unit.id == func.any(granted(Permission.PROJECT_LEAD)), Unit.id.in_(live))
        .order_by(Unit.sort_key)
    )


def points_at(moment_uid: UUID, viewer: Viewer) -> list[tuple[UUID, UUID, str, str]]:
    """Return project, unit, its name and words of the points kept at a moment, within reach."""
    rows = session.execute(
        select(Project.id, Unit.id, Unit.name, Irritant.words)
        .join(Irritant, Irritant.project_id == Project.id)
        .join(Unit, Unit.id == Project.unit_id)
        .where(
            Irritant.moment_uid == moment_uid,
            Irritant.place.is_not(None),
            Project.unit_id.in_(units_in_scope(viewer, Permission.PROJECT_READ)),
        )
        .order_by(Unit.sort_key, Irritant.place)
        .limit(50)
    )
    return [tuple(row) for row in rows]  # type: ignore[misc]


@lru_cache
def before_a_visit() -> dict[str, Wanted]:
    """Select, for a unit, its actions that are late or wait to be seen, and the rituals of today."""
    actions = (
        select(Action.id, Action.state, Action.when_words, Action.do_words)
        .join(Project, Project.id == Action.project_id)
        .where(
            Project.unit_id == UNIT,
            Project.state.in_(UNDER_WAY),
            or_(
                Action.state == "done",
                Action.state.in_(tuple(OPEN)) & (Action.due_on <= TODAY),
            ),
        )
        .order_by(Action.due_on, Action.id)
        .limit(5)
    )
    return {"actions": actions, "rituals": _untold(Ritual.unit_id == UNIT)}


@lru_cache
def plan_gestures() -> Wanted:
    """Select what a unit's plan asks of its team: actions under way, or seen to work."""
    return (
        select(Action.id, Action.when_words, Action.do_words)
        .join(Project, Project.id == Action.project_id)
        .where(
            Project.unit_id == UNIT,
            Project.state.in_(UNDER_WAY),
            Action.state.in_((*OPEN, "verified")),
        )
        .order_by(Action.id)
        .limit(12)
    )
