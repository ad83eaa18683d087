"""Versions of paths: frozen lists of course versions, one per content."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from lms.assessment.rules.codec import encode
from lms.core import ids
from lms.core.db import session
from lms.courses import models
from lms.courses.rules import content


def next_number(model: Any, column: Any, uid: UUID) -> int:
    """Return the number of the next version of an element."""
    found = session.scalar(select(func.max(model.number)).where(column == uid))
    return (found or 0) + 1


def body_of(value: object, *left_out: str) -> dict[str, Any]:
    """Return content as its table keeps it."""
    plain = encode(value)
    assert isinstance(plain, dict)  # noqa: S101 - a dataclass encodes as an object
    return {k: v for k, v in plain.items() if k not in left_out}


def find_path_version(path_uid: UUID, digest: str) -> models.PathVersion | None:
    """Return the version of a path that says exactly this, or None."""
    return session.scalar(
        select(models.PathVersion).where(
            models.PathVersion.path_uid == path_uid, models.PathVersion.content_hash == digest
        )
    )


def new_path_version(
    path: content.Path,
    course_versions: Mapping[UUID, models.CourseVersion],
    digest: str,
    *,
    assets: Mapping[str, Any],
    actor_id: UUID | None,
    change: str,
    now: datetime,
) -> models.PathVersion:
    """Freeze a version of a path over these versions of its courses."""
    lessons = _lessons(path, course_versions)
    made = models.PathVersion(
        id=ids.new_id(),
        path_uid=path.uid,
        number=next_number(models.PathVersion, models.PathVersion.path_uid, path.uid),
        content_hash=digest,
        change=change,
        title=path.title,
        language=path.language,
        level=str(path.level),
        brand=path.brand,
        minutes=sum(minutes for minutes, required in lessons if required),
        lessons=sum(1 for _minutes, required in lessons if required),
        body=body_of(path, "slug"),
        assets=dict(assets),
        published_at=now,
        published_by=actor_id,
    )
    session.add(made)
    session.flush()
    session.add_all(
        models.PathCourse(
            path_version_id=made.id,
            set_position=rank,
            position=place,
            course_version_id=course_versions[uid].id,
        )
        for rank, group in enumerate(path.sets)
        for place, uid in enumerate(group.courses)
    )
    session.flush()
    return made


def _lessons(
    path: content.Path, course_versions: Mapping[UUID, models.CourseVersion]
) -> list[tuple[int, bool]]:
    """Return the minutes of each lesson that is not in an optional set, and whether it counts."""
    counted = [
        course_versions[uid].id
        for group in path.sets
        if group.rule != content.SetRule.OPTIONAL
        for uid in group.courses
    ]
    rows = session.execute(
        select(models.LessonVersion.minutes, models.CourseLesson.required)
        .join(models.CourseLesson, models.CourseLesson.lesson_version_id == models.LessonVersion.id)
        .where(models.CourseLesson.course_version_id.in_(counted))
    )
    return [(row.minutes, row.required) for row in rows]
