"""Words of authors: Markdown to safe HTML, and to plain text.

No HTML passes through Markdown, and what comes out goes through an allow-list all the same. Images
and links to files are names; ``asset_url`` gives their address. An image it does not know, or one
from elsewhere, gives way to its words.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape, unescape
from urllib.parse import unquote

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from lms.core.i18n import fr_typo

AssetUrl = Callable[[str], str]

_BLOCKS = {"p", "br", "pre", "ul", "ol", "li", "blockquote", "hr", "h2", "h3", "h4", "h5", "h6"}
_TABLE = {"table", "thead", "tbody", "tr", "th", "td"}
INLINE = {"br", "strong", "em", "s", "code", "img"}
TAGS = _BLOCKS | _TABLE | INLINE | {"a"}
ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
}
SCHEMES = {"http", "https", "mailto", "tel"}
KEPT = 8192

_reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_IMAGE = re.compile(r'<img src="([^"]*)" alt="([^"]*)"')
_NOWHERE = re.compile(r'<img src="" loading="lazy" alt="([^"]*)"[^>]*>')
_LINK = re.compile(r'<a href="([^"]*)"')
_HEADING = re.compile(r"<(/?)h([1-6])>")
_TAG = re.compile(r"<[^>]*>")
_PIECE = re.compile(r"(<[^>]*>)")
_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|//|/|#", re.IGNORECASE)


def render(words: str, asset_url: AssetUrl | None = None) -> Markup:
    """Return ``words`` as blocks of HTML, headings from the second level on."""
    return Markup(_place(_blocks(words), asset_url))  # noqa: S704 - cleaned by nh3


def render_inline(words: str, asset_url: AssetUrl | None = None) -> Markup:
    """Return ``words`` as HTML that may stand in a label or a heading: no block, no link."""
    return Markup(_place(_line(words), asset_url))  # noqa: S704 - cleaned by nh3


@lru_cache(maxsize=KEPT)
def plain(words: str) -> str:
    """Return ``words`` without any mark, on one line: for list entries, titles, exports."""
    return unescape(" ".join(_TAG.sub(" ", _blocks(words)).split()))


@lru_cache(maxsize=KEPT)
def _blocks(words: str) -> str:
    return _clean(_level(_reader.render(words)), TAGS)


def _level(html: str) -> str:
    """Return ``html``, its headings numbered from 2 on, none skipped: a page has its own title."""
    levels = sorted({int(found[2]) for found in _HEADING.finditer(html)})
    if not levels:
        return html
    last = 1

    def numbered(found: re.Match[str]) -> str:
        nonlocal last
        if not found[1]:
            last = min(levels.index(int(found[2])) + 2, last + 1, 6)
        return f"<{found[1]}h{last}>"

    return _HEADING.sub(numbered, html)


@lru_cache(maxsize=KEPT)
def _line(words: str) -> str:
    parts = (_reader.renderInline(part) for part in re.split(r"\n\s*\n", words.strip()))
    return _clean("<br>".join(parts), INLINE)


def polish(html: Markup | str, language: str) -> Markup:
    """Return safe HTML with the typography of ``language`` on its text, code and addresses apart."""
    if not language.startswith("fr"):
        return Markup(html)  # noqa: S704 - safe already
    depth = 0
    pieces: list[str] = []
    for piece in _PIECE.split(str(html)):
        if piece.startswith(("<code", "<pre")):
            depth += 1
        elif piece.startswith(("</code", "</pre")):
            depth -= 1
        is_text = not piece.startswith("<") and not depth
        pieces.append(fr_typo(piece) if is_text else piece)
    return Markup("".join(pieces))  # noqa: S704 - only spaces and apostrophes changed


def _clean(html: str, tags: set[str]) -> str:
    return nh3.clean(
        html,
        tags=tags,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
    ).strip()


def _place(html: str, asset_url: AssetUrl | None) -> str:
    """Put addresses in place of the names of files."""
    if "<img" not in html and "<a " not in html:
        return html

    def image(found: re.Match[str]) -> str:
        return f'<img src="{_address(found[1], asset_url)}" loading="lazy" alt="{found[2]}"'

    def link(found: re.Match[str]) -> str:
        name = found[1]
        address = name if _OUTSIDE.match(name) else _address(name, asset_url)
        return f'<a href="{address}"'

    return _LINK.sub(link, _NOWHERE.sub(r"\1", _IMAGE.sub(image, html)))


def _address(name: str, asset_url: AssetUrl | None) -> str:
    if _OUTSIDE.match(name) and not name.startswith("/files/"):
        return ""
    if name.startswith("/files/"):
        return name
    known = asset_url(unquote(unescape(name))) if asset_url else ""
    return escape(known)
