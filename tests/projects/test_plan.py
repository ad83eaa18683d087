"""Actions and rituals by services: owners who leave, judges, the region in a store of one."""

from datetime import date, timedelta

import pytest
from flask import current_app
from sqlalchemy.dialects.postgresql import Range

from lms.core import clock, todo
from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import Forbidden, Invalid, Refused
from lms.core.notices.models import Notice
from lms.network.models import Mandate, Membership
from lms.projects.models import Action, ActionEntry, Occurrence
from lms.projects.queries import store_page
from lms.projects.queries.plan import Told, ideas_for, room
from lms.projects.queries.rituals import rituals_of
from lms.projects.rules.rituals import Told as Ritually
from lms.projects.services import actions, rituals
from lms.projects.services.actions import Draft
from tests.cast import TODAY
from tests.factories.projects import (
    Ground,
    acted,
    diagnosing,
    finished,
    planned,
    ritual,
    running,
    verified,
)

pytestmark = pytest.mark.usefixtures("english")


def act(ground: Ground, action: Action, name: str, who: str = "marion", **told):
    return actions.move_action(
        action_id=action.id, action=name, told=Told(**told), by=ground.by(who)
    )


def told_to(kind: str) -> set:
    rows = session.query(Notice.person_id).where(Notice.kind == kind, Notice.done_at.is_(None))
    return {row[0] for row in rows}


def test_each_step_of_an_action_is_kept_with_its_date(ground: Ground):
    action = acted(ground, planned(ground))
    finished(ground, action)
    verified(ground, action)
    rows = session.query(ActionEntry).order_by(ActionEntry.number).all()
    assert [(one.action, one.state) for one in rows] == [
        ("propose", "proposed"), ("accept", "accepted"), ("begin", "in_progress"),
        ("finish", "done"), ("verify", "verified"),
    ]  # fmt: skip
    assert {one.due_on for one in rows} == {TODAY + timedelta(days=14)}
    assert {one.unit_id for one in rows} == {ground.nantes.id}


def test_an_owner_who_is_a_manager_cannot_judge_their_own(ground: Ground):
    action = acted(ground, planned(ground), owner="marion")
    finished(ground, action, who="marion")
    with pytest.raises(Refused, match="Somebody else"):
        verified(ground, action)
    assert verified(ground, action, who="karim").state == "verified"


def test_an_employee_judges_nothing(ground: Ground):
    action = acted(ground, planned(ground))
    finished(ground, action)
    with pytest.raises(Forbidden):
        verified(ground, action, who="bruno")


def test_nothing_changed_is_tried_again_from_a_clean_page(ground: Ground):
    action = acted(ground, planned(ground))
    finished(ground, action)
    act(ground, action, "fail", effect="La file est la même")
    due = TODAY + timedelta(days=21)
    again = act(ground, action, "try_again", owner_id=ground.cast.bruno.id, due_on=due)
    assert (again.state, again.owner_id, again.due_on) == ("accepted", ground.cast.bruno.id, due)
    assert (again.verified_by, again.done_on, again.effect) == (None, None, "")


def sees(ground: Ground, who: str) -> bool:
    """Tell whether somebody's own page says that an action waits for their eye."""
    viewer = ground.cast.viewer(getattr(ground.cast, who))
    with current_app.test_request_context():
        return "projects.verify" in {one.code for one in todo.next_acts(viewer, clock.now())}


def test_where_a_team_works_the_store_and_its_coach_are_asked_not_the_region(ground: Ground):
    finished(ground, acted(ground, planned(ground)))
    assert [sees(ground, who) for who in ("marion", "karim", "rachel")] == [True, True, False]
    assert told_to("projects.to_verify") == {ground.cast.marion.id, ground.cast.dina.id}


def test_what_the_only_manager_did_is_for_the_coach_to_see(ground: Ground):
    (held,) = session.query(Mandate).filter_by(
        person_id=ground.cast.dina.id, unit_id=ground.nantes.id
    )
    held.during = Range(held.during.lower, TODAY)
    session.flush()
    finished(ground, acted(ground, planned(ground), owner="marion"), who="marion")
    assert told_to("projects.to_verify") == {ground.cast.karim.id}


def test_in_a_store_of_one_the_region_judges(ground: Ground):
    project = diagnosing(ground)
    for who in ("alice", "bruno", "dina"):
        job = session.query(Membership).where(Membership.person_id == getattr(ground.cast, who).id).one()  # fmt: skip
        job.during = Range(job.during.lower, TODAY)
    session.flush()
    project.state = "planning"
    draft = Draft(
        when_words="Quand", do_words="je", gap="peak", about="samedi", owner_id=ground.cast.marion.id,
        due_on=TODAY,
    )  # fmt: skip
    action = actions.add(project_id=project.id, draft=draft, by=ground.by("marion"))
    finished(ground, action, who="marion")
    assert told_to("projects.to_verify") == {ground.cast.rachel.id}
    assert sees(ground, "rachel")
    assert not sees(ground, "karim")
    shown = {
        who: len(
            store_page.read(ground.cast.viewer(getattr(ground.cast, who)), ground.nantes.id).acts
        )
        for who in ("rachel", "karim")
    }
    assert shown == {"rachel": 1, "karim": 0}
    with pytest.raises(Refused, match="the region says"):
        verified(ground, action, who="karim")
    assert verified(ground, action, who="rachel").state == "verified"


