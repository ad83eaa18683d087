"""Skills: measures only ever added, gaps, the plan, the three of the month, figures above."""

from datetime import timedelta
from fractions import Fraction

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.exc import DBAPIError

from lms.coaching.models import SkillMeasure, Target
from lms.coaching.queries import skills as reads
from lms.coaching.queries.words import skill_names
from lms.coaching.rules.skills import Standing
from lms.coaching.services import skills
from lms.coaching.services.skills import Measured
from lms.core import clock, disclosure, ids
from lms.core.db import session
from lms.core.errors import Invalid
from tests.cast import NOW, TODAY
from tests.factories.network import make_membership, make_person
from tests.factories.practice import Floor, measured
from tests.factories.store import keep
from tests.pages import page

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


def crowd(floor: Floor, unit: object, size: int, level: int) -> None:
    for number in range(size):
        who = make_person(f"P{number}", f"Crowd{level}{unit.code}")  # type: ignore[attr-defined]
        make_membership(who.id, unit, position="Sales assistant")  # type: ignore[arg-type]
        measured(floor, who, floor.karim, level)


def stores(lines: list[reads.Shown]) -> dict[str, int]:
    """Return the stores whose figure is shown, with how many people stand behind."""
    return {one.name: one.n for region in lines for one in region.stores if one.n}


def test_above_a_store_figures_are_shown_for_eight_people_or_more(floor: Floor):
    crowd(floor, floor.rennes, 9, 2)
    measured(floor, floor.alice, floor.karim, 0)
    whole, lines = reads.shown_above(floor.cast.viewer(floor.rachel))
    # Ten people in all: the one of Nantes would be told apart by subtraction.
    assert (whole.share, whole.n) == (Fraction(9, 10), 10)
    assert stores(lines) == {}


def test_the_page_above_shows_shares_once_groups_are_large_enough(
    floor: Floor, client: FlaskClient
):
    crowd(floor, floor.rennes, 9, 2)
    measured(floor, floor.alice, floor.karim, 0)
    html = page(floor.cast.sign_in(client, floor.rachel), "/coaching/skills")
    assert "90" in html.split('<h2 id="whole">')[1][:4]
    assert "Crowd" not in html


def test_head_office_hides_in_a_region_what_its_lead_does_not_see(floor: Floor):
    """A big store of the east must not open the small one of the west to head office."""
    crowd(floor, floor.rennes, 9, 2)
    crowd(floor, floor.brest, 8, 1)
    crowd(floor, floor.strasbourg, 10, 2)
    measured(floor, floor.alice, floor.karim, 0)
    _whole, lead = reads.shown_above(floor.cast.viewer(floor.rachel))
    _whole, office = reads.shown_above(floor.cast.viewer(floor.henri))
    west = next(one for one in office if one.name == "West")
    assert west.n == 18
    assert stores(lead) == stores([west]) == {"Rennes Alma": 9}
    assert stores(office) == {"Rennes Alma": 9, "Strasbourg Halles": 10}


def test_canary_without_the_second_hiding_a_small_store_is_solved_for(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
):
    crowd(floor, floor.rennes, 9, 2)
    measured(floor, floor.alice, floor.karim, 0)
    monkeypatch.setattr(
        disclosure, "suppress", lambda parts, k: frozenset(x for x, n in parts.items() if n < k)
    )
    _whole, lines = reads.shown_above(floor.cast.viewer(floor.rachel))
    assert stores(lines) == {"Rennes Alma": 9}


def test_head_office_and_leads_see_no_figure_of_a_small_network(floor: Floor):
    measured(floor, floor.alice, floor.karim, 0)
    for who in (floor.rachel, floor.henri):
        whole, lines = reads.shown_above(floor.cast.viewer(who))
        assert whole.share is None
        assert [one.share for one in lines] == [None] * len(lines)
        assert stores(lines) == {}
