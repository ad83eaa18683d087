"""A store's project led on pages: framing, four looks, plan, rituals, review; who may read what."""

import re
from typing import Any
from uuid import uuid4

from flask.testing import FlaskClient

from lms.core.db import session
from lms.projects.models import Action, Irritant, Project, Walk
from lms.projects.queries.diagnostic import zones_of
from lms.projects.rules.walks import Sense
from lms.projects.services import projects as acts_on
from lms.projects.services import sections
from tests.cast import TODAY
from tests.factories.projects import (
    Ground,
    acted,
    diagnosed,
    diagnosing,
    finished,
    framed,
    planned,
    project_of,
    ritual,
    running,
    told,
    walked,
)
from tests.pages import fill as post
from tests.pages import page
from tests.projects.views.conftest import Enter


def test_a_manager_frames_then_begins(ground: Ground, marion: FlaskClient):
    url = f"/store/{ground.nantes.id}/project"
    assert "n’a pas encore de projet" in page(marion, url) or "no project yet" in page(marion, url)
    answer = post(marion, url)
    assert answer.status_code == 303
    frame = answer.location
    page(marion, frame)
    wrong = post(marion, frame, meaning="Être attendu", count="x", of="40", target="60")
    assert wrong.status_code == 422
    assert "Être attendu" in wrong.get_data(as_text=True)
    whole = {"meaning": "Être attendu", "metric": "Servis en 3 minutes", "count": "12", "of": "40"}
    assert post(marion, frame, **whole, target="60", due_on="2026-09-01").status_code == 303
    project = project_of(ground)
    post(marion, f"/store/projects/{project.id}/moves/diagnose")
    session.refresh(project)
    assert project.state == "diagnosing"
    page(marion, url)


def test_every_page_of_a_project_reads_for_those_who_may(ground: Ground, enter: Enter):
    project = running(ground)
    ritual(ground)
    action = session.query(Action).one()
    pages = [
        f"/store/{ground.nantes.id}/project",
        f"/store/projects/{project.id}/frame",
        f"/store/projects/{project.id}/voice",
        f"/store/projects/{project.id}/walk",
        f"/store/projects/{project.id}/skills",
        f"/store/projects/{project.id}/plan",
        f"/store/projects/{project.id}/review",
        f"/store/actions/{action.id}",
        f"/store/{ground.nantes.id}/rituals",
        f"/store/{ground.nantes.id}/flows",
        f"/store/{ground.nantes.id}/flows/counts",
        f"/store/{ground.nantes.id}/functions",
    ]
    for name in ("marion", "alice", "karim", "rachel"):
        browser = enter(name)
        for url in pages:
            page(browser, url)
    stranger = enter("zoe")
    for url in pages:
        assert stranger.get(url).status_code == 404, url
    page(enter("marion"), f"/store/{ground.nantes.id}/closures")
    page(enter("rachel"), f"/store/projects/{project.id}/waive")
    page(enter("marion"), f"/store/projects/{project.id}/actions/new")


def test_a_project_that_is_not_there_is_not_found(enter: Enter):
    marion = enter("marion")
    for url in (f"/store/{uuid4()}/project", f"/store/projects/{uuid4()}/plan", f"/store/actions/{uuid4()}"):  # fmt: skip
        assert marion.get(url).status_code == 404, url


def test_an_employee_takes_part_and_leads_nothing(ground: Ground, enter: Enter):
    project = diagnosing(ground)
    alice = enter("alice")
    answer = post(alice, f"/store/projects/{project.id}/voice", words="La file", count="3")
    assert answer.status_code == 303
    point = session.query(Irritant).one()
    assert post(alice, f"/store/points/{point.id}/keep").status_code == 403
    for url in ("moves/plan", "zones", "parts/voice/validate", "waive", "review"):
        assert post(alice, f"/store/projects/{project.id}/{url}").status_code == 403, url


