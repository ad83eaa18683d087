"""Places and people with dated history, drawn from a seeded chance, in bulk rows."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from lms.accounts.rules.names import fold
from lms.core import ids
from lms.demo.words import FAMILY, FORMATS, GIVEN, QUARTERS, TOWNS, ZONES

Span = tuple[date, date | None]
UNITS_PER_COACH = 6
FRANCHISED = 8
"""One store in eight belongs to a franchise."""
OPENED_LATE = 12
"""One store in twelve opened during the history."""
CHIEFS = ("manager", "second")
CHIEF_STAYS = 0.3
"""Chiefs leave three times less than their teams."""
WITH_MAIL = 0.35
MOVED = 0.05
LONG_ENOUGH = 120
"""Days in a store before a move to another one is believable."""
TURNOVER = 0.22
"""Share of a store's people who leave in a year; ordinary for the field."""


@dataclass(slots=True)
class Worker:
    """A person of the demo with the jobs they held."""

    id: UUID
    given: str
    family: str
    number: str
    email: str | None
    jobs: list[tuple[UUID, str, Span]]
    left_on: date | None = None
    role: str = "seller"

    @property
    def unit_id(self) -> UUID:
        """Return the unit of the last job."""
        return self.jobs[-1][0]

    @property
    def since(self) -> date:
        """Return the first day of the first job."""
        return self.jobs[0][2][0]


@dataclass(slots=True)
class Store:
    """A unit of the demo and the region it is in."""

    id: UUID
    name: str
    region: str
    opened_on: date
    employer: str


@dataclass(slots=True)
class World:
    """Rows by table, ready to be copied, and the objects that later steps draw from."""

    today: date
    start: date
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    stores: list[Store] = field(default_factory=list)
    workers: list[Worker] = field(default_factory=list)
    regions: dict[str, UUID] = field(default_factory=dict)
    offices: dict[str, UUID] = field(default_factory=dict)
    positions: dict[str, UUID] = field(default_factory=dict)
    head_office: UUID = field(default_factory=ids.new_id)
    numbers: int = 0

    def add(self, table: str, *row: Any) -> None:
        """Keep one row for ``table``, its columns in the order of COLUMNS."""
        self.rows.setdefault(table, []).append(row)


COLUMNS: dict[str, tuple[str, ...]] = {
    "network_brand": ("id", "code", "name"),
    "network_employer": ("id", "code", "name"),
    "network_agreement": ("id", "employer_id", "reader_id", "during", "reference"),
    "network_region": ("id", "code", "name"),
    "network_region_parent": ("id", "region_id", "parent_id", "during"),
    "network_unit": (
        "id",
        "code",
        "name",
        "sort_key",
        "kind",
        "zone",
        "day_cut",
        "opened_on",
        "closed_on",
        "city",
        "postcode",
        "channels",
        "format",
    ),
    "network_unit_region": ("id", "unit_id", "region_id", "during"),
    "network_unit_brand": ("id", "unit_id", "brand_id", "during"),
    "network_unit_employer": ("id", "unit_id", "employer_id", "during"),
    "network_wave": ("id", "unit_id", "capability", "during"),
    "network_position": ("id", "code", "name"),
    "accounts_person": (
        "id",
        "external_id",
        "given_name",
        "family_name",
        "sort_key",
        "email",
        "locale",
        "left_on",
        "created_at",
    ),
    "network_membership": ("id", "person_id", "unit_id", "position_id", "during", "is_primary"),
    "network_mandate": (
        "id",
        "person_id",
        "kind",
        "scope_kind",
        "scope_id",
        "backup_person_id",
        "during",
    ),
}

SELLERS = ("seller", "seller", "seller", "cashier", "stock")
POSITIONS = {
    "seller": "Conseil de vente",
    "cashier": "Hôtesse ou hôte de caisse",
    "stock": "Réserve et réception",
    "second": "Adjointe ou adjoint",
    "manager": "Responsable de magasin",
    "coach": "Coach service",
    "lead": "Direction régionale",
    "desk": "Siège",
    "client": "Service clients",
}


