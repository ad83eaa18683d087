"""S6: answers for the page one comes from, a call, and those who make it."""

import pytest
from sqlalchemy import select

from lms.accounts.models import CallRequest
from lms.core.db import session
from lms.core.i18n import speaking
from lms.home.help import views
from lms.home.help.answers import TOPICS, topics_for
from tests.accounts.browsing import form_on, sign_in, submit
from tests.accounts.conftest import SECRET, alice, give_secret, henri
from tests.cast import cast

__all__ = ["alice", "cast", "henri"]


@pytest.mark.parametrize(
    ("page", "topic"),
    [
        ("/sign-in", "sign-in"),
        ("/in/ABCDEFGH", "sign-in"),
        ("/tablet", "tablet"),
        ("/learn/some-path", "learning"),
        ("/entries?unit=1", "team"),
        ("/profile", "profile"),
        ("/kit", "kit"),
        ("/kit?lang=en", "kit"),
        ("/store/5f0c1a5e-0000-4000-8000-000000000001/brief", "brief"),
        ("/store/5f0c1a5e-0000-4000-8000-000000000001/project", "anywhere"),
        ("/", "anywhere"),
        ("/something-new", "anywhere"),
    ],
)
def test_the_questions_of_the_page_come_first(page, topic):
    here, others = topics_for(page)
    assert here.code == topic
    assert {t.code for t in others} | {here.code} == {t.code for t in TOPICS}


def test_each_answer_is_two_sentences_at_most_and_no_dash():
    for topic in TOPICS:
        for one in topic.answers:
            words = str(one.answer)
            assert words.count(". ") <= 2, words
            assert "—" not in words
            assert str(one.question).endswith((".", "?"))


@pytest.mark.parametrize(
    "path", ["/help", "/help?from=/tablet", "/help/sign-in", "/help/tablet", "/help/kit"]
)
def test_help_is_for_everybody(app, client, path):
    assert client.get(path).status_code == 200


def opens_on(client, topic) -> bool:
    """Tell whether the address of a topic shows its questions first."""
    page = client.get(f"/help/{topic.code}").get_data(as_text=True)
    with speaking("fr"):
        return f'aria-label="{topic.title}"' in page


@pytest.mark.parametrize("topic", TOPICS, ids=lambda one: one.code)
def test_each_topic_has_an_address_that_opens_on_it(app, client, topic):
    assert opens_on(client, topic)


def test_canary_an_address_that_opens_on_another_topic_is_caught(app, client, monkeypatch):
    """Planted bug: the topic is guessed from where its pages begin, and some have no beginning."""
    kept = views._help
    monkeypatch.setattr(views, "_help", lambda origin, **_: kept(origin))
    brief = next(one for one in TOPICS if one.code == "brief")
    assert not opens_on(client, brief)


def test_an_unknown_topic_is_not_found(app, client):
    assert client.get("/help/nothing").status_code == 404


@pytest.mark.parametrize(
    "origin", ["//evil.example", "https://evil.example", "javascript:alert(1)"]
)
def test_the_way_back_is_ours(alice, client, origin):
    sign_in(client, alice.email, SECRET)
    page = client.get("/help", query_string={"from": origin}).get_data(as_text=True)
    assert "evil" not in page
    assert "javascript" not in page.replace("text/javascript", "")


def test_alice_asks_for_a_call_and_henri_makes_it(alice, henri, client, app):
    sign_in(client, alice.email, SECRET)
    answer = submit(client, "/help?from=/learn", "/help/call", reach="Nantes, after 2 pm")
    assert answer.location == "/help?from=%2Flearn"
    desk = app.test_client()
    sign_in(desk, henri.email, SECRET)
    page = desk.get("/help/calls").get_data(as_text=True)
    assert "Alice Martin" in page
    assert "Nantes, after 2 pm" in page
    assert "/learn" in page
    request_id = session.scalars(select(CallRequest.id)).one()
    assert submit(desk, "/help/calls", f"/help/calls/{request_id}/done").status_code == 303
    assert "Alice" not in desk.get("/help/calls").get_data(as_text=True)
    fields = form_on(desk, "/profile", "/sign-out").fields
    assert desk.post(f"/help/calls/{request_id}/done", data=fields).status_code == 404


def test_asking_twice_is_one_call(alice, client):
    sign_in(client, alice.email, SECRET)
    for reach in ("", "At the back office"):
        submit(client, "/help", "/help/call", reach=reach)
    assert session.scalars(select(CallRequest.reach)).all() == ["At the back office"]


def test_a_text_without_end_is_refused(alice, client):
    sign_in(client, alice.email, SECRET)
    assert submit(client, "/help", "/help/call", reach="x" * 201).status_code == 422


@pytest.mark.parametrize("name", ["alice", "marion", "karim", "rachel"])
def test_others_do_not_see_who_waits(cast, client, name):
    give_secret(cast.people[name])
    sign_in(client, cast.people[name].email, SECRET)
    assert client.get("/help/calls").status_code == 403


def test_the_hotline_is_shown_when_the_installation_has_one(app, client, monkeypatch):
    from dataclasses import replace

    settings = app.extensions["settings"]
    assert "01 23" not in client.get("/help").get_data(as_text=True)
    with_line = replace(settings, hotline="01 23 45 67 89", hotline_hours="9 h - 18 h")
    monkeypatch.setitem(app.extensions, "settings", with_line)
    page = client.get("/help").get_data(as_text=True)
    assert "01 23 45 67 89" in page
    assert "9 h - 18 h" in page
