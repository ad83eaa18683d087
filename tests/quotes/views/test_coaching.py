"""Q3 and Q4: who waits, the talk that is a card already; only the assigned coach opens them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lms.accounts.models import Person
from lms.core import clock
from lms.core.db import session
from lms.core.models import Idempotency
from lms.quotes.models import Absence, Danger, Difficulty, Draft, Interview
from lms.quotes.services import absences, coaching
from tests import pages
from tests.cast import NOW, Enter
from tests.factories.quotes import CARD, WORDS, Ground, make_ready, talk, tell
from tests.pages import Statements, page

BUDGET = 8
"""Statements of the inbox, the session's included."""
HOME = 8


def post(client: FlaskClient, url: str, **fields: Any) -> TestResponse:
    """Post, then forget what this side read."""
    answer = pages.post(client, url, **fields)
    session.expire_all()
    return answer


@pytest.fixture
def one(ground: Ground) -> Difficulty:
    return tell(ground)


@pytest.fixture
def karim(enter: Enter, ground: Ground) -> FlaskClient:
    return enter(ground.karim)


TYPED = {
    "happened": "Elle était seule.",
    "notes": "La rappeler jeudi.",
    "situation": CARD.situation,
    "say": CARD.say,
    "gesture": CARD.gesture,
}


def test_the_inbox_says_who_waits_and_what_was_promised(karim: FlaskClient, ground: Ground) -> None:
    tell(ground, ground.cast.bruno)
    with clock.frozen(NOW + timedelta(hours=1)):
        tell(ground)
    html = page(karim, "/coaching")
    assert "2 personnes vous attendent" in html
    assert html.index("Bruno") < html.index("Alice")
    assert "16 mars" in html
    assert "Une dame" not in html


def test_a_late_answer_is_said_late(enter: Enter, ground: Ground, one: Difficulty) -> None:
    assert one.acknowledge_by is not None
    with clock.frozen(one.acknowledge_by + timedelta(hours=1)):
        html = page(enter(ground.karim), "/coaching")
    assert "En retard" in html
    assert "is-near" in html


def test_the_inbox_costs_the_same_however_many_wait(
    karim: FlaskClient, ground: Ground, one: Difficulty
) -> None:
    page(karim, "/coaching")
    with Statements() as few:
        page(karim, "/coaching")
    for who in (ground.cast.bruno, ground.cast.dina):
        tell(ground, who)
    with Statements() as many:
        page(karim, "/coaching")
    assert len(few) == len(many) <= BUDGET, many.sent


PAGES = ("", "/otherwise", "/aloud")
POSTS = (
    "seen",
    "start",
    "meeting",
    "interview",
    "interview/keep",
    "interview/guard",
    "aloud",
    "give",
    "redirect",
    "join",
    "no-card",
    "abuse",
    "danger",
    "danger/passed",
    "legal",
)


@pytest.mark.parametrize("who", ["nora", "lise", "alice", "marion", "rachel", "henri", "zoe"])
def test_nobody_else_opens_it(enter: Enter, ground: Ground, one: Difficulty, who: str) -> None:
    draft = talk(one)
    person: Person = getattr(ground, who, None) or ground.cast.people[who]
    browser, missing = enter(person), uuid4()
    fields = {
        "coach_id": str(ground.omar.id),
        "reason": "solved",
        "to": "technical",
        "summary": "x",
        "draft_id": str(draft.id),
        "at": "2026-03-14T10:00",
        **TYPED,
    }
    for path in PAGES:
        answers = [browser.get(f"/coaching/{key}{path}") for key in (one.id, missing)]
        assert answers[0].status_code == answers[1].status_code in (403, 404), path
        assert "Une dame" not in answers[0].get_data(as_text=True)
    for path in POSTS:
        codes = [
            post(browser, f"/coaching/{k}/{path}", **fields).status_code for k in (one.id, missing)
        ]
        assert codes[0] == codes[1], path
        assert codes[0] in (403, 404, 422), path
    assert (one.state, one.coach_id) == ("coached", ground.karim.id)


def test_one_tap_says_i_have_seen_it(karim: FlaskClient, one: Difficulty) -> None:
    html = page(karim, f"/coaching/{one.id}")
    assert WORDS in html.replace("&#39;", "'")
    post(karim, f"/coaching/{one.id}/seen")
    assert one.state == "acknowledged"


def test_a_moment_is_proposed_in_the_coachs_zone(karim: FlaskClient, one: Difficulty) -> None:
    for wrong in ("", "demain", "2026-03-01T10:00", "9999-03-01T10:00"):
        assert post(karim, f"/coaching/{one.id}/meeting", at=wrong).status_code == 422
    post(karim, f"/coaching/{one.id}/meeting", at="2026-03-13T14:30")
    assert one.appointment_at is not None
    assert one.appointment_at.isoformat() == "2026-03-13T13:30:00+00:00"
    assert "14 h 30" in page(karim, f"/coaching/{one.id}").replace("\xa0", " ").replace(
        "\u202f", " "
    )


