"""Reads of quizzes and attempts, few and flat: pages of questions are the hottest of all."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from lms.assessment.models import (
    Attempt,
    QuestionVersion,
    QuizQuestion,
    QuizVersion,
)
from lms.assessment.rules import questions, responses
from lms.assessment.rules.quiz import (
    NO_OVERRIDE,
    AttemptOutcome,
    AttemptState,
    ClosedBy,
    Override,
    Past,
    QuizSpec,
    Standing,
    attempts_left,
    order_of,
    settings_from_json,
    standing_of,
)
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.i18n import _

# Written by hand: building and compiling the same statement cost more than running it.
_ATTEMPT = """
    SELECT a.*, o.extra_time, o.extra_attempts, o.closes_at,
      (SELECT jsonb_agg(jsonb_build_array(w.question_uid, w.response, w.client_id, w.seq,
          w.fraction_num, w.fraction_den, w.needs_review, w.checked_at IS NOT NULL))
        FROM assessment_answer w WHERE w.attempt_id = a.id) AS answers,
      (SELECT jsonb_agg(jsonb_build_array(p.number, p.state, p.closed_at, p.score_num, p.score_den,
          p.passed) ORDER BY p.number)
        FROM assessment_attempt p
        WHERE p.person_id = a.person_id AND p.quiz_uid = a.quiz_uid) AS past
    FROM assessment_attempt a
      LEFT JOIN assessment_override o ON o.person_id = a.person_id AND o.quiz_uid = a.quiz_uid
"""
_LAST = text(
    _ATTEMPT + "WHERE a.person_id = :person AND a.quiz_uid = :quiz "
    "ORDER BY (a.state = 'open') DESC, a.number DESC LIMIT 1"
)
_ONE = text(_ATTEMPT + "WHERE a.id = :attempt")


@dataclass(frozen=True)
class LoadedQuiz:
    """A quiz version as rules want it, kept in the process: versions never change."""

    version_id: UUID
    quiz_uid: UUID
    spec: QuizSpec
    question_versions: Mapping[UUID, UUID]

    @cached_property
    def by_uid(self) -> Mapping[UUID, questions.Question]:
        """Return the questions by uid."""
        return {question.uid: question for question in self.spec.questions}


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """What is kept of an answer."""

    question_uid: UUID
    response: responses.Response
    client_id: str
    seq: int
    fraction: Fraction | None
    needs_review: bool
    is_checked: bool


@dataclass(frozen=True, slots=True)
class AttemptView:
    """An attempt with its answers, the attempts around it and the person's override."""

    id: UUID
    person_id: UUID
    quiz_uid: UUID
    quiz_version_id: UUID
    number: int
    seed: str
    state: AttemptState
    started_at: datetime
    deadline: datetime | None
    closed_at: datetime | None
    closed_by: ClosedBy | None
    score: Fraction | None
    passed: bool | None
    needs_review: bool
    answers: Mapping[UUID, SavedAnswer]
    past: tuple[Past, ...]
    override: Override = NO_OVERRIDE

    @property
    def is_open(self) -> bool:
        """Say whether answers are still taken."""
        return self.state is AttemptState.OPEN

    @property
    def quiz(self) -> LoadedQuiz:
        """Return the version this attempt is taken on."""
        return load_quiz(self.quiz_version_id)

    def order(self) -> tuple[questions.Question, ...]:
        """Return the questions in the order of this attempt."""
        return order_of(self.quiz.spec, self.seed)

    def standing(self) -> Standing:
        """Return where the person stands over all attempts."""
        return standing_of(self.quiz.spec.settings.grade_method, self.past)

    def with_answer(self, answer: SavedAnswer) -> "AttemptView":
        """Return the view with one answer replaced."""
        return replace(self, answers={**self.answers, answer.question_uid: answer})


@lru_cache(maxsize=1024)
def load_quiz(version_id: UUID) -> LoadedQuiz:
    """Return a quiz version, parsed once per process. Raise NotFound for an unknown one."""
    version = session.get(QuizVersion, version_id)
    if version is None:
        raise NotFound(_("This quiz does not exist."))
    rows = session.execute(
        select(QuestionVersion.id, QuestionVersion.content)
        .join(QuizQuestion, QuizQuestion.question_version_id == QuestionVersion.id)
        .where(QuizQuestion.quiz_version_id == version_id)
        .order_by(QuizQuestion.position)
    ).all()
    asked = tuple(questions.from_json(row.content) for row in rows)
    spec = QuizSpec(
        title=version.title,
        lang=version.lang,
        questions=asked,
        settings=settings_from_json(version.settings),
    )
    ids = {question.uid: row.id for question, row in zip(asked, rows, strict=True)}
    return LoadedQuiz(version_id, version.quiz_uid, spec, ids)


