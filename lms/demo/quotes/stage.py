"""Who coaches which stores, who may read a card of whom, and the codes of the referential."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from lms.core import clock
from lms.core.ids import Chance
from lms.demo.cast import regions_known
from lms.demo.network import Worker, World
from lms.quotes.queries.candidates import Crowds, stand
from lms.quotes.queries.choices import get_options
from lms.quotes.rules.calendar import is_working
from lms.quotes.rules.facets import Facets
from lms.quotes.services.severing import quarter_at

Players = Mapping[str, Worker]
FLOOR = frozenset({"seller", "cashier", "stock"})
"""Jobs of those who tell, in the demo."""


@dataclass(frozen=True, slots=True)
class Coach:
    """A coach, their stores, and the regions where they may read nothing."""

    id: UUID
    stores: tuple[UUID, ...]
    regions: frozenset[str]
    known: frozenset[str]


@dataclass(slots=True)
class Stage:
    """All that the life of Quotes is drawn from."""

    world: World
    chance: Chance
    players: Players
    now: datetime
    uids: Mapping[str, UUID]
    coaches: list[Coach]
    tellers: dict[UUID, list[Worker]]
    crowds: Crowds = field(default_factory=Crowds)

    def days_ago(self, days: float, hour: int = 9) -> datetime:
        """Return a moment ``days`` before today, never after now."""
        day = self.now - timedelta(days=days)
        return min(day.replace(hour=hour, minute=self.chance.randrange(60)), self.now)

    def worked(self, days: float, hour: int) -> datetime:
        """Return a moment of a working day, ``days`` before today or a little earlier."""
        at = self.days_ago(days, hour)
        while not is_working(at.date()):
            at -= timedelta(days=1)
        return at

    def coach(self, name: str) -> Coach:
        """Return a coach of the cast."""
        return next(one for one in self.coaches if one.id == self.players[name].id)

    def take_teller(self, coach: Coach) -> Worker:
        """Return somebody of a coach's stores who has told nothing yet."""
        stores = [store for store in coach.stores if self.tellers.get(store)]
        people = self.tellers[self.chance.choice(stores)]
        return people.pop(self.chance.randrange(len(people)))

    def far_from(self, coach: Coach) -> UUID | None:
        """Return a coach who may read a card drawn from the stores of ``coach``."""
        return next(self._readers(coach), None)

    def _readers(self, coach: Coach) -> Iterator[UUID]:
        return (
            one.id for one in self.coaches if one is not coach and not one.known & coach.regions
        )

    def generalised(self, facets: Facets, quarter: str | None = None) -> Facets:
        """Return what may be shown of ``facets`` for the crowd to be wide enough in a quarter.

        Where a card may have been lived follows from its moment and its channel alone.
        """
        asked = Facets(moment_uid=facets.moment_uid, channel=facets.channel)
        when = quarter or quarter_at(self.now)
        kept = stand(asked, self.world.today, when, self.crowds).facets
        return replace(facets, moment_uid=kept.moment_uid, channel=kept.channel)


def set_stage(world: World, chance: Chance, players: Players) -> Stage:
    """Return the stage for a network already copied."""
    options = get_options()
    known = {worker.id for worker in players.values()}
    tellers: dict[UUID, list[Worker]] = {}
    for worker in world.workers:
        if worker.left_on is None and worker.role in FLOOR and worker.id not in known:
            tellers.setdefault(worker.unit_id, []).append(worker)
    return Stage(
        world,
        chance,
        players,
        clock.now(),
        {one.code: one.uid for one in (*options.themes, *options.moments)},
        _coaches(world),
        tellers,
    )


def _coaches(world: World) -> list[Coach]:
    region = {store.id: store.region for store in world.stores}
    stores: dict[UUID, list[UUID]] = {}
    for row in world.rows["network_mandate"]:
        if row[2] == "coach":
            stores.setdefault(row[1], []).append(row[4])
    known = regions_known(world)
    return [
        Coach(
            coach,
            tuple(units),
            frozenset(region[unit] for unit in units),
            frozenset(known[coach]),
        )
        for coach, units in stores.items()
    ]
