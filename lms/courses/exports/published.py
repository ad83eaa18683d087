"""A published path read back from its frozen versions, to be written as a package."""

from pathlib import Path as Folder
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.assessment.rules.codec import decode
from lms.core import files
from lms.core.db import session
from lms.courses import models
from lms.courses.exports.markdown import asset_names, write_package
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
            courses[course.course_uid] = _course(course, slug)
    whole: dict[str, Any] = {**version.body, "slug": path.slug}
    return Package(path=decode(Path, whole), courses=tuple(courses.values()))


def _course(version: models.CourseVersion, slug: str) -> Course:
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


def write_path(folder: Folder, *, slug: str, uid: UUID | None = None) -> int | None:
    """Write a published path under ``folder``; return how many files, None for an unknown path."""
    if uid is None:
        uid = session.scalar(select(models.Path.uid).where(models.Path.slug == slug))
    package = load_package(uid) if uid else None
    if package is None:
        return None
    documents = write_package(package)
    for name, words in documents.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(words, encoding="utf-8", newline="\n")
    count = len(documents)
    for name, asset in asset_names(package):
        kept = session.get_one(models.Asset, asset.sha256)
        with files.open_file(kept.file_id) as stream:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(stream.read())
        count += 1
    return count
