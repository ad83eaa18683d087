"""Languages of the interface: fast lookups, French typography, dates and numbers.

Messages in code are English; catalogues are in ``translations/``. French typography is applied to
the catalogue when it is loaded, so that translators type plain spaces. Templates get constant
messages folded when they compile (one environment per language, see :mod:`lms.core.pages`).
"""

import re
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, TypeVar

from babel import Locale
from babel.dates import format_date as babel_date
from babel.dates import format_datetime as babel_datetime
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from flask_babel.speaklater import LazyString

from lms.core.clock import zone_info

Code = TypeVar("Code", bound=Hashable)

LOCALES = ("fr", "en")
DEFAULT = "fr"
FOLDER = Path(__file__).resolve().parent.parent.parent / "translations"

_current: ContextVar[str] = ContextVar("locale", default=DEFAULT)

NARROW = "\u202f"
WIDE = "\u00a0"
_UNITS = "min|h|s|Mo|ko|Go|km|m|cm|kg|g|€|ans?|jours?"
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[ \u00a0\u202f]+([;!?])"), NARROW + r"\1"),
    (re.compile(r"[ \u00a0\u202f]+:(?!:)"), WIDE + ":"),
    (re.compile(r"«[ \u00a0\u202f]*"), "«" + NARROW),
    (re.compile(r"[ \u00a0\u202f]*»"), NARROW + "»"),
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"(\d|\)s) (?=%(?!\())"), r"\1" + NARROW),
    (re.compile(rf"(\d|\)s) (?=(?:{_UNITS})\b)"), r"\1" + WIDE),
    (re.compile(r"(\d) (?=\d{3}\b)"), r"\1" + NARROW),
)


@lru_cache(maxsize=8192)
def fr_typo(words: str) -> str:
    """Apply French typography to ``words``: narrow and wide fixed spaces, curly apostrophes.

    One rule for every text, headings too: what is copied or searched has one spelling.
    Never give it code, addresses or what somebody typed in a field.
    """
    for pattern, replacement in _RULES:
        words = pattern.sub(replacement, words)
    return words


class Catalogue:
    """The messages of one language, typography applied, remembered as they are asked."""

    def __init__(self, locale: str) -> None:
        """Load ``translations/<locale>``; an absent catalogue answers the English message."""
        found = Translations.load(str(FOLDER), [locale])
        self._source: NullTranslations = found
        self._polish: Callable[[str], str] = fr_typo if locale == "fr" else str
        self._known: dict[str, str] = {}

    def get(self, message: str) -> str:
        """Return ``message`` in this language."""
        known = self._known.get(message)
        if known is None:
            known = self._known[message] = self._polish(self._source.gettext(message))
        return known

    def plural(self, one: str, many: str, count: int) -> str:
        """Return the form of ``one``/``many`` that ``count`` takes in this language."""
        return self._polish(self._source.ngettext(one, many, count))


@lru_cache(maxsize=8)
def catalogue(locale: str) -> Catalogue:
    """Return the catalogue of ``locale``, loaded once per process."""
    return Catalogue(locale)


def locale() -> str:
    """Return the language in which words are written now."""
    return _current.get()


def set_locale(code: str) -> None:
    """Write words in ``code`` from now on in this context (one request, one job)."""
    _current.set(code if code in LOCALES else DEFAULT)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Write words in ``code`` until the block ends: a mail to somebody else, a test."""
    mark = _current.set(code if code in LOCALES else DEFAULT)
    try:
        yield
    finally:
        _current.reset(mark)


def gettext(message: str, /, **values: Any) -> str:
    """Return ``message`` in the current language, ``%(name)s`` filled from ``values``."""
    words = catalogue(_current.get()).get(message)
    return words % values if values else words


def ngettext(one: str, many: str, num: int, /, **values: Any) -> str:
    """Return the right plural for ``num``, which is also ``%(num)s``."""
    words = catalogue(_current.get()).plural(one, many, num)
    return words % {"num": num, **values}


_ = gettext


def spoken(words: Callable[[Code], str]) -> Callable[[Code], str]:
    """Remember what ``words`` says of each code, language by language: it reads nothing else.

    Words of codes are tables of messages: without this each row of a list puts the whole table in
    words to take one.
    """

    @lru_cache(maxsize=512)
    def known(code: Code, _language: str) -> str:
        return words(code)

    @wraps(words)
    def said(code: Code) -> str:
        return known(code, _current.get())

    return said


def _l(message: str, /, **values: Any) -> LazyString:
    """Return ``message`` to be put in words when it is shown (labels of forms)."""
    return LazyString(gettext, message, **values)


lazy_gettext = _l


ZONE = "Europe/Paris"
"""Whose clock tells the day and the hour, where no store's does."""
_FIRST = re.compile(r"\b1(?= [^\W\d]{2})")
"""The first of a month, which French counts as an ordinal."""


@lru_cache(maxsize=4096)
def _date(day: date, style: str, code: str) -> str:
    skeletons = {
        "short": "d MMM" if code == "fr" else "MMM d",
        "day": "d MMMM" if code == "fr" else "MMMM d",
        "full": "EEEE d MMMM" if code == "fr" else "EEEE, MMMM d",
        "year": "d MMMM y" if code == "fr" else "MMMM d, y",
    }
    words = babel_date(day, skeletons.get(style, style), locale=code)
    return _FIRST.sub("1er", words) if code == "fr" else words


def format_day(day: date | None, style: str = "day", zone: str = ZONE) -> str:
    """Return "12 mars": styles are short, day, full (with the weekday), year.

    Of an instant it is the day on a clock in ``zone``.
    """
    if isinstance(day, datetime):
        day = day.astimezone(zone_info(zone)).date()
    return "" if day is None else _date(day, style, _current.get())


@lru_cache(maxsize=4096)
def _moment(at: datetime, zone: str, code: str) -> str:
    pattern = f"d MMMM 'à' H{WIDE}'h'{WIDE}mm" if code == "fr" else "MMMM d 'at' HH:mm"
    words = babel_datetime(at, pattern, tzinfo=zone_info(zone), locale=code)
    return fr_typo(_FIRST.sub("1er", words)) if code == "fr" else words


def format_moment(at: datetime | None, zone: str = ZONE) -> str:
    """Return "12 mars à 10 h 20" as read on a clock in ``zone``."""
    if at is None:
        return ""
    return _moment(at.replace(second=0, microsecond=0), zone, _current.get())


@lru_cache(maxsize=4096)
def _number(value: float, code: str) -> str:
    return format_decimal(value, locale=code)


def format_number(value: float) -> str:
    """Return a number with the separators of the current language."""
    return _number(value, _current.get())


def format_percent(num: int, den: int) -> str:
    """Return "92 %" rounded down, or "n/a" without a denominator: never a false 100."""
    if not den:
        return _("n/a")
    words = f"{num * 100 // den} %"
    return words.replace(" ", NARROW) if _current.get() == "fr" else words.replace(" ", "")


def pair(name: str, value: object) -> str:
    """Return a name and what it is worth, with the colon of the language: "gold: 3"."""
    return _("%(name)s: %(value)s", name=name, value=value)


def language_name(code: str) -> str:
    """Return a language's own name, with a capital: "Français"."""
    return (Locale.parse(code.replace("-", "_")).get_display_name(code) or code).capitalize()


def best_locale(accept: str) -> str:
    """Return the language of the interface that an ``Accept-Language`` header prefers."""
    for part in accept.split(","):
        code = part.split(";")[0].strip().lower()[:2]
        if code in LOCALES:
            return code
    return DEFAULT
