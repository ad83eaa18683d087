"""T15: a session changes its name at each door, ends everywhere at once, and is never cached."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.accounts.models import Session
from lms.accounts.views import browser
from lms.core import clock, policy
from lms.core.db import session
from tests.accounts.browsing import cookie, form_on, sign_in, submit
from tests.accounts.conftest import SECRET, give_secret
from tests.cast import NOW

NEW = "quatre mots tout neufs"


def inside(client):
    return client.get("/profile").status_code == 200


def with_cookie(app, token):
    client = app.test_client()
    client.set_cookie("lms_sid", token)
    return client


def test_a_planted_cookie_is_not_the_one_used_after_coming_in(alice, client):
    client.set_cookie("lms_sid", "planted-by-somebody-else-0123456789abcdefgh")
    sign_in(client, alice.email, SECRET)
    assert cookie(client) != "planted-by-somebody-else-0123456789abcdefgh"
    assert not inside(
        with_cookie(client.application, "planted-by-somebody-else-0123456789abcdefgh")
    )


def test_what_a_visitor_prepared_before_coming_in_is_forgotten(alice, client):
    before = form_on(client, "/sign-in?secret=1", "/sign-in").fields["csrf_token"]
    sign_in(client, alice.email, SECRET)
    refused = client.post("/sign-out", data={"csrf_token": before, "_key": "k"})
    assert refused.status_code == 400
    assert inside(client)


def test_each_sign_in_has_a_token_of_its_own(alice, client):
    tokens = set()
    for _ in range(3):
        sign_in(client, alice.email, SECRET)
        tokens.add(cookie(client))
        submit(client, "/profile", "/sign-out")
    assert len(tokens) == 3


def test_the_old_cookie_is_dead_after_signing_out(alice, client):
    sign_in(client, alice.email, SECRET)
    token = cookie(client)
    answer = submit(client, "/profile", "/sign-out")
    assert answer.status_code == 303
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert cookie(client) is None
    assert not inside(with_cookie(client.application, token))


def test_canary_a_sign_out_that_only_forgets_the_cookie_is_caught(alice, client, monkeypatch):
    """Planted: the cookie goes, the row stays."""
    from lms.accounts.views import doors

    monkeypatch.setattr(doors, "leave_former", lambda _viewer: None)
    with pytest.raises(AssertionError):
        test_the_old_cookie_is_dead_after_signing_out(alice, client)


def test_changing_ones_secret_ends_every_other_device_and_renames_this_one(alice, client):
    other = client.application.test_client()
    for one in (client, other):
        sign_in(one, alice.email, SECRET)
    before = cookie(client)
    answer = submit(client, "/profile", "/profile/secret", secret=SECRET, new_secret=NEW)
    assert answer.status_code == 303
    assert cookie(client) != before
    assert inside(client)
    assert not inside(with_cookie(client.application, before))
    assert not inside(other)
    assert sign_in(other, alice.email, SECRET).status_code == 422
    assert sign_in(other, alice.email, NEW).status_code == 303


def test_a_wrong_present_secret_changes_nothing(alice, client):
    sign_in(client, alice.email, SECRET)
    answer = submit(client, "/profile", "/profile/secret", secret="no", new_secret=NEW)
    assert answer.status_code == 422
    assert sign_in(client.application.test_client(), alice.email, SECRET).status_code == 303


def test_one_sees_ones_devices_and_ends_one_from_afar(alice, client):
    phone = client.application.test_client()
    phone.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (iPhone) Version/18 Safari/604.1"
    sign_in(phone, alice.email, SECRET)
    sign_in(client, alice.email, SECRET)
    page = client.get("/profile").get_data(as_text=True)
    assert "Safari, iPhone" in page
    lost = session.scalars(
        select(Session.id).where(Session.user_agent_label == "Safari, iPhone")
    ).one()
    assert submit(client, "/profile", f"/profile/devices/{lost}/end").status_code == 303
    assert not inside(phone)
    assert inside(client)


def test_signing_out_everywhere_else_keeps_this_device(alice, client):
    others = [client.application.test_client() for _ in range(2)]
    for one in (*others, client):
        sign_in(one, alice.email, SECRET)
    submit(client, "/profile", "/profile/devices/end-others")
    assert [inside(one) for one in (*others, client)] == [False, False, True]


def test_nobody_ends_a_session_of_somebody_else(alice, henri, client):
    other = client.application.test_client()
    sign_in(other, henri.email, SECRET)
    sign_in(client, alice.email, SECRET)
    foreign = session.scalars(select(Session.id).where(Session.person_id == henri.id)).one()
    fields = form_on(client, "/profile", "/sign-out").fields
    for session_id in (foreign, "3d0c8a52-5a6a-4a8e-9b62-0a3a5b0d7c11"):
        answer = client.post(
            f"/profile/devices/{session_id}/end", data={**fields, "_key": str(session_id)}
        )
        assert answer.status_code == 404
    assert inside(other)


LIVES = [
    ("alice", "1", timedelta(days=29), timedelta(days=31)),
    ("alice", None, timedelta(hours=11), timedelta(hours=13)),
    ("marion", "1", timedelta(hours=11), timedelta(hours=13)),
    ("karim", "1", timedelta(hours=11), timedelta(hours=13)),
    ("henri", "1", timedelta(minutes=29), timedelta(minutes=31)),
]


@pytest.mark.parametrize("case", LIVES, ids=lambda case: f"{case[0]} {case[1]}")
def test_a_session_rests_no_longer_than_its_limit(cast, client, case):
    name, mine, still, over = case
    give_secret(cast.people[name])
    sign_in(client, cast.people[name].email, SECRET, mine=mine)
    with clock.frozen(NOW + over):
        assert not inside(client)
    with clock.frozen(NOW + still):
        assert inside(client)


def stays_awake(client, until, every):
    """Visit a page every so often; return how long the session went on answering."""
    at = timedelta(0)
    while at < until:
        with clock.frozen(NOW + at):
            if not inside(client):
                return at
        at += every
    return at


@pytest.mark.parametrize(
    ("name", "until", "every"),
    [
        ("alice", timedelta(days=90), timedelta(days=10)),
        ("marion", timedelta(hours=12), timedelta(hours=1)),
        ("henri", timedelta(hours=12), timedelta(minutes=20)),
    ],
)
def test_a_session_used_all_the_time_still_ends(live, name, until, every):
    with clock.frozen(NOW):
        client = live.client()
        sign_in(client, live.cast.people[name].email, SECRET, mine="1")
    assert stays_awake(client, until + every * 3, every) == until


def test_an_administrator_who_shortens_the_rule_shortens_the_sessions(live):
    with clock.frozen(NOW):
        client = live.client()
        sign_in(client, live.cast.marion.email, SECRET, mine="1")
    with clock.frozen(NOW + timedelta(hours=3)), live.context():
        assert inside(client)
        policy.decide(
            "accounts.desk.life",
            2,
            decided_by=live.cast.henri.id,
            reason="A trial",
            valid_from=None,
        )
        session.commit()
        policy.forget()
        assert not inside(client)


def test_a_session_is_seen_again_at_most_once_a_minute(live):
    def last_seen():
        with live.context():
            return session.scalars(select(Session.last_seen_at)).one()

    with clock.frozen(NOW):
        client = live.client()
        sign_in(client, live.cast.alice.email, SECRET)
    for seconds, seen in ((59, 0), (60, 60), (119, 60), (121, 121)):
        with clock.frozen(NOW + timedelta(seconds=seconds)):
            assert inside(client)
        assert last_seen() == NOW + timedelta(seconds=seen)


PERSONAL = ["/profile", "/profile/data", "/profile/data.json", "/first-steps", "/help", "/sign-in"]


@pytest.mark.parametrize("path", PERSONAL)
def test_no_page_of_somebody_is_kept_by_a_cache(alice, client, path):
    sign_in(client, alice.email, SECRET)
    answer = client.get(path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert {"Cookie", "HX-Request", "HX-Request-Type"} <= set(answer.headers["Vary"].split(", "))


def test_head_office_types_its_secret_again_before_a_weighty_page(henri, client):
    sign_in(client, henri.email, SECRET)
    assert client.get("/entries").status_code == 200
    with clock.frozen(NOW + timedelta(minutes=20)):
        assert inside(client)
    session.execute(
        Session.__table__.update().values(secret_checked_at=NOW - timedelta(minutes=31))
    )
    session.commit()
    asked = client.get("/entries")
    assert asked.location == "/confirm?next=/entries?"
    before = cookie(client)
    assert submit(client, asked.location, "/confirm", secret="no").status_code == 422
    answer = submit(client, asked.location, "/confirm", secret=SECRET)
    assert (answer.status_code, answer.location) == (303, "/entries")
    assert cookie(client) != before
    assert client.get("/entries").status_code == 200
    assert not inside(with_cookie(client.application, before))


def test_a_manager_is_not_asked_again(marion, client):
    sign_in(client, marion.email, SECRET)
    session.execute(Session.__table__.update().values(secret_checked_at=NOW - timedelta(hours=2)))
    session.commit()
    assert client.get("/entries").status_code == 200


def test_the_cookie_is_secure_where_the_site_is_reached_over_tls(alice, client, monkeypatch):
    from dataclasses import replace

    settings = client.application.extensions["settings"]
    tls = replace(settings, base_url="https://localhost")
    monkeypatch.setitem(client.application.extensions, "settings", tls)
    answer = sign_in(client, alice.email, SECRET)
    held = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("lms_sid="))
    assert "; Secure" in held
    assert browser.SESSION_COOKIE == "lms_sid"
