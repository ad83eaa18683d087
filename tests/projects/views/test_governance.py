"""Pages of governance: who opens them, what a form keeps when it is wrong, what cannot be undone."""

import re

import pytest

from lms.core import clock
from lms.core.db import session
from lms.projects.models import Answer, Check, Decision, Pilot, Waiver
from lms.projects.services import pilots
from tests.cast import TODAY
from tests.factories.governance import own_running, ripe, run_since, the_pilot
from tests.factories.projects import Ground
from tests.pages import Statements, page
from tests.pages import fill as post
from tests.projects.views.conftest import Enter

MOST = 12


def urls(ground: Ground) -> dict[str, str]:
    west = ground.cast.west.id
    return {
        "governance": "/pilots",
        "pilots": f"/regions/{west}/pilots",
        "lift": f"/regions/{west}/pilots/lift",
        "own": f"/regions/{west}/project",
        "show": f"/regions/{west}/project/show",
        "answer": f"/store/{ground.cast.nantes.id}/region",
        "go": f"/waves/{west}/project",
    }


OPENS = {
    "rachel": {"governance", "pilots", "own", "show", "go"},
    "henri": {"governance", "pilots", "lift", "own", "show", "go"},
    "karim": {"pilots", "own", "show"},
    "marion": {"own", "show", "answer"},
    "dina": {"own", "show", "answer"},
    "alice": {"own", "show"},
    "zoe": set(),
    "yann": set(),
}


def opened(ground: Ground, enter: Enter, who: str) -> set[str]:
    browser = enter(who)
    return {name for name, url in urls(ground).items() if browser.get(url).status_code == 200}


@pytest.mark.parametrize("who", OPENS)
def test_each_one_opens_what_is_theirs(ground: Ground, enter: Enter, who: str):
    ripe(ground)
    own_running(ground)
    assert opened(ground, enter, who) == OPENS[who]


def test_pages_of_governance_cost_few_statements_and_are_light(ground: Ground, enter: Enter):
    ripe(ground)
    own_running(ground)
    for who, names in (("rachel", OPENS["rachel"]), ("marion", OPENS["marion"])):
        browser = enter(who)
        for name in sorted(names):
            page(browser, urls(ground)[name])
            with Statements() as sent:
                html = page(browser, urls(ground)[name])
            assert len(sent) <= MOST, (name, len(sent), sent.sent)
            assert len(html.encode()) < 40_000, (name, len(html))


def test_empty_pages_say_what_comes(ground: Ground, enter: Enter):
    session.delete(session.get_one(Pilot, ground.pilot_id))
    session.flush()
    rachel = enter("rachel")
    for name in ("governance", "pilots", "own", "go"):
        page(rachel, urls(ground)[name])
    assert rachel.get(urls(ground)["show"]).status_code == 404
    assert enter("marion").get(urls(ground)["answer"]).status_code == 404


def test_a_lead_chooses_a_store_and_its_team(ground: Ground, enter: Enter):
    session.delete(session.get_one(Pilot, ground.pilot_id))
    session.flush()
    rachel, url = enter("rachel"), urls(ground)["pilots"]
    wrong = post(rachel, url, unit="", people=[str(ground.cast.karim.id)])
    assert wrong.status_code == 422
    html = wrong.get_data(as_text=True)
    assert re.search(rf'value="{ground.cast.karim.id}" checked', html)
    given = {"unit": str(ground.cast.nantes.id), "people": [str(ground.cast.karim.id)]}
    assert post(rachel, url, **given).status_code == 303
    made = session.query(Pilot).one()
    assert (made.unit_id, made.state) == (ground.cast.nantes.id, "chosen")
    page(enter("karim"), url)


def test_a_member_tells_their_days_and_the_lead_reviews(ground: Ground, enter: Enter):
    pilot = the_pilot(ground)
    pilots.follow(project_id=run_since(ground, 40).id, now=clock.now())
    karim, url = enter("karim"), urls(ground)["pilots"]
    wrong = post(karim, f"/pilots/{pilot.id}/lived", visit="2031-01-01", change="Le samedi")
    assert wrong.status_code == 422
    assert "Le samedi" in wrong.get_data(as_text=True)
    rachel = enter("rachel")
    early = post(rachel, f"/pilots/{pilot.id}/review", changes="Nous venons le samedi")
    assert early.status_code == 422
    assert "Nous venons le samedi" in early.get_data(as_text=True)
    day = TODAY.isoformat()
    told = {"visit": day, "observation": day, "debrief": day, "change": "Le samedi"}
    for browser in (karim, rachel):
        assert post(browser, f"/pilots/{pilot.id}/lived", **told).status_code == 303
    page(rachel, url)
    done = post(rachel, f"/pilots/{pilot.id}/review", changes="Nous venons le samedi")
    assert done.status_code == 303
    assert "Nous venons le samedi" in page(rachel, url)
    assert post(enter("marion"), f"/pilots/{pilot.id}/lived", **told).status_code == 404


def test_the_head_office_alone_lifts_a_pilot_with_a_reason(ground: Ground, enter: Enter):
    url = urls(ground)["lift"]
    assert enter("rachel").get(url).status_code == 404
    henri = enter("henri")
    assert post(henri, url, reason=" ").status_code == 422
    assert post(henri, url, reason="Deux magasins seulement").status_code == 303
    assert session.query(Waiver).one().gate == "pilot"
    html = page(enter("rachel"), urls(ground)["pilots"])
    assert "Deux magasins seulement" in html


