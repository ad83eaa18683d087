"""Documents on paper, set by typst from templates; data never becomes part of a program.

A template reads one JSON text from ``sys.inputs``: a name such as ``#import`` stays a name.
Fonts are ours or typst's own, never the machine's, so that a page is the same everywhere.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import typst

from lms.core import clock, i18n
from lms.core.i18n import _
from lms.core.qr import qr_picture

FOLDER = Path(__file__).resolve().parent.parent.parent / "templates" / "pdf"
PDF_TYPE = "application/pdf"


class NotSet(Exception):
    """A document could not be set; says which template, never what was in it."""


@dataclass(frozen=True, slots=True)
class Slip:
    """An invitation on paper: who it is for, their store, the one-time code, until when.

    ``url`` is what the QR opens; ``address`` is typed by hand by those who cannot scan;
    ``until`` is a date in words.
    """

    name: str
    unit: str
    code: str
    url: str
    address: str
    until: str


@cache
def _fonts(*, machine: bool = False) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=machine, font_paths=[FOLDER / "fonts"])


def set_pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """Return ``templates/pdf/<template>.typ`` filled with ``data`` (plain values), as PDF/UA-1.

    Raises NotSet when typst refuses.
    """
    return _set(template, data, "pdf")[0]


def set_pages(template: str, data: Mapping[str, Any], ppi: float = 96.0) -> list[bytes]:
    """Return the same document as one PNG per page: what a person will see."""
    return _set(template, data, "png", ppi)


def _set(template: str, data: Mapping[str, Any], kind: str, ppi: float = 144.0) -> list[bytes]:
    inputs = {"data": json.dumps(data, ensure_ascii=False), "lang": i18n.locale()}
    # PDF/UA refuses a letter that no font draws: a name in another script is then set with the
    # machine's fonts, or as boxes, rather than nobody getting their page.
    for strict in (True, False):
        try:
            compiler = typst.Compiler(
                FOLDER / f"{template}.typ",
                root=FOLDER,
                font_paths=_fonts(machine=not strict),
                sys_inputs=inputs,
            )
            return _compiled(compiler, kind, ppi, strict=strict)
        except RuntimeError:
            continue
    message = f"typst refused {template}"
    raise NotSet(message)


def _compiled(compiler: typst.Compiler, kind: str, ppi: float, *, strict: bool) -> list[bytes]:
    made = compiler.compile(
        format="png" if kind == "png" else "pdf",
        ppi=ppi,
        pdf_standards="ua-1" if kind == "pdf" and strict else None,
        timestamp=clock.now().replace(microsecond=0),
    )
    return made if isinstance(made, list) else [made or b""]


def slips_data(slips: Sequence[Slip]) -> dict[str, Any]:
    """Return what the template of slips reads: the slips, their pictures, the words around."""
    return {
        "slips": [
            {**asdict(one), "code": spaced(one.code), "qr": qr_picture(one.url)} for one in slips
        ],
        "words": {
            "title": _("Invitation slips"),
            "welcome": _("Welcome to Comptoir"),
            "inside": _("Your way in, for you alone"),
            "scan": _("Scan with your phone, or open"),
            "type": _("and type this code:"),
            "once": _("This code works once, until"),
            "then": _("Then you choose a secret that nobody else knows, not even your manager."),
            "fold": _("Fold here: the code goes inside, the name stays outside"),
            "picture": _("QR code that opens the sign-in page"),
        },
    }


def spaced(code: str) -> str:
    """Return a code in groups of four, as it is easier to copy."""
    return re.sub(r"(?<=.)(?=(?:.{4})+\Z)", " ", code) if " " not in code else code


def slips_pdf(slips: Sequence[Slip]) -> bytes:
    """Return the slips as A4 pages of eight, each cut out then folded once.

    Raises ValueError without a slip, NotSet when typst refuses.
    """
    if not slips:
        message = "no slip to print"
        raise ValueError(message)
    return set_pdf("slips", slips_data(slips))
