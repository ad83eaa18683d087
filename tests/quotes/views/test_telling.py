"""Q1: telling takes two taps or a few words, loses nothing, and says who reads."""

import re
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from lms.core.db import session
from lms.core.models import Idempotency
from lms.core.notices.models import Notice
from lms.network.models import Mandate, Wave
from lms.quotes.models import Difficulty
from lms.quotes.services import telling
from tests.cast import Enter
from tests.factories.quotes import WORDS, Ground, tell, uid
from tests.pages import Statements, page, post


def one_told() -> Difficulty:
    """Return the only difficulty there is."""
    return session.scalars(select(Difficulty)).one()


def test_two_taps_ask_for_a_call(alice: FlaskClient, ground: Ground) -> None:
    html = page(alice, "/tell")
    assert "Karim" in html
    answer = post(alice, "/tell", asked="call", reach="break")
    one = one_told()
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/difficulties/{one.id}"
    assert (one.asked, one.state, one.reach, one.coach_id) == (
        "call",
        "submitted",
        "break",
        ground.karim.id,
    )
    assert "Karim" in page(alice, answer.headers["Location"])


def test_a_few_words_with_moment_practice_and_another_coach(
    alice: FlaskClient, ground: Ground
) -> None:
    page(alice, "/tell")
    post(
        alice,
        "/tell",
        asked="words",
        words=WORDS,
        moment=str(uid("waiting")),
        theme=str(uid("calm")),
        urgency="soon",
        coach="other",
    )
    one = one_told()
    assert (one.words, one.moment_uid, one.theme_uid) == (WORDS, uid("waiting"), uid("calm"))
    assert one.urgency == "soon"
    assert one.coach_id not in (None, ground.karim.id)


def test_everything_is_optional(alice: FlaskClient) -> None:
    post(alice, "/tell")
    assert one_told().state == "submitted"


def test_what_cannot_be_read_counts_as_not_said(alice: FlaskClient) -> None:
    answer = post(alice, "/tell", theme="x", moment="'", urgency="now", reach="?", asked="shout")
    assert answer.status_code == 303
    assert (one_told().theme_uid, one_told().reach) == (None, "asap")


def test_a_link_from_a_lesson_comes_with_its_practice(alice: FlaskClient) -> None:
    html = page(alice, "/tell?practice=calm&moment=waiting")
    assert re.search(rf'value="{uid("calm")}" selected', html)
    assert re.search(rf'value="{uid("waiting")}" checked', html)


def test_who_reads_is_written(alice: FlaskClient) -> None:
    html = page(alice, "/tell")
    for words in (
        "Seul votre coach lit ces mots.",
        "Vous pouvez en choisir un autre.",
        "Si quelqu’un est en danger, il doit transmettre, et vous le dit avant.",
        "c’est vous qui décidez.",
    ):
        assert words in html


def test_the_draft_is_kept_and_found_again_then_gone_once_sent(alice: FlaskClient) -> None:
    answer = post(alice, "/tell/keep", words="Une cliente", reach="evening")
    assert answer.status_code == 204
    html = page(alice, "/tell")
    assert "Une cliente" in html
    assert re.search(r'value="evening" checked', html)
    post(alice, "/tell", words="Une cliente", asked="words")
    assert "Une cliente" not in page(alice, "/tell")
    post(alice, "/tell/keep", words="Une cliente")
    assert "Une cliente" not in page(alice, "/tell"), "a late autosave is no new draft"


def test_the_draft_can_be_erased(alice: FlaskClient) -> None:
    post(alice, "/tell/keep", words="Une cliente")
    assert post(alice, "/tell/forget").status_code == 303
    assert "Une cliente" not in page(alice, "/tell")


def test_a_refusal_keeps_what_was_typed(alice: FlaskClient) -> None:
    answer = post(alice, "/tell", words="a" * (telling.LONGEST + 1))
    assert answer.status_code == 422
    assert "a" * 500 in answer.get_data(as_text=True)
    answer = post(alice, "/tell", words="Mes mots", coach=str(uuid4()))
    assert answer.status_code == 422
    assert "Mes mots" in answer.get_data(as_text=True)
    session.execute(delete(Mandate).where(Mandate.kind == "coach"))
    answer = post(alice, "/tell", words="Mes mots")
    assert answer.status_code == 409
    assert "Mes mots" in answer.get_data(as_text=True)


def test_too_many_in_an_hour_keeps_the_words_and_says_when(
    alice: FlaskClient, ground: Ground
) -> None:
    for _ in range(5):
        tell(ground)
    answer = post(alice, "/tell", words="Encore")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert "Encore" in answer.get_data(as_text=True)


def test_cards_near_the_words_are_proposed_or_nothing(alice: FlaskClient) -> None:
    answer = post(alice, "/tell/near", words="lampe ticket")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert '<div id="near">' in html
    assert "<html" not in html


def test_the_same_post_sent_twice_tells_once(alice: FlaskClient) -> None:
    first = post(alice, "/tell", words="Une fois", _key="k1")
    again = post(alice, "/tell", words="Une fois", _key="k1")
    assert (first.status_code, again.status_code) == (303, 303)
    assert session.scalar(select(func.count()).select_from(Difficulty)) == 1
    assert again.headers["Location"] == "/difficulties"


def test_no_answer_no_address_and_no_hour_is_kept_of_it(alice: FlaskClient) -> None:
    post(alice, "/tell", words="Rien ne reste", _key="k2")
    post(alice, "/tell/keep", words="Rien non plus", _key="k3")
    row = session.scalars(select(Idempotency)).one()
    assert (row.body, row.headers) == ("", {"Location": "/difficulties"})
    assert (row.created_at.hour, row.created_at.minute, row.created_at.second) == (0, 0, 0)


def test_the_row_that_stops_a_second_post_names_nobody(alice: FlaskClient, ground: Ground) -> None:
    post(alice, "/tell", words="Rien ne reste", _key="k2")
    row = session.scalars(select(Idempotency)).one()
    assert row.person_id != ground.alice.id
    assert row.key != "k2"


def test_opening_a_notice_keeps_no_id_either(alice: FlaskClient, ground: Ground) -> None:
    one = tell(ground)
    alice.get(f"/difficulties/{one.id}")
    notice = session.scalars(select(Notice).where(Notice.kind == "quotes.told")).one()
    notice.person_id, notice.endpoint = ground.alice.id, "quotes.follow"
    session.flush()
    answer = post(alice, f"/inbox/{notice.id}/open", _key="k4")
    assert answer.headers["Location"] == f"/difficulties/{one.id}"
    assert session.scalars(select(Idempotency)).all() == []


def test_a_dark_store_has_no_button_and_no_page(alice: FlaskClient) -> None:
    assert "/tell" in page(alice, "/")
    session.execute(delete(Wave).where(Wave.capability == "quotes"))
    assert "/tell" not in page(alice, "/")
    assert alice.get("/tell").status_code == 403


def test_a_manager_as_coach_is_replaced_by_three_elsewhere(enter: Enter, ground: Ground) -> None:
    html = page(enter(ground.cast.marion), "/tell")
    assert html.count('name="coach"') >= 1


@pytest.mark.parametrize("path", ["/tell", "/difficulties"])
def test_its_pages_stay_within_their_budget(alice: FlaskClient, path: str) -> None:
    alice.get(path)
    with Statements() as sent:
        page(alice, path)
    assert len(sent) <= 8, sent.sent
