"""What waits for somebody in projects: actions of theirs, to see, rituals of today, a walk."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select

from lms.core.access import Capability, Permission, Viewer
from lms.core.db import session
from lms.network.models import Unit
from lms.network.queries import live_units, units_in_scope
from lms.projects.models import Action, Irritant, Project, Ritual, Section, Walk, Zone
from lms.projects.queries.rituals import calendars, rule_of, told_of
from lms.projects.rules.actions import OPEN
from lms.projects.rules.walks import Sense

UNDER_WAY = ("planning", "running", "reviewing")


def own_actions(person_id: UUID) -> list[Action]:
    """Return the actions somebody took and that are under way, the soonest due first."""
    return list(
        session.scalars(
            select(Action)
            .join(Project, Project.id == Action.project_id)
            .where(
                Action.owner_id == person_id,
                Action.state.in_(tuple(OPEN)),
                Project.state.in_(UNDER_WAY),
            )
            .order_by(Action.due_on, Action.id)
        )
    )


def actions_to_see(viewer: Viewer) -> tuple[int, UUID | None]:
    """Return how many actions done the viewer may judge, and the one that waits most.

    For those who run a store and the coach: a region is told only of stores of one person.
    """
    reached = units_in_scope(viewer, Permission.ACTION_VERIFY)
    held = viewer.grants_for(Permission.ACTION_VERIFY)
    near = [one.scope_id for one in held if one.scope_kind == "unit"]
    rows = session.scalars(
        select(Action.id)
        .join(Project, Project.id == Action.project_id)
        .where(
            Project.unit_id.in_(reached),
            Project.unit_id.in_(near),
            Project.state.in_(UNDER_WAY),
            Action.state == "done",
            Action.owner_id.is_distinct_from(viewer.person_id),
            Action.done_by.is_distinct_from(viewer.person_id),
        )
        .order_by(Action.done_on, Action.id)
    ).all()
    return len(rows), rows[0] if rows else None


def rituals_today(unit_ids: Iterable[UUID], today: date) -> list[Ritual]:
    """Return the rituals expected today that nobody told of yet."""
    wanted = list(unit_ids)
    rows = session.scalars(
        select(Ritual)
        .where(Ritual.unit_id.in_(wanted), or_(Ritual.ends_on.is_(None), Ritual.ends_on >= today))
        .order_by(Ritual.name, Ritual.id)
    ).all()
    if not rows:
        return []
    told = told_of([one.id for one in rows], today, today)
    open_days = calendars(wanted, today, today)
    return [
        one
        for one in rows
        if one.id not in told
        and open_days[one.unit_id].is_open(today)
        and rule_of(one).falls_on(today)
    ]


def walk_to_do(person_id: UUID, unit_ids: Iterable[UUID]) -> UUID | None:
    """Return a project whose walk somebody may still take part in and has not begun."""
    mine = (
        select(func.count())
        .select_from(Walk)
        .where(Walk.project_id == Project.id, Walk.walker_id == person_id)
        .scalar_subquery()
    )
    given = (
        select(func.count())
        .select_from(Walk)
        .where(Walk.project_id == Project.id)
        .scalar_subquery()
    )
    zones = select(Zone.id).where(Zone.project_id == Project.id).exists()
    return session.scalar(
        select(Project.id)
        .join(Section, (Section.project_id == Project.id) & (Section.code == "walk"))
        .where(
            Project.unit_id.in_(list(unit_ids)),
            Project.state == "diagnosing",
            Section.validated_at.is_(None),
            zones,
            mine == 0,
            given < 2 * len(Sense),
        )
        .limit(1)
    )


def live_own_units(viewer: Viewer) -> list[UUID]:
    """Return the units where the viewer works and projects are live."""
    own = [one.unit_id for one in viewer.memberships]
    if not own:
        return []
    live = live_units(Capability.PROJECT.value, viewer.today or date.max)
    return list(session.scalars(select(Unit.id).where(Unit.id.in_(own), Unit.id.in_(live))))


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


def before_a_visit(unit_id: UUID, today: date) -> tuple[list[Action], int]:
    """Return the actions under way in a unit that are late or wait to be seen, and rituals left."""
    rows = session.scalars(
        select(Action)
        .join(Project, Project.id == Action.project_id)
        .where(
            Project.unit_id == unit_id,
            Project.state.in_(UNDER_WAY),
            or_(
                Action.state == "done",
                Action.state.in_(tuple(OPEN)) & (Action.due_on <= today),
            ),
        )
        .order_by(Action.due_on, Action.id)
    ).all()
    return list(rows), len(rituals_today([unit_id], today))


def plan_gestures(unit_id: UUID) -> list[Action]:
    """Return what a unit's plan asks of its team: actions under way, or seen to work."""
    rows = session.scalars(
        select(Action)
        .join(Project, Project.id == Action.project_id)
        .where(
            Project.unit_id == unit_id,
            Project.state.in_(UNDER_WAY),
            Action.state.in_((*OPEN, "verified")),
        )
        .order_by(Action.id)
        .limit(12)
    )
    return list(rows)
