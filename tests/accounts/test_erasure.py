"""Erasing somebody leaves no name, no secret, no way in."""

from sqlalchemy import select, text

from lms.accounts.models import Account, Person, Pin, Session
from lms.accounts.services.people import erase_person
from lms.core.db import session
from tests.accounts.browsing import sign_in
from tests.accounts.conftest import SECRET
from tests.cast import NOW


def test_an_erased_person_has_no_name_no_secret_and_no_session(alice, client, henri):
    sign_in(client, alice.email, SECRET)
    number, email = alice.external_id, alice.email
    erase_person(person_id=alice.id, erased_by=henri.id, now=NOW)
    session.commit()
    assert client.get("/profile").status_code == 302
    assert sign_in(client, email, SECRET).status_code == 422
    assert sign_in(client, number, SECRET).status_code == 422
    session.expire_all()
    kept = session.get(Person, alice.id)
    assert kept.erased_at == NOW
    assert (kept.given_name, kept.family_name, kept.email, kept.external_id) == ("", "", None, None)
    for model in (Account, Pin):
        assert session.get(model, alice.id) is None
    assert session.scalars(select(Session).where(Session.person_id == alice.id)).all() == []
    rows = session.execute(text("SELECT accounts_person::text FROM accounts_person")).scalars()
    assert not any(number in row or email in row for row in rows)
