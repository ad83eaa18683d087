"""What a week of screen costs who runs a store: acts of the week, each with its seconds.

Seconds of an act are the median its demand fixes, else what a keystroke-level model gives: the hand
decides, points, types, and waits for a page to come. Learning is not in it: it is the manager's own
three minutes, and the talk of an observation or of a brief is held without a screen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tests.browser.counting_taps import BUDGETS, Cost

DECIDE: Final = 1.35
"""Seconds to prepare an act of the hand, the operator M. Card, Moran & Newell, The keystroke-level
model for user performance time with interactive systems, Communications of the ACM 23(7), 1980."""
POINT: Final = 1.10
"""Seconds to point at a target, the operator P of the same model; with a mouse: a thumb is no
slower on targets of 48 px."""
LETTER: Final = 60 / (36.2 * 5)
"""Seconds per character typed on a phone, at 36.2 words of five characters a minute. Palin, Feit,
Kim, Kristensson & Oulasvirta, How do people type on mobile devices?, MobileHCI 2019."""
WORD: Final = 60 / 238
"""Seconds per word read silently. Brysbaert, How many words do we read per minute?, Journal of
Memory and Language 109, 2019."""
PAGE: Final = 1.5
"""Seconds a page takes to come on a store's network: our own allowance."""
LINE: Final = 60
"""Characters of a field, a sentence: our own allowance, as are the words read below."""


@dataclass(frozen=True, slots=True)
class Effort:
    """What an act asks: its taps and fields, the pages that come, the words read on them."""

    cost: Cost
    pages: int
    words: int

    @property
    def seconds(self) -> float:
        """Return the seconds of the model."""
        hands = self.cost.taps * (DECIDE + POINT)
        typed = self.cost.typed * (DECIDE + LINE * LETTER)
        return hands + typed + self.pages * PAGE + self.words * WORD


MEDIANS: Final = {"call": 10.0, "rate": 30.0, "dashboard": 120.0}
"""Seconds that the demand fixes by itself."""

READ: Final = {
    "call": (2, 15),
    "acknowledge": (1, 40),
    "second_reading": (3, 100),
    "re_read": (2, 120),
    "rate": (2, 60),
    "dashboard": (2, 120),
    "observe": (3, 40),
    "try": (1, 15),
    "ritual": (1, 0),
    "evidence": (3, 40),
    "action": (3, 60),
}
"""Pages that come and words read in each act of the table; those of a brief are read before it."""

BESIDE: Final = {
    "home": Effort(Cost(1), pages=1, words=40),
    "brief": Effort(Cost(1), pages=1, words=150),
    "board": Effort(Cost(2), pages=2, words=200),
    "team": Effort(Cost(3), pages=3, words=250),
    "notice": Effort(Cost(2), pages=2, words=60),
    "bravo": Effort(Cost(3, 1), pages=2, words=40),
    "verify": Effort(Cost(3, 1), pages=2, words=80),
    "skills": Effort(Cost(5), pages=2, words=60),
    "offer": Effort(Cost(2, 1), pages=2, words=40),
}
"""What else the week asks of a manager, beside the acts of the table."""


def effort(act: str, budgets: Mapping[str, Cost] = BUDGETS) -> Effort:
    """Return what an act asks when it costs as much as it may."""
    if act in BESIDE:
        return BESIDE[act]
    pages, words = READ[act]
    return Effort(budgets[act], pages, words)


def seconds(act: str, budgets: Mapping[str, Cost] = BUDGETS) -> float:
    """Return the seconds of one act: the model's, never less than the median that is asked."""
    return max(effort(act, budgets).seconds, MEDIANS.get(act, 0.0))


SHIFTS: Final = 5
"""Days a week the manager is there."""


def week_of(people: int, *, watched_a_day: int = 1) -> dict[str, float]:
    """Return how many times the manager of a store of ``people`` does each act in a week.

    All that is proposed is done: one observation on each day worked. A coach comes every four
    weeks; each person has a word of thanks and a try offered once a month, their skills looked at
    three times a quarter, and is the matter of a notice every other week.
    """
    team = people - 1
    return {
        "home": 2 * SHIFTS,
        "brief": SHIFTS,
        "ritual": SHIFTS,
        "observe": min(watched_a_day, team) * SHIFTS,
        "notice": team / 2,
        "offer": team / 4,
        "bravo": team / 4,
        "skills": team * 3 / 13,
        "team": 1,
        "board": 1,
        "action": 1,
        "verify": 1,
        "evidence": 1,
        "try": SHIFTS,
        "rate": 1 / 4,
    }


def minutes(week: Mapping[str, float], budgets: Mapping[str, Cost] = BUDGETS) -> float:
    """Return the minutes of screen of a week."""
    return sum(times * seconds(act, budgets) for act, times in week.items()) / 60
