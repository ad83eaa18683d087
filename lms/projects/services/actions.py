"""Actions: proposed, taken, done, judged by somebody else; given back when their owner leaves."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from lms.accounts.models import Person
from lms.core import clock, ids
from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import Invalid, Refused
from lms.core.facts import record
from lms.core.i18n import _
from lms.core.notices import About, notify, settle
from lms.core.policy import number
from lms.network.models import Unit
from lms.network.queries import holders
from lms.network.rules import DEFAULT_ZONE
from lms.projects.events import ActionVerified
from lms.projects.models import Action, ActionEntry, Effort, Irritant, Project
from lms.projects.policies import UNOWNED_DAYS
from lms.projects.queries import places
from lms.projects.queries.plan import Told, facts_of, get_action, owner_is_here, room
from lms.projects.queries.projects import get_project, parts_of
from lms.projects.queries.there import leads_of, team_of
from lms.projects.rules.actions import OPEN, TEAM, is_left
from lms.projects.rules.machines import ACTION
from lms.projects.services.moving import By, everybody, move, next_number

LONGEST = 280
GAPS = ("irritant", "zone", "peak", "skill", "part")
WRITABLE = ("diagnosing", "planning", "running", "reviewing")
"""States in which an action may be written: ideas come while people look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An action as it is written: when ..., I ..."""

    when_words: str
    do_words: str
    gap: str = "irritant"
    irritant_id: UUID | None = None
    about: str = ""
    owner_id: UUID | None = None
    due_on: date | None = None
    inspired_by: UUID | None = None


def propose(*, project_id: UUID, draft: Draft, by: By) -> Action:
    """Write an action; it waits to be accepted. Raises Invalid, Refused before the plan."""
    project = get_project(project_id)
    if project.state not in WRITABLE:
        raise Refused(_("The plan is not open."))
    errors = _faults(project, draft)
    if errors:
        raise Invalid(errors)
    made = Action(
        id=ids.new_id(),
        project_id=project_id,
        gap=draft.gap,
        irritant_id=draft.irritant_id,
        about=draft.about.strip()[:LONGEST],
        when_words=draft.when_words.strip()[:LONGEST],
        do_words=draft.do_words.strip()[:LONGEST],
        owner_id=draft.owner_id,
        due_on=draft.due_on,
        state="proposed",
        proof="",
        effect="",
        reason="",
        inspired_by=draft.inspired_by,
        created_by=by.person_id,
        created_at=by.now,
    )
    session.add(made)
    session.flush()
    _entry(made, project, "propose", by)
    return made


def _faults(project: Project, draft: Draft) -> dict[str, str]:
    errors = {}
    if not draft.when_words.strip():
        errors["when"] = _("Write when it happens.")
    if not draft.do_words.strip():
        errors["do"] = _("Write what you do then.")
    if draft.gap not in GAPS or (draft.gap == "part" and draft.about not in parts_of(project)):
        errors["gap"] = _("Choose one of the answers.")
    if draft.gap == "irritant":
        known = session.get(Irritant, draft.irritant_id) if draft.irritant_id else None
        if known is None or known.project_id != project.id:
            errors["gap"] = _("Choose the point it answers.")
    return errors


def add(*, project_id: UUID, draft: Draft, by: By) -> Action:
    """Write an action that somebody takes at once; where enough are under way, it waits its turn.

    Raises Invalid without owner or date, Refused before the plan.
    """
    project = get_project(project_id, lock=True)
    errors = _faults(project, draft)
    if not owner_is_here(project, draft.owner_id, by.today):
        errors["owner"] = _("Say who takes it.")
    if draft.due_on is None or draft.due_on < by.today:
        errors["due"] = _("Choose today or a day to come.")
    if errors:
        raise Invalid(errors)
    under_way, most = room(project_id)
    made = propose(project_id=project_id, draft=draft, by=by)
    if most is not None and under_way >= most:
        return made
    return move_action(action_id=made.id, action="accept", by=by)


def move_action(
    *, action_id: UUID, action: str, by: By, told: Told | None = None, proof: str = ""
) -> Action:
    """Take an action one step on; raises what the machine says, in words."""
    told = told or Told()
    one = get_action(action_id, lock=True)
    project = get_project(one.project_id, lock=True)
    if project.state in {"suspended", "closed"}:
        raise Refused(_("The project is not under way."))
    is_lead = Role.REGIONAL_LEAD in by.roles
    facts = facts_of(one, project, told, actor=by.person_id, is_lead=is_lead, today=by.today)
    move(ACTION, one, action, facts, by)
    _write(one, action, told, proof, by)
    session.flush()
    made = _entry(one, project, action, by, told.reason or told.effect)
    _tell(one, project, action, by, made.id)
    return one


def _write(one: Action, action: str, told: Told, proof: str, by: By) -> None:
    """Keep what the new state asks for."""
    if action in {"accept", "assign", "try_again"}:
        one.owner_id = told.owner_id or one.owner_id
        one.due_on = told.due_on or one.due_on
        one.unowned_since = None
    if action == "try_again":
        one.verified_by = one.verified_on = one.done_by = one.done_on = None
        one.effect = one.proof = ""
    if action == "finish":
        one.proof, one.done_by, one.done_on = proof.strip()[:LONGEST], by.person_id, by.today
    if action in {"verify", "fail"}:
        one.effect, one.verified_by, one.verified_on = told.effect.strip(), by.person_id, by.today
    if action == "release":
        one.owner_id, one.unowned_since = None, by.today
    if action == "abandon":
        one.reason = told.reason.strip()[:LONGEST]


def _entry(one: Action, project: Project, action: str, by: By, reason: str = "") -> ActionEntry:
    made = ActionEntry(
        id=ids.new_id(),
        action_id=one.id,
        number=next_number(ActionEntry.number, ActionEntry.action_id == one.id),
        action=action,
        state=one.state,
        actor_id=by.person_id,
        owner_id=one.owner_id,
        due_on=one.due_on,
        reason=reason.strip()[:LONGEST],
        unit_id=project.unit_id,
        occurred_at=by.now,
        occurred_on=by.today,
        received_at=by.now,
    )
    session.add(made)
    session.flush()
    return made


def _tell(one: Action, project: Project, action: str, by: By, entry_id: UUID) -> None:
    """Tell who is to act now, and settle what was told before."""
    about = _page_of(one, project)
    if action in {"accept", "assign", "try_again", "abandon"}:
        settle("projects.action_unowned", key=str(one.id))
    if action in {"accept", "assign", "try_again"} and one.owner_id not in {None, by.person_id}:
        settle("projects.action_yours", key=str(one.id))
        notify(
            "projects.action_yours", [one.owner_id], key=str(one.id), turn=str(entry_id), about=about,
            on=one.due_on,
        )  # fmt: skip
    if action in {"finish", "release", "abandon"}:
        settle("projects.action_yours", "projects.action_due", key=str(one.id))
    if action == "finish":
        told = _judges(project, {one.owner_id, one.done_by}, by.today)
        turn = str(entry_id)
        notify("projects.to_verify", told, key=str(one.id), turn=turn, about=about)
    if action in {"verify", "fail"}:
        settle("projects.to_verify", key=str(one.id))
        fact = ActionVerified(action_id=one.id, effective=action == "verify")
        record(fact, source=entry_id, at=by.now)


def _judges(project: Project, apart: Collection[UUID | None], day: date) -> list[UUID]:
    """Return who is told that an action waits for their eye, its owner apart.

    Who runs the store, or its coach when they did it alone; who leads the region where the store has
    one person only; for an action of the region who leads it, or its team when they had it.
    """
    region_id = project.region_id
    if project.unit_id is not None:
        if places.staff_of(project.unit_id, day) >= TEAM:
            near = _without(apart, places.managers_of([project.unit_id], day))
            return near or _without(apart, holders(project.unit_id, Role.COACH.value, day))
        region_id = places.region_of(project.unit_id, day)
    if region_id is None:
        return []
    leads = _without(apart, leads_of(region_id, day))
    if leads or project.unit_id is not None:
        return leads
    return _without(apart, team_of(region_id, day))


def _without(apart: Collection[UUID | None], people: Iterable[UUID]) -> list[UUID]:
    return [one for one in people if one not in apart]


def add_effort(*, project_id: UUID, words: str, by: By) -> Effort:
    """List something the team did already; raises Invalid when nothing is written."""
    get_project(project_id)
    if not words.strip():
        raise Invalid({"effort": _("Write what the team did already.")})
    made = Effort(
        id=ids.new_id(),
        project_id=project_id,
        words=words.strip()[:LONGEST],
        added_by=by.person_id,
        at=by.now,
    )
    session.add(made)
    session.flush()
    return made


def release_leavers() -> int:
    """Take back the actions of people who left their store or their region's team; return how many."""
    now = clock.now()
    gone = [*_left_stores(now), *_left_regions(now)]
    for action_id, day in gone:
        by = By(person_id=None, roles=everybody(), today=day, now=now)
        move_action(action_id=action_id, action="release", by=by)
    return len(gone)


