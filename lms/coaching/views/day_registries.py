"""What days offer elsewhere by code: the next acts of coaches, managers and owners of a next step."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask import url_for

from lms.coaching.queries import due
from lms.core import todo
from lms.core.access import Permission, Viewer
from lms.core.asking import Row
from lms.core.i18n import _, format_day


@todo.finder("coaching.visit", lambda _: due.to_begin(), needs=(Permission.COACHING_RUN,))
def visits_of_today(rows: Sequence[Row], _viewer: Viewer, _now: datetime) -> Iterable[todo.Act]:
    """Yield the visits I hold today."""
    for one in rows:
        yield todo.Act(
            rank=todo.PEOPLE - 1,
            due=one.business_date,
            title=_("Your visit today: %(unit)s", unit=one.unit),
            url=url_for("coaching.day", day_id=one.day_id),
            code="coaching.visit",
            detail=_("What to have in mind is ready"),
        )


@todo.finder("coaching.rate", due.to_rate, needs=(Permission.COACH_RATE,))
def days_to_rate(rows: Sequence[Row], _viewer: Viewer, now: datetime) -> Iterable[todo.Act]:
    """Yield the visits my store has not said anything of, while it is asked."""
    for one in due.ended(rows, now):
        yield todo.Act(
            rank=todo.PEOPLE,
            due=one.business_date,
            title=_("Say what the visit of %(day)s was worth", day=format_day(one.business_date)),
            url=_address("coaching.rate", one),
            code="coaching.rate",
            detail=_("Four taps, thirty seconds"),
        )


@todo.finder("coaching.dashboard", lambda _: due.to_fill(), needs=(Permission.COACHING_RUN,))
def dashboards_to_fill(rows: Sequence[Row], _viewer: Viewer, _now: datetime) -> Iterable[todo.Act]:
    """Yield the visits whose dashboard I have not filled."""
    for one in rows:
        yield todo.Act(
            rank=todo.PEOPLE,
            due=one.business_date,
            title=_("Write what you saw at %(unit)s", unit=one.unit),
            url=_address("coaching.dashboard", one)
            if one.state == "done"
            else url_for("coaching.day", day_id=one.day_id),
            code="coaching.dashboard",
            detail=_("Visit of %(day)s, two minutes", day=format_day(one.business_date)),
        )


def _address(endpoint: str, one: Row) -> str:
    return url_for(endpoint, day_id=one.day_id, day_coach_id=one.day_coach_id)


@todo.finder("coaching.next_step", lambda _: due.steps(), needs=(Permission.PRACTICE_OWN,))
def steps_taken(rows: Sequence[Row], viewer: Viewer, now: datetime) -> Iterable[todo.Act]:
    """Yield the next steps I took with a coach, once both sides of the visit were opened."""
    opens = viewer.may(Permission.COACHING_READ)
    for one in due.open_steps(rows, viewer.person_id, now):
        yield todo.Act(
            rank=todo.OWN,
            due=one.next_due,
            title=one.next_words,
            url=url_for("coaching.day", day_id=one.day_id) if opens else url_for("coaching.mine"),
            code="coaching.next_step",
            detail=_("Agreed with your coach, by %(day)s", day=format_day(one.next_due)),
        )
