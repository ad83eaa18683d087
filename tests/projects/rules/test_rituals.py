"""Rituals against an oracle of days, closed days out; one told twice counts once."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.projects.rules import rituals
from lms.projects.rules.rituals import (
    Calendar,
    Every,
    Rule,
    Told,
    as_rrule,
    due_on,
    held_over_expected,
    occurrences,
)

MONDAY = date(2026, 11, 2)
WEEKLY = Rule(Every.WEEK, frozenset({1}), MONDAY)
OPEN = Calendar()


def days(rule: Rule, first: date, after: date) -> list[str]:
    return [day.isoformat() for day in occurrences(rule, first, after)]


def test_each_monday_and_thursday():
    rule = Rule(Every.WEEK, frozenset({1, 4}), date(2026, 11, 4))
    assert days(rule, date(2026, 11, 1), date(2026, 11, 17)) == [
        "2026-11-05", "2026-11-09", "2026-11-12", "2026-11-16",
    ]  # fmt: skip


def test_every_other_week_goes_on_through_week_53():
    rule = Rule(Every.WEEK, frozenset({5}), date(2026, 12, 7), interval=2)
    assert days(rule, date(2026, 12, 1), date(2027, 2, 1)) == [
        "2026-12-11", "2026-12-25", "2027-01-08", "2027-01-22",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "expected"),
    [(1, ["2026-12-01", "2027-01-05", "2027-02-02"]), (4, ["2026-12-22", "2027-01-26", "2027-02-23"]),
     (-1, ["2026-12-29", "2027-01-26", "2027-02-23"])],
)  # fmt: skip
def test_the_nth_or_last_tuesday_of_the_month(place, expected):
    rule = Rule(Every.MONTH, frozenset({2}), date(2026, 12, 1), place=place)
    assert days(rule, date(2026, 12, 1), date(2027, 3, 1)) == expected


def test_every_other_month_and_the_last_day_included():
    rule = Rule(Every.MONTH, frozenset({1}), MONDAY, 2, place=1, ends_on=date(2027, 1, 4))
    assert days(rule, date(2026, 11, 1), date(2027, 6, 1)) == ["2026-11-02", "2027-01-04"]


@pytest.mark.parametrize(
    "bad",
    [
        {"weekdays": frozenset()},
        {"weekdays": frozenset({8})},
        {"interval": 0},
        {"place": 1},
        {"every": Every.MONTH},
        {"every": Every.MONTH, "place": 5},
    ],
)
def test_a_rule_without_a_day_is_refused(bad):
    with pytest.raises(ValueError, match="no day"):
        Rule(**{"every": Every.WEEK, "weekdays": frozenset({1}), "starts_on": MONDAY, **bad})


def test_calendars_read_it():
    assert as_rrule(WEEKLY) == "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO;WKST=MO"
    last = Rule(Every.MONTH, frozenset({5, 2}), MONDAY, 3, -1, date(2027, 1, 31))
    assert as_rrule(last) == "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1TU,-1FR;UNTIL=20270131"


AS_OF = MONDAY + timedelta(days=27)


def held(told: dict[date, Told], calendar: Calendar = OPEN, as_of: date = AS_OF) -> tuple[int, int]:
    return held_over_expected(WEEKLY, told, calendar, as_of)


def week(n: int) -> date:
    return MONDAY + timedelta(weeks=n)


def test_four_mondays_in_28_days_told_or_not():
    assert held({}) == (0, 4)
    assert held({week(0): Told.HELD, week(1): Told.SKIPPED}) == (1, 4)


def test_closed_days_are_not_expected_and_count_when_held_all_the_same():
    closed = Calendar(closed=frozenset({week(1), week(2)}))
    assert held({week(0): Told.HELD, week(2): Told.HELD}, closed) == (2, 3)
    assert held({week(1): Told.SKIPPED}, closed) == (0, 2)
    assert held({}, Calendar(weekdays=frozenset({2, 3, 4, 5, 6}))) == (0, 0)


def test_today_is_expected_once_told_of():
    assert held({}, as_of=week(1)) == (0, 1)
    assert held({week(1): Told.HELD}, as_of=week(1)) == (1, 2)
    assert held({week(1): Told.SKIPPED}, as_of=week(1)) == (0, 2)


def test_what_is_held_on_another_day_is_not_that_ritual():
    assert held({week(0) + timedelta(days=1): Told.HELD}) == (0, 4)


def test_what_to_hold_today():
    rules = {"brief": WEEKLY, "round": WEEKLY, "late": Rule(Every.WEEK, frozenset({2}), MONDAY)}
    assert due_on(rules, {"round"}, OPEN, MONDAY) == ("brief",)
    assert due_on(rules, set(), Calendar(closed=frozenset({MONDAY})), MONDAY) == ()


RULES = st.one_of(
    st.builds(
        Rule,
        st.just(Every.WEEK),
        st.frozensets(st.integers(1, 7), min_size=1),
        st.dates(date(2024, 1, 1), date(2027, 1, 1)),
        st.integers(1, 4),
    ),
    st.builds(
        Rule,
        st.just(Every.MONTH),
        st.frozensets(st.integers(1, 7), min_size=1),
        st.dates(date(2024, 1, 1), date(2027, 1, 1)),
        st.integers(1, 3),
        st.sampled_from([-1, 1, 2, 3, 4]),
    ),
)
STARTS = st.dates(date(2024, 1, 1), date(2028, 1, 1))


def oracle(rule: Rule, day: date) -> bool:
    """Say it another way: walk from the start, week by week or month by month."""
    if day < rule.starts_on or day.isoweekday() not in rule.weekdays:
        return False
    if rule.every is Every.WEEK:
        monday = date.fromisocalendar(*rule.starts_on.isocalendar()[:2], 1)
        while monday + timedelta(days=6) < day:
            monday += timedelta(weeks=rule.interval)
        return monday <= day
    same = [
        date(day.year, day.month, n)
        for n in range(1, 32)
        if (date(day.year, day.month, 1) + timedelta(days=n - 1)).month == day.month
    ]
    same = [one for one in same if one.isoweekday() == day.isoweekday()]
    place = rule.place if rule.place == -1 else (rule.place or 1) - 1
    gone = (day.year * 12 + day.month) - (rule.starts_on.year * 12 + rule.starts_on.month)
    return same[place] == day and gone % rule.interval == 0


def differences(rule: Rule, first: date) -> list[date]:
    after = first + timedelta(days=120)
    return [
        day
        for day in rituals.days_between(first, after)
        if (day in occurrences(rule, day, day + timedelta(days=1))) != oracle(rule, day)
    ]


@given(RULES, STARTS)
def test_the_rule_is_the_oracles(rule, first):
    assert differences(rule, first) == []


def test_canary_weeks_counted_from_1_january_are_seen(monkeypatch):
    monkeypatch.setattr(rituals, "_monday", lambda day: date(day.year, 1, 1))
    rule = Rule(Every.WEEK, frozenset({5}), date(2026, 12, 7), interval=2)
    assert differences(rule, date(2026, 12, 1))


@given(RULES, STARTS, st.sets(st.integers(0, 27)), st.sets(st.integers(0, 27)))
def test_held_never_passes_expected(rule, as_of, said, closed):
    told = {as_of - timedelta(days=n): Told.HELD if n % 2 else Told.SKIPPED for n in said}
    calendar = Calendar(closed=frozenset(as_of - timedelta(days=n) for n in closed))
    done, expected = held_over_expected(rule, told, calendar, as_of)
    assert 0 <= done <= expected
