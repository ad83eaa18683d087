"""A coach reads pots of 5 ratings from 3 units, and no subtraction gives one rating back."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.coaching.rules import pooling
from lms.coaching.rules.pooling import NETWORK, POOL, Pool, blocks, distributions, tenths
from lms.coaching.rules.ratings import Rating
from tests.coaching.rules.solver import small_groups_solved

QUARTERS = ("2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3")
UNITS = tuple(f"u{n}" for n in range(8))
REGIONS = {unit: f"r{n // 3}" for n, unit in enumerate(UNITS)}


def rating(unit: str, quarter: str = QUARTERS[0], note: int = 4, **given) -> Rating:
    return Rating("karim", unit, f"manager of {unit}", quarter, (note,) * 4, **given)


def many(*units: str, quarter: str = QUARTERS[0]) -> list[Rating]:
    return [rating(unit, quarter) for unit in units]


@pytest.mark.parametrize(
    ("units", "shown"),
    [("abcde", 1), ("aabbc", 1), ("abcd", 0), ("aaaabb", 0), ("aaaaa", 0), ("", 0)],
)
def test_a_quarter_is_read_from_5_ratings_and_3_units(units, shown):
    assert len(blocks(many(*units), QUARTERS[:1])) == shown


def test_a_thin_quarter_waits_for_the_next_and_is_never_alone():
    thin = many("a", "b") + many("c", "d", "e", quarter=QUARTERS[1])
    (made,) = blocks(thin, QUARTERS)
    assert (made.first, made.last, made.n, made.units) == (QUARTERS[0], QUARTERS[1], 5, 5)


def test_a_quarter_that_is_not_closed_shows_nothing():
    assert blocks(many("a", "b", "c", "d", "e", quarter="2026-Q4"), QUARTERS) == ()


def test_what_comes_late_for_a_published_quarter_stays_out_for_ever():
    known = many("a", "b", "c", "d", "e")
    late = [*known, rating("f")]
    assert blocks(late, QUARTERS[:2], after=QUARTERS[0]) == ()


def test_conflicts_make_no_pot():
    four = many("a", "b", "c", "d")
    assert blocks([*four, rating("e", conflict=True)], QUARTERS) == ()


def test_a_block_is_of_one_coach():
    other = Rating("zoe", "f", "m", QUARTERS[0], (1, 1, 1, 1))
    with pytest.raises(ValueError, match="one coach"):
        blocks([*many("a", "b"), other], QUARTERS)


def test_means_are_in_tenths_halves_up():
    assert [tenths(Fraction(n, 100)) for n in (314, 315, 324, 325, 500)] == [
        Fraction(31, 10),
        Fraction(32, 10),
        Fraction(32, 10),
        Fraction(33, 10),
        Fraction(5),
    ]


def test_floors_cannot_be_passed():
    for small in ({"ratings": 4}, {"units": 2}):
        with pytest.raises(ValueError, match="at least"):
            Pool(**small)


def shown_rows(ratings: list[Rating], made) -> list[list[int]]:
    """Return one row per block: which ratings it sums."""
    return [[int(b.first <= one.quarter <= b.last) for one in ratings] for b in made]


NETWORKS = st.lists(st.tuples(st.sampled_from(UNITS), st.sampled_from(QUARTERS[:3])), max_size=10)


def published_along(ratings: list[Rating]) -> list:
    """Return what a coach saw, one publication after the other, as quarters close."""
    seen: list = []
    for number in range(1, len(QUARTERS) + 1):
        after = seen[-1].last if seen else ""
        seen += blocks(ratings, QUARTERS[:number], after=after)
    return seen


@settings(max_examples=40, deadline=None)
@given(NETWORKS)
def test_no_group_under_five_follows_from_all_a_coach_ever_read(places):
    ratings = [rating(unit, quarter) for unit, quarter in places]
    rows = shown_rows(ratings, published_along(ratings))
    assert not small_groups_solved(rows, len(ratings), 5)


def test_publishing_step_by_step_gives_what_publishing_at_once_gives():
    ratings = [rating(UNITS[n % 5], QUARTERS[n % 4]) for n in range(23)]
    assert tuple(published_along(ratings)) == blocks(ratings, QUARTERS)


def test_canary_a_running_total_beside_quarters_gives_ratings_back():
    ratings = many("a", "b", "c", "d", "e") + many("f", quarter=QUARTERS[1])
    rows = shown_rows(ratings, blocks(ratings, QUARTERS))
    year_to_date = [1] * len(ratings)
    assert small_groups_solved([*rows, year_to_date], len(ratings), 5) == [(5,)]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(UNITS[:6]), min_size=5, max_size=12))
def test_head_office_solves_for_no_small_group(units):
    ratings = [rating(unit) for unit in units]
    shown = distributions(ratings, REGIONS)
    rows = [[int(key in {NETWORK, REGIONS[one.unit]}) for one in ratings] for key in shown]
    assert not small_groups_solved(rows, len(ratings), 5)
    for one in shown.values():
        assert one.n >= POOL.ratings
        assert one.units >= POOL.units
        assert all(sum(spread) == one.n for spread in one.answers.values())


def test_canary_hiding_the_small_region_alone_gives_it_back(monkeypatch):
    ratings = [rating(unit) for unit in (*UNITS[:3], *UNITS[:3], UNITS[3])]
    monkeypatch.setattr(
        pooling, "suppress", lambda sizes, k: {key for key in sizes if sizes[key] < k}
    )
    shown = distributions(ratings, REGIONS)
    rows = [[int(key in {NETWORK, REGIONS[one.unit]}) for one in ratings] for key in shown]
    assert small_groups_solved(rows, len(ratings), 5) == [(6,)]


def regional(**sizes: tuple[int, int]) -> tuple[list[Rating], dict[str, str]]:
    """Return ratings: region -> (ratings, units)."""
    found, regions = [], {}
    for region, (n, units) in sizes.items():
        for number in range(n):
            unit = f"{region}{number % units}"
            regions[unit] = region
            found.append(rating(unit))
    return found, regions


def test_a_region_of_two_units_is_hidden_with_another_whole_pot():
    shown = distributions(*regional(north=(9, 2), south=(6, 3), west=(8, 4)))
    assert set(shown) == {NETWORK, "west"}


def test_two_good_regions_are_both_shown():
    assert set(distributions(*regional(north=(5, 3), south=(6, 3)))) == {NETWORK, "north", "south"}


def test_a_small_network_shows_nothing():
    assert distributions(*regional(north=(9, 2))) == {}
