"""Half hours of the wall: 46, 48 or 50 a day; week 53; medians and P80; shades that get numbers."""

from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.projects.rules.flows.painting import (
    Sample,
    Shade,
    as_sampled,
    calibrate,
    estimated,
    filled_in,
)
from lms.projects.rules.flows.reference import (
    Cell,
    Origin,
    Quality,
    median,
    p80,
    reference,
    week_of,
)
from lms.projects.rules.flows.slots import Slot, averaged, on_the_wall, slot_at, slots_of

PARIS = "Europe/Paris"
LONG, SHORT = date(2026, 10, 25), date(2026, 3, 29)


@pytest.mark.parametrize(
    ("day", "zone", "n"),
    [
        (date(2026, 6, 1), PARIS, 48),
        (LONG, PARIS, 50),
        (SHORT, PARIS, 46),
        (date(2026, 4, 5), "Australia/Lord_Howe", 49),
        (LONG, "Indian/Reunion", 48),
        (date(2026, 11, 1), "America/Martinique", 48),
    ],
)
def test_a_day_has_the_half_hours_its_clock_shows(day, zone, n):
    found = slots_of(day, zone)
    assert len(found) == len(set(found)) == n
    assert {slot.on for slot in found} == {day}


def test_the_repeated_hour_is_there_twice_and_averaged():
    assert [s for s in slots_of(LONG, PARIS) if s.number == 4] == [Slot(LONG, 4), Slot(LONG, 4, 1)]
    counts = {Slot(LONG, 4): 10, Slot(LONG, 4, 1): 5, Slot(LONG, 6): 8}
    assert on_the_wall(counts) == {(LONG, 4): Fraction(15, 2), (LONG, 6): 8}


def test_days_read_at_once_say_what_half_hours_read_one_by_one_say():
    counts = {slot: n for n, slot in enumerate((*slots_of(LONG, PARIS), *slots_of(SHORT, PARIS)))}
    days = [
        (on, [one.number for one in counts if one.on == on], [n for one, n in counts.items() if one.on == on])
        for on in (LONG, SHORT)
    ]  # fmt: skip
    wall = averaged(days)
    flat = {(on, slot): n for on, held in wall.items() for slot, n in held.items()}
    assert flat == on_the_wall(counts)
    assert [len(wall[on]) for on in (LONG, SHORT)] == [48, 46]
    assert wall[LONG][4] == Fraction(counts[Slot(LONG, 4)] + counts[Slot(LONG, 4, 1)], 2)


def test_the_middle_of_whole_numbers_is_exact():
    assert (median([1, 2]), type(median([1, 2])), type(p80([1, 2]))) == (
        Fraction(3, 2),
        Fraction,
        Fraction,
    )


def test_the_missing_hour_is_unknown_and_not_zero():
    wall = on_the_wall(dict.fromkeys(slots_of(SHORT, PARIS), 3))
    assert (SHORT, 4) not in wall
    assert len(wall) == 46


def test_an_instant_falls_in_the_half_hour_of_the_wall():
    assert slot_at(datetime(2026, 10, 25, 0, 31, tzinfo=UTC), PARIS) == Slot(LONG, 5)
    assert slot_at(datetime(2026, 10, 25, 1, 31, tzinfo=UTC), PARIS) == Slot(LONG, 5, 1)
    assert slot_at(datetime(2026, 6, 30, 22, tzinfo=UTC), PARIS) == Slot(date(2026, 7, 1), 0)


@pytest.mark.parametrize("bad", [(48, 0), (-1, 0), (3, 2)])
def test_no_clock_shows_such_a_half_hour(bad):
    with pytest.raises(ValueError, match="no half hour"):
        Slot(LONG, *bad)


def test_week_53_is_a_week_like_any_other():
    days = [date(2026, 12, 28) + timedelta(weeks=n) for n in range(-3, 2)]
    assert [week_of(day) for day in days] == [
        "2026-W50", "2026-W51", "2026-W52", "2026-W53", "2027-W01",
    ]  # fmt: skip
    found = reference({(day, 20): Fraction(7) for day in days})
    assert (found.quality, len(found.weeks)) == (Quality.FULL, 5)
    assert found.cells == {(1, 20): Cell(Fraction(7), Fraction(7), 5)}


def weekly(*values: int | None, slot: int = 20) -> dict:
    first = date(2026, 1, 5)
    return {
        (first + timedelta(weeks=n), slot): Fraction(value)
        for n, value in enumerate(values)
        if value is not None
    }


@pytest.mark.parametrize(
    ("values", "middle", "high"),
    [
        ((1, 2), Fraction(3, 2), 2),
        ((5, 1, 3), 3, 5),
        ((4, 3, 2, 1), Fraction(5, 2), 4),
        ((1, 2, 3, 4, 5), 3, 4),
        (tuple(range(1, 11)), Fraction(11, 2), 8),
        ((0, 0, 0, 9), 0, 9),
    ],
)
def test_median_and_p80_worked_by_hand(values, middle, high):
    cell = reference(weekly(*values)).cells[1, 20]
    assert (cell.median, cell.p80, cell.weeks) == (middle, high, len(values))


