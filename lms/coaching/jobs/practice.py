"""Observations that wait for their exchange; facts of practice told again from their rows."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from lms.coaching.events import (
    BravoSaid,
    GoalAnswered,
    ObservationAcknowledged,
    ObservationDebriefed,
    SkillMeasured,
)
from lms.coaching.models import Bravo, Goal, ObservationEntry, SkillMeasure
from lms.coaching.services import overdue
from lms.core.db import session
from lms.core.facts import Emission, backfill
from lms.core.sweepers import sweeper


@sweeper("coaching.exchanges", every=15)
def watch_exchanges(*, now: datetime) -> None:
    """Remind those who watched and did not talk yet, then end what nobody talked about."""
    overdue.remind_due(now)
    overdue.expire_due(now)


@backfill(ObservationDebriefed)
def debriefed() -> Iterator[Emission]:
    """Tell again every observation talked about, from the ledger."""
    for entry in _entries("debrief"):
        fact = ObservationDebriefed(observation_id=entry.observation_id, unit_id=entry.unit_id)
        yield Emission(source=entry.id, at=entry.received_at, fact=fact)


@backfill(ObservationAcknowledged)
def acknowledged() -> Iterator[Emission]:
    """Tell again every observation its person read, from the ledger."""
    for entry in _entries("acknowledge"):
        fact = ObservationAcknowledged(observation_id=entry.observation_id, unit_id=entry.unit_id)
        yield Emission(source=entry.id, at=entry.received_at, fact=fact)


def _entries(action: str) -> Iterator[ObservationEntry]:
    rows = select(ObservationEntry).where(ObservationEntry.action == action)
    yield from session.scalars(rows.order_by(ObservationEntry.received_at, ObservationEntry.id))


@backfill(GoalAnswered)
def answered() -> Iterator[Emission]:
    """Tell again every try answered."""
    rows = session.scalars(
        select(Goal).where(Goal.answered_at.is_not(None)).order_by(Goal.answered_at, Goal.id)
    )
    for row in rows:
        assert row.answered_at is not None  # noqa: S101 - the statement says so
        fact = GoalAnswered(goal_id=row.id, unit_id=row.unit_id)
        yield Emission(source=row.id, at=row.answered_at, fact=fact)


@backfill(SkillMeasured)
def measured() -> Iterator[Emission]:
    """Tell again every measure of a skill."""
    rows = session.scalars(select(SkillMeasure).order_by(SkillMeasure.received_at, SkillMeasure.id))
    for row in rows:
        fact = SkillMeasured(measure_id=row.id, unit_id=row.unit_id)
        yield Emission(source=row.id, at=row.received_at, fact=fact)


@backfill(BravoSaid)
def said() -> Iterator[Emission]:
    """Tell again every bravo."""
    for row in session.scalars(select(Bravo).order_by(Bravo.sent_at, Bravo.id)):
        yield Emission(source=row.id, at=row.sent_at, fact=BravoSaid(bravo_id=row.id))
