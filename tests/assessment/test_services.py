"""Quizzes and attempts, on a real database."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from lms.assessment import permissions, queries
from lms.assessment.models import Answer, Attempt, BankQuestion, QuestionVersion, QuizVersion, Step
from lms.assessment.rules.quiz import (
    AttemptOutcome,
    AttemptState,
    ClosedBy,
    Feedback,
    GradeMethod,
    Late,
    RetryRefusal,
)
from lms.assessment.rules.responses import Written
from lms.assessment.services import (
    BankEntry,
    ensure_question,
    expire_due_attempts,
    grant_override,
    regrade,
    retire_question,
    review_free_text,
)
from lms.assessment.services.attempts import CannotStart
from lms.assessment.services.bank import Change, ensure_questions
from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Refused
from tests.assessment.makers import NOW, RIGHT, WRONG, answer, begin, choice, free, publish, send
from tests.cast import Cast

MINUTE = timedelta(minutes=1)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[AttemptOutcome]:
    found: list[AttemptOutcome] = []
    monkeypatch.setattr(permissions, "LISTENERS", [found.append])
    return found


# The bank and the versions


def test_the_same_content_is_the_same_version(cast: Cast) -> None:
    question = choice()
    first = ensure_question(BankEntry(question=question))
    again = ensure_question(BankEntry(question=question, category="Accueil"))
    assert (first.change, again.change) == (Change.CREATED, Change.UNCHANGED)
    assert first.version_id == again.version_id
    changed = ensure_question(BankEntry(question=choice(2, question.uid)))
    assert (changed.change, changed.number) == (Change.UPDATED, 2)
    back = ensure_question(BankEntry(question=question))
    assert (back.version_id, back.change) == (first.version_id, Change.UPDATED)
    bank = session.get(BankQuestion, question.uid)
    assert bank is not None
    assert bank.current_version_id == first.version_id


def test_a_question_with_flaws_stays_a_draft(cast: Cast) -> None:
    question = replace(choice(), stem=" ")
    with pytest.raises(Invalid, match="pas de texte"):
        ensure_question(BankEntry(question=question))
    stored = ensure_question(BankEntry(question=question, as_draft=True))
    version = session.get(QuestionVersion, stored.version_id)
    assert version is not None
    assert version.status == "draft"


def test_a_thousand_questions_take_a_constant_number_of_statements(cast: Cast) -> None:
    seen = []
    engine = session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
    ensure_questions([BankEntry(question=choice(n)) for n in range(1000)])
    assert len(seen) <= 12


def test_a_frozen_version_refuses_change(cast: Cast) -> None:
    stored = ensure_question(BankEntry(question=choice()))
    quiz = publish()
    attacks = [
        (QuestionVersion, stored.version_id, "UPDATE {} SET content = '{{}}' WHERE id = :id"),
        (QuestionVersion, stored.version_id, "DELETE FROM {} WHERE id = :id"),
        (QuizVersion, quiz.id, "UPDATE {} SET title = 'x' WHERE id = :id"),
        (QuizVersion, quiz.id, "DELETE FROM {} WHERE id = :id"),
    ]
    for table, key, statement in attacks:
        with (
            pytest.raises(DBAPIError, match=r"never changes|permission denied"),
            session.begin_nested(),
        ):
            session.execute(sa.text(statement.format(table.__tablename__)), {"id": key})


def test_retiring_keeps_quizzes_already_published(cast: Cast) -> None:
    question = choice()
    quiz = publish(question)
    retire_question(question_uid=question.uid)
    assert begin(quiz, cast.alice.id).order() == (question,)


def test_a_quiz_said_twice_is_one_version_and_changed_is_another(cast: Cast) -> None:
    uid, asked = uuid4(), (choice(1), choice(2))
    first = publish(*asked, quiz_uid=uid)
    assert publish(*asked, quiz_uid=uid).id == first.id
    reordered = publish(*reversed(asked), quiz_uid=uid)
    assert (reordered.number, reordered.id == first.id) == (2, False)
    with pytest.raises(Invalid, match="seuil de réussite"):
        publish(*(), quiz_uid=uid, pass_mark=Fraction(2))


# Attempts


def test_an_attempt_is_a_row_from_the_start_and_is_resumed(cast: Cast) -> None:
    quiz = publish()
    first = begin(quiz, cast.alice.id)
    assert session.get(Attempt, first.id) is not None
    assert begin(quiz, cast.alice.id, NOW + MINUTE).id == first.id
    assert begin(quiz, cast.bruno.id).id != first.id


def test_two_open_attempts_are_refused_by_the_database(cast: Cast) -> None:
    quiz = publish()
    first = begin(quiz, cast.alice.id)
    copy = {c.key: getattr(session.get(Attempt, first.id), c.key) for c in Attempt.__table__.c}
    with pytest.raises(IntegrityError, match="uq_assessment_attempt_open"), session.begin_nested():
        session.execute(sa.insert(Attempt).values(copy | {"id": uuid4(), "number": 2}))


def test_an_open_attempt_ends_on_its_own_version(cast: Cast) -> None:
    quiz = publish()
    attempt = begin(quiz, cast.alice.id)
    newer = publish(choice(5), quiz_uid=quiz.quiz_uid)
    assert begin(newer, cast.alice.id).quiz_version_id == quiz.id
    send(attempt)
    assert begin(newer, cast.alice.id).quiz_version_id == newer.id


def test_answers_are_kept_as_given_and_the_last_sequence_wins(cast: Cast) -> None:
    attempt = begin(publish(feedback=Feedback.AFTER_SUBMISSION), cast.alice.id)
    assert answer(attempt, 0, WRONG, seq=5, is_final=False).taken
    assert not answer(attempt, 0, RIGHT, seq=4, is_final=False).taken
    assert not answer(attempt, 0, RIGHT, seq=5, is_final=False).taken
    assert answer(attempt, 0, RIGHT, seq=6, is_final=False).taken
    assert answer(attempt, 0, WRONG, seq=1, client="tablet", is_final=False).taken
    saved = queries.get_attempt(attempt.id).answers[attempt.order()[0].uid]
    assert (saved.response, saved.client_id) == (WRONG, "tablet")


def test_a_late_draft_never_overtakes_the_final_answer_of_its_page(cast: Cast) -> None:
    attempt = begin(publish(feedback=Feedback.AFTER_SUBMISSION), cast.alice.id)
    answer(attempt, 0, RIGHT, seq=7)
    assert not answer(attempt, 0, WRONG, seq=9, is_final=False).taken
    assert answer(attempt, 0, WRONG, seq=1, client="next page", is_final=False).taken


def test_an_answer_told_right_or_wrong_no_longer_changes(cast: Cast) -> None:
    attempt = begin(publish(), cast.alice.id)
    answer(attempt, 0, WRONG)
    assert not answer(attempt, 0, RIGHT, seq=2).taken
    assert not answer(attempt, 0, RIGHT, client="other").taken
    assert send(attempt).score == 0


def test_the_mark_counts_every_question_asked(cast: Cast, told: list[AttemptOutcome]) -> None:
    attempt = begin(publish(pass_mark=Fraction(1, 2)), cast.alice.id)
    answer(attempt, 0, RIGHT)
    outcome = send(attempt)
    assert (outcome.score, outcome.passed, outcome.closed_by) == (
        Fraction(1, 2),
        True,
        ClosedBy.PERSON,
    )
    assert told == [outcome]
    assert send(attempt) == outcome
    assert len(told) == 1
    stored = session.get(Attempt, attempt.id)
    assert stored is not None
    assert (stored.score_num, stored.score_den, stored.state) == (1, 2, "submitted")


def test_a_drafted_answer_counts_when_sent(cast: Cast) -> None:
    attempt = begin(publish(), cast.alice.id)
    answer(attempt, 0, RIGHT, is_final=False)
    assert send(attempt).score == Fraction(1, 2)


def test_nothing_is_taken_once_sent(cast: Cast) -> None:
    attempt = begin(publish(), cast.alice.id)
    send(attempt)
    saved = answer(attempt, 0, RIGHT)
    assert (saved.taken, saved.outcome is not None) == (False, True)
    assert queries.get_attempt(attempt.id).answers == {}


def test_someone_who_never_started_has_nothing_to_send(cast: Cast) -> None:
    attempt = begin(publish(), cast.alice.id)
    with pytest.raises(NotFound):
        from lms.assessment.services import submit_attempt

        submit_attempt(person_id=cast.bruno.id, quiz_uid=attempt.quiz_uid, now=NOW)


def test_a_question_of_another_quiz_is_refused(cast: Cast) -> None:
    from lms.assessment.services import save_answer

    attempt = begin(publish(), cast.alice.id)
    with pytest.raises(NotFound):
        save_answer(
            attempt=attempt,
            question_uid=uuid4(),
            response=RIGHT,
            client_id="x",
            seq=1,
            is_final=True,
            now=NOW,
        )


def test_in_order_means_in_order(cast: Cast) -> None:
    attempt = begin(publish(in_order=True), cast.alice.id)
    with pytest.raises(Refused):
        answer(attempt, 1, RIGHT)
    answer(attempt, 0, RIGHT)
    assert answer(attempt, 1, RIGHT, seq=2).taken


# Time


def test_after_the_deadline_what_was_saved_is_sent(cast: Cast, told: list[AttemptOutcome]) -> None:
    attempt = begin(publish(time_limit=60, pass_mark=Fraction(1, 2)), cast.alice.id)
    answer(attempt, 0, RIGHT)
    saved = answer(attempt, 1, RIGHT, seq=2, now=NOW + 2 * MINUTE)
    assert not saved.taken
    assert saved.outcome is not None
    assert (saved.outcome.score, saved.outcome.closed_by) == (Fraction(1, 2), ClosedBy.CLOCK)
    assert saved.outcome.passed
    assert saved.attempt.state is AttemptState.SUBMITTED
    assert told == [saved.outcome]


def test_an_answer_on_its_way_at_the_deadline_is_taken(cast: Cast) -> None:
    attempt = begin(publish(time_limit=60, grace=10), cast.alice.id)
    assert answer(attempt, 0, RIGHT, now=NOW + MINUTE + timedelta(seconds=9)).taken
    assert not answer(attempt, 1, RIGHT, seq=2, now=NOW + MINUTE + timedelta(seconds=11)).taken


def test_an_abandoned_attempt_is_worth_nothing(cast: Cast) -> None:
    attempt = begin(publish(time_limit=60, late=Late.ABANDON), cast.alice.id)
    answer(attempt, 0, RIGHT)
    outcome = send(attempt, NOW + 5 * MINUTE)
    assert (outcome.state, outcome.score) == (AttemptState.EXPIRED, 0)


def test_the_sweeper_closes_what_is_due_late_or_twice(
    cast: Cast, told: list[AttemptOutcome]
) -> None:
    quiz = publish(time_limit=60)
    due, early = begin(quiz, cast.alice.id), begin(quiz, cast.bruno.id, NOW + 10 * MINUTE)
    untimed = begin(publish(), cast.alice.id)
    at = NOW + 10 * MINUTE
    assert [one.attempt_id for one in expire_due_attempts(now=at)] == [due.id]
    assert expire_due_attempts(now=at) == []
    assert {queries.get_attempt(one.id).state for one in (early, untimed)} == {AttemptState.OPEN}
    assert len(told) == 1


def test_starting_after_the_deadline_closes_then_starts_again(cast: Cast) -> None:
    quiz = publish(time_limit=60)
    first = begin(quiz, cast.alice.id)
    second = begin(quiz, cast.alice.id, NOW + 5 * MINUTE)
    assert (second.number, queries.get_attempt(first.id).state) == (2, AttemptState.SUBMITTED)


def test_more_time_and_tries_are_given_to_one_person(cast: Cast) -> None:
    quiz = publish(time_limit=60, max_attempts=1)
    grant_override(
        person_id=cast.alice.id,
        quiz_uid=quiz.quiz_uid,
        extra_time=600,
        extra_attempts=1,
        reason="Tiers temps",
        granted_by=cast.henri.id,
    )
    attempt = begin(quiz, cast.alice.id)
    assert answer(attempt, 0, RIGHT, now=NOW + 9 * MINUTE).taken
    send(attempt)
    assert begin(quiz, cast.alice.id).number == 2
    send(begin(quiz, cast.bruno.id))
    with pytest.raises(CannotStart):
        begin(quiz, cast.bruno.id)


# Trying again


def test_tries_run_out_and_delays_are_kept(cast: Cast) -> None:
    quiz = publish(max_attempts=2, retry_delay=3600)
    send(begin(quiz, cast.alice.id))
    with pytest.raises(CannotStart) as caught:
        begin(quiz, cast.alice.id, NOW + 30 * MINUTE)
    assert caught.value.retry.refusal is RetryRefusal.TOO_SOON
    assert caught.value.retry.at == NOW + 60 * MINUTE
    send(begin(quiz, cast.alice.id, NOW + 60 * MINUTE), NOW + 60 * MINUTE)
    with pytest.raises(CannotStart) as caught:
        begin(quiz, cast.alice.id, NOW + 300 * MINUTE)
    assert caught.value.retry.refusal is RetryRefusal.NONE_LEFT


def test_a_quiz_opens_and_closes(cast: Cast) -> None:
    quiz = publish(
        opens_at=(NOW + MINUTE).isoformat(), closes_at=(NOW + 3 * MINUTE).isoformat(), grace=0
    )
    with pytest.raises(CannotStart, match=r"12 mars"):
        begin(quiz, cast.alice.id)
    attempt = begin(quiz, cast.alice.id, NOW + 2 * MINUTE)
    assert attempt.deadline == NOW + 3 * MINUTE
    with pytest.raises(CannotStart):
        begin(quiz, cast.bruno.id, NOW + 3 * MINUTE)


@pytest.mark.parametrize(
    ("method", "score"), [(GradeMethod.BEST, Fraction(1)), (GradeMethod.LAST, Fraction(0))]
)
def test_the_best_or_the_last_attempt_counts(
    cast: Cast, method: GradeMethod, score: Fraction
) -> None:
    quiz = publish(choice(), grade_method=method, pass_mark=Fraction(1))
    first = begin(quiz, cast.alice.id)
    answer(first, 0, RIGHT)
    send(first)
    second = begin(quiz, cast.alice.id)
    answer(second, 0, WRONG)
    outcome = send(second)
    assert (outcome.score, outcome.standing.score) == (0, score)
    assert outcome.standing.passed is (method is GradeMethod.BEST)


# Free texts


def test_a_free_text_waits_for_a_person(cast: Cast, told: list[AttemptOutcome]) -> None:
    quiz = publish(choice(), free(), pass_mark=Fraction(3, 4))
    attempt = begin(quiz, cast.alice.id)
    answer(attempt, 0, RIGHT)
    answer(attempt, 1, Written("J'ai souri."), seq=2)
    outcome = send(attempt)
    assert (outcome.score, outcome.passed, outcome.needs_review) == (None, None, True)
    waiting = queries.list_waiting_reviews(cast.henri.id)
    assert [one.attempt_id for one in waiting] == [attempt.id]
    assert queries.list_waiting_reviews(cast.alice.id) == []
    uid = attempt.order()[1].uid
    with pytest.raises(Refused):
        _review(attempt.id, uid, cast.alice.id)
    final = _review(attempt.id, uid, cast.henri.id)
    assert final is not None
    assert (final.score, final.passed, final.state) == (
        Fraction(3, 4),
        True,
        AttemptState.REVIEWED,
    )
    assert told == [outcome, final]
    with pytest.raises(NotFound):
        _review(attempt.id, uid, cast.henri.id)


def _review(attempt_id: object, uid: object, reader: object) -> AttemptOutcome | None:
    return review_free_text(
        attempt_id=attempt_id,  # type: ignore[arg-type]
        question_uid=uid,  # type: ignore[arg-type]
        reviewer_id=reader,  # type: ignore[arg-type]
        fraction=Fraction(1, 2),
        comment="Un vrai geste.",
        now=NOW + MINUTE,
    )


def test_an_empty_free_text_waits_for_nobody(cast: Cast) -> None:
    attempt = begin(publish(free(), pass_mark=Fraction(1)), cast.alice.id)
    assert send(attempt).passed is False


# Marking again


def test_a_corrected_question_is_marked_again_first_without_changing_anything(
    cast: Cast, told: list[AttemptOutcome]
) -> None:
    question = choice()
    quiz = publish(question, pass_mark=Fraction(1))
    for person, given in ((cast.alice, WRONG), (cast.bruno, RIGHT)):
        attempt = begin(quiz, person.id)
        answer(attempt, 0, given)
        send(attempt)
    swapped = replace(
        question, options=tuple(replace(o, fraction=1 - o.fraction) for o in question.options)
    )
    ensure_question(BankEntry(question=swapped))
    told.clear()
    planned = regrade(question_uid=question.uid, now=NOW)
    assert [(r.before, r.after, r.passed_after) for r in planned] == [(0, 1, True)]
    assert queries.find_attempt(cast.alice.id, quiz.quiz_uid).score == 0
    assert regrade(question_uid=question.uid, now=NOW, dry_run=False) == planned
    alice = queries.find_attempt(cast.alice.id, quiz.quiz_uid)
    assert (alice.score, alice.passed, [o.person_id for o in told]) == (1, True, [cast.alice.id])
    assert queries.find_attempt(cast.bruno.id, quiz.quiz_uid).score == 1
    assert regrade(question_uid=question.uid, now=NOW, dry_run=False) == []
    both = regrade(question_uid=question.uid, now=NOW, only_up=False)
    assert [(r.before, r.after) for r in both] == [(1, 0)]


# The ledger


def test_every_step_is_kept_and_none_can_be_changed(cast: Cast) -> None:
    attempt = begin(publish(), cast.alice.id)
    answer(attempt, 0, RIGHT, is_final=False)
    answer(attempt, 0, RIGHT, seq=2)
    send(attempt)
    kinds = session.execute(
        sa.select(Step.kind, sa.func.count())
        .where(Step.attempt_id == attempt.id)
        .group_by(Step.kind)
    )
    assert {row.kind: row[1] for row in kinds} == {
        "started": 1,
        "saved": 1,
        "checked": 1,
        "closed": 1,
    }
    for statement in ("UPDATE assessment_step SET kind = 'saved'", "DELETE FROM assessment_step"):
        with pytest.raises(DBAPIError, match="permission denied"), session.begin_nested():
            session.execute(sa.text(statement))


def test_an_answer_belongs_to_the_person_of_its_attempt(cast: Cast) -> None:
    attempt = begin(publish(), cast.alice.id)
    answer(attempt, 0, RIGHT)
    owners = session.execute(sa.select(Answer.person_id)).scalars().all()
    assert owners == [cast.alice.id]
