"""The shrunken score, exact: worked by hand, bounded, and deaf to friends and big units."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.coaching.rules.ratings import Rating
from lms.coaching.rules.scoring import SETTINGS, Settings, capped, centre_of, leniency, score


def rating(note: int, coach: str = "karim", unit: str = "u1", rater: str = "", **given) -> Rating:
    return Rating(coach, unit, rater or f"m {unit}", "2026-Q4", (note,) * 4, **given)


def test_worked_by_hand_without_cap_or_leniency():
    own = [rating(5, unit=f"u{n}") for n in range(4)]
    others = [rating(3, coach="zoe", unit=f"v{n}") for n in range(4)]
    found = score("karim", own + others)
    assert found is not None
    # The centre is 4: five ratings of 4 and four of 5, over nine.
    assert (found.value, found.n, found.units) == (Fraction(40, 9), 4, 4)


def test_one_rating_hardly_moves_from_the_centre():
    found = score("karim", [rating(5), *(rating(3, "zoe", f"v{n}") for n in range(3))])
    assert found is not None
    assert found.centre == Fraction(7, 2)
    assert found.value == (5 * Fraction(7, 2) + 5) / 6


def test_leniency_is_the_shrunk_gap_on_other_coaches_and_needs_three():
    given_by = [rating(5, coach, "u1", "marion") for coach in ("zoe", "nora")]
    assert leniency("marion", "karim", given_by, Fraction(4), SETTINGS) == 0
    given_by.append(rating(4, "zoe", "u1", "marion"))
    assert leniency("marion", "karim", given_by, Fraction(4), SETTINGS) == Fraction(2, 8)
    own = [rating(5, "karim", "u1", "marion")] * 9
    assert leniency("marion", "karim", own, Fraction(4), SETTINGS) == 0


def test_leniency_of_a_rater_is_taken_off_what_they_give():
    others = [rating(5, "zoe", "u1", "marion")] * 3 + [rating(3, "zoe", "v", "henri")] * 12
    own = rating(5, "karim", "u1", "marion")
    found = score("karim", [*others, own])
    assert found is not None
    centre = Fraction(5 * 4 + 3 * 12, 16)
    gap = 3 * (5 - centre) / 8
    assert found.value == (5 * centre + 5 - gap) / 6


def test_a_friend_changes_nothing():
    known = [rating(4, unit=f"u{n}") for n in range(3)]
    assert score("karim", known) == score("karim", [*known, rating(1, unit="u9", conflict=True)])


def test_a_unit_weighs_a_quarter_of_prior_and_all_at_most():
    weights = capped({"big": 40, "b": 1, "c": 1}, 5)
    # The level is a quarter of 5, 1, 1 and itself.
    assert weights == {"big": Fraction(7, 3), "b": 1, "c": 1}


def test_nothing_is_held_back_below_the_quarter():
    assert capped({"a": 2, "b": 2, "c": 2}, 5) == {"a": 2, "b": 2, "c": 2}


SIZES = st.dictionaries(st.sampled_from("abcdefg"), st.integers(1, 40), min_size=1)
SHARES = st.sampled_from([Fraction(1, 10), Fraction(1, 4), Fraction(1, 3), Fraction(1, 2)])


def over(weights: dict[str, Fraction], prior: int, share: Fraction) -> bool:
    """Tell whether a unit weighs more than its share."""
    total = prior + sum(weights.values())
    return any(weight > share * total for weight in weights.values())


@given(SIZES, st.integers(1, 20), SHARES)
def test_the_cap_holds_exactly_and_takes_no_more_than_needed(sizes, prior, share):
    weights = capped(sizes, prior, share)
    assert not over(weights, prior, share)
    total = prior + sum(weights.values())
    for unit, weight in weights.items():
        assert weight == sizes[unit] or weight == share * total
        assert weight <= sizes[unit]


def test_canary_a_cap_on_the_ratings_as_they_came_is_seen():
    sizes = {"big": 40, "b": 1}
    planted = {unit: min(Fraction(size), Fraction(46, 4)) for unit, size in sizes.items()}
    assert over(planted, 5, Fraction(1, 4))


NOTES = st.lists(
    st.tuples(st.integers(1, 5), st.sampled_from("abcd"), st.sampled_from(["karim", "zoe"])),
    min_size=1,
    max_size=12,
)


@given(NOTES)
def test_a_score_is_between_what_people_said_and_the_centre_leniency_apart(notes):
    known = [rating(note, coach, unit, f"{unit}{n}") for n, (note, unit, coach) in enumerate(notes)]
    found = score("karim", known)
    own = [one.mean for one in known if one.coach == "karim"]
    if found is None:
        assert not own
        return
    assert centre_of(known) == found.centre
    assert min([*own, found.centre]) <= found.value <= max([*own, found.centre])


@given(NOTES)
def test_the_order_of_ratings_changes_nothing(notes):
    known = [rating(note, coach, unit) for note, unit, coach in notes]
    assert score("karim", known) == score("karim", known[::-1])


def test_nobody_rated_is_no_score():
    assert score("karim", []) is None
    assert score("karim", [rating(4, "zoe")]) is None


@pytest.mark.parametrize("given_", [{"prior": 0}, {"share": Fraction(0)}, {"share": Fraction(1)}])
def test_numbers_without_meaning_are_refused(given_):
    with pytest.raises(ValueError, match="prior"):
        Settings(**given_)
