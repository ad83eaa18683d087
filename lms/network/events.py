"""Facts of the network: who came, moved or left, which unit opened, closed or changed hands.

``change_id`` leads to what was replaced; days are the first day on which the new state holds.
Bulk imports tell one fact, not one per person: ``queries.people_of_change`` gives the people.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lms.core.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonHired(Fact):
    """Somebody has a first job, or came back."""

    person_id: UUID
    unit_id: UUID
    on: date
    change_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMoved(Fact):
    """Somebody's main job is elsewhere, or another one."""

    person_id: UUID
    from_unit_id: UUID | None
    to_unit_id: UUID
    on: date
    change_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLeft(Fact):
    """Somebody has no job any more."""

    person_id: UUID
    on: date
    change_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class JobsChanged(Fact):
    """A second job began or ended; the main one is the same."""

    person_id: UUID
    on: date
    change_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateChanged(Fact):
    """Somebody received or lost a mandate."""

    person_id: UUID
    role: str
    scope_id: UUID | None
    on: date
    change_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitOpened(Fact):
    """A unit exists from this day."""

    unit_id: UUID
    on: date
    change_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitClosed(Fact):
    """A unit is closed from this day, jobs and mandates in it ended."""

    unit_id: UUID
    on: date
    change_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitMoved(Fact):
    """A unit has another region, brand or employer from this day; ``what`` says which."""

    unit_id: UUID
    what: str
    on: date
    change_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class WavesChanged(Fact):
    """Capabilities were lit or darkened in some units."""

    capability: str
    on: date
    change_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkImported(Fact):
    """A whole file was applied; its people and units are those of the change."""

    import_id: UUID
    change_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeUndone(Fact):
    """An act was undone: what it told before holds no more."""

    change_id: UUID
    verb: str
