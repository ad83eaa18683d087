"""Published versions as pages need them; immutable, so kept in memory once read."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, text

from lms.assessment.rules.codec import decode
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.courses.models import LessonVersion, PathVersion
from lms.courses.rules.content import Lesson
from lms.courses.rules.progress import Outline, OutlineCourse, OutlineLesson, OutlineSet
from lms.courses.rules.rendering import said, said_all

_MANIFEST = text(
    """
    SELECT pc.set_position, cv.id AS course_version, cv.course_uid, cv.title AS course_title,
           cv.language, cv.level, cv.rule, cv.at_least,
           cl.required, lv.id AS lesson_version, lv.lesson_uid, lv.title, lv.kind, lv.minutes,
           jsonb_array_length(coalesce(lv.body -> 'steps', '[]')) AS steps,
           lv.quiz_version_id, l.quiz_uid, coalesce(lv.body ->> 'summary', '') AS summary
      FROM courses_path_course pc
      JOIN courses_course_version cv ON cv.id = pc.course_version_id
      JOIN courses_course_lesson cl ON cl.course_version_id = cv.id
      JOIN courses_lesson_version lv ON lv.id = cl.lesson_version_id
      JOIN courses_lesson l ON l.uid = lv.lesson_uid
     WHERE pc.path_version_id = :version
     ORDER BY pc.set_position, pc.position, cl.position
    """
)

T = TypeVar("T")
KEPT = 512
_outlines: OrderedDict[UUID, Outline] = OrderedDict()
_lessons: OrderedDict[UUID, "ReadyLesson"] = OrderedDict()


@dataclass(frozen=True, slots=True)
class ReadyLesson:
    """A lesson version read from the database once per process."""

    version_id: UUID
    uid: UUID
    lesson: Lesson
    language: str
    assets: dict[str, str]
    quiz_version_id: UUID | None


def _keep(store: OrderedDict[UUID, T], key: UUID, value: T) -> T:
    store[key] = value
    if len(store) > KEPT:
        store.popitem(last=False)
    return value


def outline(version_id: UUID) -> Outline:
    """Return the outline of a path version; immutable, so read once per process."""
    known = _outlines.get(version_id)
    return known or _keep(_outlines, version_id, _read_outline(version_id))


def _read_outline(version_id: UUID) -> Outline:
    version = session.get(PathVersion, version_id)
    if version is None:
        raise NotFound(_("This path does not exist, or you cannot see it."))
    rows = session.execute(_MANIFEST, {"version": version_id}).all()
    sets = tuple(
        OutlineSet(
            title=said(group.get("title", ""), version.language),
            rule=group.get("rule", "all_in_order"),
            at_least=group.get("at_least", 0),
            courses=_outline_courses([r for r in rows if r.set_position == place]),
        )
        for place, group in enumerate(version.body.get("sets", []))
    )
    return Outline(
        path_uid=version.path_uid,
        version_id=version.id,
        title=said(version.title, version.language),
        language=version.language,
        level=version.level,
        brand=version.brand,
        summary=said(version.body.get("summary", ""), version.language),
        minutes=version.minutes,
        skills=tuple(version.body.get("skills", ())),
        practice=said((version.body.get("practice") or {}).get("title", ""), version.language),
        sets=sets,
    )


def _outline_courses(rows: list[Row[Any]]) -> tuple[OutlineCourse, ...]:
    found: dict[UUID, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.course_version, []).append(row)
    return tuple(
        OutlineCourse(
            uid=lessons[0].course_uid,
            version_id=version,
            title=said(lessons[0].course_title, lessons[0].language),
            language=lessons[0].language,
            level=lessons[0].level,
            rule=lessons[0].rule,
            at_least=lessons[0].at_least,
            lessons=tuple(
                OutlineLesson(
                    uid=x.lesson_uid,
                    version_id=x.lesson_version,
                    title=said(x.title, x.language),
                    kind=x.kind,
                    minutes=x.minutes,
                    required=x.required,
                    steps=x.steps,
                    quiz_version_id=x.quiz_version_id,
                    quiz_uid=x.quiz_uid,
                    summary=said(x.summary, x.language),
                )
                for x in lessons
            ),
        )
        for version, lessons in found.items()
    )


def ready_lesson(version_id: UUID) -> ReadyLesson:
    """Return a lesson version ready to be shown; immutable, so read once per process."""
    known = _lessons.get(version_id)
    if known is not None:
        return known
    row = session.get(LessonVersion, version_id)
    if row is None:
        raise NotFound(_("This lesson does not exist, or you cannot see it."))
    lesson = decode(Lesson, {**said_all(row.body, row.language), "slug": "lesson"})
    made = ReadyLesson(
        row.id, row.lesson_uid, lesson, row.language, row.assets, row.quiz_version_id
    )
    return _keep(_lessons, version_id, made)


_LESSONS_FOR = text(
    """
    SELECT DISTINCT lv.lesson_uid, lv.title FROM courses_lesson l
      JOIN courses_lesson_version lv ON lv.id = l.current_version_id
     WHERE EXISTS (SELECT 1 FROM referential_skill s WHERE s.uid = :item
                      AND lv.body -> 'skills' @> to_jsonb(ARRAY[s.code]))
        OR EXISTS (SELECT 1 FROM referential_moment m WHERE m.uid = :item
                      AND lv.body -> 'moments' @> to_jsonb(ARRAY[m.code]))
     ORDER BY lv.title
    """
)


def list_lessons_for(item: UUID) -> list[Row[Any]]:
    """Return the current lessons that work on a skill or a moment of the referential."""
    return list(session.execute(_LESSONS_FOR, {"item": item}))


_QUIZ_LESSONS = text(
    """
    SELECT DISTINCT l.quiz_uid, lv.id AS version_id, lv.title AS lesson, p.uid AS path_uid,
           pv.title AS path
      FROM courses_path p
      JOIN courses_path_version pv ON pv.id = p.current_version_id
      JOIN courses_path_course pc ON pc.path_version_id = pv.id
      JOIN courses_course_lesson cl ON cl.course_version_id = pc.course_version_id
      JOIN courses_lesson_version lv ON lv.id = cl.lesson_version_id
      JOIN courses_lesson l ON l.uid = lv.lesson_uid
     WHERE p.retired_at IS NULL AND l.quiz_uid IS NOT NULL AND lv.quiz_version_id IS NOT NULL
     ORDER BY pv.title, lv.title
    """
)


def list_quiz_lessons() -> list[Row[Any]]:
    """Return the lessons with questions of the paths that can be given, by path."""
    return list(session.execute(_QUIZ_LESSONS))
