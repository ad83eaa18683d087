"""What somebody practised in a place, told by the features that know it, asked by others (K11).

A support team lives a pilot: what its members did there is recognised from what they did anyway,
and nobody types it twice. Only who practised and when: never whom they observed, nor what they saw.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class Practice(StrEnum):
    """What can be lived in a place."""

    VISIT = "visit"
    OBSERVATION = "observation"
    DEBRIEF = "debrief"


@dataclass(frozen=True, slots=True)
class Practised:
    """Somebody did it on a day."""

    person_id: UUID
    practice: Practice
    on: date


Source = Callable[[UUID, Collection[UUID], date], Iterable[Practised]]
"""Takes the unit, the people asked about and the first day; a constant number of statements."""

SOURCES: dict[str, Source] = {}


def source(code: str) -> Callable[[Source], Source]:
    """Register who knows what people practised (``coaching.practice``)."""

    def register(find: Source) -> Source:
        if SOURCES.setdefault(code, find) is not find:
            message = f"source of practice {code} is declared twice"
            raise ValueError(message)
        return find

    return register


def practised(
    unit_id: UUID, people: Collection[UUID], since: date
) -> dict[UUID, dict[Practice, date]]:
    """Return when each of ``people`` first did each thing in a unit from ``since`` on."""
    found: dict[UUID, dict[Practice, date]] = {one: {} for one in people}
    if not found:
        return found
    for code in sorted(SOURCES):
        for one in SOURCES[code](unit_id, people, since):
            known = found.get(one.person_id)
            if known is not None and one.on >= since:
                known[one.practice] = min(one.on, known.get(one.practice, one.on))
    return found
