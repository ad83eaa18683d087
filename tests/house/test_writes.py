"""T03, T14 and idempotency: each write does what its fields say, for its sender, once.

One act per writing route is done for real (see :mod:`tests.house.acts`), then done again forged,
overloaded and repeated; the whole database is compared.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from flask import request
from werkzeug.test import TestResponse

from lms.app import csrf
from lms.core import access, ids
from lms.core.db import Base
from tests.assessment.pages import forms_of
from tests.house.acts import Ready, armed, ready_acts, send
from tests.house.ground import ANONYMOUS, House, changed, make_token
from tests.house.places import rules
from tests.turns import has_turn

pytestmark = pytest.mark.xdist_group("house-writes")

TURNS = 4

ENDS_THE_SESSION = {"accounts.sign_out", "tablet.enrol_now"}
SHOWS_AT_ONCE = {
    "quotes.near",
    "quotes.shown",
    "quotes.card_read",
    "quotes.open_receipt",
    "quotes.coach_receipt",
    "quotes.coach_impact",
    "quotes.guard_draft",
    "quotes.guard_interview",
}
"""Answers of a confidential exchange: nothing is kept of them, not even to lead back to."""
RENEWS_THE_COOKIE = {"accounts.confirm_secret_now", "accounts.change_secret"}


@pytest.fixture
def acts(house: House) -> list[Ready]:
    """Give one act per writing route."""
    return ready_acts(house)


def fresh(acts: list[Ready], endpoint: str) -> Ready:
    """Return the act of an endpoint."""
    return next(one for one in acts if one.endpoint == endpoint)


# ---- each works, from a form --------------------------------------------------------------------


def test_every_write_works_and_is_tried(house: House, acts: list[Ready]) -> None:
    assert {one.rule for one in acts} == {rule.rule for rule in rules(house.app, writing=True)}
    answers = {}
    for one in acts:
        with house.scratch():
            answers[one.endpoint] = send(house, one).status_code
    shown = {name for name, status in answers.items() if status == 200}
    assert shown == SHOWS_AT_ONCE
    assert {n: s for n, s in answers.items() if s not in {204, 303} and n not in shown} == {}


def formless(house: House, acts: list[Ready]) -> dict[str, str]:
    """Return the acts whose page has no form for them, or lacks one of their fields."""
    found = {}
    for one in acts:
        if not one.act.page:
            continue
        page = armed(house, one)[0].get(one.act.page)
        if f'formaction="{one.url}"' in page.get_data(as_text=True):
            continue
        here = [form for form in forms_of(page) if _leads_to(form.action, one)]
        offered = {name for form in here for name in (*form.offered, *dict(form.fields))}
        lost = set(one.fields) - offered
        if not here or lost:
            found[one.endpoint] = f"no form on {one.act.page}" if not here else f"no {lost}"
    return found


def _leads_to(action: str, one: Ready) -> bool:
    target = action.split("?", maxsplit=1)[0] or one.act.page.split("?")[0]
    return target == one.url.split("?")[0]


def test_every_write_is_a_plain_form_on_a_page(house: House, acts: list[Ready]) -> None:
    assert formless(house, acts) == {}
    without = {one.endpoint for one in acts if not one.act.page and not one.act.script}
    assert without == {
        "courses.assignment_undo",  # offered beside what was just done
        "entries.reopen",  # offered once a place is closed
        "assessment.start",  # offered when tries remain
        "notifications.unread_all",  # offered beside what was just done
        "quotes.forget",  # offered once something was kept
        "quotes.noted",  # offered under the six words
        "projects.brief_undo",  # offered once the brief was held
        "projects.open_project",  # offered where no project lives
        "projects.pilot_choose",  # offered where no pilot is lived
        "projects.region_open",  # offered where no project lives
        "quotes.withdraw_card",  # offered under what became of the card
    }


# ---- T14: nothing without one's own token -------------------------------------------------------

Forge = Callable[[House, Ready], TestResponse]


def _plainly(house: House, one: Ready, token: str | None, **options: Any) -> TestResponse:
    client, _own = armed(house, one)
    data = {**one.fields, "_key": "forged", **({"csrf_token": token} if token else {})}
    return client.post(one.url, data=data, **options)


def _no_token(house: House, one: Ready) -> TestResponse:
    return _plainly(house, one, None)


def _wrong_token(house: House, one: Ready) -> TestResponse:
    return _plainly(house, one, "IjAwMDAwMDAwMDAi.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb")


def _anothers_token(house: House, one: Ready) -> TestResponse:
    return _plainly(house, one, make_token(house.app)[1])


def _another_site(house: House, one: Ready) -> TestResponse:
    _client, token = armed(house, one)
    return _plainly(house, one, token, headers={"Origin": "https://evil.example"})


def _plain_text(house: House, one: Ready) -> TestResponse:
    client, token = armed(house, one)
    body = "&".join(f"{k}={v}" for k, v in {**one.fields, "csrf_token": token}.items())
    return client.post(one.url, data=body, content_type="text/plain")


def _as_json(house: House, one: Ready) -> TestResponse:
    client, token = armed(house, one)
    return client.post(one.url, json={**one.fields, "csrf_token": token, "_key": "forged"})


def _by_htmx(house: House, one: Ready) -> TestResponse:
    return _plainly(house, one, None, headers={"HX-Request": "true"})


def _in_the_address(house: House, one: Ready) -> TestResponse:
    client, token = armed(house, one)
    query = {"csrf_token": token, "_key": "forged"}
    return client.post(one.url, data=dict(one.fields), query_string=query)


FORGERIES: tuple[Forge, ...] = (
    _no_token,
    _wrong_token,
    _anothers_token,
    _another_site,
    _plain_text,
    _as_json,
    _by_htmx,
    _in_the_address,
)


def forged(house: House, acts: list[Ready]) -> list[tuple[str, str, int]]:
    """Return the forgeries that were not refused."""
    found = []
    for one in acts:
        for forge in FORGERIES:
            status = forge(house, one).status_code
            if status not in {400, 403}:
                found.append((one.endpoint, forge.__name__, status))
    return found


def test_a_forged_write_is_refused_and_changes_nothing(house: House, acts: list[Ready]) -> None:
    before = house.fingerprint()
    assert forged(house, acts) == []
    assert changed(before, house.fingerprint()) == set()


def test_canary_an_exempt_route_is_caught(
    house: House, acts: list[Ready], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: the player's second asks for no token."""
    real = csrf.protect
    monkeypatch.setattr(
        csrf, "protect", lambda: None if request.endpoint == "courses.lesson_second" else real()
    )
    found = forged(house, [fresh(acts, "courses.lesson_second")])
    assert ("courses.lesson_second", "_no_token", 204) in found


