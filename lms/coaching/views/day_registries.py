"""What days offer elsewhere by code: the next acts of coaches, managers and owners of a next step."""

from collections.abc import Iterable
from datetime import datetime

from flask import url_for

from lms.coaching.policies import UNRATED_DAYS
from lms.coaching.queries import days, steps
from lms.coaching.queries.sides import Pair
from lms.core import todo
from lms.core.access import Permission, Viewer
from lms.core.i18n import _, format_day
from lms.core.policy import duration
from lms.network.queries import day_of

MOST = 3


@todo.finder("coaching.rate")
def days_to_rate(viewer: Viewer, now: datetime) -> Iterable[todo.Act]:
    """Yield the visits my store has not said anything of, while it is asked."""
    del now
    if viewer.person_id is None or not viewer.may(Permission.COACH_RATE):
        return
    for pair in days.to_rate(viewer.person_id, day_of(viewer), duration(UNRATED_DAYS))[:MOST]:
        yield todo.Act(
            rank=todo.PEOPLE,
            due=pair.day.business_date,
            title=_(
                "Say what the visit of %(day)s was worth", day=format_day(pair.day.business_date)
            ),
            url=_address("coaching.rate", pair),
            code="coaching.rate",
            detail=_("Four taps, thirty seconds"),
        )


@todo.finder("coaching.dashboard")
def dashboards_to_fill(viewer: Viewer, now: datetime) -> Iterable[todo.Act]:
    """Yield the visits whose dashboard I have not filled."""
    del now
    if viewer.person_id is None or not viewer.may(Permission.COACHING_RUN):
        return
    for pair in days.waiting_for_me(viewer.person_id, day_of(viewer))[:MOST]:
        done = pair.day.state == "done"
        yield todo.Act(
            rank=todo.PEOPLE,
            due=pair.day.business_date,
            title=_("Write what you saw at %(unit)s", unit=pair.unit.name),
            url=_address("coaching.dashboard", pair)
            if done
            else url_for("coaching.day", day_id=pair.day.id),
            code="coaching.dashboard",
            detail=_("Visit of %(day)s, two minutes", day=format_day(pair.day.business_date)),
        )


def _address(endpoint: str, pair: Pair) -> str:
    return url_for(endpoint, day_id=pair.day.id, day_coach_id=pair.coach.id)


@todo.finder("coaching.next_step")
def steps_taken(viewer: Viewer, now: datetime) -> Iterable[todo.Act]:
    """Yield the next steps I took with a coach, once both sides of the visit were opened."""
    if viewer.person_id is None or not viewer.may(Permission.PRACTICE_OWN):
        return
    opens = viewer.may(Permission.COACHING_READ)
    for step in steps.of(viewer.person_id, day_of(viewer), now)[:MOST]:
        yield todo.Act(
            rank=todo.OWN,
            due=step.due,
            title=step.words,
            url=url_for("coaching.day", day_id=step.day_id) if opens else url_for("coaching.mine"),
            code="coaching.next_step",
            detail=_("Agreed with your coach, by %(day)s", day=format_day(step.due)),
        )
