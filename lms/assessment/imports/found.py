"""What reading a file gives: questions, refusals, notes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from lms.assessment.rules.flaws import check
from lms.assessment.rules.questions import Question
from lms.core.i18n import _

_USUAL = tuple(
    Fraction(part, whole) for whole in (3, 6, 7, 8, 9, 11, 12) for part in range(1, whole)
)
_CLOSE = Fraction(1, 20_000)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A question that was not read: its line, its name or first words, the field and the reason."""

    line: int
    name: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something left out or changed in a question that was read."""

    line: int
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class File:
    """A file carried inside a question, such as an image, known by name in its Markdown."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Found:
    """A question read, where the file files it, and the line it starts on."""

    question: Question
    line: int
    category: str = ""
    tags: tuple[str, ...] = ()
    files: tuple[File, ...] = ()


@dataclass(slots=True)
class Reading:
    """Everything a file gave, in its order."""

    found: list[Found] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)

    def take(self, found: Found) -> None:
        """Keep a question, or refuse it when it has flaws."""
        flaws = check(found.question)
        name = title_of(found.question.name, found.question.stem)
        if flaws:
            self.refuse(found.line, name, flaws[0].field, "; ".join(map(str, flaws)))
        else:
            self.found.append(found)

    def refuse(self, line: int, name: str, where: str, reason: str) -> None:
        """Refuse a question by name."""
        self.refused.append(Refusal(line, name, where, reason))

    def note(self, line: int, name: str, text: str) -> None:
        """Tell what was left out of a question."""
        self.notes.append(Note(line, name, text))

    def file_under(self, category: str) -> None:
        """Remember a category, empty ones included."""
        if category and category not in self.categories:
            self.categories.append(category)


class CannotRead(Exception):
    """A question that cannot be read; `field` and the message say why."""

    def __init__(self, where: str, reason: str) -> None:
        """Keep where and why."""
        super().__init__(reason)
        self.field = where
        self.reason = reason


def title_of(name: str, stem: str) -> str:
    """Return the name of a question, or its first words."""
    words = " ".join((name or stem).split())
    return words if len(words) <= 80 else words[:79] + "…"  # noqa: PLR2004


def percent(text: str) -> Fraction:
    """Read "33.33333" as one third: rounded shares become exact. Raise CannotRead."""
    try:
        value = Fraction(text.strip().replace(",", ".")) / 100
    except (ValueError, ZeroDivisionError) as error:
        raise CannotRead("fraction", _("“%(words)s” is not a percentage", words=text)) from error
    if not -1 <= value <= 1:
        raise CannotRead(
            "fraction", _("%(share)s is beyond %(all)s", share=f"{text} %", all="100 %")
        )
    return exact(value)


def exact(value: Fraction) -> Fraction:
    """Return the usual fraction that a rounded one stands for."""
    for usual in _USUAL:
        if abs(abs(value) - usual) < _CLOSE:
            return usual if value > 0 else -usual
    return value


def category_of(path: str) -> str:
    """Return "$course$/top/Default for X/Y" as "Default for X / Y"."""
    parts = _split_path(path.strip())
    while parts and parts[0] in {"$course$", "$module$", "$system$", "$cat$", "$coursecat$", "top"}:
        parts.pop(0)
    return " / ".join(parts)


def _split_path(path: str) -> list[str]:
    """Split on "/", "//" being a slash in a name."""
    marked = path.replace("//", "\x00")
    return [part.replace("\x00", "/").strip() for part in marked.split("/") if part.strip()]


def letters(count: int) -> Iterable[str]:
    """Return the uids of options read in order: o1, o2..."""
    return (f"o{number}" for number in range(1, count + 1))
