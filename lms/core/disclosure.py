"""Small groups: figures drawn from staff are shown for k people or more, and never by subtraction.

One function for every *sensitive* aggregate, called in the query layer. A tree says how many people
stand behind each figure; :func:`disclose` answers which figures may be shown. Where something is
hidden, what is hidden with it always holds k people or more, so that no parent minus its visible
children gives a small group away.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

FLOOR = 5
DEFAULT = 8

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Group:
    """A figure of ``n`` people, and the figures it is the total of (none, or all its people)."""

    key: str
    n: int
    parts: tuple["Group", ...] = field(default=())

    def __post_init__(self) -> None:
        """Refuse a total that is not the sum of its parts: its hidden rest could be solved for."""
        if self.parts and sum(part.n for part in self.parts) != self.n:
            message = f"{self.key}: the parts are not the whole"
            raise ValueError(message)

    def walk(self) -> Iterator["Group"]:
        """Yield this group and all below it."""
        yield self
        for part in self.parts:
            yield from part.walk()


def disclose(tree: Group, k: int) -> frozenset[str]:
    """Return the keys of the figures that may be shown; raises ValueError for k under the floor.

    A group of nobody is hidden like a small one: "0 answers here" tells who did not answer.
    """
    if k < FLOOR:
        message = f"k is {k}: the floor is {FLOOR}"
        raise ValueError(message)
    shown: set[str] = set()
    if tree.n >= k:
        _open(tree, k, shown)
    return frozenset(shown)


def _open(group: Group, k: int, shown: set[str]) -> None:
    shown.add(group.key)
    hidden = suppress({part.key: part.n for part in group.parts}, k)
    for part in group.parts:
        if part.key not in hidden:
            _open(part, k, shown)


def suppress(parts: Mapping[str, int], k: int) -> frozenset[str]:
    """Return which parts of a shown total are hidden: the small ones, and enough others.

    The smallest of the rest joins them (ties by key) until at least two are hidden and they hold k
    people together, or nothing is left to show.
    """
    hidden = {key for key, n in parts.items() if n < k}
    rest = sorted((key for key in parts if key not in hidden), key=lambda key: (parts[key], key))
    while hidden and rest and (len(hidden) == 1 or sum(parts[key] for key in hidden) < k):
        hidden.add(rest.pop(0))
    return frozenset(hidden)


def only_shown(figures: Mapping[str, T], tree: Group, k: int) -> dict[str, T]:
    """Return the figures of ``tree`` that may leave the query layer; the others are not in it."""
    shown = disclose(tree, k)
    return {key: value for key, value in figures.items() if key in shown}