def test_the_advice_is_written_once_during_the_call(karim: FlaskClient, one: Difficulty) -> None:
    post(karim, f"/coaching/{one.id}/start")
    page(karim, f"/coaching/{one.id}")
    assert post(karim, f"/coaching/{one.id}/interview/keep", **TYPED).status_code == 204
    draft = session.scalars(select(Draft)).one()
    assert (draft.situation, draft.say, draft.gesture) == (CARD.situation, CARD.say, CARD.gesture)
    kept = session.get_one(Interview, one.id)
    assert (kept.happened, kept.notes) == ("Elle était seule.", "La rappeler jeudi.")
    answer = post(karim, f"/coaching/{one.id}/interview", act="close", **TYPED)
    assert answer.headers["Location"] == f"/drafts/{draft.id}"
    assert one.state == "coached"


def test_a_talk_does_not_end_without_advice(karim: FlaskClient, one: Difficulty) -> None:
    post(karim, f"/coaching/{one.id}/start")
    answer = post(karim, f"/coaching/{one.id}/interview", act="close", situation="Un client.")
    assert answer.status_code == 422
    assert "Un client." in answer.get_data(as_text=True)
    long = post(karim, f"/coaching/{one.id}/interview", act="keep", happened="x" * 4001)
    assert long.status_code == 422


def test_the_guard_answers_during_the_talk_and_keeps_nothing(
    karim: FlaskClient, one: Difficulty
) -> None:
    post(karim, f"/coaching/{one.id}/start")
    typed = {**TYPED, "situation": "Alice Martin ne savait plus quoi dire."}
    part = post(karim, f"/coaching/{one.id}/interview/guard", **typed).get_data(as_text=True)
    assert "Alice" in part
    assert 'value="fix:' in part
    assert "<textarea" not in part
    assert session.scalar(select(func.count()).select_from(Draft)) == 0
    copied = {**TYPED, "situation": WORDS}
    part = post(karim, f"/coaching/{one.id}/interview/guard", **copied).get_data(as_text=True)
    assert "mots de la personne" in part


def test_read_aloud_and_agreed_there_and_then(karim: FlaskClient, one: Difficulty) -> None:
    post(karim, f"/coaching/{one.id}/start")
    answer = post(karim, f"/coaching/{one.id}/interview", act="aloud", **TYPED)
    assert answer.headers["Location"] == f"/coaching/{one.id}/aloud"
    html = page(karim, answer.headers["Location"])
    assert "La rappeler" not in html
    assert "Elle était seule" not in html
    post(karim, f"/coaching/{one.id}/aloud")
    assert (one.answer, one.state) == ("aloud", "coached")
    assert "Accord donné à voix haute" in page(karim, f"/drafts/{one.draft_id}")


def test_there_is_nothing_to_read_before_a_word_is_written(
    karim: FlaskClient, one: Difficulty
) -> None:
    page(karim, f"/coaching/{one.id}/aloud", status=409)


def test_it_ends_without_a_card_with_a_reason(karim: FlaskClient, one: Difficulty) -> None:
    page(karim, f"/coaching/{one.id}/otherwise")
    for wrong in ("", "because", "abuse"):
        assert post(karim, f"/coaching/{one.id}/no-card", reason=wrong).status_code == 422
    post(karim, f"/coaching/{one.id}/no-card", reason="solved")
    assert (one.state, one.reason) == ("no_card", "solved")
    assert karim.get(f"/coaching/{one.id}").status_code == 404


def test_it_goes_to_another_coach_never_of_the_line(
    karim: FlaskClient, ground: Ground, one: Difficulty
) -> None:
    html = page(karim, f"/coaching/{one.id}/otherwise")
    assert "Nora" in html
    assert "Marion" not in html
    for wrong in ("", str(ground.cast.marion.id), str(ground.karim.id), str(uuid4())):
        assert post(karim, f"/coaching/{one.id}/give", coach_id=wrong).status_code == 422
    post(karim, f"/coaching/{one.id}/give", coach_id=str(ground.nora.id))
    assert one.coach_id == ground.nora.id
    assert karim.get(f"/coaching/{one.id}").status_code == 404


def test_another_door_is_shown_and_nothing_sent(karim: FlaskClient, one: Difficulty) -> None:
    assert post(karim, f"/coaching/{one.id}/redirect", to="legal").status_code == 422
    post(karim, f"/coaching/{one.id}/redirect", to="technical")
    assert (one.state, one.reason) == ("redirected", "technical")


def test_two_people_told_the_same_thing_one_card(
    karim: FlaskClient, ground: Ground, one: Difficulty
) -> None:
    draft = coaching.keep_interview(
        coach_id=ground.karim.id, difficulty_id=one.id, title="La file", situation="Un client."
    )
    second = tell(ground, ground.cast.bruno)
    session.flush()
    assert "La file" in page(karim, f"/coaching/{second.id}/otherwise")
    assert post(karim, f"/coaching/{second.id}/join").status_code == 422
    post(karim, f"/coaching/{second.id}/join", draft_id=str(draft.id))
    assert (second.state, second.draft_id) == ("merged", draft.id)
    foreign = make_ready(ground.nora, kind="report")
    third = tell(ground, ground.cast.dina)
    answer = post(karim, f"/coaching/{third.id}/join", draft_id=str(foreign.id))
    assert answer.status_code == 404


