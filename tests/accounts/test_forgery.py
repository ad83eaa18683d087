"""T14: nothing is written without this browser's own token, and a GET writes nothing."""

import pytest
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from lms.accounts.rules.notices import Purpose
from lms.accounts.services.devices import enrol_device
from lms.accounts.services.invitations import issue, issue_slips
from lms.accounts.services.keys import link_token
from lms.core import clock
from lms.core.db import session
from tests.accounts.browsing import form_on, sign_in
from tests.accounts.conftest import SECRET

PREFIXES = ("accounts.", "tablet.", "entries.", "first_steps.", "help.")
SOME_ID = "3d0c8a52-5a6a-4a8e-9b62-0a3a5b0d7c11"


def our_rules(app, *, writing):
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(PREFIXES):
            writes = bool((rule.methods or set()) - {"GET", "HEAD", "OPTIONS"})
            if writes is writing:
                yield rule


def path_of(rule, values=None):
    filled = {name: (values or {}).get(name, SOME_ID) for name in rule.arguments}
    with_values = rule.rule
    for name, value in filled.items():
        for converter in ("uuid:", "string:", ""):
            with_values = with_values.replace(f"<{converter}{name}>", str(value))
    return with_values


def signed_in(live, who=None):
    client = live.client()
    sign_in(client, (who or live.cast.henri).email, SECRET)
    return client


def own_token(client):
    return form_on(client, "/profile", "/sign-out").fields["csrf_token"]


def fingerprint(live):
    """Return a checksum of every table outside schema ops."""
    engine = sa.create_engine(live.owner_url, poolclass=NullPool)
    with engine.connect() as connection:
        names = connection.scalars(
            sa.text(
                "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
                " WHERE schemaname = 'public' ORDER BY 1"
            )
        ).all()
        return {
            name: connection.scalar(
                sa.text(
                    f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {name} t"
                )
            )
            for name in names
        }


def forged(live):
    """Return, for each writing route, the answers to each kind of forgery."""
    other = own_token(signed_in(live, live.cast.zoe))
    client = signed_in(live)
    kinds = {
        "no token": lambda path: client.post(path, data={"_key": "k"}),
        "a wrong token": lambda path: client.post(path, data={"_key": "k", "csrf_token": "x"}),
        "another's token": lambda path: client.post(path, data={"_key": "k", "csrf_token": other}),
        "plain text": lambda path: client.post(
            path, data=f"csrf_token={other}", content_type="text/plain"
        ),
        "an htmx header only": lambda path: client.post(path, headers={"HX-Request": "true"}),
        "another site": lambda path: client.post(
            path,
            data={"_key": "k", "csrf_token": own_token(client)},
            headers={"Origin": "http://evil.example"},
        ),
        "an override": lambda path: client.get(
            path, query_string={"_method": "POST"}, headers={"X-HTTP-Method-Override": "POST"}
        ),
    }
    for rule in our_rules(live.app, writing=True):
        for name, send in kinds.items():
            yield rule.endpoint, name, send(path_of(rule)).status_code


def test_every_forged_write_is_refused_and_changes_nothing(live):
    before = fingerprint(live)
    seen = list(forged(live))
    assert len({endpoint for endpoint, _, _ in seen}) >= 20
    for endpoint, kind, status in seen:
        if kind == "an override":
            assert status in {200, 302, 404, 405, 410}, (endpoint, kind, status)
        else:
            assert status in {400, 403}, (endpoint, kind, status)
    assert fingerprint(live) == before


def test_canary_an_exempt_route_is_caught(live, monkeypatch):
    """Planted: sign-out asks for no token."""
    from lms import app as application

    protect = application.csrf.protect

    def sloppy():
        from flask import request

        if request.endpoint != "accounts.sign_out":
            protect()

    monkeypatch.setattr(application.csrf, "protect", sloppy)
    with pytest.raises(AssertionError):
        test_every_forged_write_is_refused_and_changes_nothing(live)


def test_the_token_is_never_in_an_address(live):
    client = signed_in(live)
    token = own_token(client)
    for rule in our_rules(live.app, writing=False):
        answer = client.get(path_of(rule))
        assert token not in answer.headers.get("Location", "")
        assert f"csrf_token={token}" not in answer.get_data(as_text=True)


def prepared(live):
    """Make one of each thing that has an address."""
    with live.context():
        now = clock.now()
        invitation = issue(
            person_id=live.cast.bruno.id, purpose=Purpose.INVITE, now=now, issued_by=None
        )
        batch = issue_slips(person_ids=[live.cast.gael.id], issued_by=live.cast.henri.id, now=now)
        tablet = enrol_device(
            unit_id=live.cast.nantes.id,
            name="Back office",
            enrolled_by=live.cast.marion.id,
            now=now,
        )
        session.commit()
        return (
            {"token": link_token(invitation.id), "batch_id": batch, "topic": "sign-in"},
            tablet.token,
        )


def read_everything(live):
    values, tablet = prepared(live)
    before = fingerprint(live)
    statuses = {}
    for name in ("henri", "marion", "alice", None):
        client = live.client()
        if name:
            client = signed_in(live, live.cast.people[name])
        after_sign_in = fingerprint(live)
        for rule in our_rules(live.app, writing=False):
            statuses[rule.endpoint, name] = client.get(path_of(rule, values)).status_code
        assert fingerprint(live) == after_sign_in
    client = live.client()
    client.set_cookie("lms_device", tablet)
    for rule in our_rules(live.app, writing=False):
        statuses[rule.endpoint, "tablet"] = client.get(path_of(rule, values)).status_code
    return before, statuses


def test_no_get_writes_outside_the_operational_tables(live):
    before, statuses = read_everything(live)
    after = fingerprint(live)
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"public.core_idempotency"}, changed
    assert all(status < 500 for status in statuses.values()), statuses
    opened = {endpoint for (endpoint, _), status in statuses.items() if status == 200}
    assert {"accounts.profile", "entries.slips", "tablet.names", "accounts.invited"} <= opened


def test_canary_a_get_that_writes_is_caught(live, monkeypatch):
    """Planted: opening an invitation's link uses it, and commits by itself."""
    from lms.accounts.views import invited

    real = invited.invitations.open_invitation

    def burns(**arguments):
        held = real(**arguments)
        held.invitation.used_at = clock.now()
        session.commit()
        return held

    monkeypatch.setattr(invited.invitations, "open_invitation", burns)
    with pytest.raises(AssertionError):
        test_no_get_writes_outside_the_operational_tables(live)
