"""What the referential offers elsewhere by code: the next act of who keeps things that point at it."""

from collections.abc import Iterable
from datetime import datetime

from flask import url_for

from lms.core import todo
from lms.core.access import Permission, Viewer
from lms.core.i18n import _, ngettext
from lms.referential.queries.following import count_tasks, kept_by


@todo.finder("referential.tasks")
def things_to_move(viewer: Viewer, now: datetime) -> Iterable[todo.Act]:
    """Yield one act while things point at retired items."""
    del now
    if viewer.person_id is None or not viewer.may(Permission.REFERENTIAL_TASKS):
        return
    count = count_tasks(kept_by(viewer))
    if count:
        yield todo.Act(
            rank=12,
            title=ngettext(
                "%(num)s thing points at a retired item",
                "%(num)s things point at retired items",
                count,
            ),
            url=url_for("referential.tasks"),
            code="referential.tasks",
            detail=_("Move it, or say why it stays"),
        )
