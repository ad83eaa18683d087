"""A store's project as tired hands press it: nothing typed is lost, each page says what is next."""

import re
from datetime import timedelta
from html import unescape

from flask.testing import FlaskClient

from lms.core import clock, ids
from lms.core.db import session
from lms.projects.models import Action, Function, Irritant, Paint, Project, Section
from lms.projects.queries import store_page
from lms.projects.queries.projects import left_to_frame
from lms.projects.services import projects, voice
from tests.cast import NOW, TODAY
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
)
from tests.pages import fill as post
from tests.pages import page, token_of
from tests.projects.views.conftest import Enter

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
HALF = {"meaning": "Être attendu", "metric": "Servis en 3 minutes", "count": "12", "of": "40"}


def value_of(html: str, name: str) -> str:
    """Return what the field ``name`` of a page holds."""
    found = re.search(rf'<input[^>]*\bname="{name}"[^>]*>', html)
    assert found, name
    held = re.search(r'\bvalue="([^"]*)"', found.group())
    return unescape(held.group(1)) if held else ""


def opened(ground: Ground, marion: FlaskClient) -> str:
    """Open a project and return the address of its frame."""
    return str(post(marion, f"/store/{ground.nantes.id}/project").location)


def test_an_objective_half_written_is_found_again_whole(ground: Ground, marion: FlaskClient):
    frame = opened(ground, marion)
    assert post(marion, frame, **HALF, target="60", due_on="").status_code == 303
    html = page(marion, frame)
    assert value_of(html, "target") == "60"
    typed = {**HALF, "target": value_of(html, "target"), "due_on": "2026-09-01"}
    assert post(marion, frame, **typed).status_code == 303
    assert left_to_frame(project_of(ground)) == []


def test_a_frame_begun_says_what_is_left_to_write(ground: Ground, marion: FlaskClient):
    frame = opened(ground, marion)
    post(marion, frame, **HALF, target="", due_on="2026-09-01")
    assert left_to_frame(project_of(ground)) == ["target"]
    html = page(marion, f"/store/{ground.nantes.id}/project")
    assert "objectif en pourcentage" in html
    assert "la date" not in re.sub(r"(?s).*c-now", "", html).split("</section>")[0]


def test_a_region_reads_what_a_framed_project_waits_for(ground: Ground, enter: Enter):
    framed(ground)
    html = page(enter("rachel"), f"/store/{ground.nantes.id}/project")
    assert "Le projet est cadré" in html
    assert "Votre responsable" not in html


def test_a_point_kept_without_a_moment_says_so_on_its_own_field(
    ground: Ground, marion: FlaskClient
):
    project = diagnosing(ground)
    point = voice.tell(
        project_id=project.id, words="La file", moment_uid=None, count=2, example="",
        is_checked=False, by=ground.by("marion"),
    )  # fmt: skip
    answer = post(marion, f"/store/points/{point.id}/keep", moment="")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'href="#m{point.id}"' in html
    assert f'id="m{point.id}-e"' in html


def test_a_point_without_words_asks_for_them_where_they_are_written(
    ground: Ground, marion: FlaskClient
):
    project = diagnosing(ground)
    kept = told(ground, project)
    url = f"/store/projects/{project.id}/voice"
    assert "Il manque encore les mots" not in page(marion, url)
    bare = voice.tell(
        project_id=project.id, words="Le retrait", moment_uid=kept.moment_uid, count=2, example="",
        is_checked=False, by=ground.by("marion"),
    )  # fmt: skip
    voice.keep(irritant_id=bare.id)
    html = page(marion, url)
    assert html.count("Il manque encore les mots") == 1
    part = html[html.index(f'id="p{bare.id}"') :].split("</li>")[0]
    assert "<details" in part
    assert "open" in part[part.index("<details") :].split(">")[0]


def test_lines_changed_while_validating_are_kept(ground: Ground, marion: FlaskClient):
    project = diagnosing(ground)
    told(ground, project)
    base = f"/store/projects/{project.id}/parts/voice"
    post(marion, f"{base}/keep", synthesis="Ils attendent.")
    html = page(marion, f"/store/projects/{project.id}/voice")
    form = html[html.index('name="synthesis"') :].split("</form>")[0]
    assert f'formaction="{base}/validate"' in form
    post(marion, f"{base}/validate", synthesis="Ils attendent au retrait.")
    row = session.query(Section).filter_by(project_id=project.id, code="voice").one()
    assert row.validated_at is not None
    assert row.words == "Ils attendent au retrait."


