"""Neither side writes after reading the other; both are read at 72 hours whatever happens."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.coaching.rules import reveal
from lms.coaching.rules.reveal import Blind, Side, end_of_day

pytestmark = pytest.mark.usefixtures("english")

ENDED = datetime(2026, 11, 20, 23, tzinfo=UTC)
OPENS = ENDED - timedelta(hours=6)
BLIND = Blind(OPENS, ENDED)


def hour(n: float) -> datetime:
    return ENDED + timedelta(hours=n)


def test_before_the_coach_ends_the_day_nobody_writes():
    assert "not over" in (BLIND.fault(Side.STORE, OPENS - timedelta(seconds=1)) or "")
    assert BLIND.fault(Side.STORE, OPENS) is None


def test_a_day_the_coach_never_ends_opens_by_itself():
    forgotten = Blind(ENDED + timedelta(days=30), ENDED)
    assert forgotten.fault(Side.STORE, ENDED) is None


def test_both_in_reveals_at_the_later_of_the_two():
    both = replace(BLIND, rated_at=hour(2), filled_at=hour(5))
    assert both.reveal_at == hour(5)
    assert not both.is_revealed(hour(5) - timedelta(microseconds=1))
    assert both.store_reads(hour(5))
    assert both.coach_reads(hour(5))


def test_one_side_in_is_read_at_the_72nd_hour_and_not_before():
    alone = replace(BLIND, filled_at=hour(1))
    assert not alone.store_reads(hour(72) - timedelta(microseconds=1))
    assert alone.store_reads(hour(72))
    assert not alone.store_reads(hour(1))


def test_the_coach_reads_nothing_before_filling_even_after_72_hours():
    rated = replace(BLIND, rated_at=hour(1))
    assert rated.is_revealed(hour(200))
    assert not rated.coach_reads(hour(200))
    assert rated.with_side(Side.COACH, hour(200)).coach_reads(hour(200))


def test_one_corrects_until_the_reveal_and_then_no_more():
    mine = replace(BLIND, rated_at=hour(1))
    assert mine.fault(Side.STORE, hour(71)) is None
    assert "no longer changes" in (mine.fault(Side.STORE, hour(72)) or "")
    both = replace(mine, filled_at=hour(3))
    assert both.fault(Side.STORE, hour(3)) is not None
    assert both.fault(Side.COACH, hour(3)) is not None


def test_a_silent_side_may_speak_late_once():
    assert BLIND.fault(Side.STORE, hour(100)) is None
    assert BLIND.is_late(hour(100))
    late = BLIND.with_side(Side.STORE, hour(100))
    assert late.reveal_at == hour(72)
    assert late.fault(Side.STORE, hour(100)) is not None


HOURS = (0, 1, 40, 71, 72, 73, 100)


def stories(blind: Blind = BLIND):
    """Play every order of four writings at every hour: (side, hour, first, had read the other)."""
    for times in product(HOURS, repeat=4):
        if list(times) != sorted(times):
            continue
        for sides in product(Side, repeat=4):
            state, told = blind, []
            for side, at in zip(sides, map(hour, times), strict=True):
                if state.fault(side, at):
                    continue
                first = state.own(side) is None
                other = Side.COACH if side is Side.STORE else Side.STORE
                reads = state.own(other) is not None and state.is_revealed(at)
                told.append((side, at, first, reads))
                state = state.with_side(side, at)
            yield told


def influenced(story) -> list:
    """Return writings made by somebody who had read the other side, unless first and marked late."""
    return [
        one
        for one in story
        for _, at, first, reads in (one,)
        if reads and not (first and BLIND.is_late(at))
    ]


def test_nobody_ever_writes_having_read_the_other_except_late_and_marked():
    assert not any(influenced(story) for story in stories())


def test_canary_a_reveal_as_soon_as_one_side_is_in_is_seen(monkeypatch):
    planted = property(
        lambda blind: min(
            [at for at in (blind.rated_at, blind.filled_at) if at], default=blind.deadline
        )
    )
    monkeypatch.setattr(Blind, "reveal_at", planted)
    assert any(influenced(story) for story in stories())


def test_a_correction_never_moves_the_reveal():
    once = BLIND.with_side(Side.STORE, hour(1)).with_side(Side.STORE, hour(30))
    assert once.rated_at == hour(1)


@given(
    st.none() | st.integers(0, 200),
    st.none() | st.integers(0, 200),
    st.integers(0, 200),
    st.integers(0, 200),
)
def test_what_is_revealed_stays_revealed(rated, filled, at, more):
    state = Blind(
        OPENS,
        ENDED,
        None if rated is None else hour(rated),
        None if filled is None else hour(filled),
    )
    if state.is_revealed(hour(at)):
        assert state.is_revealed(hour(at + more))
    assert state.reveal_at <= state.deadline


@pytest.mark.parametrize(
    ("day", "zone", "cut", "expected"),
    [
        (date(2026, 7, 1), "Europe/Paris", time(0), datetime(2026, 7, 1, 22, tzinfo=UTC)),
        (date(2026, 7, 1), "Europe/Paris", time(4), datetime(2026, 7, 2, 2, tzinfo=UTC)),
        (date(2026, 10, 24), "Europe/Paris", time(0), datetime(2026, 10, 24, 22, tzinfo=UTC)),
        (date(2026, 10, 25), "Europe/Paris", time(0), datetime(2026, 10, 25, 23, tzinfo=UTC)),
        (date(2026, 12, 31), "Indian/Reunion", time(0), datetime(2026, 12, 31, 20, tzinfo=UTC)),
        (date(2026, 3, 28), "Pacific/Kiritimati", time(0), datetime(2026, 3, 28, 10, tzinfo=UTC)),
    ],
)
def test_a_day_ends_when_the_next_business_day_of_the_unit_starts(day, zone, cut, expected):
    assert end_of_day(day, zone, cut) == expected
    assert reveal.clock.business_date(expected, zone, cut) == day + timedelta(days=1)
    just_before = expected - timedelta(microseconds=1)
    assert reveal.clock.business_date(just_before, zone, cut) == day
    assert expected.astimezone(ZoneInfo(zone)).time() == cut
