"""The try of the day: taken in one tap, answered in one tap; one live try a day.

Days are those of the person's main store. A day on which nothing was taken leaves no row.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, select, update

from lms.accounts.models import Person
from lms.coaching.events import GoalAnswered
from lms.coaching.models import Goal, Observation
from lms.coaching.rules import goals as rules
from lms.coaching.rules.goals import AHEAD, LIVE, Answered
from lms.coaching.rules.machines.facts import GOAL_WORDS, GoalFacts
from lms.coaching.rules.machines.practice import GOAL
from lms.coaching.rules.observing import HEARD
from lms.coaching.services.moving import move
from lms.coaching.services.observations import check_move
from lms.core import clock, ids
from lms.core.db import get_row, session
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.facts import record
from lms.core.i18n import _, ngettext
from lms.core.notices import About, notify
from lms.network.models import Membership, Unit

WHY: Final = 280


@dataclass(frozen=True, slots=True)
class Today:
    """The main store of a person and its day."""

    unit_id: UUID
    on: date


def today_of(person_id: UUID, told_at: datetime | None = None) -> Today:
    """Return the day of a person's main store; raises Refused for who has none.

    ``told_at``: when their phone says they told it, if it had no network then; see ``clock.clamped``.
    """
    now = clock.clamped(told_at, clock.now())
    rows = session.execute(
        select(Unit.id, Unit.zone, Unit.day_cut, Membership.during)
        .join(Membership, Membership.unit_id == Unit.id)
        .where(Membership.person_id == person_id, Membership.is_primary)
        .order_by(func.lower(Membership.during).desc())
    )
    for unit_id, zone, cut, during in rows:
        day = clock.business_date(now, zone, cut)
        if day in during:
            return Today(unit_id, day)
    raise Refused(_("You have no store today."))


def hold_person(person_id: UUID) -> None:
    """Hold a person until the end of the transaction: two taps at once act one after the other."""
    held = select(Person.id).where(Person.id == person_id).with_for_update(key_share=True)
    if session.scalar(held) is None:
        raise NotFound


def take(
    *,
    person_id: UUID,
    words: str = "",
    observation_id: UUID | None = None,
    skill_uid: UUID | None = None,
    told_at: datetime | None = None,
) -> Goal:
    """Take a try for today: one's own words, or those agreed in an exchange.

    Raises Invalid for words that do not do, Refused when the day has its try. ``told_at``: the
    phone's instant, where there was no network; the day is that one's.
    """
    hold_person(person_id)
    here = today_of(person_id, told_at)
    if observation_id is not None:
        words = _agreed(observation_id, person_id)
    _check(words)
    row = _row(person_id, here, words.strip())
    row.origin = "own" if observation_id is None else "debrief"
    row.observation_id, row.skill_uid = observation_id, skill_uid
    session.add(row)
    session.flush()
    _accept(row, person_id, here.on)
    return row


def _row(person_id: UUID, here: Today, words: str) -> Goal:
    return Goal(
        id=ids.new_id(),
        person_id=person_id,
        unit_id=here.unit_id,
        on_date=here.on,
        words=words,
        state="proposed",
        why="",
        created_at=clock.now(),
    )


def _agreed(observation_id: UUID, person_id: UUID) -> str:
    row = session.get(Observation, observation_id)
    if row is None or row.observed_id != person_id or row.state not in HEARD:
        raise NotFound
    return row.try_words


def _check(words: str) -> None:
    if not words.strip():
        raise Invalid({"words": _("Write your try.")})
    if len(words.strip()) > GOAL_WORDS:
        most = ngettext(
            "Write at most %(num)s character.", "Write at most %(num)s characters.", GOAL_WORDS
        )
        raise Invalid({"words": most})


def _accept(row: Goal, person_id: UUID, today: date) -> None:
    others = select(func.count()).where(
        Goal.person_id == row.person_id,
        Goal.on_date == today,
        Goal.state.in_(LIVE),
        Goal.id != row.id,
    )
    count = session.scalar(others) or 0
    in_time = row.on_date <= today <= row.on_date + AHEAD
    facts = GoalFacts(person_id, row.person_id, row.words, count, in_time)
    check_move(GOAL, row, "accept", facts)
    row.on_date = today
    move(GOAL, row, "accept", facts, actor_id=person_id)


def accept(*, goal_id: UUID, person_id: UUID, told_at: datetime | None = None) -> Goal:
    """Take for today a try somebody proposed; a second tap changes nothing."""
    row, here = _mine(goal_id, person_id), today_of(person_id, told_at)
    if row.state in LIVE:
        return row
    _accept(row, person_id, here.on)
    row.unit_id = here.unit_id
    session.flush()
    return row


def _mine(goal_id: UUID, person_id: UUID) -> Goal:
    hold_person(person_id)
    row = get_row(Goal, goal_id, lock=True)
    if row.person_id != person_id:
        raise NotFound
    return row


def answer(
    *, goal_id: UUID, person_id: UUID, said: str, why: str = "", told_at: datetime | None = None
) -> Goal:
    """Say what became of a try, on its day or on the next one; the same tap twice acts once.

    Said in time on a phone without a network (``told_at``), it is in time when it arrives.
    """
    row = _mine(goal_id, person_id)
    if said not in set(Answered):
        raise Invalid({"answer": _("Choose an answer.")})
    if row.state == "answered" and row.answer == said:
        return row
    today = today_of(person_id, told_at).on
    in_time = rules.may_answer(rules.Goal(row.on_date, row.words), today)
    now = clock.now()
    facts = GoalFacts(person_id, row.person_id, row.words, 0, in_time)
    check_move(GOAL, row, "answer", facts)
    row.answer, row.answered_at, row.why = said, now, why.strip()[:WHY]
    move(GOAL, row, "answer", facts, actor_id=person_id)
    record(GoalAnswered(goal_id=row.id, unit_id=row.unit_id), source=row.id, at=now)
    return row


def drop(*, goal_id: UUID, person_id: UUID) -> Goal:
    """Leave a try one took or was proposed; the day is free again."""
    row = _mine(goal_id, person_id)
    if row.state != "dropped":
        facts = GoalFacts(person_id, row.person_id, row.words)
        move(GOAL, row, "drop", facts, actor_id=person_id)
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A try somebody offers: ``origin`` is "manager" or "coach"."""

    person_id: UUID
    proposer_id: UUID
    origin: str
    words: str
    on: date | None = None
    skill_uid: UUID | None = None


def propose(wanted: Proposed) -> Goal:
    """Offer a try to somebody, who takes it or not; a new offer replaces the one still waiting."""
    _check(wanted.words)
    hold_person(wanted.person_id)
    here = today_of(wanted.person_id)
    on = wanted.on or here.on
    if not here.on <= on <= here.on + AHEAD:
        raise Invalid({"on": _("Choose a day within two weeks.")})
    session.execute(
        update(Goal)
        .where(
            Goal.person_id == wanted.person_id,
            Goal.proposed_by == wanted.proposer_id,
            Goal.state == "proposed",
        )
        .values(state="dropped")
    )
    row = _row(wanted.person_id, here, wanted.words.strip())
    row.on_date, row.origin = on, wanted.origin
    row.proposed_by, row.skill_uid = wanted.proposer_id, wanted.skill_uid
    session.add(row)
    session.flush()
    notify("coaching.try", [wanted.person_id], key=str(row.id), about=About("coaching.mine"))
    return row
