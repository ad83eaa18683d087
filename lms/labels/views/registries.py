"""What labels offer elsewhere by code: the next acts of those who decide, audit and publish."""

from collections.abc import Iterable
from datetime import datetime

from flask import url_for

from lms.core import todo
from lms.core.access import Permission, Viewer
from lms.core.i18n import _, format_day, ngettext
from lms.labels.queries import waiting


@todo.finder("labels.votes")
def stores_to_decide(viewer: Viewer, now: datetime) -> Iterable[todo.Act]:
    """Yield one act while stores are before the panel, for those who decide."""
    del now
    if viewer.person_id is None or not viewer.may(Permission.LABELS_DECIDE):
        return
    found = waiting.votes_waiting(viewer)
    if found is not None:
        yield todo.Act(
            rank=todo.PEOPLE + 2,
            title=ngettext(
                "%(num)s store waits for its label to be decided",
                "%(num)s stores wait for their label to be decided",
                found.count,
            ),
            url=url_for("labels.desk"),
            code="labels.votes",
            detail=_("By %(day)s", day=format_day(found.due)),
        )


@todo.finder("labels.audits")
def stores_to_audit(viewer: Viewer, now: datetime) -> Iterable[todo.Act]:
    """Yield one act while somebody is asked to hold audits."""
    del now
    if viewer.person_id is None or not viewer.may(Permission.LABELS_AUDIT):
        return
    count = waiting.audits_waiting(viewer.person_id)
    if count:
        yield todo.Act(
            rank=todo.PEOPLE + 2,
            title=ngettext(
                "%(num)s store waits for your audit", "%(num)s stores wait for your audit", count
            ),
            url=url_for("labels.my_audits"),
            code="labels.audits",
        )


@todo.finder("labels.publish")
def grid_to_publish(viewer: Viewer, now: datetime) -> Iterable[todo.Act]:
    """Yield one act while a grid that somebody else submitted waits for a second person."""
    del now
    if viewer.person_id is None or not viewer.may(Permission.GRIDS_PUBLISH):
        return
    found = waiting.grid_to_publish(viewer.person_id)
    if found is not None:
        yield todo.Act(
            rank=todo.PEOPLE + 3,
            title=_("The grid %(year)s waits for a second person", year=found[1]),
            url=url_for("labels.edit_grid", grid_id=found[0]),
            code="labels.publish",
        )
