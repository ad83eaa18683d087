"""Aiken: a question, options "A) ..." or "A. ...", and "ANSWER: B". All of it is plain text."""

import re
from dataclasses import dataclass, field

from lms.assessment.imports.found import CannotRead, Found, Reading, title_of
from lms.assessment.imports.markup import from_plain
from lms.assessment.imports.naming import Names
from lms.assessment.rules.questions import ONE, ZERO, Option, Single
from lms.core.i18n import _

_OPTION = re.compile(r"^\s*([A-Z])[).]\s+(.*\S)\s*$")
_EMPTY_OPTION = re.compile(r"^\s*([A-Z])[).]\s*$")
_ANSWER = re.compile(r"^\s*ANSWER\s*:\s*(.*?)\s*$", re.IGNORECASE)


@dataclass(slots=True)
class _Draft:
    """A question being read."""

    line: int
    stem: list[str] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def add(self, line: str) -> None:
        """Take a line: an option, or one more line of the question."""
        option = _OPTION.match(line)
        if option and option[1] in self.options:
            self.faults.append(_("the letter %(letter)s is used twice", letter=option[1]))
        elif option:
            self.options[option[1]] = option[2]
        elif _EMPTY_OPTION.match(line):
            self.faults.append(_("“%(words)s” has no text", words=line.strip()))
        elif line.strip() and self.options:
            self.faults.append(
                _("“%(words)s” is neither an option nor the answer", words=line.strip()[:40])
            )
        elif line.strip():
            self.stem.append(line)

    def build(self, letter: str, names: Names) -> Single:
        """Return the question. Raise CannotRead."""
        if self.faults:
            raise CannotRead("options", "; ".join(self.faults))
        if len(letter) != 1 or letter.upper() not in self.options:
            raise CannotRead(
                "answer", _("“%(letter)s” is not the letter of one of its options", letter=letter)
            )
        stem = from_plain("\n".join(self.stem))
        options = tuple(
            Option(uid=name.lower(), text=from_plain(text), fraction=ONE if right else ZERO)
            for name, text in self.options.items()
            for right in [name == letter.upper()]
        )
        return Single(uid=names.pick("", stem), stem=stem, options=options)


def read_aiken(text: str, source: str) -> Reading:
    """Read an Aiken file. `source` names the file."""
    reading, names = Reading(), Names(source)
    draft: _Draft | None = None
    for number, line in enumerate(text.split("\n"), 1):
        answer = _ANSWER.match(line)
        if draft is None and not answer:
            draft = _Draft(number) if line.strip() else None
        if answer:
            _finish(draft or _Draft(number), answer[1], names, reading)
            draft = None
        elif draft is not None:
            draft.add(line)
    if draft is not None:
        reading.refuse(
            draft.line, _title(draft), "answer", _("the file ends before its ANSWER line")
        )
    return reading


def _title(draft: _Draft) -> str:
    return title_of("", " ".join(draft.stem))


def _finish(draft: _Draft, letter: str, names: Names, reading: Reading) -> None:
    try:
        question = draft.build(letter, names)
    except CannotRead as error:
        reading.refuse(draft.line, _title(draft), error.field, error.reason)
        return
    reading.take(Found(question, draft.line))
