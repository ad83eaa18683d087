"""The answers of a GIFT question, between its braces, to one of our kinds."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from uuid import UUID

from lms.assessment.imports.found import CannotRead, letters, percent
from lms.assessment.imports.gift_escapes import show
from lms.assessment.imports.markup import to_markdown, to_text
from lms.assessment.rules.questions import (
    ONE,
    ZERO,
    AcceptedNumber,
    AcceptedText,
    FreeText,
    Item,
    Matching,
    Multiple,
    Numeric,
    Option,
    Pair,
    Question,
    ShortText,
    Single,
    TrueFalse,
)
from lms.core.i18n import _

_FORMAT = re.compile(r"^\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_WEIGHT = re.compile(r"^\s*%([^%]*)%")
UNCLOSED, UNOPENED = "\ue00e", "\ue00f"
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}


@dataclass(frozen=True, slots=True)
class _Base:
    """What every kind takes from its question."""

    uid: UUID
    stem: str
    name: str
    form: str
    general: str

    def words(self, marks: str) -> str:
        """Return a text of the answers in Markdown, in its own format or the question's."""
        found = _FORMAT.match(marks)
        form = found[1].lower() if found else self.form
        return to_markdown(show(marks[found.end() :] if found else marks).strip(), form)

    def compared(self, marks: str) -> str:
        """Return a text that answers are compared with: no markup."""
        found = _FORMAT.match(marks)
        return to_text(show(marks[found.end() :] if found else marks))


def read_answers(marks: str, *, uid: UUID, stem: str, name: str, form: str) -> Question:
    """Return the question that these answers make. Raise CannotRead."""
    if marks == UNCLOSED:
        raise CannotRead("answers", _("the brace “{” is never closed"))
    if marks == UNOPENED:
        raise CannotRead("answers", _("a brace “}” has no “{” before it"))
    body, _mark, general = marks.partition("####")
    plain = _Base(uid, stem, name, form, "")
    base = _Base(uid, stem, name, form, plain.words(general))
    return _reader_of(body.strip())(base, body.strip())


def _reader_of(body: str) -> Callable[[_Base, str], Question]:
    if not body:
        return _free_text
    if body.startswith("#"):
        return _numeric
    if "~" in body:
        return _choices
    if "=" in body and "->" in body:
        return _matching
    if body.split("#", maxsplit=1)[0].strip().upper() in _TRUTH:
        return _true_false
    return _short_text


def _feedback(base: _Base, marks: str) -> tuple[str, str]:
    """Return an answer and its feedback."""
    answer, _mark, feedback = marks.partition("#")
    return answer, base.words(feedback)


def _weight(marks: str, usual: Fraction) -> tuple[Fraction, str]:
    found = _WEIGHT.match(marks)
    return (percent(found[1]), marks[found.end() :]) if found else (usual, marks)


def _free_text(base: _Base, _body: str) -> Question:
    return FreeText(uid=base.uid, stem=base.stem, name=base.name, general_feedback=base.general)


def _true_false(base: _Base, body: str) -> Question:
    """Read TRUE#when wrong#when right."""
    said, *feedbacks = body.split("#")
    answer = _TRUTH[said.strip().upper()]
    wrong, right = (*(base.words(text) for text in feedbacks[:2]), "", "")[:2]
    return TrueFalse(
        uid=base.uid,
        stem=base.stem,
        name=base.name,
        general_feedback=base.general,
        answer=answer,
        feedback_true=right if answer else wrong,
        feedback_false=wrong if answer else right,
    )


def _choices(base: _Base, body: str) -> Question:
    parts = [part for part in re.split(r"(?=[~=])", body) if part.strip()]
    if parts and parts[0][0] not in "~=":
        raise CannotRead(
            "options", _("“%(words)s” stands before the first ~ or =", words=parts[0].strip()[:40])
        )
    uids = letters(len(parts))
    options = tuple(_option(base, part, uid) for part, uid in zip(parts, uids, strict=True))
    common = {
        "uid": base.uid,
        "stem": base.stem,
        "name": base.name,
        "general_feedback": base.general,
    }
    if any(part.startswith("=") for part in parts):
        return Single(**common, options=options)  # type: ignore[arg-type]
    return Multiple(**common, options=options)  # type: ignore[arg-type]


