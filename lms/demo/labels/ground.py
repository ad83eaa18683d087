"""Which stores play, who looks and decides, and on which days: all that the label is drawn from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from lms.core import clock
from lms.core.ids import Chance
from lms.demo.cast import regions_known
from lms.demo.network import LABELLED, Store, Worker, World
from lms.labels.services.seasons import Days, usual_days

WORDS = Path(__file__).resolve().parent.parent / "content" / "label.yml"
DECIDED_YEARS = 3
OPEN_HOURS = range(8, 18)
OPENING = (5, 2)
"""Month and day a season opens on, the one before being decided: its findings come back to check."""


@cache
def words() -> dict[str, Any]:
    """Return the texts of the label."""
    found: dict[str, Any] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return found


def running_year(today: date) -> int:
    """Return the label year whose season is open on ``today``."""
    return today.year + 1 if today > date(today.year, *OPENING) else today.year


def at(year: int, month: int, day: int, hour: int = 9) -> datetime:
    """Return an instant of a past year."""
    return datetime(year, month, day, hour, tzinfo=UTC)


def days_of(year: int) -> Days:
    """Return the calendar of a season: open from the day the one before is decided."""
    return replace(usual_days(year), opens_on=date(year - 1, *OPENING))


@dataclass(slots=True)
class Ground:
    """The stores with a label, who looks and decides, and how good each store is at heart."""

    world: World
    chance: Chance
    players: Mapping[str, Worker]
    now: datetime
    stores: list[Store]
    officer: Worker
    leads: list[Worker]
    coaches: list[Worker]
    known: Mapping[UUID, set[str]]
    talent: dict[UUID, float] = field(default_factory=dict)
    grids: dict[int, UUID] = field(default_factory=dict)

    @property
    def henri(self) -> UUID:
        """Return who runs the label."""
        return self.players["henri"].id

    @property
    def last(self) -> int:
        """Return the label year whose season is open."""
        return running_year(self.world.today)

    @property
    def first(self) -> int:
        """Return the first label year."""
        return self.last - DECIDED_YEARS

    def store(self, unit_id: UUID) -> Store:
        """Return a store by its identifier."""
        return next(one for one in self.stores if one.id == unit_id)

    def in_charge(self, unit_id: UUID, day: date) -> UUID:
        """Return who ran a store on a day: its manager, else its deputy, else who came next."""
        found = []
        for worker in self.world.workers:
            where, role, (start, end) = worker.jobs[-1]
            if where == unit_id and role in {"manager", "second"}:
                away = start > day or (end is not None and end <= day)
                found.append((away, role != "manager", abs((start - day).days), worker))
        return min(found, key=lambda one: one[:3])[3].id

    def auditor(self, store: Store) -> Worker:
        """Return somebody who never coached a store and works in another region."""
        far = [one for one in self.coaches if store.region not in self.known[one.id]]
        return self.chance.choice(far or self.leads_far(store))

    def leads_far(self, store: Store) -> list[Worker]:
        """Return the regional leads of other regions."""
        office = self.world.offices[store.region]
        return [one for one in self.leads if one.unit_id != office]

    def ago(self, days: float) -> datetime:
        """Return a moment ``days`` before today and the last day of the season, the store being open."""
        moment = min(self.now, at(self.last, 1, 29)) - timedelta(days=days)
        return moment if moment.hour in OPEN_HOURS else moment.replace(hour=OPEN_HOURS[2])


def set_ground(world: World, chance: Chance, players: Mapping[str, Worker]) -> Ground:
    """Return the ground of the label, each store with its talent, from 0 to 1."""
    desk = [one for one in world.workers if one.role == "desk"]
    coaches = [one for one in world.workers if one.role == "coach"]
    known = {one: set(found) for one, found in regions_known(world).items()}
    home = {office: region for region, office in world.offices.items()}
    for one in coaches:
        known.setdefault(one.id, set()).add(home[one.unit_id])
    ground = Ground(
        world,
        chance,
        players,
        clock.now(),
        world.stores[:LABELLED],
        next(one for one in desk if one.id != players["henri"].id),
        [one for one in world.workers if one.role == "lead"],
        coaches,
        known,
    )
    for store in ground.stores:
        ground.talent[store.id] = min(0.98, max(0.05, chance.gauss(0.5, 0.2)))
    return ground
