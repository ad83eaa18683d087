"""What the referential offers elsewhere by code: search, the next act of who keeps what points at it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask import url_for

from lms.core import search, todo
from lms.core.access import Permission, Viewer
from lms.core.i18n import _, ngettext
from lms.core.search import Hit
from lms.core.todo import Row
from lms.referential.queries import list_items
from lms.referential.queries.following import open_tasks
from lms.referential.views import words


@todo.finder("referential.tasks", open_tasks, needs=(Permission.REFERENTIAL_TASKS,))
def things_to_move(rows: Sequence[Row], _viewer: Viewer, _now: datetime) -> Iterable[todo.Act]:
    """Yield one act while things point at retired items."""
    yield todo.Act(
        rank=12,
        title=ngettext(
            "%(num)s thing points at a retired item",
            "%(num)s things point at retired items",
            rows[0].count,
        ),
        url=url_for("referential.tasks"),
        code="referential.tasks",
        detail=_("Move it, or say why it stays"),
    )


@search.searcher("referential.items")
def find_items(viewer: Viewer, said: str, limit: int) -> Iterable[Hit]:
    """Yield the attitudes, moments and skills everybody shares whose name has all the words."""
    if not viewer.may(Permission.REFERENTIAL_READ):
        return
    asked = set(search.stems(said))
    found = (one for one in list_items() if asked <= set(search.stems(one.name)))
    for _place, one in zip(range(limit), found, strict=False):
        yield Hit(
            source=_("Our referential"),
            label=one.name,
            url=url_for("referential.item", uid=one.uid),
            detail=words.item_kind(one.kind),
        )
