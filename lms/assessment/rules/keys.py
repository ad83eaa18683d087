"""The key of a question: what is right, as an author corrects it, and nothing else of it.

A key is a list of parts, one per thing to decide: which options are right, which words or number
are accepted, which answer goes with a prompt, the order of items. Texts, options and marks given
in part are left as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import singledispatch

from lms.assessment.rules.questions import (
    FALSE,
    ONE,
    TRUE,
    ZERO,
    AcceptedNumber,
    AcceptedText,
    ChoiceGap,
    Cloze,
    Gap,
    Matching,
    Multiple,
    Numeric,
    Option,
    Ordering,
    Question,
    Scale,
    ShortText,
    Single,
    TextGap,
    TrueFalse,
    even_fractions,
    is_right,
)
from lms.assessment.rules.responses import read_number

OPTIONS, WORDS, NUMBER, TOLERANCE, ANSWER, PLACE = (
    "options",
    "words",
    "number",
    "tolerance",
    "answer",
    "place",
)
MOST_WORDS = 30


class KeyFault(StrEnum):
    """Why a key cannot be taken."""

    MISSING = "missing"
    ONE_ONLY = "one_only"
    NOT_A_NUMBER = "not_a_number"
    UNKNOWN = "unknown"
    NOT_A_PLACE = "not_a_place"


class KeyFaultError(ValueError):
    """A key that cannot be taken; `faults` maps the field of a part to the reason."""

    def __init__(self, faults: Mapping[str, KeyFault]) -> None:
        """Keep the reason of each field."""
        super().__init__(", ".join(f"{field}: {fault}" for field, fault in faults.items()))
        self.faults = dict(faults)


@dataclass(frozen=True, slots=True)
class KeyPart:
    """One thing to decide: a field, what it is about, what it may be and what it is today."""

    field: str
    kind: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    chosen: tuple[str, ...] = ()
    is_multiple: bool = False


Given = Mapping[str, Sequence[str]]


@singledispatch
def key_of(question: object) -> tuple[KeyPart, ...]:
    """Return the parts of a question's key; none for a question that has no right answer."""
    del question
    return ()


@singledispatch
def with_key(question: object, given: Given) -> Question:
    """Return the question with another key. Raise `KeyFaultError` for one that cannot be taken."""
    del given
    raise KeyFaultError({"": KeyFault.UNKNOWN})


def has_key(question: Question) -> bool:
    """Tell whether there is something right to correct."""
    return bool(key_of(question))


def _options(field: str, options: Sequence[Option], *, multiple: bool) -> KeyPart:
    return KeyPart(
        field,
        OPTIONS,
        "",
        tuple((option.uid, option.text) for option in options),
        tuple(option.uid for option in options if is_right(option)),
        multiple,
    )


def _chosen(field: str, options: Sequence[Option], given: Given, *, multiple: bool) -> set[str]:
    chosen = set(given.get(field, ()))
    if not chosen:
        raise KeyFaultError({field: KeyFault.MISSING})
    if not chosen <= {option.uid for option in options}:
        raise KeyFaultError({field: KeyFault.UNKNOWN})
    if not multiple and len(chosen) > 1:
        raise KeyFaultError({field: KeyFault.ONE_ONLY})
    return chosen


def _one_right(options: Sequence[Option], chosen: set[str]) -> tuple[Option, ...]:
    """One option is right, the others worth nothing; unchanged when it was the right one."""
    if {option.uid for option in options if is_right(option)} == chosen:
        return tuple(options)
    return tuple(replace(o, fraction=ONE if o.uid in chosen else ZERO) for o in options)


def _some_right(options: Sequence[Option], chosen: set[str]) -> tuple[Option, ...]:
    if {option.uid for option in options if is_right(option)} == chosen:
        return tuple(options)
    shares = even_fractions(tuple(option.uid in chosen for option in options))
    return tuple(replace(o, fraction=share) for o, share in zip(options, shares, strict=True))


