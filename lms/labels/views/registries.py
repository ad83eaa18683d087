"""What labels offer elsewhere by code: the next acts of those who decide, audit and publish."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask import url_for

from lms.core import todo
from lms.core.access import Permission, Viewer
from lms.core.asking import Row
from lms.core.i18n import _, format_day, ngettext
from lms.labels.queries import waiting
from lms.network.queries import scoped


@todo.finder(
    "labels.votes",
    waiting.votes,
    needs=(Permission.LABELS_DECIDE,),
    given=scoped(Permission.LABELS_DECIDE),
)
def stores_to_decide(rows: Sequence[Row], _viewer: Viewer, _now: datetime) -> Iterable[todo.Act]:
    """Yield one act while stores are before the panel, for those who decide."""
    yield todo.Act(
        rank=todo.PEOPLE + 2,
        title=ngettext(
            "%(num)s store waits for its label to be decided",
            "%(num)s stores wait for their label to be decided",
            rows[0].count,
        ),
        url=url_for("labels.desk"),
        code="labels.votes",
        detail=_("By %(day)s", day=format_day(rows[0].due)),
    )


@todo.finder("labels.audits", lambda _: waiting.audits(), needs=(Permission.LABELS_AUDIT,))
def stores_to_audit(rows: Sequence[Row], _viewer: Viewer, _now: datetime) -> Iterable[todo.Act]:
    """Yield one act while somebody is asked to hold audits."""
    count = rows[0].count
    yield todo.Act(
        rank=todo.PEOPLE + 2,
        title=ngettext(
            "%(num)s store waits for your audit", "%(num)s stores wait for your audit", count
        ),
        url=url_for("labels.my_audits"),
        code="labels.audits",
    )


@todo.finder("labels.publish", lambda _: waiting.grids(), needs=(Permission.GRIDS_PUBLISH,))
def grid_to_publish(rows: Sequence[Row], _viewer: Viewer, _now: datetime) -> Iterable[todo.Act]:
    """Yield one act while a grid that somebody else submitted waits for a second person."""
    yield todo.Act(
        rank=todo.PEOPLE + 3,
        title=_("The grid %(year)s waits for a second person", year=rows[0].year),
        url=url_for("labels.edit_grid", grid_id=rows[0].id),
        code="labels.publish",
    )