def test_danger_is_passed_on_once_the_person_was_told(karim: FlaskClient, one: Difficulty) -> None:
    answer = post(karim, f"/coaching/{one.id}/danger/passed", danger_to="Samu")
    assert answer.status_code == 409
    post(karim, f"/coaching/{one.id}/danger")
    assert post(karim, f"/coaching/{one.id}/danger/passed", danger_to=" ").status_code == 422
    post(karim, f"/coaching/{one.id}/danger/passed", danger_to="Samu, 112")
    assert session.get_one(Danger, one.id).passed_to == "Samu, 112"


def test_the_alert_contact_is_only_shown(karim: FlaskClient, one: Difficulty) -> None:
    absences.set_contact(code="legal", name="Maître Roy", reach="alerte@exemple.org")
    assert "Maître Roy" in page(karim, f"/coaching/{one.id}/otherwise")
    post(karim, f"/coaching/{one.id}/legal")
    assert one.legal_offered_at is not None
    assert one.state == "submitted"


def test_abuse_takes_two_people_and_a_summary(
    karim: FlaskClient, enter: Enter, ground: Ground, one: Difficulty
) -> None:
    assert post(karim, f"/coaching/{one.id}/abuse", summary=" ").status_code == 422
    post(karim, f"/coaching/{one.id}/abuse", summary="Des insultes")
    assert one.state == "flagged"
    henri = enter(ground.cast.henri)
    html = page(henri, "/desk/abuse")
    assert "Des insultes" in html
    assert "Une dame" not in html
    assert "Alice" not in html
    assert post(karim, f"/desk/abuse/{one.id}", upheld="1").status_code == 403
    for unclear in ({}, {"upheld": "yes"}):
        assert post(henri, f"/desk/abuse/{one.id}", **unclear).status_code == 409
        assert one.state == "flagged"
    post(henri, f"/desk/abuse/{one.id}", upheld="0")
    assert one.state == "between"


def test_the_relay_lets_each_person_choose(karim: FlaskClient, one: Difficulty) -> None:
    post(karim, "/coaching/relay")
    assert one.state == "between"
    assert "La personne choisit qui continue" in page(karim, "/coaching")
    post(karim, "/coaching/relay")
    assert "Personne n’attendait" in page(karim, "/coaching")


def test_days_away_are_said_on_the_coachs_own_page(karim: FlaskClient) -> None:
    assert post(karim, "/coaching/profile/away", first="x", last="").status_code == 422
    answer = post(karim, "/coaching/profile/away", first="2026-03-20", last="2026-03-10")
    assert answer.status_code == 422
    post(karim, "/coaching/profile/away", first="2026-03-20", last="2026-03-29")
    away = session.scalars(select(Absence)).one()
    assert "30 mars" in page(karim, "/coaching/profile")
    post(karim, f"/coaching/profile/away/{away.id}/back")
    assert "30 mars" not in page(karim, "/coaching/profile")


def test_impact_is_pooled_over_five_cards(karim: FlaskClient) -> None:
    answer = post(karim, "/coaching/profile/impact", receipts="un deux trois")
    assert answer.status_code == 422
    assert "un deux trois" in answer.get_data(as_text=True)
    assert post(karim, "/coaching/profile/impact", receipts="").status_code == 409


def test_a_backup_learns_that_somebody_waits_and_no_more(
    enter: Enter, ground: Ground, one: Difficulty
) -> None:
    from lms.quotes.services import alerting

    one.late_told = "acknowledge"
    alerting.tell_late(one, clock.now())
    session.flush()
    html = page(enter(ground.lise), "/coaching")
    assert "attend depuis trop longtemps" in html
    for secret in ("Alice", "Nantes Beaulieu", "Une dame", "Karim", str(one.id)):
        assert secret not in html


def test_no_answer_of_a_talk_is_kept(karim: FlaskClient, one: Difficulty) -> None:
    post(karim, f"/coaching/{one.id}/start")
    post(karim, f"/coaching/{one.id}/interview", act="keep", **TYPED)
    rows = session.scalars(select(Idempotency)).all()
    assert not any(CARD.say in (row.body or "") or str(one.id) in str(row.headers) for row in rows)


def test_home_says_first_who_waits_for_a_coach(
    karim: FlaskClient, enter: Enter, ground: Ground, one: Difficulty
) -> None:
    with Statements() as spent:
        html = page(karim, "/")
    assert len(spent.sent) <= HOME
    first = html.partition('class="c-now"')[2].partition("</section>")[0]
    assert "1 personne vous attend" in first
    assert WORDS not in html
    assert str(one.id) not in html
    assert "personne vous attend" not in page(enter(ground.nora), "/")
