"""A store's project: opened, framed, moved; gates lifted with a reason; looked back at."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select

from lms.core import ids
from lms.core.db import session
from lms.core.errors import Invalid, Refused
from lms.core.facts import record
from lms.core.i18n import _
from lms.network.models import Region, Unit
from lms.projects.events import ProjectMoved, ProjectReviewed
from lms.projects.models import Irritant, Project, ProjectEntry, Review, Section, Waiver
from lms.projects.queries.projects import (
    facts_of,
    find_project,
    find_region_project,
    get_project,
    parts_of,
)
from lms.projects.queries.there import has_no_store
from lms.projects.rules.machines import PROJECT
from lms.projects.rules.objectives import interval
from lms.projects.services.moving import By, move, next_number
from lms.projects.services.waiving import lift

LONGEST = 2000
MOST_COUNTED = 100_000
PERCENT = 100
FRAMED_IN = ("framing", "diagnosing")
"""States in which the objective may still be said otherwise: nothing is planned on it yet."""
COUNTED_IN = ("diagnosing", "planning", "running", "reviewing")
"""States in which the objective may be counted again; only a review counts as one."""


def open_project(*, unit_id: UUID, by: By) -> Project:
    """Open a store's project, or the next one after a closed one; raises Refused while one lives."""
    session.get(Unit, unit_id, with_for_update=True)
    last = find_project(unit_id)
    if last is not None and last.state != "closed":
        raise Refused(_("Your store has a project already."))
    return _open(last, by, unit_id=unit_id)


def open_region_project(*, region_id: UUID, by: By) -> Project:
    """Open a region's own project, or the next one; raises Refused while one lives."""
    session.get(Region, region_id, with_for_update=True)
    last = find_region_project(region_id)
    if last is not None and last.state != "closed":
        raise Refused(_("Your region has a project already."))
    if has_no_store(region_id, by.today):
        raise Refused(_("This region has no store any more: its project is kept to be read."))
    return _open(last, by, region_id=region_id)


def _open(last: Project | None, by: By, **owner: UUID) -> Project:
    made = Project(
        id=ids.new_id(),
        **owner,
        cycle=last.cycle + 1 if last else 1,
        state="framing",
        meaning=last.meaning if last else "",
        metric="",
        opened_on=by.today,
        created_by=by.person_id,
        created_at=by.now,
    )
    session.add(made)
    session.flush()
    for code in parts_of(made):
        row = Section(id=ids.new_id(), project_id=made.id, code=code, words="", updated_at=by.now)
        session.add(row)
    _entry(made, "open", by)
    return made