def _option(base: _Base, part: str, uid: str) -> Option:
    fraction, rest = _weight(part[1:], ONE if part[0] == "=" else ZERO)
    text, feedback = _feedback(base, rest)
    return Option(uid=uid, text=base.words(text), fraction=fraction, feedback=feedback)


def _matching(base: _Base, body: str) -> Question:
    pairs: list[Pair] = []
    answers: dict[str, Item] = {}
    for part in (part for part in body.split("=") if part.strip()):
        prompt, arrow, answer = part.partition("->")
        if not arrow or not answer.strip():
            raise CannotRead(
                "pairs", _("“%(words)s” has no “->” and answer", words=part.strip()[:40])
            )
        words = base.words(answer)
        item = answers.setdefault(words, Item(uid=f"a{len(answers) + 1}", text=words))
        if base.words(prompt):
            pairs.append(Pair(uid=f"p{len(pairs) + 1}", prompt=base.words(prompt), answer=item.uid))
    return Matching(
        uid=base.uid,
        stem=base.stem,
        name=base.name,
        general_feedback=base.general,
        pairs=tuple(pairs),
        answers=tuple(answers.values()),
    )


def _short_text(base: _Base, body: str) -> Question:
    parts = [part for part in body.split("=") if part.strip()]
    accepted = []
    for part, uid in zip(parts, letters(len(parts)), strict=True):
        fraction, rest = _weight(part, ONE)
        text, feedback = _feedback(base, rest)
        pattern = base.compared(text)
        accepted.append(
            AcceptedText(uid=uid, pattern=pattern, fraction=fraction, feedback=feedback)
        )
    return ShortText(
        uid=base.uid,
        stem=base.stem,
        name=base.name,
        general_feedback=base.general,
        accepted=tuple(accepted),
    )


def _numeric(base: _Base, body: str) -> Question:
    """Read #value:tolerance, #low..high, or #=value:tolerance =%50%value...; ~ opens the rest."""
    body, tilde, wrong = body[1:].partition("~")
    parts = [part for part in body.split("=") if part.strip()]
    accepted = []
    for part, uid in zip(parts, letters(len(parts)), strict=True):
        fraction, rest = _weight(part, ONE)
        text, feedback = _feedback(base, rest)
        value, tolerance = _interval(text)
        accepted.append(
            AcceptedNumber(
                uid=uid, value=value, tolerance=tolerance, fraction=fraction, feedback=feedback
            )
        )
    if tilde and base.words(wrong.partition("#")[2]):
        feedback = base.words(wrong.partition("#")[2])
        accepted.append(AcceptedNumber(uid="other", value=None, fraction=ZERO, feedback=feedback))
    return Numeric(
        uid=base.uid,
        stem=base.stem,
        name=base.name,
        general_feedback=base.general,
        accepted=tuple(accepted),
    )


def _interval(text: str) -> tuple[Decimal | None, Decimal]:
    text = show(text).strip()
    if text == "*":
        return None, Decimal(0)
    if ".." in text:
        low, high = (_number(bound) for bound in text.split("..", 1))
        if low > high:
            raise CannotRead("accepted", _("“%(words)s” ends before it begins", words=text))
        return (low + high) / 2, (high - low) / 2
    value, _mark, tolerance = text.partition(":")
    return _number(value), _number(tolerance or "0")


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation as error:
        raise CannotRead(
            "accepted", _("“%(words)s” is not a number", words=text.strip())
        ) from error
    if not number.is_finite():
        raise CannotRead("accepted", _("“%(words)s” is not a number", words=text.strip()))
    return number
