"""What the referential offers elsewhere by code: search, and the next acts it knows of."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask import url_for

from lms.core import search, todo
from lms.core.access import Permission, Viewer
from lms.core.asking import Row
from lms.core.i18n import _, format_day, ngettext
from lms.core.policy import number
from lms.core.search import Hit
from lms.referential.queries import list_items
from lms.referential.queries.asking import asked_of_me
from lms.referential.queries.following import open_tasks
from lms.referential.queries.together import NEEDED
from lms.referential.rules import Kind
from lms.referential.rules.voices import group_of
from lms.referential.views import words
from lms.referential.views.person import url_of


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


@todo.finder("referential.asked", asked_of_me, needs=(Permission.REFERENTIAL_SPEAK,))
def things_to_say(rows: Sequence[Row], viewer: Viewer, _now: datetime) -> Iterable[todo.Act]:
    """Yield the versions everybody comments, and those short of words from one's own group."""
    for one in rows:
        if one.part == "read":
            yield _to_read(one)
        elif one.heard < number(NEEDED[group_of(viewer.roles)]):
            yield _to_write(one)


def _to_read(one: Row) -> todo.Act:
    return todo.Act(
        rank=9,
        due=one.consulted_until,
        title=_("Our next referential: what do you think of it?"),
        url=url_for("referential.consultation", version_id=one.id),
        code="referential.asked",
        detail=_(
            "%(kind)s, until %(day)s",
            kind=words.kind_name(Kind(one.kind)),
            day=format_day(one.consulted_until),
        ),
    )


def _to_write(one: Row) -> todo.Act:
    return todo.Act(
        rank=14,
        title=_("Our next referential is being written: say what you see"),
        url=url_of("referential.contribute", Kind(one.kind)),
        code="referential.asked",
        detail=_("%(kind)s, two lines are enough", kind=words.kind_name(Kind(one.kind))),
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
