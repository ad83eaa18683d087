"""What points at items: coverage of the published moments, tasks left by retired ones."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import func, select

from lms.core import clock, references, todo
from lms.core.access import Permission, Viewer
from lms.core.db import session
from lms.core.policy import number
from lms.core.references import Choice, Column, Holder, Pointer
from lms.network.rules import DEFAULT_ZONE
from lms.referential import policies
from lms.referential.models import (
    Channel,
    ChannelMoment,
    Cover,
    Lineage,
    Moment,
    Skill,
    SkillMoment,
    Task,
    Version,
)
from lms.referential.rules.coverage import Row, matrix


def pointers_to(items: Sequence[UUID]) -> list[tuple[Holder, Pointer]]:
    """Return everything that points at ``items``: one statement per holder, one for what was tied."""
    found = [
        (one, pointer)
        for _code, one in sorted(references.HOLDERS.items())
        if one.choices is None
        for pointer in one.find(items)
    ]
    return found + _tied(items)


def _tied(items: Sequence[UUID]) -> list[tuple[Holder, Pointer]]:
    covers = session.scalars(select(Cover).where(Cover.item_uid.in_(items))).all()
    known = {source: choices_of(source) for source in {one.source for one in covers}}
    return [
        (references.HOLDERS[one.source], _pointer(one.item_uid, choice))
        for one in sorted(covers, key=lambda one: (one.source, one.key))
        if (choice := known[one.source].get(one.key)) is not None
    ]


def choices_of(source: str) -> dict[str, Choice]:
    """Return what a holder offers to be tied to a moment, by key; nothing from one unknown."""
    holder = references.HOLDERS.get(source)
    if holder is None or holder.choices is None:
        return {}
    return {one.key: one for one in holder.choices()}


def _pointer(item: UUID, choice: Choice) -> Pointer:
    return Pointer(
        item=item,
        key=choice.key,
        label=choice.label,
        endpoint=choice.endpoint,
        args=choice.args,
    )


@dataclass(frozen=True, slots=True)
class Named:
    """A moment of the matrix."""

    uid: UUID
    name: str
    channels: tuple[str, ...]
    skills: tuple[UUID, ...]


def moments_of(version_id: UUID) -> list[Named]:
    """Return the moments of a version with their channels and the skills they call for."""
    skills: dict[UUID, list[UUID]] = defaultdict(list)
    called = (
        select(SkillMoment.moment_id, Skill.uid)
        .join(Skill, Skill.id == SkillMoment.skill_id)
        .where(SkillMoment.version_id == version_id)
        .order_by(Skill.place)
    )
    for moment_id, uid in session.execute(called):
        skills[moment_id].append(uid)
    placed: dict[UUID, tuple[str, list[str]]] = {}
    rows = session.execute(
        select(Moment.id, Moment.uid, Moment.name, Channel.name.label("channel"))
        .outerjoin(ChannelMoment, ChannelMoment.moment_id == Moment.id)
        .outerjoin(Channel, Channel.id == ChannelMoment.channel_id)
        .where(Moment.version_id == version_id)
        .order_by(Moment.place, Channel.place)
    ).all()
    for row in rows:
        placed.setdefault(row.id, (row.name, []))[1].append(row.channel or "")
    uids = {row.id: row.uid for row in rows}
    return [
        Named(uids[key], name, tuple(filter(None, channels)), tuple(skills[key]))
        for key, (name, channels) in placed.items()
    ]


def first_published(moments: Iterable[UUID]) -> dict[UUID, date]:
    """Return the day each moment was first in a published version."""
    rows = session.execute(
        select(Moment.uid, func.min(Version.published_at))
        .join(Version, Version.id == Moment.version_id)
        .where(Moment.uid.in_(list(moments)), Version.published_at.is_not(None))
        .group_by(Moment.uid)
    )
    return {uid: clock.business_date(at, DEFAULT_ZONE) for uid, at in rows if at}


@dataclass(frozen=True, slots=True)
class Coverage:
    """The matrix and the names of its rows."""

    moments: Mapping[UUID, Named]
    rows: tuple[Row, ...]

    @property
    def holes(self) -> int:
        """Return how many cells are promises not lived."""
        return sum(row.holes for row in self.rows)


def coverage(version: Version, today: date) -> Coverage:
    """Return what makes each moment of a version live: five statements and one per holder."""
    moments = moments_of(version.id)
    items = [*(m.uid for m in moments), *{uid for m in moments for uid in m.skills}]
    found = [(h.column, p.item, f"{h.code}:{p.key}") for h, p in pointers_to(items)]
    rows = matrix(
        {one.uid: one.skills for one in moments},
        found,
        first_published(one.uid for one in moments),
        today=today,
        days=number(policies.LIVED),
    )
    return Coverage({one.uid: one for one in moments}, rows)


def lived_by(moment: Named, column: Column) -> list[tuple[Holder, Pointer]]:
    """Return what fills one cell of the matrix."""
    found = pointers_to([moment.uid, *moment.skills])
    kept = {(h.code, p.key): (h, p) for h, p in found if h.column is column}
    return list(kept.values())


@dataclass(frozen=True, slots=True)
class ToMove:
    """Something that points at a retired item."""

    id: UUID
    kind: str
    item: str
    source: str
    label: str
    opened_at: datetime
    closed_at: datetime | None
    is_gone: bool
    """It points there no more, or points at something else now."""
    note: str
    into: tuple[str, ...]
    """What the item became, by name; empty when it is retired for good."""
    pointer: Pointer | None


def tasks_for(viewer: Viewer) -> list[ToMove]:
    """Return the tasks somebody answers for, those to do first."""
    codes = kept_by(viewer)
    rows = session.scalars(
        select(Task)
        .where(Task.source.in_(codes))
        .order_by(Task.closed_at.desc().nulls_first(), Task.item_name, Task.source, Task.label)
        .limit(MOST_TASKS)
    ).all()
    if not rows:
        return []
    there = {(h.code, p.item, p.key): p for h, p in pointers_to([row.item_uid for row in rows])}
    became = _became({row.item_uid for row in rows})
    return [
        ToMove(
            row.id,
            row.kind,
            row.item_name,
            row.source,
            row.label,
            row.opened_at,
            row.closed_at,
            is_gone=(row.source, row.item_uid, row.key) not in there,
            note=row.note,
            into=became.get(row.item_uid, ()),
            pointer=there.get((row.source, row.item_uid, row.key)),
        )
        for row in rows
    ]


MOST_TASKS = 200


def kept_by(viewer: Viewer) -> list[str]:
    """Return the holders somebody answers for: their own, or all for who writes the referential."""
    writes = viewer.may(Permission.REFERENTIAL_WRITE)
    known = sorted(references.HOLDERS.items())
    return [code for code, one in known if writes or viewer.may(*one.keepers)]


def open_tasks(viewer: Viewer) -> todo.Wanted:
    """Select how many tasks somebody answers for are open; no row without any."""
    return _open(tuple(kept_by(viewer)))


@lru_cache(maxsize=64)
def _open(codes: tuple[str, ...]) -> todo.Wanted:
    return (
        select(func.count().label("count"))
        .where(Task.source.in_(codes), Task.closed_at.is_(None))
        .having(func.count() > 0)
    )


def _became(uids: Iterable[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Return the names of what items became when they were split or merged."""
    named: dict[UUID, list[str]] = defaultdict(list)
    for model, kind in ((Moment, "moment"), (Skill, "skill")):
        rows = session.execute(
            select(Lineage.before_uid, model.name)
            .join(
                model, (model.uid == Lineage.after_uid) & (model.version_id == Lineage.version_id)
            )
            .where(Lineage.before_uid.in_(list(uids)), Lineage.kind == kind)
            .where(Lineage.relation.in_(("split", "merged", "reworded")))
            .order_by(model.place)
        )
        for uid, name in rows:
            if uid is not None:
                named[uid].append(name)
    return {uid: tuple(dict.fromkeys(names)) for uid, names in named.items()}
