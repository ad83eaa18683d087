"""Who rates, when a rating is missing, and that "not rated" is no figure."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from lms.coaching.rules.ratings import (
    Rating,
    Standing,
    counted,
    rate_of_rating,
    raters,
    reminders_due,
    standing,
)

ENDED = datetime(2026, 11, 20, 23, tzinfo=UTC)
WAIT = timedelta(hours=72)


def where(now_days: float, rated_hours: float | None = None, **given) -> Standing:
    return standing(
        **{"took_place": True, "expected": True, **given},
        ended_at=ENDED,
        rated_at=None if rated_hours is None else ENDED + timedelta(hours=rated_hours),
        now=ENDED + timedelta(days=now_days),
        wait=WAIT,
    )


def test_a_day_without_rating_is_not_rated_after_14_days_and_waited_for_until_then():
    assert where(13.99) is Standing.WAITED_FOR
    assert where(14) is Standing.UNRATED


def test_a_rating_after_72_hours_or_after_not_rated_counts_and_is_marked():
    assert where(20, 71.9) is Standing.RATED
    assert where(20, 72) is Standing.LATE
    assert where(20, 24 * 15) is Standing.LATE


def test_a_day_that_did_not_take_place_or_whose_coach_stands_in_expects_nothing():
    assert where(20, took_place=False) is Standing.NOT_EXPECTED
    assert where(20, expected=False) is Standing.NOT_EXPECTED


def test_the_manager_and_deputy_rate_and_never_the_coach_who_stands_in():
    assert raters("karim", ["marion", "nora"]) == {"marion", "nora"}
    assert raters("karim", ["karim"]) == frozenset()


def test_not_rated_lowers_the_rate_of_rating_and_nothing_else():
    known = [Standing.RATED, Standing.LATE, Standing.UNRATED, Standing.WAITED_FOR]
    assert rate_of_rating([*known, Standing.NOT_EXPECTED]) == (2, 3)
    assert rate_of_rating([]) == (0, 0)


def test_reminders_leave_at_24_and_72_hours():
    hours = (0, 23.9, 24, 71.9, 72, 500)
    assert [reminders_due(ENDED, ENDED + timedelta(hours=h)) for h in hours] == [0, 0, 1, 1, 2, 2]


def test_a_coach_replaced_mid_day_is_two_ratings_of_two_coaches():
    morning = Rating("karim", "lyon", "marion", "2026-Q4", (4, 4, 4, 4))
    afternoon = Rating("zoe", "lyon", "marion", "2026-Q4", (2, 3, 2, 2))
    assert counted([morning, afternoon]) == [morning, afternoon]
    assert afternoon.mean == Fraction(9, 4)


def test_a_declared_conflict_counts_in_nothing():
    assert counted([Rating("karim", "u", "m", "2026-Q4", (5, 5, 5, 5), conflict=True)]) == []


@pytest.mark.parametrize("answers", [(), (3, 3, 3), (0, 3, 3, 3), (6, 3, 3, 3), (3,) * 5])
def test_a_rating_is_four_answers_from_1_to_5(answers):
    with pytest.raises(ValueError, match="four answers"):
        Rating("karim", "u", "m", "2026-Q4", answers)