def test_an_hour_counted_wrong_keeps_what_was_typed(ground: Ground, enter: Enter):
    alice = enter("alice")
    url = f"/store/{ground.nantes.id}/flows/samples"
    answer = post(alice, url, on="2026-03-07", hour="14", count="une quarantaine")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert value_of(html, "on") == "2026-03-07"
    assert re.search(r'value="14" selected', html)


def test_painting_nothing_says_what_to_touch_first(ground: Ground, enter: Enter):
    alice = enter("alice")
    url = f"/store/{ground.nantes.id}/flows/paint"
    html = post(alice, url, shade="4").get_data(as_text=True)
    assert "Touchez d’abord les heures" in html
    assert session.query(Paint).count() == 0
    assert post(alice, url, shade="4", hour="10").status_code == 303


def test_an_action_says_all_that_it_lacks_at_once(ground: Ground, marion: FlaskClient):
    project = planned(ground)
    point = session.query(Irritant).filter(Irritant.place.is_not(None)).first()
    assert point is not None
    url = f"/store/projects/{project.id}/actions/new"
    answer = post(marion, url, point=str(point.id), when="Quand on attend", do="", owner="", due="")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for name in ("do", "owner", "due"):
        assert f'href="#{name}"' in html
    assert session.query(Action).count() == 0


def test_an_effect_left_blank_is_asked_on_its_field(ground: Ground, marion: FlaskClient):
    project = planned(ground)
    action = acted(ground, project)
    projects.move_project(project_id=project.id, action="run", by=ground.by("marion"))
    finished(ground, action)
    answer = post(marion, f"/store/actions/{action.id}/verify", effect="")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'href="#effect"' in html
    assert 'id="effect-e"' in html


def test_a_ritual_told_by_mistake_is_taken_back(ground: Ground, enter: Enter):
    one = ritual(ground, weekdays=frozenset({TODAY.isoweekday()}))
    alice = enter("alice")
    url = f"/store/{ground.nantes.id}/rituals"
    post(alice, f"/store/rituals/{one.id}/held", on=TODAY.isoformat())
    assert "Tenu aujourd’hui" in page(alice, url)
    assert f"/store/rituals/{one.id}/undone" in page(alice, url)
    assert post(alice, f"/store/rituals/{one.id}/undone", on=TODAY.isoformat()).status_code == 303
    html = page(alice, url)
    assert "Tenu aujourd’hui" not in html
    assert f"/store/rituals/{one.id}/held" in html


def test_the_day_of_the_objective_opens_the_review(ground: Ground, marion: FlaskClient):
    project = running(ground)
    assert project.due_on is not None
    url = f"/store/{ground.nantes.id}/project"
    moves = f"/store/projects/{project.id}/moves/review"
    assert "La date de l’objectif" not in page(marion, url)
    project.due_on = TODAY
    session.flush()
    html = page(marion, url)
    assert "La date de l’objectif" in html
    assert html.index(moves) < html.index('id="goal"')


def test_a_review_leads_on_and_the_next_project_back_to_it(ground: Ground, marion: FlaskClient):
    project = running(ground)
    base = f"/store/projects/{project.id}"
    store = f"/store/{ground.nantes.id}/project"
    post(marion, f"{base}/moves/review")
    review = page(marion, f"{base}/review")
    assert "Terminer le projet, ou" not in review
    with clock.frozen(NOW + timedelta(minutes=1)):
        post(marion, f"{base}/review", count="30", of="40", kept="Le brief", changed="")
    assert "Terminer le projet, ou" in page(marion, f"{base}/review")
    post(marion, f"{base}/moves/close")
    session.refresh(project)
    assert project.state == "closed"
    html = page(marion, store)
    assert "Le projet est clos." in html
    assert "Le projet précédent" not in html
    post(marion, store)
    viewer = ground.cast.viewer(ground.cast.marion)
    assert store_page.read(viewer, ground.nantes.id).project.before == project.id
    assert f"{base}/review" in page(marion, store)
    assert session.query(Project).count() == 2


def test_a_project_suspended_in_its_framing_still_shows_its_framing(
    ground: Ground, marion: FlaskClient
):
    opened(ground, marion)
    project = project_of(ground)
    base, url = f"/store/projects/{project.id}", f"/store/{ground.nantes.id}/project"
    post(marion, f"{base}/moves/suspend", reason="Travaux")
    html = page(marion, url)
    assert "Reprendre le projet" in html
    assert f"{base}/walk" not in html
    post(marion, f"{base}/moves/resume_framing")
    assert "Le projet reprend." in page(marion, url)


