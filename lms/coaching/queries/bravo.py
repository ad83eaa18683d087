"""Bravos: one's own, the wall of a store, those reported; whom one may thank."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from lms.accounts.models import Person
from lms.accounts.rules.names import fold
from lms.coaching.models import Bravo, BravoPerson
from lms.coaching.queries.words import attitudes
from lms.core.access import Permission, Role, Viewer
from lms.core.db import session
from lms.core.errors import NotFound
from lms.network.models import Mandate, Membership, Unit
from lms.network.queries import (
    day_of,
    names_of,
    people_in_scope,
    same_side,
    units_in_scope,
)

PAGE = 30
FOUND = 12
NEAR = 250
"""As many people are offered by store; beyond, one looks for a name."""


@dataclass(frozen=True, slots=True)
class Told:
    """A bravo as it is read. ``consents`` is what the reader said of the screen, when thanked."""

    row: Bravo
    author: str
    people: tuple[str, ...]
    attitude: str
    is_mine: bool
    is_for_me: bool
    consents: bool


def _standing() -> list[ColumnElement[bool]]:
    return [Bravo.withdrawn_at.is_(None), Bravo.hidden_at.is_(None)]


def wall(viewer: Viewer, unit_id: UUID) -> tuple[Unit, list[Told]]:
    """Return the wall of a store within reach: team bravos only, the latest first."""
    scope = units_in_scope(viewer, Permission.BRAVO_SAY)
    unit = session.scalar(select(Unit).where(Unit.id == unit_id, Unit.id.in_(scope)))
    if unit is None:
        raise NotFound
    found = _read(Bravo.unit_id == unit_id, Bravo.visibility == "team", *_standing())
    return unit, _told(viewer, found)


def latest(viewer: Viewer, unit_id: UUID) -> Told | None:
    """Return what a store's wall begins with, or None: it is empty, or out of reach."""
    found = _read(
        Bravo.unit_id == unit_id,
        Bravo.unit_id.in_(units_in_scope(viewer, Permission.BRAVO_SAY)),
        Bravo.visibility == "team",
        *_standing(),
        most=1,
    )
    return next(iter(_told(viewer, found)), None)


def mine(viewer: Viewer) -> list[Told]:
    """Return the bravos the viewer received and those they said, the latest first."""
    mine = select(BravoPerson.bravo_id).where(BravoPerson.person_id == viewer.person_id)
    own = or_(Bravo.author_id == viewer.person_id, Bravo.id.in_(mine))
    return _told(viewer, _read(own, *_standing()))


def reported(viewer: Viewer) -> list[Told]:
    """Return the bravos somebody asked head office to look at, and no other; not the viewer's."""
    found = _read(Bravo.reported_at.is_not(None), Bravo.author_id != viewer.person_id, *_standing())
    return _told(viewer, found)


def get_readable(viewer: Viewer, bravo_id: UUID) -> Bravo:
    """Return a bravo the viewer reads: said, received, or on a wall within reach."""
    row = session.get(Bravo, bravo_id)
    if row is None or row.withdrawn_at is not None or row.hidden_at is not None:
        raise NotFound
    mine = session.get(BravoPerson, (bravo_id, viewer.person_id)) is not None
    if row.author_id != viewer.person_id and not mine:
        if row.visibility != "team" or row.unit_id is None:
            raise NotFound
        wall(viewer, row.unit_id)
    return row


def _read(*which: ColumnElement[bool], most: int = PAGE) -> Sequence[Bravo]:
    wanted = select(Bravo).where(*which).order_by(Bravo.sent_at.desc(), Bravo.id).limit(most)
    return session.scalars(wanted).all()


def _told(viewer: Viewer, rows: Iterable[Bravo]) -> list[Told]:
    known = list(rows)
    if not known:
        return []
    places = session.scalars(
        select(BravoPerson)
        .where(BravoPerson.bravo_id.in_([row.id for row in known]))
        .order_by(BravoPerson.bravo_id, BravoPerson.place)
    ).all()
    names = names_of([*(row.author_id for row in known), *(one.person_id for one in places)])
    said = attitudes()
    return [
        _one(viewer, row, [p for p in places if p.bravo_id == row.id], names, said) for row in known
    ]


