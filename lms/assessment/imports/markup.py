"""Texts of other products to Markdown: HTML, plain text, Moodle's automatic format."""

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import quote, unquote

_SPECIAL = re.compile(r"([\\`*\[\]<>]|~(?=~)|(?<=~)~)")
_EDGE_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_LINE_START = re.compile(
    r"^(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$|-)|=+(?=\s*$)|\d{1,9}(?=[.)](?:\s|$)))", re.MULTILINE
)
_ENTITY = re.compile(r"&(?=#?\w+;)")
_LOOKS_HTML = re.compile(r"</?[a-zA-Z][^<>]*>|&#?\w+;")
_PLUGINFILE = re.compile(r"^@@PLUGINFILE@@/", re.IGNORECASE)
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "del": "~~", "strike": "~~"}
_BLOCKS = {
    *("p", "div", "section", "article", "figure", "figcaption", "center", "address", "dl", "dt"),
    *("dd", "form", "fieldset", "header", "footer", "tr", "caption"),
}
_SILENT = {"script", "style", "head", "title", "object", "embed", "iframe", "noscript", "svg"}


def escape(text: str) -> str:
    """Return Markdown that reads as exactly this text."""
    text = _ENTITY.sub(r"\\&", _SPECIAL.sub(r"\\\1", text))
    text = _EDGE_UNDERSCORE.sub(r"\\_", text)

    def at_start(found: re.Match[str]) -> str:
        mark = found[2]
        return f"{found[1]}{mark}\\" if mark[0].isdigit() else f"{found[1]}\\{mark}"

    return _LINE_START.sub(at_start, text)


def from_plain(text: str) -> str:
    """Turn plain text to Markdown, its lines kept apart."""
    lines = [" ".join(line.split()) for line in text.strip().split("\n")]
    escaped = escape("\n".join(lines))
    return re.sub(r"(?<!\n)\n(?!\n)", "\\\n", re.sub(r"\n{3,}", "\n\n", escaped))


def from_moodle(text: str) -> str:
    """Turn Moodle's automatic format to Markdown: HTML when it holds tags, else plain text."""
    if _LOOKS_HTML.search(text):
        return from_html(text)
    return escape(" ".join(text.split(" "))) if "\n" not in text else _unwrapped(text)


def _unwrapped(text: str) -> str:
    """Join lines that an author broke only to see them in a window; keep empty ones."""
    parts = re.split(r"\n\s*\n", text.strip())
    return "\n\n".join(escape(" ".join(part.split())) for part in parts if part.strip())


def to_markdown(text: str, form: str) -> str:
    """Turn a text of a format (html, moodle, plain, markdown and their long names) to Markdown."""
    if form == "markdown":
        return text.strip()
    if form == "html":
        return from_html(text)
    if form in {"plain", "plain_text"}:
        return from_plain(text)
    return from_moodle(text.strip())


