"""What a file would do, line by line: the same plan is shown, then applied."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any
from uuid import UUID

from lms.core.tabular import Refusal, fold

MOST_CURES = 200
"""Nearest names are looked for on this many refused lines; the cure is the same further down."""
STATE = "state"
"""The difference that says somebody comes back."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the differences; ``line`` 0 is somebody absent from the file."""

    line: int
    outcome: str
    key: str
    label: str
    differences: tuple[tuple[str, str, str], ...] = ()
    field: str = ""
    reason: str = ""
    cure: str = ""


@dataclass(slots=True)
class Plan:
    """Everything a file would do; ``actions`` are what the database will be told."""

    lines: list[Line] = field(default_factory=list)
    actions: list[Any] = field(default_factory=list)
    unchanged: int = 0
    present: int = 0
    unsure: bool = False
    effects: dict[str, Any] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """Return how many lines of each outcome; refusals count lines, not reasons."""
        found = Counter(one.outcome for one in self.lines if one.outcome != "refused")
        refused = {one.line for one in self.lines if one.outcome == "refused"}
        return {
            "created": found["created"],
            "changed": found["changed"],
            "ended": found["ended"],
            "refused": len(refused),
            "unchanged": self.unchanged,
        }

    @property
    def digest(self) -> str:
        """Return the hash of what would be done; two plans that do the same have the same.

        Who comes back is told in the reader's own words: they are no part of it.
        """
        said = sorted(
            f"{one.outcome}|{one.key}|{tuple(d for d in one.differences if d[0] != STATE)}"
            for one in self.lines
            if one.outcome != "refused"
        )
        return hashlib.sha256("\n".join(said).encode()).hexdigest()

    def refuse(self, refused: Iterable[Refusal], labels: Mapping[int, str]) -> None:
        """Add refused lines with their reasons."""
        for one in refused:
            cure = getattr(one, "cure", "")
            self.lines.append(
                Line(
                    one.line,
                    "refused",
                    str(one.key or ""),
                    labels.get(one.line, ""),
                    field=one.field,
                    reason=one.reason,
                    cure=cure,
                )
            )


@dataclass(frozen=True, slots=True)
class Cured(Refusal):
    """A refusal that comes with a value that would do."""

    cure: str = ""


@dataclass(frozen=True, slots=True)
class UnitKnown:
    """A unit a person may be put in."""

    id: UUID
    code: str
    name: str
    closed_on: date | None


class UnitFinder:
    """Find units by code, or by a name that only one of them has; propose the nearest."""

    def __init__(self, units: Iterable[UnitKnown]) -> None:
        """Index ``units``."""
        self._by_code = {unit.code.casefold(): unit for unit in units}
        names = Counter(fold(unit.name) for unit in self._by_code.values())
        self._by_name = {
            fold(unit.name): unit for unit in self._by_code.values() if names[fold(unit.name)] == 1
        }
        self._searched: dict[str, UnitKnown | None] = {}

    def find(self, words: str) -> UnitKnown | None:
        """Return the unit meant by ``words``, or None."""
        return self._by_code.get(words.strip().casefold()) or self._by_name.get(fold(words))

    def nearest(self, words: str) -> UnitKnown | None:
        """Return the unit whose code or name looks most like ``words``, or None."""
        if words not in self._searched:
            if len(self._searched) >= MOST_CURES:
                return None
            self._searched[words] = self._look(words)
        return self._searched[words]

    def _look(self, words: str) -> UnitKnown | None:
        for known, typed in ((self._by_code, words.casefold()), (self._by_name, fold(words))):
            close = get_close_matches(typed, known, n=1, cutoff=0.7)
            if close:
                return known[close[0]]
        return None
