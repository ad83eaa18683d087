"""B1 and B2: what a store reads of its label, what it says, giving it in, asking again."""

import re
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from lms.core import clock
from lms.core.db import session
from lms.labels.models import Appeal, Application
from lms.labels.services import closing
from tests.cast import Enter
from tests.factories.labels import CLOSED, DECIDED, Ground, assess, submit, win
from tests.pages import Statements, page
from tests.pages import fill as post


def test_the_page_says_what_to_aim_at_and_how_far(ground: Ground, marion: FlaskClient):
    assess(ground, welcome="3", callback="3")
    html = page(marion, f"/labels/stores/{ground.cast.nantes.id}")
    assert "À viser maintenant" in html
    assert "pour le niveau or" in html
    assert "Dire où nous en sommes" in html
    assert html.count('role="img"') == 5


def test_a_store_without_a_season_reads_that_none_is_open(ground: Ground, enter: Enter):
    session.delete(ground.application())
    session.flush()
    html = page(enter(ground.alice), f"/labels/stores/{ground.cast.nantes.id}")
    assert "Pas de saison ici pour l’instant" in html, "one is open: elsewhere"


def test_employees_read_and_do_not_act(ground: Ground, enter: Enter):
    assess(ground)
    alice = enter(ground.alice)
    html = page(alice, f"/labels/stores/{ground.cast.nantes.id}")
    assert "/say" not in html
    assert "/submit" not in html
    row = ground.application()
    assert alice.get(f"/labels/applications/{row.id}/say").status_code == 403
    answer = post(alice, f"/labels/applications/{row.id}/submit")
    assert answer.status_code == 403


@pytest.mark.parametrize("who", ["alice", "marion"])
def test_my_label_leads_to_my_store(ground: Ground, enter: Enter, who: str):
    answer = enter(getattr(ground, who)).get("/label")
    assert answer.status_code == 303
    assert answer.location.endswith(f"/labels/stores/{ground.cast.nantes.id}")


def test_somebody_with_several_stores_chooses(ground: Ground, enter: Enter):
    html = page(enter(ground.karim), "/label")
    assert "Nantes Beaulieu" in html
    assert "Rennes Alma" in html


def test_an_office_is_not_among_the_stores_with_a_label(ground: Ground, enter: Enter):
    html = page(enter(ground.henri), "/label")
    assert "Nantes Beaulieu" in html
    assert "East office" not in html
    assert "Tous les magasins" in html


def test_another_store_is_like_one_that_is_not_there(ground: Ground, enter: Enter):
    zoe = enter(ground.zoe)
    row, uid = ground.application(), ground.uid("visits")
    for path in (
        f"/labels/stores/{ground.cast.nantes.id}",
        f"/labels/applications/{row.id}/criteria/{uid}",
        f"/labels/applications/{row.id}/say",
        f"/labels/applications/{row.id}/appeal",
        f"/labels/stores/{uuid4()}",
    ):
        assert zoe.get(path).status_code == 404, path
    for act in ("say", "submit", "take-back", "appeal"):
        answer = post(zoe, f"/labels/applications/{row.id}/{act}", **{f"met.{uid}": "yes"})
        assert answer.status_code == 404, act


def test_a_criterion_says_thresholds_and_the_expectation_behind(
    ground: Ground, marion: FlaskClient
):
    row, uid = ground.application(), ground.uid("visits")
    html = page(marion, f"/labels/applications/{row.id}/criteria/{uid}")
    assert "8 clients sur 10" in html
    assert "Baromètre" in html
    assert 'accept="image/*"' in html
    assert 'capture="environment"' in html
    assert "3 au moins" in html
    assert marion.get(f"/labels/applications/{row.id}/criteria/{uuid4()}").status_code == 404


def test_a_store_says_where_it_stands_and_gives_it_in(ground: Ground, marion: FlaskClient):
    row = ground.application()
    said = {
        f"value.{ground.uid('welcome')}": "2",
        f"met.{ground.uid('ritual')}": "yes",
        f"na.{ground.uid('drive')}": "1",
        f"reason.{ground.uid('drive')}": "Pas de service au volant ici.",
    }
    html = page(marion, f"/labels/applications/{row.id}/say")
    assert "Demandé pour\u00a0: bronze, argent, or." in html
    assert "bronze\u00a0: oui" not in html
    answer = post(marion, f"/labels/applications/{row.id}/say", **said)
    assert answer.status_code == 303
    session.expire_all()
    assert session.get_one(Application, row.id).state == "self_assessed"
    assert "Pas de service au volant ici." in page(marion, f"/labels/applications/{row.id}/say")
    assert post(marion, f"/labels/applications/{row.id}/submit").status_code == 303
    session.expire_all()
    assert session.get_one(Application, row.id).state == "submitted"
    assert post(marion, f"/labels/applications/{row.id}/take-back").status_code == 303


