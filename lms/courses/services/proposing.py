"""A new version asks: what becomes of those who follow the path? One proposal per path."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select, text

from lms.assessment.rules.codec import decode
from lms.core import audit, clock, ids
from lms.core.db import session
from lms.courses import models, queries
from lms.courses.models import Path, PathVersion, Proposal
from lms.courses.rules import content, versions
from lms.courses.rules.moving import APPLYING, SUPERSEDED, WAITING, Choice, difference
from lms.courses.services.moving import begin, count_behind
from lms.courses.services.versioning import find_path_version, new_path_version

CONTENT, EDITORIAL = "content", "editorial"


def propose(
    *,
    path: Path,
    before: UUID,
    version: PathVersion,
    change: str,
    actor_id: UUID | None,
    course_uid: UUID | None,
) -> Proposal | None:
    """Ask what becomes of those who follow ``path`` now that it has ``version``.

    ``before`` is the version given until now. An editorial change moves people by itself; one that
    adds, removes or asks something otherwise is a change of content, whatever was said. Nobody is
    asked about a path published as a whole that nobody follows: None then. A proposal that still
    waits gives way to this one.
    """
    session.flush()
    waiting = session.scalars(
        select(Proposal)
        .where(Proposal.path_uid == path.uid, Proposal.state == WAITING)
        .with_for_update()
    ).first()
    since = waiting.from_version_id if waiting else before
    if waiting is not None:
        waiting.state = SUPERSEDED
        session.flush()
    total = count_behind(path.uid, version.id)
    if not total and (course_uid is None or version.id == path.current_version_id):
        return None
    made = Proposal(
        id=ids.new_id(),
        path_uid=path.uid,
        from_version_id=since,
        version_id=version.id,
        change=_change(change, since, version.id),
        course_uid=course_uid,
        state=WAITING,
        proposed_at=clock.now(),
        proposed_by=actor_id,
        reason="",
        total=total,
        done=0,
    )
    session.add(made)
    session.flush()
    audit.note("courses.propose", "courses_proposal", made.id, actor_id=actor_id)
    if made.change == EDITORIAL:
        made.state = APPLYING
        begin(made, choice=Choice.MOVE, reason="", actor_id=actor_id)
    return made


def _change(said: str, before: UUID, after: UUID) -> str:
    if said != EDITORIAL:
        return CONTENT
    changed = difference(queries.outline(before), queries.outline(after))
    return CONTENT if changed.is_structural else EDITORIAL


# The version that would be given next: the one that waits, or else the present one.
_USES = text(
    """
    SELECT p.uid, base.version_id, min(cv.course_uid::text) AS course_uid
      FROM courses_path p
      LEFT JOIN courses_proposal w ON w.path_uid = p.uid AND w.state = 'waiting'
      CROSS JOIN LATERAL (SELECT coalesce(w.version_id, p.current_version_id)) base(version_id)
      JOIN courses_path_course pc ON pc.path_version_id = base.version_id
      JOIN courses_course_version cv ON cv.id = pc.course_version_id
     WHERE p.retired_at IS NULL AND cv.course_uid = ANY(:courses) AND cv.id <> ALL(:versions)
       AND p.uid IS DISTINCT FROM CAST(:skip AS uuid)
     GROUP BY p.uid, base.version_id
     ORDER BY p.uid
    """
)


def propose_elsewhere(
    course_versions: Mapping[UUID, models.CourseVersion],
    *,
    skip: UUID | None,
    change: str,
    actor_id: UUID | None,
) -> list[UUID]:
    """Propose a version of every path that holds an older version of one of these courses.

    ``skip`` is the path published with them, asked already. Returns the proposals made.
    """
    asked = {
        "courses": list(course_versions),
        "versions": [version.id for version in course_versions.values()],
        "skip": skip,
    }
    made = []
    for row in session.execute(_USES, asked).all():
        path = session.get_one(Path, row.uid, with_for_update=True)
        version = _carried(path, row.version_id, course_versions, change, actor_id)
        one = propose(
            path=path,
            before=path.current_version_id or row.version_id,
            version=version,
            change=change,
            actor_id=actor_id,
            course_uid=UUID(row.course_uid),
        )
        made += [one.id] if one else []
    return made


def _carried(
    path: Path,
    base_id: UUID,
    course_versions: Mapping[UUID, models.CourseVersion],
    change: str,
    actor_id: UUID | None,
) -> PathVersion:
    """Return the version of a path that says what ``base_id`` says, over the new courses."""
    base = session.get_one(PathVersion, base_id)
    rows = session.scalars(
        select(models.CourseVersion)
        .join(models.PathCourse, models.PathCourse.course_version_id == models.CourseVersion.id)
        .where(models.PathCourse.path_version_id == base_id)
    )
    held = {row.course_uid: course_versions.get(row.course_uid, row) for row in rows}
    source = decode(content.Path, {**base.body, "slug": path.slug})
    hashes = {str(uid): version.content_hash for uid, version in held.items()}
    digest = versions.path_hash(source, hashes)
    return find_path_version(path.uid, digest) or new_path_version(
        source,
        held,
        digest,
        assets=base.assets,
        actor_id=actor_id,
        change=change,
        now=clock.now(),
    )


def is_held(course_uid: UUID) -> bool:
    """Tell whether a path that can be given holds this course today."""
    found = (
        select(Path.uid)
        .join(models.PathCourse, models.PathCourse.path_version_id == Path.current_version_id)
        .join(models.CourseVersion, models.CourseVersion.id == models.PathCourse.course_version_id)
        .where(Path.retired_at.is_(None), models.CourseVersion.course_uid == course_uid)
        .limit(1)
    )
    return session.scalar(found) is not None
