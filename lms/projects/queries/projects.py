"""A project as it stands: its parts, its moves, what its next one waits for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select

from lms.core.access import Capability, Permission, Viewer
from lms.core.asking import Question, ask
from lms.core.db import get_row, session
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.network.models import Unit
from lms.projects.models import (
    Action,
    Irritant,
    Pilot,
    Project,
    ProjectEntry,
    Review,
    Section,
    Waiver,
)
from lms.projects.queries import places
from lms.projects.queries.places import Here
from lms.projects.queries.plan import room_among
from lms.projects.queries.there import above, has_no_store
from lms.projects.rules.governance import pilot_gate
from lms.projects.rules.machines import ProjectFacts
from lms.projects.rules.sections import REGION_SECTIONS, UNIT_SECTIONS

TAKEN = ("accepted", "in_progress", "done", "verified")
"""States of actions that answer what they are about."""


def find_project(unit_id: UUID) -> Project | None:
    """Return a unit's project, the last one once closed; None before the first."""
    return session.scalar(
        select(Project).where(Project.unit_id == unit_id).order_by(Project.cycle.desc()).limit(1)
    )


def find_region_project(region_id: UUID) -> Project | None:
    """Return a region's own project, the last one once closed; None before the first."""
    return session.scalar(
        select(Project)
        .where(Project.region_id == region_id)
        .order_by(Project.cycle.desc())
        .limit(1)
    )


def get_project(project_id: UUID, *, lock: bool = False) -> Project:
    """Return a project; raises NotFound. ``lock`` keeps others from changing it meanwhile."""
    return get_row(Project, project_id, lock=lock)


def project_here(
    viewer: Viewer, project_id: UUID, permission: Permission | None = None
) -> tuple[Project, Here]:
    """Return a unit's project and where the viewer stands there.

    Raises NotFound to who may not read it, or holds no ``permission`` there.
    """
    found = session.get(Project, project_id)
    if found is None or found.unit_id is None:
        raise NotFound
    if permission is None:
        return found, places.here(viewer, found.unit_id)
    if permission is Permission.PROJECT_TAKE_PART:
        return found, places.taking_part(viewer, found.unit_id)
    return found, places.acting(viewer, found.unit_id, permission)


def parts_of(project: Project) -> tuple[str, ...]:
    """Return the codes of the parts of a project's diagnostic."""
    return UNIT_SECTIONS if project.unit_id else REGION_SECTIONS


def sections_of(project_id: UUID) -> dict[str, Section]:
    """Return the parts of a diagnostic by code."""
    rows = session.scalars(select(Section).where(Section.project_id == project_id))
    return {one.code: one for one in rows}


def waivers_of(project_id: UUID) -> list[Waiver]:
    """Return the gates lifted for a project, the last first."""
    return list(
        session.scalars(
            select(Waiver).where(Waiver.project_id == project_id).order_by(Waiver.at.desc())
        )
    )


def entries_of(project_id: UUID) -> list[ProjectEntry]:
    """Return the moves of a project, the last first."""
    return list(
        session.scalars(
            select(ProjectEntry)
            .where(ProjectEntry.project_id == project_id)
            .order_by(ProjectEntry.number.desc())
        )
    )


def reviews_of(project_id: UUID) -> list[Review]:
    """Return the looks back at the objective, the last first."""
    return list(
        session.scalars(
            select(Review).where(Review.project_id == project_id).order_by(Review.at.desc())
        )
    )


def facts_of(project: Project, today: date, reason: str = "") -> ProjectFacts:
    """Gather what moving a project depends on."""
    done = {code for code, one in sections_of(project.id).items() if one.validated_at}
    gaps, answered = gaps_of(project.id)
    return ProjectFacts(
        meaning=project.meaning,
        has_objective=has_objective(project),
        pilot_gate=held_by_pilot(project, today),
        sections=frozenset(parts_of(project)),
        validated=frozenset(done),
        gaps=gaps,
        answered=answered,
        waived=frozenset(one.item for one in waivers_of(project.id)),
        is_reviewed=is_reviewed(project),
        reason=reason,
        held_state=project.held_state or "",
        is_archived=is_archived(project, today),
    )


def is_archived(project: Project, today: date) -> bool:
    """Tell whether a project is kept to be read only: its region has no store any more."""
    if project.region_id is None or project.state not in {"suspended", "closed"}:
        return False
    return has_no_store(project.region_id, today)


