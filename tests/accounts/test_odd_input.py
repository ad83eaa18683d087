"""Odd bytes and endless texts get an answer, never a failure."""

import pytest

from tests.accounts.browsing import sign_in, submit
from tests.accounts.conftest import SECRET, give_secret

ODD = [
    "\x00",
    "a\x00b",
    "\u202e",
    "𝕬𝖑𝖎𝖈𝖊",
    "'; DROP TABLE x; --",
    "%",
    "x" * 10_000,
    "\ud7ff",
    "🙂",
]


def answers(odd: str, *usual: int) -> set[int]:
    """Return the statuses allowed: a NUL, which nobody types, is refused at the door."""
    return {400} if "\0" in odd else set(usual)


@pytest.mark.parametrize("odd", ODD)
def test_the_doors_answer_whatever_is_typed(app, client, odd):
    for page, action, fields in (
        ("/sign-in?secret=1", "/sign-in", {"who": odd, "secret": odd}),
        ("/slip", "/slip", {"code": odd}),
        ("/forgotten", "/forgotten", {"who": odd}),
        ("/slip", "/language", {"locale": odd, "next": odd}),
    ):
        status = submit(client, page, action, **fields).status_code
        assert status in answers(odd, 303, 410, 422), action
    assert client.get("/in/" + "Z" * 300).status_code == 410
    assert client.get("/help", query_string={"from": odd}).status_code in answers(odd, 200)


@pytest.mark.parametrize("odd", ODD)
def test_the_pages_of_somebody_answer_whatever_is_typed(cast, client, odd):
    give_secret(cast.marion)
    sign_in(client, cast.marion.email, SECRET)
    for page, action, fields in (
        ("/profile", "/profile/preferences", {"locale": odd, "theme": odd, "rhythm": odd}),
        ("/profile", "/profile/secret", {"secret": odd, "new_secret": odd}),
        ("/profile", "/profile/code", {"code": odd}),
        ("/help", "/help/call", {"reach": odd, "from": odd}),
        ("/tablet/enrol", "/tablet/enrol", {"unit": odd, "name": odd}),
        ("/entries", "/entries/slips", {"person": odd}),
        ("/first-steps/rhythm", "/first-steps/rhythm", {"rhythm": odd, "locale": odd}),
    ):
        status = submit(client, page, action, **fields).status_code
        assert status in answers(odd, 303, 404, 422), (action, status)
    for name in ("q", "unit", "page", "person"):
        assert client.get("/entries", query_string={name: odd}).status_code in answers(odd, 200)


@pytest.mark.parametrize("cookie", ["lms_sid", "lms_device", "lms_lang", "lms_form"])
@pytest.mark.parametrize("value", ["x", "x" * 4000, "%00", "é", "../../etc/passwd"])
def test_odd_cookies_are_nobody_s(app, client, cookie, value):
    client.set_cookie(cookie, value)
    assert client.get("/sign-in").status_code == 200
    assert client.get("/profile").status_code == 302
