"""Drafts as their author sees them, and as a second reader from elsewhere does."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    DateTime,
    Select,
    Uuid,
    bindparam,
    func,
    or_,
    select,
    union,
)
from sqlalchemy.dialects.postgresql import DATERANGE, Range
from sqlalchemy.orm import aliased

from lms.core import todo
from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.core.policy import number, value
from lms.network.models import Mandate, UnitRegion
from lms.quotes.models import Difficulty, Draft, Release
from lms.quotes.policies import after
from lms.quotes.queries.candidates import Standing, stand
from lms.quotes.queries.findings import Copied, Found, copied_of, findings_of
from lms.quotes.rules.facets import Facets
from lms.quotes.rules.machines import DRAFT


@dataclass(frozen=True, slots=True)
class Desk:
    """A draft with all that stands between it and its release."""

    draft: Draft
    findings: tuple[Found, ...]
    copied: tuple[Copied, ...]
    standing: Standing
    difficulty_ids: tuple[UUID, ...]
    missing: tuple[str, ...]
    """Fields still empty: title, situation, say, gesture."""
    notes: tuple[str, ...]
    """What reporters asked to change."""
    actions: tuple[str, ...]

    @property
    def to_fix(self) -> tuple[Found, ...]:
        """Return the passages neither fixed nor asked to be kept."""
        return tuple(one for one in self.findings if one.state == "open")

    @property
    def may_send(self) -> bool:
        """Tell whether nothing is left to do before the second reading."""
        done = not (self.to_fix or self.copied or self.missing) and self.standing.is_wide
        return done and "submit" in self.actions


def facets_of(draft: Draft) -> Facets:
    """Return the facets a draft asks for."""
    return Facets(draft.theme_uid, draft.moment_uid, draft.channel, draft.level)


def get_own(coach_id: UUID, draft_id: UUID) -> Draft:
    """Return a draft of this coach; raises NotFound for another's."""
    draft = session.scalar(
        select(Draft).where(
            Draft.id == draft_id, Draft.coach_id == coach_id, Draft.state != "dropped"
        )
    )
    if draft is None:
        raise NotFound(_("This card does not exist, or you cannot see it."))
    return draft


def get_desk(coach_id: UUID, draft_id: UUID, day: date) -> Desk:
    """Return a coach's draft with findings, copied words and crowd."""
    draft = get_own(coach_id, draft_id)
    return desk_of(draft, day)


def desk_of(draft: Draft, day: date) -> Desk:
    """Return what stands between a draft and its release."""
    rows = session.execute(
        select(Difficulty.id, Difficulty.change_note).where(Difficulty.draft_id == draft.id)
    ).all()
    return Desk(
        draft=draft,
        findings=tuple(findings_of(draft)),
        copied=tuple(copied_of(draft)),
        standing=stand(facets_of(draft), day),
        difficulty_ids=tuple(row.id for row in rows),
        missing=tuple(
            name
            for name in ("title", "situation", "say", "gesture")
            if not getattr(draft, name).strip()
        ),
        notes=tuple(row.change_note for row in rows if row.change_note),
        actions=tuple(DRAFT.allowed(draft.state, {Role.COACH})),
    )


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A line of the coach's cards under way."""

    id: UUID
    kind: str
    state: str
    title: str
    reader_note: str
    submitted_at: datetime | None
    ready_at: datetime | None


def list_own(coach_id: UUID) -> list[DraftRow]:
    """Return a coach's drafts, those to act on first."""
    rows = session.scalars(
        select(Draft)
        .where(Draft.coach_id == coach_id, Draft.state != "dropped")
        .order_by(
            Draft.state.in_(("changes", "writing")).desc(), Draft.submitted_at.desc(), Draft.id
        )
    )
    return [
        DraftRow(r.id, r.kind, r.state, r.title, r.reader_note, r.submitted_at, r.ready_at)
        for r in rows
    ]


@dataclass(frozen=True, slots=True)
class Reading:
    """A card as its second reader sees it: neither author nor reporter."""

    draft_id: UUID
    title: str
    situation: str
    say: str
    gesture: str
    facets: Facets
    findings: tuple[Found, ...]
    standing: Standing
    review_by: datetime | None

    @property
    def to_judge(self) -> tuple[Found, ...]:
        """Return the passages the author asks to keep, and new ones: each needs a verdict."""
        return tuple(one for one in self.findings if one.state != "kept")


def get_reading(reader_id: UUID, draft_id: UUID, day: date) -> Reading:
    """Return the card this reader has taken; raises NotFound for any other."""
    draft = session.scalar(
        select(Draft).where(
            Draft.id == draft_id, Draft.reader_id == reader_id, Draft.state == "in_review"
        )
    )
    if draft is None:
        raise NotFound(_("This card does not exist, or you cannot see it."))
    return Reading(
        draft_id=draft.id,
        title=draft.title,
        situation=draft.situation,
        say=draft.say,
        gesture=draft.gesture,
        facets=facets_of(draft),
        findings=tuple(findings_of(draft)),
        standing=stand(facets_of(draft), day),
        review_by=draft.review_by,
    )


