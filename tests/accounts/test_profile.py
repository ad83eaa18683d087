"""What people set for themselves, and what they are shown of their own account."""

import json

import pytest
from sqlalchemy import select

from lms.accounts.models import Person, Pin
from lms.core.db import session
from tests.accounts.browsing import form_on, sign_in, submit
from tests.accounts.conftest import CODE, SECRET
from tests.cast import Cast


@pytest.fixture
def inside(alice, client):
    sign_in(client, alice.email, SECRET)
    return client


def reload(person):
    session.expire_all()
    return session.get(Person, person.id)


def test_one_reads_in_english_from_the_next_page_on(inside, alice):
    answer = submit(
        inside, "/profile", "/profile/preferences", locale="en", theme="dark", rhythm="5"
    )
    assert answer.status_code == 303
    page = inside.get("/profile").get_data(as_text=True)
    assert '<html lang="en" data-theme="dark">' in page
    kept = reload(alice)
    assert (kept.locale, kept.theme, kept.rhythm) == ("en", "dark", 5)


@pytest.mark.parametrize(
    "wrong",
    [{"locale": "de"}, {"theme": "pink"}, {"rhythm": "9"}, {"rhythm": "x"}, {"rhythm": "0"}],
)
def test_what_is_not_offered_is_refused(inside, alice, wrong):
    assert submit(inside, "/profile", "/profile/preferences", **wrong).status_code == 422
    kept = reload(alice)
    assert (kept.locale, kept.theme, kept.rhythm) == ("fr", "system", 3)


def test_more_fields_than_the_form_has_change_nothing(inside, alice):
    """T03: what a form does not offer cannot be set through it."""
    columns = {
        c.key: "sentinel"
        for c in Person.__table__.columns
        if c.key not in {"locale", "theme", "rhythm"}
    }
    before = {c.key: getattr(reload(alice), c.key) for c in Person.__table__.columns}
    for action in ("/profile/preferences", "/profile/code"):
        submit(
            inside, "/profile", action, **columns, **({"code": "7142"} if "code" in action else {})
        )
    after = {c.key: getattr(reload(alice), c.key) for c in Person.__table__.columns}
    assert before == after


def test_a_tablet_code_is_set_changed_and_removed(inside, alice):
    before = session.get(Pin, alice.id).code_hash
    assert submit(inside, "/profile", "/profile/code", code="714205").status_code == 303
    session.expire_all()
    assert session.get(Pin, alice.id).code_hash != before
    assert submit(inside, "/profile", "/profile/code", code="1111").status_code == 422
    assert submit(inside, "/profile", "/profile/code/remove").status_code == 303
    session.expire_all()
    assert session.get(Pin, alice.id) is None


def test_the_code_cannot_be_read_in_the_database(alice):
    kept = session.scalars(select(Pin.code_hash)).one()
    assert kept.startswith("$argon2id$")
    assert CODE not in kept


def test_what_is_kept_is_said_in_words_and_given_as_a_file(inside, alice):
    page = inside.get("/profile/data").get_data(as_text=True)
    assert "accounts_person" not in page
    answer = inside.get("/profile/data.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    kept = json.loads(answer.get_data())
    assert kept["accounts_person"][0]["given_name"] == "Alice"
    everything = answer.get_data(as_text=True)
    for secret in ("argon2", "token_hash", "password_hash", "code_hash"):
        assert secret not in everything


def test_the_copy_names_nobody_else(inside, cast: Cast):
    everything = inside.get("/profile/data.json").get_data(as_text=True)
    for name, person in cast.people.items():
        if name != "alice":
            assert str(person.id) not in everything
            assert person.external_id not in everything


def test_the_profile_of_somebody_signed_out_is_the_door(client, cast):
    for path in ("/profile", "/profile/data", "/profile/data.json"):
        assert client.get(path).status_code == 302


def test_a_notice_of_somebody_else_is_not_closed(inside, cast):
    from lms.accounts.models import Notice
    from lms.accounts.rules.notices import NoticeKind
    from lms.accounts.services.notices import tell
    from tests.cast import NOW

    notice = tell(person_id=cast.bruno.id, kind=NoticeKind.SLIP_ISSUED, now=NOW)
    session.commit()
    fields = form_on(inside, "/profile", "/sign-out").fields
    inside.post(f"/notices/{notice.id}/close", data=fields)
    session.expire_all()
    assert session.get(Notice, notice.id).closed_at is None
