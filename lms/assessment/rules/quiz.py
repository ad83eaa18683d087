"""The rules of a quiz: its settings, when one may try, until when, what it is worth."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from lms.assessment.rules import codec
from lms.assessment.rules.codec import Json
from lms.assessment.rules.questions import (
    ONE,
    ZERO,
    Question,
    content_hash,
    counted_weight,
)
from lms.core.i18n import _
from lms.core.ids import shuffled

MAX_QUESTIONS = 200
_STORED_DENOMINATOR = 10**9


class AttemptState(StrEnum):
    """Where an attempt stands. A person's review ends a submitted one as reviewed."""

    OPEN = "open"
    SUBMITTED = "submitted"
    EXPIRED = "expired"
    REVIEWED = "reviewed"


class ClosedBy(StrEnum):
    """Who closed an attempt."""

    PERSON = "person"
    CLOCK = "clock"


class Feedback(StrEnum):
    """When the person learns how an answer went. Once told, an answer no longer changes."""

    IMMEDIATE = "immediate"
    AFTER_SUBMISSION = "after_submission"
    NEVER = "never"


class Solutions(StrEnum):
    """When right answers are told: with the feedback, once passed or out of tries, or never."""

    WITH_FEEDBACK = "with_feedback"
    WHEN_OVER = "when_over"
    NEVER = "never"


class GradeMethod(StrEnum):
    """Which attempt counts."""

    BEST = "best"
    LAST = "last"


