"""Who may be written to now, and about what. Days and hours are those of each person's unit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, union
from sqlalchemy.orm import aliased

from lms.accounts.models import Person
from lms.core.db import session
from lms.core.notices import KINDS, Kind, Urgency
from lms.core.notices.models import Notice
from lms.network.models import Mandate, Membership, Unit, Wave
from lms.network.rules import DEFAULT_ZONE
from lms.notifications.models import Dispatch
from lms.notifications.rules.hours import Week, is_working, last_digest, last_weekly, local_day


def codes(*urgencies: Urgency, limited: bool = True) -> list[str]:
    """Return the kinds of these urgencies, those that share the one mail a day or the others."""
    return sorted(
        code
        for code, kind in KINDS.items()
        if kind.urgency in urgencies and kind.limited is limited
    )


def list_zones() -> list[str]:
    """Return every zone somebody may work in, the network's own among them."""
    found = set(session.scalars(select(Unit.zone).distinct()))
    return sorted(found | {DEFAULT_ZONE})


def place_of(person: Any, day: date) -> Select[Any]:
    """Select the zone of the unit of each ``person``'s main job on ``day``."""
    return (
        select(Unit.zone)
        .join(Membership, Membership.unit_id == Unit.id)
        .where(Membership.person_id == person, Membership.is_primary)
        .where(Membership.during.contains(day))
    )


def zone_of(person: Any, day: date) -> ColumnElement[str]:
    """Return the zone ``person`` is told things in; the network's own without a main job."""
    return func.coalesce(place_of(person, day).limit(1).scalar_subquery(), DEFAULT_ZONE)


def is_reachable(day: date) -> ColumnElement[bool]:
    """Tell whether a person has a mail address and is still of the network on ``day``."""
    return and_(
        Person.email.is_not(None),
        Person.erased_at.is_(None),
        or_(Person.left_on.is_(None), Person.left_on > day),
        _has_a_role(day),
    )


def _has_a_role(day: date) -> ColumnElement[bool]:
    job = aliased(Membership)
    jobs = select(job.id).where(job.person_id == Person.id, job.during.contains(day))
    mandate = aliased(Mandate)
    theirs = or_(mandate.person_id == Person.id, mandate.backup_person_id == Person.id)
    mandates = select(mandate.id).where(theirs, mandate.during.contains(day))
    return or_(jobs.correlate(Person).exists(), mandates.correlate(Person).exists())


def is_lit(day: date) -> ColumnElement[bool]:
    """Tell whether the wave a notice belongs to is live for its person on ``day``.

    Where they work or have a mandate; those who stand above units keep their desk.
    """
    mandate, above = aliased(Mandate), aliased(Mandate)
    theirs = or_(
        mandate.person_id == Notice.person_id, mandate.backup_person_id == Notice.person_id
    )
    # Said of each notice: a select inside two others is tied to the outer row by hand only.
    units: Any = union(
        select(Membership.unit_id)
        .where(Membership.person_id == Notice.person_id, Membership.during.contains(day))
        .correlate(Notice),
        select(mandate.unit_id).where(theirs, mandate.during.contains(day)).correlate(Notice),
    )
    live = select(Wave.id).where(
        Wave.capability == Notice.capability,
        Wave.during.contains(day),
        Wave.unit_id.in_(units),
    )
    desk = select(above.id).where(
        above.person_id == Notice.person_id,
        above.scope_kind != "unit",
        above.during.contains(day),
    )
    return or_(Notice.capability.is_(None), live.exists(), desk.exists())


def is_waiting() -> ColumnElement[bool]:
    """Tell of a notice whether it is still to be mailed: not done, not read meanwhile."""
    return and_(Notice.mail == "waiting", Notice.done_at.is_(None), Notice.read_at.is_(None))


def is_anything_waiting() -> bool:
    """Tell whether a notice waits to be mailed: the cheap question asked first."""
    return bool(session.scalar(select(select(Notice.id).where(is_waiting()).exists())))


@dataclass(frozen=True, slots=True)
class Cut:
    """A zone whose people may be written to now, and until when what was told is due."""

    zone: str
    day: date
    now: datetime
    daily: datetime
    weekly: datetime


def cut_of(zone: str, now: datetime, week: Week) -> Cut | None:
    """Return the cut of ``zone``, or None when nobody there is written to at ``now``."""
    if not is_working(now, zone, week):
        return None
    day = local_day(now, zone)
    return Cut(zone, day, now, last_digest(now, zone, week), last_weekly(now, zone, week))


def is_due(cut: Cut) -> ColumnElement[bool]:
    """Tell of a notice whether it makes a digest leave."""
    return or_(
        and_(Notice.kind.in_(codes(Urgency.AT_ONCE)), Notice.created_at <= cut.now),
        and_(Notice.kind.in_(codes(Urgency.DAILY)), Notice.created_at <= cut.daily),
        and_(Notice.kind.in_(codes(Urgency.WEEKLY)), Notice.created_at <= cut.weekly),
    )


