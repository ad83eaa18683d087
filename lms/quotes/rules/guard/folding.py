"""A text made plain: letters without accents, one kind of apostrophe, and the way back.

Each character of the folded text knows the character it comes from, so that what is found in the
one is shown in the other whatever was typed: accents in one or two code points, narrow spaces,
ligatures, soft hyphens, letters of another alphabet drawn like ours.
"""

import unicodedata
from array import array
from functools import lru_cache

APOSTROPHES = "'’‘ʼ`´′ʹ＇"
DASHES = "-‐‑‒–—―−"
DROPPED = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f")
SPELT = {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O", "ł": "l"}
SPELT |= {
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ı": "i",
    "€": "€",
    "№": "n°",
    "º": "°",
    "°": "°",
    "£": "£",
    "“": '"',
}
SPELT |= {"”": '"', "«": '"', "»": '"', "…": ".", "ı": "i"}
ALIKE = str.maketrans("АВЕКМНОРСТУХаеорсухіј", "ABEKMHOPCTYXaeopcyxij")
ASCII = 128


@lru_cache(maxsize=4096)
def plain(character: str) -> str:
    """Return what a character is folded to: none, one or several of ASCII, or a space."""
    if ord(character) < ASCII:
        return " " if character in "\t\r\x0b\x0c" else character
    if character in SPELT:
        return SPELT[character]
    if character in APOSTROPHES:
        return "'"
    if character in DASHES:
        return "-"
    if character in DROPPED or unicodedata.combining(character):
        return ""
    if character.isspace():
        return "\n" if character in "\u2028\u2029\x85" else " "
    apart = unicodedata.normalize("NFKD", character.translate(ALIKE))
    kept = "".join(part for part in apart if ord(part) < ASCII)
    return kept or "~"


class Folded:
    """A text and its plain form.

    ``flat`` keeps capitals, ``low`` does not; both have the same length. ``origin(i)`` is where
    character ``i`` of them begins in the text given.
    """

    __slots__ = ("_at", "flat", "low", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        pieces = [plain(character) for character in text]
        self.flat = "".join(pieces)
        self.low = self.flat.lower()
        self._at: array[int] | None = None
        if len(self.flat) != len(text) or any(len(piece) != 1 for piece in pieces):
            self._at = array("l", (i for i, piece in enumerate(pieces) for _ in piece))

    def made_of(self, pieces: list[tuple[int, int, str]]) -> "Folded":
        """Return parts of this text (start, end), each as it is or written otherwise.

        What is written otherwise is shown over the whole part it stands for.
        """
        made = Folded("")
        made.text = self.text
        at = array("l")
        flat: list[str] = []
        for start, end, otherwise in pieces:
            if not otherwise:
                flat.append(self.flat[start:end])
                at.extend(self.origin(place) for place in range(start, end))
                continue
            large = self.flat[start:end].isupper()
            capital = self.flat[start : start + 1].isupper()
            flat.append(
                otherwise.upper() if large else otherwise.capitalize() if capital else otherwise
            )
            last = max(start, end - 1)
            at.extend(self.origin(min(start + step, last)) for step in range(len(otherwise) - 1))
            at.append(self.origin(last) if end > start else self.origin(start))
        made.flat = "".join(flat)
        made.low = made.flat.lower()
        made._at = at
        return made

    def origin(self, place: int) -> int:
        """Return where a folded character begins in the text given."""
        if self._at is None:
            return place
        return self._at[place] if place < len(self._at) else len(self.text)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return a folded span in characters of the text given, combining marks included."""
        first, last = self.origin(start), self.origin(end - 1) + 1
        while last < len(self.text) and not plain(self.text[last]):
            last += 1
        return first, last


def fold(text: str) -> str:
    """Return a text in small plain letters."""
    return "".join(plain(character) for character in text).lower()
