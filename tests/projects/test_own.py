"""A region's own project: same engine, four parts of its own; stores are heard five together."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from lms.core import clock, disclosure, ids
from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.notices.models import Notice
from lms.core.workflow import MoveHeldBack, MoveNotYours
from lms.network.services import close_unit
from lms.projects.models import Action, Answer
from lms.projects.queries import own
from lms.projects.queries import projects as reads
from lms.projects.queries.own import Standing, asked_of, own_answer, own_states, said_of
from lms.projects.queries.plan import Told
from lms.projects.rules import governance
from lms.projects.services import actions, projects, sections
from lms.projects.services import own as acts_on
from tests.cast import NOW, TODAY
from tests.factories.governance import (
    act,
    lead,
    more_stores,
    own_project,
    own_running,
    project_now,
    said,
)
from tests.factories.projects import Ground
from tests.pages import page, post
from tests.projects.views.conftest import Enter, enter  # noqa: F401 - a fixture

pytestmark = pytest.mark.usefixtures("english")

NEXT = date(2026, 4, 2)
"""In the quarter that follows."""


def test_a_region_is_done_only_with_its_own_project_closed(ground: Ground):
    west = ground.cast.west
    for state, done in ((None, False), ("running", False), ("closed", True)):
        found = Standing(west, state, [("reviewed", "Nantes")], is_waived=False)
        assert found.is_done is done
    assert not Standing(west, "closed", [("failed", "Nantes")], is_waived=False).is_done
    own_running(ground)
    assert own_states([west.id]) == {west.id: "running"}


def test_its_four_parts_are_written_before_the_plan(ground: Ground):
    project, by = own_project(ground), lead(ground)
    assert sorted(reads.sections_of(project.id)) == ["cooperate", "owe", "testimony", "visits"]
    with pytest.raises(Refused):
        sections.validate(project_id=project.id, code="owe", words=" ", by=by)
    with pytest.raises(MoveHeldBack):
        projects.move_project(project_id=project.id, action="plan", by=by)
    with pytest.raises(NotFound):
        sections.validate(project_id=project.id, code="walk", words="X", by=by)


def test_no_pilot_holds_it_back(ground: Ground):
    assert own_project(ground).state == "diagnosing"


def test_one_lives_at_a_time_and_the_next_takes_its_number(ground: Ground):
    first = own_running(ground)
    with pytest.raises(Refused):
        projects.open_region_project(region_id=ground.cast.west.id, by=lead(ground))
    first.state, first.closed_at = "closed", NOW
    session.flush()
    again = projects.open_region_project(region_id=ground.cast.west.id, by=lead(ground))
    assert (again.cycle, again.meaning) == (2, first.meaning)
    assert own_states([ground.cast.west.id]) == {ground.cast.west.id: "closed"}


def test_its_actions_are_taken_by_its_team_and_judged_by_somebody_else(ground: Ground):
    project = own_running(ground)
    for given in ({"owner": "alice"}, {"about": "walk"}):
        with pytest.raises(Invalid):
            act(ground, project, **given)
    one = act(ground, project, owner="rachel", about="visits")
    by = lead(ground)
    for step in ("begin", "finish"):
        actions.move_action(action_id=one.id, action=step, by=by)
    assert told_of("projects.to_verify") == {ground.cast.karim.id}
    told = Told(effect="Les magasins le disent")
    with pytest.raises(MoveHeldBack):
        actions.move_action(action_id=one.id, action="verify", told=told, by=by)
    judge = ground.by("marion")
    assert actions.move_action(action_id=one.id, action="verify", told=told, by=judge).state == "verified"  # fmt: skip
    assert session.query(Notice).where(Notice.endpoint == "projects.action").count() == 0


def told_of(kind: str) -> set[object]:
    return set(session.scalars(select(Notice.person_id).where(Notice.kind == kind)))


def test_who_leads_is_told_of_what_their_team_did_and_owners_of_their_date(ground: Ground):
    (one,) = session.scalars(select(Action).where(Action.project_id == own_running(ground).id))
    with clock.frozen(NOW + timedelta(days=14)):
        assert actions.tell_due() == 1
    assert told_of("projects.action_due") == {ground.cast.karim.id}
    for step in ("begin", "finish"):
        actions.move_action(action_id=one.id, action=step, by=ground.by("karim", Role.COACH))
    assert told_of("projects.to_verify") == {ground.cast.rachel.id}


def test_what_changed_nothing_is_tried_again_from_the_page(ground: Ground, enter: Enter):  # noqa: F811
    (one,) = session.scalars(select(Action).where(Action.project_id == own_running(ground).id))
    for step in ("begin", "finish"):
        actions.move_action(action_id=one.id, action=step, by=ground.by("karim", Role.COACH))
    rachel, act_url = enter("rachel"), f"/regions/actions/{one.id}"
    assert post(rachel, f"{act_url}/fail", effect="Rien").status_code == 303
    assert f"{act_url}/try_again" in page(rachel, f"/regions/{ground.cast.west.id}/project")
    assert f"{act_url}/try_again" not in page(
        enter("karim"), f"/regions/{ground.cast.west.id}/project"
    )
    given = {"owner": ground.cast.rachel.id, "due": (TODAY + timedelta(days=9)).isoformat()}
    assert post(rachel, f"{act_url}/try_again", **given).status_code == 303
    session.refresh(one)
    assert (one.state, one.owner_id) == ("accepted", ground.cast.rachel.id)


def test_a_store_manager_moves_nothing_of_it(ground: Ground):
    project = own_project(ground)
    with pytest.raises(MoveNotYours):
        by = ground.by("karim", Role.COACH)
        projects.move_project(project_id=project.id, action="suspend", reason="x", by=by)
    assert project_now(project).state == "diagnosing"


# ---- what stores say ----------------------------------------------------------------------------


def heard_of(project, day: date = NEXT) -> dict:
    return {one.key: one.heard for one in said_of(project.id, day)}


def told_by(ground: Ground, project, count: int) -> None:
    for n, unit in enumerate(more_stores(ground, count)):
        said(ground, project, unit, 1 + n % 5, 4)


def test_four_stores_are_not_heard_and_five_are(ground: Ground):
    project = own_running(ground)
    told_by(ground, project, 4)
    assert heard_of(project) == {"2026-Q1": {1: None, 2: None}}
    said(ground, project, ground.cast.nantes, 5, 4)
    found = heard_of(project)["2026-Q1"]
    assert (found[1].stores, found[1].mean) == (5, Fraction(3))
    assert found[2].mean == 4


def test_nothing_is_said_of_the_present_quarter_so_nobody_looks_twice(ground: Ground):
    project = own_running(ground)
    told_by(ground, project, 8)
    assert heard_of(project, TODAY) == {}
    assert heard_of(project, date(2026, 3, 31)) == {}


def test_a_store_whose_closing_is_known_is_asked_until_that_day(ground: Ground):
    project = own_running(ground)
    nantes = ground.cast.nantes
    close_unit(unit_id=nantes.id, on=TODAY + timedelta(days=30), actor_id=None)
    assert nantes.id in own.silent(project, TODAY)
    assert nantes.id not in own.silent(project, TODAY + timedelta(days=30))


def test_each_question_stands_on_its_own_stores(ground: Ground):
    project = own_running(ground)
    told_by(ground, project, 4)
    session.add(
        Answer(
            id=ids.new_id(), project_id=project.id, unit_id=ground.cast.nantes.id, question=1,
            quarter="2026-Q1", number=1, value=3, actor_id=None, at=NOW,
        )
    )  # fmt: skip
    session.flush()
    found = heard_of(project)["2026-Q1"]
    assert found[1] is not None
    assert found[2] is None


def test_an_answer_is_never_written_over(ground: Ground):
    project = own_running(ground)
    said(ground, project, ground.cast.nantes, 4, 4)
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(update(Answer).values(value=1))


def leaks(project, day: date) -> bool:
    """Tell whether the page says something of fewer than five stores, or of a quarter under way."""
    now = own.quarter_of(day)
    return any(
        one.key >= now or (found is not None and found.stores < disclosure.FLOOR)
        for one in said_of(project.id, day)
        for found in one.heard.values()
    )


@pytest.mark.parametrize("planted", ["threshold", "present"])
def test_canary_a_page_that_shows_few_stores_or_the_present_is_seen(
    ground: Ground, monkeypatch, planted: str
):
    project = own_running(ground)
    told_by(ground, project, 3 if planted == "threshold" else 6)
    assert not leaks(project, TODAY)
    assert not leaks(project, NEXT)
    if planted == "threshold":
        monkeypatch.setattr(
            own, "_shown", lambda answers: governance.Heard(len(answers), Fraction(1))
        )
        assert leaks(project, NEXT)
    else:
        real = own.quarter_of
        monkeypatch.setattr(own, "quarter_of", lambda day: real(day + timedelta(days=90)))
        found = said_of(project.id, TODAY)
        monkeypatch.setattr(own, "quarter_of", real)
        assert any(one.key >= own.quarter_of(TODAY) for one in found)


def test_two_worlds_that_differ_by_one_small_answer_show_the_same(ground: Ground):
    """Four stores, whatever they say: the region reads the same nothing."""
    project = own_running(ground)
    units = more_stores(ground, 4)
    seen = []
    for value in (1, 5):
        for unit in units:
            said(ground, project, unit, value, value)
        seen.append(heard_of(project))
    assert seen[0] == seen[1]


def test_a_store_speaks_once_and_its_last_word_counts(ground: Ground):
    project = own_running(ground)
    told_by(ground, project, 4)
    for value in (1, 5):
        said(ground, project, ground.cast.nantes, value, value)
    found = heard_of(project)["2026-Q1"]
    assert (found[1].stores, found[2].mean) == (5, Fraction(4 * 4 + 5, 5))
    assert own_answer(project.id, ground.cast.nantes.id, TODAY) == {1: 5, 2: 5}
    assert own_answer(project.id, ground.cast.rennes.id, TODAY) == {}


def test_a_blank_answer_and_another_regions_store_are_refused(ground: Ground):
    project = own_running(ground)
    with pytest.raises(Invalid):
        said(ground, project, ground.cast.nantes, 4, 0)
    with pytest.raises(NotFound):
        said(ground, project, ground.cast.strasbourg, 4, 4)
    assert session.query(Answer).count() == 0


def test_nothing_is_asked_before_there_is_something_to_see(ground: Ground):
    own_project(ground)
    assert asked_of(ground.cast.nantes.id, TODAY) is None


def test_stores_that_said_nothing_are_asked_once_a_quarter_near_its_end(ground: Ground):
    project = own_running(ground)
    assert acts_on.ask(NOW) == 1
    assert acts_on.ask(NOW) == 0
    asked = session.query(Notice).where(Notice.kind == "projects.region_asked").one()
    assert asked.person_id == ground.cast.marion.id
    said(ground, project, ground.cast.nantes, 4, 4)
    session.refresh(asked)
    assert asked.done_at
    early = datetime(2026, 4, 10, 8, tzinfo=UTC)
    with clock.frozen(early):
        assert acts_on.ask(early) == 0
