"""Figures of practice, as known at an instant."""

from datetime import timedelta
from fractions import Fraction
from uuid import UUID

import pytest

from lms.coaching.measures import practice
from lms.coaching.services import goals, observations, overdue
from lms.core import clock
from lms.core.measures import Measure, Reading, ScopeKind
from lms.core.periods import period_named
from tests.cast import NOW, TODAY
from tests.factories.practice import Floor, begin, measured, share, watch

MARCH = period_named("2026-03")
DAY = timedelta(days=1)
pytestmark = pytest.mark.usefixtures("english")


def read(
    measure: Measure, one: UUID, at: object = NOW, kind: ScopeKind = ScopeKind.UNIT
) -> Reading:
    return measure.readings([one], kind, MARCH, at)[one]  # type: ignore[arg-type]


def pair(found: Reading) -> tuple[int, int]:
    return int(found.num), int(found.den)


def test_what_was_talked_about_in_time_over_what_was_planned(floor: Floor):
    share(watch(floor))
    late = watch(floor, observed=floor.bruno)
    called_off = begin(floor, observed=floor.dina)
    observations.cancel(observation_id=called_off.id, actor_id=floor.karim.id)
    with clock.frozen(NOW + 3 * DAY):
        overdue.expire_due(clock.now())
    assert late.state == "expired"
    measure, unit = practice.OBSERVATIONS_DEBRIEFED, floor.nantes.id
    assert pair(read(measure, unit, NOW + 3 * DAY)) == (1, 2)
    assert pair(read(measure, unit, NOW - DAY)) == (0, 0)
    assert pair(read(measure, unit, NOW + 28 * DAY)) == (0, 0)
    assert pair(read(measure, floor.rennes.id, NOW + 3 * DAY)) == (0, 0)
    assert pair(read(measure, floor.alice.id, NOW, ScopeKind.PERSON)) == (0, 0)


def test_the_past_stays_what_was_known_then(floor: Floor):
    row = watch(floor)
    share(row, NOW + DAY)
    measure = practice.OBSERVATIONS_DEBRIEFED
    assert pair(read(measure, floor.nantes.id, NOW + timedelta(hours=1))) == (0, 1)
    assert pair(read(measure, floor.nantes.id, NOW + DAY)) == (1, 1)


def test_observations_per_person_of_the_store(floor: Floor):
    share(watch(floor))
    share(watch(floor, observed=floor.bruno))
    assert read(practice.OBSERVATIONS_PER_PERSON, floor.nantes.id).ratio == Fraction(2, 4)
    assert read(practice.OBSERVATIONS_PER_PERSON, floor.nantes.id, NOW - DAY).num == 0


def test_skills_at_the_level_asked_count_observers_only(floor: Floor):
    measured(floor, floor.alice, floor.karim, 2, 1)
    measured(floor, floor.alice, floor.alice, 0, 3)
    found = read(practice.SKILLS_AT_TARGET, floor.nantes.id)
    assert (pair(found), found.n) == ((1, 2), 1)
    own = read(practice.SKILLS_AT_TARGET, floor.alice.id, NOW, ScopeKind.PERSON)
    assert pair(own) == (1, 2)


def test_tries_count_once_answered_and_silence_is_no_no(floor: Floor):
    for who, said in ((floor.alice, "done"), (floor.bruno, "no"), (floor.dina, "")):
        row = goals.take(person_id=who.id, words="I try")
        if said:
            goals.answer(goal_id=row.id, person_id=who.id, said=said)
    found = read(practice.GOALS_ANSWERED, floor.nantes.id)
    assert (pair(found), found.n) == ((1, 2), 2)
    assert row.on_date == TODAY


def test_all_units_are_read_in_one_statement_each(floor: Floor):
    from tests.pages import Statements

    units = [floor.nantes.id, floor.rennes.id, floor.strasbourg.id]
    for measure in (
        practice.OBSERVATIONS_DEBRIEFED,
        practice.OBSERVATIONS_PER_PERSON,
        practice.GOALS_ANSWERED,
    ):
        with Statements() as sent:
            measure.readings(units, ScopeKind.UNIT, MARCH, NOW)
        assert len(sent) == 1
