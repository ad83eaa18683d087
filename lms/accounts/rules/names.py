"""Names as they are compared and sorted: accents, case, hyphens and apostrophes do not count."""

import re
import unicodedata

LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
NOT_WORD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Return ``text`` without accents nor case, its words parted by one space.

    >>> fold("  D’Hérouville-Œuvrard ")
    'd herouville oeuvrard'
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return NOT_WORD.sub(" ", bare.translate(LETTERS)).strip()


def sort_key(family_name: str, given_name: str) -> str:
    """Return the folded "family given" by which people are ordered everywhere."""
    return fold(f"{family_name} {given_name}")


def employee_number(text: str) -> str:
    """Return an employee number as it is stored: no space, upper case."""
    return "".join(text.split()).upper()


def one_line(text: str) -> str:
    """Return ``text`` without control characters nor needless spaces, fit to be kept."""
    bare = "".join(" " if unicodedata.category(c) == "Cc" else c for c in text)
    return " ".join(bare.split())


def initial(given_name: str) -> str:
    """Return the letter of an avatar, upper case, or a dot for a nameless person."""
    return given_name[:1].upper() or "·"
