"""Due work of projects: actions whose owner left, that nobody has, that come to their date."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from lms.core.db import session
from lms.core.facts import Emission, backfill, consumer
from lms.core.sweepers import sweeper
from lms.projects.events import (
    ActionVerified,
    PilotReviewed,
    ProjectMoved,
    ProjectReviewed,
    RitualHeld,
    SectionValidated,
    WaveDecided,
)
from lms.projects.models import (
    ActionEntry,
    Decision,
    Occurrence,
    Pilot,
    ProjectEntry,
    Review,
    SectionEntry,
)
from lms.projects.services import actions, boards, briefs, own, pilots, screens


@sweeper("projects.owners", every=60)
def watch_owners(*, now: datetime) -> None:
    """Give back the actions of people who left; tell of those nobody takes."""
    actions.release_leavers()
    actions.tell_left()


@sweeper("projects.dates", every=60)
def watch_dates(*, now: datetime) -> None:
    """Tell owners, once a date, that their action comes to it."""
    actions.tell_due()


@sweeper("projects.briefs", every=10)
def compose_briefs(*, now: datetime) -> None:
    """Compose the morning brief of the units whose day began; forget those of long ago."""
    briefs.forget_old(now=now)
    briefs.compose_due(now=now)


@sweeper("projects.boards", every=15)
def make_boards(*, now: datetime) -> None:
    """Make the boards that regions and head office read."""
    boards.make(now)


@sweeper("projects.pilots", every=60)
def watch_pilots(*, now: datetime) -> None:
    """End the pilots of stores that closed; tell leads of those they may review."""
    pilots.end_closed(now)
    pilots.tell_due(now)


@sweeper("projects.region_ends", every=360)
def archive_regions(*, now: datetime) -> None:
    """Keep, to be read only, the projects of regions that have no store any more."""
    own.archive(now)


@sweeper("projects.region_asked", every=360)
def ask_stores(*, now: datetime) -> None:
    """Ask stores, once a quarter, what their region's own project changes for them."""
    own.ask(now)


@consumer("projects.pilot", ProjectMoved)
def follow_pilot(fact: ProjectMoved, *, now: datetime) -> None:
    """Let a pilot be lived as soon as its project runs."""
    if fact.state == "running":
        pilots.follow(project_id=fact.project_id, now=now)


@sweeper("projects.screens", every=10)
def drop_screens(*, now: datetime) -> None:
    """Forget the screens whose code nobody typed in time."""
    screens.drop_unpaired(now=now)


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


@backfill(PilotReviewed)
def reviewed_pilots() -> Iterator[Emission]:
    """Tell again every pilot lived to its end."""
    rows = session.scalars(
        select(Pilot).where(Pilot.reviewed_at.is_not(None)).order_by(Pilot.reviewed_at)
    )
    for one in rows:
        if one.reviewed_at is not None:
            fact = PilotReviewed(pilot_id=one.id, region_id=one.region_id)
            yield Emission(source=one.id, at=one.reviewed_at, fact=fact)


@backfill(WaveDecided)
def decided_waves() -> Iterator[Emission]:
    """Tell again every decision about a wave."""
    for one in session.scalars(select(Decision).order_by(Decision.at)):
        fact = WaveDecided(decision_id=one.id, decision=one.decision)
        yield Emission(source=one.id, at=one.at, fact=fact)
