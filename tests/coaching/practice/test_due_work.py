"""What happens by itself: the time to talk runs out, facts are told again from their rows."""

from datetime import timedelta

import pytest

from lms.coaching.jobs import practice
from lms.coaching.queries.words import skill_names
from lms.coaching.services import exchanging, goals
from lms.coaching.services import skills as choosing
from lms.core import clock, conditions, preparing, todo
from lms.core.sweepers import SWEEPERS
from tests.cast import NOW
from tests.factories.practice import Floor, measured, share, watch

pytestmark = pytest.mark.usefixtures("english")


def test_the_sweeper_ends_what_nobody_talked_about(floor: Floor):
    row = watch(floor)
    for hours in (40, 50):
        with clock.frozen(NOW + timedelta(hours=hours)):
            SWEEPERS["coaching.exchanges"].run(now=clock.now())
    assert row.state == "expired"


def test_facts_are_told_again_with_the_identifiers_of_their_rows(floor: Floor):
    row = share(watch(floor))
    exchanging.acknowledge(observation_id=row.id, actor_id=floor.alice.id)
    goal = goals.take(person_id=floor.alice.id, words="I try")
    goals.answer(goal_id=goal.id, person_id=floor.alice.id, said="done")
    measured(floor, floor.alice, floor.karim, 1)
    told = [
        [type(one.fact).__name__ for one in again()]
        for again in (
            practice.debriefed,
            practice.acknowledged,
            practice.answered,
            practice.measured,
            practice.said,
        )
    ]
    assert told == [
        ["ObservationDebriefed"],
        ["ObservationAcknowledged"],
        ["GoalAnswered"],
        ["SkillMeasured"],
        [],
    ]


def test_next_acts_are_those_of_the_person_only(floor: Floor, request_context: None):
    share(watch(floor))
    watch(floor, observed=floor.bruno)

    def codes(name: str) -> set[str]:
        viewer = floor.cast.viewer(getattr(floor, name))
        return {act.code for act in todo.next_acts(viewer, NOW) if act.code.startswith("coaching")}

    assert codes("karim") == {"coaching.debrief"}
    assert codes("alice") == {"coaching.acknowledge"}
    assert codes("bruno") == set()
    assert codes("marion") == set()


def test_before_a_visit_the_coach_reads_where_people_are_short(floor: Floor, request_context: None):
    measured(floor, floor.alice, floor.karim, 0)
    lines = preparing.lines(floor.nantes.id, floor.cast.viewer(floor.karim), NOW)
    assert [one.detail for one in lines if one.title.startswith("Skill")] == [
        "1 person is not there yet"
    ]
    others = preparing.lines(floor.nantes.id, floor.cast.viewer(floor.rachel), NOW)
    assert [one for one in others if one.title.startswith("Skill")] == []


def test_before_a_visit_the_skills_of_the_month_come_when_there_are_some(
    floor: Floor, request_context: None
):
    measured(floor, floor.alice, floor.karim, 0, 1)
    choosing.choose_focus(
        unit_id=floor.nantes.id,
        month="2026-03",
        skill_uids=floor.skills[1:2],
        actor_id=floor.marion.id,
    )
    lines = preparing.lines(floor.nantes.id, floor.cast.viewer(floor.karim), NOW)
    told = [(one.title, one.detail) for one in lines if one.title.startswith("Skill")]

    assert told == [
        (f"Skill: {skill_names()[floor.skills[1]]}", "1 person is not there yet"),
    ]


def test_the_condition_says_what_comes_first(floor: Floor, request_context: None):
    told = conditions.is_met("coaching.observer", floor.marion.id, "", now=NOW)
    assert (told.met, "path" in told.explanation) == (False, True)
    assert conditions.is_met("coaching.observer", floor.karim.id, "", now=NOW).met
