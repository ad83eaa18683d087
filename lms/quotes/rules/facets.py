"""What a card may say about where it comes from, and the closed words of a difficulty."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from uuid import UUID


class Level(StrEnum):
    """For whom the advice is."""

    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    EXPERT = "expert"


class Asked(StrEnum):
    """How somebody tells: two taps for a call, or a few words."""

    CALL = "call"
    WORDS = "words"


class Urgency(StrEnum):
    """How soon; ``danger``: somebody may be hurt now."""

    USUAL = "usual"
    SOON = "soon"
    DANGER = "danger"


class Reach(StrEnum):
    """When the person can be reached."""

    ASAP = "asap"
    MORNING = "morning"
    BREAK = "break"
    EVENING = "evening"


class NoCard(StrEnum):
    """Why an exchange ends without a card."""

    SOLVED = "solved"
    TOO_PARTICULAR = "too_particular"
    KNOWN_CARD = "known_card"
    PERSON_PREFERS = "person_prefers"
    NO_ADVICE = "no_advice"
    ABUSE = "abuse"


class Redirect(StrEnum):
    """To whom a difficulty goes that is not one of service."""

    LEGAL = "legal"
    HUMAN_RESOURCES = "human_resources"
    TECHNICAL = "technical"
    SAFETY = "safety"


DROP_ORDER: Final = ("channel", "moment_uid", "theme_uid", "level")
"""The order in which facets are given up to widen the candidate set."""

SCARCE: Final = 3
"""A facet with fewer cards than this is not offered as a filter."""


@dataclass(frozen=True, slots=True)
class Facets:
    """All that a card says of its origin; nothing else is ever shown."""

    theme_uid: UUID | None = None
    moment_uid: UUID | None = None
    channel: str | None = None
    level: str | None = None

    def generalised(self) -> Iterator[tuple["Facets", tuple[str, ...]]]:
        """Yield these facets, then with ever more of them dropped, and which were."""
        current, dropped = self, ()
        yield current, dropped
        for name in DROP_ORDER:
            if getattr(current, name) is not None:
                current = replace(current, **{name: None})
                dropped = (*dropped, name)  # type: ignore[assignment]
                yield current, dropped


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who could have lived a card: people, over how many units and coaches."""

    people: int
    units: int
    coaches: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """How large the crowd must be."""

    people: int
    units: int
    coaches: int

    def met_by(self, crowd: Crowd) -> bool:
        """Tell whether nobody stands out of ``crowd``."""
        return (
            crowd.people >= self.people
            and crowd.units >= self.units
            and crowd.coaches >= self.coaches
        )
