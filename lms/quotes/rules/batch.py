"""Which cards come out this week: the ready ones first, completed from the reserve, or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID

from lms.core.clock import zone_info

NONE: Final = ""


@dataclass(frozen=True, slots=True)
class Ready:
    """A draft that may come out: its author, and since when it waits."""

    draft_id: UUID
    coach_id: UUID
    ready_at: datetime
    is_reserve: bool


@dataclass(frozen=True, slots=True)
class Needs:
    """What a batch must hold: cards, authors; how long each waits before."""

    cards: int
    coaches: int
    wait: timedelta


def compose(waiting: Sequence[Ready], needs: Needs, now: datetime) -> tuple[Ready, ...]:
    """Return the batch of this week, or nothing when its thresholds cannot be met.

    Real cards that waited long enough come all; the reserve only completes them. Without any real
    card the week still has its batch from the reserve, so that a batch by itself tells nothing.
    Thresholds never fall.
    """
    ripe = sorted(
        (one for one in waiting if now - one.ready_at >= needs.wait),
        key=lambda one: (one.ready_at, one.draft_id),
    )
    real = [one for one in ripe if not one.is_reserve]
    reserve = [one for one in ripe if one.is_reserve]
    batch = list(real)
    while _lacks(batch, needs) and reserve:
        authors = {one.coach_id for one in batch}
        fresh = [one for one in reserve if one.coach_id not in authors]
        chosen = (fresh if fresh and len(authors) < needs.coaches else reserve)[0]
        reserve.remove(chosen)
        batch.append(chosen)
    return () if _lacks(batch, needs) else tuple(batch)


def _lacks(batch: Sequence[Ready], needs: Needs) -> bool:
    return len(batch) < needs.cards or len({one.coach_id for one in batch}) < needs.coaches


def week_due(now: datetime, zone: str, weekday: int, hour: int) -> str:
    """Return the ISO week whose hour of publication has come at ``now``: ``2026-W11``.

    ``weekday`` 0 is Monday. Before this week's hour the answer is last week.
    """
    local = now.astimezone(zone_info(zone))
    monday = local.date() - timedelta(days=local.weekday())
    slot = datetime.combine(monday + timedelta(days=weekday), time(hour), zone_info(zone))
    day = monday if local >= slot else monday - timedelta(days=7)
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"