def find_attempt(
    person_id: UUID, quiz_uid: UUID, since: datetime | None = None
) -> AttemptView | None:
    """Return the open attempt of a person on a quiz, or the last one, in one statement.

    Those ended before `since` are as if they had not been.
    """
    row = session.execute(_LAST, {"person": person_id, "quiz": quiz_uid}).one_or_none()
    found = _view(row) if row else None
    if found is None or since is None:
        return found
    if found.closed_at is not None and found.closed_at <= since:
        return None
    late = tuple(one for one in found.past if one.closed_at is None or one.closed_at > since)
    return replace(found, past=late)


def get_attempt(attempt_id: UUID) -> AttemptView:
    """Return one attempt. Raise NotFound for an unknown one."""
    row = session.execute(_ONE, {"attempt": attempt_id}).one_or_none()
    if row is None:
        raise NotFound(_("This attempt does not exist."))
    return _view(row)


def list_past(person_id: UUID, quiz_uid: UUID) -> tuple[Past, ...]:
    """Return every attempt of a person on a quiz, in order, the open one included."""
    columns = (
        Attempt.number,
        Attempt.state,
        Attempt.closed_at,
        Attempt.score_num,
        Attempt.score_den,
        Attempt.passed,
    )
    statement = select(*columns).where(Attempt.person_id == person_id, Attempt.quiz_uid == quiz_uid)
    rows = session.execute(statement.order_by(Attempt.number))
    return tuple(
        Past(
            r.number,
            AttemptState(r.state),
            r.closed_at,
            fraction(r.score_num, r.score_den),
            r.passed,
        )
        for r in rows
    )


_OVERRIDE = text(
    """
    SELECT coalesce(max(o.extra_attempts), 0) AS tries, max(o.closes_at) AS closes_at,
           greatest(coalesce(max(o.extra_time), 0), coalesce(max(t.minutes), 0) * 60) AS seconds,
           coalesce(max(t.percent), 0) AS percent
      FROM (SELECT CAST(:person AS uuid) AS id) p
      LEFT JOIN assessment_override o ON o.person_id = p.id AND o.quiz_uid = :quiz
      LEFT JOIN assessment_extra_time t ON t.person_id = p.id AND t.ended_at IS NULL
       AND (t.quiz_uid = :quiz OR t.quiz_uid IS NULL)
    """
)


def get_override(person_id: UUID, quiz_uid: UUID) -> Override:
    """Return what the person is given beyond the settings of the quiz."""
    row = session.execute(_OVERRIDE, {"person": person_id, "quiz": quiz_uid}).one()
    return Override(row.seconds, row.tries, row.closes_at, row.percent)


def fraction(num: int | None, den: int | None) -> Fraction | None:
    """Return num / den, or None when there is no mark."""
    return None if num is None or den is None else Fraction(num, den)


def _view(row: Any) -> AttemptView:
    answers = [_saved(values) for values in row.answers or ()]
    return AttemptView(
        id=row.id,
        person_id=row.person_id,
        quiz_uid=row.quiz_uid,
        quiz_version_id=row.quiz_version_id,
        number=row.number,
        seed=row.seed,
        state=AttemptState(row.state),
        started_at=row.started_at,
        deadline=row.deadline,
        closed_at=row.closed_at,
        closed_by=ClosedBy(row.closed_by) if row.closed_by else None,
        score=fraction(row.score_num, row.score_den),
        passed=row.passed,
        needs_review=row.needs_review,
        answers={answer.question_uid: answer for answer in answers},
        past=tuple(_past(values) for values in row.past),
        override=_override(row.extra_time, row.extra_attempts, row.closes_at),
    )


def _saved(values: list[Any]) -> SavedAnswer:
    uid, response, client_id, seq, num, den, needs_review, is_checked = values
    given, mark = responses.from_json(response), fraction(num, den)
    return SavedAnswer(UUID(uid), given, client_id, seq, mark, needs_review, is_checked)


def _past(values: list[Any]) -> Past:
    number, state, closed_at, num, den, passed = values
    closed = datetime.fromisoformat(closed_at) if closed_at else None
    return Past(number, AttemptState(state), closed, fraction(num, den), passed)


def _override(
    extra_time: int | None, extra_attempts: int | None, closes_at: datetime | None
) -> Override:
    return Override(extra_time or 0, extra_attempts or 0, closes_at)


def is_last_attempt(outcome: AttemptOutcome) -> bool:
    """Say whether the person has no try left after this one, their own extra tries included."""
    settings = load_quiz(outcome.quiz_version_id).spec.settings
    override = get_override(outcome.person_id, outcome.quiz_uid)
    return attempts_left(settings, outcome.number, override) == 0