def test_an_override_of_the_method_is_not_heard(house: House, acts: list[Ready]) -> None:
    before = house.fingerprint()
    for one in acts:
        client, token = armed(house, one)
        query = {"_method": "POST", "csrf_token": token, **one.fields}
        client.get(one.url, query_string=query, headers={"X-HTTP-Method-Override": "POST"})
    assert changed(before, house.fingerprint()) == set()


# ---- T03: nothing but what the form reads -------------------------------------------------------


def sentinels(house: House) -> dict[str, str]:
    """Return every column name of the model with a value that would be seen."""
    somebody = str(house.world.people["yann"])
    values: dict[Any, str] = {
        UUID: somebody,
        int: "97",
        bool: "1",
        date: "2031-02-03",
        datetime: "2031-02-03T04:05:06+00:00",
    }
    found: dict[str, str] = {}
    for table in Base.metadata.tables.values():
        for column in table.columns:
            try:
                kind = column.type.python_type
            except NotImplementedError:
                kind = str
            found[column.name] = values.get(kind, "sentinel")
    extra = ("role", "roles", "is_admin", "admin", "points", "score", "owner", "user", "user_id")
    return {**found, **dict.fromkeys(extra, "administrator"), "progress": "100", "passed": "1"}


def overloaded(
    house: House, acts: list[Ready], extra: dict[str, str]
) -> Iterator[tuple[str, set[str]]]:
    """Yield each act that did something else because of fields it has no business with."""
    for one in acts:
        known = {*one.fields, *one.act.reads, "csrf_token", "_key"}
        plain, more = ({}, {k: v for k, v in extra.items() if k not in known})
        prints = []
        for fields in (plain, more):
            with house.scratch(), ids.seeded(7):
                sent = replace(one, fields={**fields, **one.fields})
                status = send(house, sent).status_code
                prints.append({**house.fingerprint(repeatable=True), "status": str(status)})
        if prints[0] != prints[1]:
            yield one.endpoint, changed(*prints)


