"""Observations as pages show them: the observer's own sheet, what was shared, what waits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, bindparam, select

from lms.coaching.models import Observation, Observer, Reply, Tap
from lms.coaching.policies import EXCHANGE_HOURS
from lms.coaching.queries.practising import followed
from lms.coaching.rules.observing import HEARD, LIVE, debrief_by
from lms.core.access import Viewer
from lms.core.asking import ME, Wanted
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.policy import duration
from lms.network.models import Unit
from lms.network.queries import names_of
from lms.referential.queries import content_of, find_version, list_items
from lms.referential.rules import Channel, State

PAGE = 20


@dataclass(frozen=True, slots=True)
class Counter:
    """An attitude or a moment, and how often it was seen and missing."""

    kind: str
    uid: UUID
    name: str
    seen: int = 0
    missed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """An observation with the names and counters around it."""

    row: Observation
    observed: str
    observer: str
    beside: str
    unit: Unit
    attitudes: tuple[Counter, ...]
    moments: tuple[Counter, ...]
    replies: tuple[Reply, ...] = ()
    is_confirmed: bool = True
    """False while the coach has not said they were there."""

    @property
    def counters(self) -> tuple[Counter, ...]:
        """Return attitudes then moments."""
        return (*self.attitudes, *self.moments)

    @property
    def seen(self) -> int:
        """Return how many gestures were seen in all."""
        return sum(one.seen for one in self.counters)

    @property
    def until(self) -> datetime | None:
        """Return the last instant to talk about it; None before it was watched."""
        at = self.row.observed_at
        return debrief_by(at, duration(EXCHANGE_HOURS, at)) if at else None

    @property
    def is_shared(self) -> bool:
        """Tell whether the person reads it."""
        return self.row.state in HEARD


def own_sheet(viewer: Viewer, observation_id: UUID) -> Sheet:
    """Return an observation to the one who holds it; raises NotFound to anybody else."""
    row, unit = _find(observation_id)
    if row.observer_id != viewer.person_id:
        raise NotFound
    return sheet_of(row, unit)


def shared_sheet(viewer: Viewer, observation_id: UUID) -> tuple[Sheet, bool]:
    """Return what was shared, and whether the viewer follows the person's practice.

    To the person, the observer, the store's manager and its coach. What is not shared yet is the
    observer's alone: raises NotFound to all others.
    """
    row, unit = _find(observation_id)
    me = viewer.person_id
    follows = row.observed_id != me and row.observed_id in {one.id for one in followed(viewer)}
    is_theirs = me is not None and me in {row.observed_id, row.beside_id}
    if row.observer_id != me and not (row.state in HEARD and (follows or is_theirs)):
        raise NotFound
    return sheet_of(row, unit), follows


def _find(observation_id: UUID) -> tuple[Observation, Unit]:
    found = session.execute(
        select(Observation, Unit)
        .join(Unit, Unit.id == Observation.unit_id)
        .where(Observation.id == observation_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]


def sheet_of(row: Observation, unit: Unit) -> Sheet:
    """Return an observation with what is around it; who may read it was checked before."""
    names = names_of([row.observed_id, row.observer_id, row.beside_id])
    counted = seen_counts(row.id)
    counters = [
        _counter(kind, uid, name, counted.get((kind, uid))) for kind, uid, name in watched(unit)
    ]
    return Sheet(
        row=row,
        observed=names.get(row.observed_id, ""),
        observer=names.get(row.observer_id, ""),
        beside=names.get(row.beside_id, "") if row.beside_id else "",
        unit=unit,
        attitudes=tuple(one for one in counters if one.kind == "attitude"),
        moments=tuple(one for one in counters if one.kind == "moment"),
        replies=_replies(row) if row.state in HEARD else (),
        is_confirmed=row.beside_id is None or _is_confirmed(row.id),
    )


def _replies(row: Observation) -> tuple[Reply, ...]:
    wanted = select(Reply).where(Reply.observation_id == row.id).order_by(Reply.at, Reply.id)
    return tuple(session.scalars(wanted))


def _counter(kind: str, uid: UUID, name: str, tap: Tap | None) -> Counter:
    return Counter(kind, uid, name, tap.seen if tap else 0, tap.missed if tap else 0)


def _is_confirmed(observation_id: UUID) -> bool:
    found = select(Observer.person_id).where(Observer.beside_id == observation_id)
    return session.scalar(found) is not None


def seen_counts(observation_id: UUID) -> dict[tuple[str, UUID], Tap]:
    """Return the counters of an observation."""
    rows = session.scalars(select(Tap).where(Tap.observation_id == observation_id))
    return {(row.kind, row.uid): row for row in rows}


def watched(unit: Unit) -> list[tuple[str, UUID, str]]:
    """Return what is watched in a store: the attitudes, and the moments of its own channels."""
    version = find_version(State.PUBLISHED)
    if version is None:
        return []
    codes = _moments_in(unit.channels, content_of(version).channels)
    return [
        (one.kind, one.uid, one.name)
        for one in list_items()
        if one.kind == "attitude" or (one.kind == "moment" and one.code in codes)
    ]


def _moments_in(own: Iterable[str], channels: Sequence[Channel]) -> set[str]:
    """Return the codes of the moments of the first channel a store has, else of the first of all."""
    first = [one for one in channels if one.code in own][:1] or list(channels)[:1]
    return {code for one in first for code in one.moments}


@dataclass(frozen=True, slots=True)
class Blank:
    """A sheet that nobody opened here yet: a phone without network begins by itself."""

    attitudes: tuple[Counter, ...] = ()
    moments: tuple[Counter, ...] = ()
    stores: Mapping[UUID, frozenset[UUID]] = field(default_factory=dict)
    """The stores where each moment is watched."""
    row: None = None
    until: None = None

    @property
    def counters(self) -> tuple[Counter, ...]:
        """Return attitudes then moments."""
        return (*self.attitudes, *self.moments)

    @property
    def seen(self) -> int:
        """Return how many gestures were seen in all."""
        return sum(one.seen for one in self.counters)


def blank_for(unit_ids: Iterable[UUID]) -> Blank:
    """Return what is watched in any of these stores, whoever is watched there."""
    version = find_version(State.PUBLISHED)
    if version is None:
        return Blank()
    channels = content_of(version).channels
    units = session.execute(select(Unit.id, Unit.channels).where(Unit.id.in_(list(unit_ids))))
    codes = {unit_id: _moments_in(own, channels) for unit_id, own in units}
    items = list_items()
    stores = {
        one.uid: frozenset(unit_id for unit_id, known in codes.items() if one.code in known)
        for one in items
        if one.kind == "moment"
    }
    counters = [Counter(one.kind, one.uid, one.name) for one in items]
    return Blank(
        attitudes=tuple(one for one in counters if one.kind == "attitude"),
        moments=tuple(one for one in counters if stores.get(one.uid)),
        stores=stores,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """An observation in a list."""

    row: Observation
    name: str
    """Of the other person."""
    until: datetime | None = None


def to_talk(person_id: UUID) -> list[Line]:
    """Return what somebody watches or has still to talk about, the most pressing first."""
    rows = _rows(Observation.observer_id == person_id, Observation.state.in_(LIVE))
    lines = _lines(rows, "observed_id")
    return sorted(lines, key=lambda one: (one.until is None, one.until or one.row.created_at))


def received(person_id: UUID, limit: int = PAGE) -> list[Line]:
    """Return what was shared with somebody, the latest first."""
    rows = session.scalars(_received(), {"asked_me": person_id, "asked_most": limit}).all()
    return _lines(rows, "observer_id")


@lru_cache
def _received() -> Wanted:
    return (
        select(Observation)
        .where(Observation.observed_id == ME, Observation.state.in_(HEARD))
        .order_by(Observation.planned_on.desc(), Observation.created_at.desc())
        .limit(bindparam("asked_most", type_=Integer))
    )


def to_confirm(coach_id: UUID) -> list[Line]:
    """Return the first observations held beside a coach who has not said so yet."""
    known = select(Observer.person_id).where(Observer.closed_at.is_(None))
    rows = _rows(
        Observation.beside_id == coach_id,
        Observation.state.in_(HEARD),
        Observation.observer_id.not_in(known),
    )
    return _lines(rows, "observer_id")


def _rows(*which: ColumnElement[bool], limit: int = 100) -> Sequence[Observation]:
    wanted = select(Observation).where(*which)
    return session.scalars(
        wanted.order_by(Observation.planned_on.desc(), Observation.created_at.desc()).limit(limit)
    ).all()


def _lines(rows: Iterable[Observation], other: str) -> list[Line]:
    known = list(rows)
    names = names_of(getattr(row, other) for row in known) if known else {}
    return [Line(row, names.get(getattr(row, other), ""), _until(row)) for row in known]


def _until(row: Observation) -> datetime | None:
    if row.state != "observed" or row.observed_at is None:
        return None
    return debrief_by(row.observed_at, duration(EXCHANGE_HOURS, row.observed_at))
