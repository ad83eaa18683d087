"""What an answer is worth: exact fractions from 0 to 1."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from lms.assessment.rules.questions import (
    FALSE,
    ONE,
    TRUE,
    ZERO,
    AcceptedNumber,
    AcceptedText,
    ChoiceGap,
    Cloze,
    Credit,
    FreeText,
    Gap,
    Matching,
    Multiple,
    NumberGap,
    Numeric,
    Option,
    OrderCredit,
    Ordering,
    Question,
    Scale,
    ShortText,
    Single,
    TrueFalse,
)
from lms.assessment.rules.responses import (
    Chosen,
    Filled,
    Ordered,
    Response,
    Written,
    read_number,
)

_NEARLY = Fraction(1, 1000)  # 3 x 33.33333 % is meant as 1


@dataclass(frozen=True, slots=True)
class Note:
    """The author's feedback on one part of the answer (option, accepted answer, prompt or gap)."""

    uid: str
    text: str


@dataclass(frozen=True, slots=True)
class Grade:
    """What an answer is worth, 0 to 1; a person still has to read it if `needs_review`.

    `parts` tells for prompts, gaps and places whether each is right.
    """

    fraction: Fraction
    needs_review: bool = False
    notes: tuple[Note, ...] = ()
    parts: tuple[tuple[str, bool], ...] = ()

    @property
    def is_right(self) -> bool:
        """Say whether the answer earns everything."""
        return self.fraction == ONE


def grade(question: Question, response: Response | None) -> Grade:
    """Mark a response; None (not answered) or one that speaks of another kind is worth 0."""
    match question, response:
        case (Single() | Scale(), Chosen(uids)):
            return _grade_choice(question.options, uids)
        case (Multiple(), Chosen(uids)):
            return _grade_multiple(question, uids)
        case (TrueFalse(), Chosen(uids)):
            return _grade_true_false(question, uids)
        case (ShortText(), Written(text)):
            accepted = question.accepted
            return _grade_text(
                accepted, text, case=question.match_case, accents=question.match_accents
            )
        case (Numeric(), Written(text)):
            return _grade_numeric(question, text)
        case (Matching(), Filled()):
            return _grade_matching(question, response)
        case (Ordering(), Ordered(uids)):
            return _grade_ordering(question, uids)
        case (Cloze(), Filled()):
            return _grade_cloze(question, response)
        case (FreeText(), _):
            return Grade(
                ZERO,
                needs_review=isinstance(response, Written) and bool(response.text.strip()),
            )
    return Grade(ZERO)


def _bounded(fraction: Fraction) -> Fraction:
    if fraction >= ONE - _NEARLY:
        return ONE
    return max(ZERO, fraction)


def _notes(
    options: Iterable[Option | AcceptedText | AcceptedNumber],
) -> tuple[Note, ...]:
    return tuple(Note(option.uid, option.feedback) for option in options if option.feedback)


def _grade_choice(options: tuple[Option, ...], uids: tuple[str, ...]) -> Grade:
    picked = [option for option in options if option.uid in uids]
    if len(picked) != 1:
        return Grade(ZERO)
    return Grade(_bounded(picked[0].fraction), notes=_notes(picked))


def _grade_multiple(question: Multiple, uids: tuple[str, ...]) -> Grade:
    picked = [option for option in question.options if option.uid in uids]
    if question.credit is Credit.ALL_OR_NOTHING:
        wanted = {option.uid for option in question.options if option.fraction > 0}
        return Grade(ONE if wanted == set(uids) else ZERO, notes=_notes(picked))
    total = sum((option.fraction for option in picked), ZERO)
    return Grade(_bounded(total), notes=_notes(picked))


def _grade_true_false(question: TrueFalse, uids: tuple[str, ...]) -> Grade:
    if uids not in ((TRUE,), (FALSE,)):
        return Grade(ZERO)
    said = uids == (TRUE,)
    feedback = question.feedback_true if said else question.feedback_false
    notes = (Note(uids[0], feedback),) if feedback else ()
    return Grade(ONE if said == question.answer else ZERO, notes=notes)


def _grade_text(
    accepted: tuple[AcceptedText, ...], text: str, *, case: bool, accents: bool
) -> Grade:
    given = fold(text, case=case, accents=accents)
    for answer in sorted(accepted, key=lambda a: a.fraction, reverse=True):
        if given and _matches(fold(answer.pattern, case=case, accents=accents), given):
            return Grade(_bounded(answer.fraction), notes=_notes([answer]))
    return Grade(ZERO)


def fold(text: str, *, case: bool, accents: bool) -> str:
    """Bring a text to the form in which answers are compared."""
    folded = unicodedata.normalize("NFC", text).replace("\u2019", "'")
    folded = " ".join(folded.split())
    if not accents:
        bare = unicodedata.normalize("NFD", folded.replace("\u0153", "oe").replace("\u0152", "OE"))
        folded = "".join(char for char in bare if not unicodedata.combining(char))
    return folded if case else folded.casefold()


