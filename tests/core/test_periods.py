"""Periods by name, without arithmetic on 365 days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.periods import PeriodKind, period_named, period_of


@pytest.mark.parametrize(
    ("day", "kind", "key", "first", "after"),
    [
        (date(2026, 6, 15), "year", "2026", date(2026, 1, 1), date(2027, 1, 1)),
        (date(2026, 6, 15), "quarter", "2026-Q2", date(2026, 4, 1), date(2026, 7, 1)),
        (date(2026, 12, 31), "quarter", "2026-Q4", date(2026, 10, 1), date(2027, 1, 1)),
        (date(2024, 2, 29), "month", "2024-02", date(2024, 2, 1), date(2024, 3, 1)),
        (date(2026, 12, 31), "month", "2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        (date(2027, 1, 3), "week", "2026-W53", date(2026, 12, 28), date(2027, 1, 4)),
        (date(2024, 12, 30), "week", "2025-W01", date(2024, 12, 30), date(2025, 1, 6)),
    ],
)
def test_a_day_is_in_its_period(day, kind, key, first, after):
    found = period_of(day, PeriodKind(kind))
    assert (found.key, found.first, found.after) == (key, first, after)
    assert day in found
    assert found.after not in found


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(list(PeriodKind)))
def test_a_period_is_found_again_by_its_name_and_holds_its_day(day, kind):
    found = period_of(day, kind)
    assert period_named(found.key) == found
    assert day in found
    assert period_of(found.after, kind).first == found.after


@pytest.mark.parametrize("key", ["2026-Q5", "2026-13", "2026-W54", "26", "2026-6", "June", ""])
def test_a_name_that_is_no_period_is_refused(key):
    with pytest.raises(ValueError):
        period_named(key)
