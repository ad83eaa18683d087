"""Twin worlds: what stores said of a coach, and who said it, changes nothing others can open.

Two networks lived the same days; only the opinions and their authors differ. Everybody below the
threshold follows every link from their home, exports included, and reads the same words.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.coaching.services import blocks
from lms.core import clock
from lms.core.db import session
from tests.cast import Cast
from tests.coaching.test_blocks import Q1
from tests.coaching.test_who_reads import again  # noqa: F401 - a fixture
from tests.coaching.test_who_reads import lived_by as lived

READERS = ("karim", "alice", "henri", "zoe")
"""Who may not know: the coach, a colleague, head office, another region."""
LINK = re.compile(r'(?:href|hx-get|src)="(/[^"#]*)"')
AWAY = re.compile(r"^/(static|files|vendor|sign-out|help|kit/|waves/|policies)")
"""What says the same to everybody, and would be read once a page."""
DRAWN = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[\w.-]{40,}")
MOST = 400
"""More addresses than this means that a page leads on for ever."""


def steady(words: str) -> str:
    """Return words without what is drawn at random each time: tokens, keys, identifiers."""
    return DRAWN.sub("~", words)


def everything(client: FlaskClient) -> dict[str, tuple[int, str]]:
    """Follow every link from home, each kind of address as often as it is met; return what was read."""
    asked, found = ["/"], {}
    known = set(asked)
    while asked:
        url = asked.pop(0)
        assert len(found) < MOST, "links lead on for ever"
        with client.get(url) as answer:
            kind = answer.headers.get("Content-Type", "")
            words = answer.get_data(as_text=True) if kind.startswith("text/") else ""
            size = "" if words else str(len(answer.get_data()))
        found[f"{len(found)} {steady(url)}"] = (answer.status_code, steady(words) or size)
        for link in LINK.findall(words) if kind.startswith("text/html") else ():
            target = urljoin(url, link.replace("&amp;", "&"))
            if not AWAY.match(urlsplit(target).path) and target not in known:
                known.add(target)
                asked.append(target)
    return found


@pytest.fixture
def look(lit: Cast, app: Flask, again: Callable[[], None]) -> Iterator[Any]:  # noqa: F811
    """Live a world and return what a reader finds in it, the one before undone."""

    def looked(who: str, answers: list[int], raters: list[str]) -> dict[str, tuple[int, str]]:
        again()
        lived(lit, answers, raters)
        with clock.frozen(Q1):
            blocks.publish_due(Q1)
            session.flush()
            return everything(lit.sign_in(app.test_client(), getattr(lit, who)))

    return looked


def apart(one: dict[str, tuple[int, str]], other: dict[str, tuple[int, str]]) -> list[str]:
    """Return the addresses that tell two worlds apart."""
    return sorted(key for key in one.keys() | other.keys() if one.get(key) != other.get(key))


@pytest.mark.parametrize(
    "who", ["karim", *(pytest.param(one, marks=pytest.mark.slow) for one in READERS[1:])]
)
def test_nobody_tells_the_worlds_apart_by_anything_they_can_open(look: Any, who: str) -> None:
    one = look(who, [4, 4, 4], ["marion", "rita", "marion"])
    other = look(who, [1, 5, 2], ["dina", "rita", "dina"])
    assert len(one) > 5
    assert apart(one, other) == []


@pytest.mark.slow
def test_canary_the_lead_of_coaches_does(look: Any) -> None:
    """Rachel reads opinions by name: the walk comes to where they are."""
    one = look("rachel", [4, 4, 4], ["marion", "rita", "marion"])
    assert apart(one, look("rachel", [1, 4, 4], ["marion", "rita", "marion"]))
    assert apart(one, look("rachel", [4, 4, 4], ["dina", "rita", "marion"]))
