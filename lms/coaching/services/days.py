"""A coach's day: planned, moved, handed over, ended, called off, missed; each move is in the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from lms.coaching.events import DayClosed, DayPlanned
from lms.coaching.models import Day, DayCoach, DayEntry
from lms.coaching.policies import UNRATED_DAYS
from lms.coaching.queries.people import in_charge, is_coach
from lms.coaching.queries.sides import Pair, held_day, pairs, unit_today
from lms.coaching.rules.machines import DAY, DayFacts
from lms.coaching.services.moving import check, move
from lms.core import clock, ids
from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import Invalid, Refused
from lms.core.facts import record
from lms.core.i18n import _
from lms.core.notices import About, notify
from lms.core.policy import number
from lms.network.models import Unit

LONGEST: Final = 500
MISSED: Final = frozenset({"coach", "store"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks of a day; each act reads what it needs."""

    reason: str = ""
    moved_to: date | None = None
    replacement: UUID | None = None
    missed_by: str = ""


def plan(*, unit_id: UUID, on: date, goals: str, coach_id: UUID) -> Day:
    """Plan a coach's day in a unit.

    Raises Invalid for a day past, a closed store, words too long, another visit on that day.
    """
    unit = session.get_one(Unit, unit_id)
    errors = _faults(unit, on, goals)
    if errors:
        raise Invalid(errors)
    now = clock.now()
    day = Day(
        id=ids.new_id(),
        unit_id=unit_id,
        business_date=on,
        goals=goals.strip(),
        state="planned",
        reason="",
        created_by=coach_id,
        created_at=now,
        sequence=0,
    )
    _keep_alone(day, "business_date")
    _add_coach(day, coach_id, now, is_replacement=False)
    _note(day, "plan", coach_id)
    record(DayPlanned(day_id=day.id, unit_id=unit_id, on=on))
    _tell_store("coaching.day_planned", day)
    return day


def _faults(unit: Unit, on: date, goals: str) -> dict[str, str]:
    errors = {}
    if on < unit_today(unit):
        errors["business_date"] = _("Choose today or a day to come.")
    elif on < unit.opened_on or (unit.closed_on is not None and on >= unit.closed_on):
        errors["business_date"] = _("The store is not open on that day.")
    if len(goals.strip()) > LONGEST:
        errors["goals"] = _("At most %(n)s characters.", n=LONGEST)
    return errors


def _keep_alone(day: Day, field: str) -> None:
    """Write a day; two live ones on a date are refused in words, whoever was first."""
    try:
        with session.begin_nested():
            session.add(day)
            session.flush()
    except IntegrityError as error:
        if "uq_coaching_day_live" not in str(error.orig):
            raise
        taken = _("A visit is already planned there on that day.")
        raise Invalid({field: taken}) from error


def _add_coach(day: Day, coach_id: UUID, now: datetime, *, is_replacement: bool) -> DayCoach:
    known = session.scalar(
        select(DayCoach).where(DayCoach.day_id == day.id, DayCoach.coach_id == coach_id)
    )
    if known is not None:
        known.left_at = None
        return known
    row = DayCoach(
        id=ids.new_id(),
        day_id=day.id,
        coach_id=coach_id,
        is_replacement=is_replacement,
        added_at=now,
    )
    session.add(row)
    session.flush()
    return row


def _note(day: Day, action: str, actor_id: UUID | None, reason: str = "") -> None:
    """Write a line of the ledger, as the day is after the move."""
    now, unit = clock.now(), session.get_one(Unit, day.unit_id)
    last = select(func.coalesce(func.max(DayEntry.number), 0)).where(DayEntry.day_id == day.id)
    row = {
        "id": ids.new_id(),
        "day_id": day.id,
        "number": (session.scalar(last) or 0) + 1,
        "action": action,
        "state": day.state,
        "actor_id": actor_id,
        "reason": reason,
        "unit_id": day.unit_id,
        "occurred_at": now,
        "occurred_on": clock.business_date(now, unit.zone, unit.day_cut),
        "received_at": now,
    }
    session.execute(insert(DayEntry), row)


def _tell_store(kind: str, day: Day) -> None:
    """Tell those in charge of the store on that day, the coach aside."""
    people = in_charge(day.unit_id, day.business_date) - set(coaches_of(day.id))
    notify(
        kind,
        people,
        key=str(day.id),
        turn=str(day.sequence),
        about=About("coaching.day", {"day_id": day.id}),
        on=day.business_date,
    )


def coaches_of(day_id: UUID) -> list[UUID]:
    """Return who is on a day, the first one first."""
    wanted = (
        select(DayCoach.coach_id)
        .where(DayCoach.day_id == day_id, DayCoach.left_at.is_(None))
        .order_by(DayCoach.is_replacement, DayCoach.added_at, DayCoach.id)
    )
    return list(session.scalars(wanted))