def has_objective(project: Project) -> bool:
    """Tell whether the one objective is written: what, from where, to where, by when."""
    return set(left_to_frame(project)) <= {"meaning"}


def left_to_frame(project: Project) -> list[str]:
    """Return what a frame still lacks: meaning, metric, baseline, target, due_on, in that order."""
    written = {
        "meaning": project.meaning.strip(),
        "metric": project.metric.strip(),
        "baseline": project.baseline_num is not None and project.baseline_den is not None,
        "target": project.target is not None,
        "due_on": project.due_on is not None,
    }
    return [name for name, known in written.items() if not known]


def is_reviewed(project: Project) -> bool:
    """Tell whether the objective was measured again since the project last began to run."""
    since = session.scalar(
        select(func.max(ProjectEntry.occurred_at)).where(
            ProjectEntry.project_id == project.id, ProjectEntry.action == "review"
        )
    )
    last = session.scalar(select(func.max(Review.at)).where(Review.project_id == project.id))
    return bool(last and (since is None or last >= since))


def gaps_of(project_id: UUID) -> tuple[frozenset[str], frozenset[str]]:
    """Return the points retained that are in the unit's power, and what is answered.

    An action that waits its turn answers its point too: a few at a time are under way, and a store
    may keep more points than that.
    """
    told = ask(_gaps_asked(), {"projects_project": project_id})
    under_way, most = room_among(row.state for row in told["actions"])
    waits = () if most is None or under_way < most else ("proposed",)
    answered = {
        str(row.irritant_id or row.id)
        for row in told["actions"]
        if row.state in (*TAKEN, *waits) and row.due_on is not None and row.owner_id is not None
    }
    return frozenset(str(one.id) for one in told["kept"]), frozenset(answered)


@lru_cache
def _gaps_asked() -> dict[str, Question]:
    its = bindparam("projects_project", type_=Uuid)
    return {
        "kept": select(Irritant.id).where(
            Irritant.project_id == its,
            Irritant.place.is_not(None),
            Irritant.escalated_at.is_(None),
        ),
        "actions": select(
            Action.id, Action.irritant_id, Action.state, Action.due_on, Action.owner_id
        ).where(Action.project_id == its),
    }


def held_by_pilot(project: Project, today: date) -> str | None:
    """Return why a unit's project waits for the pilot of its region; None where nothing holds it."""
    if project.unit_id is None:
        return None
    region_id = places.region_of(project.unit_id, today)
    # A region above may have lived its pilot for all those below it.
    line = above([region_id] if region_id else [], today)
    pilots = session.execute(
        select(Pilot.unit_id, Pilot.state, Unit.name)
        .join(Unit, Unit.id == Pilot.unit_id)
        .where(Pilot.region_id.in_(line))
    ).all()
    waived = session.scalar(
        select(Waiver.id).where(Waiver.gate == "pilot", Waiver.region_id.in_(line)).limit(1)
    )
    live = {row.unit_id for row in pilots if row.state in {"chosen", "lived", "reviewed"}}
    held = pilot_gate(
        Capability.PROJECT,
        is_pilot=project.unit_id in live,
        pilots=[row.state for row in pilots],
        waived=waived is not None or region_id is None,
    )
    names = sorted(row.name for row in pilots if row.unit_id in live)
    if held is None or not names:
        return held
    return held + " " + _("It is lived in: %(stores)s.", stores=", ".join(names))


@dataclass(frozen=True, slots=True)
class Objective:
    """One objective in figures: where it stood, where it is to go."""

    metric: str
    num: Fraction
    den: Fraction
    target: Fraction
    due_on: date

    @property
    def baseline(self) -> Fraction:
        """Return where it stood, as a share."""
        return self.num / self.den if self.den else Fraction()


def objective_of(project: Project) -> Objective | None:
    """Return the objective of a project, None while it is not whole."""
    if not has_objective(project):
        return None
    assert project.baseline_num and project.baseline_den and project.target  # noqa: S101, PT018
    assert project.due_on  # noqa: S101 - has_objective saw them
    return Objective(
        project.metric,
        Fraction(project.baseline_num),
        Fraction(project.baseline_den),
        Fraction(project.target),
        project.due_on,
    )


def live_projects(unit_ids: Iterable[UUID]) -> dict[UUID, Project]:
    """Return the project of each unit that has one, the last one of each."""
    rows = session.scalars(
        select(Project).where(Project.unit_id.in_(list(unit_ids))).order_by(Project.cycle)
    )
    return {one.unit_id: one for one in rows if one.unit_id}
