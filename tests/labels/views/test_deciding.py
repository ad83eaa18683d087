"""The panel's desk: audits asked for and taken back, votes, appeals, awards changed, works."""

import pytest
from flask.testing import FlaskClient

from lms.core import clock
from lms.core.db import session
from lms.labels.models import Application, Audit, Award, Ballot, Decision
from lms.labels.services import appealing, closing
from tests.cast import Enter
from tests.factories.labels import CLOSED, DECIDED, LOOKED, Ground, doubt, look, submit, win
from tests.pages import fill as post
from tests.pages import page


@pytest.fixture
def henri(enter: Enter, ground: Ground) -> FlaskClient:
    return enter(ground.henri)


def desk(ground: Ground) -> str:
    return f"/labels/applications/{ground.application().id}"


def test_an_audit_is_asked_for_and_taken_back(ground: Ground, henri: FlaskClient):
    submit(ground)
    url = desk(ground)
    html = page(henri, url)
    assert str(ground.ana.id) in html
    assert str(ground.karim.id) not in html  # who coached the store is not proposed
    wrong = post(henri, f"{url}/audit", auditor_id="", mode="onsite", due_on="soon")
    assert wrong.status_code == 422
    near = post(henri, f"{url}/audit", auditor_id=str(ground.karim.id), mode="onsite", due_on="")
    assert near.status_code == 409
    ask = {"auditor_id": str(ground.ana.id), "mode": "remote", "due_on": "2027-03-01"}
    assert post(henri, f"{url}/audit", **ask).status_code == 303
    html = page(henri, url)
    assert "Ana Costa" in html
    assert post(henri, f"{url}/audit/end", ended="").status_code == 422
    assert post(henri, f"{url}/audit/end", ended="Elle est partie.").status_code == 303
    assert session.query(Audit).one().state == "ended"
    assert post(henri, f"{url}/audit/end", ended="Encore.").status_code == 404


def test_two_people_vote_and_the_desk_counts(ground: Ground, enter: Enter):
    submit(ground)
    look(ground)
    url = desk(ground)
    with clock.frozen(LOOKED):
        ugo = enter(ground.ugo)
        assert post(ugo, f"{url}/propose").status_code == 303
        assert "1 magasin attend la décision" in page(ugo, "/")
        assert "Nantes Beaulieu" in page(ugo, "/labels/applications")
        far = post(ugo, f"{url}/vote", level="none", reason="Trop loin.")
        assert far.status_code in {409, 422}
        other = post(ugo, f"{url}/vote", level="gold", reason="")
        assert other.status_code == 422
        assert post(ugo, f"{url}/vote", level="silver").status_code == 303
        left = "Encore 1 voix pour ce niveau"
        assert page(ugo, url).count(left) == 2, "said after the vote, then beside the votes"
        assert page(ugo, url).count(left) == 1
        assert "2 personnes disent oui" in page(ugo, "/labels/applications")
        ana = enter(ground.ana)
        assert "Qui audite ne décide pas" in page(ana, url)
        ines = enter(ground.ines)
        row = str(ground.application().id)
        many = "/labels/applications/vote"
        assert post(ines, many, season="").status_code == 303
        assert "Cochez les magasins" in page(ines, "/labels/applications")
        yes = {"application": row, f"level.{row}": "silver", "season": ""}
        assert post(ines, many, **yes).status_code == 303
        assert "Argent" in page(ines, url)
    assert session.query(Decision).one().decided_level == "silver"


def test_a_yes_to_many_is_to_the_level_that_was_read(ground: Ground, enter: Enter):
    """The desk shows what the figures give now; a level that moved meanwhile is read again."""
    submit(ground)
    look(ground)
    desk, many = "/labels/applications", "/labels/applications/vote"
    row = str(ground.application().id)
    with clock.frozen(LOOKED):
        ugo = enter(ground.ugo)
        assert post(ugo, f"{desk}/{row}/propose").status_code == 303
        ground.application().proposed_level = "bronze"  # as before a file of figures came
        session.flush()
        html = page(ugo, desk)
        assert "bronze au dépôt devant le jury" in html
        assert f'name="level.{row}" value="silver"' in html
        stale = {"application": row, f"level.{row}": "bronze", "season": ""}
        assert post(ugo, many, **stale).status_code == 303
        html = page(ugo, desk)
        assert "ses chiffres donnent maintenant un autre niveau" in html
        assert "Oui à" not in html
        assert session.query(Ballot).count() == 0
        post(ugo, many, **{**stale, f"level.{row}": "silver"})
        assert session.query(Ballot).one().level == "silver"


def test_a_store_goes_back_to_be_audited(ground: Ground, enter: Enter):
    submit(ground)
    look(ground)
    with clock.frozen(LOOKED):
        ugo = enter(ground.ugo)
        assert post(ugo, f"{desk(ground)}/audit-again", again="").status_code == 422
        assert post(ugo, f"{desk(ground)}/audit-again", again="Une photo.").status_code == 303
    assert ground.application().state == "submitted"


def test_an_appeal_is_judged_by_others(ground: Ground, enter: Enter):
    win(ground)
    with clock.frozen(DECIDED):
        filed = appealing.file_appeal(
            application_id=ground.application().id, grounds="Revoyez.", actor_id=ground.marion.id
        )
        url = f"/labels/appeals/{filed.id}"
        ugo, paul = enter(ground.ugo), enter(ground.paul)
        assert "Un recours" in page(ugo, url) or "ni audité ni décidé" in page(ugo, url)
        assert post(ugo, url, level="silver", answer="Non.").status_code == 409
        silent = post(paul, url, level="gold", answer="")
        assert silent.status_code == 422
        assert post(paul, url, level="silver", answer="Le niveau reste.").status_code == 303
        assert "Nantes Beaulieu" in page(paul, "/labels/appeals")


