"""T12 and T13: links come from the settings only, nobody is sent away by a target of their own."""

import pytest
from sqlalchemy import select

from lms.accounts import views
from lms.accounts.jobs import compose_link
from lms.accounts.models import Invitation
from lms.accounts.services.invitations import invite
from lms.core import clock
from lms.core.db import session
from lms.core.jobs import drain
from lms.core.mail.models import Mail
from tests.accounts.browsing import sign_in, submit
from tests.accounts.conftest import SECRET
from tests.accounts.rules.test_addresses import HOSTILE, leaves

FOREIGN = ["evil.example", "localhost.evil.example", "evil.example:80", "localhost@evil.example"]


@pytest.mark.parametrize("host", FOREIGN)
@pytest.mark.parametrize("path", ["/sign-in", "/forgotten", "/", "/healthz"])
def test_a_foreign_host_is_refused(app, client, host, path):
    assert client.get(path, headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Host", "Forwarded"])
def test_a_header_that_names_another_host_changes_no_link(live, header):
    client = live.client()
    client.environ_base["HTTP_" + header.upper().replace("-", "_")] = "evil.example"
    submit(client, "/forgotten", "/forgotten", who=live.cast.alice.email)
    with live.context():
        drain(live.app, strict=True)
        mail = session.scalars(select(Mail)).one()
        assert mail.state == "sent"
        assert "http://localhost/in/" in mail.captured["text"]
        assert "evil" not in str(mail.captured)


def link_in(letter):
    return letter.strings["url"]


def test_an_invitation_is_built_from_the_settings_even_under_a_foreign_host(cast, app):
    invitation = invite(person_id=cast.alice.id, now=clock.now())
    with app.test_request_context("/", base_url="http://evil.example"):
        letter = compose_link(now=clock.now(), invitation_id=invitation.id)
    assert link_in(letter).startswith("http://localhost/in/")


def test_canary_a_link_built_from_the_request_is_caught(cast, app, monkeypatch):
    """Planted: the base of links is the Host header."""
    import flask

    from lms.accounts import jobs

    monkeypatch.setattr(jobs, "_base_url", lambda: "http://" + flask.request.headers["Host"])
    with pytest.raises(AssertionError):
        test_an_invitation_is_built_from_the_settings_even_under_a_foreign_host(cast, app)
    assert session.scalars(select(Invitation)).first() is not None


def ends_of_sign_in(client, alice, targets):
    """Return where each target led after coming in, and what the door offered for it."""
    for target in targets:
        page = client.get("/sign-in", query_string={"secret": "1", "next": target})
        assert "evil" not in page.get_data(as_text=True)
        answer = sign_in(client, alice.email, SECRET, next=target)
        assert answer.status_code == 303
        yield target, answer.location
        submit(client, "/profile", "/sign-out")


def test_no_target_leads_away_after_coming_in(alice, client):
    for target, location in ends_of_sign_in(client, alice, HOSTILE[::7]):
        assert location == "/", target


@pytest.mark.parametrize("target", HOSTILE[::9])
def test_no_target_leads_away_by_the_language_the_demo_or_a_confirmation(alice, client, target):
    answer = submit(client, "/slip", "/language", locale="en", next=target)
    assert answer.location == "/"
    sign_in(client, alice.email, SECRET)
    confirmed = submit(client, "/confirm", "/confirm", secret=SECRET, next=target)
    assert confirmed.location == "/"
    assert not leaves(confirmed.location)


def test_canary_a_target_believed_leads_away(alice, client, monkeypatch):
    """Planted: the door keeps any target that begins with a slash."""
    monkeypatch.setattr(
        views.doors, "safe_next", lambda target: target if (target or "").startswith("/") else "/"
    )
    with pytest.raises(AssertionError):
        test_no_target_leads_away_after_coming_in(alice, client)


@pytest.mark.parametrize("target", ["/profile", "//evil.example", "/\\evil.example"])
def test_a_fragment_of_somebody_signed_out_goes_to_our_door(app, client, target):
    answer = client.get("/profile", headers={"HX-Request": "true", "HX-Current-URL": target})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/sign-in?next=/profile"
