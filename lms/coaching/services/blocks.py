"""Publishing what stores said of a coach, once per pot of closed quarters, as drawn on its day."""

from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from functools import cache
from uuid import UUID

from sqlalchemy import func, insert, select

from lms.coaching.models import Block, DayCoach, Rating
from lms.coaching.queries import figures
from lms.coaching.rules import pooling, scoring
from lms.coaching.rules.ratings import Rating as Said
from lms.core import ids
from lms.core.db import session
from lms.core.notices import About, notify
from lms.core.periods import period_named

Compared = Callable[[str, str, str], list[Said]]
"""Gives what everybody gave, by the first and last quarter of a block and the one it is drawn with."""


def publish_due(now: datetime) -> int:
    """Publish what every coach may read by ``now``; return how many blocks. Late or twice is alike.

    What everybody gave is read once for all coaches.
    """
    compared = cache(_compared)
    return sum(publish(coach_id, now, compared) for coach_id in rated_coaches())


def rated_coaches() -> list[UUID]:
    """Return everybody somebody ever gave an opinion of."""
    known = select(DayCoach.coach_id).join(Rating, Rating.day_coach_id == DayCoach.id).distinct()
    return list(session.scalars(known.order_by(DayCoach.coach_id)))


def publish(coach_id: UUID, now: datetime, compared: Compared) -> int:
    """Publish the blocks of one coach that are due; return how many. Nobody else does meanwhile."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"coaching.block:{coach_id}"))))
    since = _first_unpublished(coach_id)
    if since is None:
        return 0
    after = _last_published(coach_id)
    made = 0
    for quarter in figures.closed_quarters(now, since):
        for block in _blocks(coach_id, after, quarter):
            _write(coach_id, block, quarter, compared)
            after, made = block.last, made + 1
    if made:
        notify(
            "coaching.block", [coach_id], key=f"{coach_id}:{after}", about=About("coaching.figures")
        )
    return made


def _last_published(coach_id: UUID) -> str:
    last = select(func.max(Block.last_quarter)).where(Block.coach_id == coach_id)
    return session.scalar(last) or ""


def _first_unpublished(coach_id: UUID) -> str | None:
    """Return the first quarter with something not published yet; None without any."""
    after = _last_published(coach_id)
    oldest = (
        select(func.min(Rating.occurred_on))
        .join(DayCoach, DayCoach.id == Rating.day_coach_id)
        .where(DayCoach.coach_id == coach_id)
    )
    if after:
        oldest = oldest.where(Rating.occurred_on >= period_named(after).after)
    day = session.scalar(oldest)
    return figures.quarter_of(day) if day else None


def _blocks(coach_id: UUID, after: str, quarter: str) -> tuple[pooling.Block, ...]:
    """Return what may be drawn with ``quarter``, from what was known on its day.

    A quarter that did not hold by itself, and holds with what came late, is drawn now.
    """
    own = _own(coach_id, after, quarter)
    closed = sorted({one.quarter for one in own} | {quarter})
    return pooling.blocks(own, closed, after=after, pool=figures.pool())


def _own(coach_id: UUID, after: str, quarter: str) -> list[Said]:
    since = period_named(after).after if after else figures.BEGAN
    known = figures.known_ratings(
        DayCoach.coach_id == coach_id,
        Rating.occurred_on >= since,
        Rating.occurred_on < period_named(quarter).after,
        before=figures.published_at(quarter),
    )
    return [one.rule for one in known]


def _write(coach_id: UUID, block: pooling.Block, quarter: str, compared: Compared) -> None:
    row = {
        "id": ids.new_id(),
        "coach_id": coach_id,
        "first_quarter": block.first,
        "last_quarter": block.last,
        "n": block.n,
        "units": block.units,
        **{question: str(value) for question, value in block.means.items()},
        "score": str(pooling.tenths(_score(coach_id, block, quarter, compared))),
        "published_at": figures.published_at(quarter),
    }
    session.execute(insert(Block), row)


def _score(coach_id: UUID, block: pooling.Block, quarter: str, compared: Compared) -> Fraction:
    """Return the score on the block's own opinions; raters are compared over four quarters."""
    known = [
        one
        for one in compared(block.first, block.last, quarter)
        if one.coach != str(coach_id) or one.quarter >= block.first
    ]
    found = scoring.score(str(coach_id), known, figures.settings())
    assert found is not None  # noqa: S101 - a block holds opinions
    return found.value


def _compared(first: str, last: str, quarter: str) -> list[Said]:
    """Return what everybody gave over a block, and the quarters raters are compared on."""
    first = min(first, figures.quarters_back(last, figures.SPAN - 1))
    known = figures.known_ratings(
        Rating.occurred_on >= period_named(first).first,
        Rating.occurred_on < period_named(last).after,
        before=figures.published_at(quarter),
    )
    return [one.rule for one in known]
