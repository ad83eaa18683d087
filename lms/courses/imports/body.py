"""Cuts the body of a lesson into screens: at `## headings` and at `---`, and each screen into blocks."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from lms.core.i18n import _l
from lms.courses.imports.blocks import Directive, read_block, read_headers
from lms.courses.imports.problems import Notes
from lms.courses.imports.uids import Names, read_uid
from lms.courses.rules import markup
from lms.courses.rules.content import Block, Step, TextBlock
from lms.courses.rules.texts import fenced, markdown, one_line


@dataclass(slots=True)
class _Draft:
    """A step being read."""

    title: str = ""
    uid: str = ""
    blocks: list[Block] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.title or self.uid or self.blocks)


class StepReader:
    """Reads the screens of one lesson. `language` is that of captions without one."""

    def __init__(self, lesson: UUID, language: str, notes: Notes) -> None:
        """Prepare to read under the uid of the lesson."""
        self._lesson = lesson
        self._language = language
        self._notes = notes
        self._drafts: list[_Draft] = [_Draft()]
        self._words: list[str] = []
        self._block_uid = ""
        self._names = Names()

    def read(self, lines: list[str]) -> tuple[Step, ...]:
        """Return the screens written in `lines`."""
        code = fenced(lines)
        place = 0
        while place < len(lines):
            if not code[place] and (opening := markup.OPEN.match(lines[place])):
                end = self._end_of(place, lines, code)
                self._directive(place, opening["kind"], opening["rest"], lines[place + 1 : end])
                place = end
            elif code[place] or not self._mark(place, lines[place]):
                self._words.append(lines[place])
            place += 1
        self._close_text()
        return tuple(self._steps())

    def _end_of(self, start: int, lines: list[str], code: list[bool]) -> int:
        for place in range(start + 1, len(lines)):
            if not code[place] and markup.CLOSE.match(lines[place]):
                return place
        self._notes.refuse(
            start, ":::", _l("This block is never closed. Write ::: alone on a line after it.")
        )
        return len(lines)

    def _mark(self, place: int, line: str) -> bool:
        """Act on a mark of the format; say whether the line was one."""
        if cut := markup.BREAK.match(line):
            attributes = markup.read_attributes(cut["attributes"]) if cut["attributes"] else None
            self._new_step(_Draft(uid=attributes.uid if attributes else ""))
        elif heading := markup.STEP.match(line):
            title, attributes = markup.split_attributes(heading["title"])
            self._new_step(
                _Draft(title=markup.unguard([title], markup.STEP_TITLE_MARKS), uid=attributes.uid)
            )
        elif markup.UID_LINE.match(line) and (alone := markup.read_attributes(line)):
            self._close_text()
            self._block_uid = alone.uid
        elif markup.CLOSE.match(line):
            self._notes.refuse(
                place, ":::", _l("This ::: closes nothing. Remove it, or write “::: kind” before.")
            )
        elif markup.TITLE.match(line):
            self._notes.refuse(
                place,
                "title",
                _l(
                    "The title stands in the fields at the top. Begin a screen with “## ”, not “# ”."
                ),
            )
        else:
            return False
        return True

    def _new_step(self, draft: _Draft) -> None:
        self._close_text()
        if self._drafts[-1].is_empty:
            self._drafts.pop()
        self._drafts.append(draft)

    def _close_text(self) -> None:
        text = markdown(markup.unguard(self._words, markup.BODY_MARKS))
        if text:
            self._drafts[-1].blocks.append(TextBlock(uid=self._uid_of_block(), text=text))
        self._words, self._block_uid = [], ""

    def _uid_of_block(self) -> UUID:
        fallback = f"block:{len(self._drafts)}.{len(self._drafts[-1].blocks) + 1}"
        return read_uid(self._block_uid, self._lesson, fallback)

    def _directive(self, place: int, kind: str, rest: str, lines: list[str]) -> None:
        pending = self._block_uid if not any(line.strip() for line in self._words) else ""
        self._close_text()
        attributes = markup.read_attributes(rest) if rest.strip() else markup.Attributes(pending)
        if attributes is None:
            self._notes.refuse(
                place, kind, _l("After “::: kind” only a uid may stand, as {#name}.")
            )
            return
        self._block_uid = attributes.uid
        headers, places, count = read_headers(lines, place + 1)
        directive = Directive(
            kind=kind,
            uid=self._uid_of_block(),
            line=place,
            headers=headers,
            lines=places,
            body=lines[count:],
            body_line=place + 1 + count,
            language=self._language,
        )
        self._block_uid = ""
        block = read_block(directive, self._notes)
        if block is not None:
            self._drafts[-1].blocks.append(block)

    def _steps(self) -> Iterator[Step]:
        for number, draft in enumerate(self._drafts, start=1):
            name = self._names.titled(draft.title, str(number))
            if not draft.is_empty:
                yield Step(
                    uid=read_uid(draft.uid, self._lesson, f"step:{name}"),
                    title=one_line(draft.title),
                    blocks=tuple(draft.blocks),
                )
