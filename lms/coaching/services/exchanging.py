"""The exchange: what was talked about is shared, corrected, read and answered."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from lms.coaching.events import ObservationAcknowledged, ObservationDebriefed
from lms.coaching.models import Observation, Observer, Reply
from lms.coaching.policies import EXCHANGE_HOURS
from lms.coaching.rules.machines.facts import GOAL_WORDS, ObservationFacts
from lms.coaching.rules.machines.practice import OBSERVATION
from lms.coaching.rules.observing import HEARD
from lms.coaching.services.moving import move
from lms.coaching.services.observations import (
    LONGEST,
    Said,
    Tapped,
    Times,
    check_move,
    end_watching,
    enter,
    locked,
    own,
    today_in,
    write,
)
from lms.core import audit, clock, ids
from lms.core.db import session
from lms.core.errors import Invalid, NotFound
from lms.core.facts import record
from lms.core.i18n import _, ngettext
from lms.core.notices import About, notify, settle
from lms.core.policy import duration

REPLY: Final = 500
FAR: Final = timedelta(days=60)
"""A try is for these days: later, nobody remembers what it was about."""


def share(
    *,
    observation_id: UUID,
    actor_id: UUID,
    said: Said,
    taps: Iterable[Tapped] = (),
    times: Times | None = None,
) -> Observation:
    """Share what was talked about with the person; raises Invalid for what is missing, Refused late.

    One begun without a network and never ended is watched and talked about at once.
    """
    row, given, now = own(observation_id, actor_id), times or Times(), clock.now()
    told_at = clock.clamped(given.told_at, now)
    said = said.trimmed()
    _check(said, today_in(row.unit_id, told_at))
    if row.state == "planned":
        end_watching(row, actor_id, min(clock.clamped(given.observed_at, now), told_at))
    write(row, taps, said)
    facts = _facts(row, actor_id, told_at, said)
    check_move(OBSERVATION, row, "debrief", facts)
    row.debriefed_at = told_at
    move(OBSERVATION, row, "debrief", facts, actor_id=actor_id)
    entry = enter(row, "debrief", actor_id, told_at)
    record(
        ObservationDebriefed(observation_id=row.id, unit_id=row.unit_id), source=entry.id, at=now
    )
    settle("coaching.debrief_due", key=str(row.id))
    _announce(row)
    return row


def _facts(row: Observation, actor_id: UUID, at: datetime, said: Said) -> ObservationFacts:
    return ObservationFacts(
        actor=actor_id,
        observer=row.observer_id,
        observed=row.observed_id,
        now=at,
        observed_at=row.observed_at,
        facts=said.facts,
        strength=said.strength,
        try_words=said.try_words,
        try_on=said.try_on,
        today=today_in(row.unit_id, at),
        within=duration(EXCHANGE_HOURS, row.observed_at),
    )


def _check(said: Said, today: date) -> None:
    errors = {
        "facts": "" if said.facts else _("Write what you saw."),
        "strength": "" if said.strength else _("Write one strength."),
        "try_words": "" if said.try_words else _("Agree on one try."),
        "try_on": _day_fault(said.try_on, today),
    }
    for name, words, most in (
        ("facts", said.facts, LONGEST),
        ("strength", said.strength, LONGEST),
        ("try_words", said.try_words, GOAL_WORDS),
    ):
        if len(words) > most:
            errors[name] = ngettext(
                "Write at most %(num)s character.", "Write at most %(num)s characters.", most
            )
    found = {name: words for name, words in errors.items() if words}
    if found:
        raise Invalid(found)


def _day_fault(day: date | None, today: date) -> str:
    if day is None:
        return _("Choose the day of the try.")
    if day < today:
        return _("Choose today or a day to come.")
    return _("Choose a day within two months.") if day > today + FAR else ""


def _announce(row: Observation) -> None:
    """Tell the person, and the coach beside whom it was held."""
    about = About("coaching.observation", {"observation_id": row.id})
    notify("coaching.shared", [row.observed_id], key=str(row.id), about=about)
    if row.beside_id is not None:
        notify("coaching.beside", [row.beside_id], key=str(row.id), about=about)


def correct(*, observation_id: UUID, actor_id: UUID, said: Said) -> Observation:
    """Change the words shared, until the person read them; raises Invalid or Refused."""
    row, said = own(observation_id, actor_id), said.trimmed()
    now = clock.now()
    _check(said, min(today_in(row.unit_id, now), row.try_on or date.max))
    facts = _facts(row, actor_id, now, said)
    if said.try_on == row.try_on:
        facts = _untouched_day(facts)
    move(OBSERVATION, row, "correct", facts, actor_id=actor_id)
    write(row, (), said)
    enter(row, "correct", actor_id, now)
    return row


def _untouched_day(facts: ObservationFacts) -> ObservationFacts:
    """Judge a try whose day was not touched on the day it was agreed for."""
    return replace(facts, today=facts.try_on)


def acknowledge(*, observation_id: UUID, actor_id: UUID) -> Observation:
    """Let the person say they read it; a second tap changes nothing."""
    row = _as_observed(observation_id, actor_id)
    if row.state == "acknowledged":
        return row
    now = clock.now()
    facts = ObservationFacts(actor_id, row.observer_id, row.observed_id, now, row.observed_at)
    check_move(OBSERVATION, row, "acknowledge", facts)
    row.acknowledged_at = now
    move(OBSERVATION, row, "acknowledge", facts, actor_id=actor_id)
    entry = enter(row, "acknowledge", actor_id, now)
    record(
        ObservationAcknowledged(observation_id=row.id, unit_id=row.unit_id), source=entry.id, at=now
    )
    settle("coaching.shared", key=str(row.id))
    return row


def _as_observed(observation_id: UUID, actor_id: UUID) -> Observation:
    row = locked(observation_id)
    if row.observed_id != actor_id or row.state not in HEARD:
        raise NotFound
    return row


def reply(*, observation_id: UUID, author_id: UUID, words: str) -> Reply:
    """Let the person answer in their own words; the observer is told."""
    row, said = _as_observed(observation_id, author_id), words.strip()
    if not said:
        raise Invalid({"words": _("Write something.")})
    if len(said) > REPLY:
        most = ngettext(
            "Write at most %(num)s character.", "Write at most %(num)s characters.", REPLY
        )
        raise Invalid({"words": most})
    made = Reply(
        id=ids.new_id(),
        observation_id=row.id,
        author_id=author_id,
        words=said,
        at=clock.now(),
    )
    session.add(made)
    session.flush()
    about = About("coaching.observation", {"observation_id": row.id})
    notify("coaching.replied", [row.observer_id], key=str(made.id), about=about)
    return made


def confirm_beside(*, observation_id: UUID, actor_id: UUID) -> Observer:
    """Let the coach say "we held it together": from now on the person observes on their own."""
    row = locked(observation_id)
    if row.beside_id != actor_id or row.state not in HEARD:
        raise NotFound
    settle("coaching.beside", key=str(row.id))
    known = session.get(Observer, row.observer_id)
    if known is None:
        known = Observer(person_id=row.observer_id, beside_id=row.id, opened_at=clock.now())
        session.add(known)
        session.flush()
        audit.note(
            "coaching_observer:open", "coaching_observer", row.observer_id, actor_id=actor_id
        )
    elif known.closed_at is not None:
        known.beside_id, known.opened_at, known.closed_at = row.id, clock.now(), None
        session.flush()
    return known
