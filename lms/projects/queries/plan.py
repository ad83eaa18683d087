"""The plan: what the team did already, actions by what they answer, what worked elsewhere."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from lms.core.db import get_row, session
from lms.core.policy import number
from lms.network.models import Unit
from lms.projects.models import Action, ActionEntry, Effort, Irritant, Project
from lms.projects.policies import OPEN_ACTIONS, UNOWNED_DAYS
from lms.projects.queries import places
from lms.projects.queries.there import team_of
from lms.projects.rules.actions import OPEN, Worked, is_left, worked_elsewhere
from lms.projects.rules.machines import ActionFacts

ORDER = ("done", "in_progress", "accepted", "proposed", "ineffective", "verified", "abandoned")
"""What waits for somebody comes first."""
KNOWN = 200


@dataclass(frozen=True, slots=True)
class Planned:
    """An action as the plan shows it."""

    row: Action
    about: str
    """What it answers, in the team's words."""
    is_left: bool
    """Nobody has it since its owner left, for too long."""
    is_late: bool


def get_action(action_id: UUID, *, lock: bool = False) -> Action:
    """Return an action; raises NotFound. ``lock`` keeps others from changing it meanwhile."""
    return get_row(Action, action_id, lock=lock)


def actions_of(project_id: UUID, today: date) -> list[Planned]:
    """Return the actions of a project: those that wait for somebody first, then by date."""
    rows = session.execute(
        select(Action, func.coalesce(Irritant.words, ""))
        .outerjoin(Irritant, Irritant.id == Action.irritant_id)
        .where(Action.project_id == project_id)
    ).all()
    left_after = number(UNOWNED_DAYS)
    found = [
        Planned(
            one,
            words or one.about,
            one.state in OPEN and is_left(one.unowned_since, today, left_after),
            one.state in OPEN and one.due_on is not None and one.due_on < today,
        )
        for one, words in rows
    ]
    return sorted(
        found,
        key=lambda one: (
            ORDER.index(one.row.state),
            one.row.due_on or date.max,
            one.row.created_at,
            one.row.id,
        ),
    )


def entries_of(action_id: UUID) -> list[ActionEntry]:
    """Return the moves of an action, the last first."""
    return list(
        session.scalars(
            select(ActionEntry)
            .where(ActionEntry.action_id == action_id)
            .order_by(ActionEntry.number.desc())
        )
    )


def efforts_of(project_id: UUID) -> list[Effort]:
    """Return what the team did already, as it was told."""
    return list(
        session.scalars(
            select(Effort).where(Effort.project_id == project_id).order_by(Effort.at, Effort.id)
        )
    )


def room(project_id: UUID, without: UUID | None = None) -> tuple[int, int | None]:
    """Return how many actions are under way, and how many may be at once (None: no limit).

    At first a few; the limit falls once somebody else saw three actions work.
    """
    asked = select(Action.state).where(Action.project_id == project_id)
    if without is not None:
        asked = asked.where(Action.id != without)
    return room_among(session.scalars(asked))


def room_among(states: Iterable[str]) -> tuple[int, int | None]:
    """Return what :func:`room` does from the states of a project's actions."""
    held, most = Counter(states), number(OPEN_ACTIONS)
    under_way = sum(held[state] for state in OPEN)
    return under_way, None if held["verified"] >= most else most


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody writes when they move an action."""

    owner_id: UUID | None = None
    due_on: date | None = None
    effect: str = ""
    reason: str = ""


def owner_is_here(project: Project, owner: UUID | None, today: date) -> bool:
    """Tell whether somebody may take an action: of the store, or of the region's support team."""
    if owner is None:
        return False
    if project.unit_id is not None:
        return places.is_here(owner, project.unit_id, today)
    return project.region_id is not None and owner in team_of(project.region_id, today)


def facts_of(
    action: Action, project: Project, told: Told, *, actor: UUID | None, is_lead: bool, today: date
) -> ActionFacts:
    """Gather what moving an action depends on."""
    under_way, most = room(project.id, without=action.id)
    owner, unit_id = told.owner_id or action.owner_id, project.unit_id
    return ActionFacts(
        actor=actor,
        owner=owner,
        done_by=action.done_by,
        when_words=action.when_words,
        do_words=action.do_words,
        due_on=told.due_on or action.due_on,
        today=today,
        open_actions=under_way,
        most_open=most,
        effect=told.effect,
        reason=told.reason,
        owner_is_here=owner_is_here(project, owner, today),
        staff=places.staff_of(unit_id, today) if unit_id else 2,
        is_lead=is_lead,
    )


@dataclass(frozen=True, slots=True)
class Idea:
    """An action that worked in another store, which is not named."""

    action_id: UUID
    when_words: str
    do_words: str
    effect: str


def ideas_for(moment_uid: UUID | None, unit_id: UUID) -> list[Idea]:
    """Return up to three actions that worked elsewhere for the same moment: a store, an idea once.

    Their words only: neither the store nor anybody in it is said.
    """
    if moment_uid is None:
        return []
    rows = _worked(moment_uid, unit_id)
    known = {str(row.Action.id): row for row in rows}
    chosen = worked_elsewhere(
        [
            Worked(
                uid,
                str(row.unit_id),
                str(moment_uid),
                row.Action.verified_on,
                row.same,
                row.Action.do_words,
            )
            for uid, row in known.items()
        ],
        str(moment_uid),
        str(unit_id),
    )
    found = [known[uid].Action for uid in chosen]
    return [Idea(one.id, one.when_words, one.do_words, one.effect) for one in found]


def _worked(moment_uid: UUID, unit_id: UUID) -> Iterable:  # type: ignore[type-arg]
    here = aliased(Unit)
    return session.execute(
        select(
            Action,
            Project.unit_id.label("unit_id"),
            func.coalesce(Unit.format == here.format, False).label("same"),
        )
        .join(Irritant, Irritant.id == Action.irritant_id)
        .join(Project, Project.id == Action.project_id)
        .join(Unit, Unit.id == Project.unit_id)
        .join(here, here.id == unit_id)
        .where(
            Action.state == "verified",
            Action.verified_on.is_not(None),
            Irritant.moment_uid == moment_uid,
            Project.unit_id != unit_id,
        )
        .order_by(Action.verified_on.desc(), Action.id)
        .limit(KNOWN)
    ).all()


def to_verify(unit_ids: Iterable[UUID], without: UUID) -> list[Action]:
    """Return the actions done in these units that ``without`` may judge: not theirs, not by them."""
    return list(
        session.scalars(
            select(Action)
            .join(Project, Project.id == Action.project_id)
            .where(
                Project.unit_id.in_(list(unit_ids)),
                Action.state == "done",
                Action.owner_id.is_distinct_from(without),
                Action.done_by.is_distinct_from(without),
            )
            .order_by(Action.done_on, Action.id)
        )
    )
