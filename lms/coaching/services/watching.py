"""What happens to days by itself: opened at their hour, reminded of, closed when left open."""

from datetime import date, datetime, timedelta
from typing import Final

from lms.coaching.models import Day
from lms.coaching.policies import REMIND_HOURS, REVEAL_HOURS, UNRATED_DAYS
from lms.coaching.queries.people import in_charge
from lms.coaching.queries.sides import Pair, pairs
from lms.coaching.rules.ratings import reminders_due
from lms.coaching.services import days
from lms.coaching.services.days import Wanted
from lms.coaching.services.ratings import tell_revealed
from lms.coaching.services.reminding import key_of, settle_all, settle_earlier
from lms.core import clock
from lms.core.i18n import _
from lms.core.notices import About, notify
from lms.core.policy import duration
from lms.network.rules import DEFAULT_ZONE

MARGIN: Final = timedelta(days=2)
"""Units of other zones: each pair is judged by its own unit's end of day."""


def _today(now: datetime) -> date:
    return clock.business_date(now, DEFAULT_ZONE)


def open_due(now: datetime) -> int:
    """Tell both sides of days whose hours are over, close what is whole; return how many closed."""
    known = pairs(Day.state == "done", Day.business_date <= _today(now))
    due = [one for one in known if one.blind.is_revealed(now)]
    for one in due:
        if one.entry is not None:
            tell_revealed(one)
    return sum(days.close_when_said(day_id, now) for day_id in {one.day.id for one in due})


def remind_due(now: datetime) -> int:
    """Remind each side that is missing, a day after and at the reveal; return how many were told."""
    after = _today(now) - duration(UNRATED_DAYS) - MARGIN
    known = pairs(Day.state.in_(("planned", "done", "closed")), Day.business_date > after)
    return sum(_remind(one, now) for one in known)


def _remind(pair: Pair, now: datetime) -> int:
    delays = (duration(REMIND_HOURS, pair.ended_at), duration(REVEAL_HOURS, pair.ended_at))
    turn = reminders_due(pair.ended_at, now, delays)
    if not turn or now >= pair.ended_at + duration(UNRATED_DAYS):
        return 0
    told = 0
    if pair.entry is None:
        told += _remind_coach(pair, turn)
    if pair.rating is None and pair.day.state != "planned":
        told += _remind_store(pair, turn)
    return told


def _remind_coach(pair: Pair, turn: int) -> int:
    args = {"day_id": pair.day.id}
    about = About("coaching.day", args)
    if pair.day.state != "planned":
        about = About("coaching.dashboard", {**args, "day_coach_id": pair.coach.id})
    settle_earlier("coaching.dashboard_due", pair.coach.id, turn)
    return notify(
        "coaching.dashboard_due",
        [pair.coach.coach_id],
        key=key_of(pair.coach.id, turn),
        about=about,
        on=pair.day.business_date,
    )


def _remind_store(pair: Pair, turn: int) -> int:
    people = in_charge(pair.unit.id, pair.day.business_date) - {pair.coach.coach_id}
    settle_earlier("coaching.rate_today", pair.coach.id, turn)
    return notify(
        "coaching.rate_today",
        people,
        key=key_of(pair.coach.id, turn),
        about=About("coaching.rate", {"day_id": pair.day.id, "day_coach_id": pair.coach.id}),
        on=pair.day.business_date,
    )


def lapse_due(now: datetime) -> int:
    """End what nobody ended two weeks later: "not rated" is no figure; return how many days."""
    wait = duration(UNRATED_DAYS)
    known = pairs(Day.state.in_(("planned", "done")), Day.business_date < _today(now) - wait)
    for one in known:
        settle_all("coaching.rate_today", one.coach.id)
        settle_all("coaching.dashboard_due", one.coach.id)
    ended = {one.day.id: one.day for one in known}
    for day_id, day in ended.items():
        if day.state == "planned":
            why = Wanted(reason=_("Nobody said that this visit took place."))
            days.act("cancel", day_id=day_id, actor_id=None, roles=None, wanted=why)
        else:
            days.act("lapse", day_id=day_id, actor_id=None, roles=None)
    return len(ended)
