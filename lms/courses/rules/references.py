"""Which files and addresses a text names."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from lms.assessment.rules.codec import Json, encode
from lms.courses.rules.content import (
    AudioBlock,
    Block,
    CardsBlock,
    Course,
    Lesson,
    PdfBlock,
    ScenarioBlock,
    VideoBlock,
)


@dataclass(frozen=True, slots=True)
class Reference:
    """An image or a link in a text; `line` counts from 1 in that text, `words` are its alternative or label."""

    target: str
    is_image: bool
    words: str
    line: int

    @property
    def is_file(self) -> bool:
        """Say whether the target is a file beside the text rather than an address or an anchor."""
        return is_file(self.target)

    @property
    def file(self) -> str:
        """The name of the file meant, decoded."""
        return asset_name(self.target)


@cache
def reader() -> MarkdownIt:
    """Return the Markdown reader of courses: CommonMark and tables, no HTML."""
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def is_file(target: str) -> bool:
    """Say whether `target` names a file rather than an address or an anchor."""
    parts = urlsplit(target)
    return not parts.scheme and not parts.netloc and bool(parts.path) and not target.startswith("/")


def asset_name(target: str) -> str:
    """Return the name of the asset that `target` points to."""
    return unquote(urlsplit(target).path).removeprefix("./")


def references(text: str) -> Iterator[Reference]:
    """List images and links of a Markdown text in order."""
    for token in reader().parse(text):
        line = (token.map[0] if token.map else 0) + 1
        children = token.children or []
        for place, child in enumerate(children):
            yield from _reference(child, children[place + 1 :], line)


def lesson_texts(lesson: Lesson) -> Iterator[str]:
    """List every Markdown text of a lesson, its questions included."""
    for step in lesson.steps:
        for block in step.blocks:
            yield from block_texts(block)
    if lesson.quiz:
        for question in lesson.quiz.questions:
            yield from _strings(encode(question))


def block_texts(block: Block) -> Iterator[str]:
    """List the Markdown texts of a block."""
    yield from (
        text
        for text in (getattr(block, name, "") for name in ("text", "transcript", "alternative"))
        if text
    )
    if isinstance(block, CardsBlock):
        yield from (card.back for card in block.cards)
    elif isinstance(block, ScenarioBlock):
        for node in block.nodes:
            yield node.text
            yield from (choice.feedback for choice in node.choices)


def lesson_files(lesson: Lesson) -> frozenset[str]:
    """Return the names of the assets a lesson uses."""
    named = {ref.file for text in lesson_texts(lesson) for ref in references(text) if ref.is_file}
    for step in lesson.steps:
        for block in step.blocks:
            named.update(block_files(block))
    return frozenset(named)


def block_files(block: Block) -> tuple[str, ...]:
    """Return the assets a block names outside its texts."""
    if isinstance(block, VideoBlock):
        wanted = (block.file, block.poster, *(captions.file for captions in block.captions))
        return tuple(name for name in wanted if name)
    return (block.file,) if isinstance(block, AudioBlock | PdfBlock) else ()


def course_files(course: Course) -> frozenset[str]:
    """Return the names of the assets a course and its lessons use."""
    summary = {ref.file for ref in references(course.summary) if ref.is_file}
    image = {course.image} if course.image else set()
    return frozenset().union(summary, image, *(lesson_files(lesson) for lesson in course.lessons))


def _reference(child: Token, rest: list[Token], line: int) -> Iterator[Reference]:
    if child.type == "image":
        yield Reference(
            str(child.attrGet("src") or ""), is_image=True, words=child.content, line=line
        )
    elif child.type == "link_open":
        label = "".join(token.content for token in _until_close(rest))
        yield Reference(str(child.attrGet("href") or ""), is_image=False, words=label, line=line)


def _until_close(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "link_close":
            return
        yield token


def _strings(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
