"""A person's next acts, ranked: home shows the first (K11)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from lms.core.access import Viewer


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Act:
    """One thing to do. ``rank``: lower comes first; between equals, the sooner due."""

    rank: int
    due: date = date.max
    title: str
    url: str = field(compare=False)
    code: str = field(compare=False)
    detail: str = field(default="", compare=False)
    minutes: int | None = field(default=None, compare=False)


PEOPLE = 1
"""Rank of what somebody waits for: home shows ranks under ``OWN`` before one's own lesson."""
OWN = 5

Finder = Callable[[Viewer, datetime], Iterable[Act]]

FINDERS: dict[str, Finder] = {}


def finder(code: str) -> Callable[[Finder], Finder]:
    """Register who knows acts to do (``courses.next_lesson``)."""

    def register(find: Finder) -> Finder:
        if FINDERS.setdefault(code, find) is not find:
            message = f"finder of acts {code} is declared twice"
            raise ValueError(message)
        return find

    return register


def next_acts(
    viewer: Viewer,
    now: datetime,
    *,
    limit: int | None = None,
    without: frozenset[str] = frozenset(),
) -> list[Act]:
    """Return what ``viewer`` can do now, first things first; ``without`` names finders not asked."""
    codes = sorted(FINDERS.keys() - without)
    acts = sorted(act for code in codes for act in FINDERS[code](viewer, now))
    return acts[:limit]
