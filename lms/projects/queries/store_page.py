"""What the page of a store's project shows, read in one exchange."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from lms.core.access import Viewer
from lms.core.asking import ME, UNIT, Question, ask
from lms.projects.models import Action, Project, ProjectEntry, Review, Ritual, Section, Waiver
from lms.projects.queries import places, waiting
from lms.projects.queries.places import Seen
from lms.projects.queries.plan import ORDER
from lms.projects.rules.actions import OPEN

Answers = Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class StorePage:
    """A store's project as its page shows it."""

    here: Seen
    project: Any
    """Its last one, with ``actions``, how many, ``reviews``, how many, and ``before``, the id of the
    one before; None before the first."""
    sections: Mapping[str, Any]
    waivers: Sequence[Any]
    """What was lifted, the last first."""
    moves: Sequence[Any]
    """The last first."""
    acts: Sequence[Any]
    """Actions the viewer has, or may judge: those that wait for somebody first."""
    due: int
    """Rituals expected today."""


def read(viewer: Viewer, unit_id: UUID) -> StorePage:
    """Return a store's project; raises NotFound, foreign and missing."""
    given = {**places.seen_values(viewer, unit_id), "asked_me": viewer.person_id}
    told = ask({"unit": places.seen_asked(viewer), **_project_asked(), **_today_asked()}, given)
    here = places.seen(viewer, unit_id, told["unit"])
    if here.today != given["asked_today"]:
        told |= ask(_today_asked(), given | {"asked_today": here.today})
    judges = here.judges(told["staff"][0].people)
    return StorePage(
        here,
        next(iter(told["project"]), None),
        {one.code: one for one in told["sections"]},
        told["waivers"],
        told["moves"],
        sorted(
            (one for one in told["acts"] if judges or one.state != "done"),
            key=lambda one: ORDER.index(one.state),
        ),
        _due(told["rituals"], here.today),
    )


def _due(rows: Sequence[Any], today: date) -> int:
    return len(waiting.expected(rows, today))


@lru_cache
def _today_asked() -> dict[str, Question]:
    return {
        "rituals": waiting.due_rituals(Ritual.unit_id == UNIT),
        "staff": select(places.staff_asked(UNIT).label("people")),
    }


@lru_cache
def _project_asked() -> dict[str, Question]:
    last = (
        select(Project)
        .where(Project.unit_id == UNIT)
        .order_by(Project.cycle.desc())
        .limit(1)
        .subquery()
    )
    its = select(last.c.id).scalar_subquery()
    actions, reviews = (
        select(func.count())
        .select_from(table)
        .where(table.project_id == last.c.id)
        .scalar_subquery()
        for table in (Action, Review)
    )
    earlier = (
        select(Project.id)
        .where(Project.unit_id == UNIT, Project.cycle < last.c.cycle)
        .order_by(Project.cycle.desc())
        .limit(1)
        .scalar_subquery()
    )
    counts = actions.label("actions"), reviews.label("reviews")
    return {
        "project": select(last, *counts, earlier.label("before")),
        "sections": select(Section.code, Section.validated_at).where(Section.project_id == its),
        "waivers": select(Waiver.gate, Waiver.item, Waiver.reason, Waiver.decided_by, Waiver.at)
        .where(Waiver.project_id == its)
        .order_by(Waiver.at.desc()),
        "moves": select(
            ProjectEntry.action,
            ProjectEntry.actor_id,
            ProjectEntry.occurred_on,
            ProjectEntry.reason,
        )
        .where(ProjectEntry.project_id == its)
        .order_by(ProjectEntry.number.desc()),
        "acts": select(
            Action.id,
            Action.state,
            Action.owner_id,
            Action.done_by,
            Action.when_words,
            Action.do_words,
        )
        .where(
            Action.project_id == its,
            or_(Action.state == "done", (Action.owner_id == ME) & Action.state.in_(tuple(OPEN))),
        )
        .order_by(Action.due_on.nulls_last(), Action.created_at, Action.id),
    }
