"""A free text waits for a reader; the person only waits when the mark depends on that reader."""

from dataclasses import replace
from fractions import Fraction

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from lms.assessment import queries
from lms.assessment.rules.questions import FreeText
from lms.assessment.rules.responses import Chosen, Written
from lms.assessment.services import (
    review_free_text,
    save_answer,
    start_attempt,
    submit_attempt,
)
from lms.core.db import session
from lms.courses import queries as learning
from lms.courses.models import Completion
from lms.courses.services import assigning
from tests.cast import NOW, Cast
from tests.factories import courses
from tests.factories.courses import KNOWN, publish, uid
from tests.pages import page

QUIZ = f"/quizzes/{KNOWN.check_quiz}"
PATH = f"/paths/{KNOWN.path}"
END = f"/lessons/{KNOWN.check}/end"


def send(cast: Cast, *, pass_mark: int) -> None:
    """Give Alice a choice and a free text, worth half each; have her send both, rightly."""
    made = courses.package()
    basics = made.courses[0]
    check = basics.lessons[1]
    assert check.quiz is not None
    told = FreeText(uid=uid("free"), stem="Racontez.", min_length=3)
    quiz = replace(
        check.quiz,
        questions=(*check.quiz.questions, told),
        settings=replace(check.quiz.settings, pass_mark=pass_mark),
    )
    lessons = (replace(check, quiz=quiz), *basics.lessons[2:])
    publish(replace(made, courses=(replace(basics, lessons=lessons), *made.courses[1:])))
    assigning.assign_path(
        path_uid=KNOWN.path, person_ids=[cast.alice.id], due_on=None, actor_id=cast.marion.id
    )
    at = learning.get_at_lesson(cast.alice.id, KNOWN.check)
    assert at.lesson.quiz_uid
    assert at.lesson.quiz_version_id
    attempt = start_attempt(
        person_id=cast.alice.id,
        quiz_uid=at.lesson.quiz_uid,
        quiz_version_id=at.lesson.quiz_version_id,
        now=NOW,
    )
    for seq, question in enumerate(attempt.order(), 1):
        given = Written("J'ai souri.") if isinstance(question, FreeText) else Chosen(("eyes",))
        attempt = save_answer(
            attempt=attempt,
            question_uid=question.uid,
            response=given,
            client_id="phone",
            seq=seq,
            is_final=True,
            now=NOW,
        ).attempt
    submit_attempt(person_id=cast.alice.id, quiz_uid=at.lesson.quiz_uid, now=NOW)


def read_it(cast: Cast, mark: Fraction) -> None:
    """Have head office read the free text."""
    attempt = queries.find_attempt(cast.alice.id, KNOWN.check_quiz)
    assert attempt is not None
    review_free_text(
        attempt_id=attempt.id,
        question_uid=uid("free"),
        reviewer_id=cast.henri.id,
        fraction=mark,
        now=NOW,
    )


def states() -> list[str]:
    """Return what the ledger says of the lesson, oldest first."""
    rows = sa.select(Completion.state).where(Completion.element_uid == KNOWN.check)
    return list(session.scalars(rows.order_by(Completion.received_at, Completion.state.desc())))


def onward(client: FlaskClient) -> str:
    """Return where the result of the quiz leads."""
    return page(client, f"{QUIZ}/result").rsplit('class="c-btn" href="', 1)[1].split('"')[0]


def test_a_mark_already_reached_opens_what_follows(cast: Cast, client: FlaskClient) -> None:
    send(cast, pass_mark=50)
    assert states()[-1] == "passed"
    alice = cast.sign_in(client, cast.alice)
    assert onward(alice) == END
    page(alice, END)


@pytest.mark.parametrize("mark", [Fraction(0), Fraction(1)])
def test_the_reader_never_takes_it_back(cast: Cast, mark: Fraction) -> None:
    send(cast, pass_mark=50)
    read_it(cast, mark)
    assert set(states()) <= {"started", "passed"}


def test_a_mark_that_depends_on_the_reader_waits_and_says_where_to_go(
    cast: Cast, client: FlaskClient
) -> None:
    send(cast, pass_mark=80)
    assert "passed" not in states()
    assert onward(cast.sign_in(client, cast.alice)) == PATH
    read_it(cast, Fraction(1))
    assert states()[-1] == "passed"
