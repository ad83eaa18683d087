"""Reads what stands between `::: kind` and `:::`."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from lms.core.i18n import _l
from lms.courses.imports.problems import Notes
from lms.courses.imports.uids import Names
from lms.courses.rules import markup
from lms.courses.rules.content import (
    AcknowledgementBlock,
    AudioBlock,
    Block,
    Captions,
    Card,
    CardsBlock,
    Choice,
    LinkBlock,
    Node,
    Outcome,
    PdfBlock,
    ScenarioBlock,
    VideoBlock,
)
from lms.courses.rules.texts import fenced, markdown, one_line, slug, spans

_ADDRESS = re.compile(r"https?://[^\s<>\"\\]+$")


@dataclass(frozen=True, slots=True)
class Directive:
    """A directive as written: `line` and the lines of headers and body count from 0 in the notes' text."""

    kind: str
    uid: UUID
    line: int
    headers: Mapping[str, str]
    lines: Mapping[str, int]
    body: list[str]
    body_line: int
    language: str

    def header(self, key: str) -> str:
        """Return a header on one line, or an empty text."""
        return one_line(self.headers.get(key, ""))

    def words(self) -> str:
        """Return the body as Markdown."""
        return markdown(markup.unguard(self.body, markup.BLOCK_MARKS))


def read_headers(lines: list[str], first: int) -> tuple[dict[str, str], dict[str, int], int]:
    """Return the headers at the top of a directive, their lines, and how many lines they take."""
    headers: dict[str, str] = {}
    places: dict[str, int] = {}
    for count, line in enumerate(lines):
        found = markup.HEADER.match(line)
        if found is None:
            return headers, places, count
        headers[found["key"]] = found["value"] or ""
        places[found["key"]] = first + count
    return headers, places, len(lines)


def read_block(directive: Directive, notes: Notes) -> Block | None:
    """Return the block a directive describes, or None after reporting why it cannot be."""
    known = _READERS.get(directive.kind)
    if known is None:
        kinds = ", ".join(_READERS)
        notes.refuse(
            directive.line,
            directive.kind,
            _l(
                "“::: %(kind)s” is not known. Write one of: %(known)s.",
                kind=directive.kind,
                known=kinds,
            ),
        )
        return None
    before = notes.count()
    read, headers = known
    for key, line in directive.lines.items():
        if key.split(".")[0] not in headers:
            notes.refuse(
                line,
                key,
                _l("This field is not known here. If it is text, leave an empty line before it."),
            )
    block = read(directive, notes)
    return block if notes.count() == before else None


def _needed(directive: Directive, notes: Notes, key: str) -> str:
    value = directive.header(key)
    if not value:
        notes.refuse(
            directive.line,
            key,
            _l("“%(key)s: ...” is missing under “::: %(kind)s”.", key=key, kind=directive.kind),
        )
    return value


def _alternative(directive: Directive, notes: Notes) -> str:
    words = directive.words()
    if not words:
        notes.refuse(
            directive.line,
            "text",
            _l(
                "Write below the fields, after an empty line, what is heard or shown, for who cannot hear or see it."
            ),
        )
    return words


def _video(directive: Directive, notes: Notes) -> Block:
    captions = tuple(
        Captions(language=key.partition(".")[2] or directive.language, file=one_line(value))
        for key, value in directive.headers.items()
        if key.split(".")[0] == "captions"
    )
    if not captions:
        notes.refuse(
            directive.line,
            "captions",
            _l("A video needs captions: write “captions: name-of-the-file.vtt”."),
        )
    return VideoBlock(
        uid=directive.uid,
        file=_needed(directive, notes, "file"),
        title=directive.header("title"),
        poster=directive.header("poster"),
        captions=captions,
        transcript=directive.words(),
    )


def _audio(directive: Directive, notes: Notes) -> Block:
    return AudioBlock(
        uid=directive.uid,
        file=_needed(directive, notes, "file"),
        title=directive.header("title"),
        transcript=_alternative(directive, notes),
    )


def _pdf(directive: Directive, notes: Notes) -> Block:
    return PdfBlock(
        uid=directive.uid,
        file=_needed(directive, notes, "file"),
        title=directive.header("title"),
        alternative=_alternative(directive, notes),
    )


def _link(directive: Directive, notes: Notes) -> Block:
    url = _needed(directive, notes, "url")
    if url and not _ADDRESS.match(url):
        notes.refuse(directive.line, "url", _l("Write a whole address, starting with https://"))
    return LinkBlock(
        uid=directive.uid, url=url, title=directive.header("title"), text=directive.words()
    )


def _acknowledgement(directive: Directive, notes: Notes) -> Block:
    return AcknowledgementBlock(
        uid=directive.uid,
        statement=_needed(directive, notes, "statement"),
        text=_alternative(directive, notes),
    )


def _cards(directive: Directive, notes: Notes) -> Block:
    intro, parts = _sections(directive)
    names = Names()
    cards = []
    for line, heading, lines in parts:
        front, attributes = markup.split_attributes(heading)
        back = markdown(markup.unguard(lines, markup.CARD_MARKS))
        if not front or not back:
            notes.refuse(
                line, "cards", _l("A card needs a front (“### front”) and, below it, a back.")
            )
        cards.append(Card(uid=names.pick(attributes.uid, front), front=one_line(front), back=back))
    if not cards:
        notes.refuse(
            directive.line,
            "cards",
            _l("Write at least one card: “### front”, then its back below."),
        )
    return CardsBlock(
        uid=directive.uid,
        cards=tuple(cards),
        text=markdown(markup.unguard(intro, markup.CARD_MARKS)),
    )