def test_variability_is_p80_over_median_and_nothing_where_nobody_comes():
    assert reference(weekly(2, 2, 4, 4)).cells[1, 20].variability == Fraction(4, 3)
    assert reference(weekly(0, 0, 0, 9)).cells[1, 20].variability is None


@pytest.mark.parametrize(
    ("n", "quality"),
    [(0, Quality.NONE), (1, Quality.NONE), (2, Quality.THIN), (3, Quality.THIN), (4, Quality.FULL)],
)
def test_four_weeks_two_with_a_flag_under_that_nothing(n, quality):
    found = reference(weekly(*[5] * n))
    assert found.quality is quality
    assert bool(found.cells) is (quality is not Quality.NONE)


def test_exceptional_weeks_are_kept_and_not_used():
    flows = weekly(5, 5, 99, 5, 5)
    found = reference(flows, {"2026-W04"})
    assert found.cells[1, 20] == Cell(Fraction(5), Fraction(5), 4)
    assert "2026-W04" not in found.weeks


def test_a_half_hour_not_counted_one_week_is_unknown_and_not_zero():
    flows = {**weekly(6, 6, 6, 6), **weekly(6, None, None, None, slot=21)}
    assert (1, 21) not in reference(flows).cells
    flows |= weekly(6, None, 4, None, slot=21)
    assert reference(flows).cells[1, 21] == Cell(Fraction(5), Fraction(6), 2)


def p80_faults(compute, values: list[Fraction]) -> bool:
    """Tell whether under 80 % of weeks are within it, or a smaller week would have done."""
    found = compute(values)
    within = sum(value <= found for value in values)
    below = sum(value < found for value in values)
    return found not in values or within * 5 < len(values) * 4 or below * 5 >= len(values) * 4


VALUES = st.lists(st.integers(0, 60).map(Fraction), min_size=1, max_size=104)


@given(VALUES)
def test_p80_is_the_smallest_week_that_four_in_five_do_not_pass(values):
    assert not p80_faults(p80, values)
    assert min(values) <= median(values) <= max(values)
    assert median(values) == median(values[::-1])


def test_canary_a_rank_rounded_down_is_seen():
    planted = lambda values: sorted(values)[len(values) * 4 // 5 - 1]  # noqa: E731
    assert p80_faults(planted, [Fraction(n) for n in range(1, 8)])


@given(st.integers(0, 3 * 48), st.integers(-11, 14))
def test_wherever_the_server_is_an_instant_falls_in_the_same_half_hour(half_hours, offset):
    at = datetime(2026, 10, 24, tzinfo=UTC) + timedelta(minutes=30 * half_hours)
    moved = at.astimezone(timezone(timedelta(hours=offset)))
    assert slot_at(moved, PARIS) == slot_at(at, PARIS)


BUSY_HOUR = (Shade.BUSY, Shade.PEAK)


def test_three_sampled_hours_give_the_shades_their_numbers():
    samples = [
        Sample((Shade.CALM, Shade.CALM), 4),
        Sample((Shade.NORMAL, Shade.NORMAL), 10),
        Sample(BUSY_HOUR, 22),
    ]
    per_point = calibrate(samples)
    assert per_point == Fraction(36, 13)
    week = estimated({(6, 20): Shade.PEAK, (7, 20): Shade.CLOSED}, per_point)
    assert week[6, 20] == Cell(4 * per_point, 4 * per_point, 0, Origin.ESTIMATED)
    assert week[7, 20].p80 == 0


def test_two_hours_or_a_single_shade_calibrate_nothing():
    assert calibrate([Sample(BUSY_HOUR, 22)] * 2) is None
    assert calibrate([Sample((Shade.CALM,), 2)] * 9) is None
    assert estimated({(6, 20): Shade.PEAK}, None) == {}


def test_a_sample_of_closed_hours_is_refused():
    for bad in ((), (Shade.CLOSED,)):
        with pytest.raises(ValueError, match="open half hours"):
            Sample(bad, 3)


def test_what_was_counted_wins_over_what_was_painted_and_the_two_are_told_apart():
    painted = estimated({(1, 20): Shade.PEAK, (1, 21): Shade.CALM}, Fraction(3))
    counted = reference(weekly(5, 5, 5, 5)).cells
    week = filled_in(counted, painted)
    assert [week[place].origin for place in ((1, 20), (1, 21))] == [
        Origin.COUNTED, Origin.ESTIMATED,
    ]  # fmt: skip


def test_an_hour_somebody_counted_keeps_its_count_beside_the_painted_ones():
    painted = estimated(
        {(1, 20): Shade.PEAK, (1, 21): Shade.PEAK, (1, 22): Shade.CALM}, Fraction(7)
    )
    seen = as_sampled([([(1, 20), (1, 21)], 50), ([(1, 20), (1, 21)], 54)])
    week = filled_in({}, painted | seen)
    assert week[1, 20].median + week[1, 21].median == 52
    assert [(one.is_sampled, one.is_guess) for one in week.values()] == [
        (True, False), (True, False), (False, True),
    ]  # fmt: skip
    assert not any(
        one.is_sampled or one.is_guess for one in reference(weekly(5, 5, 5, 5)).cells.values()
    )
