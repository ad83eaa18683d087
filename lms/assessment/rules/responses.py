"""What a person answers, as frozen values, and reading it from a form.

A form speaks in *tokens* (opaque words of one attempt, see `public`); a response speaks in uids.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import ClassVar

from lms.assessment.rules import codec
from lms.assessment.rules.codec import Json
from lms.assessment.rules.public import (
    GAP_PREFIX,
    PAIR_PREFIX,
    answer_tokens,
    gap_tokens,
    option_tokens,
    pair_tokens,
)
from lms.assessment.rules.questions import (
    FALSE,
    TRUE,
    ChoiceGap,
    Cloze,
    FreeText,
    Matching,
    Multiple,
    NumberGap,
    Numeric,
    Ordering,
    Question,
    ShortText,
    TrueFalse,
    Unit,
)

SHORT_TEXT_MAX = 300
NUMBER_MAX = 60
_SIGNS = str.maketrans({"\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2013": "-"})
_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009'\u2019")


class Problem(StrEnum):
    """Why an answer cannot be taken."""

    MISSING = "missing"
    INCOMPLETE = "incomplete"
    UNKNOWN_CHOICE = "unknown_choice"
    ONE_ONLY = "one_only"
    NOT_A_NUMBER = "not_a_number"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"


class UnreadableResponseError(ValueError):
    """An answer that cannot be taken; `problems` maps a form field to the reason."""

    def __init__(self, problems: Mapping[str, Problem]) -> None:
        super().__init__(", ".join(f"{name}: {why}" for name, why in problems.items()))
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Options ticked, by uid."""

    kind: ClassVar[str] = "chosen"
    uids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """Words or a number, as typed."""

    kind: ClassVar[str] = "written"
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """What was given to one prompt or one gap."""

    uid: str
    given: Chosen | Written


@dataclass(frozen=True, slots=True)
class Filled:
    """Prompts matched or gaps filled; those left out are absent."""

    kind: ClassVar[str] = "filled"
    parts: tuple[Part, ...]

    def given(self, uid: str) -> Chosen | Written | None:
        """Return what was given to that part, or None."""
        return next((part.given for part in self.parts if part.uid == uid), None)


@dataclass(frozen=True, slots=True)
class Ordered:
    """Items in the person's order, by uid."""

    kind: ClassVar[str] = "ordered"
    uids: tuple[str, ...]


Response = Chosen | Written | Filled | Ordered
Form = Mapping[str, Sequence[str]]


def to_json(response: Response) -> Json:
    """Return the response as plain JSON values."""
    return codec.encode(response)


def from_json(data: object) -> Response:
    """Read a response written by `to_json`. Raise `codec.UnreadableError` when it is not one."""
    return codec.decode(Response, data)  # type: ignore[arg-type]


def read_number(text: str, units: Iterable[Unit] = ()) -> tuple[Decimal, Unit | None] | None:
    """Read "1 234,5", "-3.2" or "12 km": the number and its unit, or None for anything else."""
    cleaned = text.translate(_SIGNS).strip()
    found = None
    for unit in sorted(units, key=lambda u: len(u.name), reverse=True):
        name = unit.name.strip()
        if cleaned.casefold().endswith(name.casefold()):
            cleaned, found = cleaned[: -len(name)], unit
            break
    cleaned = cleaned.translate(_SPACES)
    if "," in cleaned and "." not in cleaned:
        cleaned = cleaned.replace(",", ".", 1)
    if not cleaned.isascii() or "_" in cleaned or len(cleaned) > NUMBER_MAX:
        return None
    try:
        number = Decimal(cleaned)
    except InvalidOperation:
        return None
    return (number, found) if number.is_finite() and abs(number.adjusted()) < NUMBER_MAX else None


def read_response(question: Question, form: Form, seed: str, *, draft: bool = False) -> Response:
    """Read the answer to `question` from a posted form, under the tokens of `seed`.

    A `draft` may be incomplete. Raise `UnreadableResponseError` with a reason per field.
    """
    if isinstance(question, Matching):
        return _read_pairs(question, form, seed, draft=draft)
    if isinstance(question, Cloze):
        return _read_gaps(question, form, seed, draft=draft)
    if isinstance(question, Ordering):
        return _read_order(question, form, seed)
    if isinstance(question, ShortText | Numeric | FreeText):
        return _read_words(question, _one(form, "answer"), draft=draft)
    tokens = option_tokens(question, seed)
    uids = _read_choices("answer", form, tokens)
    if not isinstance(question, Multiple) and len(uids) > 1:
        raise UnreadableResponseError({"answer": Problem.ONE_ONLY})
    if not uids and not draft:
        raise UnreadableResponseError({"answer": Problem.MISSING})
    return Chosen(uids)


