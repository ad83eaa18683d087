"""What was contributed, held, commented on a version; authors are never read here."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.policy import number
from lms.referential import policies
from lms.referential.models import Comment, Contribution, Theme, Version, Voice, Workshop
from lms.referential.rules.voices import Group, Heard, readable

NEEDED = {
    Group.FRONTLINE: policies.FRONTLINE,
    Group.MANAGERS: policies.MANAGERS,
    Group.BRAND: policies.BRAND,
}


def needed() -> dict[Group, int]:
    """Return how many people of each group a version is written with, at least."""
    return {group: number(code) for group, code in NEEDED.items()}


def heard_for(version: Version) -> dict[Group, Heard]:
    """Return how many people of each group took part; frozen once the version is published."""
    if version.published_at is not None:
        return {
            Group(group): Heard(int(said["own"]), int(said["room"]))
            for group, said in version.voices.items()
        }
    spoke = (
        select(Voice.grp, func.count()).where(Voice.version_id == version.id).group_by(Voice.grp)
    )
    own: dict[str, int] = {row[0]: row[1] for row in session.execute(spoke)}
    room: Counter[str] = Counter()
    for held in workshops_of(version.id):
        for group in Group:
            room[group.value] += getattr(held, group.value)
    return {group: Heard(own.get(group.value, 0), room[group.value]) for group in Group}


def workshops_of(version_id: UUID) -> list[Workshop]:
    """Return the workshops of a version, the last one first."""
    return list(
        session.scalars(
            select(Workshop)
            .where(Workshop.version_id == version_id)
            .order_by(Workshop.held_on.desc(), Workshop.id)
        )
    )


def has_spoken(version_id: UUID, person_id: UUID) -> bool:
    """Tell somebody, and nobody else, whether they took part."""
    return session.get(Voice, (version_id, person_id)) is not None


@dataclass(frozen=True, slots=True)
class Said:
    """A contribution as a room reads it."""

    id: UUID
    group: Group
    moment: str
    expects: str
    feels: str
    does: str
    votes: int
    theme_id: UUID | None
    in_room: bool


@dataclass(frozen=True, slots=True)
class Grouped:
    """Contributions put together under a name."""

    id: UUID
    title: str
    moment_code: str
    said: tuple[Said, ...]

    @property
    def votes(self) -> int:
        """Return the hands raised for all it holds."""
        return sum(one.votes for one in self.said)

    @property
    def groups(self) -> tuple[Group, ...]:
        """Return the groups that said it, in the order of groups."""
        found = {one.group for one in self.said}
        return tuple(group for group in Group if group in found)


@dataclass(frozen=True, slots=True)
class Table:
    """All that lies on the table: themes, what is not grouped yet, what waits for more people."""

    themes: tuple[Grouped, ...]
    alone: tuple[Said, ...]
    waiting: Mapping[Group, int]
    """Groups with words that are not read yet: too few people wrote."""


def table_of(version: Version, heard: Mapping[Group, Heard]) -> Table:
    """Return the contributions to a version, most votes first, then in no order of arrival."""
    open_groups = readable(heard, number(policies.READABLE))
    rows = session.scalars(
        select(Contribution)
        .where(Contribution.version_id == version.id)
        .order_by(Contribution.votes.desc(), Contribution.id)
    ).all()
    shown, waiting = [], Counter[Group]()
    for row in rows:
        if row.in_room or Group(row.grp) in open_groups:
            shown.append(_said(row))
        else:
            waiting[Group(row.grp)] += 1
    return Table(
        themes=_themes(version.id, shown),
        alone=tuple(one for one in shown if one.theme_id is None),
        waiting=waiting,
    )


def _said(row: Contribution) -> Said:
    return Said(
        row.id,
        Group(row.grp),
        row.moment,
        row.expects,
        row.feels,
        row.does,
        row.votes,
        row.theme_id,
        row.in_room,
    )


def _themes(version_id: UUID, shown: Sequence[Said]) -> tuple[Grouped, ...]:
    inside: dict[UUID, list[Said]] = defaultdict(list)
    for one in shown:
        if one.theme_id is not None:
            inside[one.theme_id].append(one)
    rows = session.scalars(
        select(Theme).where(Theme.version_id == version_id).order_by(Theme.title, Theme.id)
    )
    found = [Grouped(row.id, row.title, row.moment_code, tuple(inside[row.id])) for row in rows]
    return tuple(sorted(found, key=lambda one: -one.votes))


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment as everybody reads it: a day, a group, words, an answer."""

    id: UUID
    group: Group
    at: datetime
    about: str
    body: str
    answer: str
    answered_at: datetime | None
    is_mine: bool


def remarks_on(version_id: UUID, person_id: UUID | None) -> list[Remark]:
    """Return the comments on a version, in order; whose they are is told to their author only."""
    rows = session.scalars(
        select(Comment).where(Comment.version_id == version_id).order_by(Comment.at, Comment.id)
    )
    return [
        Remark(
            row.id,
            Group(row.grp),
            row.at,
            row.about,
            row.body,
            row.answer,
            row.answered_at,
            is_mine=person_id is not None and row.author_id == person_id,
        )
        for row in rows
    ]


def get_comment(comment_id: UUID) -> Comment:
    """Return a comment, or raise NotFound."""
    found = session.get(Comment, comment_id)
    if found is None:
        raise NotFound
    return found