def test_a_region_leads_its_own_project_on_pages(ground: Ground, enter: Enter):
    rachel, url = enter("rachel"), urls(ground)["own"]
    frame = post(rachel, url).location
    page(rachel, frame)
    wrong = post(rachel, frame, meaning="Tenir parole", count="x", of="4", target="80")
    assert wrong.status_code == 422
    assert "Tenir parole" in wrong.get_data(as_text=True)
    given = {"meaning": "Tenir parole", "metric": "Visites tenues", "count": "1", "of": "4"}
    assert post(rachel, frame, **given, target="80", due_on="2026-12-01").status_code == 303
    base = frame.removesuffix("/frame")
    assert post(rachel, f"{base}/moves/plan").status_code == 422
    assert post(rachel, f"{base}/moves/diagnose").status_code == 303
    assert post(rachel, f"{base}/actions", when="On vient", do="On prévient").status_code == 422
    assert post(rachel, f"{base}/parts/owe/validate", words=" ").status_code == 422
    for code in ("owe", "cooperate", "visits", "testimony"):
        kept = post(rachel, f"{base}/parts/{code}/validate", words=f"Nous disons {code}")
        assert kept.status_code == 303
    page(rachel, url)
    assert post(rachel, f"{base}/moves/plan").status_code == 303
    wrong = post(rachel, f"{base}/actions", when="Quand un magasin appelle", do="", about="owe")
    assert wrong.status_code == 422
    assert "Quand un magasin appelle" in wrong.get_data(as_text=True)
    line = {"when": "Quand on appelle", "do": "nous rappelons", "about": "owe", "due": "2026-04-01"}
    assert post(rachel, f"{base}/actions", **line, owner=ground.cast.karim.id).status_code == 303
    assert post(rachel, f"{base}/moves/run").status_code == 303
    html = page(enter("alice"), url)
    assert "Nous disons owe" in html
    assert "<textarea" not in html
    page(rachel, f"{base}/review")


def test_the_owner_does_it_and_somebody_else_judges(ground: Ground, enter: Enter):
    own_running(ground)
    html = page(enter("karim"), urls(ground)["own"])
    move = re.findall(r"/regions/actions/([0-9a-f-]+)/begin", html)[0]
    karim, rachel = enter("karim"), enter("rachel")
    assert post(rachel, f"/regions/actions/{move}/begin").status_code == 404
    assert post(karim, f"/regions/actions/{move}/begin").status_code == 303
    assert post(karim, f"/regions/actions/{move}/finish", proof="").status_code == 303
    assert post(karim, f"/regions/actions/{move}/verify", effect="Oui").status_code == 404
    assert post(enter("alice"), f"/regions/actions/{move}/verify", effect="x").status_code == 404
    assert post(rachel, f"/regions/actions/{move}/verify", effect="").status_code == 422
    assert post(enter("marion"), f"/regions/actions/{move}/verify", effect="Rappelés").status_code == 303  # fmt: skip
    assert "Rappelés" in page(enter("alice"), urls(ground)["show"])


def test_a_store_answers_two_questions_and_a_blank_one_is_asked_again(ground: Ground, enter: Enter):
    own_running(ground)
    marion, url = enter("marion"), urls(ground)["answer"]
    wrong = post(marion, url, q1="4")
    assert wrong.status_code == 422
    assert re.search(r'name="q1" value="4" checked', wrong.get_data(as_text=True))
    assert post(marion, url, q1="4", q2="2").status_code == 303
    assert sorted((one.question, one.value) for one in session.query(Answer)) == [(1, 4), (2, 2)]
    assert re.search(r'name="q2" value="2" checked', page(marion, url))


def test_a_figure_is_typed_with_its_source_and_difficulties_never_are(ground: Ground, enter: Enter):
    rachel, url = enter("rachel"), urls(ground)["go"]
    wrong = post(rachel, f"{url}/checks/understood", num="6", den="5", source="Nantes")
    assert wrong.status_code == 422
    assert 'value="Nantes"' in wrong.get_data(as_text=True)
    given = {"num": "4", "den": "5", "source": "Nantes, 11 mars"}
    assert post(rachel, f"{url}/checks/understood", **given).status_code == 303
    assert post(rachel, f"{url}/checks/help", **given, cause="tablet").status_code == 303
    assert post(rachel, f"{url}/checks/acknowledged", **given).status_code == 409
    assert post(rachel, f"{url}/checks/signed_in", **given).status_code == 409
    assert {one.code for one in session.query(Check)} == {"understood", "help"}
    html = page(rachel, url)
    assert "Nantes, 11 mars" in html
    assert not re.search(r'checks/acknowledged"', html)


def test_a_decision_is_signed_with_a_reason_and_kept(ground: Ground, enter: Enter):
    henri, url = enter("henri"), urls(ground)["go"]
    wrong = post(henri, f"{url}/decision", decision="go", live_on="2026-04-01", reason="oui")
    assert wrong.status_code == 422
    assert re.search(r'value="go" checked', wrong.get_data(as_text=True))
    given = {"decision": "no_go", "live_on": "2026-04-01", "reason": "Deux magasins n’ont rien vu"}
    assert post(henri, f"{url}/decision", **given).status_code == 303
    assert session.query(Decision).one().decision == "no_go"
    assert "Deux magasins" in page(enter("rachel"), url)