def goes_along(cut: Cut) -> ColumnElement[bool]:
    """Tell of a notice whether it goes in a digest that leaves: the weekly ones wait their hour."""
    return or_(
        Notice.kind.in_(codes(Urgency.AT_ONCE, Urgency.DAILY)),
        and_(Notice.kind.in_(codes(Urgency.WEEKLY)), Notice.created_at <= cut.weekly),
    )


def list_people_due(cut: Cut, *, limit: int, among: Sequence[UUID] | None = None) -> list[UUID]:
    """Return who is to receive today's mail now: something is due and none was sent yet."""
    had = select(Dispatch.id).where(
        Dispatch.person_id == Notice.person_id,
        Dispatch.day == cut.day,
        Dispatch.alert.is_(False),
    )
    asked = (
        select(Notice.person_id)
        .distinct()
        .join(Person, Person.id == Notice.person_id)
        .where(is_waiting(), is_due(cut), is_reachable(cut.day), is_lit(cut.day), ~had.exists())
        .where(zone_of(Notice.person_id, cut.day) == cut.zone)
        # By key: the order of the disk would tell, by the numbers drawn, what was written between.
        .order_by(Notice.person_id)
        .limit(limit)
    )
    if among is not None:
        asked = asked.where(Notice.person_id.in_(among))
    return list(session.scalars(asked))


def list_taken(cut: Cut, people: Sequence[UUID]) -> list[tuple[UUID, UUID]]:
    """Return (notice, person) of what the digests of ``people`` that leave at ``cut`` take along."""
    asked = select(Notice.id, Notice.person_id).where(
        Notice.person_id.in_(people), is_waiting(), goes_along(cut), is_lit(cut.day)
    )
    return [(notice, person) for notice, person in session.execute(asked)]


@dataclass(frozen=True, slots=True)
class Alert:
    """A notice that leaves at once, locked until the end of the transaction."""

    id: UUID
    person_id: UUID
    thread: UUID | None
    zone: str


def lock_alerts(day: date, *, limit: int, among: Iterable[UUID] | None = None) -> list[Alert]:
    """Return and lock what leaves at once, oldest first; what another worker holds is left to it."""
    asked = (
        select(Notice.id, Notice.person_id, Notice.thread, zone_of(Notice.person_id, day))
        .join(Person, Person.id == Notice.person_id)
        .where(Notice.kind.in_(codes(Urgency.AT_ONCE, limited=False)))
        .where(is_waiting(), is_reachable(day), is_lit(day))
        .order_by(Notice.created_at, Notice.id)
        .limit(limit)
        .with_for_update(of=Notice, skip_locked=True)
    )
    if among is not None:
        asked = asked.where(Notice.id.in_(list(among)))
    return [Alert(*row) for row in session.execute(asked)]


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as its mail tells it."""

    id: UUID
    kind: Kind
    values: dict[str, Any]
    endpoint: str | None
    args: dict[str, Any]
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Envelope:
    """A mail to write: to whom, in which zone, about what."""

    person: Person
    zone: str
    notices: list[Told]


def find_envelope(dispatch_id: UUID, now: datetime) -> Envelope | None:
    """Return what a mail is made of now; None when there is nobody to tell or nothing to say.

    What was done, read, muted, severed or darkened since it was asked for is left out.
    """
    dispatch = session.get(Dispatch, dispatch_id)
    if dispatch is None:
        return None
    person = session.get(Person, dispatch.person_id)
    zone = session.scalar(select(zone_of(dispatch.person_id, now.date())))
    day = local_day(now, zone or DEFAULT_ZONE)
    asked = (
        select(Notice)
        .join(Person, Person.id == Notice.person_id)
        .where(Notice.person_id == dispatch.person_id, Notice.sent_with == dispatch.id)
        .where(Notice.done_at.is_(None), Notice.read_at.is_(None), Notice.muted.is_(False))
        .where(is_reachable(day), is_lit(day), Notice.kind.in_(list(KINDS)))
        .order_by(Notice.act.desc(), Notice.due_at.asc().nulls_last(), Notice.created_at, Notice.id)
    )
    found = [_told(row) for row in session.scalars(asked)]
    if person is None or not found:
        return None
    return Envelope(person, zone or DEFAULT_ZONE, found)


def _told(row: Notice) -> Told:
    return Told(row.id, KINDS[row.kind], row.values, row.endpoint, row.args, row.due_at)


def people_of(notice_ids: Sequence[UUID]) -> list[UUID]:
    """Return whom these notices are for."""
    asked = select(Notice.person_id).distinct().where(Notice.id.in_(list(notice_ids)))
    return list(session.scalars(asked))
