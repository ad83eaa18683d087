"""Skills: measures only ever added, gaps, the plan, the three of the month, figures above."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from lms.coaching.models import SkillMeasure, Target
from lms.coaching.queries import skills as reads
from lms.coaching.queries.words import skill_names
from lms.coaching.rules.skills import Standing
from lms.coaching.services import skills
from lms.coaching.services.skills import Measured
from lms.core import clock, ids
from lms.core.db import session
from lms.core.errors import Invalid
from tests.cast import NOW, TODAY
from tests.factories.practice import Floor, measured
from tests.factories.store import keep

pytestmark = pytest.mark.usefixtures("english")


def where(floor: Floor) -> tuple[Standing, ...]:
    return reads.standings_of([floor.alice.id], TODAY, skill_names())[floor.alice.id]


def test_the_last_of_each_kind_holds_and_none_is_ever_changed(floor: Floor):
    measured(floor, floor.alice, floor.alice, 3)
    measured(floor, floor.alice, floor.karim, 0, 2)
    with clock.frozen(NOW + timedelta(days=9)):
        measured(floor, floor.alice, floor.marion, 1)
    first, second = where(floor)
    assert (first.own, first.observed, first.gap, first.blind_spot) == (3, 1, 1, 2)
    assert (second.own, second.observed, second.gap) == (None, 2, 0)
    assert session.scalar(sa.select(sa.func.count()).select_from(SkillMeasure)) == 4
    with pytest.raises(DBAPIError, match="permission denied"), session.begin_nested():
        session.execute(sa.update(SkillMeasure).values(level=3))


def test_saying_the_same_the_same_day_adds_nothing(floor: Floor):
    measured(floor, floor.alice, floor.karim, 1)
    measured(floor, floor.alice, floor.karim, 1)
    assert session.scalar(sa.select(sa.func.count()).select_from(SkillMeasure)) == 1


def test_a_measure_is_on_the_scale_of_a_known_skill(floor: Floor):
    for levels in ({}, {floor.skills[0]: 4}, {ids.new_id(): 1}):
        with pytest.raises(Invalid):
            skills.measure(Measured(person_id=floor.alice.id, by_id=floor.karim.id, levels=levels))


def test_a_job_asks_more_than_the_network_does(floor: Floor):
    measured(floor, floor.alice, floor.karim, 2, 2)
    job = reads.targets_of([floor.alice.id], TODAY, skill_names())[floor.alice.id]
    assert set(job.values()) == {2}
    position = session.scalar(sa.text("SELECT position_id FROM network_membership WHERE person_id = :p").bindparams(p=floor.alice.id))  # fmt: skip
    for place, level in ((None, 1), (position, 3)):
        keep(
            Target(
                id=ids.new_id(),
                position_id=place,
                skill_uid=floor.skills[0],
                level=level,
                set_at=NOW,
            )
        )
    first, second = where(floor)
    assert (first.target, first.gap, second.target) == (3, 1, 2)


def test_the_plan_goes_by_gap_with_observation_where_no_lesson_is(floor: Floor):
    measured(floor, floor.alice, floor.karim, 1, 0)
    plan = reads.plan_of(where(floor), skill_names())
    assert [(step.label, step.gap, step.is_course) for step in plan] == [
        ("Saluer", 2, False),
        ("Apaiser", 1, False),
    ]


def test_a_store_works_on_three_skills_a_month_at_most(floor: Floor):
    skills.choose_focus(
        unit_id=floor.nantes.id,
        month="2026-03",
        skill_uids=floor.skills,
        actor_id=floor.marion.id,
    )
    skills.choose_focus(
        unit_id=floor.nantes.id,
        month="2026-03",
        skill_uids=floor.skills[1:],
        actor_id=floor.marion.id,
    )
    assert reads.focus_of(floor.nantes.id, TODAY, skill_names()) == floor.skills[1:]
    many = [ids.new_id() for _ in range(4)]
    for wrong in ([], many, many[:1]):
        with pytest.raises(Invalid):
            skills.choose_focus(
                unit_id=floor.nantes.id, month="2026-03", skill_uids=wrong, actor_id=floor.marion.id
            )


def test_the_month_proposed_is_where_most_people_are_short(floor: Floor):
    measured(floor, floor.alice, floor.karim, 2, 1)
    measured(floor, floor.bruno, floor.karim, 0, 1)
    team = reads.team_of(floor.cast.viewer(floor.marion), floor.nantes, skill_names())
    assert [str(one) for one in team.proposed] == [str(floor.skills[1]), str(floor.skills[0])]
