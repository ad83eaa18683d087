"""Words of a lesson made into safe HTML, with the typography of their language."""

import re

from lms.core.i18n import fr_typo
from lms.core.markdown import AssetUrl, render

_PIECE = re.compile(r"(<[^>]*>)")


def render_markdown(words: str, *, language: str, asset_url: AssetUrl) -> str:
    """Return Markdown ``words`` as HTML cleaned by an explicit tag list.

    ``asset_url`` gives the address of a file by its name in the course. French typography touches
    text only: never code, addresses or attributes.
    """
    if not words:
        return ""
    html = str(render(words, asset_url))
    return polish(html) if language.startswith("fr") else html


def polish(html: str) -> str:
    """Apply French typography to the text of ``html``, code apart."""
    depth = 0
    pieces: list[str] = []
    for piece in _PIECE.split(html):
        if piece.startswith(("<code", "<pre")):
            depth += 1
        elif piece.startswith(("</code", "</pre")):
            depth -= 1
        elif not piece.startswith("<") and not depth:
            pieces.append(fr_typo(piece))
            continue
        pieces.append(piece)
    return "".join(pieces)