def todays(house: House, acts: list[Ready]) -> list[Ready]:
    """Return the acts whose turn it is: those that changed and a share of the others, or all."""
    return [one for one in acts if has_turn(house.app, one.endpoint, TURNS)]


def test_fields_that_no_form_has_change_nothing(house: House, acts: list[Ready]) -> None:
    extra = sentinels(house)
    assert len(extra) > 200
    assert dict(overloaded(house, todays(house, acts), extra)) == {}


def test_canary_a_form_poured_into_a_row_is_caught(
    house: House, acts: list[Ready], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: preferences are read from whatever was sent, as ``populate_obj`` does."""
    from lms.accounts.models import Person
    from lms.core.access import current_viewer
    from lms.core.db import session

    real = house.app.view_functions["accounts.save_preferences"]

    def pours() -> Any:
        person = session.get_one(Person, current_viewer().person_id)
        person.left_on = date.fromisoformat(request.form.get("left_on", "2030-01-01"))
        return real()

    pours.policy = real.policy  # type: ignore[attr-defined]
    monkeypatch.setitem(house.app.view_functions, "accounts.save_preferences", pours)
    one = [fresh(acts, "accounts.save_preferences")]
    assert dict(overloaded(house, one, sentinels(house))) == {
        "accounts.save_preferences": {"accounts_person"}
    }


# ---- once, whatever the network does ------------------------------------------------------------


def _confidence(house: House, one: Ready) -> access.Confidence | None:
    return access.confidence_of(house.app.view_functions[one.endpoint])


def keyed(house: House, acts: list[Ready]) -> list[Ready]:
    """Return the acts whose key is kept: all, but those a confidential page may safely repeat."""
    hidden = {one.endpoint: _confidence(house, one) for one in acts}
    return [one for one in acts if not (found := hidden[one.endpoint]) or not found.repeatable]


def repeated(house: House, acts: list[Ready]) -> dict[str, str]:
    """Return the acts that the same key did twice, or answered otherwise the second time.

    A confidential act is not answered again: its sender is led to a list, whatever it was.
    """
    found = {}
    for one in keyed(house, acts):
        with house.scratch():
            first = send(house, one)
            once = house.fingerprint()
            again = send(house, one)
            if wrong := changed(once, house.fingerprint()):
                found[one.endpoint] = f"acts twice: {wrong}"
            elif _confidence(house, one):
                if again.status_code != 303:
                    found[one.endpoint] = f"{again.status_code}, not led back"
            elif one.endpoint not in ENDS_THE_SESSION | RENEWS_THE_COOKIE and not _same(
                first, again
            ):
                found[one.endpoint] = f"{first.status_code} then {again.status_code}"
    return found


def _same(first: TestResponse, again: TestResponse) -> bool:
    def told(answer: TestResponse) -> tuple[Any, ...]:
        return answer.status_code, answer.headers.get("Location"), answer.get_data()

    return told(first) == told(again)


def signed_in(acts: list[Ready]) -> list[Ready]:
    """Return the acts of people who are signed in: only they have keys."""
    return [one for one in acts if one.act.viewer != ANONYMOUS]


def test_the_same_write_sent_twice_acts_once_and_answers_the_same(
    house: House, acts: list[Ready]
) -> None:
    assert repeated(house, signed_in(todays(house, acts))) == {}


def test_canary_a_write_done_twice_is_caught(
    house: House, acts: list[Ready], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: the answer of a key is never found again."""
    from lms.core import idempotency

    monkeypatch.setattr(idempotency, "begin", lambda **_asked: None)
    one = [fresh(acts, "help.ask"), fresh(acts, "entries.issue")]
    assert "entries.issue" in repeated(house, one)


def test_a_key_used_for_another_write_is_refused(house: House, acts: list[Ready]) -> None:
    for one in keyed(house, signed_in(todays(house, acts))):
        if one.endpoint in ENDS_THE_SESSION | RENEWS_THE_COOKIE:
            continue
        with house.scratch():
            send(house, one)
            once = house.fingerprint()
            assert send(house, one, another="field").status_code == 409, one.endpoint
            assert changed(once, house.fingerprint()) == set(), one.endpoint


def test_a_write_without_key_is_refused_in_words(house: House, acts: list[Ready]) -> None:
    before = house.fingerprint()
    for one in signed_in(acts):
        answer = send(house, one, key="")
        assert answer.status_code == 400, one.endpoint
        assert "formulaire" in answer.get_data(as_text=True), one.endpoint
    assert changed(before, house.fingerprint()) == set()