def test_a_coach_reads_and_does_not_write(ground: Ground, enter: Enter):
    project = diagnosing(ground)
    karim = enter("karim")
    html = page(karim, f"/store/projects/{project.id}/voice")
    assert 'name="words"' not in html
    assert post(karim, f"/store/projects/{project.id}/voice", words="X").status_code == 404
    assert karim.get(f"/store/projects/{project.id}/walk/sight").status_code == 404


def test_a_manager_elsewhere_has_no_hand_here(ground: Ground, enter: Enter):
    project = diagnosing(ground)
    zoe = enter("zoe")
    assert post(zoe, f"/store/projects/{project.id}/moves/plan").status_code == 404
    assert post(zoe, f"/store/{ground.nantes.id}/project").status_code == 404
    assert post(zoe, f"/store/{ground.nantes.id}/rituals", name="X").status_code == 404


def test_a_walk_is_five_answers_a_zone_and_hidden_until_given(ground: Ground, enter: Enter):
    project = diagnosing(ground)
    marion, bruno = enter("marion"), enter("bruno")
    post(marion, f"/store/projects/{project.id}/zones", zones="Vitrine\nCaisse")
    zones = zones_of(project.id)
    walked(ground, project, "alice", Sense.SIGHT, (2, -2))
    hidden = page(bruno, f"/store/projects/{project.id}/walk")
    assert "−2<span" not in hidden
    url = f"/store/projects/{project.id}/walk/sight"
    assert page(bruno, url).count('type="radio"') == 10
    wrong = post(bruno, url, **{f"zone.{zones[0].id}": "1", f"note.{zones[0].id}": "Trop sombre"})
    assert wrong.status_code == 422
    assert "Trop sombre" in wrong.get_data(as_text=True)
    whole = {f"zone.{one.id}": "-2" for one in zones}
    assert post(bruno, url, **whole).status_code == 303
    assert session.query(Walk).count() == 2
    # What a phone kept of it meanwhile is refused as such: an answer like any other would lose it.
    assert post(bruno, url, **whole).status_code == 409
    shown = page(bruno, f"/store/projects/{project.id}/walk")
    assert "−2<span" in shown
    karim = page(enter("karim"), f"/store/projects/{project.id}/walk")
    assert "−2<span" not in karim


def test_an_action_is_three_taps_and_one_line(ground: Ground, marion: FlaskClient):
    project = planned(ground)
    url = f"/store/projects/{project.id}/actions/new"
    html = page(marion, url)
    assert re.search(r'name="when"[^>]*value="[^"]+"', html)
    assert re.search(r'name="due"[^>]*checked', html)
    point = session.query(Irritant).one()
    typed = {"do": "j’ouvre la caisse", "when": "Quand trois clients attendent"}
    taps = {"owner": ground.cast.alice.id, "due": "2026-03-26", "point": point.id}
    nobody = post(marion, url, **typed, due="2026-03-26", point=point.id)
    assert nobody.status_code == 422
    assert "j’ouvre la caisse" in nobody.get_data(as_text=True)
    assert post(marion, url, **typed, **taps).status_code == 303
    one = session.query(Action).one()
    assert (one.state, one.owner_id) == ("accepted", ground.cast.alice.id)


def test_the_fourth_action_waits(ground: Ground, marion: FlaskClient):
    project = planned(ground)
    for _ in range(3):
        acted(ground, project)
    point = session.query(Irritant).one()
    assert written(marion, project, ground, point).status_code == 303
    waiting = session.query(Action).filter_by(state="proposed").one()
    plan = f"/store/projects/{project.id}/plan"
    assert f"/store/actions/{waiting.id}" in page(marion, plan)
    accept = f"/store/actions/{waiting.id}/accept"
    assert post(marion, accept).status_code == 422
    finished(ground, session.query(Action).filter_by(state="accepted").first())
    assert f'href="/store/actions/{waiting.id}"' in page(marion, plan).split('id="now"')[1][:500]
    assert post(marion, accept).status_code == 303
    session.refresh(waiting)
    assert (waiting.state, waiting.owner_id) == ("accepted", ground.cast.alice.id)


def written(who: FlaskClient, project: Project, ground: Ground, point: Irritant) -> Any:
    return post(
        who, f"/store/projects/{project.id}/actions/new", do="x", when="y",
        owner=ground.cast.alice.id, due="2026-03-26", point=point.id,
    )  # fmt: skip


