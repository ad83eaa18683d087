"""How many people a function asks for, half hour by half hour (Erlang C), and who could hold it.

Centred on what would be needed: nothing here knows who is planned. ``holders`` says who is *able*;
a shortage is one even with everybody in the store.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from lms.projects.rules.flows.reference import Cell, Origin, Place, median

SERVED: Final = Fraction(4, 5)
WITHIN: Final = 120
OCCUPANCY: Final = Fraction(17, 20)
HOUR: Final = 3600


def erlang_c(load: float, people: int) -> float:
    """Return the probability of waiting with ``load`` erlangs served by ``people``.

    Source: A. K. Erlang (1917), by the recursion on the inverse of Erlang B. 1 when they cannot
    keep up.
    """
    if load <= 0:
        return 0.0
    if people <= load:
        return 1.0
    inverse = 1.0
    for k in range(1, people + 1):
        inverse = 1 + inverse * k / load
    blocking = 1 / inverse
    return blocking / (1 - load / people * (1 - blocking))


def served_within(load: float, people: int, handling: float, seconds: float) -> float:
    """Return the share of customers who wait ``seconds`` at most."""
    if load <= 0:
        return 1.0
    return 1 - erlang_c(load, people) * math.exp(-(people - load) * seconds / handling)


@dataclass(frozen=True, slots=True)
class Function:
    """What a person does for customers: till, floor, pick-up; times in seconds."""

    code: str
    handling: int
    share: Fraction = Fraction(1)
    """Of the customers of its channel, those who need it."""
    served: Fraction = SERVED
    within: int = WITHIN
    occupancy: Fraction = OCCUPANCY

    def __post_init__(self) -> None:
        """Refuse figures with which no number of people would do."""
        shares = (self.share, self.served, self.occupancy)
        if self.handling <= 0 or self.within < 0 or not all(0 < one <= 1 for one in shares):
            message = f"{self.code}: no number of people answers these figures"
            raise ValueError(message)
        if self.served == 1:
            message = f"{self.code}: nobody can promise that everybody is served in time"
            raise ValueError(message)


def people_needed(customers_per_hour: Fraction, function: Function) -> int:
    """Return the fewest people who serve as promised and are not busy above the occupancy."""
    load = customers_per_hour * function.share * function.handling / HOUR
    if not load:
        return 0
    people = max(1, math.ceil(load / function.occupancy))
    while people <= load or (
        served_within(float(load), people, function.handling, function.within) < function.served
    ):
        people += 1
    return people


@dataclass(frozen=True, slots=True)
class Need:
    """People a half hour asks for; ``origin`` tells estimated from counted."""

    people: int
    origin: Origin


def needs(week: Mapping[Place, Cell], function: Function) -> dict[Place, Need]:
    """Return the need of each half hour of a week, on its P80."""
    # Known by their two integers: a fraction takes longer to hash than to ask for people.
    known: dict[tuple[int, int], int] = {}
    found = {}
    for place, cell in week.items():
        customers = cell.p80.as_integer_ratio()
        if customers not in known:
            known[customers] = people_needed(2 * cell.p80, function)
        found[place] = Need(known[customers], cell.origin)
    return found


@dataclass(frozen=True, slots=True)
class Peak:
    """Half hours in a row, of one weekday, that ask for more people than usual."""

    weekday: int
    first: int
    last: int
    people: int


def peaks(week: Mapping[Place, Need]) -> tuple[Peak, ...]:
    """Return where a function asks for more than its own median, in the order of the week."""
    asked = {place: need.people for place, need in week.items() if need.people}
    if not asked:
        return ()
    usual = math.floor(median(list(asked.values())))
    found: list[Peak] = []
    for (weekday, slot), people in sorted(asked.items()):
        if people <= usual:
            continue
        last = found[-1] if found else None
        if last and (last.weekday, last.last + 1) == (weekday, slot):
            found[-1] = Peak(weekday, last.first, slot, max(last.people, people))
        else:
            found.append(Peak(weekday, slot, slot, people))
    return tuple(found)


class Able(StrEnum):
    """How a person holds a function."""

    ALONE = "alone"
    HELPED = "helped"
    LEARNING = "learning"


def shortage(asked: Mapping[str, int], able: Mapping[str, Collection[str]]) -> dict[str, int]:
    """Return, per function, how many are missing in one half hour though all the team were there.

    Nobody holds two functions at once: a largest assignment is sought (augmenting paths), so the
    total missing is the least possible.
    """
    placed: dict[str, str] = {}
    missing: dict[str, int] = {}
    for function in sorted(asked):
        for _ in range(asked[function]):
            if not _place(function, able, placed, set()):
                missing[function] = missing.get(function, 0) + 1
    return missing


def _place(
    function: str, able: Mapping[str, Collection[str]], placed: dict[str, str], tried: set[str]
) -> bool:
    """Give ``function`` one more person, moving others to what else they hold; tell if it could."""
    for person in sorted(able.get(function, ())):
        if person in tried:
            continue
        tried.add(person)
        before = placed.get(person)
        if before == function:
            continue
        if before is None or _place(before, able, placed, tried):
            placed[person] = function
            return True
    return False
