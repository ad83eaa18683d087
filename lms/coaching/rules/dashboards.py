"""What the coach saw of each part of a store's project, beside what is computed.

The two are never averaged; where they contradict each other, the coach is told.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from fractions import Fraction
from typing import Final

PARTS: Final = ("voice", "walk", "flows", "skills", "actions", "rituals")
STALE_DAYS: Final = 45
COPIED: Final = 3
HIGH: Final = Fraction(2, 3)
LOW: Final = Fraction(1, 3)


class Stage(IntEnum):
    """What was seen on the spot."""

    NOT_BEGUN = 0
    BEGUN = 1
    VISIBLE = 2
    """A client would notice."""
    ALIVE = 3
    """Lived without the coach."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part as last seen; ``seen_on`` is older than the entry when it was not looked at again."""

    stage: Stage
    seen_on: date

    def is_stale(self, today: date, days: int = STALE_DAYS) -> bool:
        """Tell whether it is shown greyed, with its value."""
        return today - self.seen_on > timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Entry:
    """One filling of the dashboard."""

    parts: Mapping[str, Part]
    obstacle: str = ""
    next_words: str = ""

    @property
    def content_hash(self) -> str:
        """Return the fingerprint of what it says, days apart."""
        words = [f"{code}={self.parts[code].stage.value}" for code in sorted(self.parts)]
        said = "\x1f".join([*words, self.obstacle.strip(), self.next_words.strip()])
        return hashlib.sha256(said.encode()).hexdigest()


def filled(
    last: Entry | None,
    stages: Mapping[str, Stage],
    seen: frozenset[str],
    today: date,
    *,
    obstacle: str = "",
    next_words: str = "",
) -> Entry:
    """Return the entry to keep: a part changed or marked as seen is of ``today``.

    A part left as it came keeps the day it was last seen: sending a form again refreshes nothing.
    Raises ValueError for a part the dashboard does not have.
    """
    strange = set(stages) - set(PARTS)
    if strange:
        message = f"no such part: {', '.join(sorted(strange))}"
        raise ValueError(message)
    before = last.parts if last else {}
    parts = {}
    for code, stage in stages.items():
        old = before.get(code)
        kept = old is not None and old.stage == stage and code not in seen
        parts[code] = replace(old, stage=stage) if kept and old else Part(stage, today)
    return Entry(parts, obstacle, next_words)


class Contradiction(StrEnum):
    """How what was seen and what is computed disagree."""

    SEEN_LESS = "seen_less"
    """Not begun, says the coach; nearly there, say the figures."""
    SEEN_MORE = "seen_more"
    """Alive, says the coach; hardly anything, say the figures."""


def contradictions(
    entry: Entry, pillars: Mapping[str, Fraction | None]
) -> dict[str, Contradiction]:
    """Return, per part, where the two say opposite things; "n/a" contradicts nothing."""
    found = {}
    for code, part in entry.parts.items():
        share = pillars.get(code)
        if share is None:
            continue
        if part.stage is Stage.NOT_BEGUN and share >= HIGH:
            found[code] = Contradiction.SEEN_LESS
        if part.stage >= Stage.VISIBLE and share <= LOW:
            found[code] = Contradiction.SEEN_MORE
    return found


def is_copied(hashes: Sequence[str], times: int = COPIED) -> bool:
    """Tell whether the last ``times`` entries (oldest first) each said what the one before said."""
    last = hashes[-(times + 1) :]
    return len(last) == times + 1 and len(set(last)) == 1
