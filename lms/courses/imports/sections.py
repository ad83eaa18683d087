"""Cuts a cleaned Markdown text at its headings and builds lessons of screens."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from lms.assessment.rules.questions import Question
from lms.core.ids import derived
from lms.courses.imports.uids import Names
from lms.courses.rules.content import Block, Lesson, LessonKind, Quiz, QuizSettings, Step, TextBlock
from lms.courses.rules.texts import fenced, markdown, one_line, spans

_HEADING = re.compile(r"(?P<marks>#{1,6})[ \t]+(?P<title>.+?)[ \t]*#*$")
WORDS_A_MINUTE = 180
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it; `level` 0 is what stands before the first heading."""

    level: int
    title: str
    text: str
    line: int


def sections(text: str, deepest: int) -> list[Section]:
    """Cut `text` at its headings down to level `deepest`."""
    lines = text.split("\n")
    headings: list[tuple[int, re.Match[str]]] = []
    for place, (line, code) in enumerate(zip(lines, fenced(lines), strict=True)):
        mark = None if code else _HEADING.match(line)
        if mark and len(mark["marks"]) <= deepest:
            headings.append((place, mark))
    starts = [place for place, _ in headings]
    above = lines[: starts[0]] if starts else lines
    cut = [Section(0, "", markdown("\n".join(above)), 0)]
    for (place, mark), (_, end) in zip(headings, spans(starts, len(lines)), strict=True):
        below = markdown("\n".join(lines[place + 1 : end]))
        cut.append(Section(len(mark["marks"]), plain(mark["title"]), below, place))
    return [section for section in cut if section.level or section.text]


def placed(found: list[Section], written: str) -> list[Section]:
    """Give each section the line of its heading in the text as `written`, before it was cleaned."""
    lines = written.split("\n")
    places: dict[str, list[int]] = {}
    for place, (line, code) in enumerate(zip(lines, fenced(lines), strict=True)):
        mark = None if code else _HEADING.match(line)
        if mark:
            places.setdefault(plain(mark["title"]), []).append(place)
    return [replace(one, line=(places.get(one.title) or [one.line]).pop(0)) for one in found]


def plain(title: str) -> str:
    """Return a heading without the marks of emphasis and code."""
    return one_line(
        re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).replace("**", "").replace("`", "")
    )


def minutes(text: str) -> int:
    """Return how long a text takes to read, in whole minutes, at least one."""
    return min(LONGEST, max(1, round(len(text.split()) / WORDS_A_MINUTE)))


def steps_of(lesson: UUID, parts: list[tuple[str, str]]) -> tuple[Step, ...]:
    """Return a screen for each title and text; a text alone in its title is kept."""
    names = Names()
    return tuple(_steps(lesson, parts, names))


def _steps(lesson: UUID, parts: list[tuple[str, str]], names: Names) -> Iterator[Step]:
    for number, (title, text) in enumerate(parts, start=1):
        uid = derived(lesson, f"step:{names.titled(title, str(number))}")
        blocks: tuple[Block, ...] = (
            (TextBlock(uid=derived(uid, "block:1"), text=text),) if text else ()
        )
        if title or blocks:
            yield Step(uid=uid, title=title, blocks=blocks)


def screens(text: str, first_title: str = "") -> list[tuple[str, str]]:
    """Cut a text into screens at its shallowest headings: pairs of title and text."""
    levels = [section.level for section in sections(text, 6) if section.level]
    cut = sections(text, min(levels)) if levels else [Section(0, "", text, 0)]
    parts = [(section.title or first_title, section.text) for section in cut]
    return [(title, words) for title, words in parts if title or words]


def text_lesson(course: UUID, slug: str, title: str, parts: list[tuple[str, str]]) -> Lesson:
    """Return a lesson to read."""
    uid = derived(course, f"lesson:{slug}")
    words = " ".join(text for _, text in parts)
    return Lesson(
        uid=uid,
        slug=slug,
        kind=LessonKind.TEXT,
        title=title,
        minutes=minutes(words),
        steps=steps_of(uid, parts),
    )


def quiz_lesson(course: UUID, slug: str, title: str, questions: tuple[Question, ...]) -> Lesson:
    """Return a lesson that is a quiz without a pass mark; half a minute a question."""
    uid = derived(course, f"lesson:{slug}")
    quiz = Quiz(uid=derived(uid, "quiz"), questions=questions, settings=QuizSettings())
    return Lesson(
        uid=uid,
        slug=slug,
        kind=LessonKind.QUIZ,
        title=title,
        minutes=max(1, round(len(questions) / 2)),
        quiz=quiz,
    )
