"""Hostile addresses and bodies: an answer in words, never a failure, never a change.

Each page is asked with what a hand or a robot may put under every name it reads, and in place of
its arguments; each form is sent with the same in each of its fields. What changed and a rotating
quarter of the rest has its turn each day, everything in ``check --full``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import Rule

from lms.core import access
from tests.house.acts import Ready, ready_acts, send
from tests.house.crawling import ask, watching
from tests.house.ground import ANONYMOUS, House, changed
from tests.house.places import address, arguments, rules
from tests.turns import has_turn

pytestmark = pytest.mark.xdist_group("house-hostile")

TURNS = 4
HUGE = str(10**30)
NASTY = (
    HUGE,
    "9999-12-31",
    "٣ %_\\'\u202e\ufeff🦊<script>alert(1)</script>{{7*7}}",
    "\ud83d" + "é" * 9000,
)
NUMBERS = ("-1", "0", "٣")
"""Besides, where a page counts."""

SCRIPT = b"<script>alert(1)"

SPECIAL = {
    "notifications.preview": "administrator",
    "help.calls": "administrator",
    "policies.edit": "administrator",
    "entries.people": "unit_manager",
    "entries.slips": "unit_manager",
    "entries.slips_sheet": "unit_manager",
    "tablet.enrol": "unit_manager",
    "assessment.review_list": "learning_author",
    "assessment.review": "learning_author",
    "assessment.dispute": "learning_author",
    "accounts.sign_in": ANONYMOUS,
    "accounts.invited": ANONYMOUS,
    "courses.team": "unit_manager",
    "courses.waive": "unit_manager",
    "courses.extra_time": "unit_manager",
    "courses.proposal_list": "learning_author",
    "courses.proposal": "learning_author",
    "courses.proposal_people": "learning_author",
    "assessment.bank": "learning_author",
    "assessment.bank_question": "learning_author",
    "assessment.bank_key": "learning_author",
    "profiles.small_network": "administrator",
    "quotes.gaps": "learning_author",
    "quotes.sign": "unit_manager",
    "courses.team_person": "unit_manager",
    "courses.path_list": "unit_manager",
    "courses.assign": "unit_manager",
    **{f"labels.{page}": "unit_manager" for page in ("mine", "say", "ask_again", "assess")},
}
OF_QUOTES = {
    **dict.fromkeys(("coaching", "interviewing", "otherwise", "writing", "reading"), "coach"),
    **dict.fromkeys(("workshop", "guarding"), "coach"),
    **dict.fromkeys(("desk", "judging"), "privacy_officer"),
}
WIDEST = {
    "quotes": "employee",
    "accounts": "employee",
    "assessment": "employee",
    "courses": "employee",
    "home": "employee",
    "labels": "label_officer",
    "network": "administrator",
    "notifications": "employee",
    "reporting": "regional_lead",
    "referential": "learning_author",
}


STORES_OWN = {"coaching", "projects"}
STORES = ("unit_manager", "coach", "regional_lead", "administrator")
"""Who opens a page of a store's own life, the nearest first."""


def viewer_of(house: House, rule: Rule) -> str:
    """Return somebody to whom the page opens."""
    view = house.app.view_functions[rule.endpoint]
    _lms, module, *place = view.__module__.split(".")
    if module in STORES_OWN and rule.endpoint not in SPECIAL:
        held = access.policy_of(view)
        may = {role.value for one in held.permissions for role in access.ROLES_OF.get(one, ())}
        return next((one for one in STORES if one in may), "employee")
    of_quotes = OF_QUOTES.get(place[-1]) if module == "quotes" else None
    return SPECIAL.get(rule.endpoint) or of_quotes or WIDEST[module]


def percent(value: str) -> str:
    """Return a value for an address, as a robot sends it: a lone surrogate stays one."""
    return "".join(f"%{byte:02X}" for byte in value.encode("utf-8", "surrogatepass"))


# ---- which names a page reads -------------------------------------------------------------------


class Noted(ImmutableMultiDict[str, str]):
    """The fields of an address, that tell which were looked for, one request at a time."""

    names: set[str] = set()

    def __getitem__(self, key: str) -> str:
        self.names.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.names.add(str(key))
        return super().__contains__(key)

    def get(self, key: str, *rest: Any, **options: Any) -> Any:
        self.names.add(key)
        return super().get(key, *rest, **options)

    def getlist(self, key: str, *rest: Any, **options: Any) -> Any:
        self.names.add(key)
        return super().getlist(key, *rest, **options)


class NotedRequest(Request):
    """A request whose reading is noted."""

    parameter_storage_class = Noted  # type: ignore[assignment]


@contextmanager
def noting(app: Flask) -> Iterator[set[str]]:
    """Note the names looked for until the block ends."""
    before, app.request_class = app.request_class, NotedRequest
    Noted.names = set()
    try:
        yield Noted.names
    finally:
        app.request_class = before


def names_read(house: House, viewer: str, base: str) -> set[str]:
    """Return the names a page reads after its question mark."""
    with noting(house.app) as names:
        for more in ("", "?see=1&format=csv", "?see=1&on=2026-04-01"):
            house.browser(viewer).get(base + more).close()
        return set(names)


# ---- pages --------------------------------------------------------------------------------------


