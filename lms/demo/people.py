"""People and their jobs: who is there today, who was there before, who looks after whom."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from lms.accounts.rules.names import fold
from lms.core import ids
from lms.core.ids import Chance
from lms.demo.network import Store, Worker, World, span
from lms.demo.words import FAMILY, GIVEN

UNITS_PER_COACH = 6
FEWEST_COACHES = 4
"""So that even in a small network one of them knows none of another's regions."""
CHIEFS = ("manager", "second")
CHIEF_STAYS = 0.3
"""Chiefs leave three times less than their teams."""
WITH_MAIL = 0.35
MOVED = 0.05
LONG_ENOUGH = 120
"""Days in a store before a move to another one is believable."""
TURNOVER = 0.22
"""Share of a store's people who leave in a year; ordinary for the field."""
SELLERS = ("seller", "seller", "seller", "cashier", "stock")


def settle_people(world: World, chance: Chance, *, people: int) -> None:
    """Fill the network with ``people`` present people, and those who held their seats before."""
    old = world.founded
    world.workers.extend(_desk(world, chance, old))
    each = units_per_coach(world)
    for rank in range(max(1, len(world.stores) // each)):
        store = world.stores[rank * each % len(world.stores)]
        world.workers.append(
            _worker(world, chance, world.offices[store.region], "coach", old, mail=True)
        )
    staff = max(people - len(world.workers), len(world.stores) * 2)
    base, extra = divmod(staff, len(world.stores))
    for rank, store in enumerate(world.stores):
        _store_people(world, chance, store, base + (1 if rank < extra else 0))
    _write_people(world, chance)
    _mandates(world)


def units_per_coach(world: World) -> int:
    """Return how many stores a coach looks after."""
    return min(UNITS_PER_COACH, max(1, len(world.stores) // FEWEST_COACHES))


def _desk(world: World, chance: Chance, old: date) -> list[Worker]:
    found = [
        _worker(world, chance, world.head_office, "desk", old, mail=True) for _rank in range(4)
    ]
    found += [
        _worker(world, chance, office, "lead", old, mail=True) for office in world.offices.values()
    ]
    return found


def _worker(
    world: World,
    chance: Chance,
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


def _store_people(world: World, chance: Chance, store: Store, seats: int) -> None:
    """Fill the seats of a store: who is there today, and who held the seat before."""
    horizon = max(store.opened_on, world.start - timedelta(days=400))
    for seat in range(seats):
        chief = seat < len(CHIEFS)
        role = CHIEFS[seat] if chief else chance.choice(SELLERS)
        known_from = max(store.opened_on, world.founded) if chief else horizon
        begin = known_from + timedelta(days=chance.randrange(0, 60))
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


def _write_people(world: World, chance: Chance) -> None:
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


def _maybe_move(world: World, chance: Chance, worker: Worker, stores: list[UUID]) -> None:
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
    each = units_per_coach(world)
    for rank, store in enumerate(sorted(world.stores, key=lambda s: s.region)):
        coach = coaches[rank // each % len(coaches)]
        backup = coaches[(rank // each + 1) % len(coaches)]
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
