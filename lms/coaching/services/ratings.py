"""What a store says of a coach's day: four answers, words apart, sealed until both sides are in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.postgresql import Range

from lms.accounts.models import Person
from lms.coaching.events import CoachRated
from lms.coaching.models import Conflict, Day, DayCoach, Rating, RatingWords
from lms.coaching.queries.conflicts import find_conflict
from lms.coaching.queries.people import in_charge, kept_since
from lms.coaching.queries.sides import Pair, held_pair, pairs, unit_today
from lms.coaching.rules.ratings import HIGHEST, LOWEST, QUESTIONS, raters
from lms.coaching.rules.ratings import Conflict as Kind
from lms.coaching.rules.reveal import Side
from lms.coaching.services.days import close_when_said, take_place
from lms.coaching.services.reminding import settle_all
from lms.core import clock, ids
from lms.core.db import session
from lms.core.errors import Forbidden, Invalid, NotFound, Refused
from lms.core.facts import record
from lms.core.i18n import _
from lms.core.notices import About, notify, settle

LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class Said:
    """What a manager says: an answer from 1 to 5 per question, words or none."""

    answers: Mapping[str, int] = field(default_factory=dict)
    signed: str = ""
    confidential: str = ""


def rate(*, day_coach_id: UUID, said: Said, rater_id: UUID) -> Rating:
    """Keep what a store says of one coach for one day; said again before the reveal, it replaces.

    Raises NotFound; Forbidden to who was not in charge on that date, or for oneself; Refused when
    the day did not take place or is not over, when somebody else of the store spoke, once both
    sides were read; Invalid by question.
    """
    pair = held_pair(day_coach_id)
    _may_speak(pair, rater_id)
    now = clock.now()
    fault = pair.blind.fault(Side.STORE, now)
    if fault:
        raise Refused(fault)
    pair = take_place(pair)
    errors = _faults(said)
    if errors:
        raise Invalid(errors)
    row = _write(pair, said, rater_id, now)
    settle_all("coaching.rate_today", day_coach_id)
    if pair.rating is None:
        record(CoachRated(day_id=pair.day.id, unit_id=pair.unit.id))
        tell_if_revealed(pair, now, Side.STORE)
    return row


def _may_speak(pair: Pair, rater_id: UUID) -> None:
    held = {str(one) for one in in_charge(pair.unit.id, pair.day.business_date)}
    if str(rater_id) not in raters(str(pair.coach.coach_id), held):
        raise Forbidden(_("Only who was in charge of the store that day says this."))
    if pair.rating is not None and pair.rating.rater_id != rater_id:
        raise Refused(_("Your store has already said what it thinks of this day."))


def _faults(said: Said) -> dict[str, str]:
    errors = {
        question: _("Choose one of the five answers.")
        for question in QUESTIONS
        if not LOWEST <= said.answers.get(question, 0) <= HIGHEST
    }
    for name in ("signed", "confidential"):
        if len(getattr(said, name).strip()) > LONGEST:
            errors[name] = _("At most %(n)s characters.", n=LONGEST)
    return errors


def _write(pair: Pair, said: Said, rater_id: UUID, now: datetime) -> Rating:
    row = Rating(
        id=ids.new_id(),
        day_coach_id=pair.coach.id,
        number=pair.rating.number + 1 if pair.rating else 1,
        rater_id=rater_id,
        unit_id=pair.unit.id,
        **{question: said.answers[question] for question in QUESTIONS},
        is_late=pair.blind.is_late(now),
        occurred_on=pair.day.business_date,
        received_at=now,
    )
    session.add(row)
    session.flush()
    if pair.rating is not None:
        # Words taken back are gone: only figures are a ledger.
        session.execute(delete(RatingWords).where(RatingWords.rating_id == pair.rating.id))
    signed, confidential = said.signed.strip(), said.confidential.strip()
    if signed or confidential:
        words = {"signed": signed, "confidential": confidential, "received_at": now}
        session.execute(insert(RatingWords), {"rating_id": row.id, "rater_id": rater_id, **words})
    return row


def tell_if_revealed(pair: Pair, now: datetime, side: Side) -> None:
    """Tell both sides, when what ``side`` just wrote (for the first time) opens them."""
    if pair.blind.with_side(side, now).is_revealed(now):
        tell_revealed(pair)
        close_when_said(pair.day.id, now)


def tell_revealed(pair: Pair) -> int:
    """Tell both sides of a day, once, that what was written of it is open; return how many."""
    store = in_charge(pair.unit.id, pair.day.business_date) | {pair.coach.coach_id}
    return notify(
        "coaching.revealed",
        store,
        key=str(pair.coach.id),
        about=About("coaching.day", {"day_id": pair.day.id}),
        on=pair.day.business_date,
    )


def declare_conflict(*, day_coach_id: UUID, kind: str, actor_id: UUID, rater_id: UUID) -> None:
    """Say that a store's rater and a coach are close: from that day on, nothing of it is counted.

    Either of the two says it, once, and the other is told; said again by the same, it is confirmed
    for a year. A coach says it of opinions they have not read: those open to them stay counted.
    Raises Forbidden to others, Invalid for an unknown kind.
    """
    pair = held_pair(day_coach_id)
    coach_id = pair.coach.coach_id
    if actor_id not in {rater_id, coach_id} or rater_id == coach_id:
        raise Forbidden(_("Only the two of you say this."))
    if rater_id not in in_charge(pair.unit.id, pair.day.business_date):
        raise Forbidden(_("Only who was in charge of the store that day says this."))
    if kind not in set(Kind):
        raise Invalid({"kind": _("Say how you know each other.")})
    today = unit_today(pair.unit)
    known = find_conflict(rater_id, coach_id)
    if known is not None:
        if known.declared_by == actor_id:
            known.kind, known.reviewed_on = kind, today
            settle("coaching.conflict_review", key=str(known.id))
            session.flush()
        return
    row = Conflict(
        id=ids.new_id(),
        rater_id=rater_id,
        coach_id=coach_id,
        kind=kind,
        during=Range(_since(rater_id, pair, is_coach=actor_id == coach_id), None),
        declared_by=actor_id,
        declared_at=clock.now(),
        reviewed_on=today,
    )
    session.add(row)
    session.flush()
    _tell_other("coaching.conflict_said", row)


def _tell_other(kind: str, row: Conflict) -> None:
    """Tell the one of the two who did not say it; again if it is said again another day."""
    other = row.coach_id if row.declared_by == row.rater_id else row.rater_id
    notify(
        kind,
        [other],
        key=str(row.id),
        turn=clock.today().isoformat(),
        about=About("coaching.visits"),
    )


def _since(rater_id: UUID, pair: Pair, *, is_coach: bool) -> date:
    """Return the day it counts from: that of the visit, or the end of what was said before.

    Who coached takes no opinion out once they may have read its words.
    """
    coach_id = pair.coach.coach_id
    ended = [
        one.during.upper
        for one in session.scalars(
            select(Conflict).where(Conflict.rater_id == rater_id, Conflict.coach_id == coach_id)
        )
        if one.during.upper is not None
    ]
    read = _read_by_coach(rater_id, pair) if is_coach else []
    return max([pair.day.business_date, *ended, *(one + timedelta(days=1) for one in read)])


def _read_by_coach(rater_id: UUID, pair: Pair) -> list[date]:
    """Return the days since a visit whose opinion by a rater is open."""
    now = clock.now()
    since = pairs(
        DayCoach.coach_id == pair.coach.coach_id, Day.business_date >= pair.day.business_date
    )
    return [
        one.day.business_date
        for one in since
        if one.rating and one.rating.rater_id == rater_id and one.blind.is_revealed(now)
    ]


def _own_conflict(conflict_id: UUID, actor_id: UUID) -> Conflict:
    row = session.get(Conflict, conflict_id)
    if row is None or actor_id != row.declared_by:
        raise NotFound
    settle("coaching.conflict_review", key=str(row.id))
    return row


def confirm_conflict(*, conflict_id: UUID, actor_id: UUID) -> None:
    """Say that it is still so: it is asked again in a year. Raises NotFound but to who said it."""
    _own_conflict(conflict_id, actor_id).reviewed_on = clock.today()
    session.flush()


def end_conflict(*, conflict_id: UUID, actor_id: UUID) -> None:
    """Say that it is over: opinions from today on count. Raises NotFound but to who said it."""
    row = _own_conflict(conflict_id, actor_id)
    _tell_other("coaching.conflict_ended", row)
    after = max(clock.today(), row.during.lower or clock.today())
    if row.during.lower == after:
        session.delete(row)
    else:
        row.during = Range(row.during.lower, after)
    session.flush()


def delete_old_words(now: datetime) -> int:
    """Delete the words about coaches who left long ago; return how many. Figures stay, unread."""
    gone = select(Person.id).where(Person.left_on < kept_since(now))
    about = (
        select(Rating.id)
        .join(DayCoach, DayCoach.id == Rating.day_coach_id)
        .where(DayCoach.coach_id.in_(gone))
    )
    done = session.execute(
        delete(RatingWords).where(RatingWords.rating_id.in_(about)),
        execution_options={"synchronize_session": False},
    )
    return int(done.rowcount)  # type: ignore[attr-defined]
