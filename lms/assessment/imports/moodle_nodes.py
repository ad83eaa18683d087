"""One element of a Moodle XML file: its texts, figures and files."""

import base64
import binascii
import re
from collections.abc import Iterator
from fractions import Fraction
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element

from lms.assessment.imports import found
from lms.assessment.imports.found import CannotRead, File
from lms.assessment.imports.markup import to_markdown
from lms.core.i18n import _, _l

_LONG_FORMATS = {
    "html": "html",
    "markdown": "markdown",
    "plain_text": "plain",
    "moodle_auto_format": "moodle",
}
_FILE = re.compile(r"@@PLUGINFILE@@/([^\"'\s)>?#]+)", re.IGNORECASE)
_LEFT_OUT = {
    "hint": _l("hints between tries are left out"),
    "attachments": _l("files joined to an answer are left out"),
    "minwordlimit": _l("the least number of words is left out"),
    "maxwordlimit": _l("the largest number of words is left out"),
}


class Node:
    """An element and the files met in its question, by the name its Markdown gives them."""

    def __init__(self, element: Element, files: dict[str, File] | None = None) -> None:
        """Read an element; parts of one question share their files."""
        self.element = element
        self.files: dict[str, File] = {} if files is None else files

    def nodes(self, tag: str) -> Iterator["Node"]:
        """Return the children of that name."""
        return (Node(child, self.files) for child in self.element.findall(tag))

    def child(self, tag: str) -> "Node | None":
        """Return the first child of that name, or None."""
        element = self.element.find(tag)
        return None if element is None else Node(element, self.files)

    def text(self) -> str:
        """Return what it says, in its `text` child or by itself."""
        inner = self.element.find("text")
        return (inner if inner is not None else self.element).text or ""

    def path(self, tag: str) -> str:
        """Return what a child says, or nothing."""
        child = self.child(tag)
        return child.text() if child else ""

    def texts(self, path: str) -> list[str]:
        """Return what every element at a path says."""
        return [Node(element).text() for element in self.element.findall(path)]

    def form(self, tag: str) -> str:
        """Return the format of a child's text."""
        element = self.element.find(tag)
        name = "" if element is None else element.get("format", "")
        return _LONG_FORMATS.get(name, "moodle")

    def own_markdown(self) -> str:
        """Return what it says in Markdown, its files kept."""
        form = _LONG_FORMATS.get(self.element.get("format", ""), "moodle")
        return to_markdown(self._placed_text(), form)

    def markdown(self, tag: str) -> str:
        """Return what a child says in Markdown, its files kept."""
        child = self.child(tag)
        return child.own_markdown() if child else ""

    def placed(self, tag: str) -> str:
        """Return what a child says, its files kept under their own names."""
        child = self.child(tag)
        return child._placed_text() if child else ""  # noqa: SLF001 - same class

    def flag(self, tag: str, *, default: bool) -> bool:
        """Return a yes or no: true, 1 or an empty element mean yes."""
        child = self.child(tag)
        if child is None:
            return default
        return child.text().strip().lower() in {"", "1", "true", "yes"}

    def fraction(self, tag: str, default: str) -> Fraction:
        """Return a figure. Raise CannotRead."""
        text = self.path(tag).strip() or default
        try:
            return Fraction(text)
        except (ValueError, ZeroDivisionError) as error:
            raise CannotRead(tag, _("“%(words)s” is not a number", words=text)) from error

    def percent(self) -> Fraction:
        """Return the share in its `fraction` attribute. Raise CannotRead."""
        return found.percent(self.element.get("fraction", "0"))

    def notes(self, kind: str) -> Iterator[str]:
        """Tell what of this question is left out."""
        for tag, words in _LEFT_OUT.items():
            if any(text.strip() not in {"", "0"} for text in self.texts(tag)):
                yield str(words)
        if kind == "ordering" and self.path("selecttype").strip() not in {"", "0"}:
            yield _("all items are ordered, instead of some drawn by chance")
        credit = self.path("gradingtype").strip()
        if kind == "ordering" and credit not in {"", "-1", "0", "1"}:
            yield _("marks count each item followed by the right one")
        if kind == "ddwtos":
            yield _("words are chosen from lists, instead of dragged")

    def _placed_text(self) -> str:
        """Return its text, each file of it kept and named alone."""
        names = self._keep_files()
        return _FILE.sub(lambda m: quote(names.get(unquote(m[1]), unquote(m[1]))), self.text())

    def _keep_files(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for element in self.element.findall("file"):
            name = element.get("name", "file")
            content = _decoded(element, name)
            kept, number = name, 1
            while kept in self.files and self.files[kept].content != content:
                number += 1
                kept = f"{number}-{name}"
            self.files[kept] = File(kept, content)
            names[(element.get("path", "/").strip("/") + "/" + name).strip("/")] = kept
        return names


def _decoded(element: Element, name: str) -> bytes:
    if element.get("encoding", "base64") != "base64":
        raise CannotRead("file", _("the encoding of “%(name)s” is not known", name=name))
    try:
        return base64.b64decode("".join((element.text or "").split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise CannotRead("file", _("“%(name)s” is damaged", name=name)) from error
