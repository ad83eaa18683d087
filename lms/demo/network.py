"""Places and people with dated history, drawn from a seeded chance, in bulk rows."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from lms.accounts.rules.names import fold
from lms.core import ids
from lms.core.ids import Chance
from lms.demo.words import FAMILY, FORMATS, QUARTERS, TOWNS, ZONES

Span = tuple[date, date | None]
FRANCHISED = 8
"""One store in eight belongs to a franchise."""
OPENED_LATE = 12
"""One store in twelve opened during the history."""
SHARED = "Former ensemble les équipes d’une même enseigne"
QUOTES_DAYS = 548
"""Quotes has been open for eighteen months."""
LABEL_YEARS = 5
"""The network was there before the first year its label looked at."""
LABELLED = 120
"""At most so many stores take part in the label; all of them in an ordinary demo."""
CHANNELS = ("{store}", "{store,phone,online}", "{store,phone}")


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
    founded: date
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
    "network_agreement": ("id", "employer_id", "reader_id", "during", "reference", "reason"),
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


def build_places(chance: Chance, *, units: int, today: date, years: int) -> World:
    """Draw a network of ``units`` stores, with ``years`` of history; nobody works there yet."""
    start = today - timedelta(days=365 * years)
    old = min(start - timedelta(days=700), date(today.year - LABEL_YEARS, 1, 1))
    world = World(today, start, old)
    for code, name in POSITIONS.items():
        world.positions[code] = ids.new_id()
        world.add("network_position", world.positions[code], code, name)
    brand = ids.new_id()
    world.add("network_brand", brand, "tilleul", "Maison Tilleul")
    employers = _employers(world, chance, units, old)
    _regions(world, old)
    _offices(world, old=old, brand=brand, own=employers[0][1])
    _stores(world, chance, units=units, brand=brand, employers=employers)
    return world


def _employers(world: World, chance: Chance, units: int, old: date) -> list[tuple[str, UUID]]:
    own = ids.new_id()
    world.add("network_employer", own, "tilleul", "Maison Tilleul SAS")
    found = [("own", own)]
    for rank in range(max(1, units // 40)):
        franchise = ids.new_id()
        name = f"{FAMILY[(rank * 17 + 5) % len(FAMILY)]} Distribution"
        world.add("network_employer", franchise, f"franchise-{rank + 1:02}", name)
        if rank % 2 == 0:
            row = (ids.new_id(), franchise, own, span(old), f"Accord {rank + 1}", SHARED)
            world.add("network_agreement", *row)
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
    labelled: bool = True,
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
    lit = {"learning": world.start, "quotes": world.today - timedelta(days=QUOTES_DAYS)}
    if labelled:
        lit["label"] = world.founded
    for capability, day in lit.items():
        world.add("network_wave", ids.new_id(), unit_id, capability, span(max(opened_on, day)))


def _offices(world: World, *, old: date, brand: UUID, own: UUID) -> None:
    fixed = [
        (world.head_office, "0001", "Siège", "head_office", "France", ("Paris", "75011")),
        (ids.new_id(), "0002", "Service clients", "support_service", "France", ("Tours", "37000")),
    ]
    for rank, region in enumerate(_region_names(), 1):
        office = world.offices[region] = ids.new_id()
        code, name = f"01{rank:02}", f"Bureau {region}"
        fixed.append((office, code, name, "regional_office", region, TOWNS[region][0]))
    for unit_id, code, name, kind, region, town in fixed:
        _add_unit(
            world,
            unit_id=unit_id,
            code=code,
            name=name,
            kind=kind,
            region=region,
            opened_on=old,
            employer=own,
            brand=brand,
            town=town,
            channels="{phone,online}" if kind == "support_service" else "{store}",
        )


def _region_names() -> list[str]:
    return [name for regions in ZONES.values() for name in regions]


def _stores(
    world: World, chance: Chance, *, units: int, brand: UUID, employers: list[tuple[str, UUID]]
) -> None:
    names, taken = _region_names(), set[str]()
    for rank in range(units):
        region = names[rank % len(names)]
        town = TOWNS[region][(rank // len(names)) % len(TOWNS[region])]
        name = _new_name(town[0], rank // len(names), taken)
        franchised = rank and rank % FRANCHISED == 0
        employer = employers[1 + rank % (len(employers) - 1)] if franchised else employers[0]
        late = rank % OPENED_LATE == OPENED_LATE - 1
        opened_on = world.founded
        if late:
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
            channels=CHANNELS[rank % len(CHANNELS)],
            shape=FORMATS[rank % len(FORMATS)],
            labelled=rank < LABELLED,
        )


def _new_name(town: str, turn: int, taken: set[str]) -> str:
    """Return a name no other store has: the town and one of its quarters."""
    for step in range(len(QUARTERS)):
        name = f"{town} {QUARTERS[(turn * 5 + step) % len(QUARTERS)]}"
        if name not in taken:
            break
    else:
        name = f"{town} {turn + 1}"
    taken.add(name)
    return name