def test_an_appeal_judged_says_both_levels_and_an_answer_once(ground: Ground, enter: Enter):
    """Two judges who wrote the same words: the store reads them once, and what became of the level."""
    win(ground)
    with clock.frozen(DECIDED):
        filed = appealing.file_appeal(
            application_id=ground.application().id, grounds="Revoyez.", actor_id=ground.marion.id
        )
        for judge in (ground.paul, ground.odile):
            appealing.judge(
                appeal_id=filed.id, person_id=judge.id, level="gold", answer="Vu, le niveau monte."
            )
        html = page(enter(ground.ugo), f"/labels/appeals/{filed.id}")
        assert html.count("Vu, le niveau monte.") == 1
        assert "<dt>Niveau décidé d’abord</dt><dd>argent</dd>" in html
        assert "<dt>Niveau après le recours</dt><dd>or</dd>" in html


def test_a_late_store_is_let_in_or_not(ground: Ground, enter: Enter):
    row = ground.application()
    row.state = "lapsed"
    session.flush()
    filed = appealing.file_appeal(
        application_id=row.id, grounds="Fermés ce jour-là.", actor_id=ground.marion.id
    )
    paul, url = enter(ground.paul), f"/labels/appeals/{filed.id}"
    page(paul, url)
    assert post(paul, f"{url}/late", let_in="", answer="").status_code == 422
    assert post(paul, f"{url}/late", let_in="yes", answer="Entrez.").status_code == 303
    assert "le magasin est admis" in page(paul, url)
    html = page(enter(ground.marion), f"/labels/applications/{row.id}/appeal")
    assert "Votre magasin participe." in html
    assert "La décision change" not in html


def close(ground: Ground) -> Award:
    win(ground)
    with clock.frozen(CLOSED):
        closing.ask_to_close(season_id=ground.season.id, actor_id=ground.henri.id)
        closing.close(season_id=ground.season.id, now=CLOSED)
    return session.query(Award).one()


def test_an_award_is_suspended_given_back_withdrawn(ground: Ground, enter: Enter):
    award = close(ground)
    url = f"/labels/awards/{award.id}"
    with clock.frozen(CLOSED):
        henri = enter(ground.henri)
        page(henri, url)
        silent = post(henri, url, act="suspend", reason="")
        assert silent.status_code == 422
        assert post(henri, url, act="give_back", reason="x").status_code == 422
        assert post(henri, url, act="suspend", reason="Plainte.").status_code == 303
        assert "Plainte." in page(henri, url)
        refused = post(henri, url, act="give_back", reason="C'est réglé.")
        assert refused.status_code == 409  # no audit since
        assert "réglé." in refused.get_data(as_text=True)
        again = post(
            henri,
            f"{desk(ground)}/audit",
            auditor_id=str(ground.ana.id),
            mode="onsite",
            due_on="",
        )
        assert again.status_code == 303
        assert post(henri, url, act="withdraw", reason="Fraude.").status_code == 303
        assert "<form" not in page(henri, url).split("<main")[1]
        assert enter(ground.marion).get(url).status_code == 403


def test_works_suspend_a_label_for_a_new_audit(ground: Ground, enter: Enter):
    award = close(ground)
    with clock.frozen(CLOSED):
        henri = enter(ground.henri)
        url = f"{desk(ground)}/works"
        assert post(henri, url, closed_on="", until="").status_code == 422
        back = post(henri, url, closed_on="2027-03-01", until="2027-02-01")
        assert back.status_code == 422
        assert 'value="2027-02-01"' in back.get_data(as_text=True)
        assert post(henri, url, closed_on="2027-01-02", until="2027-04-10").status_code == 303
    session.expire_all()
    assert session.get_one(Award, award.id).status == "suspended"
    assert session.get_one(Application, award.application_id).refit["from"] == "2027-01-02"


def test_a_corrected_figure_waits_for_a_panel(ground: Ground, enter: Enter):
    win(ground)
    concern = doubt(ground.application())
    with clock.frozen(DECIDED):
        henri, list_url = enter(ground.henri), f"/labels/seasons/{ground.season.id}/concerns"
        assert "Nantes Beaulieu" in page(henri, list_url)
        url = f"/labels/concerns/{concern.id}"
        assert post(henri, url, revise="", reason="Vu.").status_code == 422
        assert post(henri, url, revise="no", reason="").status_code == 422
        assert post(henri, url, revise="no", reason="Sans effet.").status_code == 303
        assert "Sans effet." in page(henri, f"{list_url}?all=1")


def test_what_belongs_to_another_region_is_not_there(ground: Ground, enter: Enter):
    east = ground.application(ground.cast.strasbourg)
    rachel = enter(ground.rachel)
    url = f"/labels/applications/{east.id}"
    page(rachel, url, status=404)
    for act, fields in (
        ("propose", {}),
        ("vote", {"level": "silver"}),
        ("works", {"closed_on": "2026-02-01"}),
        ("audit/end", {"ended": "x"}),
    ):
        assert post(rachel, f"{url}/{act}", **fields).status_code == 404
