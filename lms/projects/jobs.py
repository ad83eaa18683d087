"""Due work of projects: actions whose owner left, that nobody has, that come to their date."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from lms.core.db import session
from lms.core.facts import Emission, backfill
from lms.core.sweepers import sweeper
from lms.projects.events import (
    ActionVerified,
    ProjectMoved,
    ProjectReviewed,
    RitualHeld,
    SectionValidated,
)
from lms.projects.models import (
    ActionEntry,
    Occurrence,
    ProjectEntry,
    Review,
    SectionEntry,
)
from lms.projects.services import actions


@sweeper("projects.owners", every=60)
def watch_owners(*, now: datetime) -> None:
    """Give back the actions of people who left; tell of those nobody takes."""
    actions.release_leavers()
    actions.tell_left()


@sweeper("projects.dates", every=60)
def watch_dates(*, now: datetime) -> None:
    """Tell owners, once a date, that their action comes to it."""
    actions.tell_due()


@backfill(ProjectMoved)
def moved_projects() -> Iterator[Emission]:
    """Tell again every move of every project."""
    rows = session.scalars(
        select(ProjectEntry).where(ProjectEntry.action != "open").order_by(ProjectEntry.occurred_at)
    )
    for one in rows:
        fact = ProjectMoved(project_id=one.project_id, state=one.state)
        yield Emission(source=one.id, at=one.occurred_at, fact=fact)


@backfill(SectionValidated)
def validated_sections() -> Iterator[Emission]:
    """Tell again every part validated."""
    rows = session.scalars(
        select(SectionEntry).where(SectionEntry.validated).order_by(SectionEntry.occurred_at)
    )
    for one in rows:
        fact = SectionValidated(project_id=one.project_id, code=one.code)
        yield Emission(source=one.id, at=one.occurred_at, fact=fact)


@backfill(ActionVerified)
def judged_actions() -> Iterator[Emission]:
    """Tell again every action somebody else judged."""
    rows = session.scalars(
        select(ActionEntry)
        .where(ActionEntry.action.in_(("verify", "fail")))
        .order_by(ActionEntry.occurred_at)
    )
    for one in rows:
        fact = ActionVerified(action_id=one.action_id, effective=one.action == "verify")
        yield Emission(source=one.id, at=one.occurred_at, fact=fact)


@backfill(RitualHeld)
def held_rituals() -> Iterator[Emission]:
    """Tell again every ritual held."""
    rows = session.scalars(
        select(Occurrence).where(Occurrence.state == "held").order_by(Occurrence.occurred_at)
    )
    for one in rows:
        fact = RitualHeld(ritual_id=one.ritual_id, unit_id=one.unit_id, on=one.on_date)
        yield Emission(source=one.id, at=one.occurred_at, fact=fact)


@backfill(ProjectReviewed)
def reviewed_projects() -> Iterator[Emission]:
    """Tell again every look back at an objective."""
    for one in session.scalars(select(Review).order_by(Review.at)):
        fact = ProjectReviewed(review_id=one.id, project_id=one.project_id)
        yield Emission(source=one.id, at=one.at, fact=fact)
