"""Where the labels of the network are: levels worn by region and by town, without any map."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lms.accounts.rules.names import fold
from lms.labels.queries.plaques import AwardLine
from lms.labels.rules.grid import LEVELS

HIGHEST_FIRST = tuple(level.value for level in reversed(LEVELS))


@dataclass(frozen=True, slots=True)
class Town:
    """A town where a level is worn: how many stores wear each one, the highest first."""

    name: str
    levels: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Area:
    """A region: how many of its stores wear each level, how many there are, its towns by name."""

    name: str
    levels: Mapping[str, int]
    stores: int
    towns: tuple[Town, ...]

    @property
    def labelled(self) -> int:
        """Return how many stores wear a level."""
        return sum(self.levels.values())


def spread_of(lines: Iterable[AwardLine]) -> list[Area]:
    """Return where lines are, by region then town; only active levels are worn."""
    regions: dict[str, dict[str, list[AwardLine]]] = {}
    for one in lines:
        regions.setdefault(one.region, {}).setdefault(one.city, []).append(one)
    return [_area(name, towns) for name, towns in sorted(regions.items(), key=_by_name)]


def _by_name(pair: tuple[str, object]) -> str:
    return fold(pair[0])


def _area(name: str, towns: Mapping[str, list[AwardLine]]) -> Area:
    everybody = [one for rows in towns.values() for one in rows]
    found = [
        Town(town, levels)
        for town, rows in sorted(towns.items(), key=_by_name)
        if (levels := _levels(rows))
    ]
    return Area(name, _levels(everybody), len(everybody), tuple(found))


def worn_level(line: AwardLine) -> str | None:
    """Return the level a store wears today: none while it is suspended or once it is over."""
    return line.level if line.status == "active" else None


def _levels(rows: Iterable[AwardLine]) -> dict[str, int]:
    counted = Counter(level for one in rows if (level := worn_level(one)) is not None)
    return {level: counted[level] for level in HIGHEST_FIRST if counted[level]}
