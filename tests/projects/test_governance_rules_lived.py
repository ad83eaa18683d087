"""The rules of governance that everybody reads change something when they change; what waits."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from lms.core import clock, todo
from lms.core.policy import decide
from lms.projects.queries import waves
from lms.projects.queries.pilots import facts_of
from lms.projects.rules.governance import Check, Verdict
from lms.projects.services import pilots
from tests.cast import NOW, TODAY
from tests.factories.governance import lived, own_running, ripe, run_since, said, the_pilot
from tests.factories.projects import Ground
from tests.projects.test_waves import lines, typed

LAST = datetime(2026, 3, 12, 8, 41, tzinfo=UTC)
"""In the last weeks of a quarter."""


def change(ground: Ground, code: str, number: int) -> None:
    decide(code, number, reason="Notre réseau est petit", decided_by=ground.cast.henri.id)


@pytest.mark.parametrize(("weeks", "days", "ready"), [(4, 21, True), (8, 35, False), (6, 35, True)])
def test_the_weeks_before_a_review_are_those_of_the_rule(ground: Ground, weeks, days, ready):
    run_since(ground, days)
    if weeks != 6:
        change(ground, "projects.pilot.weeks", weeks)
    assert facts_of(the_pilot(ground), TODAY).may_review is ready


def test_shares_aimed_at_before_a_wave_are_those_of_the_rules(ground: Ground):
    change(ground, "projects.go.signed", 90)
    change(ground, "projects.go.lesson", 30)
    aimed = waves.targets()
    assert (aimed[Check.SIGNED_IN], aimed[Check.FIRST_LESSON]) == (Fraction(9, 10), Fraction(3, 10))


def test_words_are_tried_with_as_many_people_as_the_rule_says(ground: Ground):
    typed(ground, Check.UNDERSTOOD, 5, 5)
    assert lines(ground)[Check.UNDERSTOOD].verdict is Verdict.MET
    change(ground, "projects.go.tested", 8)
    assert lines(ground)[Check.UNDERSTOOD].verdict is Verdict.NOT_MET


# ---- what waits for people ----------------------------------------------------------------------


def waits(app, ground: Ground, who: str, at: datetime = NOW) -> set[str]:
    viewer = ground.cast.viewer(getattr(ground.cast, who))
    with app.test_request_context(), clock.frozen(at):
        found = todo.next_acts(viewer, at)
    ours = {"projects.pilot", "projects.pilot_due", "projects.region_asked"}
    return {one.code for one in found} & ours


def test_a_member_writes_a_change_and_then_nothing_waits(app, ground: Ground):
    the_pilot(ground)
    assert waits(app, ground, "karim") == {"projects.pilot"}
    assert waits(app, ground, "alice") == set()
    lived(ground, "karim")
    assert waits(app, ground, "karim") == set()


def test_a_review_waits_for_the_lead_from_its_week_on(app, ground: Ground):
    pilot = the_pilot(ground)
    project = run_since(ground, 34)
    pilots.follow(project_id=project.id, now=NOW)
    assert "projects.pilot_due" not in waits(app, ground, "rachel")
    project.running_since = TODAY - timedelta(days=35)
    assert "projects.pilot_due" in waits(app, ground, "rachel")
    assert "projects.pilot_due" not in waits(app, ground, "karim")
    assert pilot.state == "lived"


def test_a_reviewed_pilot_waits_for_nobody(app, ground: Ground):
    pilot = ripe(ground)
    pilots.review(pilot_id=pilot.id, changes="Le samedi", by=ground.by("rachel"))
    assert waits(app, ground, "rachel") == waits(app, ground, "karim") == set()


def test_a_store_is_reminded_near_the_end_of_a_quarter_until_it_answers(app, ground: Ground):
    project = own_running(ground)
    assert waits(app, ground, "marion", LAST) == {"projects.region_asked"}
    said(ground, project, ground.cast.nantes, 4, 4)
    assert waits(app, ground, "marion", LAST) == set()