@lru_cache(maxsize=2048)
def _pieces(pattern: str) -> tuple[str, ...]:
    """Cut a pattern at its stars; an escaped star stays in its piece."""
    return tuple(piece.replace("\\*", "*") for piece in re.split(r"(?<!\\)\*+", pattern))


def _matches(pattern: str, text: str) -> bool:
    """Say whether `text` is the pattern, each star any run of characters.

    Leftmost search of each piece, linear: a hostile pattern in an import cannot hang a request.
    """
    first, *rest = _pieces(pattern)
    if not rest:
        return text == first
    *middle, last = rest
    if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in middle:
        at = text.find(piece, at, end) + len(piece)
        if at < len(piece):
            return False
    return True


def _grade_numeric(question: Numeric, text: str) -> Grade:
    found = read_number(text, question.units)
    if found is None:
        return Grade(ZERO)
    number, unit = found
    value = Fraction(number) / Fraction(unit.multiplier) if unit else Fraction(number)
    best = _grade_number(question.accepted, value)
    if question.units and unit is None:
        return Grade(max(ZERO, best.fraction - question.unit_penalty), notes=best.notes)
    return best


def _grade_number(accepted: tuple[AcceptedNumber, ...], value: Fraction) -> Grade:
    near = [answer for answer in accepted if _is_near(answer, value)]
    others = [answer for answer in accepted if answer.value is None]
    for answer in (*sorted(near, key=lambda a: a.fraction, reverse=True), *others):
        return Grade(_bounded(answer.fraction), notes=_notes([answer]))
    return Grade(ZERO)


def _is_near(answer: AcceptedNumber, value: Fraction) -> bool:
    if answer.value is None:
        return False
    return abs(value - Fraction(answer.value)) <= Fraction(answer.tolerance)


def _grade_matching(question: Matching, response: Filled) -> Grade:
    parts = tuple((p.uid, response.given(p.uid) == Chosen((p.answer,))) for p in question.pairs)
    return Grade(_share(parts, question.credit), parts=parts)


def _share(parts: tuple[tuple[str, bool], ...], credit: Credit) -> Fraction:
    rights = sum(right for _, right in parts)
    if credit is Credit.ALL_OR_NOTHING:
        return ONE if rights == len(parts) else ZERO
    return Fraction(rights, len(parts)) if parts else ZERO


def _grade_ordering(question: Ordering, uids: tuple[str, ...]) -> Grade:
    wanted = tuple(item.uid for item in question.items)
    if sorted(uids) != sorted(wanted):
        return Grade(ZERO)
    places = tuple((uid, uid == wanted[place]) for place, uid in enumerate(uids))
    return Grade(_order_fraction(question.credit, wanted, uids), parts=places)


def _order_fraction(
    credit: OrderCredit, wanted: tuple[str, ...], given: tuple[str, ...]
) -> Fraction:
    if given == wanted:
        return ONE
    if credit is OrderCredit.ALL_OR_NOTHING or len(wanted) < 2:  # noqa: PLR2004
        return ZERO
    if credit is OrderCredit.POSITION:
        return Fraction(sum(a == b for a, b in zip(wanted, given, strict=True)), len(wanted))
    followers = set(pairwise(wanted))
    kept = sum(pair in followers for pair in pairwise(given))
    return Fraction(kept, len(wanted) - 1)


def _grade_cloze(question: Cloze, response: Filled) -> Grade:
    earned, total = ZERO, ZERO
    notes: list[Note] = []
    parts: list[tuple[str, bool]] = []
    for gap in question.gaps:
        mark = _grade_gap(gap, response.given(gap.uid))
        earned += mark.fraction * gap.weight
        total += gap.weight
        notes += [Note(gap.uid, note.text) for note in mark.notes]
        parts.append((gap.uid, mark.is_right))
    return Grade(
        _bounded(earned / total) if total else ZERO,
        notes=tuple(notes),
        parts=tuple(parts),
    )


def _grade_gap(gap: Gap, given: Chosen | Written | None) -> Grade:
    if isinstance(gap, ChoiceGap) and isinstance(given, Chosen):
        return _grade_choice_gap(gap, given.uids)
    if isinstance(gap, NumberGap) and isinstance(given, Written):
        number = read_number(given.text)
        return _grade_number(gap.accepted, Fraction(number[0])) if number else Grade(ZERO)
    if isinstance(gap, ChoiceGap | NumberGap) or not isinstance(given, Written):
        return Grade(ZERO)
    return _grade_text(gap.accepted, given.text, case=gap.match_case, accents=gap.match_accents)


def _grade_choice_gap(gap: ChoiceGap, uids: tuple[str, ...]) -> Grade:
    if not gap.multiple:
        return _grade_choice(gap.options, uids)
    picked = [option for option in gap.options if option.uid in uids]
    return Grade(_bounded(sum((o.fraction for o in picked), ZERO)), notes=_notes(picked))
