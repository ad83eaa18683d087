"""Turns Markdown written for elsewhere into ours: what we cannot show becomes words, and is noted."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from lms.core.i18n import _l
from lms.courses.imports.assets import media_type
from lms.courses.imports.problems import Message, Notes
from lms.courses.imports.sources import Source
from lms.courses.rules.texts import fenced, markdown, slug

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SUMMARY = re.compile(r"<summary>(.*?)</summary>", re.DOTALL | re.IGNORECASE)
_KEY = re.compile(r"<kbd>(.*?)</kbd>|\|\|([^|\n]{1,30})\|\|", re.IGNORECASE)
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_WRAPPER = re.compile(
    r"</?(?:details|div|small|center|span|p|figure|sub|sup|u)(?: [^<>]*)?>", re.IGNORECASE
)
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?: [^<>]*)?/?>")
_DEFINITION = re.compile(
    r"^ {0,3}\[(?P<label>[^\]^\n]+)\]:[ \t]*\n?[ \t]*<?(?P<url>[^\s>]+)>?(?:[ \t]+\"[^\"\n]*\")?[ \t]*$",
    re.MULTILINE,
)
_BY_LABEL = re.compile(r"(?P<mark>!?)\[(?P<words>[^\[\]]*)\]\[(?P<label>[^\[\]]*)\]")
_SHORT = re.compile(r"(?P<mark>!?)\[(?P<label>[^\[\]]+)\](?![\[(:])")
_IMAGE = re.compile(
    r"!\[(?P<words>[^\[\]]*)\]\((?P<target>[^()\s]*(?:\([^()\s]*\))?[^()\s]*)(?: +\"(?P<caption>[^\"]*)\")?\)"
)
_LINK = re.compile(
    r"(?<!!)\[(?P<words>[^\[\]]+)\]\((?P<target>[^()\s]*(?:\([^()\s]*\))?[^()\s]*)(?: +\"[^\"]*\")?\)"
)
_MATHS = re.compile(
    r"\$\$(?P<block>[^$]+)\$\$|(?<![\w$\\])\$(?=\S)(?P<line>[^$\n`]+?)(?<=\S)\$(?![\w$])"
)
_ALERT = re.compile(r"^> ?\[!(?P<kind>[A-Za-z]+)\][ \t]*(?:\n>[ \t]*$)*", re.MULTILINE)
_CODE = re.compile(r"(`+)(?:.*?)\1", re.DOTALL)
_PANELS = {"caution": "WARNING", "attention": "WARNING", "danger": "WARNING"}
_KNOWN_PANELS = {"SAY", "TIP", "NOTE", "IMPORTANT", "WARNING"}


@dataclass(slots=True)
class Cleaner:
    """Cleans the texts of one document that stands in `folder`, and gathers the files they show.

    `files` maps the name an asset gets in the course to its place in the source.
    """

    source: Source
    folder: str
    notes: Notes
    files: dict[str, str] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)

    def clean(self, text: str) -> str:
        """Return `text` as Markdown that a lesson can hold."""
        outside = self._without_definitions(self._without_comments(text))
        for step in (
            self._panels,
            self._html,
            self._by_label,
            self._maths,
            self._images,
            self._links,
        ):
            outside = outside_code(outside, step)
        return markdown(outside)

    def report(self) -> None:
        """Note what was changed, once per kind and with how often."""
        for kind, count in (+self.counts).items():
            self.notes.whole(kind, _WORDS[kind](count), refused=False)
        for target, count in self.missing.items():
            self.notes.whole(
                target,
                _l(
                    "This file is not in the package: its words stand in its place. Times named: %(count)s.",
                    count=count,
                ),
                refused=False,
            )

    def _without_comments(self, text: str) -> str:
        def counted(found: re.Match[str]) -> str:
            self.counts["comment"] += 1
            return "\n" * found[0].count("\n")

        return outside_code(text, lambda part: _COMMENT.sub(counted, part))

    def _without_definitions(self, text: str) -> str:
        def kept(found: re.Match[str]) -> str:
            self.definitions[_label(found["label"])] = found["url"]
            return ""

        return outside_code(text, lambda part: _DEFINITION.sub(kept, part))

    def _panels(self, text: str) -> str:
        def panel(found: re.Match[str]) -> str:
            kind = _PANELS.get(found["kind"].lower(), found["kind"].upper())
            return f"> [!{kind if kind in _KNOWN_PANELS else 'NOTE'}]"

        return _ALERT.sub(panel, text)

    def _html(self, text: str) -> str:
        text = _SUMMARY.sub(lambda found: f"\n**{found[1].strip()}**\n", text)
        text = _KEY.sub(lambda found: f"`{found[1] or found[2]}`", text)
        text, count = _WRAPPER.subn("", _BREAK.sub("\\\n", text))
        self.counts["html"] += count
        self.counts["tag"] += sum(1 for _ in _TAG.finditer(text))
        return text

    def _by_label(self, text: str) -> str:
        def direct(found: re.Match[str]) -> str:
            words = found["words"] if "words" in found.groupdict() else found["label"]
            target = self.definitions.get(_label(found["label"] or words))
            return f"{found['mark']}[{words}]({target})" if target else found[0]

        return _SHORT.sub(direct, _BY_LABEL.sub(direct, text))

    def _maths(self, text: str) -> str:
        def shown(found: re.Match[str]) -> str:
            self.counts["maths"] += 1
            if found["block"]:
                return f"\n```\n{found['block'].strip()}\n```\n"
            return f"`{found['line']}`"

        return _MATHS.sub(shown, text)

    def _images(self, text: str) -> str:
        return _IMAGE.sub(self._image, text)

    def _image(self, found: re.Match[str]) -> str:
        words, target = found["words"].strip(), found["target"]
        shown = words or _from_name(target)
        name = self._keep(target)
        if name is None:
            return _elsewhere(shown, target) if _scheme(target) else f"*{shown}*"
        if not words:
            self.counts["image_alt"] += 1
        caption = f' "{found["caption"]}"' if found["caption"] else ""
        return f"![{shown}]({name}{caption})"

    def _keep(self, target: str) -> str | None:
        """Return the name a picture gets in the course, or None when it cannot be shown."""
        if _scheme(target):
            self.counts["far_image"] += 1
            return None
        path = self._inside(target)
        if path is None or media_type(path) is None:
            self.missing[target] += 1
            return None
        plain = PurePosixPath(path)
        name = f"media/{slug(path.removesuffix(plain.suffix), 'image')}{plain.suffix.lower()}"
        self.files[name] = path
        return name

    def _inside(self, target: str) -> str | None:
        """Return the place in the source that a relative target means, or None."""
        parts: list[str] = [part for part in self.folder.split("/") if part]
        for part in PurePosixPath(unquote(urlsplit(target).path)).parts:
            if part == "..":
                parts = parts[:-1]
            elif part not in (".", "/"):
                parts.append(part)
        path = "/".join(parts)
        return path if path in self.source.names() else None

    def _links(self, text: str) -> str:
        return _LINK.sub(self._link, text)

    def _link(self, found: re.Match[str]) -> str:
        scheme = _scheme(found["target"])
        if scheme in ("http", "https", "mailto", "tel") or found["target"].startswith("media/"):
            return found[0]
        if scheme:
            self.counts["address"] += 1
        elif not found["target"].startswith("#"):
            self.missing[found["target"]] += 1
        return found["words"]


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """Return `text` changed everywhere but in code fences and code spans."""
    lines = text.split("\n")
    runs: list[tuple[bool, list[str]]] = []
    for line, code in zip(lines, fenced(lines), strict=True):
        if not runs or runs[-1][0] != code:
            runs.append((code, []))
        runs[-1][1].append(line)
    return "\n".join(
        "\n".join(run) if code else _outside_spans("\n".join(run), change) for code, run in runs
    )


def _outside_spans(text: str, change: Callable[[str], str]) -> str:
    """Hide code spans behind marks that no pattern matches, change the rest, put them back."""
    spans: list[str] = []

    def hide(found: re.Match[str]) -> str:
        spans.append(found[0])
        return f"\x00{len(spans) - 1}\x01"

    changed = change(_CODE.sub(hide, text))
    return re.sub(r"\x00(\d+)\x01", lambda found: spans[int(found[1])], changed)


def _label(text: str) -> str:
    return " ".join(text.split()).casefold()


def _scheme(target: str) -> str:
    parts = urlsplit(target)
    return parts.scheme or ("https" if parts.netloc else "")


def _from_name(target: str) -> str:
    return PurePosixPath(urlsplit(target).path).stem.replace("-", " ").replace("_", " ") or "image"


def _elsewhere(words: str, target: str) -> str:
    return f"[{words}]({target})" if urlsplit(target).scheme in ("http", "https") else f"*{words}*"


_WORDS: dict[str, Callable[[int], Message]] = {
    "comment": lambda n: _l("Comments made for another tool, left out: %(n)s.", n=n),
    "html": lambda n: _l("HTML tags removed, their words kept: %(n)s.", n=n),
    "tag": lambda n: _l("HTML tags shown as text: %(n)s.", n=n),
    "maths": lambda n: _l("Formulas shown as code: %(n)s.", n=n),
    "image_alt": lambda n: _l("Images without description, named after their file: %(n)s.", n=n),
    "far_image": lambda n: _l("Images kept on other sites, now links: %(n)s.", n=n),
    "address": lambda n: _l("Links of a kind that is not allowed, now text: %(n)s.", n=n),
    "footnote": lambda n: _l("Notes moved to the end of their screen: %(n)s.", n=n),
    "grid": lambda n: _l("Drawn tables shown as text: %(n)s.", n=n),
    "slides": lambda n: _l("Settings made for slides, left out: %(n)s.", n=n),
}
