"""The morning brief: composed by itself, a line replaced in one tap, held as a ritual."""

from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from lms.core.access import Capability
from lms.core.briefs import Part
from lms.core.db import session
from lms.core.errors import Refused
from lms.core.i18n import _
from lms.core.policy import duration
from lms.network.models import Unit
from lms.network.queries import live_units
from lms.projects.models import Brief, Occurrence, Ritual
from lms.projects.policies import BRIEF_KEPT
from lms.projects.queries import briefs
from lms.projects.queries.places import unit_day
from lms.projects.queries.rituals import calendars, opening_of
from lms.projects.rules.briefs import after
from lms.projects.rules.rituals import Told
from lms.projects.services import rituals
from lms.projects.services.moving import By

AT_ONCE = 200
"""Units whose brief one look composes at most."""
DAY = timedelta(days=1)


def compose(*, unit: Unit, day: date, now: datetime) -> None:
    """Compose the brief of a unit and a day, once: what it shows stays all day."""
    parts = briefs.written(briefs.first_of(unit, day))
    session.execute(
        insert(Brief)
        .values(unit_id=unit.id, on_date=day, parts=parts, made_at=now)
        .on_conflict_do_nothing()
    )


def compose_due(*, now: datetime) -> int:
    """Compose the briefs of the units whose day began and that open; return how many."""
    waiting = _waiting(now)[:AT_ONCE]
    for unit, day in waiting:
        compose(unit=unit, day=day, now=now)
    return len(waiting)


def _waiting(now: datetime) -> list[tuple[Unit, date]]:
    live = live_units(Capability.PROJECT.value, now.date())
    stores = session.scalars(
        select(Unit).where(Unit.id.in_(live), Unit.kind == "store").order_by(Unit.id)
    )
    days = [(unit, unit_day(unit, now)) for unit in stores]
    due = [(unit, day) for unit, day in days if unit.closed_on is None or day < unit.closed_on]
    first = now.date() - DAY
    made = {
        (row[0], row[1])
        for row in session.execute(
            select(Brief.unit_id, Brief.on_date).where(Brief.on_date >= first)
        )
    }
    left = [(unit, day) for unit, day in due if (unit.id, day) not in made]
    open_days = calendars([unit.id for unit, _day in left], first, now.date() + DAY)
    return [(unit, day) for unit, day in left if open_days[unit.id].is_open(day)]


def forget_old(*, now: datetime) -> None:
    """Delete the briefs of long ago."""
    session.execute(delete(Brief).where(Brief.on_date < (now - duration(BRIEF_KEPT)).date()))


def swap(*, unit: Unit, day: date, part: Part, shown: str, by: By) -> bool:
    """Show another line in the place of ``shown``; tell whether there was another.

    A page that shows something else already asks for nothing more.
    """
    row = _row(unit, day, by.now)
    current = briefs.lines_of(unit, day, row)[part]
    if current is None or current.key != shown:
        return True
    other = after(briefs.candidates(unit, day, [part])[part], current.key)
    if other is None:
        return False
    row.parts = row.parts | briefs.written({part: other})
    session.flush()
    return True


def _row(unit: Unit, day: date, now: datetime) -> Brief:
    found = briefs.find_brief(unit.id, day, lock=True)
    if found is None:
        compose(unit=unit, day=day, now=now)
        found = briefs.find_brief(unit.id, day, lock=True)
    assert found is not None  # noqa: S101 - it was composed above
    return found


def hold(*, unit: Unit, on: date, by: By, leads: bool) -> Occurrence | None:
    """Say that the brief of a day was held; None when it was said already.

    Where no ritual is held by the brief, whoever runs the store begins one: each day it opens.
    """
    ritual = briefs.find_ritual(unit.id, on) or _begin(unit, by, leads=leads)
    return rituals.mark(ritual_id=ritual.id, on=on, told=Told.HELD, by=by, source="brief")


def _begin(unit: Unit, by: By, *, leads: bool) -> Ritual:
    if not leads:
        raise Refused(_("Your manager begins this ritual: it takes one tap on the same page."))
    draft = rituals.Draft(
        name=_("Morning brief"),
        minutes=briefs.MINUTES,
        weekdays=opening_of(unit.id, by.today),
        is_brief=True,
    )
    return rituals.set_up(unit_id=unit.id, draft=draft, by=by)


def take_back(*, unit: Unit, on: date, by: By) -> Occurrence | None:
    """Take back that the brief was held; None when it was not."""
    ritual = briefs.find_ritual(unit.id, on)
    return rituals.take_back(ritual_id=ritual.id, on=on, by=by) if ritual else None