class Late(StrEnum):
    """What becomes of an attempt at its deadline: sent with what was saved, or worth nothing."""

    SUBMIT = "submit"
    ABANDON = "abandon"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizSettings:
    """How a quiz is taken. Times in seconds; `max_attempts` None means as many as one likes.

    `grace` is how long after the deadline an answer still on its way is taken. `pass_mark` 0 means
    that reaching the end is enough. `in_order` refuses a question before those above are answered.
    """

    pass_mark: Fraction = ZERO
    max_attempts: int | None = None
    retry_delay: int = 0
    time_limit: int | None = None
    grace: int = 10
    late: Late = Late.SUBMIT
    opens_at: str | None = None
    closes_at: str | None = None
    grade_method: GradeMethod = GradeMethod.BEST
    feedback: Feedback = Feedback.IMMEDIATE
    solutions: Solutions = Solutions.WITH_FEEDBACK
    shuffle_questions: bool = False
    in_order: bool = False

    def window(self) -> tuple[datetime | None, datetime | None]:
        """Return the instants between which the quiz is open, aware."""
        return _instant(self.opens_at), _instant(self.closes_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizSpec:
    """A quiz as published: title, source language, questions in order, settings."""

    title: str
    questions: tuple[Question, ...]
    lang: str = "fr"
    settings: QuizSettings = QuizSettings()


@dataclass(frozen=True, slots=True)
class Override:
    """What one person is given beyond the settings: time, tries, a later end.

    Time is in seconds or a share of the limit in percent: the larger of both counts.
    """

    extra_time: int = 0
    extra_attempts: int = 0
    closes_at: datetime | None = None
    extra_percent: int = 0

    def limit(self, seconds: int) -> int:
        """Return a time limit with what is given on top."""
        return seconds + max(self.extra_time, -(-seconds * self.extra_percent // 100))


NO_OVERRIDE = Override()


@dataclass(frozen=True, slots=True)
class Past:
    """An attempt already made, as the retry rule needs it."""

    number: int
    state: AttemptState
    closed_at: datetime | None
    score: Fraction | None = None
    passed: bool | None = None


class RetryRefusal(StrEnum):
    """Why a new attempt cannot start."""

    NOT_YET_OPEN = "not_yet_open"
    CLOSED = "closed"
    NONE_LEFT = "none_left"
    TOO_SOON = "too_soon"


@dataclass(frozen=True, slots=True)
class Retry:
    """Whether a new attempt may start; if not why, and from when it may."""

    refusal: RetryRefusal | None = None
    at: datetime | None = None
    left: int | None = None

    @property
    def is_allowed(self) -> bool:
        """Say whether a new attempt may start now."""
        return self.refusal is None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands on a quiz over all their attempts, by its grade method."""

    score: Fraction | None = None
    passed: bool | None = None
    attempt: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptOutcome:
    """What a closed attempt gave, told upward in the transaction that closed it.

    `score` and `passed` are None while a person still has to read a free text; `assured` says that
    the pass mark is reached whatever the reader finds, so that nobody waits for it. `standing` is
    where the person stands on the quiz over all attempts. `at` is when it was closed, reviewed or
    marked again; `source` is "regrade" then, with who corrected the question and why.
    """

    attempt_id: UUID
    person_id: UUID
    quiz_uid: UUID
    quiz_version_id: UUID
    number: int
    state: AttemptState
    closed_by: ClosedBy
    at: datetime
    score: Fraction | None
    passed: bool | None
    needs_review: bool
    standing: Standing
    assured: bool = False
    source: str = "quiz"
    actor_id: UUID | None = None
    reason: str = ""


def spec_hash(spec: QuizSpec) -> str:
    """SHA-256 of everything that makes a version: texts, order, settings. Never sent out."""
    return codec.digest(manifest(spec))


def manifest(spec: QuizSpec) -> Json:
    """Return the closed manifest of the version: settings, and uid and hash of each question."""
    return {
        "title": spec.title,
        "lang": spec.lang,
        "settings": codec.encode(spec.settings),
        "questions": [[str(q.uid), content_hash(q)] for q in spec.questions],
    }


def settings_from_json(data: object) -> QuizSettings:
    """Read settings written by `codec.encode`. Raise `codec.UnreadableError`."""
    return codec.decode(QuizSettings, data)


def check_spec(spec: QuizSpec) -> tuple[str, ...]:
    """List what keeps the quiz from being published, in words; empty when it is ready."""
    settings = spec.settings
    uids = [question.uid for question in spec.questions]
    found = {
        _("a quiz needs at least one question"): not uids,
        _("a quiz holds at most %(n)s questions", n=MAX_QUESTIONS): len(uids) > MAX_QUESTIONS,
        _("the same question is there twice"): len(set(uids)) != len(uids),
        _("the pass mark must be between 0 and 1"): not 0 <= settings.pass_mark <= 1,
        _("at least one attempt must be allowed"): settings.max_attempts is not None
        and settings.max_attempts < 1,
        _("the time limit must be above 0"): settings.time_limit is not None
        and settings.time_limit <= 0,
        _("a delay cannot be negative"): min(settings.retry_delay, settings.grace) < 0,
    }
    return tuple(problem for problem, wrong in found.items() if wrong)


def order_of(spec: QuizSpec, seed: str) -> tuple[Question, ...]:
    """Return the questions in the order of one attempt."""
    if not spec.settings.shuffle_questions:
        return spec.questions
    return tuple(shuffled(spec.questions, f"{seed}/quiz"))


def deadline_of(
    settings: QuizSettings, started_at: datetime, override: Override = NO_OVERRIDE
) -> datetime | None:
    """Return the instant an attempt started then must end, or None when nothing ends it."""
    ends = []
    if settings.time_limit is not None:
        ends.append(started_at + timedelta(seconds=override.limit(settings.time_limit)))
    closes = override.closes_at or settings.window()[1]
    if closes is not None:
        ends.append(closes)
    return min(ends, default=None)


def is_late(settings: QuizSettings, deadline: datetime | None, now: datetime) -> bool:
    """Say whether an answer received at `now` comes too late, the grace included."""
    return deadline is not None and now > deadline + timedelta(seconds=settings.grace)


def may_retry(
    settings: QuizSettings,
    past: Sequence[Past],
    now: datetime,
    override: Override = NO_OVERRIDE,
) -> Retry:
    """Say whether one more attempt may start at `now`, given those already made."""
    opens, closes = settings.window()
    closes = override.closes_at or closes
    if opens is not None and now < opens:
        return Retry(RetryRefusal.NOT_YET_OPEN, opens)
    if closes is not None and now >= closes:
        return Retry(RetryRefusal.CLOSED, closes)
    left = attempts_left(settings, len(past), override)
    if left == 0:
        return Retry(RetryRefusal.NONE_LEFT, left=0)
    ended = [attempt.closed_at for attempt in past if attempt.closed_at]
    earliest = max(ended) + timedelta(seconds=settings.retry_delay) if ended else now
    if now < earliest:
        return Retry(RetryRefusal.TOO_SOON, earliest, left)
    return Retry(left=left)


def attempts_left(
    settings: QuizSettings, made: int, override: Override = NO_OVERRIDE
) -> int | None:
    """Return how many attempts remain, or None when there is no limit."""
    if settings.max_attempts is None:
        return None
    return max(0, settings.max_attempts + override.extra_attempts - made)


def score_of(questions: Iterable[Question], earned: Mapping[UUID, Fraction]) -> Fraction:
    """Return the mark of an attempt, 0 to 1: earned over possible, each question by its weight.

    A quiz where nothing counts is worth 1 once sent.
    """
    possible, got = ZERO, ZERO
    for question in questions:
        weight = counted_weight(question)
        possible += weight
        got += weight * earned.get(question.uid, ZERO)
    return got / possible if possible else ONE


def storable(score: Fraction) -> Fraction:
    """Return the score with a denominator a database integer can hold (within 10⁻⁹)."""
    return score.limit_denominator(_STORED_DENOMINATOR)


def has_passed(settings: QuizSettings, score: Fraction) -> bool:
    """Say whether the mark reaches the pass mark."""
    return score >= settings.pass_mark


def standing_of(method: GradeMethod, attempts: Iterable[Past]) -> Standing:
    """Return where a person stands: best or last of the attempts that have a mark."""
    marked = sorted((a for a in attempts if a.score is not None), key=lambda a: a.number)
    if not marked:
        return Standing()
    if method is GradeMethod.LAST:
        counted = marked[-1]
    else:
        counted = max(marked, key=lambda a: (bool(a.passed), a.score or ZERO, -a.number))
    return Standing(counted.score, counted.passed, counted.number)


def may_show_outcome(settings: QuizSettings, state: AttemptState, *, checked: bool) -> bool:
    """Say whether the person may be told how one answer went."""
    if settings.feedback is Feedback.NEVER:
        return False
    if state is AttemptState.OPEN:
        return settings.feedback is Feedback.IMMEDIATE and checked
    return True


def may_show_solutions(settings: QuizSettings, state: AttemptState, *, over: bool) -> bool:
    """Say whether right answers may be told with the outcome; `over` = passed or no try left."""
    if settings.solutions is Solutions.NEVER or settings.feedback is Feedback.NEVER:
        return False
    if settings.solutions is Solutions.WHEN_OVER:
        return over and state is not AttemptState.OPEN
    return True


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
