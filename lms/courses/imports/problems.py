"""What an import could not take as it was: said by file, line and field, never skipped in silence."""

from dataclasses import dataclass, field
from typing import TypeAlias

from flask_babel.speaklater import LazyString

Message: TypeAlias = str | LazyString


@dataclass(frozen=True, slots=True)
class Problem:
    """Something found in `file` (relative to the package), at `line` (from 1; 0 is the whole file).

    `refused` tells that something was left out; otherwise it was taken, and this is good to know.
    """

    file: str
    line: int
    field: str
    message: Message
    refused: bool = True

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return (
            f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"
        )

    def as_json(self) -> dict[str, str | int | bool]:
        """Return plain values for `--json` and for download."""
        return {
            "file": self.file,
            "line": self.line,
            "field": self.field,
            "message": str(self.message),
            "refused": self.refused,
        }


@dataclass(slots=True)
class Report:
    """The problems of one import, in the order they were met."""

    problems: list[Problem] = field(default_factory=list)

    @property
    def refused(self) -> list[Problem]:
        """What was left out."""
        return [problem for problem in self.problems if problem.refused]

    @property
    def noted(self) -> list[Problem]:
        """What was taken differently from how it was written."""
        return [problem for problem in self.problems if not problem.refused]

    def on(self, file: str, first_line: int = 1) -> "Notes":
        """Return the notes of `file`, whose text given to readers starts at `first_line`."""
        return Notes(self, file, first_line)


@dataclass(frozen=True, slots=True)
class Notes:
    """A place to write the problems of one file. Lines given are relative to `first_line`, from 0."""

    report: Report
    file: str
    first_line: int = 1

    def refuse(self, line: int, where: str, message: Message) -> None:
        """Write down that something was left out."""
        self.report.problems.append(Problem(self.file, self.first_line + line, where, message))

    def note(self, line: int, where: str, message: Message) -> None:
        """Write down something taken, but not quite as it was written."""
        self.report.problems.append(
            Problem(self.file, self.first_line + line, where, message, refused=False)
        )

    def whole(self, where: str, message: Message, *, refused: bool = True) -> None:
        """Write down something about the whole file."""
        self.report.problems.append(Problem(self.file, 0, where, message, refused))

    def below(self, lines: int) -> "Notes":
        """Return the notes of the text that starts `lines` further down."""
        return Notes(self.report, self.file, self.first_line + lines)

    def count(self) -> int:
        """Return how many things were refused so far, in any file."""
        return len(self.report.refused)
