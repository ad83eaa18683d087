"""A store's project from framing to review, its gates and its hard cases, by services."""

from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import text

from lms.core import clock
from lms.core.db import session
from lms.core.errors import Forbidden, Invalid, Refused
from lms.projects.models import Pilot, ProjectEntry, SectionEntry
from lms.projects.queries.projects import facts_of, get_project
from lms.projects.rules.objectives import interval
from lms.projects.rules.walks import Sense
from lms.projects.services import projects, sections, voice, walks
from tests.cast import NOW, TODAY
from tests.factories.projects import (
    FRAME,
    Ground,
    acted,
    diagnosed,
    diagnosing,
    framed,
    planned,
    running,
    told,
    walked,
)

pytestmark = pytest.mark.usefixtures("english")


def go(ground: Ground, project_id, action: str, who: str = "marion", reason: str = ""):
    return projects.move_project(
        project_id=project_id, action=action, reason=reason, by=ground.by(who)
    )


def test_a_project_is_led_from_framing_to_its_end(ground: Ground):
    project = running(ground)
    assert (project.state, project.running_since) == ("running", TODAY)
    go(ground, project.id, "review")
    with pytest.raises(Refused, match="what became of it"):
        go(ground, project.id, "close")
    found = projects.review(
        project_id=project.id,
        count=30,
        of=40,
        kept="Le sourire",
        changed="",
        by=ground.by("marion"),
    )
    assert (Fraction(found.low), Fraction(found.high)) == interval(30, 40)
    closed = go(ground, project.id, "close")
    assert closed.closed_at == NOW
    moves = session.query(ProjectEntry.action).where(ProjectEntry.project_id == project.id)
    assert [one[0] for one in moves.order_by(ProjectEntry.number)] == [
        "open", "diagnose", "plan", "run", "review", "close",
    ]  # fmt: skip
    again = projects.open_project(unit_id=ground.nantes.id, by=ground.by("marion"))
    assert again.cycle == 2


def test_nobody_diagnoses_without_meaning_nor_objective(ground: Ground):
    made = projects.open_project(unit_id=ground.nantes.id, by=ground.by("marion"))
    with pytest.raises(Refused, match="why you do it"):
        go(ground, made.id, "diagnose")
    projects.frame(
        project_id=made.id,
        given=projects.Frame(
            meaning="Le sens", metric="", count=None, of=None, target=None, due_on=None
        ),
        by=ground.by("marion"),
    )
    with pytest.raises(Refused, match="one objective"):
        go(ground, made.id, "diagnose")


def test_one_project_at_a_time(ground: Ground):
    framed(ground)
    with pytest.raises(Refused, match="already"):
        projects.open_project(unit_id=ground.nantes.id, by=ground.by("marion"))


def test_a_store_waits_for_its_regions_pilot(ground: Ground):
    rennes = framed(ground, ground.rennes)
    with pytest.raises(Refused, match="pilot first"):
        go(ground, rennes.id, "diagnose")
    pilot = session.get_one(Pilot, ground.pilot_id)
    pilot.state, pilot.reviewed_at = "reviewed", clock.now()
    assert go(ground, rennes.id, "diagnose").state == "diagnosing"


def test_a_coach_leads_no_project(ground: Ground):
    project = framed(ground)
    with pytest.raises(Forbidden):
        go(ground, project.id, "diagnose", who="karim")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"of": 0}, "of"),
        ({"count": 41}, "count"),
        ({"count": None}, "count"),
        ({"target": 101}, "target"),
        ({"due_on": TODAY}, "due_on"),
    ],
)
def test_an_objective_is_checked(ground: Ground, wrong, field: str):
    from dataclasses import replace

    made = projects.open_project(unit_id=ground.nantes.id, by=ground.by("marion"))
    with pytest.raises(Invalid) as problem:
        projects.frame(project_id=made.id, given=replace(FRAME, **wrong), by=ground.by("marion"))
    assert set(problem.value.errors) == {field}


def test_planning_waits_for_each_part_or_its_waiver(ground: Ground):
    project = diagnosing(ground)
    with pytest.raises(Refused, match="not done yet"):
        go(ground, project.id, "plan")
    for code in ("voice", "walk", "flows"):
        projects.waive(
            project_id=project.id, gate="section", item=code, reason="R", by=ground.by("rachel")
        )
    with pytest.raises(Refused, match="not done yet"):
        go(ground, project.id, "plan")
    with pytest.raises(Refused, match="lift"):
        projects.waive(
            project_id=project.id, gate="section", item="skills", reason="R", by=ground.by("marion")
        )
    with pytest.raises(Invalid):
        projects.waive(
            project_id=project.id, gate="section", item="skills", reason=" ", by=ground.by("rachel")
        )
    projects.waive(
        project_id=project.id, gate="section", item="skills", reason="R", by=ground.by("henri")
    )
    assert go(ground, project.id, "plan").state == "planning"


