"""Tries of the day as the person, their manager and their coach read them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from lms.coaching.models import Goal, Observation
from lms.coaching.queries.people import given_names
from lms.coaching.rules import goals as rules
from lms.coaching.rules.goals import AHEAD, FRESH_DAYS, LIVE, Answered
from lms.coaching.rules.observing import HEARD
from lms.core.asking import ME, PEOPLE, TODAY, Wanted
from lms.core.db import session

SHOWN, OFFERED = 10, 3
KNOWN = timedelta(days=60)
"""How far back tries are read."""
ASKED = (*LIVE, "proposed")


@dataclass(frozen=True, slots=True)
class Offer:
    """A try somebody may take in one tap: from an exchange, or proposed by their manager."""

    words: str
    observation_id: UUID | None = None
    goal_id: UUID | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """What a person sees of their tries."""

    today: Goal | None
    to_answer: Goal | None
    """Today's or yesterday's, still without an answer."""
    offers: tuple[Offer, ...]
    past: tuple[Goal, ...]


def board_of(person_id: UUID, today: date) -> Board:
    """Return a person's try of the day, what is offered to them, what they answered lately.

    Two statements, and one for the names of those who propose.
    """
    rows = _rows([person_id], today - KNOWN, ASKED)
    proposers = [row.proposed_by for row in rows if row.state == "proposed"]
    names = given_names(proposers) if proposers else {}
    return read_board(rows, due_tries(person_id, today), today, names)


def read_board(
    rows: Sequence[Any], agreed: Sequence[Any], today: date, names: Mapping[UUID, str]
) -> Board:
    """Return what tries (the last first) and the exchanges whose try is due say of today."""
    live = [row for row in rows if row.state in LIVE]
    known = [rules.Goal(row.on_date, row.words, _said(row)) for row in live]
    current = next((row for row in live if row.on_date == today), None)
    waiting = [row for row in live if row.state == "active" and _may(row, today)]
    proposed = [row for row in rows if row.state == "proposed" and _stands(row, today)]
    offers = (*_agreed(today, known, agreed), *_proposed(proposed, names))
    return Board(
        today=current,
        to_answer=waiting[0] if waiting else None,
        offers=() if current else offers,
        past=tuple(row for row in live if row.state == "answered")[:SHOWN],
    )


def _said(row: Any) -> Answered | None:
    return Answered(row.answer) if row.answer else None


def _may(row: Any, today: date) -> bool:
    return rules.may_answer(rules.Goal(row.on_date, row.words, _said(row)), today)


def _stands(row: Any, today: date) -> bool:
    return bool(row.on_date <= today <= row.on_date + AHEAD)


def _rows(person_ids: Iterable[UUID], first: date, states: Iterable[str]) -> list[Goal]:
    given = {"asked_people": list(person_ids), "asked_today": first}
    return list(session.scalars(_goals(tuple(states)), given))


@lru_cache
def _goals(states: tuple[str, ...]) -> Wanted:
    """Select the tries of people since a day, in some states, the last first."""
    wanted = select(Goal).where(
        Goal.person_id == func.any(PEOPLE), Goal.state.in_(states), Goal.on_date >= TODAY
    )
    return wanted.order_by(Goal.on_date.desc(), Goal.created_at.desc())


def due_tries(person_id: UUID, today: date) -> Sequence[Observation]:
    """Return the exchanges of a person whose try is due."""
    given = {"asked_me": person_id, "asked_today": today}
    return session.scalars(_due_tries(), given).all()


@lru_cache
def _due_tries() -> Wanted:
    return select(Observation).where(
        Observation.observed_id == ME,
        Observation.state.in_(HEARD),
        Observation.try_on >= TODAY - FRESH_DAYS,
        Observation.try_on <= TODAY,
    )


def _agreed(today: date, known: list[rules.Goal], given: Sequence[Any]) -> Iterable[Offer]:
    rows = sorted(given, key=lambda row: (row.try_on, row.debriefed_at), reverse=True)
    agreed = [rules.Agreed(row.try_on, row.try_words) for row in rows if row.try_on]
    words = rules.proposal(today, known, agreed)
    if words is not None:
        yield Offer(words, next(row.id for row in rows if row.try_words == words))


def _proposed(rows: Sequence[Any], names: Mapping[UUID, str]) -> Iterable[Offer]:
    for row in sorted(rows, key=lambda row: row.created_at, reverse=True)[:OFFERED]:
        by = names.get(row.proposed_by, "") if row.proposed_by else ""
        yield Offer(row.words, goal_id=row.id, by=by)


def lately(person_ids: Iterable[UUID], today: date, days: int = 28) -> dict[UUID, list[Goal]]:
    """Return the tries people took in the last ``days``, the latest first."""
    found: dict[UUID, list[Goal]] = {}
    for row in _rows(person_ids, today - timedelta(days=days), LIVE):
        found.setdefault(row.person_id, []).append(row)
    return found