def find_taken(reader_id: UUID, now: datetime) -> UUID | None:
    """Return the card a reader has in hand, if any."""
    return session.scalar(
        select(Draft.id)
        .where(Draft.reader_id == reader_id, Draft.state == "in_review")
        .where(Draft.taken_at > now - after("quotes.reader.hold"))
        .order_by(Draft.submitted_at)
        .limit(1)
    )


READER: Final[BindParameter[UUID]] = bindparam("reader", type_=Uuid)
TODAY: Final[BindParameter[date]] = bindparam("reader_today", type_=Date)


def given(reader_id: UUID, day: date, now: datetime) -> dict[str, Any]:
    """Return the values that :func:`may_read` is asked with."""
    months = number("quotes.reader.months")
    return {
        "reader": reader_id,
        "reader_today": day,
        "taken_before": now - after("quotes.reader.hold"),
        "known_since": Range(day - timedelta(days=31 * months), day + timedelta(days=1)),
    }


def may_read() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a draft may go to a second reader, once :func:`given`.

    In review, free or held too long; not theirs; no report in it is theirs; its stores are of
    another region than those they coach; they coached none of them in the last months.
    """
    return _may_read(bool(value("quotes.reader.elsewhere")))


@lru_cache
def _may_read(elsewhere: bool) -> tuple[ColumnElement[bool], ...]:  # noqa: FBT001
    free = or_(
        Draft.reader_id.is_(None),
        Draft.reader_id == READER,
        Draft.taken_at <= bindparam("taken_before", type_=DateTime(timezone=True)),
    )
    near = _near(elsewhere)
    behind = (
        select(Difficulty.id)
        .where(
            Difficulty.draft_id == Draft.id,
            or_(Difficulty.reporter_id == READER, Difficulty.unit_id.in_(near)),
        )
        .exists()
    )
    near_author = (
        select(Mandate.id)
        .where(
            Mandate.person_id == Draft.coach_id,
            Mandate.kind == Role.COACH.value,
            Mandate.during.contains(TODAY),
            Mandate.unit_id.in_(near),
        )
        .exists()
    )
    return (
        Draft.state == "in_review",
        Draft.coach_id != READER,
        free,
        ~behind,
        or_(Draft.kind == "report", ~near_author),
    )


def _near(elsewhere: bool) -> "Select[Any]":  # noqa: FBT001
    """Select the units a reader knows: of their regions, or coached in the last months."""
    coached = select(Mandate.unit_id).where(
        Mandate.kind == Role.COACH.value,
        or_(Mandate.person_id == READER, Mandate.backup_person_id == READER),
        Mandate.during.overlaps(bindparam("known_since", type_=DATERANGE)),
    )
    if not elsewhere:
        return coached
    own, theirs = aliased(UnitRegion), aliased(UnitRegion)
    same_region = (
        select(theirs.unit_id)
        .join(own, own.region_id == theirs.region_id)
        .where(
            own.unit_id.in_(coached),
            own.during.contains(TODAY),
            theirs.during.contains(TODAY),
        )
    )
    near = union(coached, same_region).cte("near")
    return select(near.c.unit_id)


def count_to_read(reader_id: UUID, day: date, now: datetime) -> int:
    """Return how many cards wait that this reader may read."""
    return session.scalar(countable(), given(reader_id, day, now)) or 0


def waiting() -> todo.Wanted:
    """Select how many cards wait that a reader may read, once :func:`given`; no row without any."""
    return _waiting(bool(value("quotes.reader.elsewhere")))


@lru_cache
def _waiting(elsewhere: bool) -> todo.Wanted:  # noqa: FBT001
    count = func.count().label("count")
    return select(count).select_from(Draft).where(*_may_read(elsewhere)).having(func.count() > 0)


def countable() -> "Select[int]":
    """Select how many cards wait that a reader may read, once :func:`given`."""
    return _countable(bool(value("quotes.reader.elsewhere")))


@lru_cache
def _countable(elsewhere: bool) -> "Select[int]":  # noqa: FBT001
    return select(func.count()).select_from(Draft).where(*_may_read(elsewhere))


def count_missing() -> int:
    """Return how many cards from experience are still wanted before the library opens."""
    return max(0, number("quotes.opening.cards") - count_reserve())


def is_open() -> bool:
    """Tell whether the library was opened with its first cards."""
    return session.scalar(select(Release.opened)) or False


READY: Final = (
    select(func.count())
    .select_from(Draft)
    .where(Draft.kind == "workshop", Draft.state == "scheduled")
)
"""How many cards written from experience are ready."""


def count_reserve() -> int:
    """Return how many cards written from experience are ready."""
    return session.scalar(READY) or 0
