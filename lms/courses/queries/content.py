"""Published content read back from its frozen versions, as an author wrote it."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.assessment.rules.codec import decode
from lms.core.db import session
from lms.courses import models
from lms.courses.rules.content import Course, Lesson, Package, Path


def load_package(path_uid: UUID) -> Package | None:
    """Return the current version of a path as content, or None when it is not published."""
    path = session.get(models.Path, path_uid)
    if path is None or path.current_version_id is None:
        return None
    version = session.get_one(models.PathVersion, path.current_version_id)
    places = session.execute(
        select(models.PathCourse, models.CourseVersion, models.Course.slug)
        .join(models.CourseVersion, models.CourseVersion.id == models.PathCourse.course_version_id)
        .join(models.Course, models.Course.uid == models.CourseVersion.course_uid)
        .where(models.PathCourse.path_version_id == version.id)
        .order_by(models.PathCourse.set_position, models.PathCourse.position)
    ).all()
    courses: dict[UUID, Course] = {}
    for _place, course, slug in places:
        if course.course_uid not in courses:
            courses[course.course_uid] = load_course(course, slug)
    whole: dict[str, Any] = {**version.body, "slug": path.slug}
    return Package(path=decode(Path, whole), courses=tuple(courses.values()))


def load_course(version: models.CourseVersion, slug: str) -> Course:
    """Return a version of a course as content."""
    rows = session.execute(
        select(models.LessonVersion, models.Lesson.slug)
        .join(models.CourseLesson, models.CourseLesson.lesson_version_id == models.LessonVersion.id)
        .join(models.Lesson, models.Lesson.uid == models.LessonVersion.lesson_uid)
        .where(models.CourseLesson.course_version_id == version.id)
        .order_by(models.CourseLesson.position)
    ).all()
    lessons = [{**lesson.body, "slug": name} for lesson, name in rows]
    for lesson in lessons:
        decode(Lesson, lesson)
    return decode(Course, {**version.body, "slug": slug, "lessons": lessons})
