"""S2: from a new secret to the first lesson in three taps."""

import pytest

from lms.accounts.models import Person
from lms.accounts.rules.notices import Purpose
from lms.accounts.services.invitations import issue
from lms.accounts.services.keys import link_token
from lms.core import todo
from lms.core.db import session
from tests.accounts.browsing import forms_of, sign_in, submit
from tests.accounts.conftest import SECRET, alice
from tests.cast import NOW, cast

__all__ = ["alice", "cast"]

LESSON = "/paths/none/lesson"


@pytest.fixture
def lesson(monkeypatch):
    """Give everybody one act to do: a lesson."""
    act = todo.Act(rank=1, title="Welcome a customer", url=LESSON, code="t.next", minutes=3)
    monkeypatch.setattr(todo, "FINDERS", {"t.next": todo.Finder(lambda *_: [act])})


def test_three_taps_from_the_secret_to_the_first_lesson(cast, client, lesson):
    invitation = issue(person_id=cast.alice.id, purpose=Purpose.INVITE, now=NOW)
    session.commit()
    link = f"/in/{link_token(invitation.id)}"
    where, taps = submit(client, link, link, new_secret=SECRET).location, 0
    while where != LESSON:
        page = client.get(where)
        assert page.status_code == 200
        main = page.get_data(as_text=True)
        posts = [f for f in forms_of(page) if f.action.startswith("/first-steps")]
        if posts:
            chosen = {"rhythm": "3", "locale": "fr"} if "rhythm" in posts[0].action else {}
            where = client.post(posts[0].action, data={**posts[0].fields, **chosen}).location
        else:
            where = main.split('class="c-task', 1)[1].split('href="', 1)[1].split('"')[0]
        taps += 1
        assert taps <= 3
    assert taps == 3
    session.expire_all()
    assert session.get(Person, cast.alice.id).welcomed_at == NOW


def test_without_a_lesson_the_last_tap_leads_home(alice, client, monkeypatch):
    monkeypatch.setattr(todo, "FINDERS", {})
    sign_in(client, alice.email, SECRET)
    assert submit(client, "/first-steps/ready", "/first-steps/ready").location == "/"


def test_a_second_secret_goes_straight_home(cast, client, alice):
    alice.welcomed_at = NOW
    invitation = issue(person_id=alice.id, purpose=Purpose.RESET, now=NOW)
    session.commit()
    link = f"/in/{link_token(invitation.id)}"
    assert submit(client, link, link, new_secret="quatre mots tout neufs").location == "/"


@pytest.mark.parametrize("wrong", [{"rhythm": "0"}, {"rhythm": "8"}, {"locale": "de"}])
def test_an_answer_that_is_not_offered_is_said(alice, client, wrong):
    sign_in(client, alice.email, SECRET)
    fields = {"rhythm": "3", "locale": "fr", **wrong}
    answer = submit(client, "/first-steps/rhythm", "/first-steps/rhythm", **fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.get_data(as_text=True)


def test_the_language_chosen_is_spoken_on_the_next_screen(alice, client):
    sign_in(client, alice.email, SECRET)
    submit(client, "/first-steps/rhythm", "/first-steps/rhythm", rhythm="5", locale="en")
    assert '<html lang="en"' in client.get("/first-steps/ready").get_data(as_text=True)


@pytest.mark.parametrize("screen", ["", "/rhythm", "/ready"])
def test_a_stranger_meets_the_door(client, cast, screen):
    assert client.get(f"/first-steps{screen}").location.startswith("/sign-in")
