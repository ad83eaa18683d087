"""Which lessons point at items of the referential."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import text

from lms.core.access import Permission
from lms.core.db import session
from lms.core.i18n import _l
from lms.core.references import Column, Pointer, holder

_LESSONS = text(
    """
    SELECT item.uid, lv.lesson_uid, lv.title
      FROM (SELECT DISTINCT uid, 'skills' AS list, code FROM referential_skill
             WHERE uid = ANY(:items)
            UNION SELECT DISTINCT uid, 'moments', code FROM referential_moment
             WHERE uid = ANY(:items)) item
      JOIN courses_lesson_version lv ON lv.body -> item.list @> to_jsonb(ARRAY[item.code])
      JOIN courses_lesson l ON l.current_version_id = lv.id
     ORDER BY lv.title, lv.lesson_uid
    """
)


@holder(
    "courses.lessons",
    _l("Lessons"),
    Column.LESSON,
    keepers=(Permission.PATHS_WRITE,),
    fill="courses.path_list",
)
def lessons_on(items: Sequence[UUID]) -> Iterable[Pointer]:
    """Yield the current lessons that work on each item."""
    for row in session.execute(_LESSONS, {"items": list(items)}):
        yield Pointer(
            item=row.uid, key=str(row.lesson_uid), label=row.title, endpoint="courses.path_list"
        )
