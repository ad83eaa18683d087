"""Pages of practice as a browser without script uses them."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.coaching.models import Bravo, Goal, Observation, SkillMeasure, Tap
from lms.coaching.services import bravo as thanking
from lms.coaching.services import goals
from lms.coaching.services.bravo import Thanks
from lms.core import clock
from lms.core.db import session
from tests.cast import NOW, TODAY
from tests.factories.network import make_membership, make_person
from tests.factories.practice import WORDS, Floor, begin, measured, share, watch
from tests.pages import Statements, page, post

DAY = timedelta(days=1)


@pytest.fixture
def as_(floor: Floor, client: FlaskClient) -> Any:
    def sign_in(name: str) -> FlaskClient:
        return floor.cast.sign_in(client, getattr(floor, name))

    return sign_in


def sheet(row: Observation) -> str:
    return f"/coaching/observations/{row.id}/watch"


def test_a_coach_watches_counts_and_shares_on_one_sheet(floor: Floor, as_: Any):
    karim = as_("karim")
    assert "Alice Martin" in page(karim, "/coaching/observe")
    made = post(karim, "/coaching/observe", person=str(floor.alice.id))
    assert made.status_code == 303
    row = session.scalars(select(Observation)).one()
    assert made.location.endswith(sheet(row))
    page(karim, sheet(row))
    uid = floor.attitudes[0]
    name = f"attitude.{uid}"
    post(karim, sheet(row), tap=name, **{f"seen.{name}": "2"}, facts="« Bonjour »")
    assert session.get_one(Tap, (row.id, "attitude", uid)).seen == 3
    assert "« Bonjour »" in page(karim, sheet(row))
    told = {
        "act": "share",
        "facts": "« Bonjour »",
        "strength_of": str(uid),
        "try_words": WORDS.try_words,
        "try_on": (TODAY + DAY).isoformat(),
    }
    shared = post(karim, sheet(row), **told)
    assert shared.location.endswith(f"/coaching/observations/{row.id}")
    session.refresh(row)
    assert (row.state, row.strength) == ("debriefed", "Present")
    page(karim, shared.location)


def test_what_is_typed_stays_when_something_lacks(floor: Floor, as_: Any):
    karim, row = as_("karim"), begin(floor)
    name = f"attitude.{floor.attitudes[0]}"
    given = {
        "act": "share",
        "facts": "Un fait à garder",
        "try_on": "other",
        "try_date": "2020-01-01",
    }
    answer = post(karim, sheet(row), **given, **{f"seen.{name}": "7"})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Un fait à garder" in html
    assert "2020-01-01" in html
    assert "<span data-number>7</span>" in html


def test_too_late_the_words_stay_on_the_page(floor: Floor, as_: Any):
    row = watch(floor)
    with clock.frozen(NOW + 3 * DAY):
        karim = as_("karim")
        given = {"act": "share", "facts": "Un fait", "strength": "S", "try_words": "T"}
        day = (TODAY + 4 * DAY).isoformat()
        answer = post(karim, sheet(row), **given, try_on="other", try_date=day)
    assert answer.status_code == 409
    assert "Un fait" in answer.get_data(as_text=True)


def test_a_draft_is_kept_quietly_and_read_by_its_observer_only(floor: Floor, as_: Any):
    karim, row = as_("karim"), begin(floor)
    kept = post(karim, f"/coaching/observations/{row.id}/keep", facts="Brouillon")
    assert kept.status_code == 204
    for who in ("alice", "marion"):
        client = as_(who)
        page(client, f"/coaching/observations/{row.id}", status=404)


def test_the_person_reads_says_so_answers_and_takes_the_try(floor: Floor, as_: Any):
    row = share(watch(floor))
    alice = as_("alice")
    url = f"/coaching/observations/{row.id}"
    assert WORDS.facts.split(",")[0][2:] in page(alice, url)
    assert post(alice, f"{url}/acknowledge").status_code == 303
    assert post(alice, f"{url}/reply", words="").status_code == 422
    assert post(alice, f"{url}/reply", words="Merci à vous").status_code == 303
    assert "Merci à vous" in page(alice, url)
    with clock.frozen(NOW + DAY):
        alice = as_("alice")
        assert "data-outbox" in page(alice, "/coaching/me")
        post(alice, "/coaching/me/try", observation=str(row.id))
        goal = session.scalars(select(Goal)).one()
        page(alice, "/coaching/me")
        post(alice, f"/coaching/me/tries/{goal.id}/answer", answer="done")
        session.refresh(goal)
        assert goal.answer == "done"
        page(alice, "/coaching/me")


def test_home_says_what_waits(floor: Floor, as_: Any):
    row = share(watch(floor))
    assert f"/coaching/observations/{row.id}" in page(as_("alice"), "/")
    late = watch(floor, observed=floor.bruno)
    assert sheet(late) in page(as_("karim"), "/")


def test_a_second_try_of_the_day_is_refused_with_its_words(floor: Floor, as_: Any):
    alice = as_("alice")
    post(alice, "/coaching/me/try", words="Un essai")
    assert post(alice, "/coaching/me/try", words="Un autre").status_code == 409
    assert post(as_("bruno"), "/coaching/me/try", words="x" * 121).status_code == 422


def test_the_observer_corrects_until_it_is_read(floor: Floor, as_: Any):
    row = share(watch(floor))
    karim, url = as_("karim"), f"/coaching/observations/{row.id}/correct"
    page(karim, url)
    given = {"facts": "Mieux dit", "strength": "S", "try_words": "T", "try_date": "2026-03-13"}
    assert post(karim, url, **{**given, "facts": ""}).status_code == 422
    assert post(karim, url, **given).status_code == 303
    session.refresh(row)
    assert row.facts == "Mieux dit"


def test_a_manager_reads_the_team_measures_and_proposes(floor: Floor, as_: Any):
    measured(floor, floor.alice, floor.karim, 1, 0)
    goals.take(person_id=floor.alice.id, words="Je lève les yeux")
    marion = as_("marion")
    assert marion.get("/coaching/team").status_code == 303
    team = f"/coaching/team/{floor.nantes.id}"
    html = page(marion, team)
    assert "Je lève les yeux" in html
    assert html.index("Martin") < html.index("Le Goff") or "Le Goff" in html
    assert post(marion, f"{team}/focus").status_code == 422
    assert post(marion, f"{team}/focus", skill=str(floor.skills[0])).status_code == 303
    person = f"/coaching/people/{floor.alice.id}"
    page(marion, person)
    level = {f"level.{floor.skills[0]}": "2"}
    assert post(marion, f"{person}/measure", **level).status_code == 303
    assert post(marion, f"{person}/measure").status_code == 422
    assert len(session.scalars(select(SkillMeasure)).all()) == 3
    assert post(marion, f"{person}/try", words="Dire le prénom").status_code == 303
    assert post(marion, f"{person}/try", words="").status_code == 422


def test_the_team_costs_the_same_whatever_its_size(floor: Floor, as_: Any):
    marion, team = as_("marion"), f"/coaching/team/{floor.nantes.id}"
    page(marion, team)
    with Statements() as few:
        page(marion, team)
    for who in (floor.alice, floor.bruno, floor.dina):
        measured(floor, who, floor.karim, 1, 0)
        goals.take(person_id=who.id, words="Je lève les yeux")
    with Statements() as many:
        page(marion, team)
    assert len(many) <= len(few)


@pytest.mark.parametrize("who", ["bruno", "zoe", "rachel", "henri", "dina"])
def test_doors_of_practice_stay_closed_to_others(floor: Floor, as_: Any, who: str):
    client = as_(who)
    closed = [f"/coaching/people/{floor.marion.id}", f"/coaching/observations/{begin(floor).id}"]
    if who != "dina":
        closed += [f"/coaching/team/{floor.nantes.id}", f"/coaching/people/{floor.alice.id}"]
    for url in closed:
        assert client.get(url).status_code in {403, 404}, url


def test_managers_learn_what_stands_before_observing(floor: Floor, as_: Any):
    page(as_("marion"), "/coaching/observe")
    assert post(as_("marion"), "/coaching/observe", person=str(floor.alice.id)).status_code == 409


def test_a_bravo_takes_people_an_attitude_and_words(floor: Floor, as_: Any):
    bruno = as_("bruno")
    html = page(bruno, f"/bravo?person={floor.alice.id}&q=kar")
    assert "Karim Benali" in html
    said = {
        "person": [str(floor.alice.id), str(floor.dina.id)],
        "attitude": str(floor.attitudes[0]),
        "words": "Merci pour ce matin",
        "visibility": "team",
    }
    answer = post(bruno, "/bravo", **{**said, "words": "Non"})
    assert answer.status_code == 422
    assert ">Non</textarea>" in answer.get_data(as_text=True).replace("\n", "")
    assert post(bruno, "/bravo", **said).status_code == 303
    row = session.scalars(select(Bravo)).one()
    page(bruno, "/bravo/mine")
    alice = as_("alice")
    assert "Merci pour ce matin" in page(alice, "/bravo/mine")
    page(alice, f"/bravo/wall/{floor.nantes.id}")
    assert post(alice, f"/bravo/{row.id}/screen", agrees="yes").status_code == 303
    assert post(alice, f"/bravo/{row.id}/report").status_code == 303
    henri = as_("henri")
    assert "Merci pour ce matin" in page(henri, "/bravo/reported")
    assert post(henri, f"/bravo/{row.id}/judge", act="hide").status_code == 303
    assert "Merci pour ce matin" not in page(as_("alice"), "/bravo/mine")


def people_of(html: str) -> str:
    """Return the part of the page where people are chosen."""
    return html.split('id="people"')[1].split('id="attitude"', maxsplit=1)[0]


def test_many_people_are_offered_by_store_below_a_search(floor: Floor, as_: Any):
    """Whom the search found and was ticked stays while another name is typed."""
    for number in range(1, 26):
        make_membership(make_person("Sam", f"Nom {number}").id, floor.nantes)
    html = people_of(page(as_("karim"), "/bravo"))
    assert html.index('type="search"') < html.index("<summary")
    assert html.index("Nantes") < html.index("Nom 25")
    ticked = f"/bravo?q=nom&person={floor.alice.id}"
    partial = {"HX-Request": "true", "HX-Request-Type": "partial"}
    found = as_("karim").get(ticked, headers=partial).get_data(as_text=True)
    assert f'value="{floor.alice.id}" checked' in found
    assert "Nom 1" in found
    assert "<summary" not in found
    assert "<summary" not in people_of(page(as_("zoe"), "/bravo"))


def test_nobody_thanks_those_out_of_reach_nor_reports_what_they_do_not_read(floor: Floor, as_: Any):
    bruno = as_("bruno")
    said = {"attitude": str(floor.attitudes[0]), "words": "Merci pour ce matin"}
    answer = post(bruno, "/bravo", person=str(floor.zoe.id), visibility="private", **said)
    assert answer.status_code == 404
    row = thanking.say(
        Thanks(
            author_id=floor.bruno.id,
            people=[floor.alice.id],
            attitude_uid=floor.attitudes[0],
            words="Merci pour ce matin",
            visibility="private",
        )
    )
    for who in ("marion", "zoe"):
        assert post(as_(who), f"/bravo/{row.id}/report").status_code == 404
        assert post(as_(who), f"/bravo/{row.id}/withdraw").status_code == 404
    assert as_("marion").get("/bravo/reported").status_code in {403, 404}


def test_figures_above_are_a_page_without_names(floor: Floor, as_: Any):
    measured(floor, floor.alice, floor.karim, 1)
    html = page(as_("rachel"), "/coaching/skills")
    assert "Alice" not in html