@key_of.register
def _(question: Single) -> tuple[KeyPart, ...]:
    return (_options("right", question.options, multiple=False),)


@with_key.register
def _(question: Single, given: Given) -> Question:
    chosen = _chosen("right", question.options, given, multiple=False)
    return replace(question, options=_one_right(question.options, chosen))


@key_of.register
def _(question: Multiple) -> tuple[KeyPart, ...]:
    return (_options("right", question.options, multiple=True),)


@with_key.register
def _(question: Multiple, given: Given) -> Question:
    chosen = _chosen("right", question.options, given, multiple=True)
    return replace(question, options=_some_right(question.options, chosen))


@key_of.register
def _(question: Scale) -> tuple[KeyPart, ...]:
    return (_options("right", question.options, multiple=False),) if question.scored else ()


@with_key.register
def _(question: Scale, given: Given) -> Question:
    chosen = _chosen("right", question.options, given, multiple=False)
    return replace(question, options=_one_right(question.options, chosen))


@key_of.register
def _(question: TrueFalse) -> tuple[KeyPart, ...]:
    choices = ((TRUE, TRUE), (FALSE, FALSE))
    return (KeyPart("right", OPTIONS, "", choices, (TRUE if question.answer else FALSE,)),)


@with_key.register
def _(question: TrueFalse, given: Given) -> Question:
    chosen = tuple(given.get("right", ()))
    if chosen not in {(TRUE,), (FALSE,)}:
        raise KeyFaultError({"right": KeyFault.MISSING})
    return replace(question, answer=chosen == (TRUE,))


def _words(field: str, label: str, accepted: Sequence[AcceptedText]) -> KeyPart:
    full = tuple(text.pattern for text in accepted if text.fraction == 1)
    return KeyPart(field, WORDS, label, (), full, is_multiple=True)


def _new_words(
    field: str, accepted: Sequence[AcceptedText], given: Given
) -> tuple[AcceptedText, ...]:
    """Full marks for the lines written; what was worth a part of the mark stays."""
    lines = [line.strip() for text in given.get(field, ()) for line in text.splitlines()]
    wanted = list(dict.fromkeys(line for line in lines if line))
    if not wanted or len(wanted) > MOST_WORDS:
        raise KeyFaultError({field: KeyFault.MISSING})
    known = {text.pattern: text for text in accepted if text.fraction == 1}
    taken = {text.uid for text in accepted}
    made = [known.get(line) or _text(line, taken) for line in wanted]
    partly = [t for t in accepted if t.fraction != 1 and t.pattern not in wanted]
    return (*made, *partly)


def _text(pattern: str, taken: set[str]) -> AcceptedText:
    number = 1
    while f"key-{number}" in taken:
        number += 1
    taken.add(f"key-{number}")
    return AcceptedText(uid=f"key-{number}", pattern=pattern)


@key_of.register
def _(question: ShortText) -> tuple[KeyPart, ...]:
    return (_words("words", "", question.accepted),)


@with_key.register
def _(question: ShortText, given: Given) -> Question:
    return replace(question, accepted=_new_words("words", question.accepted, given))


def _numbers(prefix: str, label: str, accepted: Sequence[AcceptedNumber]) -> tuple[KeyPart, ...]:
    full = next((one for one in accepted if one.fraction == 1 and one.value is not None), None)
    value = str(full.value) if full else ""
    tolerance = str(full.tolerance) if full else "0"
    return (
        KeyPart(f"{prefix}number", NUMBER, label, (), (value,)),
        KeyPart(f"{prefix}tolerance", TOLERANCE, label, (), (tolerance,)),
    )


