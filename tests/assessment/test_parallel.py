"""T22: a hundred submissions at once, on real connections that really commit."""

import threading
from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.accounts.models import Person
from lms.assessment import permissions
from lms.assessment.models import Answer, Attempt, QuizVersion, Step
from lms.assessment.rules.quiz import AttemptOutcome
from lms.assessment.services import attempts as attempt_services
from lms.assessment.services import closing, start_attempt
from lms.assessment.services.attempts import CannotStart
from lms.core.db import db, session
from tests.assessment.makers import NOW, RIGHT, WRONG, answer, begin, publish, send
from tests.conftest import as_application, drop_database, new_database

THREADS = 100


@pytest.fixture(scope="module")
def live() -> Iterator[Flask]:
    """A bare application on a database of its own, with one connection per thread."""
    url = new_database("parallel")
    app = Flask("parallel")
    app.config["SQLALCHEMY_DATABASE_URI"] = as_application(url)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_size": 30, "max_overflow": 0}
    db.init_app(app)
    yield app
    with app.app_context():
        db.engine.dispose()
    drop_database(url)


@pytest.fixture
def person(live: Flask) -> UUID:
    with live.app_context():
        someone = Person(
            id=uuid4(),
            given_name="Alice",
            family_name="Martin",
            sort_key="martin alice",
            created_at=NOW,
        )
        session.add(someone)
        session.commit()
        return someone.id


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[AttemptOutcome]:
    found: list[AttemptOutcome] = []
    monkeypatch.setattr(permissions, "LISTENERS", [found.append])
    return found


def _quiz(live: Flask, **settings: object) -> QuizVersion:
    with live.app_context():
        quiz = publish(**settings)
        session.commit()
        return quiz


def together(live: Flask, act: Callable[[int], object], count: int = THREADS) -> list[object]:
    """Run `act` in `count` threads released at once, each committing; return results or errors."""
    barrier = threading.Barrier(count)
    results: list[object] = [None] * count

    def run(place: int) -> None:
        with live.app_context():
            barrier.wait()
            try:
                results[place] = act(place)
                session.commit()
            except Exception as error:  # noqa: BLE001 - the test looks at it
                session.rollback()
                results[place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def _count(live: Flask, table: type[Attempt | Answer | Step], *where: object) -> int:
    with live.app_context():
        statement = sa.select(sa.func.count()).select_from(table)
        return session.execute(statement.where(*where)).scalar_one()  # type: ignore[arg-type]


def test_a_hundred_starts_make_one_attempt(live: Flask, person: UUID) -> None:
    quiz = _quiz(live)
    found = together(live, lambda _place: begin(quiz, person).id)
    assert len(set(found)) == 1
    assert _count(live, Attempt, Attempt.person_id == person) == 1


def test_a_hundred_submissions_are_scored_once_with_one_result(
    live: Flask, person: UUID, told: list[AttemptOutcome]
) -> None:
    quiz = _quiz(live)
    with live.app_context():
        attempt = begin(quiz, person)
        answer(attempt, 0, RIGHT)
        answer(attempt, 1, WRONG, seq=2)
        session.commit()
    results = together(live, lambda _place: send(attempt))
    assert {type(result) for result in results} == {AttemptOutcome}
    assert {result.score for result in results} == {told[0].score}  # type: ignore[attr-defined]
    assert len(told) == 1
    assert _count(live, Step, Step.attempt_id == attempt.id, Step.kind == "closed") == 1
    with live.app_context():
        facts = session.execute(
            sa.text("SELECT count(*) FROM core_fact WHERE payload->>'attempt_id' = :id"),
            {"id": str(attempt.id)},
        )
        assert facts.scalar_one() == 2


def _save_and_send(live: Flask, quiz: QuizVersion, person: UUID) -> bool:
    """Save the last answer and send at the same instant; return whether the answer was taken."""
    with live.app_context():
        attempt = begin(quiz, person)
        answer(attempt, 0, RIGHT)
        session.commit()

    def act(place: int) -> object:
        return send(attempt) if place else answer(attempt, 1, RIGHT, client="two").taken

    taken, _outcome = together(live, act, 2)
    assert isinstance(taken, bool)
    return taken


def test_an_answer_saved_while_the_quiz_is_sent_counts_or_is_refused_never_lost(
    live: Flask, person: UUID, told: list[AttemptOutcome]
) -> None:
    for _ in range(8):
        taken = _save_and_send(live, _quiz(live), person)
        assert (told[-1].score == 1) is taken


def test_the_last_slot_is_given_once(live: Flask, person: UUID) -> None:
    quiz = _quiz(live, max_attempts=2)
    with live.app_context():
        send(begin(quiz, person))
        session.commit()

    def one_more(_place: int) -> object:
        return send(begin(quiz, person)).number

    results = together(live, one_more)
    allowed = [result for result in results if isinstance(result, int)]
    assert set(allowed) == {2}
    refused = [result for result in results if not isinstance(result, int)]
    assert {type(result) for result in refused} <= {CannotStart}
    assert _count(live, Attempt, Attempt.person_id == person) == 2


def test_the_same_sending_a_hundred_times_is_one_step(live: Flask, person: UUID) -> None:
    quiz = _quiz(live)
    with live.app_context():
        attempt = begin(quiz, person)
        session.commit()
    results = together(live, lambda _place: answer(attempt, 0, RIGHT).taken)
    assert results.count(True) == 1
    assert results.count(False) == THREADS - 1
    assert _count(live, Step, Step.attempt_id == attempt.id, Step.kind == "checked") == 1
    assert _count(live, Answer, Answer.attempt_id == attempt.id) == 1


def test_canary_without_the_lock_the_quiz_is_scored_twice(
    live: Flask, person: UUID, told: list[AttemptOutcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Check-then-act planted: reading without holding lets several threads score."""
    quiz = _quiz(live)
    with live.app_context():
        attempt = begin(quiz, person)
        session.commit()
    gate = threading.Barrier(10)

    def unheld(attempt_id: UUID) -> object:
        seen = closing.get_attempt(attempt_id)
        gate.wait(30)
        return seen

    monkeypatch.setattr(attempt_services, "lock_attempt", unheld)
    together(live, lambda _place: send(attempt), 10)
    assert len(told) > 1


def test_canary_without_the_lock_the_last_slot_is_not_held_by_the_rule_alone(
    live: Flask, person: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rule planted away from its lock: the unique keys still refuse the second row."""
    quiz = _quiz(live, max_attempts=1)
    gate = threading.Barrier(10)
    rule = attempt_services.may_retry

    def late_rule(*arguments: object) -> object:
        allowed = rule(*arguments)  # type: ignore[arg-type]
        gate.wait(30)
        return allowed

    monkeypatch.setattr(attempt_services, "may_retry", late_rule)
    monkeypatch.setattr(attempt_services, "LOCK", None)

    def start(_place: int) -> object:
        return start_attempt(
            person_id=person, quiz_uid=quiz.quiz_uid, quiz_version_id=quiz.id, now=NOW
        ).id

    results = together(live, start, 10)
    failed = [result for result in results if isinstance(result, Exception)]
    assert failed
    assert _count(live, Attempt, Attempt.person_id == person) == 1
