"""T34: what breaks on the way refuses; nothing opens, nothing is half done, nothing is told.

Each guard is made to fail in turn, under the error handling of production.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from flask import url_for
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.test import TestResponse

from lms import app as application
from lms.accounts import policies, queries
from lms.accounts.services import doors, invitations
from lms.config import Settings
from lms.core import access, audit, clock, files, idempotency, markdown, pages, policy, sweepers
from lms.core.access import Viewer
from lms.core.db import session
from lms.core.jobs import drain
from lms.core.mail.models import Mail
from lms.courses.queries import assigning, shown
from lms.home import entries, errors, frame
from lms.network import queries as network
from lms.network.queries import people as network_people
from tests.cast import NOW, SESSION_COOKIE
from tests.core.smtp_sink import smtp_sink
from tests.house.acts import ready_act, ready_acts, send
from tests.house.ground import House, changed
from tests.house.world import SECRET
from tests.pages import faults

pytestmark = pytest.mark.xdist_group("house")

WORDS = "a secret of the machine room"


class Broken(Exception):
    """Something nobody foresaw."""


def fails(*_given: Any, **_named: Any) -> Any:
    raise Broken(WORDS)


@pytest.fixture
def sturdy(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """Give the house with the error handling of production."""
    monkeypatch.setitem(house.app.config, "TESTING", False)
    return house


Ask = Callable[[House], TestResponse]


def reads(viewer: str, url: str) -> Ask:
    """Return the reading of a page."""
    return lambda house: house.browser(viewer).get(url.format(**house.world.things))


def does(endpoint: str) -> Ask:
    """Return the doing of an act."""

    def asked(house: House) -> TestResponse:
        return send(house, ready_act(house, endpoint))

    return asked


@dataclass(frozen=True)
class Guard:
    """Something that stands between a request and its effect, and a request that meets it."""

    where: Any
    name: str
    ask: Ask
    clear: Callable[[], None] | None = None


def forget_words() -> None:
    """Let what was cleaned before be cleaned again."""
    shown._steps.clear()
    markdown._blocks.cache_clear()


GUARDS = {
    "limiter at the door": Guard(doors, "count_try", does("accounts.sign_in_now")),
    "limiter at the tablet": Guard(doors, "count_try", does("tablet.enter")),
    "limiter of the secret asked again": Guard(
        doors, "count_try", does("accounts.confirm_secret_now")
    ),
    "limiter of links lost": Guard(
        invitations.attempts, "count_try", does("accounts.forgotten_now")
    ),
    "comparison of secrets": Guard(doors, "verify_secret", does("accounts.sign_in_now")),
    "strength of a new secret": Guard(invitations, "secret_flaw", does("accounts.invited_now")),
    "rules in force": Guard(policy, "value", does("accounts.sign_in_now")),
    "table of rules": Guard(policy, "_read", does("entries.issue"), policy.forget),
    "limits of a session": Guard(policies, "limits", reads("unit_manager", "/team")),
    "length of a session": Guard(queries, "is_open", reads("unit_manager", "/team")),
    "who is looking": Guard(network, "load_viewer", reads("employee", "/profile")),
    "what a view needs": Guard(access, "policy_of", reads("employee", "/people")),
    "whether one may": Guard(Viewer, "may", reads("employee", "/people")),
    "the secret's age": Guard(application, "_secret_is_old", reads("administrator", "/entries")),
    "token of a form": Guard(application.csrf, "protect", does("help.ask")),
    "keys, at first": Guard(idempotency, "begin", does("help.ask")),
    "keys, at last": Guard(idempotency, "finish", does("help.ask")),
    "cleaning of words": Guard(
        markdown.nh3, "clean", reads("employee", "/lessons/{lesson}"), forget_words
    ),
    "scope of people": Guard(network_people, "reach_of", reads("unit_manager", "/people")),
    "scope of those given a path": Guard(assigning, "in_reach", does("courses.assign_save")),
    "scope of slips": Guard(entries, "get_slip_person", does("entries.issue")),
    "rights to a file": Guard(
        files.store, "may_read", reads("employee", "/files/{photo_alice}/a.jpg")
    ),
    "audit": Guard(audit, "note", does("entries.issue")),
}


@pytest.mark.parametrize("name", GUARDS)
def test_a_guard_that_fails_refuses(
    sturdy: House, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    guard = GUARDS[name]
    if guard.clear:
        guard.clear()
    before = sturdy.fingerprint()
    sessions = sturdy.rows("ops.session")
    monkeypatch.setattr(guard.where, guard.name, fails)
    answer = guard.ask(sturdy)
    monkeypatch.undo()
    if guard.clear:
        guard.clear()
    assert answer.status_code in {403, 500, 503}, name
    assert WORDS not in answer.get_data(as_text=True)
    assert "Traceback" not in answer.get_data(as_text=True)
    assert not any(c.startswith(f"{SESSION_COOKIE}=") for c in answer.headers.getlist("Set-Cookie"))
    assert changed(before, sturdy.fingerprint()) == set()
    assert [row["id"] for row in sturdy.rows("ops.session")] == [row["id"] for row in sessions]


@pytest.mark.parametrize("name", GUARDS)
def test_the_same_request_passes_when_its_guard_stands(house: House, name: str) -> None:
    """Else the failure above would prove nothing."""
    expected = {200, 302, 303}
    if name in {"what a view needs", "whether one may"}:
        expected = {403}
    answer = GUARDS[name].ask(house)
    answer.close()
    assert answer.status_code in expected


def test_canary_a_guard_whose_failure_is_swallowed_is_caught(
    sturdy: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: "no limiter today, let people work"."""
    from lms.accounts.views import doors as doors_views

    real = doors.sign_in

    def kind(**given: Any) -> Any:
        try:
            return real(**given)
        except Broken:
            monkeypatch.setattr(doors, "count_try", lambda *_given: None)
            return real(**given)

    monkeypatch.setattr(doors_views.doors, "sign_in", kind)
    with pytest.raises(AssertionError):
        test_a_guard_that_fails_refuses(sturdy, monkeypatch, "limiter at the door")


