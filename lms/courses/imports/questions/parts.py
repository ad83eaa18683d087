"""Settings, options and accepted answers of a question as written."""

import re
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from lms.assessment.rules.questions import (
    AcceptedNumber,
    AcceptedText,
    Item,
    Option,
    even_fractions,
)
from lms.core.i18n import _l
from lms.courses.imports.problems import Notes
from lms.courses.imports.questions.drafts import OptionDraft, QuestionDraft
from lms.courses.imports.uids import Names

_E = TypeVar("_E", bound=StrEnum)
_NUMBER = re.compile(
    r"(?P<value>\*|[-−+]?\d{1,30}(?:[.,]\d{1,30})?)(?: *(?:±|\+-|\+/-) *(?P<tolerance>\d{1,30}(?:[.,]\d{1,30})?))?$"
)
_FRACTION = re.compile(r"-?\d{1,12}(?:\.\d{1,12})?%?|-?\d{1,12}/[1-9]\d{0,11}")


class Settings:
    """The `key=value` of a heading, each taken once."""

    def __init__(self, draft: QuestionDraft, notes: Notes, line: int | None = None) -> None:
        """Read the settings of `draft`."""
        self.notes = notes
        self._values = dict(draft.values)
        self._line = draft.line if line is None else line

    def text(self, key: str, default: str = "") -> str:
        """Return a setting as written."""
        return self._values.pop(key, default)

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self.text(key, str(default).lower())
        if value not in ("true", "false"):
            self._refuse(key, "true, false")
        return value == "true"

    def integer(self, key: str, default: int) -> int:
        """Return a whole number."""
        value = self.text(key, str(default))
        if not (value.isascii() and value.isdigit() and len(value) < 7):  # noqa: PLR2004
            self._refuse(key, "0, 1, 2 ...")
            return default
        return int(value)

    def fraction(self, key: str, default: str) -> Fraction:
        """Return a share: 1/2, 0.5, 50%."""
        value = self.text(key, default)
        if not _FRACTION.fullmatch(value):
            self._refuse(key, "1, 1/2, 50%")
            return Fraction(default)
        return fraction(value)

    def choice(self, key: str, among: type[_E], default: _E) -> _E:
        """Return one of the members of `among`."""
        value = self.text(key, default.value)
        if value not in set(among):
            self._refuse(key, ", ".join(among))
            return default
        return among(value)

    def finish(self) -> None:
        """Report the settings that nobody asked for."""
        for key in self._values:
            self.notes.refuse(
                self._line,
                key,
                _l("This setting is not known for this kind of question. Remove it."),
            )

    def _refuse(self, key: str, known: str) -> None:
        self.notes.refuse(
            self._line,
            key,
            _l("This value is not understood. Write one of: %(known)s.", known=known),
        )


def fraction(text: str) -> Fraction:
    """Read 1/3, 0.5 or 50%."""
    if text.endswith("%"):
        return Fraction(text[:-1]) / 100
    return Fraction(text)


def number(text: str) -> re.Match[str] | None:
    """Read `12 ± 0.5`, or return None."""
    return _NUMBER.fullmatch(text.strip())


def options(
    drafts: tuple[OptionDraft, ...], notes: Notes, *, shared: bool, ranked: bool = False
) -> tuple[Option, ...]:
    """Return the options written; with `shared`, right ones marked x share the whole and wrong ones take back.

    With `ranked` (a scale), the marks may be the ranks 1, 2, 3 and carry no worth.
    """
    names = Names()
    if shared and all(draft.mark in ("x", "") for draft in drafts):
        worth = even_fractions(tuple(draft.mark == "x" for draft in drafts))
    else:
        worth = tuple(_worth(draft, notes, ranked=ranked) for draft in drafts)
    return tuple(
        Option(
            uid=names.pick(draft.attributes.uid, draft.text),
            text=draft.text,
            fraction=share,
            feedback=draft.feedback,
        )
        for draft, share in zip(drafts, worth, strict=True)
    )


def accepted_texts(drafts: tuple[OptionDraft, ...], notes: Notes) -> tuple[AcceptedText, ...]:
    """Return the texts accepted as answers."""
    names = Names()
    return tuple(
        AcceptedText(
            uid=names.pick(draft.attributes.uid, draft.plain),
            pattern=draft.plain,
            fraction=_worth(draft, notes),
            feedback=draft.feedback,
        )
        for draft in drafts
    )


def accepted_numbers(drafts: tuple[OptionDraft, ...], notes: Notes) -> tuple[AcceptedNumber, ...]:
    """Return the numbers accepted as answers; `*` is any other number."""
    names = Names()
    accepted = []
    for draft in drafts:
        found = number(draft.plain)
        if found is None:
            notes.refuse(
                draft.line, "accepted", _l("Write a number, as “- [x] 12” or “- [x] 12 ± 0.5”.")
            )
            continue
        accepted.append(
            AcceptedNumber(
                uid=names.pick(draft.attributes.uid, draft.text),
                value=None if found["value"] == "*" else _decimal(found["value"]),
                tolerance=_decimal(found["tolerance"] or "0"),
                fraction=_worth(draft, notes),
                feedback=draft.feedback,
            )
        )
    return tuple(accepted)


def items(drafts: tuple[OptionDraft, ...], notes: Notes) -> tuple[Item, ...]:
    """Return the items of an ordering, written `- [1] first`, `- [2] second`, in the order of their numbers."""
    names = Names()
    for draft in drafts:
        if not draft.mark.isdigit():
            notes.refuse(
                draft.line,
                "items",
                _l("Number the items in the right order: “- [1] first”, “- [2] second”."),
            )
        if draft.feedback:
            notes.refuse(
                draft.line,
                "feedback",
                _l("An item to order has no feedback. Write it under “### Feedback”."),
            )
    ranked = sorted(drafts, key=lambda draft: int(draft.mark) if draft.mark.isdigit() else 0)
    return tuple(
        Item(uid=names.pick(draft.attributes.uid, draft.text), text=draft.text) for draft in ranked
    )


def _worth(draft: OptionDraft, notes: Notes, *, ranked: bool = False) -> Fraction:
    if draft.mark in ("x", ""):
        return Fraction(draft.mark == "x")
    if ranked and draft.mark.isdigit():
        return Fraction(0)
    if not _FRACTION.fullmatch(draft.mark) or draft.mark.isdigit():
        notes.refuse(
            draft.line, "options", _l("Write [x], [ ] or a share as [50%] in front of an option.")
        )
        return Fraction(0)
    return fraction(draft.mark)


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace("−", "-").replace(",", "."))
