"""Numbers as people write them, kept exact, and written back the one shortest way."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

_DECIMAL: Final = re.compile(r"([+-]?\d{1,12})(?:[.,](\d{1,9}))?")
_RATIO: Final = re.compile(r"([+-]?\d{1,12})\s*/\s*(\d{1,12})")
_SPACES: Final = str.maketrans("", "", " \u00a0\u202f")
MOST: Final = 10**12
SMALLEST: Final = Fraction(1, MOST)


def read_number(value: Any) -> Fraction:
    """Return 12, 0.75, "12,5" or "3/4" exactly; ValueError for anything else.

    A float is what its author typed: the shortest decimal that gives it back.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | Fraction | str):
        raise ValueError(value)  # noqa: TRY004 - one error for all that is no number
    if isinstance(value, str):
        return _from_text(value)
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(value)
    if abs(value) >= MOST or (value and abs(value) < SMALLEST):
        raise ValueError(value)
    found = Fraction(value)
    if found.denominator > MOST:
        raise ValueError(value)
    return found


def _from_text(text: str) -> Fraction:
    bare = text.strip()
    ratio = _RATIO.fullmatch(bare)
    if ratio:
        if not int(ratio[2]):
            raise ValueError(text)
        return Fraction(int(ratio[1]), int(ratio[2]))
    decimal = _DECIMAL.fullmatch(bare.translate(_SPACES))
    if not decimal:
        raise ValueError(text)
    return Fraction(f"{decimal[1]}.{decimal[2] or 0}")


def plain_number(value: Fraction) -> int | str:
    """Return a whole number as such, a decimal as "0.75", any other as "2/3"."""
    if value.denominator == 1:
        return value.numerator
    twos, fives = _power(value.denominator, 2), _power(value.denominator, 5)
    if 2**twos * 5**fives != value.denominator:
        return f"{value.numerator}/{value.denominator}"
    places = max(twos, fives)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def _power(number: int, prime: int) -> int:
    """Return how many times ``prime`` divides ``number``."""
    times = 0
    while number % prime == 0:
        number, times = number // prime, times + 1
    return times
