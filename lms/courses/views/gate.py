"""Quizzes belong to lessons: who may open one, and what its outcome does to the lesson."""

from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from flask import url_for

from lms.assessment.permissions import (
    Gate,
    QuizPlace,
    on_correction,
    on_outcome,
    places_of_quizzes,
    register_quiz_gate,
)
from lms.assessment.queries import is_last_attempt
from lms.assessment.rules.questions import Question
from lms.assessment.rules.quiz import AttemptOutcome
from lms.core import clock, files
from lms.core.access import Viewer
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.courses import queries
from lms.courses.queries.outlines import list_quiz_lessons
from lms.courses.rules.ledger import Cause
from lms.courses.services import learning
from lms.courses.services.carrying import carry_correction
from lms.courses.services.learning import NOWHERE, Place
from lms.network.queries import primary_unit


@register_quiz_gate
def lesson_gate(viewer: Viewer, quiz_uid: UUID) -> Gate | None:
    """Answer for the quizzes that end a lesson: open when the lesson is."""
    lesson_uid = queries.find_lesson_of_quiz(quiz_uid)
    if lesson_uid is None or viewer.person_id is None:
        return None
    try:
        at = queries.get_at_lesson(viewer.person_id, lesson_uid)
    except NotFound:
        return Gate(allowed=False)
    path = url_for("courses.learn_path", path_uid=at.path.outline.path_uid)
    if at.lock or at.lesson.quiz_version_id is None:
        return Gate(
            allowed=False,
            title=at.lesson.title,
            back_url=path,
            explanation=_("This lesson is not open yet: finish what comes before."),
        )
    return Gate(
        allowed=True,
        quiz_version_id=at.lesson.quiz_version_id,
        title=at.lesson.title,
        back_url=path,
        next_url=url_for("courses.lesson_end", lesson_uid=lesson_uid),
        asset_url=_files_of(at.lesson.version_id),
        since=at.since,
    )


def _files_of(version_id: UUID) -> Callable[[str], str]:
    """Return what gives the address of a file of a lesson version."""
    assets = queries.ready_lesson(version_id).assets

    def address(name: str) -> str:
        return files.url(UUID(assets[name]), name.rsplit("/", 1)[-1]) if name in assets else ""

    return address


@places_of_quizzes
def lessons_that_ask() -> list[QuizPlace]:
    """Return the lessons of today's paths that end with questions."""
    return [
        QuizPlace(row.quiz_uid, row.lesson, row.path_uid, row.path, _later(row.version_id))
        for row in list_quiz_lessons()
    ]


@on_correction
def correct_lessons(question: Question, actor_id: UUID | None) -> None:
    """Carry a corrected key to the lessons that ask the question."""
    carry_correction(question, actor_id)


def _later(version_id: UUID) -> Callable[[str], str]:
    """Return the addresses of a lesson's files, the lesson being read when one is asked."""

    def address(name: str) -> str:
        return _files_of(version_id)(name)

    return address


@on_outcome
def write_outcome(outcome: AttemptOutcome) -> None:
    """Write in the ledger how the questions of a lesson went, in the same transaction."""
    lesson_uid = queries.find_lesson_of_quiz(outcome.quiz_uid)
    passed = outcome.passed or outcome.assured
    if lesson_uid is None or (outcome.passed is None and not passed):
        return
    found = primary_unit(outcome.person_id, clock.business_date(outcome.at, "Europe/Paris"))
    cause = Cause(outcome.source, outcome.actor_id, outcome.reason or None)
    # Marked again long after, a lesson may be on none of the person's paths any more.
    with suppress(NotFound):
        learning.finish_quiz(
            person_id=outcome.person_id,
            lesson_uid=lesson_uid,
            passed=passed,
            exhausted=is_last_attempt(outcome),
            score=(outcome.score.numerator, outcome.score.denominator) if outcome.score else None,
            place=Place(unit_id=found.unit_id, zone=found.zone) if found else NOWHERE,
            at=outcome.at,
            cause=cause,
        )
