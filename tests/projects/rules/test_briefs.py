"""Which line a brief shows: the same all day for a unit, another the day after, whoever asks."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from lms.core.briefs import Line, Part
from lms.projects.rules.briefs import after, ranked, seed_of, week_seed

NANTES, RENNES = UUID(int=1), UUID(int=2)
DAY = date(2026, 3, 12)
LINES = [Line(part=Part.TRY, key=f"k{n}", words=f"Geste {n}") for n in range(7)]
keys = st.lists(st.text("abcdef", min_size=1, max_size=4), min_size=1, max_size=9, unique=True)


def lines(names: list[str]) -> list[Line]:
    return [Line(part=Part.TRY, key=one, words=one) for one in names]


@given(keys, st.randoms())
def test_the_order_follows_from_the_day_and_the_unit_alone(names, chance):
    mixed = lines(names)
    chance.shuffle(mixed)
    seed = seed_of(NANTES, DAY)
    assert ranked(mixed, seed) == ranked(lines(names), seed)


def test_days_turn_and_stores_differ():
    firsts = {ranked(LINES, seed_of(NANTES, DAY + timedelta(days=n)))[0].key for n in range(40)}
    assert firsts == {one.key for one in LINES}
    pairs = [
        ranked(LINES, seed_of(unit, DAY + timedelta(days=n)))[0].key
        for unit in (NANTES, RENNES)
        for n in range(10)
    ]
    assert pairs[:10] != pairs[10:]


@given(keys, st.integers(min_value=0, max_value=8))
def test_a_line_that_goes_moves_no_other(names, place):
    seed = seed_of(NANTES, DAY)
    whole = ranked(lines(names), seed)
    gone = whole[place % len(whole)]
    left = [one for one in lines(names) if one.key != gone.key]
    assert ranked(left, seed) == [one for one in whole if one.key != gone.key]


def test_what_comes_in_the_day_waits_behind():
    began = datetime(2026, 3, 12, tzinfo=UTC)
    old = [replace(one, at=began - timedelta(hours=1)) for one in LINES]
    for n in range(20):
        new = Line(part=Part.TRY, key=f"new{n}", words="x", at=began + timedelta(hours=8))
        seed = seed_of(NANTES, DAY)
        assert ranked([*old, new], seed, began)[0] == ranked(old, seed, began)[0]


@given(keys)
def test_swapping_turns_through_all_and_comes_back(names):
    order = ranked(lines(names), seed_of(NANTES, DAY))
    if len(order) == 1:
        assert after(order, order[0].key) is None
        return
    seen, key = [], order[0].key
    for _n in order:
        found = after(order, key)
        assert found is not None
        assert found.key != key
        key = found.key
        seen.append(key)
    assert sorted(seen) == sorted(names)
    assert key == order[0].key


def test_a_line_that_is_gone_gives_its_place_to_the_first():
    order = ranked(LINES, seed_of(NANTES, DAY))
    assert after(order, "gone") == order[0]
    assert after(order[:1], "gone") == order[0]
    assert after([], "gone") is None


def test_a_screen_keeps_its_card_from_monday_to_sunday_over_the_new_year():
    monday = date(2026, 12, 28)
    assert {week_seed(NANTES, monday + timedelta(days=n)) for n in range(7)} == {
        week_seed(NANTES, monday)
    }
    assert week_seed(NANTES, monday + timedelta(days=7)) != week_seed(NANTES, monday)
