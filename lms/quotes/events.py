"""Facts of Quotes: identifiers only, and none that joins a card with a difficulty.

Nothing told in confidence is a fact: the bus keeps rows for months, and what a reporter or a coach
must know goes by notices, which hang on the thread. A batch says how many cards came out, not which.
"""

from dataclasses import dataclass
from uuid import UUID

from lms.core.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class CardsPublished(Fact):
    """Cards came out."""

    quarter: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CardWithdrawn(Fact):
    """A card left the library."""

    card_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class GapOpened(Fact):
    """A theme asks for a course."""

    gap_id: UUID
    theme_uid: UUID
