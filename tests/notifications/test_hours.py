"""Nobody is written to at night, on quiet days or on public holidays, on their own clock."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.clock import zone_info
from lms.notifications.rules.feasts import easter, feasts
from lms.notifications.rules.hours import (
    Week,
    is_working,
    last_digest,
    last_weekly,
    local_day,
    next_digest,
    next_weekly,
    next_working,
)

WEEK = Week()
PARIS = "Europe/Paris"
ZONES = (PARIS, "Indian/Reunion", "America/Martinique", "Pacific/Tahiti", "Pacific/Noumea")


def at(day: str, clock: str = "12:00", zone: str = PARIS) -> datetime:
    """Return the instant at which a wall clock in ``zone`` shows this."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=zone_info(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("year", "day"),
    [(2024, "03-31"), (2025, "04-20"), (2026, "04-05"), (2027, "03-28"), (2038, "04-25")],
)
def test_easter_falls_when_it_does(year, day):
    assert easter(year) == date.fromisoformat(f"{year}-{day}")


def test_france_has_eleven_public_holidays():
    assert len(feasts(2026)) == 11
    moving = {date(2026, 4, 6), date(2026, 5, 14), date(2026, 5, 25)}
    assert moving <= feasts(2026)


@pytest.mark.parametrize(
    ("moment", "works"),
    [
        (at("2026-03-12", "08:59"), False),
        (at("2026-03-12", "09:00"), True),
        (at("2026-03-12", "17:59"), True),
        (at("2026-03-12", "18:00"), False),
        (at("2026-03-14"), True),
        (at("2026-03-15"), False),
        (at("2026-05-01"), False),
        (at("2026-07-14"), False),
    ],
)
def test_mails_leave_in_working_hours_only(moment, works):
    assert is_working(moment, PARIS, WEEK) is works


def test_each_store_has_its_own_clock():
    moment = at("2026-03-12", "08:30", "Indian/Reunion")  # 5:30 in Paris
    assert not is_working(moment, PARIS, WEEK)
    assert not is_working(moment, "Indian/Reunion", WEEK)
    later = moment + timedelta(minutes=30)
    assert is_working(later, "Indian/Reunion", WEEK)
    assert not is_working(later, PARIS, WEEK)


def test_holidays_of_france_are_nothing_abroad():
    assert is_working(at("2026-07-14", zone="Europe/Brussels"), "Europe/Brussels", WEEK)


def test_canary_hours_read_on_the_servers_clock_would_wake_tahiti():
    moment = at("2026-03-12", "02:00", "Pacific/Tahiti")  # 13:00 in Paris
    assert is_working(moment, PARIS, WEEK)
    assert not is_working(moment, "Pacific/Tahiti", WEEK)


def test_what_is_due_at_night_waits_for_the_morning():
    assert next_working(at("2026-03-12", "22:00"), PARIS, WEEK) == at("2026-03-13", "09:00")
    assert next_working(at("2026-03-12", "03:00"), PARIS, WEEK) == at("2026-03-12", "09:00")
    assert next_working(at("2026-03-14", "19:00"), PARIS, WEEK) == at("2026-03-16", "09:00")
    assert next_working(at("2026-04-04", "19:00"), PARIS, WEEK) == at("2026-04-07", "09:00")


def test_the_hour_is_that_of_the_wall_when_summer_time_comes():
    before, after = at("2026-03-27", "10:00"), at("2026-03-30", "10:00")
    assert next_digest(before, PARIS, WEEK) == before
    assert next_digest(at("2026-03-29", "12:00"), PARIS, WEEK) == after
    assert (after - before) % timedelta(days=1) == timedelta(hours=23)


def test_the_weekly_digest_slides_to_the_first_working_day():
    assert next_weekly(at("2026-03-11"), PARIS, WEEK) == at("2026-03-17", "10:00")
    monday = Week(weekday=1)
    assert next_weekly(at("2026-04-05"), PARIS, monday) == at("2026-04-07", "10:00")
    assert last_weekly(at("2026-04-07", "09:59"), PARIS, monday) == at("2026-03-30", "10:00")


def test_a_digest_hour_out_of_hours_is_brought_back():
    late = Week(digest=20)
    assert next_digest(at("2026-03-12"), PARIS, late) == at("2026-03-12", "17:00")


weeks = st.builds(
    Week,
    start=st.integers(6, 12),
    end=st.integers(13, 21),
    quiet=st.sets(st.sampled_from((1, 6, 7))).map(frozenset),
    feasts=st.booleans(),
    digest=st.integers(6, 20),
    weekday=st.integers(1, 7),
)
YEARS = (date(2024, 1, 1), date(2039, 12, 31))
moments = st.builds(
    lambda day, minutes: datetime.combine(day, time(), UTC) + timedelta(minutes=minutes),
    st.dates(*YEARS),
    st.integers(0, 1439),
)


@given(moments, st.sampled_from(ZONES), weeks)
def test_any_moment_has_a_working_hour_and_digests_around_it(moment, zone, week):
    morning = next_working(moment, zone, week)
    assert is_working(morning, zone, week)
    assert moment <= morning <= moment + timedelta(days=7)
    assert last_digest(moment, zone, week) <= moment <= next_digest(moment, zone, week)
    assert is_working(next_digest(moment, zone, week), zone, week)
    before, after = last_weekly(moment, zone, week), next_weekly(moment, zone, week)
    assert before <= moment <= after
    assert is_working(after, zone, week)
    assert timedelta(0) <= after - before <= timedelta(days=12)


@given(moments, st.sampled_from(ZONES))
def test_a_day_is_the_one_on_the_wall(moment, zone):
    assert local_day(moment, zone) == moment.astimezone(zone_info(zone)).date()
