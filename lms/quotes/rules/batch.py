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
    Which cards of the reserve come first does not look at who wrote the real ones: a coach who sees
    their own come out sooner or later would learn who did. Thresholds never fall.
    """
    ripe = sorted(
        (one for one in waiting if now - one.ready_at >= needs.wait),
        key=lambda one: (one.ready_at, one.draft_id),
    )
    real = [one for one in ripe if not one.is_reserve]
    reserve = in_turn([one for one in ripe if one.is_reserve], needs.coaches)
    batch = list(real)
    while _lacks(batch, needs) and reserve:
        batch.append(reserve.pop(0))
    return () if _lacks(batch, needs) else tuple(batch)


def in_turn(reserve: list[Ready], authors: int) -> list[Ready]:
    """Return the reserve, its first cards by as many authors as a batch wants, then by age."""
    first: dict[UUID, Ready] = {}
    for one in reserve:
        if len(first) < authors:
            first.setdefault(one.coach_id, one)
    ahead = list(first.values())
    return [*ahead, *(one for one in reserve if one not in ahead)]


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
