"""Words of a lesson made into safe HTML, with the typography of their language."""

import re

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
