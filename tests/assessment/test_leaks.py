"""T04: every byte of every page sent before the end is free of the answer."""

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from markupsafe import escape
from werkzeug.test import TestResponse

from lms.assessment import queries
from lms.assessment.rules import public
from lms.assessment.rules.questions import (
    AcceptedText,
    Kind,
    Option,
    Question,
    ShortText,
    Single,
    content_hash,
    to_json,
)
from lms.assessment.rules.quiz import Feedback
from lms.assessment.services import attempts
from lms.assessment.views import shown
from lms.core import ids
from tests.assessment.makers import publish
from tests.assessment.pages import PARTIAL, Player, allow, form_on
from tests.assessment.rules.test_public import marked
from tests.assessment.samples import one_of_each, right_form
from tests.cast import Cast


def _bytes(page: TestResponse) -> str:
    """Return everything a browser receives, headers and cookies in."""
    headers = "\n".join(f"{name}: {value}" for name, value in page.headers)
    return headers + "\n" + page.get_data(as_text=True)


def _secrets(cast: Cast, player: Player) -> set[str]:
    """Return what must not leave: markers, seed, hashes, stored uids and versions."""
    attempt = queries.find_attempt(cast.alice.id, player.quiz_uid)
    assert attempt is not None
    found = {"SECRET", "7919", "98765", attempt.seed}
    for question in attempt.order():
        found |= {content_hash(question), question.name or "SECRET"}
        found.add(json.dumps(to_json(question))[1:40])
    return found


def _walk(cast: Cast, player: Player, pages: Callable[[], list[TestResponse]]) -> list[str]:
    """Return the secrets found in the pages."""
    started = [player.begin()]
    secrets = _secrets(cast, player)
    seen = "\n".join(_bytes(page) for page in [*started, *pages()])
    return sorted(secret for secret in secrets if secret in seen or str(escape(secret)) in seen)


def _before_sending(player: Player) -> Callable[[], list[TestResponse]]:
    """Return what a curious person opens: pages, parts, drafts, faults, the end, a disagreement."""

    def pages() -> list[TestResponse]:
        found = []
        for step in range(1, 11):
            page = player.open(f"/{step}")
            if 'id="sheet"' in page.get_data(as_text=True):
                found.append(page)
                continue
            form = form_on(page, f"/{step}")
            found += [page, player.open(f"/{step}", **PARTIAL), player.open(f"/{step}/disagree")]
            common = ("csrf_token", "_key", "sending")
            empty = {k: v for k, v in form.sent().items() if k in common}
            found.append(player.client.post(form.action, data=empty))
            form = form_on(player.open(f"/{step}"), f"/{step}")
            found.append(player.client.post(f"{form.action}/draft", data=form.sent()))
        return [*found, player.open("/end"), player.open(), player.open("/result")]

    return pages


@pytest.fixture
def player(cast: Cast, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Player:
    asked = [marked(question) for question in one_of_each().values()]
    quiz = publish(*map(_ready, asked), feedback=Feedback.AFTER_SUBMISSION)
    allow(monkeypatch, quiz)
    cast.sign_in(client, cast.alice)
    return Player(client, quiz.quiz_uid)


def _ready(question: Any) -> Question:
    """Give back a full mark where the markers took it."""
    if isinstance(question, ShortText):
        return replace(question, accepted=(AcceptedText(uid="s", pattern="SECRET"),))
    options = getattr(question, "options", None)
    if options and question.kind is not Kind.SCALE:
        whole = replace(options[0], fraction=Fraction(1))
        return replace(question, options=(whole, *options[1:]))  # type: ignore[no-any-return]
    return question  # type: ignore[no-any-return]


def test_nothing_sent_before_the_end_tells_an_answer(cast: Cast, player: Player) -> None:
    assert _walk(cast, player, _before_sending(player)) == []


@pytest.mark.parametrize("plant", ["name", "feedback", "token", "sheet"])
def test_a_planted_leak_is_caught(
    cast: Cast, player: Player, monkeypatch: pytest.MonkeyPatch, plant: str
) -> None:
    if plant == "token":
        monkeypatch.setattr(public, "_token", lambda _seed, name: name.rsplit("/", 1)[-1])
    elif plant == "sheet":
        monkeypatch.setattr(shown, "may_show_outcome", lambda *_a, **_k: True)
    else:
        told = {"name": "name", "feedback": "general_feedback"}[plant]
        real = shown.public_view
        monkeypatch.setattr(
            shown,
            "public_view",
            lambda question, seed: replace(real(question, seed), stem=getattr(question, told)),
        )
    assert "SECRET" in _walk(cast, player, _before_sending(player))


def _sides(number: int, right: int) -> Single:
    options = tuple(
        Option(uid=f"o{n}", text=f"Choix {n}", fraction=Fraction(n == right)) for n in range(4)
    )
    return Single(uid=UUID(int=number + 1), stem=f"Cas {number}", options=options, shuffle=False)


def test_the_right_side_drawn_by_chance_changes_no_byte(
    cast: Cast, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twin worlds: the same quiz with other right options gives the same pages."""
    pages = []
    same = SimpleNamespace(new_id=ids.new_id, token=lambda _n: "the same seed")
    monkeypatch.setattr(attempts, "ids", same)
    for right in (0, 3):
        quiz = publish(*(_sides(n, (n + right) % 4) for n in range(3)))
        allow(monkeypatch, quiz)
        cast.sign_in(client, cast.alice)
        player = Player(client, quiz.quiz_uid)
        first = player.begin()
        pages.append([_same(page) for page in (first, player.open("/2"), player.open("/3"))])
    assert pages[0] == pages[1]


def _same(page: TestResponse) -> list[str]:
    """Return the choices of a page: token and words."""
    form = form_on(page, page.request.path.rsplit("/", 1)[-1])
    return [*form.offered["answer"], str("Choix 3" in page.get_data(as_text=True))]


def test_immediate_feedback_tells_the_answered_question_only(
    cast: Cast, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = one_of_each()[Kind.SINGLE]
    second = _ready(marked(one_of_each()[Kind.MULTIPLE]))
    quiz = publish(first, second)
    allow(monkeypatch, quiz)
    cast.sign_in(client, cast.alice)
    player = Player(client, quiz.quiz_uid)
    page = player.begin()
    attempt = queries.find_attempt(cast.alice.id, quiz.quiz_uid)
    assert attempt is not None
    told = player.press(page, "/1", **right_form(first, attempt.seed))
    words = _bytes(player.client.get(told.location)) + _bytes(player.open("/2"))
    assert "Un regard suffit." in words
    assert "SECRET" not in words