def test_what_was_typed_stays_when_something_is_refused(ground: Ground, marion: FlaskClient):
    row = ground.application()
    answer = post(
        marion,
        f"/labels/applications/{row.id}/say",
        **{
            f"value.{ground.uid('welcome')}": "beaucoup",
            f"na.{ground.uid('drive')}": "1",
            f"value.{ground.uid('callback')}": "2,5",
        },
    )
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="beaucoup"' in html
    assert 'value="2,5"' in html
    assert "c-errsum" in html
    assert post(marion, f"/labels/applications/{row.id}/say").status_code == 422


def test_a_write_without_its_token_is_refused(ground: Ground, marion: FlaskClient):
    row = ground.application()
    for act in ("say", "submit", "take-back", "appeal"):
        assert marion.post(f"/labels/applications/{row.id}/{act}").status_code in {400, 403}


def test_a_decision_is_appealed_against_and_the_appeal_taken_back(ground: Ground, enter: Enter):
    win(ground)
    row = ground.application()
    path = f"/labels/applications/{row.id}/appeal"
    with clock.frozen(DECIDED):
        marion = enter(ground.marion)
        assert "argent" in page(marion, path)
        assert post(marion, path, grounds=" ").status_code == 422
        assert (
            post(marion, path, grounds="Les visites ont été comptées deux fois.").status_code == 303
        )
        session.expire_all()
        filed = session.query(Appeal).one()
        assert filed.grounds.startswith("Les visites")
        page(marion, path)
        assert post(marion, f"/labels/appeals/{filed.id}/take-back").status_code == 303


def test_nobody_else_takes_an_appeal_back(ground: Ground, enter: Enter):
    win(ground)
    path = f"/labels/applications/{ground.application().id}/appeal"
    with clock.frozen(DECIDED):
        post(enter(ground.marion), path, grounds="Encore une fois.")
        filed = session.query(Appeal).one()
        zoe = enter(ground.zoe)
        assert post(zoe, f"/labels/appeals/{filed.id}/take-back").status_code == 404


def test_the_plaque_shows_a_level_only_while_it_is_worn(
    ground: Ground, marion: FlaskClient, enter: Enter
):
    path = f"/labels/stores/{ground.cast.nantes.id}"
    assert "c-plaque is-silver" not in page(marion, path)
    win(ground)
    with clock.frozen(CLOSED):
        closing.ask_to_close(season_id=ground.season.id, actor_id=ground.cast.henri.id)
        closing.close(season_id=ground.season.id, now=CLOSED)
        html = page(enter(ground.marion), path)
    assert "c-plaque is-silver" in html
    assert "Année après année" in html


def test_a_trial_season_says_so(ground: Ground, marion: FlaskClient):
    ground.season.is_trial = True
    session.flush()
    assert "Saison à blanc." in page(marion, f"/labels/stores/{ground.cast.nantes.id}")


def test_the_page_costs_the_same_with_many_pieces(ground: Ground, marion: FlaskClient):
    submit(ground)
    path = f"/labels/stores/{ground.cast.nantes.id}"
    page(marion, path)
    with Statements() as sent:
        page(marion, path)
    assert len(sent) <= 30, sent.sent


def test_a_decided_store_reads_its_level_before_the_season_closes(ground: Ground, enter: Enter):
    win(ground)
    with clock.frozen(DECIDED):
        html = page(enter(ground.marion), f"/labels/stores/{ground.nantes.id}")
    assert "argent." in re.sub(r"<[^>]+>", "", html.split("Décidé")[1])[:20]
    assert "à la clôture de la saison" in html


def test_a_store_too_late_reads_when_its_days_ended(ground: Ground, enter: Enter):
    row = ground.application()
    row.state = "lapsed"
    session.flush()
    with clock.frozen(CLOSED):
        html = page(enter(ground.marion), f"/labels/applications/{row.id}/appeal")
    assert "a pris fin le" in html
    assert "<textarea" not in html
