"""Who may take a quiz, and whom to tell how it went.

Quizzes are opened by what lies above (a lesson of a path, later a certificate): it registers a gate
at start-up, and a listener called in the transaction that closes an attempt.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from lms.assessment.rules.questions import Question
from lms.assessment.rules.quiz import AttemptOutcome
from lms.core.access import Capability, Permission, Role, Viewer, grant

grant(
    {
        Permission.QUESTIONS_REVIEW: {Role.LEARNING_AUTHOR},
        Permission.TIME_GRANT: {Role.UNIT_MANAGER, Role.REGIONAL_LEAD},
    },
    capability=Capability.LEARNING,
)
grant({Permission.QUESTIONS_WRITE: {Role.LEARNING_AUTHOR}})


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether a person may open a quiz now, on which version, and where they come from.

    `back_url` is the way out, `next_url` where the result page leads (the way out when empty).
    `explanation` says, in the person's language, why the quiz is closed to them; without one, a quiz
    that is not allowed and was never taken answers like one that does not exist. `asset_url` gives
    the address of the files that its questions show. `since`: attempts ended before no longer
    count, the quiz is to be taken again.
    """

    allowed: bool
    quiz_version_id: UUID | None = None
    title: str = ""
    back_url: str = "/"
    next_url: str = ""
    explanation: str = ""
    asset_url: Callable[[str], str] | None = None
    since: datetime | None = None


QuizGate = Callable[[Viewer, UUID], Gate | None]
OutcomeListener = Callable[[AttemptOutcome], None]
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class QuizPlace:
    """Where a quiz is asked today: a lesson of a path, and the address of a file it shows."""

    quiz_uid: UUID
    title: str
    owner_uid: UUID
    owner: str
    asset_url: Callable[[str], str]


PlaceFinder = Callable[[], Iterable[QuizPlace]]
CorrectionListener = Callable[[Question, UUID | None], None]

PLACES: list[PlaceFinder] = []
CORRECTORS: list[CorrectionListener] = []


def places_of_quizzes(finder: PlaceFinder) -> PlaceFinder:
    """Register who knows where quizzes are asked."""
    if finder not in PLACES:
        PLACES.append(finder)
    return finder


def list_places() -> list[QuizPlace]:
    """Return every place where a quiz is asked today."""
    return [place for finder in PLACES for place in finder()]


def on_correction(listener: CorrectionListener) -> CorrectionListener:
    """Call `listener` with a question whose key was corrected and who did it, same transaction."""
    if listener not in CORRECTORS:
        CORRECTORS.append(listener)
    return listener


def tell_correction(question: Question, actor_id: UUID | None) -> None:
    """Tell every listener that a question has another key."""
    for listener in CORRECTORS:
        listener(question, actor_id)


GATES: list[QuizGate] = []
LISTENERS: list[OutcomeListener] = []


def register_quiz_gate(gate: QuizGate) -> QuizGate:
    """Add a gate: it answers for the quizzes it knows, and None for those of others."""
    if gate not in GATES:
        GATES.append(gate)
    return gate


def on_outcome(listener: OutcomeListener) -> OutcomeListener:
    """Call `listener` with each closed or reviewed attempt, in the same transaction."""
    if listener not in LISTENERS:
        LISTENERS.append(listener)
    return listener


def find_gate(viewer: Viewer, quiz_uid: UUID) -> Gate | None:
    """Return what the first gate that knows this quiz answers, or None when nobody does."""
    for gate in GATES:
        answer = gate(viewer, quiz_uid)
        if answer is not None:
            return answer
    return None


def tell_outcome(outcome: AttemptOutcome) -> None:
    """Tell every listener how an attempt ended."""
    for listener in LISTENERS:
        listener(outcome)