def test_a_store_that_keeps_seven_points_answers_each_and_starts(
    ground: Ground, marion: FlaskClient
):
    project, by = diagnosed(ground), ground.by("marion")
    sections.reopen(project_id=project.id, code="voice", by=by)
    for n in range(6):
        told(ground, project, f"Point {n}")
    sections.validate(project_id=project.id, code="voice", words="Être vus", by=by)
    points = session.query(Irritant).all()
    run = f"/store/projects/{project.id}/moves/run"
    post(marion, f"/store/projects/{project.id}/moves/plan")
    for point in points[:6]:
        assert written(marion, project, ground, point).status_code == 303
    post(marion, run)
    session.refresh(project)
    assert project.state == "planning"
    assert written(marion, project, ground, points[6]).status_code == 303
    states = sorted(one.state for one in session.query(Action))
    assert states == ["accepted"] * 3 + ["proposed"] * 4
    post(marion, run)
    session.refresh(project)
    assert project.state == "running"


def test_what_an_employee_proposes_answers_no_point_while_there_is_room(
    ground: Ground, marion: FlaskClient, enter: Enter
):
    project = planned(ground)
    assert (
        written(enter("alice"), project, ground, session.query(Irritant).one()).status_code == 303
    )
    post(marion, f"/store/projects/{project.id}/moves/run")
    session.refresh(project)
    assert project.state == "planning"


def test_the_objective_is_said_otherwise_and_never_left_out_once_people_look(
    ground: Ground, marion: FlaskClient
):
    project = diagnosing(ground)
    frame = f"/store/projects/{project.id}/frame"
    whole = {
        "meaning": "Être attendu", "metric": "Servis en 3 minutes", "count": "12", "of": "40",
        "target": "70", "due_on": "2026-09-01",
    }  # fmt: skip
    for name in whole:
        wrong = post(marion, frame, **{**whole, name: ""})
        assert wrong.status_code == 422, name
        assert "Être attendu" in wrong.get_data(as_text=True) or name == "meaning"
    session.refresh(project)
    assert project.metric == "Clients servis en moins de 3 minutes"
    assert post(marion, frame, **whole).status_code == 303


def test_an_action_is_done_by_its_owner_and_seen_by_another(ground: Ground, enter: Enter):
    project = planned(ground)
    action = acted(ground, project)
    alice, marion = enter("alice"), enter("marion")
    url = f"/store/actions/{action.id}"
    assert post(marion, f"{url}/begin").status_code == 422
    for act in ("begin", "finish"):
        assert post(alice, f"{url}/{act}", proof="Une affiche").status_code == 303
    assert post(alice, f"{url}/verify", effect="Mieux").status_code == 403
    assert "verify" not in page(alice, url)
    empty = post(marion, f"{url}/verify")
    assert empty.status_code == 422
    assert post(marion, f"{url}/verify", effect="On attend moins").status_code == 303
    session.refresh(action)
    assert action.state == "verified"


def test_a_ritual_is_held_in_one_tap_and_skipped_with_a_word(ground: Ground, enter: Enter):
    from lms.projects.models import Occurrence

    one = ritual(ground)
    alice = enter("alice")
    page(alice, f"/store/{ground.nantes.id}/rituals")
    wrong = post(alice, f"/store/rituals/{one.id}/skipped", on=TODAY.isoformat())
    assert wrong.status_code == 422
    for _ in range(2):
        assert post(alice, f"/store/rituals/{one.id}/held", on=TODAY.isoformat()).status_code == 303
    assert session.query(Occurrence).count() == 1
    assert post(enter("zoe"), f"/store/rituals/{one.id}/held").status_code == 404
    assert post(enter("karim"), f"/store/rituals/{one.id}/held").status_code == 404


