"""What a team hears in the morning and sees in its break room, told by features that never meet (K11).

Each feature offers lines about a unit; whoever composes a brief or a screen chooses among them. What
was told in confidence, what somebody finds hard, who is late: none of it has a line here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from lms.core.access import Capability
from lms.core.asking import Question, Row, ask


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


Answers = Mapping[str, Sequence[Any]]
Find = Callable[[Asked], Iterable[Line]]
Read = Callable[[Asked, Answers], Iterable[Line]]
Asks = Callable[[Asked], Mapping[str, Question]]
"""Kept selects by name, about :data:`~lms.core.asking.UNIT` and the day asked about; none: nothing
of what is asked is theirs."""
Given = Callable[[Asked], Mapping[str, Any]]
"""The values of a question's own parameters, named after its feature."""


@dataclass(frozen=True, slots=True)
class Source:
    """Who has lines of some parts, where its capability is live: it finds them, or reads answers."""

    code: str
    parts: frozenset[Part]
    capability: Capability | None
    find: Find | None = None
    read: Read | None = None
    asks: Asks | None = None
    given: Given | None = None


SOURCES: dict[str, Source] = {}


def source(code: str, *parts: Part, capability: Capability | None = None) -> Callable[[Find], Find]:
    """Register who has lines of ``parts`` (``quotes.cards``)."""

    def register(find: Find) -> Find:
        _register(Source(code, frozenset(parts), capability, find))
        return find

    return register


def asking(
    code: str,
    *parts: Part,
    asks: Asks,
    given: Given | None = None,
    capability: Capability | None = None,
) -> Callable[[Read], Read]:
    """Register who has lines of ``parts`` from the rows of questions, sent with those of others."""

    def register(read: Read) -> Read:
        _register(Source(code, frozenset(parts), capability, None, read, asks, given))
        return read

    return register


def _register(made: Source) -> None:
    known = SOURCES.setdefault(made.code, made)
    if (known.find, known.read) != (made.find, made.read):
        message = f"source of briefs {made.code} is declared twice"
        raise ValueError(message)


def lines(asked: Asked, live: frozenset[str]) -> list[Line]:
    """Return what features say of a unit where the capabilities ``live`` are open."""
    wanted = [
        one
        for _code, one in sorted(SOURCES.items())
        if one.parts & asked.parts and (one.capability is None or one.capability.value in live)
    ]
    told = _answers(wanted, asked)
    found: list[Line] = []
    for one in wanted:
        known: Iterable[Line] = ()
        if one.read is not None and one.code in told:
            known = one.read(asked, told[one.code])
        elif one.find is not None:
            known = one.find(asked)
        found += (line for line in known if line.part in asked.parts)
    return found


def _answers(sources: Iterable[Source], asked: Asked) -> dict[str, dict[str, list[Row]]]:
    """Return the rows of every question, by source and name, in one exchange."""
    wanted: dict[tuple[str, str], Question] = {}
    given: dict[str, Any] = {"asked_unit": asked.unit_id, "asked_today": asked.day}
    for one in sources:
        parts = one.asks(asked) if one.asks else {}
        wanted |= {(one.code, name): select for name, select in parts.items()}
        given |= one.given(asked) if parts and one.given else {}
    found: dict[str, dict[str, list[Row]]] = {}
    for (code, name), rows in (ask(wanted, given) if wanted else {}).items():
        found.setdefault(code, {})[name] = rows
    return found