def test_canary_a_gate_that_forgets_a_part_is_seen(ground: Ground, monkeypatch):
    from lms.projects.queries import projects as queries

    project = diagnosing(ground)
    monkeypatch.setattr(queries, "UNIT_SECTIONS", ("voice",))
    monkeypatch.setattr(queries, "parts_of", lambda _project: ("voice",))
    projects.waive(
        project_id=project.id, gate="section", item="voice", reason="R", by=ground.by("rachel")
    )
    assert go(ground, project.id, "plan").state == "planning"


def test_running_waits_for_an_action_for_each_point_kept(ground: Ground):
    project = diagnosed(ground)
    sections.reopen(project_id=project.id, code="voice", by=ground.by("marion"))
    second = told(ground, project, "L’entrée est froide", moment=1)
    sections.validate(project_id=project.id, code="voice", by=ground.by("marion"))
    go(ground, project.id, "plan")
    acted(ground, project)
    with pytest.raises(Refused, match="Each point"):
        go(ground, project.id, "run")
    voice.escalate(
        irritant_id=second.id,
        to=ground.cast.rachel.id,
        due_on=TODAY + timedelta(days=30),
        by=ground.by("marion"),
    )
    assert str(second.id) not in facts_of(get_project(project.id), TODAY).gaps
    assert go(ground, project.id, "run").state == "running"


def test_a_suspended_project_goes_on_where_it_stopped(ground: Ground):
    project = planned(ground)
    with pytest.raises(Refused, match="Say why"):
        go(ground, project.id, "suspend")
    go(ground, project.id, "suspend", reason="Travaux")
    with pytest.raises(Refused, match="where it stopped"):
        go(ground, project.id, "resume_running")
    again = go(ground, project.id, "resume_planning")
    assert (again.state, again.held_state) == ("planning", None)


def test_seven_points_are_kept_and_no_more(ground: Ground):
    project = diagnosing(ground)
    for n in range(7):
        told(ground, project, f"Point {n}")
    with pytest.raises(Refused, match="seven"):
        told(ground, project, "Point 8")


def test_words_of_a_customer_are_looked_at_first(ground: Ground):
    project = diagnosing(ground)
    with pytest.raises(Invalid) as problem:
        voice.tell(
            project_id=project.id, words="La file", example="Alice m’a dit…", by=ground.by("alice")
        )
    assert "checked" in problem.value.errors


def test_a_part_is_validated_once_it_holds_what_it_must(ground: Ground):
    project = diagnosing(ground)
    by = ground.by("marion")
    with pytest.raises(Refused, match="few lines"):
        sections.validate(project_id=project.id, code="voice", words=" ", by=by)
    with pytest.raises(Refused, match="at least one point"):
        sections.validate(project_id=project.id, code="voice", words="Synthèse", by=by)
    told(ground, project)
    sections.validate(project_id=project.id, code="voice", words="Synthèse", by=by)
    with pytest.raises(Refused, match="validated"):
        sections.write(project_id=project.id, code="voice", words="Autre", by=by)
    sections.reopen(project_id=project.id, code="voice", by=by)
    assert session.query(SectionEntry).where(SectionEntry.code == "voice").count() == 2


def test_walks_are_given_once_and_zones_stay(ground: Ground):
    project = diagnosing(ground)
    walks.draw_zones(project_id=project.id, names=["Vitrine", "Caisse", "Caisse", " "])
    with pytest.raises(Invalid):
        walks.give(project_id=project.id, sense=Sense.SIGHT, said={}, by=ground.by("alice"))
    walked(ground, project, "alice", Sense.SIGHT, (1, -2))
    with pytest.raises(Refused, match="already"):
        walked(ground, project, "alice", Sense.SIGHT, (0, 0))
    with pytest.raises(Refused, match="walked already"):
        walks.draw_zones(project_id=project.id, names=["Autre"])


def test_a_point_handed_over_is_answered_by_whoever_has_it(ground: Ground):
    project = diagnosing(ground)
    point = told(ground, project)
    due = TODAY + timedelta(days=30)
    with pytest.raises(Invalid):
        voice.escalate(irritant_id=point.id, to=ground.cast.alice.id, due_on=due, by=ground.by("marion"))  # fmt: skip
    voice.escalate(irritant_id=point.id, to=ground.cast.rachel.id, due_on=due, by=ground.by("marion"))  # fmt: skip
    with pytest.raises(Refused):
        voice.answer(irritant_id=point.id, words="Fait", by=ground.by("marion"))
    voice.answer(irritant_id=point.id, words="Une deuxième caisse arrive", by=ground.by("rachel"))
    assert point.answered_on == TODAY


def test_an_answer_written_meanwhile_is_not_written_over(ground: Ground):
    """The page was read before another of the same person's pages answered."""
    point = told(ground, diagnosing(ground))
    due, rachel = TODAY + timedelta(days=30), ground.by("rachel")
    voice.escalate(irritant_id=point.id, to=ground.cast.rachel.id, due_on=due, by=ground.by("marion"))  # fmt: skip
    session.execute(
        text("UPDATE projects_irritant SET answered_on = :today WHERE id = :id"),
        {"today": TODAY, "id": point.id},
    )
    with pytest.raises(Refused):
        voice.answer(irritant_id=point.id, words="Encore", by=rachel)
