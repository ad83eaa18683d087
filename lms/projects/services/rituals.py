"""Rituals: set up, told held or skipped in one tap, ended; the days a unit is open."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import Range

from lms.core import ids
from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.facts import record
from lms.core.i18n import _
from lms.network.models import Unit
from lms.projects.events import RitualHeld
from lms.projects.models import Closure, Occurrence, Opening, Ritual
from lms.projects.queries.projects import find_project
from lms.projects.queries.rituals import BACK_DAYS, UNDONE, get_ritual, opening_of, rule_of
from lms.projects.rules.rituals import Every, Rule, Told
from lms.projects.services.moving import By, next_number

NAME = 80
REASON = 200
MOST_MINUTES = 60
LONGEST_CLOSURE = 366
MOST_RITUALS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A ritual as it is written."""

    name: str
    minutes: int | None
    every: str = "week"
    weekdays: frozenset[int] = frozenset()
    interval: int = 1
    place: int | None = None
    is_brief: bool = False


def set_up(*, unit_id: UUID, draft: Draft, by: By) -> Ritual:
    """Set up a ritual that begins today; raises Invalid."""
    errors = {} if draft.name.strip() else {"name": _("Name it.")}
    if draft.minutes is None or not 1 <= draft.minutes <= MOST_MINUTES:
        errors["minutes"] = _("From 1 to 60 minutes.")
    if not draft.weekdays:
        errors["weekdays"] = _("Choose at least one day.")
    if draft.every not in tuple(Every):
        errors["every"] = _("Choose one of the answers.")
    if errors:
        raise Invalid(errors)
    place = draft.place if draft.every == Every.MONTH else None
    rule = _rule(draft, place, by.today)
    if session.query(Ritual).where(Ritual.unit_id == unit_id, Ritual.ends_on.is_(None)).count() >= (
        MOST_RITUALS
    ):
        raise Refused(_("Your store has many rituals already: end one first."))
    project = find_project(unit_id)
    made = Ritual(
        id=ids.new_id(),
        unit_id=unit_id,
        project_id=project.id if project else None,
        name=draft.name.strip()[:NAME],
        minutes=draft.minutes,
        every=rule.every.value,
        interval=rule.interval,
        weekdays=sorted(rule.weekdays),
        place=rule.place,
        starts_on=by.today,
        is_brief=draft.is_brief,
        created_by=by.person_id,
        created_at=by.now,
    )
    session.add(made)
    session.flush()
    return made


def _rule(draft: Draft, place: int | None, today: date) -> Rule:
    """Return the rule of a draft; raises Invalid when it never happens."""
    try:
        return Rule(
            every=Every(draft.every),
            weekdays=draft.weekdays,
            starts_on=today,
            interval=draft.interval,
            place=place,
        )
    except ValueError:
        raise Invalid({"weekdays": _("Choose a day it falls on.")}) from None


def end(*, ritual_id: UUID, by: By) -> Ritual:
    """End a ritual; today is its last day, and what was told stays."""
    one = get_ritual(ritual_id, lock=True)
    if one.ends_on is None or one.ends_on > by.today:
        one.ends_on = max(by.today, one.starts_on)
    session.flush()
    return one


def mark(
    *,
    ritual_id: UUID,
    on: date,
    told: Told,
    by: By,
    reason: str = "",
    source: str = "tap",
) -> Occurrence | None:
    """Say that a ritual was held or skipped on a day of this week; said again, the last word counts.

    Held on a day nobody expected it counts all the same. Raises Invalid for a day out of reach or a
    skip without reason. None when it was said already.
    """
    one = get_ritual(ritual_id, lock=True)
    errors = {}
    oldest = max(one.starts_on, by.today - timedelta(days=BACK_DAYS))
    if not oldest <= on <= by.today:
        errors["on"] = _("Choose today or a day of this week.")
    if told is Told.SKIPPED and not reason.strip():
        errors["reason"] = _("Say in a word why.")
    if errors:
        raise Invalid(errors)
    if told is Told.SKIPPED and not rule_of(one).falls_on(on):
        raise Refused(_("This ritual was not expected that day."))
    known = _last(ritual_id, on)
    if known is not None and (known.state, known.reason) == (told.value, reason.strip()[:REASON]):
        return None
    made = _write(one, on, told.value, by, reason=reason.strip()[:REASON], source=source)
    if told is Told.HELD:
        fact = RitualHeld(ritual_id=ritual_id, unit_id=one.unit_id, on=on)
        record(fact, source=made.id, at=by.now)
    return made


