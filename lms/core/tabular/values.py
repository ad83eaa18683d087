"""Text of a cell put in form: dates, numbers, choices; each raises ValueError in words."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

from lms.core.i18n import _
from lms.core.tabular.sheet import fold

T = TypeVar("T")

_ISO = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?Z?\Z"
)
_DAY_FIRST = re.compile(
    r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?: \d{1,2}:\d{2}(?::\d{2})?)?\Z"
)
_IN_WORDS = re.compile(
    r"(\d{1,2})(?:er|e|ST|ND|RD|TH)?[- ]([^\W\d_]+)\.?[- ](\d{4}|\d{2})\Z", re.IGNORECASE
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january",
            "fevrier fevr fev february feb",
            "mars mar march",
            "avril avr april apr",
            "mai may",
            "juin june jun",
            "juillet juil july jul",
            "aout august aug",
            "septembre sept sep september",
            "octobre oct october",
            "novembre nov november",
            "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_GAPS = str.maketrans({"\u00a0": "", "\u202f": "", " ": "", "'": "", "’": "", "\u2212": "-"})
_CENTURY = 70


def as_date(text: str) -> date:
    """Read "2026-03-01", "1/3/2026", "01.03.26" (day first) or "1 mars 2026".

    A year of two digits from 70 on is in the 1900s. Raises ValueError.
    """
    words = text.strip()
    try:
        return _date_of(words)
    except ValueError as error:
        message = _('"%(text)s" is not a date: write 31/12/2026.', text=words[:40])
        raise ValueError(message) from error


def _date_of(words: str) -> date:
    if found := _ISO.match(words):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.match(words):
        return date(_year(found[3]), int(found[2]), int(found[1]))
    if found := _IN_WORDS.match(words):
        return date(_year(found[3]), _MONTHS.get(fold(found[2]), 0), int(found[1]))
    raise ValueError(words)


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:  # noqa: PLR2004 - a year written in full
        return year
    return year + (1900 if year >= _CENTURY else 2000)


def as_number(text: str) -> Decimal:
    """Read "12 480,5", "12480.5", "-5" or "1,234.5"; raises ValueError."""
    bare = text.strip().translate(_GAPS)
    if "," in bare and "." in bare:
        bare = _plain(bare)
    elif bare.count(",") == 1:
        bare = bare.replace(",", ".")
    if not re.fullmatch(r"[-+]?\d+(?:\.\d+)?", bare):
        raise ValueError(_('"%(text)s" is not a number.', text=text.strip()[:40]))
    return Decimal(bare)


def _plain(bare: str) -> str:
    decimal, thousands = (",", ".") if bare.rfind(",") > bare.rfind(".") else (".", ",")
    return bare.replace(thousands, "").replace(decimal, ".")


def as_whole(text: str) -> int:
    """Read a whole number; raises ValueError."""
    number = as_number(text)
    if number != number.to_integral_value():
        raise ValueError(_('"%(text)s" is not a whole number.', text=text.strip()[:40]))
    return int(number)


def as_choice(choices: Mapping[str, T]) -> Callable[[str], T]:
    """Return a reader that takes one of ``choices``, accents and case aside."""
    known = {fold(words): value for words, value in choices.items()}

    def choose(text: str) -> T:
        key = fold(text)
        if key not in known:
            raise ValueError(
                _(
                    '"%(text)s" is not one of: %(choices)s.',
                    text=text.strip()[:40],
                    choices=", ".join(choices),
                )
            )
        return known[key]

    return choose
