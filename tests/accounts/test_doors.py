"""Coming in by number or e-mail and a secret."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.accounts.models import Session
from lms.accounts.rules.notices import NoticeKind
from lms.accounts.services.notices import tell
from lms.core.db import session
from tests.accounts.browsing import cookie, sign_in
from tests.accounts.conftest import SECRET, give_secret
from tests.cast import NOW


@pytest.mark.parametrize("who", ["external_id", "email"])
def test_alice_comes_in_by_number_or_by_email(alice, client, who):
    answer = sign_in(client, getattr(alice, who), SECRET)
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/profile").status_code == 200


def test_spaces_and_case_of_a_number_or_an_email_do_not_count(alice, client):
    assert sign_in(client, f" {alice.email.upper()} ", SECRET).status_code == 303


@pytest.mark.parametrize(
    ("who", "secret"),
    [
        ("alice@example.org", "another secret here"),
        ("alice@example.org", SECRET.upper()),
        ("nobody@example.org", SECRET),
        ("", SECRET),
        ("alice@example.org", ""),
    ],
)
def test_a_wrong_pair_opens_nothing(alice, client, who, secret):
    answer = sign_in(client, who, secret)
    assert answer.status_code == 422
    assert cookie(client) is None
    assert client.get("/profile").status_code == 302


def test_a_refusal_keeps_what_was_typed_but_the_secret(alice, client):
    page = sign_in(client, "alice@example.org", "my wrong secret").get_data(as_text=True)
    assert "alice@example.org" in page
    assert "my wrong secret" not in page


def test_two_people_who_share_an_email_come_in_by_their_number_only(cast, client):
    for who in (cast.alice, cast.bruno):
        give_secret(who)
        who.email = "store@example.org"
    session.commit()
    assert sign_in(client, "store@example.org", SECRET).status_code == 422
    assert sign_in(client, cast.bruno.external_id, SECRET).status_code == 303


def test_somebody_who_never_chose_a_secret_is_refused_like_anybody(cast, client):
    assert sign_in(client, cast.alice.email, SECRET).status_code == 422


def test_the_cookie_is_http_only_lax_and_lives_as_long_as_the_device_is_ones_own(alice, client):
    mine = sign_in(client, alice.email, SECRET, mine="1").headers.getlist("Set-Cookie")
    shared = sign_in(client.application.test_client(), alice.email, SECRET, mine=None)
    held = next(c for c in mine if c.startswith("lms_sid="))
    assert "HttpOnly" in held
    assert "SameSite=Lax" in held
    assert "Max-Age=7776000" in held
    desk = next(c for c in shared.headers.getlist("Set-Cookie") if c.startswith("lms_sid="))
    assert "Max-Age" not in desk
    kinds = session.scalars(select(Session.kind).order_by(Session.kind)).all()
    assert kinds == ["desk", "own"]


def test_only_a_hash_of_the_cookie_is_kept(alice, client):
    sign_in(client, alice.email, SECRET)
    kept = session.scalars(select(Session)).one()
    assert len(kept.token_hash) == 32
    assert cookie(client).encode() not in kept.token_hash


def test_a_new_session_replaces_the_one_this_browser_had(alice, henri, client):
    sign_in(client, alice.email, SECRET)
    client.get("/profile")
    page = client.get("/profile").get_data(as_text=True)
    assert "Alice" in page
    token = cookie(client)
    client.delete_cookie("lms_sid")
    sign_in(client, henri.email, SECRET)
    assert cookie(client) != token


def test_the_door_sends_back_where_one_was_going(alice, client):
    asked = client.get("/profile")
    assert asked.location == "/sign-in?next=/profile"
    answer = sign_in(client, alice.email, SECRET, next="/profile")
    assert answer.location == "/profile"


def test_the_demo_door_is_closed_where_the_installation_is_no_demo(cast, client, monkeypatch):
    from dataclasses import replace

    settings = client.application.extensions["settings"]
    monkeypatch.setitem(client.application.extensions, "settings", replace(settings, demo=False))
    form = client.get("/sign-in?secret=1").get_data(as_text=True)
    assert "/sign-in/demo" not in form
    from tests.accounts.browsing import form_on

    fields = form_on(client, "/sign-in?secret=1", "/sign-in").fields
    data = {"csrf_token": fields["csrf_token"], "who": str(cast.alice.id)}
    told = [client.post("/sign-in/demo", data=data), client.post("/sign-in/demo")]
    told += [client.open("/sign-in/demo", method=name) for name in ("GET", "PUT", "OPTIONS")]
    assert {answer.status_code for answer in told} == {404}
    assert cookie(client) is None


def test_what_happened_to_an_account_is_said_once_at_the_next_visit(alice, client):
    tell(person_id=alice.id, kind=NoticeKind.SLIP_ISSUED, now=NOW - timedelta(hours=1))
    session.commit()
    sign_in(client, alice.email, SECRET)
    flashes = [
        client.get("/profile").get_data(as_text=True).count('class="c-flash"') for _ in range(2)
    ]
    assert flashes[0] == flashes[1] + 1
