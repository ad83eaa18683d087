"""Actions in figures: due, done or verified by their date, left without anybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

UNOWNED_DAYS: Final = 3
OPEN: Final = frozenset({"accepted", "in_progress"})
DONE: Final = frozenset({"done", "verified"})
LEFT_OUT: Final = frozenset({"proposed", "abandoned"})
TEAM: Final = 2
"""Fewer people than this in a store: nobody there says whether an action worked, the region does."""


@dataclass(frozen=True, slots=True)
class Line:
    """An action as it stood at the date of the figure."""

    state: str
    due_on: date
    done_on: date | None = None
    """The last day it was said to be done."""


def done_over_due(lines: Iterable[Line], as_of: date) -> tuple[int, int]:
    """Return (done or verified by their date, due up to ``as_of``).

    One abandoned with its reason leaves both; one that changed nothing is not done.
    """
    due = [one for one in lines if one.due_on <= as_of and one.state not in LEFT_OUT]
    done = [one for one in due if one.state in DONE and one.done_on and one.done_on <= one.due_on]
    return len(done), len(due)


class IrritantState(StrEnum):
    """Where what bothers customers stands."""

    OPEN = "open"
    IN_HAND = "in_hand"
    EASED = "eased"


def irritant_state(states: Iterable[str]) -> IrritantState:
    """Return where an irritant stands from its actions' states.

    Eased only where somebody else saw an effect and nothing is still to do; one that changed
    nothing opens it again, until another is taken.
    """
    known = [state for state in states if state not in LEFT_OUT]
    if any(state in OPEN or state == "done" for state in known):
        return IrritantState.IN_HAND
    if known and "ineffective" not in known:
        return IrritantState.EASED
    return IrritantState.OPEN


def is_left(unowned_since: date | None, today: date, days: int = UNOWNED_DAYS) -> bool:
    """Tell whether an action without anybody is told about: three days after its owner left."""
    return unowned_since is not None and today >= unowned_since + timedelta(days=days)


HELP: Final = 3


@dataclass(frozen=True, slots=True)
class Worked:
    """An action of some store that somebody else saw to work, without its store's name."""

    uid: str
    unit: str
    moment: str
    verified_on: date
    same_format: bool = False
    words: str = ""
    """What was done: said alike in two stores, it is one idea."""

    @property
    def idea(self) -> str:
        """Return what tells one idea from another, whatever the capitals and the full stop."""
        return " ".join(self.words.casefold().split()).rstrip(".!") or self.uid


def worked_elsewhere(
    known: Iterable[Worked], moment: str, unit: str, limit: int = HELP
) -> tuple[str, ...]:
    """Return up to three actions that worked elsewhere for the same moment.

    One per store and one per idea; stores of the same format first, then the most recent.
    """
    fits = [one for one in known if one.moment == moment and one.unit != unit]
    fits.sort(key=lambda one: (not one.same_format, -one.verified_on.toordinal(), one.uid))
    units: set[str] = set()
    ideas: dict[str, str] = {}
    for one in fits:
        if one.unit not in units and one.idea not in ideas:
            units.add(one.unit)
            ideas[one.idea] = one.uid
    return tuple(ideas.values())[:limit]
