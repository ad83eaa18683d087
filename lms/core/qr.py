"""QR codes as SVG, fit for a page under a strict content policy and for print."""

import io

import segno
from markupsafe import Markup

_QUIET = 4
_RECOVERY = "m"
_LONGEST = 1200


def qr_svg(text: str, *, title: str = "") -> Markup:
    """Return ``text`` as an inline SVG that fills its box, black on white with its quiet zone.

    ``title`` is its accessible name; without one the picture is decorative. Raises ValueError
    past 1,200 characters (a phone would not read the code from paper).
    """
    return Markup(_svg(text, title))  # noqa: S704 - segno escapes the title, the rest is ours


def qr_picture(text: str) -> str:
    """Return ``text`` as an SVG file, for documents; raises ValueError past 1,200 characters."""
    return _svg(text, "")


def _svg(text: str, title: str) -> str:
    if len(text) > _LONGEST:
        message = f"{len(text)} characters do not fit a QR code read from paper"
        raise ValueError(message)
    code = segno.make(text, error=_RECOVERY, micro=False, boost_error=False)
    out = io.BytesIO()
    code.save(
        out,
        kind="svg",
        xmldecl=False,
        svgclass=None,
        lineclass=None,
        omitsize=True,
        border=_QUIET,
        dark="#000",
        light="#fff",
        title=title or None,
        nl=False,
    )
    return out.getvalue().decode()
