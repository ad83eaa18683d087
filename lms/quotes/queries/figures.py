"""Figures of Quotes: theme by quarter, never of a unit, a manager, a coach or a region."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.core.db import session
from lms.core.disclosure import Group, only_shown
from lms.core.policies import DISCLOSURE_K
from lms.core.policy import number
from lms.quotes.models import CoachYear, Gap, Removal, Tally
from lms.quotes.models.cards import Card, CardText
from lms.quotes.models.difficulties import Abuse, Difficulty
from lms.quotes.queries.choices import names_of


@dataclass(frozen=True, slots=True)
class ThemeFigure:
    """How many difficulties of a theme were told in each quarter; None: too few to say."""

    theme_uid: UUID | None
    theme: str
    """Empty: no theme was chosen."""
    told: dict[str, int | None]


def themes_by_quarter(quarters: list[str]) -> list[ThemeFigure]:
    """Return what was told by theme in each of ``quarters``, small figures masked with another.

    Each quarter passes through disclosure as a whole: no total minus its parts gives one away.
    """
    rows = session.execute(
        select(Tally.quarter, Tally.theme_uid, Tally.told).where(Tally.quarter.in_(quarters))
    ).all()
    k = number(DISCLOSURE_K)
    told: dict[UUID | None, dict[str, int | None]] = {}
    for quarter in quarters:
        parts = {row.theme_uid: row.told for row in rows if row.quarter == quarter}
        tree = Group(
            "all", sum(parts.values()), tuple(Group(str(uid), n) for uid, n in parts.items())
        )
        shown = only_shown({str(uid): n for uid, n in parts.items()}, tree, k)
        for uid in parts:
            told.setdefault(uid, {})[quarter] = shown.get(str(uid))
    names = names_of(told)
    return sorted(
        (ThemeFigure(uid, names.get(uid, "") if uid else "", by) for uid, by in told.items()),
        key=lambda one: (one.theme == "", one.theme),
    )


def ended_by(coach_id: UUID, year: int) -> int:
    """Return how many exchanges a coach ended in a year: their own figure, read by nobody else."""
    row = session.get(CoachYear, (coach_id, year))
    return row.ended if row else 0


@dataclass(frozen=True, slots=True)
class GapRow:
    """A ticket of the learning author."""

    id: UUID
    theme_uid: UUID
    theme: str
    state: str
    opened_in: str
    cards: int
    me_too: int
    released_in: str | None
    told_before: int | None
    told_after: int | None


def list_gaps() -> list[GapRow]:
    """Return every course gap, the open ones first; before and after are masked when small."""
    gaps = session.scalars(
        select(Gap).order_by(Gap.state.in_(("open", "taken")).desc(), Gap.opened_in.desc(), Gap.id)
    ).all()
    names = names_of(gap.theme_uid for gap in gaps)
    k = number(DISCLOSURE_K)
    return [
        GapRow(
            gap.id,
            gap.theme_uid,
            names.get(gap.theme_uid, ""),
            gap.state,
            gap.opened_in,
            gap.cards,
            gap.me_too,
            gap.released_in,
            _if_enough(gap.told_before, k),
            _if_enough(gap.told_after, k),
        )
        for gap in gaps
    ]


def _if_enough(count: int | None, k: int) -> int | None:
    return count if count is not None and count >= k else None


@dataclass(frozen=True, slots=True)
class RemovalRow:
    """A card somebody asks to take out."""

    id: UUID
    card_id: UUID
    title: str
    reason: str
    asked_by: UUID


def list_removals() -> list[RemovalRow]:
    """Return the cards a second person has to decide on."""
    rows = session.execute(
        select(Removal.id, Removal.card_id, CardText.title, Removal.reason, Removal.asked_by)
        .join(Card, Card.id == Removal.card_id)
        .join(CardText, (CardText.card_id == Card.id) & (CardText.locale == Card.language))
        .where(Removal.state == "asked")
        .order_by(CardText.title, Removal.id)
    )
    return [RemovalRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class AbuseRow:
    """A report a coach found abusive: a summary, neither its words nor its reporter."""

    difficulty_id: UUID
    summary: str


def list_abuse(judge_id: UUID) -> list[AbuseRow]:
    """Return the cases this person may decide: neither their own report nor their own flag."""
    rows = session.execute(
        select(Abuse.difficulty_id, Abuse.summary)
        .join(Difficulty, Difficulty.id == Abuse.difficulty_id)
        .where(
            Difficulty.state == "flagged",
            Abuse.flagged_by != judge_id,
            Difficulty.reporter_id != judge_id,
        )
        .order_by(Difficulty.submitted_at, Difficulty.id)
    )
    return [AbuseRow(*row) for row in rows]
