"""What stands between words being typed and a card, before they are kept; what a facet costs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Select, func, select
from sqlalchemy.dialects.postgresql import Range

from lms.core.db import session
from lms.core.notices.models import Notice
from lms.core.periods import PeriodKind, period_of
from lms.network.models import Unit, Wave
from lms.network.queries import not_closed
from lms.quotes.models import Difficulty, Draft, Interview
from lms.quotes.queries.candidates import Crowds, Standing, stand
from lms.quotes.queries.findings import FIELDS, Copied, Found, check_words, copied_in
from lms.quotes.rules.facets import DROP_ORDER, Crowd, Facets


@dataclass(frozen=True, slots=True)
class Look:
    """The guard's whole answer on some words and facets, kept or not."""

    findings: tuple[Found, ...]
    copied: tuple[Copied, ...]
    standing: Standing
    without: tuple[tuple[str, Crowd], ...]
    """What the crowd becomes when one facet is given up, for each facet chosen."""
    missing: tuple[str, ...]

    @property
    def to_fix(self) -> tuple[Found, ...]:
        """Return the passages neither fixed nor asked to be kept."""
        return tuple(one for one in self.findings if one.state == "open")

    @property
    def passages(self) -> int:
        """Return how many passages are left to change."""
        return len(self.to_fix) + len(self.copied)

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing is left to do before somebody else reads the card."""
        return not (self.passages or self.missing) and self.standing.is_wide


def look(
    texts: Mapping[str, str],
    facets: Facets,
    day: date,
    *,
    judgements: Mapping[str, Any] | None = None,
    told: tuple[str, ...] = (),
    crowds: Crowds | None = None,
) -> Look:
    """Return what the guard says of ``texts``; ``told``: the words that must not be copied.

    With ``crowds``, what was counted a moment ago serves again.
    """
    crowds = crowds or Crowds()
    standing = stand(facets, day, crowds=crowds)
    return Look(
        findings=tuple(check_words(texts, judgements)),
        copied=tuple(copied_in(texts, told)) if told else (),
        standing=standing,
        without=() if standing.wanted.met_by(standing.asked) else _without(facets, day, crowds),
        missing=tuple(name for name in FIELDS if not texts.get(name, "").strip()),
    )


def _without(facets: Facets, day: date, crowds: Crowds) -> tuple[tuple[str, Crowd], ...]:
    period = period_of(day, PeriodKind.QUARTER)
    during = Range(period.first, day.fromordinal(day.toordinal() + 1))
    chosen = [name for name in DROP_ORDER if getattr(facets, name) is not None]
    return tuple((name, crowds.count(replace(facets, **{name: None}), during)) for name in chosen)


@dataclass(frozen=True, slots=True)
class Behind:
    """A report behind a draft, as the author's desk needs it."""

    difficulty_id: UUID
    answer: str
    change_note: str


def list_behind(draft_id: UUID) -> tuple[tuple[Behind, ...], tuple[str, ...]]:
    """Return the reports behind a draft, and the words none of which may be copied."""
    rows = session.execute(
        select(
            Difficulty.id,
            Difficulty.answer,
            Difficulty.change_note,
            Difficulty.words,
            Interview.happened,
        )
        .outerjoin(Interview, Interview.difficulty_id == Difficulty.id)
        .where(Difficulty.draft_id == draft_id)
        .order_by(Difficulty.submitted_at, Difficulty.id)
    ).all()
    told = tuple(words for row in rows for words in (row.words, row.happened) if words)
    return tuple(Behind(row.id, row.answer, row.change_note) for row in rows), told


def list_joinable(coach_id: UUID, besides: UUID | None) -> list[tuple[UUID, str]]:
    """Return the coach's other cards from a report that another message may still join."""
    rows = session.execute(
        select(Draft.id, Draft.title)
        .where(
            Draft.coach_id == coach_id,
            Draft.kind == "report",
            Draft.state.in_(("writing", "changes")),
            Draft.id.is_distinct_from(besides),
        )
        .order_by(Draft.title, Draft.id)
    )
    return [(row.id, row.title) for row in rows]


def count_written(coach_id: UUID) -> int:
    """Return how many cards from experience a coach has given that are not out yet."""
    found = select(func.count()).select_from(Draft)
    mine = found.where(Draft.coach_id == coach_id, Draft.kind == "workshop")
    return session.scalar(mine.where(Draft.state.in_(("in_review", "scheduled")))) or 0


def left_waiting(person_id: UUID | BindParameter[UUID]) -> Select[int]:
    """Select how many people wait too long for a coach this person stands in for."""
    return select(func.count(Notice.key.distinct())).where(
        Notice.person_id == person_id, Notice.kind == "quotes.backup", Notice.done_at.is_(None)
    )


def list_places(day: date) -> list[str]:
    """Return the names of the stores where Quotes is live: what an intruder would choose from."""
    names = session.scalars(
        select(Unit.name)
        .join(Wave, Wave.unit_id == Unit.id)
        .where(
            Wave.capability == "quotes",
            Wave.during.contains(day),
            Unit.kind == "store",
            not_closed(day),
        )
        .order_by(Unit.sort_key)
    )
    return list(dict.fromkeys(names))