def _entry(project: Project, action: str, by: By, reason: str = "") -> ProjectEntry:
    made = ProjectEntry(
        id=ids.new_id(),
        project_id=project.id,
        number=next_number(ProjectEntry.number, ProjectEntry.project_id == project.id),
        action=action,
        state=project.state,
        actor_id=by.person_id,
        reason=reason.strip()[:LONGEST],
        occurred_at=by.now,
        occurred_on=by.today,
        received_at=by.now,
    )
    session.add(made)
    session.flush()
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Why they do it, and one objective: a share of customers counted, a target, a day."""

    meaning: str
    metric: str
    count: int | None
    of: int | None
    target: int | None
    """In percent."""
    due_on: date | None


def frame(*, project_id: UUID, given: Frame, by: By) -> Project:
    """Write the meaning and the objective of a project, until its plan begins.

    What is blank stays to be written while it is framed, and is asked for once people look at the
    store; what is written is checked. Raises Invalid, Refused later.
    """
    project = get_project(project_id, lock=True)
    if project.state not in FRAMED_IN:
        raise Refused(
            _("The project is under way: its objective is looked at again at the review.")
        )
    errors = _frame_faults(given, by.today)
    if project.state != "framing":
        errors = _blanks(given) | errors
    if errors:
        raise Invalid(errors)
    project.meaning = given.meaning.strip()[:LONGEST]
    project.metric = given.metric.strip()[:300]
    project.baseline_num = str(given.count) if given.count is not None else None
    project.baseline_den = str(given.of) if given.of is not None else None
    project.baseline_n = given.of
    project.target = str(Fraction(given.target, PERCENT)) if given.target is not None else None
    project.due_on = given.due_on
    session.flush()
    return project


def _blanks(given: Frame) -> dict[str, str]:
    """Return what a diagnosis needs and was left out: it was opened on a meaning and an objective."""
    asked = {
        "meaning": given.meaning.strip(),
        "metric": given.metric.strip(),
        "count": given.count is not None,
        "of": given.of is not None,
        "target": given.target is not None,
        "due_on": given.due_on is not None,
    }
    why = _("The team works on it: say it otherwise, but do not leave it out.")
    return {name: why for name, said in asked.items() if not said}


def _frame_faults(given: Frame, today: date) -> dict[str, str]:
    errors = {}
    if (given.count is None) != (given.of is None):
        errors["count" if given.count is None else "of"] = _("Write both numbers.")
    if given.count is not None and given.of is not None:
        if not 0 < given.of <= MOST_COUNTED:
            errors["of"] = _("Count at least one customer.")
        elif not 0 <= given.count <= given.of:
            errors["count"] = _("Not more than the customers counted.")
    if given.target is not None and not 0 <= given.target <= PERCENT:
        errors["target"] = _("A percentage, from 0 to 100.")
    if given.due_on is not None and given.due_on <= today:
        errors["due_on"] = _("Choose a day to come.")
    return errors


def move_project(*, project_id: UUID, action: str, by: By, reason: str = "") -> Project:
    """Take a project one step on; raises what the machine says, in words."""
    project = get_project(project_id, lock=True)
    before = project.state
    state = move(PROJECT, project, action, facts_of(project, by.today, reason), by)
    with session.no_autoflush:
        project.held_state = before if state == "suspended" else None
        if state == "closed":
            project.closed_at = by.now
        if state == "running" and project.running_since is None:
            project.running_since = by.today
    session.flush()
    made = _entry(project, action, by, reason)
    record(ProjectMoved(project_id=project.id, state=state), source=made.id, at=by.now)
    return project


def waive(*, project_id: UUID, gate: str, item: str, reason: str, by: By) -> Waiver:
    """Lift a gate of a project with a reason everybody reads; raises Refused or Invalid."""
    project = get_project(project_id, lock=True)
    known = set(parts_of(project)) if gate == "section" else _retained(project_id)
    if gate not in {"section", "gap"} or item not in known:
        raise Invalid({"item": _("Choose one of the answers.")})
    return lift(gate=gate, item=item, reason=reason, by=by, project_id=project_id)


def _retained(project_id: UUID) -> set[str]:
    rows = session.scalars(
        select(Irritant.id).where(Irritant.project_id == project_id, Irritant.place.is_not(None))
    )
    return {str(one) for one in rows}


def review(*, project_id: UUID, count: int, of: int, kept: str, changed: str, by: By) -> Review:
    """Write what became of the objective, with the interval of what was counted.

    Counted on the way, it is kept and closes nothing. Raises Invalid; Refused out of the way.
    """
    project = get_project(project_id, lock=True)
    if project.state not in COUNTED_IN:
        raise Refused(_("The project is not under way."))
    errors = {}
    if not 0 < of <= MOST_COUNTED:
        errors["of"] = _("Count at least one customer.")
    elif not 0 <= count <= of:
        errors["count"] = _("Not more than the customers counted.")
    if not kept.strip():
        errors["kept"] = _("Write what goes on.")
    if errors:
        raise Invalid(errors)
    low, high = interval(count, of)
    made = Review(
        id=ids.new_id(),
        project_id=project_id,
        held_on=by.today,
        num=str(count),
        den=str(of),
        n=of,
        low=str(low),
        high=str(high),
        kept=kept.strip()[:LONGEST],
        changed=changed.strip()[:LONGEST],
        actor_id=by.person_id,
        at=by.now,
    )
    session.add(made)
    session.flush()
    record(ProjectReviewed(review_id=made.id, project_id=project_id), source=made.id, at=by.now)
    return made
