"""In development the mails that do not leave are read on a page; elsewhere there is no such page."""

from dataclasses import replace
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.core import ids
from lms.core.db import session
from lms.core.jobs import drain
from lms.core.mail import queue_mail

EVIL = "<script>alert(1)</script>"


@pytest.fixture
def mail_id(app: Flask) -> UUID:
    asked = queue_mail(
        to="alice@example.org",
        subject=f"Bienvenue {EVIL}",
        key="one",
        paragraphs=[f"Bonjour {EVIL}"],
        action="Entrer",
        url="http://localhost/in/abc",
    )
    session.commit()
    drain(app, strict=True)
    return asked


def test_the_mails_are_listed_and_read(client: FlaskClient, mail_id: UUID):
    listed = client.get("/dev/outbox").text
    assert f"/dev/outbox/{mail_id}" in listed
    assert EVIL not in listed
    shown = client.get(f"/dev/outbox/{mail_id}").text
    assert 'href="http://localhost/in/abc"' in shown
    assert EVIL not in shown
    assert "sandbox=" in shown


def test_the_page_of_a_mail_runs_nothing(client: FlaskClient, mail_id: UUID):
    answer = client.get(f"/dev/outbox/{mail_id}/html")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert EVIL not in answer.text


def test_a_mail_that_is_not_there_is_not_found(client: FlaskClient):
    assert client.get(f"/dev/outbox/{ids.new_id()}").status_code == 404


@pytest.mark.parametrize("changes", [{"development": False}, {"smtp_url": "smtp://127.0.0.1"}])
def test_where_mail_leaves_there_is_no_outbox(
    app: Flask, client: FlaskClient, mail_id: UUID, changes, monkeypatch
):
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], **changes))
    for path in ("/dev/outbox", f"/dev/outbox/{mail_id}", f"/dev/outbox/{mail_id}/html"):
        assert client.get(path).status_code == 404