def fits(question: Question, response: Response) -> bool:
    """Say whether a stored response still speaks of this question (its kind and its uids)."""
    match response:
        case Chosen(uids):
            return set(uids) <= _choosable(question)
        case Ordered(uids):
            return isinstance(question, Ordering) and sorted(uids) == sorted(
                item.uid for item in question.items
            )
        case Filled(parts):
            return {part.uid for part in parts} <= _parts(question)
        case Written():
            return isinstance(question, ShortText | Numeric | FreeText)


def _choosable(question: Question) -> set[str]:
    if isinstance(question, TrueFalse):
        return {TRUE, FALSE}
    return {option.uid for option in getattr(question, "options", ())}


def _parts(question: Question) -> set[str]:
    if isinstance(question, Matching):
        return {pair.uid for pair in question.pairs}
    return {gap.uid for gap in question.gaps} if isinstance(question, Cloze) else set()


def _one(form: Form, name: str) -> str:
    values = form.get(name, ())
    return values[0].replace("\r\n", "\n").replace("\x00", "") if values else ""


def _read_choices(name: str, form: Form, tokens: Mapping[str, str]) -> tuple[str, ...]:
    by_token = {token: uid for uid, token in tokens.items()}
    given = [value for value in form.get(name, ()) if value]
    if any(value not in by_token for value in given):
        raise UnreadableResponseError({name: Problem.UNKNOWN_CHOICE})
    chosen = {by_token[value] for value in given}
    return tuple(uid for uid in tokens if uid in chosen)


def _read_words(question: Question, text: str, *, draft: bool) -> Written:
    problem = _words_problem(question, text, draft=draft)
    if problem:
        raise UnreadableResponseError({"answer": problem})
    return Written(text)


def _words_problem(question: Question, text: str, *, draft: bool) -> Problem | None:
    longest = question.max_length if isinstance(question, FreeText) else SHORT_TEXT_MAX
    if len(text) > longest:
        return Problem.TOO_LONG
    if draft:
        return None
    if not text.strip():
        return Problem.MISSING
    if isinstance(question, Numeric) and read_number(text, question.units) is None:
        return Problem.NOT_A_NUMBER
    if isinstance(question, FreeText) and len(text.strip()) < question.min_length:
        return Problem.TOO_SHORT
    return None


def _read_pairs(question: Matching, form: Form, seed: str, *, draft: bool) -> Filled:
    answers = answer_tokens(question, seed)
    parts, problems = [], {}
    for uid, token in pair_tokens(question, seed).items():
        name = PAIR_PREFIX + token
        chosen = _read_choices(name, form, answers)
        if len(chosen) == 1:
            parts.append(Part(uid, Chosen(chosen)))
        elif chosen:
            problems[name] = Problem.ONE_ONLY
        elif not draft:
            problems[name] = Problem.INCOMPLETE
    if problems:
        raise UnreadableResponseError(problems)
    return Filled(tuple(parts))


def _read_order(question: Ordering, form: Form, seed: str) -> Ordered:
    tokens = option_tokens(question, seed)
    by_token = {token: uid for uid, token in tokens.items()}
    given = list(form.get("order", ()))
    if sorted(given) != sorted(by_token):
        raise UnreadableResponseError({"order": Problem.INCOMPLETE if given else Problem.MISSING})
    return Ordered(tuple(by_token[token] for token in given))


def _read_gaps(question: Cloze, form: Form, seed: str, *, draft: bool) -> Filled:
    parts, problems = [], {}
    for gap in question.gaps:
        name = GAP_PREFIX + gap_tokens(question, seed)[gap.uid]
        given = _read_gap(gap, name, form, option_tokens(question, seed, gap))
        problem = None if draft else _gap_problem(gap, given)
        if problem:
            problems[name] = problem
        elif given is not None:
            parts.append(Part(gap.uid, given))
    if problems:
        raise UnreadableResponseError(problems)
    return Filled(tuple(parts))


def _read_gap(
    gap: object, name: str, form: Form, tokens: Mapping[str, str]
) -> Chosen | Written | None:
    if isinstance(gap, ChoiceGap):
        uids = _read_choices(name, form, tokens)
        if len(uids) > 1 and not gap.multiple:
            raise UnreadableResponseError({name: Problem.ONE_ONLY})
        return Chosen(uids) if uids else None
    text = _one(form, name)
    if len(text) > SHORT_TEXT_MAX:
        raise UnreadableResponseError({name: Problem.TOO_LONG})
    return Written(text) if text.strip() else None


def _gap_problem(gap: object, given: Chosen | Written | None) -> Problem | None:
    if given is None:
        return Problem.INCOMPLETE
    if isinstance(gap, NumberGap) and isinstance(given, Written) and not read_number(given.text):
        return Problem.NOT_A_NUMBER
    return None
