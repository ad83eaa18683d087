"""A corrected key goes to every lesson that asks the question; words only, so people follow."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from lms.assessment.models import QuestionVersion, QuizQuestion, QuizVersion
from lms.assessment.rules.questions import Matching, Multiple, Question, Single
from lms.core.db import session
from lms.core.errors import Refused
from lms.core.i18n import _
from lms.courses import models
from lms.courses.queries.content import load_course
from lms.courses.rules.content import Asset, Course, Lesson, Package
from lms.courses.services.publishing import Published, publish_package


def carry_correction(question: Question, actor_id: UUID | None) -> Published:
    """Publish again, as an editorial change, the courses whose present lessons ask this question.

    Paths that hold them are proposed the version and people move to it by themselves; a try under
    way ends on its own version.
    """
    courses = [_corrected(course, question) for course in _courses_that_ask(question.uid)]
    return publish_package(
        Package(path=None, courses=tuple(courses)),
        actor_id=actor_id,
        store_asset=_known_only,
        change="editorial",
    )


def _known_only(asset: Asset) -> UUID:
    raise Refused(_("The file %(name)s of this course is lost.", name=asset.name))


def _courses_that_ask(question_uid: UUID) -> list[Course]:
    quizzes = (
        select(QuizVersion.quiz_uid)
        .join(QuizQuestion, QuizQuestion.quiz_version_id == QuizVersion.id)
        .join(QuestionVersion, QuestionVersion.id == QuizQuestion.question_version_id)
        .where(QuestionVersion.question_uid == question_uid)
    )
    rows = session.execute(
        select(models.CourseVersion, models.Course.slug)
        .join(models.Course, models.Course.current_version_id == models.CourseVersion.id)
        .where(
            models.Course.uid.in_(
                select(models.Lesson.course_uid).where(models.Lesson.quiz_uid.in_(quizzes))
            )
        )
        .order_by(models.Course.uid)
    ).all()
    return [load_course(version, slug) for version, slug in rows]


def _corrected(course: Course, question: Question) -> Course:
    lessons = tuple(_with(lesson, question) for lesson in course.lessons)
    return replace(course, lessons=lessons)


def _with(lesson: Lesson, question: Question) -> Lesson:
    if lesson.quiz is None:
        return lesson
    asked = tuple(
        _kept_shuffle(question, one) if one.uid == question.uid else one
        for one in lesson.quiz.questions
    )
    return replace(lesson, quiz=replace(lesson.quiz, questions=asked))


def _kept_shuffle(question: Question, was: Question) -> Question:
    """Keep what the lesson itself says of the order of options: the bank follows the quiz."""
    if isinstance(question, Single | Multiple | Matching) and isinstance(was, type(question)):
        return replace(question, shuffle=was.shuffle)
    return question
