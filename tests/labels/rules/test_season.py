"""The label year at each unit's own midnight, from Tahiti to Reunion; 29 February; the draw."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.clock import business_date
from lms.labels.rules.grid import EvidenceRule, EvidenceType
from lms.labels.rules.season import (
    USUAL,
    Act,
    Calendar,
    Standing,
    Timeliness,
    Window,
    YearDay,
    audited,
    halved,
    knock_outs,
    opening,
    refit_suspends,
    standing,
    timeliness,
    widened,
)
from tests.labels.rules.building import criterion, grid

TAHITI, GUADELOUPE, PARIS, REUNION = (
    "Pacific/Tahiti",
    "America/Guadeloupe",
    "Europe/Paris",
    "Indian/Reunion",
)
ZONES = (TAHITI, GUADELOUPE, PARIS, REUNION)
SEASON = USUAL.season(2027)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc]


def test_the_year_changes_at_each_unit_s_midnight():
    """At 31 December 23:30 UTC it is 2027 in Paris and Reunion, 2026 in Guadeloupe and Tahiti."""
    at = utc(2026, 12, 31, 23, 30)
    years = {zone: USUAL.label_year(business_date(at, zone)) for zone in ZONES}
    assert years == {TAHITI: 2026, GUADELOUPE: 2026, PARIS: 2027, REUNION: 2027}


def test_canary_the_date_of_the_server_would_be_wrong_for_two_of_them():
    at = utc(2026, 12, 31, 23, 30)
    wrong = [
        zone
        for zone in ZONES
        if USUAL.label_year(at.date()) != USUAL.label_year(business_date(at, zone))
    ]
    assert wrong == [PARIS, REUNION]


def test_a_season_closes_fourteen_hours_apart():
    closing = {zone: SEASON.cut_off(zone) for zone in ZONES}
    assert closing[REUNION] == utc(2027, 1, 31, 20)
    assert closing[PARIS] == utc(2027, 1, 31, 23)
    assert closing[GUADELOUPE] == utc(2027, 2, 1, 4)
    assert closing[TAHITI] == utc(2027, 2, 1, 10)
    assert SEASON.closed_everywhere(Act.SUBMIT, ZONES) == closing[TAHITI]


@pytest.mark.parametrize("zone", ZONES)
def test_the_last_second_is_in_and_the_next_is_out(zone):
    window = SEASON.windows[Act.SUBMIT]
    closes = window.closes(zone)
    assert window.is_open(closes - timedelta(seconds=1), zone)
    assert not window.is_open(closes, zone)


def test_a_night_unit_s_last_day_ends_with_its_night():
    assert SEASON.cut_off(PARIS, time(5)) == utc(2027, 2, 1, 4)
    assert SEASON.windows[Act.SUBMIT].is_open(utc(2027, 2, 1, 3), PARIS, time(5))


def test_a_window_over_the_change_of_hour_keeps_local_midnights():
    window = Window(date(2027, 3, 28), date(2027, 3, 29))
    assert window.closes(PARIS) - opening(window.first, PARIS) == timedelta(hours=23)
    autumn = Window(date(2026, 10, 25), date(2026, 10, 26))
    assert autumn.closes(PARIS) - opening(autumn.first, PARIS) == timedelta(hours=25)


def test_a_leap_day_changes_nothing():
    calendar = Calendar(spans={**USUAL.spans, Act.SUBMIT: (YearDay(1, 1), YearDay(2, 29))})
    assert [calendar.season(year).windows[Act.SUBMIT].after for year in (2027, 2028)] == [
        date(2027, 2, 28),
        date(2028, 2, 29),
    ]
    leap = USUAL.season(2028).whole
    assert leap.holds(date(2028, 2, 29))
    assert (leap.first, leap.after) == (date(2028, 1, 1), date(2029, 1, 1))


def test_week_53_belongs_to_the_year_of_its_days():
    """31 December 2026 is in ISO week 53 of 2026, and so is 1 January 2027."""
    assert date(2027, 1, 1).isocalendar().week == 53
    assert USUAL.label_year(date(2027, 1, 1)) == 2027


@given(
    st.dates(date(2020, 1, 1), date(2040, 12, 31)),
    st.integers(1, 12),
    st.integers(1, 28),
    st.sampled_from([-1, 0]),
)
@settings(deadline=None)
def test_every_day_is_in_exactly_one_label_year(day, month, first, shift):
    calendar = Calendar(
        starts=YearDay(month, first, shift),
        spans={act: (YearDay(1, 1), YearDay(1, 2)) for act in Act},
    )
    year = calendar.label_year(day)
    assert calendar.season(year).whole.holds(day)
    assert not calendar.season(year + 1).whole.holds(day)


def test_a_window_that_ends_before_it_begins_is_refused():
    backwards = Calendar(spans={**USUAL.spans, Act.AUDIT: (YearDay(4, 1), YearDay(2, 1))})
    with pytest.raises(ValueError, match="audit"):
        backwards.season(2027)
    with pytest.raises(ValueError, match="no day"):
        YearDay(2, 30)


IN_TIME = utc(2027, 1, 20, 12)


def when(
    effective: date,
    received: datetime = IN_TIME,
    zone: str = PARIS,
    age: int | None = None,
) -> Timeliness:
    return timeliness(
        SEASON, effective_on=effective, received_at=received, zone=zone, max_age_days=age
    )


def test_evidence_counts_when_of_the_year_and_received_in_time():
    assert when(date(2026, 6, 1)) is Timeliness.COUNTS
    assert when(date(2026, 12, 31)) is Timeliness.COUNTS
    assert when(date(2027, 1, 1)) is Timeliness.OUT_OF_YEAR
    assert when(date(2025, 12, 31)) is Timeliness.OUT_OF_YEAR


def test_late_evidence_does_not_count_whatever_it_shows():
    assert when(date(2026, 6, 1), utc(2027, 1, 31, 22, 59, 59)) is Timeliness.COUNTS
    assert when(date(2026, 6, 1), utc(2027, 1, 31, 23)) is Timeliness.LATE
    assert when(date(2026, 6, 1), utc(2027, 1, 31, 23), GUADELOUPE) is Timeliness.COUNTS


def test_the_age_of_evidence_is_counted_to_the_last_day():
    """31 January 2027 minus 90 days is 2 November 2026."""
    assert when(date(2026, 11, 2), age=90) is Timeliness.COUNTS
    assert when(date(2026, 11, 1), age=90) is Timeliness.TOO_OLD


def test_a_day_to_come_is_no_evidence():
    assert when(date(2026, 12, 20), utc(2026, 12, 19, 9)) is Timeliness.FUTURE
    assert when(date(2026, 12, 20), utc(2026, 12, 19, 23, 30)) is Timeliness.COUNTS


def test_a_unit_opened_in_the_year():
    assert standing(SEASON, date(2020, 5, 1)) is Standing.FULL
    assert standing(SEASON, date(2026, 7, 1)) is Standing.FULL
    assert standing(SEASON, date(2026, 7, 2)) is Standing.HALF_YEAR
    assert standing(SEASON, date(2027, 1, 1)) is Standing.NOT_YET


def test_a_unit_that_closed_is_out_of_the_season():
    assert standing(SEASON, date(2020, 5, 1), date(2027, 1, 31)) is Standing.CLOSED
    assert standing(SEASON, date(2020, 5, 1), date(2027, 2, 1)) is Standing.FULL


def test_half_a_year_asks_half_the_answers_and_evidence_and_the_same_thresholds():
    whole = grid(
        criterion("a", bronze=5, n_min=31, evidence=EvidenceRule((EvidenceType.PHOTO,), 90, 3))
    )
    (one,) = halved(whole).criteria
    assert (one.n_min, one.evidence.minimum, one.thresholds) == (
        16,
        2,
        whole.criteria[0].thresholds,
    )


@pytest.mark.parametrize(("days", "suspends"), [(60, False), (61, True)])
def test_works_of_more_than_sixty_days_suspend(days, suspends):
    start = date(2026, 2, 1)
    assert refit_suspends(start, start + timedelta(days=days)) is suspends


@pytest.mark.parametrize("zone", ZONES)
def test_thirty_whole_days_to_appeal(zone):
    decided = utc(2027, 4, 10, 12)
    until = SEASON.appeal_until(decided, zone)
    last = business_date(until - timedelta(seconds=1), zone)
    assert (last - business_date(decided, zone)).days == 30
    assert business_date(until, zone) == last + timedelta(days=1)


def test_last_year_s_award_is_shown_as_being_renewed_for_sixty_days():
    days = [date(2026, 12, 31), date(2027, 1, 1), date(2027, 3, 1), date(2027, 3, 2)]
    assert [SEASON.is_renewing(day) for day in days] == [False, True, True, False]


WHOLE = grid(*(criterion(f"c{n}", gold=1, knockout="gold" if n < 3 else "") for n in range(20)))


def test_an_audit_sees_every_knock_out_and_five_drawn():
    drawn = audited(WHOLE, "seed")
    assert set(knock_outs(WHOLE)) == {"c0", "c1", "c2"} <= set(drawn)
    assert len(drawn) == 8
    assert drawn == audited(WHOLE, "seed")
    assert drawn != audited(WHOLE, "another")
    assert list(drawn) == sorted(drawn, key=lambda uid: int(uid[1:]))


def test_the_draw_is_fair():
    seen = [
        uid for n in range(400) for uid in audited(WHOLE, f"{n}") if uid not in knock_outs(WHOLE)
    ]
    counts = {one.uid: seen.count(one.uid) for one in WHOLE.criteria[3:]}
    assert all(80 < count < 160 for count in counts.values())


def test_what_does_not_apply_is_never_drawn():
    aside = {"c0", *(f"c{n}" for n in range(5, 20))}
    assert audited(WHOLE, "seed", aside=aside) == ("c1", "c2", "c3", "c4")


def test_one_failure_widens_the_audit_to_the_whole_grid():
    drawn = audited(WHOLE, "seed")
    assert widened(WHOLE, drawn, ()) == drawn
    assert len(widened(WHOLE, drawn, drawn[:1])) == 20
    outside = [one.uid for one in WHOLE.criteria if one.uid not in drawn]
    assert widened(WHOLE, drawn, outside[:1]) == drawn


def test_a_configured_year_moves_everything_with_it():
    """A label year from 1 February, as shops that count from the sales."""
    calendar = replace(USUAL, starts=YearDay(2, 1))
    assert calendar.label_year(date(2027, 1, 31)) == 2026
    assert calendar.season(2026).whole == Window(date(2026, 2, 1), date(2027, 2, 1))
