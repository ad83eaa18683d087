"""Publish content: each element gets a new frozen version only when what it says changed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select

from lms.assessment.rules.questions import Matching, Multiple, Single
from lms.assessment.rules.quiz import Feedback, QuizSettings, QuizSpec
from lms.assessment.services import ensure_quiz_version
from lms.core import clock, ids
from lms.core.db import session
from lms.core.errors import Refused
from lms.core.facts import record
from lms.core.i18n import _
from lms.courses import models
from lms.courses.events import PathPublished
from lms.courses.rules import content, versions
from lms.courses.rules.references import lesson_files
from lms.courses.services.proposing import propose, propose_elsewhere
from lms.courses.services.versioning import (
    body_of,
    find_path_version,
    new_path_version,
    next_number,
)

StoreAsset = Callable[[content.Asset], UUID]


@dataclass(slots=True)
class Published:
    """What a publication made: slugs created and updated, and how many were the same."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: int = 0
    path_uid: UUID | None = None
    path_version_id: UUID | None = None
    proposals: list[UUID] = field(default_factory=list)
    """What becomes of those who follow a path: waiting for a choice, or moving by itself."""

    def note(self, kind: str, slug: str, number: int | None) -> None:
        """Count one element; ``number`` is its new version's, None when nothing changed."""
        if number is None:
            self.unchanged += 1
        else:
            (self.created if number == 1 else self.updated).append(f"{kind} {slug}")


def publish_package(
    package: content.Package,
    *,
    actor_id: UUID | None,
    store_asset: StoreAsset,
    change: str = "content",
) -> Published:
    """Publish every lesson, course and the path of ``package``.

    ``store_asset`` returns the file that holds an asset's bytes. ``change`` tells what a new path
    version is: "editorial" moves enrolments by itself, "content" asks what becomes of them. Every
    other path that holds one of the courses is proposed a version of its own. Raises Refused when
    a uid already belongs to another element.
    """
    done = Published()
    now = clock.now()
    hashes: dict[str, str] = {}
    course_versions: dict[UUID, models.CourseVersion] = {}
    for course in package.courses:
        hashes[str(course.uid)] = versions.course_hash(course)
        course_versions[course.uid] = _publish_course(course, store_asset, now, done)
    if package.path is not None:
        _publish_path(
            package.path,
            course_versions,
            hashes,
            actor_id=actor_id,
            store_asset=store_asset,
            change=change,
            now=now,
            done=done,
        )
    session.flush()
    done.proposals += propose_elsewhere(
        course_versions, skip=done.path_uid, change=change, actor_id=actor_id
    )
    return done


def _store_assets(assets: Iterable[content.Asset], store_asset: StoreAsset) -> dict[str, str]:
    found: dict[str, str] = {}
    for asset in assets:
        kept = session.get(models.Asset, asset.sha256)
        if kept is None:
            kept = models.Asset(sha256=asset.sha256, file_id=store_asset(asset))
            session.add(kept)
            session.flush()
        found[asset.name] = str(kept.file_id)
    return found


def _publish_course(
    course: content.Course, store_asset: StoreAsset, now: datetime, done: Published
) -> models.CourseVersion:
    row = session.get(models.Course, course.uid)
    if row is None:
        row = models.Course(uid=course.uid, slug=course.slug, created_at=now)
        session.add(row)
        session.flush()
    lessons = [_publish_lesson(x, course, store_asset, now, done) for x in course.lessons]
    digest = versions.course_hash(course)
    known = session.scalar(
        select(models.CourseVersion).where(
            models.CourseVersion.course_uid == course.uid,
            models.CourseVersion.content_hash == digest,
        )
    )
    if known is not None:
        row.current_version_id = known.id
        done.note("course", course.slug, None)
        return known
    number = next_number(models.CourseVersion, models.CourseVersion.course_uid, course.uid)
    made = models.CourseVersion(
        id=ids.new_id(),
        course_uid=course.uid,
        number=number,
        content_hash=digest,
        title=course.title,
        language=course.language,
        level=str(course.level),
        brand=course.brand,
        rule=str(course.rule),
        at_least=course.at_least,
        body=body_of(course, "lessons"),
        assets=_store_assets([a for a in course.assets if a.name == course.image], store_asset),
        published_at=now,
    )
    session.add(made)
    session.flush()
    session.add_all(
        models.CourseLesson(
            course_version_id=made.id,
            position=place,
            lesson_version_id=version.id,
            required=x.required,
        )
        for place, (x, version) in enumerate(zip(course.lessons, lessons, strict=True))
    )
    row.current_version_id = made.id
    done.note("course", course.slug, number)
    return made