# ---- the database -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "status"), [(OperationalError, 503), (IntegrityError, 409), (Broken, 500)]
)
def test_a_write_that_is_not_committed_is_never_told_done(
    sturdy: House, monkeypatch: pytest.MonkeyPatch, error: type[Exception], status: int
) -> None:
    acts = {one.endpoint: one for one in ready_acts(sturdy)}
    before = sturdy.fingerprint()

    def lost() -> None:
        raise error(WORDS) if error is Broken else error("", {}, Exception(WORDS))

    monkeypatch.setattr(session, "commit", lost)
    for endpoint in (
        "help.ask",
        "entries.issue",
        "courses.lesson_continue",
        "accounts.sign_in_now",
    ):
        answer = send(sturdy, acts[endpoint])
        assert answer.status_code == status, endpoint
        assert WORDS not in answer.get_data(as_text=True)
    monkeypatch.undo()
    assert changed(before, sturdy.fingerprint()) == set()


def test_without_a_database_the_machine_is_told_and_people_too(
    sturdy: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_given: Any, **_named: Any) -> Any:
        raise OperationalError("", {}, Exception(WORDS))

    monkeypatch.setattr(session, "execute", away)
    monkeypatch.setattr(network, "load_viewer", away)
    assert sturdy.browser().get("/healthz").status_code == 200
    assert sturdy.browser().get("/readyz").status_code == 503
    answer = sturdy.browser("employee").get("/profile")
    assert answer.status_code == 503
    assert WORDS not in answer.get_data(as_text=True)


def test_a_failure_in_a_fragment_is_a_line_not_a_page(
    sturdy: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network_people, "reach_of", fails)
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
    answer = sturdy.browser("unit_manager").get("/people", headers=headers)
    assert answer.status_code == 500
    assert answer.headers["HX-Retarget"] == "#flash"
    assert "<html" not in answer.get_data(as_text=True)


