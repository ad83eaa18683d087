"""Kinds of every sort, and a mail server; the cast tells each other things."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from importlib import import_module

import pytest
from flask import Flask

from lms.core import policy
from lms.core.access import Capability, Role
from lms.core.i18n import _l
from lms.core.notices import KINDS, Channel, Kind, Urgency, declare
from lms.wiring import REGISTRIES
from tests.core.smtp_sink import Sink, smtp_sink


def _body(who: str = "", until: date | None = None) -> str:
    return f"{who} {until or ''}".strip()


def _kinds() -> None:
    everybody = frozenset(Role)
    shared = {"body": _body, "sample": {"who": "Sam"}}
    for code, title, rest in (
        ("t.news", "Some news", {}),
        ("t.act", "Something to do", {"act": True}),
        ("t.weekly", "The week", {"urgency": Urgency.WEEKLY}),
        ("t.hurry", "It hurries", {"urgency": Urgency.AT_ONCE, "act": True}),
        ("t.app", "In the app", {"channels": frozenset({Channel.APP})}),
        ("t.quotes", "Elsewhere", {"capability": Capability.QUOTES, "act": True}),
    ):
        declare(
            Kind(
                code=code,
                name=_l(f"Kind {code}"),
                title=_l(title),
                audience=everybody,
                **{**shared, **rest},
            )
        )
    declare(
        Kind(
            code="t.alert",
            name=_l("Kind t.alert"),
            title=_l("Somebody waits for you"),
            audience=frozenset({Role.COACH}),
            urgency=Urgency.AT_ONCE,
            act=True,
            mutable=False,
            confidential=True,
            **shared,
        )
    )


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    """Declare kinds for a test; forget them, and what was read of policies, after it."""
    for name in REGISTRIES:  # those of the house stay known to the tests that come after
        import_module(name)
    before = dict(KINDS)
    _kinds()
    policy.forget()
    yield
    policy.forget()
    KINDS.clear()
    KINDS.update(before)


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A mail server that keeps what it is given."""
    with smtp_sink() as running:
        yield running


@pytest.fixture
def mailroom(app: Flask, sink: Sink) -> Iterator[Flask]:
    """The application with a way out for mail, on the connection rolled back at the end."""
    kept = app.extensions["settings"]
    app.extensions["settings"] = replace(
        kept, smtp_url=sink.url, mail_from="Comptoir <comptoir@example.org>", development=False
    )
    yield app
    app.extensions["settings"] = kept
