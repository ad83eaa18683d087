"""Reads a tutorial in several parts: a manifest.json that names introductions, extracts and conclusions."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from lms.core.i18n import _l
from lms.core.ids import COMPTOIR, derived
from lms.courses.imports.assets import note_unused, weigh
from lms.courses.imports.foreign import Cleaner, outside_code
from lms.courses.imports.problems import Report
from lms.courses.imports.sections import screens, text_lesson
from lms.courses.imports.sources import Source, read_text
from lms.courses.imports.uids import Names
from lms.courses.rules.content import Course, Lesson, Package, Path, PathSet
from lms.courses.rules.texts import fenced, markdown, one_line, slug

MANIFEST = "manifest.json"
MAX_DEPTH = 4
_PANEL = re.compile(
    r"^\[\[(?P<kind>[a-zé]+)(?:\|[^\]]*)?\]\]\n(?P<body>(?:\|.*(?:\n|$))+)", re.MULTILINE
)
_KINDS = {"a": "WARNING", "attention": "WARNING", "e": "WARNING", "erreur": "WARNING"}
_CENTRED = re.compile(r"^->[ \t]*(?P<text>.*?)[ \t]*(?:<-|->)$", re.MULTILINE | re.DOTALL)
_STRAY = re.compile(r"^(?:->|<-)[ \t]*$", re.MULTILINE)
_CAPTION = re.compile(
    r"^(?P<kind>Code|Table|Figure|Source|Image) ?: ?(?P<text>.+?)(?: *<-)?$", re.MULTILINE
)
_NOTE = re.compile(r"^\[\^(?P<name>[^\]\s]+)\]:[ \t]*(?P<text>.+)$", re.MULTILINE)
_CALL = re.compile(r"\[\^(?P<name>[^\]\s]+)\]")
_ABBREVIATION = re.compile(r"^\*\[(?P<name>[^\]]+)\]:[ \t]*(?P<text>.+)$", re.MULTILINE)
_GRID = re.compile(r"^\+[-=+]{3,}\+?$")


def is_tutorial(source: Source) -> bool:
    """Say whether the source is a tutorial with its manifest."""
    if MANIFEST not in source.names():
        return False
    manifest = _manifest(source)
    return bool(manifest and {"parts", "chapter", "chapters", "children"} & manifest.keys())


def read_tutorial(source: Source, report: Report, language: str = "fr") -> Package | None:
    """Return a path: its sets are parts, its courses chapters, its lessons extracts."""
    manifest = _manifest(source)
    root = _node(manifest, 0) if manifest else None
    if root is None:
        report.on(MANIFEST).whole("", _l("This manifest cannot be read."))
        return None
    identity = derived(COMPTOIR, f"package:{source.name}")
    reader = _Reader(source, report, identity, language, {MANIFEST})
    package = reader.package(root)
    note_unused(source, reader.taken, report)
    return package


@dataclass(frozen=True, slots=True)
class _Node:
    """A part, a chapter or an extract."""

    title: str
    introduction: str = ""
    conclusion: str = ""
    text: str = ""
    children: tuple["_Node", ...] = ()
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def height(self) -> int:
        """How many levels stand below."""
        return 1 + max((child.height for child in self.children), default=-1)


def _manifest(source: Source) -> dict[str, Any] | None:
    try:
        found = json.loads(read_text(source, MANIFEST))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _node(found: dict[str, Any], depth: int) -> _Node | None:
    """Return the tree of a manifest of either version, or None when it is not one."""
    if depth > MAX_DEPTH:
        return None
    chapter = found.get("chapter")
    below = [found.get(key) for key in ("parts", "chapters", "extracts", "children")]
    listed = next(
        (one for one in below if isinstance(one, list)),
        [chapter] if isinstance(chapter, dict) else [],
    )
    children = tuple(
        child
        for child in (_node(one, depth + 1) for one in listed if isinstance(one, dict))
        if child
    )
    words = {key: value for key, value in found.items() if isinstance(value, str)}
    return _Node(
        title=one_line(words.get("title", "")),
        introduction=words.get("introduction", ""),
        conclusion=words.get("conclusion", ""),
        text=words.get("text", ""),
        children=children,
        facts={key: words[key] for key in ("description", "licence") if key in words},
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    source: Source
    report: Report
    identity: UUID
    language: str
    taken: set[str]

    def package(self, root: _Node) -> Package | None:
        """Read the whole tree; with fewer levels, the missing ones are the tutorial itself."""
        parts = root.children if root.height > 2 else (root,)  # noqa: PLR2004 - part, chapter, extract
        names = Names({"path"})
        courses: list[Course] = []
        sets: list[PathSet] = []
        for number, part in enumerate(parts, start=1):
            chapters = part.children if part.height > 1 else (part,)
            found = [self._course(chapter, names) for chapter in chapters]
            kept = [course for course in found if course]
            if kept and part is not root:
                kept = self._with_part_words(part, kept)
            courses += kept
            if kept:
                uids = tuple(course.uid for course in kept)
                sets.append(
                    PathSet(
                        uid=derived(self.identity, f"set:{number}"),
                        title=part.title or root.title,
                        courses=uids,
                    )
                )
            else:
                self.report.on(MANIFEST).whole(
                    part.title, _l("This part holds no text: it was left out."), refused=False
                )
        if not courses:
            return None
        path = Path(
            uid=self.identity,
            slug=slug(self.source.name, "path"),
            title=root.title or self.source.name,
            sets=tuple(sets),
            language=self.language,
            summary=self._summary(root),
        )
        return Package(courses=tuple(courses), path=path)

    def _summary(self, root: _Node) -> str:
        """Return the words about the whole: description, introduction, conclusion, licence."""
        words = [
            root.facts.get("description", ""),
            *(self._words(name)[0] for name in (root.introduction, root.conclusion)),
        ]
        licence = root.facts.get("licence", "")
        return markdown(
            "\n\n".join(
                part for part in (*words, f"Licence : {licence}" if licence else "") if part
            )
        )

    def _course(self, chapter: _Node, names: Names) -> Course | None:
        name = names.titled(chapter.title, "chapter")
        uid = derived(self.identity, f"course:{name}")
        own, files = Names({"course", "path"}), dict[str, str]()
        found = [
            self._lesson(uid, "Introduction", (chapter.introduction,), own, files),
            *(
                self._lesson(uid, extract.title, _files_of(extract), own, files)
                for extract in chapter.children
            ),
            self._lesson(uid, "Conclusion", (chapter.conclusion,), own, files),
        ]
        lessons = tuple(lesson for lesson in found if lesson)
        if not lessons:
            self.report.on(chapter.introduction or MANIFEST).whole(
                chapter.title, _l("This chapter holds no text: it was left out."), refused=False
            )
            return None
        assets = tuple(
            asset
            for asset in (weigh(self.source, path, key) for key, path in sorted(files.items()))
            if asset
        )
        return Course(
            uid=uid,
            slug=name,
            title=chapter.title,
            lessons=lessons,
            language=self.language,
            assets=assets,
        )

    def _with_part_words(self, part: _Node, courses: list[Course]) -> list[Course]:
        """Put what introduces and concludes a part in the summary of its first and last course."""
        opening, closing = (self._words(name)[0] for name in (part.introduction, part.conclusion))
        first = replace(courses[0], summary=opening)
        found = [first, *courses[1:]]
        last = found[-1]
        found[-1] = replace(last, summary=markdown(f"{last.summary}\n\n{closing}"))
        return found

    def _lesson(
        self, course: UUID, title: str, texts: tuple[str, ...], names: Names, files: dict[str, str]
    ) -> Lesson | None:
        parts: list[tuple[str, str]] = []
        for name in texts:
            words, shown = self._words(name)
            files.update(shown)
            parts += screens(words) if words else []
        if not parts:
            if title not in ("Introduction", "Conclusion"):
                self.report.on(texts[0] if texts else MANIFEST).whole(
                    title, _l("This extract is empty: it was left out."), refused=False
                )
            return None
        return text_lesson(course, names.titled(title, "lesson"), title, parts)

    def _words(self, name: str) -> tuple[str, dict[str, str]]:
        """Return a text of the tutorial made ours, and the files it shows."""
        if not name:
            return "", {}
        if name not in self.source.names():
            self.report.on(name).whole(
                "", _l("The manifest names this file but it is not in the package.")
            )
            return "", {}
        self.taken.add(name)
        cleaner = Cleaner(self.source, name.rpartition("/")[0], self.report.on(name))
        text = cleaner.clean(_translated(read_text(self.source, name), cleaner))
        cleaner.report()
        return text, cleaner.files


def _files_of(extract: _Node) -> tuple[str, ...]:
    """Return the texts of an extract; one that holds others is read whole."""
    below = [name for child in extract.children for name in _files_of(child)]
    return tuple(
        name for name in (extract.text, extract.introduction, *below, extract.conclusion) if name
    )


def _translated(text: str, cleaner: Cleaner) -> str:
    """Return the marks of this dialect as Markdown."""
    text = outside_code(
        _drawn_tables(text, cleaner), lambda part: _CENTRED.sub(lambda m: m["text"], part)
    )
    text = outside_code(text, lambda part: _CAPTION.sub(lambda m: f"*{m['text'].strip()}*", part))
    text = outside_code(text, lambda part: _STRAY.sub("", part))
    notes = dict(_matches(_NOTE, text)) | {
        f"*{name}": words for name, words in _matches(_ABBREVIATION, text)
    }
    text = outside_code(text, lambda part: _ABBREVIATION.sub("", _NOTE.sub("", part)))
    text = _panels(text)
    return _with_notes(text, notes, cleaner) if notes or _CALL.search(text) else text


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[tuple[str, str]]:
    return ((found["name"], found["text"].strip()) for found in pattern.finditer(text))


def _panels(text: str) -> str:
    """Write `[[attention]]` and its `|` lines as a quotation; code may stand inside, so fences are not minded."""

    def panel(found: re.Match[str]) -> str:
        lines = found["body"].rstrip("\n").split("\n")
        body = "\n".join(f"> {line[1:].removeprefix(' ')}".rstrip() for line in lines)
        return f"> [!{_KINDS.get(found['kind'], 'NOTE')}]\n{body}\n"

    return _PANEL.sub(panel, text)


def _with_notes(text: str, notes: dict[str, str], cleaner: Cleaner) -> str:
    """Give numbers to the calls of notes and write the notes at the end."""
    order: list[str] = []

    def call(found: re.Match[str]) -> str:
        name = found["name"]
        if name not in notes:
            return ""
        if name not in order:
            order.append(name)
        return f" ({order.index(name) + 1})"

    text = outside_code(text, lambda part: _CALL.sub(call, part))
    rest = [name for name in notes if name not in order]
    cleaner.counts["footnote"] += len(notes)
    listed = [f"{number}. {notes[name]}" for number, name in enumerate(order, start=1)]
    listed += [f"- {name.removeprefix('*')} : {notes[name]}" for name in rest]
    return f"{text.rstrip()}\n\n" + "\n".join(listed) if listed else text


def _drawn_tables(text: str, cleaner: Cleaner) -> str:
    """Put tables drawn with + and | in code, where their columns stay aligned."""
    lines = text.split("\n")
    out: list[str] = []
    is_open = False
    for line, code in zip(lines, fenced(lines), strict=True):
        drawn = not code and (bool(_GRID.match(line)) or (is_open and line.startswith("|")))
        if drawn != is_open:
            out.append("```")
            cleaner.counts["grid"] += drawn
        is_open = drawn
        out.append(line)
    return "\n".join([*out, "```"] if is_open else out)