UNDER_WAY = (Action.state.in_(tuple(OPEN)), Project.state.not_in(("closed", "suspended")))


def _left_stores(now: datetime) -> Iterator[tuple[UUID, date]]:
    rows = session.execute(
        select(Action.id, Action.owner_id, Unit)
        .join(Project, Project.id == Action.project_id)
        .join(Unit, Unit.id == Project.unit_id)
        .where(Action.owner_id.is_not(None), *UNDER_WAY)
        .order_by(Action.id)
    ).all()
    for action_id, owner_id, unit in rows:
        day = places.unit_day(unit, now)
        if owner_id is not None and not places.is_here(owner_id, unit.id, day):
            yield action_id, day


def _left_regions(now: datetime) -> Iterator[tuple[UUID, date]]:
    """Yield what was of somebody who is of no region's team any more: gone, or without a mandate."""
    day = clock.business_date(now, DEFAULT_ZONE)
    rows = session.execute(
        select(Action.id, Action.owner_id, Project.region_id)
        .join(Project, Project.id == Action.project_id)
        .where(Action.owner_id.is_not(None), Project.region_id.is_not(None), *UNDER_WAY)
        .order_by(Action.id)
    ).all()
    teams = {one: team_of(one, day) for one in {row[2] for row in rows} if one is not None}
    for action_id, owner_id, region_id in rows:
        if region_id is not None and owner_id not in teams[region_id]:
            yield action_id, day


