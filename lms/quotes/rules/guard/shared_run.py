"""Words copied: the longest run two texts share, and where the runs are."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from lms.quotes.rules.guard.folding import Folded

WORD = re.compile(r"[a-z0-9]+")
LEAST = 6


class Run(NamedTuple):
    """Words of a card that stand in a row in a source: characters of the card, how many words."""

    start: int
    end: int
    words: int


def shared_run(a: str, b: str) -> int:
    """Return how many words the longest run shared by two texts has; accents and case forgiven."""
    one, two = _words(a), _words(b)
    return max((length for _, length in _runs(one, two, 1)), default=0)


def copied_runs(card: str, sources: Iterable[str], least: int = LEAST) -> list[Run]:
    """Return the parts of ``card`` with at least ``least`` words in a row of one of ``sources``.

    Parts that overlap are joined: ``words`` then counts the words of the whole part.
    """
    folded = Folded(card)
    places = [(match.start(), match.end()) for match in WORD.finditer(folded.low)]
    words = [folded.low[start:end] for start, end in places]
    marked = [False] * len(words)
    for source in sources:
        for first, length in _runs(words, _words(source), least):
            marked[first : first + length] = [True] * length
    return [_run(folded, places, first, last) for first, last in _stretches(marked)]


def _words(text: str) -> list[str]:
    """Return the folded words of a text."""
    return WORD.findall(Folded(text).low)


def _runs(one: list[str], two: list[str], least: int) -> list[tuple[int, int]]:
    """Return (place in ``one``, length) of each longest common run of at least ``least`` words."""
    where: dict[str, list[int]] = {}
    for j, word in enumerate(two):
        where.setdefault(word, []).append(j)
    found: list[tuple[int, int]] = []
    before: dict[int, int] = {}
    for i, word in enumerate(one):
        here = {j: before.get(j - 1, 0) + 1 for j in where.get(word, ())}
        found += [(i - n + 1, n) for n in {*here.values()} if n >= least]
        before = here
    return found


def _stretches(marked: list[bool]) -> list[tuple[int, int]]:
    """Return (first, last) of each stretch of marked words."""
    found: list[tuple[int, int]] = []
    for i, is_marked in enumerate(marked):
        if is_marked and i and marked[i - 1]:
            found[-1] = (found[-1][0], i)
        elif is_marked:
            found.append((i, i))
    return found


def _run(folded: Folded, places: list[tuple[int, int]], first: int, last: int) -> Run:
    """Return a stretch in characters of the card."""
    start, end = folded.span(places[first][0], places[last][1])
    return Run(start, end, last - first + 1)
