"""Observations: begun, watched, talked about in time, read and answered by the person.

What the observer writes stays theirs until they share it. Times come from the phone when it had no
network, within a week; they are stored beside the server's own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from lms.coaching.models import Day, DayCoach, Goal, Observation, ObservationEntry, Tap
from lms.coaching.rules.machines.facts import ANYBODY, GOAL_WORDS, ObservationFacts
from lms.coaching.rules.machines.practice import OBSERVATION
from lms.coaching.rules.observing import LIVE, Right, may_hold
from lms.coaching.services.moving import move
from lms.core import audit, clock, ids
from lms.core.db import get_row, session
from lms.core.errors import Forbidden, Invalid, NotFound, Refused
from lms.core.i18n import _
from lms.core.workflow import Machine, Subject
from lms.network.models import Unit

LONGEST: Final = 1000
REPLY: Final = 500
FAR: Final = timedelta(days=60)
"""A try is for these days: later, nobody remembers what it was about."""
MOST_TAPS: Final = 99
REMIND: Final = timedelta(hours=12)
"""How long before the end of the time to talk the observer is reminded."""


@dataclass(frozen=True, slots=True)
class Tapped:
    """How often something of the referential was seen, and was missing; ``kind``: its kind."""

    kind: str
    uid: UUID
    seen: int
    missed: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """What the observer writes: facts, one strength, one try and its day."""

    facts: str = ""
    strength: str = ""
    try_words: str = ""
    try_on: date | None = None

    def trimmed(self) -> "Said":
        """Return the same without blanks around."""
        return Said(self.facts.strip(), self.strength.strip(), self.try_words.strip(), self.try_on)


@dataclass(frozen=True, slots=True)
class Times:
    """When the phone says things happened; None: now."""

    observed_at: datetime | None = None
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Begin:
    """Who looks at whom, where, and with which right; ``id``: the one a phone gave the sheet."""

    observer_id: UUID
    observed_id: UUID
    unit_id: UUID
    right: Right
    beside_id: UUID | None = None
    id: UUID | None = None


def locked(observation_id: UUID) -> Observation:
    """Return an observation, held until the end of the transaction; raises NotFound."""
    return get_row(Observation, observation_id, lock=True)


def begin(wanted: Begin) -> Observation:
    """Begin an observation today, or give back the one begun today with the same person.

    Raises Refused for who may not observe yet, Invalid for oneself.
    """
    check_right(wanted)
    now = clock.now()
    known = begun(wanted, today_in(wanted.unit_id, now))
    return known[0] if known else open_sheet(wanted, now)


def check_right(wanted: Begin) -> None:
    """Raise Refused for who may not observe yet, Invalid for oneself."""
    if wanted.observer_id == wanted.observed_id:
        raise Invalid({"person": _("Nobody observes themselves.")})
    if not may_hold(wanted.right, beside_a_coach=_beside(wanted) is not None):
        raise Refused(_why_not(wanted.right))


def _beside(wanted: Begin) -> UUID | None:
    return wanted.beside_id if wanted.right is not Right.OPEN else None


def open_sheet(wanted: Begin, at: datetime) -> Observation:
    """Open the sheet of an observation that began at ``at``; the right to was checked before."""
    beside, today = _beside(wanted), today_in(wanted.unit_id, at)
    if beside is not None and _waits_for_the_coach(wanted.observer_id):
        raise Refused(_("Your coach first confirms the one you held together."))
    taken = wanted.id is None or session.get(Observation, wanted.id) is not None
    row = Observation(
        id=ids.new_id() if taken else wanted.id,
        unit_id=wanted.unit_id,
        observed_id=wanted.observed_id,
        observer_id=wanted.observer_id,
        beside_id=beside,
        day_id=_day_of(wanted.observer_id, wanted.unit_id, today),
        planned_on=today,
        state="planned",
        facts="",
        strength="",
        try_words="",
        created_at=clock.now(),
    )
    session.add(row)
    session.flush()
    enter(row, "plan", wanted.observer_id, at)
    audit.note(
        "coaching_observation:plan",
        "coaching_observation",
        row.id,
        actor_id=wanted.observer_id,
        state_to="planned",
    )
    return row


def _why_not(right: Right) -> str:
    if right is Right.BESIDE:
        return _("Hold your first observation beside your coach: say who is with you.")
    return _("The path to observe and exchange comes first.")


def today_in(unit_id: UUID, at: datetime) -> date:
    """Return the business date of a unit at an instant."""
    unit = session.get_one(Unit, unit_id)
    return clock.business_date(at, unit.zone, unit.day_cut)


def begun(wanted: Begin, today: date) -> list[Observation]:
    """Return the sheets still open that the same two began on ``today``, the first one first."""
    found = select(Observation).where(
        Observation.observer_id == wanted.observer_id,
        Observation.observed_id == wanted.observed_id,
        Observation.planned_on == today,
        Observation.state.in_(LIVE),
    )
    return list(session.scalars(found.order_by(Observation.created_at)))


def _waits_for_the_coach(observer_id: UUID) -> bool:
    found = select(Observation.id).where(
        Observation.observer_id == observer_id,
        Observation.beside_id.is_not(None),
        Observation.state.not_in(("cancelled", "expired")),
    )
    return session.scalar(found.limit(1)) is not None


def _day_of(observer_id: UUID, unit_id: UUID, today: date) -> UUID | None:
    return session.scalar(
        select(Day.id)
        .join(DayCoach, DayCoach.day_id == Day.id)
        .where(
            DayCoach.coach_id == observer_id,
            Day.unit_id == unit_id,
            Day.business_date == today,
            Day.state.in_(("planned", "done")),
        )
        .limit(1)
    )


def enter(row: Observation, action: str, actor_id: UUID | None, at: datetime) -> ObservationEntry:
    """Add a line to the ledger; the caller holds the row."""
    last = select(func.max(ObservationEntry.number)).where(
        ObservationEntry.observation_id == row.id
    )
    entry = ObservationEntry(
        id=ids.new_id(),
        observation_id=row.id,
        number=(session.scalar(last) or 0) + 1,
        action=action,
        state=row.state,
        actor_id=actor_id,
        unit_id=row.unit_id,
        planned_on=row.planned_on,
        occurred_at=at,
        occurred_on=today_in(row.unit_id, at),
        received_at=clock.now(),
    )
    session.add(entry)
    session.flush()
    return entry


def keep(
    *, observation_id: UUID, actor_id: UUID, taps: Iterable[Tapped], said: Said
) -> Observation:
    """Keep what the observer has so far; nobody else reads it. Raises Refused once shared."""
    row = own(observation_id, actor_id)
    if row.state not in LIVE:
        raise Refused(_("This cannot be done at this stage."))
    write(row, taps, said)
    return row


def check_move(machine: Machine, row: Observation | Goal, action: str, facts: object) -> None:
    """Raise what the machine has against a move, before anything is written in the row."""
    machine.step(row.state, action, ANYBODY, Subject(row, facts))


def own(observation_id: UUID, actor_id: UUID) -> Observation:
    """Return an observation its observer may write in, held; others get a 404, the person a 403."""
    row = locked(observation_id)
    if row.observer_id != actor_id:
        raise NotFound if row.observed_id != actor_id else Forbidden(_("Somebody else does this."))
    return row


def write(row: Observation, taps: Iterable[Tapped], said: Said) -> None:
    """Put counters and words in the row; counters not named stay as they are."""
    kept = said.trimmed()
    row.facts, row.strength = kept.facts[:LONGEST], kept.strength[:LONGEST]
    row.try_words, row.try_on = kept.try_words[:GOAL_WORDS], kept.try_on
    for one in taps:
        seen, missed = (min(max(0, number), MOST_TAPS) for number in (one.seen, one.missed))
        session.merge(
            Tap(observation_id=row.id, kind=one.kind, uid=one.uid, seen=seen, missed=missed)
        )
    session.flush()


def watch(
    *,
    observation_id: UUID,
    actor_id: UUID,
    taps: Iterable[Tapped],
    said: Said,
    times: Times | None = None,
) -> Observation:
    """End the watching: from now on there are two days to talk about it."""
    row = own(observation_id, actor_id)
    at = clock.clamped((times or Times()).observed_at, clock.now())
    if row.state == "observed":
        write(row, taps, said)
        return row
    end_watching(row, actor_id, at)
    write(row, taps, said)
    return row


def end_watching(row: Observation, actor_id: UUID, at: datetime) -> None:
    """Say that the watching is over; the time to talk runs from ``at``."""
    row.observed_at = at
    facts = ObservationFacts(actor_id, row.observer_id, row.observed_id, at, at)
    move(OBSERVATION, row, "observe", facts, actor_id=actor_id)
    enter(row, "observe", actor_id, at)


def cancel(*, observation_id: UUID, actor_id: UUID) -> Observation:
    """Call off what was not watched."""
    row, now = own(observation_id, actor_id), clock.now()
    facts = ObservationFacts(actor_id, row.observer_id, row.observed_id, now)
    move(OBSERVATION, row, "cancel", facts, actor_id=actor_id)
    enter(row, "cancel", actor_id, now)
    return row