def test_the_action_of_somebody_who_left_waits_for_another(ground: Ground):
    action = acted(ground, running(ground) and planned_of(ground))
    job = session.query(Membership).where(Membership.person_id == ground.cast.alice.id).one()
    job.during = Range(job.during.lower, TODAY)
    session.flush()
    assert actions.release_leavers() == 2
    session.refresh(action)
    assert (action.state, action.owner_id, action.unowned_since) == ("accepted", None, TODAY)
    assert actions.tell_left() == 0
    with clock.frozen(clock.now() + timedelta(days=3)):
        assert actions.tell_left() > 0
        assert ground.cast.marion.id in told_to("projects.action_unowned")
        assert actions.tell_left() == 0


def planned_of(ground: Ground):
    from tests.factories.projects import project_of

    return project_of(ground)


def test_canary_a_store_that_keeps_leavers_as_owners_is_seen(ground: Ground, monkeypatch):
    acted(ground, planned(ground))
    job = session.query(Membership).where(Membership.person_id == ground.cast.alice.id).one()
    job.during = Range(job.during.lower, TODAY)
    session.flush()
    monkeypatch.setattr(actions.places, "is_here", lambda *_given: True)
    assert actions.release_leavers() == 0


def test_an_owner_is_told_once_of_a_date_that_comes(ground: Ground):
    acted(ground, planned(ground), due_on=TODAY + timedelta(days=1))
    assert actions.tell_due() == 0
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert actions.tell_due() == 1
        assert actions.tell_due() == 0


def test_the_limit_falls_once_three_worked(ground: Ground):
    project = planned(ground)
    assert room(project.id) == (0, 3)
    for _ in range(3):
        verified(ground, finished(ground, acted(ground, project)))
    assert room(project.id) == (0, None)


def test_an_idea_comes_from_another_store_without_its_name(ground: Ground):
    from tests.factories.projects import told as tell

    project = planned(ground)
    verified(ground, finished(ground, acted(ground, project)))
    point = tell_of(project)
    assert ideas_for(point.moment_uid, ground.nantes.id) == []
    found = ideas_for(point.moment_uid, ground.rennes.id)
    assert [(one.do_words, one.effect) for one in found] == [
        ("j’ouvre la deuxième caisse", "On attend moins")
    ]
    assert not hasattr(found[0], "unit_id")
    assert tell  # the words are those of the point


def tell_of(project):
    from lms.projects.models import Irritant

    return session.query(Irritant).where(Irritant.project_id == project.id).one()


def test_an_owner_of_another_store_takes_nothing(ground: Ground):
    with pytest.raises(Invalid) as problem:
        acted(ground, planned(ground), owner="yann")
    assert set(problem.value.errors) == {"owner"}


def test_the_last_word_on_a_ritual_holds(ground: Ground):
    one = ritual(ground)
    by = ground.by("alice")
    rituals.mark(ritual_id=one.id, on=TODAY, told=Ritually.HELD, by=by)
    rituals.mark(ritual_id=one.id, on=TODAY, told=Ritually.SKIPPED, reason="Livraison", by=by)
    assert session.query(Occurrence).count() == 2
    (shown,) = rituals_of(ground.nantes.id, TODAY)
    assert (shown.told, shown.held, shown.expected) == (Ritually.SKIPPED, 0, 1)


@pytest.mark.parametrize("days", [-1, 7])
def test_a_ritual_is_told_of_this_week_only(ground: Ground, days: int):
    one = ritual(ground)
    one.starts_on = date(2026, 1, 1)
    with pytest.raises(Invalid):
        rituals.mark(
            ritual_id=one.id, on=TODAY - timedelta(days=days), told=Ritually.HELD, by=ground.by("alice")
        )  # fmt: skip


def test_a_closed_day_expects_nothing(ground: Ground):
    one = ritual(ground)
    one.starts_on = date(2026, 3, 1)
    session.flush()
    (before,) = rituals_of(ground.nantes.id, TODAY)
    assert before.expected == 3
    rituals.close_days(
        unit_id=ground.nantes.id, first=date(2026, 3, 9), last=date(2026, 3, 9), reason="Inventaire",
        by=ground.by("marion"),
    )  # fmt: skip
    (after,) = rituals_of(ground.nantes.id, TODAY)
    assert after.expected == 2
    with pytest.raises(Invalid):
        rituals.close_days(
            unit_id=ground.nantes.id, first=date(2026, 3, 8), last=date(2026, 3, 10), reason="x",
            by=ground.by("marion"),
        )  # fmt: skip


def test_opening_days_change_from_today_on(ground: Ground):
    from lms.projects.queries.rituals import opening_of

    week = frozenset({1, 2, 3, 4, 5, 6})
    rituals.set_opening(unit_id=ground.nantes.id, weekdays=week, by=ground.by("marion"))
    assert opening_of(ground.nantes.id, TODAY) == week
    assert len(opening_of(ground.nantes.id, TODAY - timedelta(days=1))) == 7
    rituals.set_opening(unit_id=ground.nantes.id, weekdays=frozenset({1}), by=ground.by("marion"))
    assert opening_of(ground.nantes.id, TODAY) == {1}


def test_a_suspended_project_moves_no_action(ground: Ground):
    from lms.projects.services import projects

    project = planned(ground)
    action = acted(ground, project)
    projects.move_project(
        project_id=project.id, action="suspend", reason="Travaux", by=ground.by("marion")
    )
    with pytest.raises(Refused, match="not under way"):
        actions.move_action(action_id=action.id, action="begin", by=ground.by("alice"))


def test_a_manager_elsewhere_is_nobody_here(ground: Ground):
    action = acted(ground, planned(ground))
    with pytest.raises(Forbidden):
        actions.move_action(
            action_id=action.id, action="assign", told=Told(due_on=TODAY),
            by=ground.by("zoe", Role.EMPLOYEE),
        )  # fmt: skip