def _one(
    viewer: Viewer,
    row: Bravo,
    places: list[BravoPerson],
    names: dict[UUID, str],
    said: Mapping[UUID, str],
) -> Told:
    mine = next((one for one in places if one.person_id == viewer.person_id), None)
    return Told(
        row=row,
        author=names.get(row.author_id, ""),
        people=tuple(names.get(one.person_id, "") for one in places),
        attitude=said.get(row.attitude_uid, ""),
        is_mine=row.author_id == viewer.person_id,
        is_for_me=mine is not None,
        consents=mine is not None and mine.screen_consent_at is not None,
    )


@dataclass(frozen=True, slots=True)
class Thankable:
    """Somebody to thank, in the store where they are met; none when they come from elsewhere."""

    id: UUID
    name: str
    unit_id: UUID | None = None
    unit: str = ""


def around(viewer: Viewer) -> list[Thankable]:
    """Return the people close to the viewer: their stores' team, its manager, coach and leads."""
    day = day_of(viewer)
    own = [one.unit_id for one in viewer.memberships]
    run = [g.scope_id for g in viewer.grants if g.scope_kind == "unit" and g.scope_id]
    units = list(dict.fromkeys([*own, *run]))
    team = _team(units, day)
    mandates = session.execute(
        select(Mandate.person_id).where(
            Mandate.unit_id.in_(units),
            Mandate.kind.in_((Role.COACH.value, Role.UNIT_MANAGER.value)),
            Mandate.during.contains(day),
        )
    )
    wanted = dict.fromkeys([*team, *(row[0] for row in mandates)])
    near = same_side(viewer, wanted) - {viewer.person_id}
    known = _thankable(Person.id.in_(near), most=NEAR)
    return [
        replace(one, unit_id=at[0], unit=at[1]) if (at := team.get(one.id)) else one
        for one in known
    ]


def _team(units: Iterable[UUID], day: date) -> dict[UUID, tuple[UUID, str]]:
    """Return the store where each person of these units works first."""
    rows = session.execute(
        select(Membership.person_id, Unit.id, Unit.name)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(Membership.unit_id.in_(list(units)), Membership.during.contains(day))
        .order_by(Membership.is_primary, Unit.sort_key.desc())
    )
    return {person_id: (unit_id, name) for person_id, unit_id, name in rows}


def found(viewer: Viewer, words: str) -> list[Thankable]:
    """Return people by name among those the viewer reaches."""
    asked = fold(words)
    if not asked:
        return []
    scope = people_in_scope(viewer, Permission.BRAVO_SAY, gone=False)
    near = Person.sort_key.contains(asked, autoescape=True)
    return _thankable(near, Person.id.in_(scope), Person.id != viewer.person_id)


def reachable(
    viewer: Viewer, person_ids: Iterable[UUID], close: Iterable[Thankable]
) -> list[Thankable]:
    """Keep those the viewer may thank: those ``close`` to them, and whom they reach by name."""
    wanted = set(person_ids)
    near = [one for one in close if one.id in wanted]
    rest = wanted - {one.id for one in near} - {viewer.person_id}
    if not rest:
        return near
    scope = people_in_scope(viewer, Permission.BRAVO_SAY, gone=False)
    return [*near, *_thankable(Person.id.in_(rest), Person.id.in_(scope))]


def _thankable(*which: ColumnElement[bool], most: int = FOUND) -> list[Thankable]:
    rows = session.execute(
        select(Person.id, Person.given_name, Person.family_name)
        .where(*which, Person.erased_at.is_(None), Person.left_on.is_(None))
        .order_by(Person.sort_key, Person.id)
        .limit(most)
    )
    return [Thankable(row.id, f"{row.given_name} {row.family_name}".strip()) for row in rows]