def _new_number(
    prefix: str, accepted: Sequence[AcceptedNumber], given: Given
) -> tuple[AcceptedNumber, ...]:
    value = _number(f"{prefix}number", given)
    tolerance = _number(f"{prefix}tolerance", given)
    if tolerance < 0:
        raise KeyFaultError({f"{prefix}tolerance": KeyFault.NOT_A_NUMBER})
    full = next((one for one in accepted if one.fraction == 1 and one.value is not None), None)
    if full is None:
        return (AcceptedNumber(uid="key-1", value=value, tolerance=tolerance), *accepted)
    made = replace(full, value=value, tolerance=tolerance)
    return tuple(made if one is full else one for one in accepted)


def _number(field: str, given: Given) -> Decimal:
    read = read_number("".join(given.get(field, ())))
    if read is None:
        raise KeyFaultError({field: KeyFault.NOT_A_NUMBER})
    return read[0]


@key_of.register
def _(question: Numeric) -> tuple[KeyPart, ...]:
    return _numbers("", "", question.accepted)


@with_key.register
def _(question: Numeric, given: Given) -> Question:
    return replace(question, accepted=_new_number("", question.accepted, given))


@key_of.register
def _(question: Matching) -> tuple[KeyPart, ...]:
    answers = tuple((item.uid, item.text) for item in question.answers)
    return tuple(
        KeyPart(f"pair-{pair.uid}", ANSWER, pair.prompt, answers, (pair.answer,))
        for pair in question.pairs
    )


@with_key.register
def _(question: Matching, given: Given) -> Question:
    known = {item.uid for item in question.answers}
    pairs = []
    for pair in question.pairs:
        chosen = "".join(given.get(f"pair-{pair.uid}", ()))
        if chosen not in known:
            raise KeyFaultError({f"pair-{pair.uid}": KeyFault.MISSING})
        pairs.append(replace(pair, answer=chosen))
    return replace(question, pairs=tuple(pairs))


@key_of.register
def _(question: Ordering) -> tuple[KeyPart, ...]:
    places = tuple((str(n), str(n)) for n in range(1, len(question.items) + 1))
    return tuple(
        KeyPart(f"item-{item.uid}", PLACE, item.text, places, (str(place),))
        for place, item in enumerate(question.items, 1)
    )


@with_key.register
def _(question: Ordering, given: Given) -> Question:
    places = {item.uid: "".join(given.get(f"item-{item.uid}", ())) for item in question.items}
    wanted = {str(n) for n in range(1, len(question.items) + 1)}
    if set(places.values()) != wanted:
        field = f"item-{question.items[0].uid}"
        raise KeyFaultError({field: KeyFault.NOT_A_PLACE})
    items = sorted(question.items, key=lambda item: int(places[item.uid]))
    return replace(question, items=tuple(items))


@key_of.register
def _(question: Cloze) -> tuple[KeyPart, ...]:
    return tuple(part for gap in question.gaps for part in _gap_key(gap))


def _gap_key(gap: Gap) -> tuple[KeyPart, ...]:
    prefix = f"gap-{gap.uid}-"
    if isinstance(gap, ChoiceGap):
        part = _options(f"{prefix}right", gap.options, multiple=gap.multiple)
        return (replace(part, label=gap.uid),)
    if isinstance(gap, TextGap):
        return (_words(f"{prefix}words", gap.uid, gap.accepted),)
    return _numbers(prefix, gap.uid, gap.accepted)


@with_key.register
def _(question: Cloze, given: Given) -> Question:
    return replace(question, gaps=tuple(_with_gap_key(gap, given) for gap in question.gaps))


def _with_gap_key(gap: Gap, given: Given) -> Gap:
    prefix = f"gap-{gap.uid}-"
    if isinstance(gap, ChoiceGap):
        chosen = _chosen(f"{prefix}right", gap.options, given, multiple=gap.multiple)
        put = _some_right if gap.multiple else _one_right
        return replace(gap, options=put(gap.options, chosen))
    if isinstance(gap, TextGap):
        return replace(gap, accepted=_new_words(f"{prefix}words", gap.accepted, given))
    return replace(gap, accepted=_new_number(prefix, gap.accepted, given))
