"""What a team hears in the morning and sees in its break room, told by features that never meet (K11).

Each feature offers lines about a unit; whoever composes a brief or a screen chooses among them. What
was told in confidence, what somebody finds hard, who is late: none of it has a line here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from lms.core.access import Capability


class Part(StrEnum):
    """What a line is; a brief has the first four, a screen its own choice."""

    CARD = "card"
    TRY = "try"
    GAP = "gap"
    THANKS = "thanks"
    STEP = "step"
    CALL = "call"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something to say aloud to a whole team: about what is done together, never about one person.

    ``key`` names it the same way every day. ``at``: since when it can be said, when that matters.
    """

    part: Part
    key: str
    words: str
    body: tuple[str, ...] = ()
    """Sentences to read after ``words``."""
    about: str = ""
    """What it comes from, in a few words."""
    url: str = ""
    at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is wanted: for which unit and day, which parts; ``keys``: those only, if they stand.

    ``seed`` tells a source with thousands of lines which few to give: always the same ones.
    """

    unit_id: UUID
    day: date
    now: datetime
    seed: str
    parts: frozenset[Part]
    keys: frozenset[str] | None = None

    def wants(self, *parts: Part) -> bool:
        """Tell whether one of ``parts`` is asked for."""
        return not self.parts.isdisjoint(parts)


Find = Callable[[Asked], Iterable[Line]]


@dataclass(frozen=True, slots=True)
class Source:
    """Who has lines of some parts, where its capability is live."""

    code: str
    parts: frozenset[Part]
    capability: Capability | None
    find: Find


SOURCES: dict[str, Source] = {}


def source(code: str, *parts: Part, capability: Capability | None = None) -> Callable[[Find], Find]:
    """Register who has lines of ``parts`` (``quotes.cards``)."""

    def register(find: Find) -> Find:
        made = Source(code, frozenset(parts), capability, find)
        if SOURCES.setdefault(code, made).find is not find:
            message = f"source of briefs {code} is declared twice"
            raise ValueError(message)
        return find

    return register


def lines(asked: Asked, live: frozenset[str]) -> list[Line]:
    """Return what features say of a unit where the capabilities ``live`` are open."""
    found: list[Line] = []
    for code in sorted(SOURCES):
        one = SOURCES[code]
        if one.parts & asked.parts and (one.capability is None or one.capability.value in live):
            found += (line for line in one.find(asked) if line.part in asked.parts)
    return found
