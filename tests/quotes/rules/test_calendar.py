"""Promises in working days, in the unit's own zone."""

from datetime import UTC, date, datetime

import pytest

from lms.quotes.rules.calendar import days_later, due, easter, holidays, is_working


@pytest.mark.parametrize(
    ("year", "sunday"),
    [
        (2024, date(2024, 3, 31)),
        (2025, date(2025, 4, 20)),
        (2026, date(2026, 4, 5)),
        (2027, date(2027, 3, 28)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_easter_falls_where_it_falls(year, sunday):
    assert easter(year) == sunday


def test_french_holidays_of_2026():
    assert {d.isoformat()[5:] for d in holidays(2026)} == {
        "01-01",
        "04-06",
        "05-01",
        "05-08",
        "05-14",
        "05-25",
        "07-14",
        "08-15",
        "11-01",
        "11-11",
        "12-25",
    }


def test_weekends_and_holidays_do_not_count():
    assert not is_working(date(2026, 3, 14))
    assert days_later(date(2026, 3, 12), 2) == date(2026, 3, 16)
    assert days_later(date(2026, 4, 30), 1) == date(2026, 5, 4), "the first of May is off"


@pytest.mark.parametrize(
    ("at", "days", "zone", "expected"),
    [
        ("2026-03-12T08:41", 2, "Europe/Paris", "2026-03-16T08:41"),
        (
            "2026-03-12T04:00",
            1,
            "Europe/Paris",
            "2026-03-13T08:00",
        ),  # before opening: 9:00 in Paris
        (
            "2026-03-12T20:00",
            1,
            "Europe/Paris",
            "2026-03-16T08:00",
        ),  # after closing: as if on Friday
        (
            "2026-03-14T10:00",
            1,
            "Europe/Paris",
            "2026-03-17T08:00",
        ),  # a Saturday counts from Monday
        ("2026-03-27T09:30", 1, "Europe/Paris", "2026-03-30T08:30"),  # the clocks change in between
        ("2026-03-12T14:30", 1, "Indian/Reunion", "2026-03-16T05:00"),  # already closed there
    ],
)
def test_a_promise_is_kept_in_opening_hours(at, days, zone, expected):
    start = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert due(start, days, zone) == datetime.fromisoformat(expected).replace(tzinfo=UTC)
