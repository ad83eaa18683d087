"""Words of a lesson made into safe HTML, with the typography of their language."""

import re
from typing import Any

from lms.core.i18n import fr_typo
from lms.core.markdown import AssetUrl, polish, render

PANELS = {
    "fr": {
        "SAY": "À dire tel quel",
        "TIP": "Un truc qui aide",
        "NOTE": "À noter",
        "IMPORTANT": "Important",
        "WARNING": "Attention",
    },
    "en": {
        "SAY": "Say it as it is",
        "TIP": "A tip that helps",
        "NOTE": "Good to know",
        "IMPORTANT": "Important",
        "WARNING": "Take care",
    },
}
_PANEL = re.compile(r"<blockquote>\s*<p>\[!([A-Za-z]+)\]\s*")


PLAIN = frozenset({"title", "summary", "hint", "front", "statement"})
"""Fields of a lesson read as they are: no Markdown, so no code that typography could spoil."""


def said(words: str, language: str) -> str:
    """Return plain ``words`` with the typography of their language: "Une porte s’ouvre"."""
    return fr_typo(words) if language.startswith("fr") else words


def said_all(body: Any, language: str, field: str = "") -> Any:
    """Return the body of a lesson, typography applied to its plain words and to nothing else."""
    if isinstance(body, str):
        return said(body, language) if field in PLAIN else body
    if isinstance(body, list):
        return [said_all(one, language, "title" if field == "takeaways" else field) for one in body]
    if isinstance(body, dict):
        a_choice = "goes_to" in body
        return {
            key: said_all(one, language, "title" if a_choice and key == "text" else key)
            for key, one in body.items()
        }
    return body


def render_markdown(words: str, *, language: str, asset_url: AssetUrl) -> str:
    """Return Markdown ``words`` as HTML cleaned by an explicit tag list.

    ``asset_url`` gives the address of a file by its name in the course. French typography touches
    text only: never code, addresses or attributes.
    """
    if not words:
        return ""
    html = _PANEL.sub(lambda found: _panel(found[1], language), str(render(words, asset_url)))
    return str(polish(html, language))


def _panel(mark: str, language: str) -> str:
    """Open a quotation that begins with a word in brackets: its heading, in its own language."""
    kind = mark.upper()
    heading = PANELS["fr" if language.startswith("fr") else "en"].get(kind)
    if heading is None:
        return f"<blockquote>\n<p>[!{mark}]"
    return f'<blockquote class="is-{kind.lower()}">\n<p class="c-eyebrow">{heading}</p>\n<p>'
