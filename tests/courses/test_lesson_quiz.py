"""The questions of a lesson, from the lesson to the ledger, through the real gate."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.assessment import queries
from lms.assessment.services import expire_due_attempts
from lms.core import clock
from lms.core.db import session
from lms.courses.models import Completion
from lms.courses.rules.content import Package
from lms.courses.services import assigning
from tests.assessment.pages import PARTIAL, form_on
from tests.assessment.samples import right_form
from tests.cast import NOW, Cast
from tests.factories import courses
from tests.factories.courses import KNOWN, publish
from tests.pages import Statements, page, post

URL = f"/quizzes/{KNOWN.check_quiz}"
BUDGET = 8


def _package(**settings: object) -> Package:
    """Return the small path, the questions first and set otherwise."""
    made = courses.package()
    basics = made.courses[0]
    welcome, check, charter = basics.lessons
    assert check.quiz is not None
    quiz = replace(check.quiz, settings=replace(check.quiz.settings, **settings))
    check = replace(check, quiz=quiz, steps=welcome.steps[:1])
    return replace(
        made, courses=(replace(basics, lessons=(check, welcome, charter)), *made.courses[1:])
    )


@pytest.fixture
def alice(cast: Cast, client: FlaskClient) -> FlaskClient:
    publish(_package())
    assigning.assign_path(
        path_uid=KNOWN.path,
        person_ids=[cast.alice.id],
        due_on=clock.today(),
        actor_id=cast.marion.id,
    )
    return cast.sign_in(client, cast.alice)


def _arrive(alice: FlaskClient) -> TestResponse:
    """Press the last button of the lesson; return the first question."""
    page(alice, f"/lessons/{KNOWN.check}")
    pressed = post(alice, f"/lessons/{KNOWN.check}/continue", step="1")
    assert pressed.headers["Location"] == URL
    resumed = alice.get(URL)
    assert resumed.headers["Location"] == f"{URL}/1"
    return alice.get(f"{URL}/1")


def _right(cast: Cast) -> dict[str, list[str]]:
    attempt = queries.find_attempt(cast.alice.id, KNOWN.check_quiz)
    assert attempt is not None
    return right_form(attempt.order()[0], attempt.seed)


def _answer(alice: FlaskClient, shown: TestResponse, cast: Cast, *, right: bool) -> TestResponse:
    """Answer the question shown, rightly or not, and send."""
    form = form_on(shown, "/1")
    best = _right(cast)["answer"]
    chosen = best if right else [t for t in form.offered["answer"] if t not in best]
    told = alice.get(alice.post(form.action, data=form.sent(answer=chosen)).headers["Location"])
    assert 'id="sheet"' in told.get_data(as_text=True)
    send = form_on(told, "/submit")
    return alice.post(send.action, data=send.sent())


def _states() -> list[str]:
    rows = session.execute(
        sa.select(Completion.state)
        .where(Completion.element_uid == KNOWN.check)
        .order_by(Completion.received_at)
    )
    return list(rows.scalars())


def test_no_page_stands_between_the_lesson_and_its_first_question(alice: FlaskClient) -> None:
    assert form_on(_arrive(alice), "/1").offered["answer"]


def test_passing_ends_the_lesson_and_is_in_the_ledger(alice: FlaskClient, cast: Cast) -> None:
    sent = _answer(alice, _arrive(alice), cast, right=True)
    assert sent.headers["Location"] == f"/lessons/{KNOWN.check}/end"
    page(alice, sent.headers["Location"])
    assert _states()[-1] == "passed"


def test_failing_offers_another_try_then_ends_the_tries(alice: FlaskClient, cast: Cast) -> None:
    shown = _arrive(alice)
    for left in (1, 0):
        sent = _answer(alice, shown, cast, right=False)
        assert sent.headers["Location"] == f"{URL}/result"
        result = alice.get(sent.headers["Location"])
        page(alice, sent.headers["Location"])
        again = [f for f in result.get_data(as_text=True).split('"') if f.endswith("/start")]
        assert bool(again) is bool(left)
        if left:
            start = form_on(result, "/start")
            shown = alice.get(alice.post(start.action, data=start.sent()).headers["Location"])
    assert _states()[-1] == "failed"


def test_going_back_to_the_lesson_after_passing_starts_nothing(
    alice: FlaskClient, cast: Cast
) -> None:
    _answer(alice, _arrive(alice), cast, right=True)
    post(alice, f"/lessons/{KNOWN.check}/continue", step="1")
    attempt = queries.find_attempt(cast.alice.id, KNOWN.check_quiz)
    assert attempt is not None
    assert (attempt.number, attempt.is_open) == (1, False)


def test_the_clock_closes_and_the_ledger_hears_of_it(cast: Cast, client: FlaskClient) -> None:
    publish(_package(time_limit_minutes=5))
    assigning.assign_path(
        path_uid=KNOWN.path, person_ids=[cast.alice.id], due_on=None, actor_id=cast.marion.id
    )
    alice = cast.sign_in(client, cast.alice)
    page(alice, f"/lessons/{KNOWN.check}")
    post(alice, f"/lessons/{KNOWN.check}/continue", step="1")
    start = form_on(alice.get(URL), "/start")
    alice.post(start.action, data=start.sent())
    expire_due_attempts(now=NOW + timedelta(minutes=6))
    assert _states()[-1] in {"failed", "started"}


def test_somebody_without_the_path_finds_no_quiz(
    alice: FlaskClient, cast: Cast, client: FlaskClient
) -> None:
    cast.sign_in(client, cast.yann)
    assert client.get(URL).status_code in {403, 404}
    assert client.get(f"{URL}/1").status_code in {403, 404}
    assert post(client, f"{URL}/start").status_code in {403, 404}


def test_hot_pages_stay_within_their_budget_of_statements(alice: FlaskClient, cast: Cast) -> None:
    shown = _arrive(alice)
    with Statements() as asked:
        alice.get(f"{URL}/1")
    assert len(asked) <= BUDGET, asked.sent
    form = form_on(shown, "/1")
    data = form.sent(**_right(cast))
    with Statements() as asked:
        alice.post(form.action, data=data, headers=PARTIAL)
    assert len(asked) <= BUDGET, asked.sent
