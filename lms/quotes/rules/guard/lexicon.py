"""The words that come with the product: towns, names, and French words to tell them apart."""

import zipfile
from functools import cache, lru_cache
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "data" / "lexicon-1.zip"
HEAD = 3


class Lexicon:
    """What the compiled file holds, read once; see its LICENCES."""

    __slots__ = ("_words", "family", "given", "is_word", "town_sizes", "towns")

    def __init__(self, file: Path = FILE) -> None:
        with zipfile.ZipFile(file) as members:
            lines = {name: members.read(name).decode() for name in members.namelist()}
        self.towns = _numbered(lines["towns"])
        self.given = _numbered(lines["given"])
        self.family = _numbered(lines["family"])
        self.town_sizes = sizes(self.towns)
        self.is_word = lru_cache(maxsize=16384)(self.holds)
        self._words = {line[:HEAD].rstrip(): line for line in lines["words"].split("\n")}

    def holds(self, word: str) -> bool:
        """Tell whether a folded word is one of the French language; ``is_word`` remembers."""
        group = self._words.get(word[:HEAD])
        return group is not None and f" {word} " in group


def sizes(phrases: dict[str, int]) -> dict[str, tuple[int, ...]]:
    """Return, by first word, how many words the phrases have, the most first."""
    found: dict[str, set[int]] = {}
    for phrase in phrases:
        first, _, rest = phrase.partition(" ")
        found.setdefault(first, set()).add(rest.count(" ") + 2 if rest else 1)
    return {first: tuple(sorted(counts, reverse=True)) for first, counts in found.items()}


def _numbered(lines: str) -> dict[str, int]:
    """Read ``phrase<TAB>number`` lines."""
    pairs = (line.split("\t") for line in lines.split("\n"))
    return {phrase: int(number) for phrase, number in pairs}


@cache
def lexicon() -> Lexicon:
    """Return the words, read at the first call of the process."""
    return Lexicon()