def take_back(*, ritual_id: UUID, on: date, by: By) -> Occurrence | None:
    """Take back what was said of a day of this week; None when nothing was."""
    one = get_ritual(ritual_id, lock=True)
    known = _last(ritual_id, on)
    if known is None or known.state == UNDONE or on < by.today - timedelta(days=BACK_DAYS):
        return None
    return _write(one, on, UNDONE, by, reason="", source="tap")


def _write(ritual: Ritual, on: date, state: str, by: By, *, reason: str, source: str) -> Occurrence:
    made = Occurrence(
        id=ids.new_id(),
        ritual_id=ritual.id,
        unit_id=ritual.unit_id,
        on_date=on,
        number=next_number(
            Occurrence.number, Occurrence.ritual_id == ritual.id, Occurrence.on_date == on
        ),
        state=state,
        reason=reason,
        source=source,
        actor_id=by.person_id,
        occurred_at=by.now,
        received_at=by.now,
    )
    session.add(made)
    session.flush()
    return made


def _last(ritual_id: UUID, on: date) -> Occurrence | None:
    return session.scalar(
        select(Occurrence)
        .where(Occurrence.ritual_id == ritual_id, Occurrence.on_date == on)
        .order_by(Occurrence.number.desc())
        .limit(1)
    )


def close_days(*, unit_id: UUID, first: date, last: date, reason: str, by: By) -> Closure:
    """Say that a unit is closed from ``first`` to ``last``, both included; raises Invalid."""
    errors = {}
    if last < first or (last - first).days > LONGEST_CLOSURE:
        errors["last"] = _("Choose a day after the first one.")
    if not reason.strip():
        errors["reason"] = _("Say in a word why.")
    if errors:
        raise Invalid(errors)
    session.get(Unit, unit_id, with_for_update=True)
    during = Range(first, last + timedelta(days=1))
    taken = select(Closure.id).where(Closure.unit_id == unit_id, Closure.during.op("&&")(during))
    if session.scalar(taken.limit(1)):
        raise Invalid({"first": _("Some of these days are closed already.")})
    made = Closure(
        id=ids.new_id(),
        unit_id=unit_id,
        during=during,
        reason=reason.strip()[:REASON],
        set_by=by.person_id,
        set_at=by.now,
    )
    session.add(made)
    session.flush()
    return made


def open_days(*, closure_id: UUID, unit_id: UUID) -> None:
    """Take a closure back; raises NotFound."""
    found = session.execute(
        delete(Closure).where(Closure.id == closure_id, Closure.unit_id == unit_id)
    )
    if not found.rowcount:  # type: ignore[attr-defined]
        raise NotFound


def set_opening(*, unit_id: UUID, weekdays: frozenset[int], by: By) -> None:
    """Say on what weekdays a unit opens from today on; the past stays as it was."""
    if not weekdays or not weekdays <= frozenset(range(1, 8)):
        raise Invalid({"weekdays": _("Choose at least one day.")})
    session.get(Unit, unit_id, with_for_update=True)
    if opening_of(unit_id, by.today) == weekdays:
        return
    for one in session.scalars(
        select(Opening).where(Opening.unit_id == unit_id, Opening.during.contains(by.today))
    ):
        if one.during.lower == by.today:
            session.delete(one)
        else:
            one.during = Range(one.during.lower, by.today)
    session.flush()
    session.add(
        Opening(
            id=ids.new_id(),
            unit_id=unit_id,
            weekdays=sorted(weekdays),
            during=Range(by.today, None),
            set_by=by.person_id,
            set_at=by.now,
        )
    )
    session.flush()
