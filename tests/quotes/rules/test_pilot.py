"""A pilot of twelve stores of nine people, 0.02 reports a person a month, lived 300 times.

The promise: a batch each of 13 weeks, and the first real card within 35 days (median), with a
reserve and without any threshold falling. Coaches write when asked, a little late.
"""

import random
import statistics
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest

from lms.quotes.rules.batch import Needs, Ready, compose, week_due
from lms.quotes.rules.calendar import due

NEEDS = Needs(cards=3, coaches=2, wait=timedelta(days=4))
START = datetime(2026, 1, 5, 8, tzinfo=UTC)
PEOPLE, MONTHLY, COACHES, LOW = 12 * 9, 0.02, 6, 6
WRITTEN, OPENING = 5, 20
PARIS = "Europe/Paris"


@dataclass
class Pilot:
    """One quarter."""

    seed: int
    refill: bool = True
    batches: int = 0
    first_real: float | None = None
    reports: int = 0
    waiting: list[Ready] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.numbers = 0
        for coach in range(COACHES):
            for _ in range(WRITTEN):
                self.add(coach, START - timedelta(days=10), reserve=True)
        self.waiting = self.waiting[OPENING:]

    def add(self, coach: int, at: datetime, *, reserve: bool) -> None:
        self.numbers += 1
        self.waiting.append(Ready(UUID(int=self.numbers), UUID(int=10**6 + coach), at, reserve))

    def days(self, most: float) -> float:
        """People use any part of the time they are given."""
        return self.chance.uniform(0, most)

    def tell(self, at: datetime) -> None:
        """A report goes through the promised delays, then its person's own."""
        for most in (5, 3, 2):  # the talk, the card, the second reading
            at = due(at, self.chance.randint(1, most), PARIS)
        if self.chance.random() < 0.85:  # some withdraw, some cards do not come
            self.reports += 1
            self.add(
                self.chance.randrange(COACHES), at + timedelta(days=self.days(7)), reserve=False
            )

    def live(self) -> "Pilot":
        week = week_due(START, PARIS, 1, 10)
        for hour in range(13 * 7 * 24):
            now = START + timedelta(hours=hour)
            if self.chance.random() < PEOPLE * MONTHLY * 12 / 365 / 24:
                self.tell(now)
            this = week_due(now, PARIS, 1, 10)
            if this > week:
                week = this
                self.release(now)
        return self

    def release(self, now: datetime) -> None:
        known = [one for one in self.waiting if one.ready_at <= now]
        batch = compose(known, NEEDS, now)
        self.batches += bool(batch)
        self.waiting = [one for one in self.waiting if one not in batch]
        if any(not one.is_reserve for one in batch) and self.first_real is None:
            self.first_real = (now - START).total_seconds() / 86400
        left = sum(one.is_reserve for one in self.waiting)
        if self.refill and left < LOW:
            for coach in self.chance.sample(range(COACHES), 4):
                self.add(coach, now + timedelta(days=self.days(7)), reserve=True)


@pytest.fixture(scope="module")
def lived() -> list[Pilot]:
    return [Pilot(seed).live() for seed in range(300)]


def test_every_week_has_its_batch(lived: list[Pilot]):
    assert statistics.median(one.batches for one in lived) == 13
    assert min(one.batches for one in lived) >= 12


def test_the_first_real_card_comes_within_35_days(lived: list[Pilot]):
    """Counted from the opening; quarters in which nobody told anything count as never."""
    firsts = sorted(one.first_real or 999 for one in lived)
    print(f"first real card: median {statistics.median(firsts):.0f} days, 90 % {firsts[269]:.0f}")
    assert statistics.median(firsts) <= 35


def test_canary_without_a_reserve_the_pilot_starves():
    alone = [Pilot(seed, refill=False) for seed in range(40)]
    for one in alone:
        one.waiting = []
        one.live()
    assert statistics.median(one.batches for one in alone) < 3
    assert statistics.median(one.first_real or 999 for one in alone) > 35


def test_the_hour_is_ten_in_paris():
    assert (
        time(10)
        == datetime(2026, 1, 6, 9, tzinfo=UTC)
        .astimezone(__import__("zoneinfo").ZoneInfo(PARIS))
        .time()
    )