def tell_left() -> int:
    """Tell those who lead a project of the actions nobody has for three days; return how many."""
    now, least = clock.now(), number(UNOWNED_DAYS)
    rows: Iterable[Any] = session.execute(
        select(Action, Project, Unit)
        .join(Project, Project.id == Action.project_id)
        .outerjoin(Unit, Unit.id == Project.unit_id)
        .where(Action.owner_id.is_(None), *UNDER_WAY)
        .order_by(Action.id)
    ).all()
    told = 0
    for one, project, unit in rows:
        day = _today(unit, now)
        if is_left(one.unowned_since, day, least):
            told += notify(
                "projects.action_unowned",
                _leading(project, day),
                key=str(one.id),
                turn=str(one.unowned_since),
                about=_page_of(one, project),
            )
    return told


def _today(unit: Unit | None, now: datetime) -> date:
    """Return the day of a store, or of a region's team."""
    return places.unit_day(unit, now) if unit else clock.business_date(now, DEFAULT_ZONE)


def _leading(project: Project, day: date) -> list[UUID]:
    """Return who gives the actions of a project: who runs the store, or leads the region."""
    if project.unit_id is not None:
        return places.managers_of([project.unit_id], day)
    return leads_of(project.region_id, day) if project.region_id is not None else []


def _page_of(one: Action, project: Project) -> About:
    if project.region_id is not None:
        return About("projects.region_own", {"region_id": project.region_id})
    return About("projects.action", {"action_id": one.id})


def tell_due() -> int:
    """Tell the owners of the actions that are due today or late, once a date; return how many."""
    now = clock.now()
    rows = session.execute(
        select(Action, Project, Unit)
        .join(Project, Project.id == Action.project_id)
        .outerjoin(Unit, Unit.id == Project.unit_id)
        .join(Person, Person.id == Action.owner_id)
        .where(
            Action.state.in_(tuple(OPEN)),
            Project.state.not_in(("closed", "suspended")),
            or_(Person.left_on.is_(None), Person.left_on > clock.today()),
        )
    ).all()
    told = 0
    for one, project, unit in rows:
        if one.due_on is not None and one.due_on <= _today(unit, now):
            told += notify(
                "projects.action_due",
                [one.owner_id] if one.owner_id is not None else [],
                key=str(one.id),
                turn=one.due_on.isoformat(),
                about=_page_of(one, project),
                on=one.due_on,
            )
    return told
