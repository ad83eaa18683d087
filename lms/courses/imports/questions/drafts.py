"""Questions as written, before their kind gives them a meaning."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lms.core.i18n import _l
from lms.courses.imports.problems import Notes
from lms.courses.rules import markup
from lms.courses.rules.texts import fenced, markdown, one_line, spans


@dataclass(frozen=True, slots=True)
class OptionDraft:
    """A line `- [mark] text {#uid}` and the feedback below it; `line` counts from 0.

    `text` is Markdown; `plain` are the same words as written, on one line.
    """

    line: int
    mark: str
    text: str
    plain: str
    attributes: markup.Attributes
    feedback: str


@dataclass(slots=True)
class SectionDraft:
    """What stands under `### title`: words or options."""

    line: int
    title: str
    attributes: markup.Attributes
    words: str = ""
    options: tuple[OptionDraft, ...] = ()


@dataclass(slots=True)
class QuestionDraft:
    """One `## Question` and all that stands below it."""

    line: int
    kind: str
    name: str
    attributes: markup.Attributes
    stem: str = ""
    options: tuple[OptionDraft, ...] = ()
    sections: list[SectionDraft] = field(default_factory=list)

    @property
    def values(self) -> Mapping[str, str]:
        """The settings written in the heading."""
        return self.attributes.values

    def section(self, title: str) -> str:
        """Return the words of a section, or an empty text."""
        return next((one.words for one in self.sections if one.title.lower() == title), "")


def heading(line: str) -> QuestionDraft | None:
    """Return the question that a heading opens, or None when it opens none."""
    found = markup.QUESTION.match(line)
    if found is None:
        return None
    tail, attributes = markup.split_attributes(found["tail"])
    if tail and not tail.startswith(":"):
        return None
    return QuestionDraft(0, found["kind"] or "", one_line(tail.removeprefix(":")), attributes)


def first_question(lines: list[str]) -> int:
    """Return the place of the first question heading, or the number of lines."""
    for place, (line, code) in enumerate(zip(lines, fenced(lines), strict=True)):
        if not code and heading(line):
            return place
    return len(lines)


def read_drafts(lines: list[str], first: int, notes: Notes) -> Iterator[QuestionDraft]:
    """List the questions written in `lines`, which start at line `first` of the body."""
    found = dict(_headings(lines))
    for start, end in spans(list(found), len(lines)):
        draft = found[start]
        draft.line = first + start
        _fill(draft, lines[start + 1 : end], notes)
        yield draft


def _headings(lines: list[str]) -> list[tuple[int, QuestionDraft]]:
    marked = zip(lines, fenced(lines), strict=True)
    found = [(place, None if code else heading(line)) for place, (line, code) in enumerate(marked)]
    return [(place, draft) for place, draft in found if draft]


def _fill(draft: QuestionDraft, lines: list[str], notes: Notes) -> None:
    code = fenced(lines)
    cuts = [p for p, line in enumerate(lines) if not code[p] and markup.SECTION.match(line)]
    first = draft.line + 1
    draft.stem, draft.options = _words_and_options(
        lines[: cuts[0]] if cuts else lines, first, notes
    )
    for start, end in spans(cuts, len(lines)):
        title, attributes = markup.split_attributes(lines[start].removeprefix("###"))
        section = SectionDraft(first + start, title, attributes)
        section.words, section.options = _words_and_options(
            lines[start + 1 : end], first + start + 1, notes
        )
        draft.sections.append(section)


def _words_and_options(
    lines: list[str], first: int, notes: Notes
) -> tuple[str, tuple[OptionDraft, ...]]:
    code = fenced(lines)
    starts = [p for p, line in enumerate(lines) if not code[p] and markup.OPTION.match(line)]
    words = lines[: starts[0]] if starts else lines
    options = tuple(
        _option(lines[start:end], first + start, notes) for start, end in spans(starts, len(lines))
    )
    return markdown(markup.unguard(words, markup.QUESTION_MARKS)), options


def _option(lines: list[str], line: int, notes: Notes) -> OptionDraft:
    found = markup.OPTION.match(lines[0])
    mark, written = (found["mark"], found["text"]) if found else ("", "")
    text, attributes = markup.split_attributes(written or "")
    below = [_moved_left(under, line + 1 + place, notes) for place, under in enumerate(lines[1:])]
    code = fenced(below)
    quoted = next(
        (p for p, u in enumerate(below) if not code[p] and markup.QUOTE.match(u)), len(below)
    )
    words = markup.unguard([text, *below[:quoted]], markup.QUOTE_MARKS)
    return OptionDraft(
        line=line,
        mark=mark.strip().lower(),
        text=markdown(words),
        plain=one_line(" ".join((text, *below[:quoted]))),
        attributes=attributes,
        feedback=_feedback(below[quoted:], line + 1 + quoted, notes),
    )


def _moved_left(line: str, place: int, notes: Notes) -> str:
    if line.strip() and not line.startswith("  "):
        notes.refuse(
            place,
            "option",
            _l(
                "This line belongs to no option. Move it right by two spaces, or above the options."
            ),
        )
    return line.removeprefix("  ")


def _feedback(lines: list[str], first: int, notes: Notes) -> str:
    words = []
    for place, line in enumerate(lines):
        found = markup.QUOTE.match(line)
        if found:
            words.append(found["text"] or "")
        elif line.strip():
            notes.refuse(first + place, "feedback", _l("Begin each line of feedback with “>”."))
    return markdown("\n".join(words))