def test_a_ritual_is_set_up_and_ended(ground: Ground, marion: FlaskClient):
    url = f"/store/{ground.nantes.id}/rituals"
    wrong = post(marion, url, name="Brief", minutes="3")
    assert wrong.status_code == 422
    assert post(marion, url, name="Brief", minutes="3", weekdays=["1", "4"]).status_code == 303
    assert "Brief" in page(marion, url)
    closed = post(
        marion, f"/store/{ground.nantes.id}/closures", first="2026-03-16", reason="Inventaire"
    )
    assert closed.status_code == 303
    assert "Inventaire" in page(marion, f"/store/{ground.nantes.id}/closures")
    assert (
        post(marion, f"/store/{ground.nantes.id}/opening", weekdays=["1", "2"]).status_code == 303
    )


def test_a_part_is_validated_on_its_page(ground: Ground, marion: FlaskClient):
    project = diagnosing(ground)
    told(ground, project)
    url = f"/store/projects/{project.id}/parts/voice"
    post(marion, f"{url}/validate")
    post(marion, f"{url}/validate", synthesis="Nos clients attendent.")
    html = page(marion, f"/store/projects/{project.id}/voice")
    assert "Nos clients attendent." in html
    assert f"{url}/reopen" in html


def test_a_gate_is_lifted_by_who_may_with_a_reason(ground: Ground, enter: Enter):
    project = diagnosing(ground)
    rachel = enter("rachel")
    url = f"/store/projects/{project.id}/waive"
    assert post(rachel, url, item="section:skills", reason="").status_code == 422
    assert post(rachel, url, item="section:skills", reason="Deux personnes").status_code == 303
    html = page(enter("alice"), f"/store/{ground.nantes.id}/project")
    assert "Deux personnes" in html
    assert enter("karim").get(url).status_code == 403


def test_the_review_says_what_chance_may_explain(ground: Ground, marion: FlaskClient):
    project = running(ground)
    acts_on.move_project(project_id=project.id, action="review", by=ground.by("marion"))
    url = f"/store/projects/{project.id}/review"
    assert post(marion, url, count="30", of="20", kept="x").status_code == 422
    assert post(marion, url, count="30", of="40", kept="Le sourire").status_code == 303
    html = page(marion, url)
    assert "75" in html
    assert "62" in html
    post(marion, f"/store/projects/{project.id}/moves/close")
    session.refresh(project)
    assert project.state == "closed"


def test_a_point_out_of_reach_is_handed_over_and_answered(ground: Ground, enter: Enter):
    project = diagnosing(ground)
    point = told(ground, project)
    marion, rachel = enter("marion"), enter("rachel")
    url = f"/store/points/{point.id}/hand"
    assert "Rachel" in page(marion, url)
    assert post(marion, url, to="", due_on="").status_code == 422
    assert post(marion, url, to=ground.cast.rachel.id, due_on="2026-04-30").status_code == 303
    assert point.words in page(rachel, "/store/handed")
    answer = f"/store/points/{point.id}/answer"
    assert post(rachel, answer, answer="").status_code == 422
    assert post(marion, answer, answer="x").status_code == 404
    assert post(rachel, answer, answer="Une caisse arrive").status_code == 303
    assert "Une caisse arrive" in page(marion, f"/store/projects/{project.id}/voice")


def test_home_says_what_waits(ground: Ground, enter: Enter):
    project = planned(ground)
    action = acted(ground, project)
    ritual(ground)
    assert f"/store/actions/{action.id}" in page(enter("alice"), "/")
    assert "/rituals" in page(enter("marion"), "/")
    finished(ground, action)
    assert f"/store/actions/{action.id}" in page(enter("marion"), "/")
    assert f"/store/actions/{action.id}" in page(enter("karim"), "/")


def test_a_dark_store_has_no_project(ground: Ground, enter: Enter):
    gael = enter("gael")
    assert gael.get("/store").status_code == 403
    assert enter("rachel").get(f"/store/{ground.vannes.id}/project").status_code == 404


def test_get_changes_nothing(ground: Ground, marion: FlaskClient):
    project = framed(ground)
    for url in (f"/store/projects/{project.id}/moves/diagnose", f"/store/{ground.nantes.id}/flows/agree"):  # fmt: skip
        assert marion.get(url).status_code == 405
