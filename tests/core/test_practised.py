"""What people practised, and promises kept: asked by code, never more than what was asked."""

from datetime import UTC, date, datetime
from fractions import Fraction
from uuid import UUID

import pytest

from lms.core import practised, promises
from lms.core.practised import Practice, Practised

UNIT, ALICE, KARIM, ZOE = (UUID(int=n) for n in range(1, 5))
FIRST = date(2026, 3, 1)
NOW = datetime(2026, 3, 12, tzinfo=UTC)


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> dict:
    known: dict = {}
    monkeypatch.setattr(practised, "SOURCES", known)
    return known


def test_the_first_day_of_each_practice_is_kept_and_nobody_elses(sources: dict):
    told = [
        Practised(ALICE, Practice.VISIT, date(2026, 3, 9)),
        Practised(ALICE, Practice.VISIT, date(2026, 3, 4)),
        Practised(ALICE, Practice.DEBRIEF, date(2026, 2, 27)),
        Practised(ZOE, Practice.VISIT, date(2026, 3, 4)),
    ]
    sources["here"] = lambda _unit, _people, _since: told
    found = practised.practised(UNIT, [ALICE, KARIM], FIRST)
    assert found == {ALICE: {Practice.VISIT: date(2026, 3, 4)}, KARIM: {}}


def test_nobody_is_looked_for_when_nobody_is_asked_about(sources: dict):
    def never(_unit, _people, _since):
        raise AssertionError

    sources["here"] = never
    assert practised.practised(UNIT, [], FIRST) == {}


def test_a_source_and_a_promise_are_declared_once(sources: dict, monkeypatch):
    monkeypatch.setattr(promises, "PROMISES", {})
    practised.source("a")(lambda *_given: ())
    promises.promise("a")(lambda _at: None)
    with pytest.raises(ValueError, match="twice"):
        practised.source("a")(lambda *_given: ())
    with pytest.raises(ValueError, match="twice"):
        promises.promise("a")(lambda _at: None)


@pytest.mark.parametrize(
    ("share", "told"),
    [(Fraction(17, 20), Fraction(4, 5)), (Fraction(79, 100), Fraction(7, 10)), (None, None)],
)
def test_a_promise_is_told_in_whole_tenths_never_above_what_it_is(monkeypatch, share, told):
    monkeypatch.setattr(promises, "PROMISES", {"a": lambda _at: share})
    assert promises.kept("a", NOW) == told
    assert promises.kept("nobody knows", NOW) is None
