"""Figures are exact, "n/a" is not zero, and the past keeps its answer."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from sqlalchemy import select, text

from lms.core import ids, measures
from lms.core.db import session
from lms.core.measures import (
    Aggregate,
    Direction,
    Measure,
    MeasureClass,
    Reading,
    ScopeKind,
    Standing,
    combine,
    read_at,
    read_rows,
    take_snapshots,
)
from lms.core.models import Snapshot
from lms.core.periods import PeriodKind, period_of

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
QUARTER = period_of(date(2026, 3, 31), PeriodKind.QUARTER)
NANTES, RENNES = ids.derived(ids.COMPTOIR, "nantes"), ids.derived(ids.COMPTOIR, "rennes")


def a_measure(**changes) -> Measure:
    made = {
        "code": "test.completion",
        "version": 1,
        "klass": MeasureClass.NAMED,
        "direction": Direction.UP,
        "unit": "percent",
        "readings": lambda *_: {},
    }
    return Measure(**{**made, **changes})


def reading(num, den, n=10) -> Reading:
    return Reading(Fraction(num), Fraction(den), n, NOON, 1)


def test_nothing_to_count_is_not_zero_percent():
    assert reading(0, 0).ratio is None
    assert reading(0, 3).ratio == 0
    assert combine(a_measure(), [reading(0, 0)], NOON).ratio is None


def test_a_region_is_one_pot_or_the_mean_of_its_stores():
    stores = [reading(1, 10), reading(9, 10), reading(0, 0), reading(30, 30)]
    assert combine(a_measure(), stores, NOON).ratio == Fraction(40, 50)
    mean = a_measure(aggregate=Aggregate.MEAN_OF_UNITS)
    assert combine(mean, stores, NOON).ratio == Fraction(2, 3)
    assert combine(mean, stores, NOON).n == 40


def test_a_third_three_times_is_one():
    assert combine(a_measure(), [reading(Fraction(1, 3), 1)] * 3, NOON).ratio == Fraction(1, 3)


@pytest.mark.parametrize("klass", [MeasureClass.SENSITIVE, MeasureClass.ANONYMOUS])
def test_only_a_named_measure_feeds_a_label(klass):
    a_measure(may_feed_label=True)
    with pytest.raises(ValueError, match="named"):
        a_measure(klass=klass, may_feed_label=True)


def test_a_code_is_registered_once(monkeypatch):
    monkeypatch.setattr(measures, "MEASURES", {})
    measures.register(a_measure())
    with pytest.raises(ValueError, match="twice"):
        measures.register(a_measure(version=2))


@pytest.mark.parametrize("stands", [True, False])
def test_what_stands_is_asked_once_for_all_instants_and_says_the_same(stands):
    asked, when = [], {NOON: QUARTER, NOON.replace(hour=13): QUARTER}

    def one_by_one(scope_ids, _kind, _period, as_of):
        asked.append(as_of)
        return {one: Reading(Fraction(as_of.hour), Fraction(24), 1, as_of, 1) for one in scope_ids}

    def together(scope_ids, _kind, instants):
        asked.append(instants)
        return {
            at: {one: Reading(Fraction(at.hour), Fraction(24), 1, at, 1) for one in scope_ids}
            for at in instants
        }

    measure = a_measure(readings=Standing(together) if stands else one_by_one)
    found = read_at(measure, [NANTES], ScopeKind.UNIT, when)
    assert [found[at][NANTES].num for at in when] == [12, 13]
    assert len(asked) == (1 if stands else 2)
    alone = measure.readings([NANTES], ScopeKind.UNIT, QUARTER, NOON)
    assert alone[NANTES] == found[NOON][NANTES]


ONE_IN_THREE = "SELECT CAST(:one AS uuid) AS id, 1 AS num, 3 AS den"


@pytest.mark.parametrize(("also", "n"), [("", 3), (", 2 AS n", 2)])
def test_rows_say_what_they_rest_on_and_no_row_is_not_known(kernel, also, n):
    statement = text(f"{ONE_IN_THREE}{also} WHERE CAST(:one AS uuid) = ANY(:ids)")
    found = read_rows(statement, [NANTES, RENNES], NOON, one=NANTES)
    assert found == {NANTES: reading(1, 3, n), RENNES: reading(0, 0, 0)}


def test_nobody_asked_about_is_no_statement(kernel, statements):
    with statements() as seen:
        assert read_rows(text(ONE_IN_THREE), [], NOON, one=NANTES) == {}
    assert seen == []


def revs(scope_id) -> list[tuple[int, str, str, str]]:
    rows = session.execute(
        select(Snapshot).where(Snapshot.scope_id == scope_id).order_by(Snapshot.rev)
    ).scalars()
    return [(row.rev, row.num, row.den, row.reason) for row in rows]


def test_a_late_row_makes_the_next_rev_and_the_first_stays(kernel):
    first = {NANTES: reading(1, 3), RENNES: reading(2, 3)}
    assert take_snapshots(a_measure(), QUARTER, "unit", first) == 2
    late = {NANTES: reading(2, 3), RENNES: reading(2, 3)}
    assert take_snapshots(a_measure(), QUARTER, "unit", late, reason="late_row") == 1
    assert revs(NANTES) == [(1, "1", "3", "close"), (2, "2", "3", "late_row")]
    assert revs(RENNES) == [(1, "2", "3", "close")]


def test_the_same_figures_taken_again_write_nothing(kernel):
    figures = {NANTES: reading(1, 3)}
    take_snapshots(a_measure(), QUARTER, "unit", figures)
    later = {NANTES: Reading(Fraction(2, 6) * 3, Fraction(3), 10, NOON, 1)}
    assert take_snapshots(a_measure(), QUARTER, "unit", later) == 0


def test_snapshots_of_any_number_of_units_are_two_statements(kernel, statements):
    many = {ids.new_id(): reading(1, 2) for _ in range(200)}
    with statements() as seen:
        take_snapshots(a_measure(), QUARTER, "unit", many)
    assert len(seen) <= 3
