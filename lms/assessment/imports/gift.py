"""GIFT, as Moodle writes and reads it (question/format/gift)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from lms.assessment.imports.found import CannotRead, Found, Reading, category_of, title_of
from lms.assessment.imports.gift_answers import UNCLOSED, UNOPENED, read_answers
from lms.assessment.imports.gift_escapes import hide, show
from lms.assessment.imports.markup import to_markdown, to_text
from lms.assessment.imports.naming import Names
from lms.assessment.rules.questions import Question
from lms.core.i18n import _

_FORMAT = re.compile(r"^\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_NAME = re.compile(r"^\s*::(.*?)::", re.DOTALL)
_ID = re.compile(r"\[id:([^\]]+)\]")
_TAG = re.compile(r"\[tag:([^\]]+)\]")
BLANK = "_____"


@dataclass(slots=True)
class Chunk:
    """The lines of one question, comments apart."""

    line: int
    lines: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the lines of the question."""
        return "\n".join(self.lines).strip("\n")


def read_gift(text: str, source: str) -> Reading:
    """Read a GIFT file. `source` names the file, so that the same file read again says the same."""
    reading, names = Reading(), Names(source)
    category = ""
    for chunk in _chunks(text):
        lines = chunk.lines
        if lines and lines[0].strip().startswith("$CATEGORY:"):
            category = category_of(show(hide(lines[0].strip().removeprefix("$CATEGORY:"))))
            reading.file_under(category)
            chunk.lines, chunk.line = lines[1:], chunk.line + 1
        if chunk.text.strip():
            _read_chunk(chunk, category, names, reading)
    return reading


def _read_chunk(chunk: Chunk, category: str, names: Names, reading: Reading) -> None:
    head = _Head.of(chunk)
    title = title_of(head.name, to_text(show(head.stem)))
    try:
        stem = head.stem_markdown()
        uid = names.pick(category, head.name or stem, head.id)
        question = head.build(uid, stem)
    except CannotRead as error:
        reading.refuse(chunk.line, title, error.field, error.reason)
        return
    if head.left_out:
        reading.note(
            chunk.line, title, _("after the answers, left out: %(words)s", words=head.left_out)
        )
    reading.take(Found(question, chunk.line, category, head.tags))


def _chunks(text: str) -> Iterator[Chunk]:
    """Cut a file at its empty lines, those between braces excepted."""
    current, depth = Chunk(1), 0
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip()
        if bare.startswith("//"):
            current.comments.append(bare)
            continue
        if not bare and depth <= 0:
            if current.text.strip():
                yield current
                current = Chunk(number + 1)
            depth = 0
            continue
        if not current.text.strip():
            current.line = number
        current.lines.append(line)
        marks = hide(line)
        depth += marks.count("{") - marks.count("}")
    if depth > 0:
        yield from _recut(current)
    elif current.text.strip():
        yield current


def _recut(chunk: Chunk) -> Iterator[Chunk]:
    """Cut again at every empty line what an unclosed brace would swallow to the end."""
    part = Chunk(chunk.line, comments=chunk.comments)
    for number, line in enumerate(chunk.lines, chunk.line):
        if line.strip():
            part.lines.append(line)
        elif part.text.strip():
            yield part
            part = Chunk(number + 1)
        else:
            part.line = number + 1
    if part.text.strip():
        yield part


@dataclass(slots=True)
class _Head:
    """A question taken apart: name, format, stem, answers still hidden, what follows them."""

    name: str
    form: str
    stem: str
    answers: str | None
    tail: str
    id: str
    tags: tuple[str, ...]
    left_out: str = ""

    @classmethod
    def of(cls, chunk: Chunk) -> "_Head":
        marks = hide(chunk.text)
        name, form = "", "moodle"
        named = _NAME.match(marks)
        if named:
            name, marks = " ".join(show(named[1]).split()), marks[named.end() :]
        formatted = _FORMAT.match(marks)
        if formatted:
            form, marks = formatted[1].lower(), marks[formatted.end() :]
        stem, answers, tail = _cut(marks)
        comments = " ".join(chunk.comments)
        known = _ID.search(comments)
        tags = tuple(dict.fromkeys(_TAG.findall(comments)))
        return cls(name, form, stem, answers, tail, known[1].strip() if known else "", tags)

    def stem_markdown(self) -> str:
        """Return the stem in Markdown, the blank of a missing word in it."""
        stem = show(self.stem).rstrip()
        if self.answers is None:
            raise CannotRead("kind", _("a description asks nothing: put it in a lesson"))
        tail = show(self.tail).strip()
        if re.search(r"\w", tail) or (tail and tail[0] in ".?!,;:" and not _ends(stem)):
            stem = f"{stem} {BLANK}{'' if tail[0] in '.,' else ' '}{tail}"
        elif tail.strip(".?!,; "):
            self.left_out = tail
        return to_markdown(stem, self.form)

    def build(self, uid: UUID, stem: str) -> Question:
        """Return the question of these answers."""
        return read_answers(self.answers or "", uid=uid, stem=stem, name=self.name, form=self.form)


def _ends(stem: str) -> bool:
    return stem.rstrip("*_)»\"' ")[-1:] in {".", "?", "!", "…", ">"}


def _cut(marks: str) -> tuple[str, str | None, str]:
    """Return what stands before, between and after the first braces."""
    start = marks.find("{")
    if start < 0:
        return marks, UNOPENED if "}" in marks else None, ""
    end = marks.find("}", start)
    if end < 0:
        return marks[:start], UNCLOSED, ""
    return marks[:start], marks[start + 1 : end], marks[end + 1 :]