def _publish_lesson(
    lesson: content.Lesson,
    course: content.Course,
    store_asset: StoreAsset,
    now: datetime,
    done: Published,
) -> models.LessonVersion:
    quiz_uid = lesson.quiz.uid if lesson.quiz else None
    row = session.get(models.Lesson, lesson.uid)
    if row is None:
        row = models.Lesson(uid=lesson.uid, course_uid=course.uid, slug=lesson.slug, created_at=now)
        session.add(row)
    elif row.course_uid != course.uid:
        raise Refused(
            _("The lesson %(slug)s has the uid of a lesson of another course.", slug=lesson.slug)
        )
    row.quiz_uid = quiz_uid
    session.flush()
    digest = versions.lesson_hash(lesson, course)
    known = session.scalar(
        select(models.LessonVersion).where(
            models.LessonVersion.lesson_uid == lesson.uid,
            models.LessonVersion.content_hash == digest,
        )
    )
    if known is not None:
        row.current_version_id = known.id
        done.note("lesson", lesson.slug, None)
        return known
    number = next_number(models.LessonVersion, models.LessonVersion.lesson_uid, lesson.uid)
    used = lesson_files(lesson)
    made = models.LessonVersion(
        id=ids.new_id(),
        lesson_uid=lesson.uid,
        number=number,
        content_hash=digest,
        kind=str(lesson.kind),
        title=lesson.title,
        language=course.language,
        minutes=lesson.minutes,
        body=body_of(lesson, "slug"),
        assets=_store_assets([a for a in course.assets if a.name in used], store_asset),
        quiz_version_id=_publish_quiz(lesson, course.language),
        published_at=now,
    )
    session.add(made)
    session.flush()
    row.current_version_id = made.id
    done.note("lesson", lesson.slug, number)
    return made


def _publish_quiz(lesson: content.Lesson, language: str) -> UUID | None:
    if lesson.quiz is None:
        return None
    asked = lesson.quiz.settings
    settings = QuizSettings(
        pass_mark=Fraction(asked.pass_mark, 100),
        max_attempts=asked.max_attempts,
        retry_delay=asked.delay_minutes * 60,
        time_limit=asked.time_limit_minutes * 60 if asked.time_limit_minutes else None,
        shuffle_questions=asked.shuffle_questions,
        feedback=(
            Feedback.IMMEDIATE
            if asked.feedback == content.FeedbackTiming.IMMEDIATE
            else Feedback.AFTER_SUBMISSION
        ),
    )
    questions = tuple(
        replace(question, shuffle=False)
        if isinstance(question, Single | Multiple | Matching) and not asked.shuffle_options
        else question
        for question in lesson.quiz.questions
    )
    spec = QuizSpec(title=lesson.title, questions=questions, lang=language, settings=settings)
    return ensure_quiz_version(quiz_uid=lesson.quiz.uid, spec=spec).id


def _publish_path(
    path: content.Path,
    course_versions: Mapping[UUID, models.CourseVersion],
    hashes: Mapping[str, str],
    *,
    actor_id: UUID | None,
    store_asset: StoreAsset,
    change: str,
    now: datetime,
    done: Published,
) -> None:
    row = session.get(models.Path, path.uid, with_for_update=True)
    if row is None:
        row = models.Path(uid=path.uid, slug=path.slug, created_at=now)
        session.add(row)
        session.flush()
    done.path_uid = path.uid
    digest = versions.path_hash(path, hashes)
    made = find_path_version(path.uid, digest)
    if made is not None:
        done.note("path", path.slug, None)
    else:
        assets = _store_assets([a for a in path.assets if a.name == path.image], store_asset)
        made = new_path_version(
            path,
            course_versions,
            digest,
            assets=assets,
            actor_id=actor_id,
            change=change,
            now=now,
        )
        done.note("path", path.slug, made.number)
    before, done.path_version_id = row.current_version_id, made.id
    if before == made.id:
        return
    row.current_version_id = made.id
    session.flush()
    record(PathPublished(path_uid=path.uid, version_id=made.id))
    if before is not None:
        asked = propose(
            path=row, before=before, version=made, change=change, actor_id=actor_id, course_uid=None
        )
        done.proposals += [asked.id] if asked else []