# ---- mail ---------------------------------------------------------------------------------------


def mails() -> list[tuple[str, str]]:
    """Return the state of the links sent, and what the server answered."""
    links = select(Mail).where(Mail.key.like("accounts.link:%")).order_by(Mail.created_at)
    return [(one.state, one.answer) for one in session.scalars(links)]


def _empty_the_queue(house: House, real: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with smtp_sink() as sink, clock.frozen(NOW + timedelta(minutes=30)):
        settings = replace(real, smtp_url=sink.url)
        with monkeypatch.context() as here:
            here.setitem(house.app.extensions, "settings", settings)
            sweepers.SWEEPERS["core.mail"].run(now=clock.now())
            drain(house.app, strict=True)


def test_a_mail_server_away_loses_nothing_and_stops_nobody(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = house.app.extensions["settings"]
    away = replace(real, smtp_url="smtp://127.0.0.1:1")
    monkeypatch.setitem(house.app.extensions, "settings", away)
    acts = {one.endpoint: one for one in ready_acts(house)}
    with house.app.app_context():
        _empty_the_queue(house, real, monkeypatch)
        before = len(mails())
        asked = send(house, acts["entries.send_link"])
        assert asked.status_code == 303
        drain(house.app, strict=True)
        kept = mails()[before:]
        assert [state for state, _answer in kept] == ["queued"]
        with smtp_sink() as sink:
            back = replace(real, smtp_url=sink.url)
            monkeypatch.setitem(house.app.extensions, "settings", back)
            with clock.frozen(NOW + timedelta(hours=1)):
                sweepers.SWEEPERS["core.mail"].run(now=clock.now())
                drain(house.app, strict=True)
        session.expire_all()
        assert [state for state, _answer in mails()[before:]] == ["sent"]
        assert len(sink.messages) == 1


def told_without_frame(house: House, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return what stands on the pages of errors when the menu leads to a page that is no more."""
    monkeypatch.setattr(frame, "bars", lambda _viewer: url_for("nowhere.at_all"))
    found = {}
    for url, status in {
        "/profile": 500,
        "/nowhere": 404,
        "/policies/accounts.tries.code": 403,
    }.items():
        answer = house.browser("employee").get(url)
        html = answer.get_data(as_text=True)
        found[url] = f"{answer.status_code}" if answer.status_code != status else ""
        found[url] += " bare" if html == errors.BARE else f" {faults(html)}" if faults(html) else ""
    return found


def test_an_error_is_told_on_its_own_page_though_the_menu_is_what_is_broken(
    sturdy: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set(told_without_frame(sturdy, monkeypatch).values()) == {""}
    part = sturdy.browser("employee").get("/profile", headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Retarget"]) == (500, "#flash")


def test_canary_an_error_that_asks_the_menu_again_is_caught(
    sturdy: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: pages of errors are drawn as every other page is (they were)."""
    monkeypatch.setattr(errors, "_frame", frame.frame)
    assert told_without_frame(sturdy, monkeypatch) == {
        "/profile": " bare",
        "/nowhere": "500 bare",
        "/policies/accounts.tries.code": "500 bare",
    }


def test_without_any_template_an_error_is_still_said(
    sturdy: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "draw", fails)
    answer = sturdy.browser("employee").get("/profile")
    assert answer.status_code == 500
    assert "Rien n’a été enregistré" in answer.get_data(as_text=True)


def test_a_failure_is_written_without_a_word_of_anybody(
    sturdy: House, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The secret just typed is a local value of what failed: logs hold types and places only."""
    monkeypatch.setattr(doors, "verify_secret", fails)
    does("accounts.sign_in_now")(sturdy)
    monkeypatch.setattr(Viewer, "may", fails)
    reads("employee", "/profile")(sturdy)
    said = "".join(capfd.readouterr())
    assert "Broken" in said
    assert "lms/accounts/services/doors.py" in said
    assert [words for words in (SECRET, WORDS, "Alice", "Martin") if words in said] == []
