"""Each document of the kit, filled and set."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from lms.core import i18n
from lms.core.pdf import set_pdf
from lms.core.qr import qr_picture
from lms.projects.exports.kit.numbers import numbers

FOLDER = Path(__file__).resolve().parent
ROLES: Final = ("employee", "unit_manager", "coach", "regional_lead")
CODES: Final = (
    "deck",
    "script",
    "quiz",
    "faq",
    "poster",
    "checklist",
    *(f"guide-{role}" for role in ROLES),
)
GUIDE: Final = "guide-"


@dataclass(frozen=True, slots=True)
class Around:
    """What the kit is for: the brand over the doors, where the poster's code leads."""

    brand: str
    """Empty: several, or none."""
    url: str


@lru_cache(maxsize=4)
def texts(locale: str) -> Mapping[str, Any]:
    """Return the words of the kit in one language, read once per process."""
    return tomllib.loads((FOLDER / f"{locale}.toml").read_text(encoding="utf-8"))


def filled(words: Any, values: Mapping[str, str], polish: Callable[[str], str]) -> Any:
    """Return texts with their numbers in, and the typography of their language."""
    if isinstance(words, str):
        return polish(words.format_map(values))
    if isinstance(words, list):
        return [filled(one, values, polish) for one in words]
    if isinstance(words, dict):
        return {name: filled(one, values, polish) for name, one in words.items()}
    return words


def paper_data(code: str, around: Around) -> dict[str, Any]:
    """Return what the template of ``code`` reads; raises KeyError for no document of the kit."""
    locale = i18n.locale()
    known = texts(locale)
    brand = around.brand or known["page"]["network"]
    values = numbers() | {"brand": brand.replace(" ", i18n.WIDE)}
    said = known["guide"][code[len(GUIDE) :]] if code.startswith(GUIDE) else known[code]
    made: dict[str, Any] = filled(said, values, i18n.fr_typo if locale == "fr" else str)
    made["brand"] = values["brand"][:1].upper() + values["brand"][1:]
    made["url"] = around.url
    made["address"] = around.url.split("://")[-1]
    made["qr"] = qr_picture(around.url)
    return made


def template_of(code: str) -> str:
    """Return the template that sets ``code``."""
    return "kit/guide" if code.startswith(GUIDE) else f"kit/{code}"


def paper(code: str, around: Around) -> bytes:
    """Return a document of the kit as PDF."""
    return set_pdf(template_of(code), paper_data(code, around))
