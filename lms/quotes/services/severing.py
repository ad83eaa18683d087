"""The end of what was told: threads are severed, nothing is left but a counter per coach."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from lms.core import clock, ids
from lms.core.db import session
from lms.core.periods import PeriodKind, period_of
from lms.core.threads import sever
from lms.network.rules import DEFAULT_ZONE
from lms.quotes.models import CoachYear, Difficulty, Draft, Tally
from lms.quotes.services.loading import behind


def sever_difficulty(one: Difficulty) -> None:
    """Destroy a difficulty with its interview, notices, audit and jobs."""
    thread = one.thread
    session.flush()
    session.expunge(one)
    sever(thread)


def sever_draft(draft: Draft) -> None:
    """Destroy a draft; the difficulties behind it stay."""
    thread = draft.thread
    session.flush()
    session.expunge(draft)
    sever(thread)


def sever_all(draft: Draft) -> None:
    """Destroy a draft and every difficulty behind it."""
    for one in behind(draft.id):
        sever_difficulty(one)
    sever_draft(draft)


def quarter_at(at: datetime) -> str:
    """Return the quarter of an instant, by the network's own calendar."""
    return period_of(clock.business_date(at, DEFAULT_ZONE), PeriodKind.QUARTER).key


def count_ended(coach_id: UUID, theme_uid: UUID | None, now: datetime) -> None:
    """Add an ended exchange to its coach's year and to its theme's quarter: figures of nobody."""
    year = clock.business_date(now, DEFAULT_ZONE).year
    session.execute(
        insert(CoachYear)
        .values(coach_id=coach_id, year=year, ended=1)
        .on_conflict_do_update(
            index_elements=["coach_id", "year"], set_={"ended": CoachYear.ended + 1}
        )
    )
    session.execute(
        insert(Tally)
        .values(id=ids.new_id(), quarter=quarter_at(now), theme_uid=theme_uid, told=1)
        .on_conflict_do_update(
            index_elements=["quarter", "theme_uid"], set_={"told": Tally.told + 1}
        )
    )
