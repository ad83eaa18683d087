"""Q2 and Q6: the trail, changing hands, re-reading; only its reporter ever opens them."""

import re
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
from lms.quotes.models import Absence, Difficulty, Draft
from lms.quotes.services import absences
from tests import pages
from tests.cast import Enter
from tests.factories.quotes import Ground, make_ready, tell
from tests.pages import page, post


@pytest.fixture
def one(ground: Ground) -> Difficulty:
    return tell(ground)


@pytest.fixture
def card(ground: Ground, one: Difficulty) -> Draft:
    """A card drawn from it, past its second reader, on its reporter's table."""
    draft = make_ready(ground.karim, kind="report", title="Devant la file")
    draft.state, draft.ready_at = "preview", None
    one.state, one.draft_id, one.preview_at = "carded", draft.id, clock.now()
    session.flush()
    return draft


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget what this side read once a browser has written."""

    def posted(*args: Any, **fields: Any) -> TestResponse:
        answer = pages.post(*args, **fields)
        session.expire_all()
        return answer

    monkeypatch.setitem(globals(), "post", posted)


def words_on(html: str) -> list[str]:
    """Return the six words a page shows."""
    found = re.search(r'<ol class="c-words6"[^>]*>(.*?)</ol>', html, re.DOTALL)
    return re.findall(r"<li>(.+?)</li>", found[1]) if found else []


def test_the_trail_says_what_is_done_and_promised(alice: FlaskClient, one: Difficulty) -> None:
    html = page(alice, f"/difficulties/{one.id}")
    assert "Vue par Karim" in html
    assert "16 mars" in html
    assert 'aria-current="step"' in html
    assert f"/difficulties/{one.id}" in page(alice, "/difficulties")


PAGES = ("", "/coach", "/card", "/card/cleared")
POSTS = (
    "withdraw",
    "reach",
    "coach",
    "legal",
    "card/shown",
    "card/noted",
    "card/accept",
    "card/change",
    "card/refuse",
)


@pytest.mark.parametrize("who", ["bruno", "marion", "karim", "nora", "henri"])
def test_nobody_else_opens_it(
    enter: Enter, ground: Ground, one: Difficulty, card: Draft, who: str
) -> None:
    person: Person = ground.nora if who == "nora" else ground.cast.people[who]
    browser = enter(person)
    missing = uuid4()
    for path in PAGES:
        answers = [
            browser.get(f"/difficulties/{key}{path}").status_code for key in (one.id, missing)
        ]
        assert answers[0] == answers[1]
        assert answers[0] in (403, 404)
    for path in POSTS:
        fields = {"coach_id": str(ground.omar.id), "note": "x"}
        answers = [
            post(browser, f"/difficulties/{key}/{path}", **fields).status_code
            for key in (one.id, missing)
        ]
        assert answers[0] == answers[1]
        assert answers[0] in (403, 404)
    assert (one.state, card.state, one.shown_at) == ("carded", "preview", None)


def test_taking_it_back_destroys_everything(
    alice: FlaskClient, one: Difficulty, card: Draft
) -> None:
    answer = post(alice, f"/difficulties/{one.id}/withdraw")
    assert answer.headers["Location"] == "/difficulties"
    for model in (Difficulty, Draft):
        assert session.scalar(select(func.count()).select_from(model)) == 0
    assert "Il n’en reste rien" in page(alice, "/difficulties")


def test_another_coach_is_chosen_among_those_offered(
    alice: FlaskClient, ground: Ground, one: Difficulty
) -> None:
    html = page(alice, f"/difficulties/{one.id}/coach")
    assert "Omar" in html
    assert "Karim" not in html
    refused = post(alice, f"/difficulties/{one.id}/coach", way="choose", coach_id=str(uuid4()))
    assert refused.status_code == 422
    assert post(alice, f"/difficulties/{one.id}/coach").status_code == 422
    post(alice, f"/difficulties/{one.id}/coach", way="choose", coach_id=str(ground.omar.id))
    assert one.coach_id == ground.omar.id


def test_when_the_coach_leaves_the_reporter_chooses_who_goes_on(
    alice: FlaskClient, ground: Ground, one: Difficulty
) -> None:
    absences.release_all_of(coach_id=ground.karim.id)
    assert "Choisir qui continue" in page(alice, f"/difficulties/{one.id}")
    html = page(alice, f"/difficulties/{one.id}/coach")
    assert 'value="hand_over"' in html
    assert 'value="restart"' in html
    post(alice, f"/difficulties/{one.id}/coach", way="restart", coach_id=str(ground.nora.id))
    assert (one.state, one.coach_id) == ("submitted", ground.nora.id)


def test_the_alert_contact_is_shown_and_only_the_person_goes(
    alice: FlaskClient, one: Difficulty
) -> None:
    assert post(alice, f"/difficulties/{one.id}/legal").status_code == 409
    absences.set_contact(code="legal", name="Maître Roy", reach="alerte@exemple.org")
    one.legal_offered_at = clock.now()
    session.flush()
    html = page(alice, f"/difficulties/{one.id}")
    assert "Maître Roy" in html
    assert "rien ne part sans vous" in html
    post(alice, f"/difficulties/{one.id}/legal")
    assert one.state == "redirected"


def test_a_moment_is_proposed_and_an_error_keeps_it(alice: FlaskClient, one: Difficulty) -> None:
    long = "x" * 201
    answer = post(alice, f"/difficulties/{one.id}/reach", reach="evening", reach_note=long)
    assert answer.status_code == 422
    post(alice, f"/difficulties/{one.id}/reach", reach="evening", reach_note="jeudi")
    assert (one.reach, one.reach_note) == ("evening", "jeudi")


def test_days_away_are_said_and_taken_back(alice: FlaskClient) -> None:
    assert post(alice, "/difficulties/away", first="x", last="").status_code == 422
    answer = post(alice, "/difficulties/away", first="2026-03-20", last="2026-03-10")
    assert answer.status_code == 422
    post(alice, "/difficulties/away", first="2026-03-20", last="2026-03-29")
    away = session.scalars(select(Absence)).one()
    assert str(away.during.upper) == "2026-03-30"
    post(alice, f"/difficulties/away/{away.id}/back")
    assert "30 mars" not in page(alice, "/difficulties")


def test_opening_the_card_writes_nothing_and_the_page_says_it_is_shown(
    alice: FlaskClient, one: Difficulty, card: Draft
) -> None:
    html = page(alice, f"/difficulties/{one.id}/card")
    assert not one.shown_at
    assert f'hx-post="/difficulties/{one.id}/card/shown" hx-trigger="load"' in html
    assert words_on(html) == []
    shown = post(alice, f"/difficulties/{one.id}/card/shown").get_data(as_text=True)
    assert one.shown_at is not None
    assert len(words_on(shown)) == 6
    assert words_on(page(alice, f"/difficulties/{one.id}/card")) == []


def test_the_words_are_kept_nowhere_and_never_shown_once_noted(
    alice: FlaskClient, one: Difficulty, card: Draft
) -> None:
    words = words_on(post(alice, f"/difficulties/{one.id}/card/shown").get_data(as_text=True))
    post(alice, f"/difficulties/{one.id}/card/noted")
    again = post(alice, f"/difficulties/{one.id}/card/shown").get_data(as_text=True)
    assert words_on(again) == []
    kept = session.scalars(select(Idempotency)).all()
    assert not any(words[0] in (row.body or "") or str(one.id) in str(row.headers) for row in kept)


def test_without_a_script_accepting_gives_the_receipt(
    alice: FlaskClient, one: Difficulty, card: Draft
) -> None:
    answer = post(alice, f"/difficulties/{one.id}/card/accept")
    assert answer.status_code == 200
    assert len(words_on(answer.get_data(as_text=True))) == 6
    assert (one.answer, card.state) == ("yes", "scheduled")


def test_accepting_a_card_seen_leads_back_to_the_trail(
    alice: FlaskClient, one: Difficulty, card: Draft
) -> None:
    post(alice, f"/difficulties/{one.id}/card/shown")
    answer = post(alice, f"/difficulties/{one.id}/card/accept")
    assert answer.headers["Location"] == f"/difficulties/{one.id}"
    assert card.state == "scheduled"
    page(alice, f"/difficulties/{one.id}/card")


def test_a_change_is_asked_with_words_only(
    alice: FlaskClient, one: Difficulty, card: Draft
) -> None:
    assert post(alice, f"/difficulties/{one.id}/card/change", note=" ").status_code == 422
    post(alice, f"/difficulties/{one.id}/card/change", note="Pas la file")
    assert (card.state, one.change_note) == ("changes", "Pas la file")


def test_refusing_is_enough(alice: FlaskClient, one: Difficulty, card: Draft) -> None:
    post(alice, f"/difficulties/{one.id}/card/refuse")
    assert session.scalar(select(func.count()).select_from(Draft)) == 0


def test_on_a_shared_tablet_words_wait_for_a_tap(
    enter: Enter, ground: Ground, one: Difficulty, card: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    import lms.app as wired

    tablet = enter(ground.alice)
    load = wired.load_viewer

    def shared() -> None:
        from flask import g

        load()
        g.viewer = replace(g.viewer, shared_device=True)

    tablet.application.before_request_funcs[None] = [
        shared if one_ is load else one_ for one_ in tablet.application.before_request_funcs[None]
    ]
    try:
        html = page(tablet, f"/difficulties/{one.id}/card")
        assert '"quiet": "1"' in html
        quiet = post(tablet, f"/difficulties/{one.id}/card/shown", quiet="1")
        assert words_on(quiet.get_data(as_text=True)) == []
        seen = post(tablet, f"/difficulties/{one.id}/card/shown").get_data(as_text=True)
        assert len(words_on(seen)) == 6
        assert 'hx-trigger="load delay:60s"' in seen
        assert "data-copy" not in seen
        assert words_on(page(tablet, f"/difficulties/{one.id}/card/cleared")) == []
        assert "Une dame voulait" not in page(tablet, f"/difficulties/{one.id}")
        assert "data-person" not in html
    finally:
        tablet.application.before_request_funcs[None] = [
            load if one_ is shared else one_
            for one_ in tablet.application.before_request_funcs[None]
        ]