def from_html(html: str) -> str:
    """Turn HTML to Markdown; what Markdown cannot say keeps its words and loses its look."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.result()


def to_text(html: str) -> str:
    """Return the words of a text that may hold HTML, on one line: for answers that are compared."""
    if not _LOOKS_HTML.search(html):
        return " ".join(html.split())
    return " ".join(unescape(re.sub(r"<[^<>]*>", " ", html)).split())


class _Reader(HTMLParser):
    """Writes Markdown as it reads: blocks apart, marks around words, lists by depth."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.line = ""
        self.lists: list[int | None] = []
        self.prefix = ""
        self.quotes = 0
        self.silent = 0
        self.code: str | None = None
        self.links: list[str] = []
        self.tight = False
        self.cells: list[str] | None = None

    def result(self) -> str:
        """Return the Markdown read so far."""
        self._end_block()
        return "".join(self.blocks).strip("\n").rstrip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self.silent += 1
        elif tag == "pre":
            self._end_block()
            self.code = ""
        elif self.code is None:
            self._open(tag, given)

    def _open(self, tag: str, given: dict[str, str]) -> None:
        if tag in _MARKS:
            self.line += _MARKS[tag]
        elif tag == "br":
            self.line = self.line.rstrip() + "\\\n"
        elif tag == "img":
            self._image(given)
        elif tag == "a":
            self.links.append(_safe_link(given.get("href", "")))
            self.line += "[" if self.links[-1] else ""
        elif tag in {"ul", "ol"}:
            self._end_block()
            self.lists.append(1 if tag == "ol" else None)
        elif tag == "li":
            self._item()
        elif re.fullmatch(r"h[1-6]", tag):
            self._end_block()
            self.prefix = "#" * max(2, int(tag[1])) + " "
        elif tag == "blockquote":
            self._end_block()
            self.quotes += 1
        elif tag == "hr":
            self._end_block()
            self.blocks.append("---\n\n")
        elif tag in {"td", "th"} and self.line.strip():
            self.line = self.line.rstrip() + " \\| "
        elif tag in _BLOCKS:
            self._end_block()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag == "pre" and self.code is not None:
            self._fence()
        elif self.code is None:
            self._close(tag)

    def _close(self, tag: str) -> None:
        if tag in _MARKS:
            self._close_mark(_MARKS[tag])
        elif tag == "a" and self.links:
            link = self.links.pop()
            self.line += f"]({link})" if link else ""
        elif tag in {"ul", "ol"} and self.lists:
            self._end_block()
            self.lists.pop()
            if not self.lists:
                self._loosen()
        elif tag == "blockquote":
            self._end_block()
            self.quotes = max(0, self.quotes - 1)
        elif tag in _BLOCKS or tag == "li" or re.fullmatch(r"h[1-6]", tag):
            self._end_block()

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        if self.code is not None:
            self.code += data
            return
        words = re.sub(r"\s+", " ", data.replace("\u00a0", " "))
        if not self.line or self.line.endswith((" ", "\n")):
            words = words.lstrip()
        self.line += escape(words) if words.strip() else words

    def _close_mark(self, mark: str) -> None:
        """Close a mark against the last letter: `**words **` would show its stars."""
        bare = self.line.rstrip()
        if bare.endswith(mark) and not bare.endswith("\\" + mark):
            self.line = bare[: -len(mark)] + self.line[len(bare) :]
            return
        self.line = bare + mark + self.line[len(bare) :]

    def _image(self, given: dict[str, str]) -> None:
        name = unquote(_PLUGINFILE.sub("", given.get("src", "")))
        words = escape(" ".join(given.get("alt", "").split()))
        if name.startswith(("data:", "javascript:")):
            self.line += words
        else:
            self.line += f"![{words}]({quote(name, safe='/:?&=%.,+@~-')})"

    def _item(self) -> None:
        self._end_block()
        if not self.lists:
            self.lists.append(None)
        number = self.lists[-1]
        depth = "    " * (len(self.lists) - 1)
        self.prefix = f"{depth}- " if number is None else f"{depth}{number}. "
        if number is not None:
            self.lists[-1] = number + 1

    def _fence(self) -> None:
        code = (self.code or "").strip("\n")
        self.code = None
        ticks = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", code)), default=0))
        self.blocks.append(f"{ticks}\n{code}\n{ticks}\n\n")

    def _end_block(self) -> None:
        words = self.line.strip().removesuffix("\\").rstrip()
        self.line = ""
        if not words:
            return
        quote_marks = "> " * self.quotes
        hang = quote_marks + " " * len(self.prefix) if self.lists else quote_marks
        lines = words.split("\n")
        body = f"\n{hang}".join(line.strip() for line in lines)
        end = "\n" if self.lists else "\n\n"
        self.blocks.append(f"{quote_marks}{self.prefix}{body}{end}")
        self.prefix = ""

    def _loosen(self) -> None:
        if self.blocks and not self.blocks[-1].endswith("\n\n"):
            self.blocks[-1] += "\n"


def _safe_link(address: str) -> str:
    found = address.strip()
    if not re.match(r"(?:https?|mailto|tel):", found, re.IGNORECASE):
        return ""
    return quote(found, safe=":/?#[]@!$&'*+,;=%-._~")