def _scenario(directive: Directive, notes: Notes) -> Block:
    intro, parts = _sections(directive)
    names = Names()
    nodes = tuple(_node(line, heading, lines, names, notes) for line, heading, lines in parts)
    _check_story(nodes, directive, notes)
    return ScenarioBlock(
        uid=directive.uid, nodes=nodes, text=markdown(markup.unguard(intro, markup.NODE_MARKS))
    )


def _sections(directive: Directive) -> tuple[list[str], list[tuple[int, str, list[str]]]]:
    """Split the body at its `### ` headings: what stands before, then line, heading and lines of each."""
    intro: list[str] = []
    parts: list[tuple[int, str, list[str]]] = []
    for place, (line, code) in enumerate(zip(directive.body, fenced(directive.body), strict=True)):
        heading = None if code else markup.SECTION.match(line)
        if heading:
            parts.append((directive.body_line + place, heading["title"], []))
        elif parts:
            parts[-1][2].append(line)
        else:
            intro.append(line)
    return intro, parts


def _node(line: int, heading: str, lines: list[str], names: Names, notes: Notes) -> Node:
    title, attributes = markup.split_attributes(heading)
    outcome = attributes.values.get("outcome", "")
    if outcome and outcome not in set(Outcome):
        notes.refuse(line, "outcome", _l("Write outcome=good, outcome=nearly or outcome=again."))
        outcome = ""
    starts = [
        place
        for place, (text, code) in enumerate(zip(lines, fenced(lines), strict=True))
        if not code and markup.CHOICE.match(text)
    ]
    words = lines[: starts[0]] if starts else lines
    own = Names()
    return Node(
        uid=names.unique(attributes.uid or slug(title, "node")),
        title=one_line(title),
        text=markdown(markup.unguard(words, markup.NODE_MARKS)),
        outcome=Outcome(outcome) if outcome else None,
        choices=tuple(
            _choice(line + 1 + start, lines[start:end], own, notes)
            for start, end in spans(starts, len(lines))
        ),
    )


def _choice(line: int, lines: list[str], names: Names, notes: Notes) -> Choice:
    written, attributes = markup.split_attributes(lines[0].removeprefix("- "))
    text, target = markup.split_arrow(written)
    if not text or not target:
        notes.refuse(
            line, "choice", _l("Write a choice as “- what one does => name of the next node”.")
        )
    quoted = [markup.QUOTE.match(below.strip()) for below in lines[1:] if below.strip()]
    if not all(quoted):
        notes.refuse(
            line,
            "choice",
            _l("Below a choice, only its feedback may stand, moved right and after “>”."),
        )
    feedback = "\n".join(found["text"] or "" for found in quoted if found)
    goes_to = target or ""
    return Choice(
        uid=names.pick(attributes.uid, text, goes_to),
        text=one_line(text),
        goes_to=goes_to if "#" not in goes_to else goes_to.lstrip("#"),
        feedback=markdown(feedback),
    )


def _check_story(nodes: tuple[Node, ...], directive: Directive, notes: Notes) -> None:
    known = {node.uid: node for node in nodes}
    if not any(node.outcome for node in nodes):
        notes.refuse(
            directive.line,
            "scenario",
            _l("Mark at least one end: “### title {#name outcome=good}”."),
        )
    for node in nodes:
        if bool(node.choices) == bool(node.outcome):
            notes.refuse(
                directive.line,
                node.uid,
                _l("This node must either offer choices or be marked as an end."),
            )
        for choice in node.choices:
            if choice.goes_to not in known:
                notes.refuse(
                    directive.line,
                    node.uid,
                    _l(
                        "The choice “%(text)s” leads to “%(name)s”, which does not exist.",
                        text=choice.text,
                        name=choice.goes_to,
                    ),
                )
    lost = known.keys() - _reachable(nodes)
    for name in sorted(lost):
        notes.refuse(
            directive.line, name, _l("No choice leads to this node. Add one, or remove the node.")
        )


def _reachable(nodes: tuple[Node, ...]) -> set[str]:
    ways = {node.uid: [choice.goes_to for choice in node.choices] for node in nodes}
    seen: set[str] = set()
    ahead = [nodes[0].uid] if nodes else []
    while ahead:
        name = ahead.pop()
        if name not in seen:
            seen.add(name)
            ahead.extend(ways.get(name, ()))
    return seen


_Reader = Callable[[Directive, Notes], Block]
_READERS: Mapping[str, tuple[_Reader, frozenset[str]]] = {
    "video": (_video, frozenset({"file", "title", "poster", "captions"})),
    "audio": (_audio, frozenset({"file", "title"})),
    "pdf": (_pdf, frozenset({"file", "title"})),
    "link": (_link, frozenset({"url", "title"})),
    "cards": (_cards, frozenset()),
    "scenario": (_scenario, frozenset()),
    "acknowledgement": (_acknowledgement, frozenset({"statement"})),
}