def asked_with(house: House, only: str = "") -> Iterator[tuple[Rule, str, str]]:
    """Yield each page with each nasty value under each name it reads and for each argument."""
    for rule in rules(house.app, writing=False):
        if rule.endpoint != only and (only or not has_turn(house.app, rule.endpoint, TURNS)):
            continue
        viewer, values = viewer_of(house, rule), arguments(house.world, rule)
        base = address(house.app, rule, values)
        for name in sorted(names_read(house, viewer, base)):
            for value in (*NASTY, *(NUMBERS if name in {"page", "step"} else ())):
                yield rule, viewer, f"{base}?{name}={percent(value)}"
        for value in values.values():
            for nasty in (NASTY[0], NASTY[2]):
                yield rule, viewer, base.replace(str(value), percent(nasty), 1)


def broken_pages(house: House, only: str = "") -> list[tuple[str, str, str]]:
    """Return the pages that failed on something nasty, or sent it back alive."""
    found = []
    with watching(house.app) as watch:
        for rule, viewer, url in asked_with(house, only):
            client = house.browser(viewer)
            got = ask(watch, rule.endpoint, lambda c=client, u=url: c.get(u))
            if got.status >= 500:
                found.append((rule.rule, got.error or str(got.status), url[:160]))
            if SCRIPT in got.body and got.headers.get("Content-Type", "").startswith("text/html"):
                found.append((rule.rule, "a script came back", url[:160]))
    return found


def test_no_address_makes_a_page_fail(house: House) -> None:
    before = house.fingerprint()
    assert broken_pages(house) == []
    assert changed(before, house.fingerprint()) == set()


def test_canary_a_page_that_believes_its_address_is_caught(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: the page of a list is used as it comes."""
    from flask import request

    real = house.app.view_functions["policies.index"]

    def believes() -> object:
        int(request.args.get("page", "1"))
        return real()

    believes.policy, believes.__module__ = real.policy, real.__module__  # type: ignore[attr-defined]
    monkeypatch.setitem(house.app.view_functions, "policies.index", believes)
    assert broken_pages(house, "policies.index")


# ---- forms --------------------------------------------------------------------------------------


def broken_forms(house: House, acts: list[Ready]) -> list[tuple[str, str, str]]:
    """Return the forms that failed on something nasty in one of their fields."""
    found = []
    with watching(house.app) as watch:
        for one in acts:
            for name in sorted({*one.fields, *one.act.reads}):
                for value in NASTY:
                    sent = {**one.fields, name: value.encode("utf-8", "surrogatepass")}
                    ready = replace(one, fields=sent)
                    with house.scratch():
                        got = ask(watch, one.endpoint, lambda r=ready: send(house, r))
                    if got.status >= 500:
                        found.append((one.endpoint, name, f"{value[:20]!r} {got.error}"))
    return found


def test_no_field_makes_a_form_fail(house: House) -> None:
    acts = ready_acts(house)
    ours = [one for one in acts if has_turn(house.app, one.endpoint, TURNS)]
    assert ours
    assert broken_forms(house, ours) == []


def test_no_key_makes_a_form_fail(house: House) -> None:
    one = next(ready for ready in ready_acts(house) if ready.endpoint == "help.ask")
    with watching(house.app) as watch:
        for value in NASTY:
            sent = value.encode("utf-8", "surrogatepass")
            with house.scratch():
                got = ask(watch, one.endpoint, lambda k=sent: send(house, one, key=k))
            assert got.status < 500, (value[:20], got.error)


def past_the_fence(house: House) -> list[str]:
    """Return the views that a NUL reached, in a field or in an address."""
    found = []
    with watching(house.app) as watch:
        for one in ready_acts(house):
            ready = replace(one, fields={**one.fields, "anything": "a\0b"})
            with house.scratch():
                got = ask(watch, one.endpoint, lambda r=ready: send(house, r))
            if (got.status, got.let_in) != (400, False):
                found.append(one.endpoint)
        for rule in rules(house.app, writing=False):
            client = house.browser(viewer_of(house, rule))
            url = address(house.app, rule, arguments(house.world, rule))
            got = ask(watch, rule.endpoint, lambda c=client, u=url: c.get(f"{u}?q=a%00b"))
            if (got.status, got.let_in) != (400, False):
                found.append(rule.endpoint)
    return found


def test_no_nul_reaches_a_view(house: House) -> None:
    """No text of the database can hold one: whatever the field, it would be a failure."""
    assert past_the_fence(house) == []


def test_no_cookie_makes_a_page_fail(house: House) -> None:
    for name in ("lms_sid", "lms_device", "lms_lang", "lms_form"):
        for value in ("x", "a" * 4000, "%00", "\\000", "é", "..", "fr;"):
            client = house.app.test_client(use_cookies=False)
            for url in ("/", "/sign-in", "/tablet"):
                got = client.get(url, headers={"Cookie": f"{name}={value}"})
                assert got.status_code < 500, (name, value, url)


def test_canary_without_its_fence_a_nul_is_caught(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: what the database cannot hold is let through (it was)."""
    hooks = house.app.before_request_funcs[None]
    open_gate = [hook for hook in hooks if hook.__name__ != "refuse_unreadable"]
    monkeypatch.setitem(house.app.before_request_funcs, None, open_gate)
    assert len(past_the_fence(house)) > 100
