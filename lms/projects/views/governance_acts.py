"""What waits for somebody in pilots and regions: a change to write, a review, two answers."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask import url_for

from lms.core import clock, todo
from lms.core.access import Permission, Viewer
from lms.core.asking import Row
from lms.core.i18n import _
from lms.core.periods import PeriodKind, period_of
from lms.network.queries import scoped
from lms.network.rules import DEFAULT_ZONE
from lms.projects.queries import waiting_above


@todo.finder("projects.pilot", waiting_above.my_pilot, needs=(Permission.REGION_TAKE_PART,))
def pilot_to_live(rows: Sequence[Row], _viewer: Viewer, _now: datetime) -> Iterable[todo.Act]:
    """Yield one act while somebody of a pilot's team has not written what they change."""
    for one in rows:
        yield todo.Act(
            rank=todo.PEOPLE + 2,
            title=_("You live a pilot store: what do you change?"),
            url=url_for("projects.pilots", region_id=one.region_id),
            code="projects.pilot",
            detail=one.name,
        )


@todo.finder("projects.pilot_due", waiting_above.ripe_pilot, needs=(Permission.REGION_LEAD,))
def pilot_to_review(rows: Sequence[Row], _viewer: Viewer, _now: datetime) -> Iterable[todo.Act]:
    """Yield one act while a region's pilot may be reviewed, for who leads the region."""
    for one in rows:
        yield todo.Act(
            rank=todo.PEOPLE + 1,
            title=_("Your pilot may be reviewed"),
            url=url_for("projects.pilots", region_id=one.region_id),
            code="projects.pilot_due",
            detail=_("Look back with your team"),
        )


@todo.finder(
    "projects.region_asked",
    waiting_above.region_to_answer,
    needs=(Permission.REGION_ANSWER,),
    given=scoped(Permission.REGION_ANSWER),
)
def region_to_answer(rows: Sequence[Row], _viewer: Viewer, now: datetime) -> Iterable[todo.Act]:
    """Yield one act while a store said nothing of its region's project and the quarter ends."""
    today = clock.business_date(now, DEFAULT_ZONE)
    for one in rows:
        yield todo.Act(
            rank=todo.PEOPLE + 2,
            due=period_of(today, PeriodKind.QUARTER).after,
            title=_("Two questions about your region's project"),
            url=url_for("projects.region_answer", unit_id=one.unit_id),
            code="projects.region_asked",
            detail=one.name,
            minutes=1,
        )