def act(
    action: str,
    *,
    day_id: UUID,
    actor_id: UUID | None,
    roles: Iterable[Role] | None,
    wanted: Wanted | None = None,
) -> Day:
    """Do one of the machine's acts on a day; ``roles`` are those held about that very day.

    Raises NotFound, Invalid by field, MoveUndeclared, MoveNotYours or MoveHeldBack.
    """
    day, asked = held_day(day_id), wanted or Wanted()
    facts = _facts(day, asked)
    _check(action, day, asked)
    check(DAY, day, action, facts, roles)
    if action in {"cancel", "miss"}:
        # The table wants the reason, or the side, with the state.
        day.reason, day.missed_by = asked.reason.strip(), asked.missed_by or None
    move(DAY, day, action, facts, actor_id=actor_id, roles=roles)
    _AFTER.get(action, _nothing)(day, asked, actor_id)
    session.flush()
    _note(day, action, actor_id, asked.reason.strip())
    _TOLD.get(action, _untold)(day)
    return day


def _facts(day: Day, wanted: Wanted) -> DayFacts:
    unit = session.get_one(Unit, day.unit_id)
    missing = sum(pair.entry is None for pair in pairs(Day.id == day.id))
    return DayFacts(
        today=unit_today(unit),
        business_date=day.business_date,
        reason=wanted.reason,
        moved_to=wanted.moved_to,
        replacement=wanted.replacement,
        coaches=frozenset(coaches_of(day.id)),
        missing_entries=missing,
        unrated_days=number(UNRATED_DAYS),
    )


def _check(action: str, day: Day, wanted: Wanted) -> None:
    """Refuse, field by field, what the machine has no word for."""
    if len(wanted.reason.strip()) > LONGEST:
        raise Invalid({"reason": _("At most %(n)s characters.", n=LONGEST)})
    if action == "miss" and wanted.missed_by not in MISSED:
        raise Invalid({"missed_by": _("Say who was not there.")})
    named = wanted.replacement if action == "replace" else None
    if named is not None and not is_coach(named, day.business_date):
        raise Invalid({"replacement": _("Choose somebody who coaches on that day.")})
    if action == "move" and wanted.moved_to is not None:
        errors = _faults(session.get_one(Unit, day.unit_id), wanted.moved_to, "")
        if errors:
            raise Invalid({"moved_to": errors["business_date"]})


def _nothing(day: Day, wanted: Wanted, actor_id: UUID | None) -> None:
    """Leave the row as the machine left it."""


def _moved(day: Day, wanted: Wanted, actor_id: UUID | None) -> None:
    del actor_id
    assert wanted.moved_to is not None  # noqa: S101 - the guard asked for it
    day.business_date = wanted.moved_to
    day.sequence += 1
    _keep_alone(day, "moved_to")


def _replaced(day: Day, wanted: Wanted, actor_id: UUID | None) -> None:
    """Put another coach on the day: in the place of those there before it began, beside after."""
    assert wanted.replacement is not None  # noqa: S101 - the guard asked for it
    now = clock.now()
    if day.state == "planned":
        there = session.scalars(
            select(DayCoach).where(DayCoach.day_id == day.id, DayCoach.left_at.is_(None))
        ).all()
        own = [row for row in there if row.coach_id == actor_id]
        for row in own or there:
            row.left_at = now
    _add_coach(day, wanted.replacement, now, is_replacement=True)
    day.sequence += 1


def _finished(day: Day, wanted: Wanted, actor_id: UUID | None) -> None:
    del wanted, actor_id
    day.finished_at = clock.now()


def _called_off(day: Day, wanted: Wanted, actor_id: UUID | None) -> None:
    del wanted, actor_id
    day.sequence += 1


def _closed(day: Day, wanted: Wanted, actor_id: UUID | None) -> None:
    del wanted, actor_id
    day.closed_at = clock.now()


_AFTER: Final = {
    "move": _moved,
    "replace": _replaced,
    "finish": _finished,
    "cancel": _called_off,
    "miss": _called_off,
    "close": _closed,
    "lapse": _closed,
}


def _untold(day: Day) -> None:
    """Tell nobody."""


def _tell_changed(day: Day) -> None:
    record(DayPlanned(day_id=day.id, unit_id=day.unit_id, on=day.business_date))
    _tell_store("coaching.day_moved", day)


def _tell_closed(day: Day) -> None:
    record(DayClosed(day_id=day.id, unit_id=day.unit_id))


_TOLD: Final = {
    "move": _tell_changed,
    "replace": _tell_changed,
    "cancel": _tell_changed,
    "miss": _tell_changed,
    "close": _tell_closed,
    "lapse": _tell_closed,
}


def take_place(pair: Pair) -> Pair:
    """Return ``pair`` with its day ended, when somebody speaks of a day that nobody ended.

    Raises Refused for a day that did not take place.
    """
    day = pair.day
    if day.state in {"cancelled", "no_show"}:
        raise Refused(_("This day did not take place."))
    if day.state == "planned":
        act("finish", day_id=day.id, actor_id=None, roles=None)
    return replace(pair, day=day)


def close_when_said(day_id: UUID, now: datetime) -> bool:
    """Close a day once its dashboards are in and nothing of it is hidden any more."""
    known = pairs(Day.id == day_id)
    done = known and all(
        pair.day.state == "done" and pair.entry is not None and pair.blind.is_revealed(now)
        for pair in known
    )
    if done:
        act("close", day_id=day_id, actor_id=None, roles=None)
    return bool(done)