def test_what_is_ended_for_good_takes_two_taps(ground: Ground, marion: FlaskClient):
    one = ritual(ground, weekdays=frozenset(range(1, 8)))
    post(marion, f"/store/{ground.nantes.id}/functions", name="Caisse", handling="60", share="100")
    for name, act in (("rituals", f"/store/rituals/{one.id}/end"), ("functions", "/remove")):
        html = page(marion, f"/store/{ground.nantes.id}/{name}")
        folded = re.findall(r"(?s)<details\b[^>]*>.*?</details>", html)
        assert any(act in part and "open" not in part.split(">")[0] for part in folded), name
        assert html.count(act) == sum(part.count(act) for part in folded), name
    post(marion, f"/store/rituals/{one.id}/end")
    html = page(marion, f"/store/{ground.nantes.id}/rituals")
    assert "Son dernier jour" in html
    assert f"/store/rituals/{one.id}/end" not in html


def test_a_store_that_waits_for_a_pilot_reads_which_one(ground: Ground, enter: Enter):
    framed(ground, ground.rennes)
    html = page(enter("rachel"), f"/store/{ground.rennes.id}/project")
    held = html[html.index("c-now") :].split("</section>")[0]
    assert "votre tour vient après sa revue" in held
    assert ground.nantes.name in held


def test_lines_typed_beside_points_are_kept_as_they_are_typed(ground: Ground, marion: FlaskClient):
    project = diagnosing(ground)
    told(ground, project)
    url, base = f"/store/projects/{project.id}/voice", f"/store/projects/{project.id}/parts/voice"
    assert f'data-autosave="{base}/keep"' in page(marion, url)

    def typed(words: str) -> int:
        data = {"csrf_token": token_of(marion), "_key": "", "synthesis": words}
        headers = {**PARTIAL, "Idempotency-Key": str(ids.new_id())}
        return marion.post(f"{base}/keep", data=data, headers=headers).status_code

    assert typed("Ils attendent") == 204
    html = page(marion, url)
    assert "Ils attendent" in html
    assert "Gardé." not in html
    post(marion, f"{base}/validate")
    assert typed("Trop tard") == 409
    assert "Trop tard" not in page(marion, url)


def test_an_idea_taken_up_keeps_who_and_when(ground: Ground, marion: FlaskClient):
    project = planned(ground)
    alice, due = str(ground.cast.alice.id), (TODAY + timedelta(days=30)).isoformat()
    url = f"/store/projects/{project.id}/actions/new"
    bare = page(marion, url)
    assert "Quand un client se dit" in unescape(value_of(bare, "when"))
    assert not re.search(rf'value="{alice}" checked', bare)
    html = page(marion, f"{url}?owner={alice}&due={due}&do=je+salue")
    assert re.search(rf'value="{alice}" checked', html)
    assert re.search(rf'value="{due}" checked', html)
    assert value_of(html, "do") == "je salue"


def test_the_first_to_walk_is_not_promised_the_others(ground: Ground, enter: Enter):
    project = diagnosing(ground)
    marion = enter("marion")
    post(marion, f"/store/projects/{project.id}/zones", zones="Entrée\nCaisse")
    for name, said in (("alice", "Personne d’autre"), ("marion", "ce que les autres ont ressenti")):
        walker = enter(name)
        url = f"/store/projects/{project.id}/walk/sight"
        zones = re.findall(r'name="(zone\.[^"]+)"', page(walker, url))
        post(walker, url, **dict.fromkeys(zones, "1"))
        assert said in page(walker, f"/store/projects/{project.id}/walk")


def test_a_function_nobody_was_named_for_lacks_words_not_know_how(
    ground: Ground, marion: FlaskClient
):
    diagnosed(ground)
    store = f"/store/{ground.nantes.id}"
    post(marion, f"{store}/functions", name="Caisse", handling="300", share="100")
    html = page(marion, f"{store}/flows")
    assert "Personne n’a encore dit qui la tient" in html
    assert "Écart de savoir, pas d’effectif" not in html
    function = session.query(Function).one()
    given = {f"able.{ground.cast.alice.id}": "helped"}
    post(marion, f"{store}/functions/{function.id}/holders", **given)
    html = page(marion, f"{store}/flows")
    assert "Personne n’a encore dit" not in html
    assert "Écart de savoir, pas d’effectif" in html


def test_a_suspended_project_says_why_where_it_is_resumed(ground: Ground, marion: FlaskClient):
    project = diagnosing(ground)
    post(marion, f"/store/projects/{project.id}/moves/suspend", reason="Travaux au rayon frais")
    html = page(marion, f"/store/{ground.nantes.id}/project")
    assert "Travaux au rayon frais" in html[html.index("c-now") :].split("</section>")[0]