def span(start: date, end: date | None = None) -> str:
    """Return a half-open daterange as PostgreSQL writes it."""
    return f"[{start.isoformat()},{end.isoformat() if end else ''})"


def build_world(
    chance: random.Random, *, units: int, people: int, today: date, years: int
) -> World:
    """Draw ``units`` stores and ``people`` present people, with ``years`` of history."""
    world = World(today, today - timedelta(days=365 * years))
    old = world.start - timedelta(days=700)
    for code, name in POSITIONS.items():
        world.positions[code] = ids.new_id()
        world.add("network_position", world.positions[code], code, name)
    brand = ids.new_id()
    world.add("network_brand", brand, "tilleul", "Maison Tilleul")
    employers = _employers(world, chance, units, old)
    _regions(world, old)
    _stores(world, chance, units=units, old=old, brand=brand, employers=employers)
    _people(world, chance, people, old)
    return world


def _employers(
    world: World, chance: random.Random, units: int, old: date
) -> list[tuple[str, UUID]]:
    own = ids.new_id()
    world.add("network_employer", own, "tilleul", "Maison Tilleul SAS")
    found = [("own", own)]
    for rank in range(max(1, units // 40)):
        franchise = ids.new_id()
        name = f"{FAMILY[(rank * 17 + 5) % len(FAMILY)]} Distribution"
        world.add("network_employer", franchise, f"franchise-{rank + 1:02}", name)
        if rank % 2 == 0:
            world.add(
                "network_agreement", ids.new_id(), franchise, own, span(old), f"Accord {rank + 1}"
            )
        found.append((name, franchise))
    del chance
    return found


def _regions(world: World, old: date) -> None:
    root = ids.new_id()
    world.regions["France"] = root
    world.add("network_region", root, "FR", "France")
    for place, (zone, regions) in enumerate(ZONES.items(), 1):
        zone_id = ids.new_id()
        world.regions[zone] = zone_id
        world.add("network_region", zone_id, f"Z{place}", zone)
        world.add("network_region_parent", ids.new_id(), zone_id, root, span(old))
        for rank, name in enumerate(regions, 1):
            region = ids.new_id()
            world.regions[name] = region
            world.add("network_region", region, f"Z{place}R{rank}", name)
            world.add("network_region_parent", ids.new_id(), region, zone_id, span(old))


def _add_unit(
    world: World,
    *,
    unit_id: UUID,
    code: str,
    name: str,
    kind: str,
    region: str,
    opened_on: date,
    employer: UUID,
    brand: UUID,
    town: tuple[str, str],
    channels: str = "{store}",
    shape: str | None = None,
) -> None:
    whole = span(opened_on)
    world.add(
        "network_unit",
        unit_id,
        code,
        name,
        fold(name),
        kind,
        "Europe/Paris",
        time(0),
        opened_on,
        None,
        town[0],
        town[1],
        channels,
        shape,
    )
    world.add("network_unit_region", ids.new_id(), unit_id, world.regions[region], whole)
    world.add("network_unit_brand", ids.new_id(), unit_id, brand, whole)
    world.add("network_unit_employer", ids.new_id(), unit_id, employer, whole)
    world.add("network_wave", ids.new_id(), unit_id, "learning", span(max(opened_on, world.start)))


def _stores(
    world: World,
    chance: random.Random,
    *,
    units: int,
    old: date,
    brand: UUID,
    employers: list[tuple[str, UUID]],
) -> None:
    own = employers[0][1]
    paris = ("Paris", "75011")
    _add_unit(
        world,
        unit_id=world.head_office,
        code="0001",
        name="Siège",
        kind="head_office",
        region="France",
        opened_on=old,
        employer=own,
        brand=brand,
        town=paris,
    )
    _add_unit(
        world,
        unit_id=ids.new_id(),
        code="0002",
        name="Service clients",
        kind="support_service",
        region="France",
        opened_on=old,
        employer=own,
        brand=brand,
        town=("Tours", "37000"),
        channels="{phone,online}",
    )
    names = [name for regions in ZONES.values() for name in regions]
    for rank, region in enumerate(names, 1):
        office = world.offices[region] = ids.new_id()
        _add_unit(
            world,
            unit_id=office,
            code=f"01{rank:02}",
            name=f"Bureau {region}",
            kind="regional_office",
            region=region,
            opened_on=old,
            employer=own,
            brand=brand,
            town=TOWNS[region][0],
        )
    for rank in range(units):
        region = names[rank % len(names)]
        town = TOWNS[region][(rank // len(names)) % len(TOWNS[region])]
        quarter = QUARTERS[(rank // len(names) // len(TOWNS[region]) + rank) % len(QUARTERS)]
        lap = rank // (len(names) * len(TOWNS[region]) * len(QUARTERS))
        name = f"{town[0]} {quarter}" + (f" {lap + 1}" if lap else "")
        employer = (
            employers[1 + rank % (len(employers) - 1)]
            if rank % FRANCHISED == 0 and rank
            else employers[0]
        )
        opened_on = old
        if rank % OPENED_LATE == OPENED_LATE - 1:
            opened_on = world.start + timedelta(days=chance.randrange(30, 300))
        store = Store(ids.new_id(), name, region, opened_on, employer[0])
        world.stores.append(store)
        _add_unit(
            world,
            unit_id=store.id,
            code=f"{1000 + rank}",
            name=name,
            kind="store",
            region=region,
            opened_on=opened_on,
            employer=employer[1],
            brand=brand,
            town=town,
            channels="{store,phone}" if rank % 3 else "{store}",
            shape=FORMATS[rank % len(FORMATS)],
        )


def _people(world: World, chance: random.Random, people: int, old: date) -> None:
    world.workers.extend(_desk(world, chance, old))
    coaches = max(1, len(world.stores) // UNITS_PER_COACH)
    for rank in range(coaches):
        store = world.stores[rank * UNITS_PER_COACH % len(world.stores)]
        world.workers.append(
            _worker(world, chance, world.offices[store.region], "coach", old, mail=True)
        )
    staff = max(people - len(world.workers), len(world.stores) * 2)
    base, extra = divmod(staff, len(world.stores))
    for rank, store in enumerate(world.stores):
        _store_people(world, chance, store, base + (1 if rank < extra else 0))
    _write_people(world, chance)
    _mandates(world)


def _desk(world: World, chance: random.Random, old: date) -> list[Worker]:
    found = [
        _worker(world, chance, world.head_office, "desk", old, mail=True) for _rank in range(4)
    ]
    found += [
        _worker(world, chance, office, "lead", old, mail=True) for office in world.offices.values()
    ]
    return found


def _worker(
    world: World,
    chance: random.Random,
    unit_id: UUID,
    role: str,
    since: date,
    *,
    until: date | None = None,
    mail: bool = False,
) -> Worker:
    world.numbers += 1
    rank = world.numbers
    given, family = chance.choice(GIVEN), chance.choice(FAMILY)
    address = f"{fold(given)}.{fold(family)}.{rank}@exemple.fr".replace(" ", "-").replace("'", "")
    return Worker(
        ids.new_id(),
        given,
        family,
        f"E{rank:06}",
        address if mail else None,
        [(unit_id, role, (since, until))],
        left_on=until,
        role=role,
    )


def _store_people(world: World, chance: random.Random, store: Store, seats: int) -> None:
    """Fill the seats of a store: who is there today, and who held the seat before."""
    horizon = max(store.opened_on, world.start - timedelta(days=400))
    for seat in range(seats):
        chief = seat < len(CHIEFS)
        role = CHIEFS[seat] if chief else chance.choice(SELLERS)
        begin = horizon + timedelta(days=chance.randrange(0, 60))
        daily = TURNOVER / 365 * (CHIEF_STAYS if chief else 1.0)
        while True:
            stays = max(45, int(chance.expovariate(daily)))
            end = begin + timedelta(days=stays)
            mail = chief or chance.random() < WITH_MAIL
            if end >= world.today:
                world.workers.append(_worker(world, chance, store.id, role, begin, mail=mail))
                break
            world.workers.append(
                _worker(world, chance, store.id, role, begin, until=end, mail=mail)
            )
            begin = end + timedelta(days=chance.randrange(1, 21))
            if begin >= world.today:
                begin = world.today - timedelta(days=chance.randrange(1, 20))
                begin = max(begin, end)


def _write_people(world: World, chance: random.Random) -> None:
    stores = [s.id for s in world.stores]
    for worker in world.workers:
        _maybe_move(world, chance, worker, stores)
        created = datetime.combine(worker.since, time(9), UTC)
        world.add(
            "accounts_person",
            worker.id,
            worker.number,
            worker.given,
            worker.family,
            fold(f"{worker.family} {worker.given}"),
            worker.email,
            "fr",
            worker.left_on,
            created,
        )
        for unit_id, job, (start, end) in worker.jobs:
            world.add(
                "network_membership",
                ids.new_id(),
                worker.id,
                unit_id,
                world.positions[job],
                span(start, end),
                "t",
            )


def _maybe_move(world: World, chance: random.Random, worker: Worker, stores: list[UUID]) -> None:
    """Give one seller in twenty a first job in another store, before today's."""
    if worker.role != "seller" or chance.random() > MOVED:
        return
    unit_id, job, (start, end) = worker.jobs[-1]
    last = min(end or world.today, world.today)
    if (last - start).days < LONG_ENOUGH:
        return
    moved = start + timedelta(days=(last - start).days // 2)
    opened = {s.id: s.opened_on for s in world.stores}
    other = chance.choice(stores)
    if other != unit_id and opened[other] <= start:
        worker.jobs = [(other, job, (start, moved)), (unit_id, job, (moved, end))]


def _mandates(world: World) -> None:
    kinds = {"manager": "unit_manager", "second": "deputy"}
    for worker in world.workers:
        if worker.role in kinds:
            unit_id, _job, (start, end) = worker.jobs[-1]
            _mandate(world, worker, kinds[worker.role], "unit", unit_id, start=start, end=end)
    desk = [w for w in world.workers if w.role == "desk"]
    for worker, kind in zip(
        desk, ("learning_author", "label_officer", "administrator", "privacy_officer"), strict=False
    ):
        _mandate(world, worker, kind, "network", None, start=worker.since)
    for region, office in world.offices.items():
        lead = next(w for w in world.workers if w.role == "lead" and w.unit_id == office)
        _mandate(world, lead, "regional_lead", "region", world.regions[region], start=lead.since)
    coaches = [w for w in world.workers if w.role == "coach"]
    for rank, store in enumerate(sorted(world.stores, key=lambda s: s.region)):
        coach = coaches[rank // UNITS_PER_COACH % len(coaches)]
        backup = coaches[(rank // UNITS_PER_COACH + 1) % len(coaches)]
        since = max(store.opened_on, coach.since)
        _mandate(
            world,
            coach,
            "coach",
            "unit",
            store.id,
            start=since,
            backup=backup.id if backup.id != coach.id else None,
        )


def _mandate(
    world: World,
    worker: Worker,
    kind: str,
    scope_kind: str,
    scope_id: UUID | None,
    *,
    start: date,
    end: date | None = None,
    backup: UUID | None = None,
) -> None:
    world.add(
        "network_mandate",
        ids.new_id(),
        worker.id,
        kind,
        scope_kind,
        scope_id,
        backup,
        span(start, end),
    )
