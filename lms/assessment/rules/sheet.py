"""The answer sheet: what is shown of a question once its answers may be told.

Built only after the feedback policy of the quiz allows it (`quiz.may_show_answers`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from lms.assessment.rules.codec import encode
from lms.assessment.rules.grading import Grade, grade
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
    TrueFalse,
    is_right,
)
from lms.assessment.rules.responses import Chosen, Filled, Ordered, Response, Written


class Outcome(StrEnum):
    """How the answer went, in the words of the sheet."""

    RIGHT = "right"
    PARTIAL = "partial"
    WRONG = "wrong"
    WAITING = "waiting"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Mark:
    """What to show beside a choice or a field: chosen by the person, right, and the feedback."""

    mine: bool = False
    right: bool = False
    feedback: str = ""
    solution: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything shown after answering. `marks` is keyed by choice token or form field."""

    outcome: Outcome
    fraction: Fraction
    texts: tuple[str, ...] = ()
    marks: Mapping[str, Mark] = field(default_factory=dict)
    solution: tuple[str, ...] = ()


def build_sheet(
    question: Question,
    response: Response | None,
    seed: str,
    *,
    reviewed: Fraction | None = None,
    solutions: bool = True,
) -> Sheet:
    """Return the sheet of an answer. `reviewed` is the mark a person gave to a free text.

    Without `solutions` it says how the answer went and the feedback of what was chosen, never what
    was right: for a person who may still try again.
    """
    mark = grade(question, response)
    fraction = mark.fraction if reviewed is None else reviewed
    outcome = _outcome(question, mark, fraction, reviewed=reviewed is not None)
    return Sheet(
        outcome=outcome,
        fraction=fraction,
        texts=_texts(question, mark, outcome, solutions=solutions),
        marks=_marks(question, response, mark, seed) if solutions else {},
        solution=_solution(question) if solutions and outcome is not Outcome.RIGHT else (),
    )


def _outcome(question: Question, mark: Grade, fraction: Fraction, *, reviewed: bool) -> Outcome:
    if isinstance(question, Scale) and not question.scored:
        return Outcome.NEUTRAL
    if mark.needs_review and not reviewed:
        return Outcome.WAITING
    if fraction == 1:
        return Outcome.RIGHT
    return Outcome.PARTIAL if fraction > 0 else Outcome.WRONG


def _texts(
    question: Question, mark: Grade, outcome: Outcome, *, solutions: bool
) -> tuple[str, ...]:
    by_outcome = {
        Outcome.RIGHT: question.right,
        Outcome.PARTIAL: question.partial,
        Outcome.WRONG: question.wrong,
    }
    general = question.general_feedback if solutions else ""
    beside = solutions and isinstance(question, Multiple | Cloze)
    notes = () if beside else tuple(note.text for note in mark.notes)
    found = (*notes, by_outcome.get(outcome, ""), general)
    return tuple(dict.fromkeys(text for text in found if text.strip()))


def _marks(
    question: Question, response: Response | None, mark: Grade, seed: str
) -> Mapping[str, Mark]:
    chosen = response.uids if isinstance(response, Chosen) else ()
    if isinstance(question, Multiple):
        rights = {option.uid for option in question.options if is_right(option)}
        return _option_marks(question.options, chosen, rights, option_tokens(question, seed))
    if isinstance(question, Single | Scale):
        rights = {option.uid for option in question.options if option.fraction == 1}
        return _option_marks(question.options, chosen, rights, option_tokens(question, seed))
    if isinstance(question, TrueFalse):
        return _true_false_marks(question, chosen, seed)
    if isinstance(question, Matching):
        return _pair_marks(question, response, mark, seed)
    if isinstance(question, Ordering):
        return _place_marks(question, response, mark, seed)
    if isinstance(question, Cloze):
        return _gap_marks(question, response, mark, seed)
    return {"answer": Mark(mine=isinstance(response, Written), right=mark.is_right)}


def _option_marks(
    options: tuple[Option, ...],
    chosen: tuple[str, ...],
    rights: set[str],
    tokens: Mapping[str, str],
) -> dict[str, Mark]:
    return {
        tokens[option.uid]: Mark(
            mine=option.uid in chosen,
            right=option.uid in rights,
            feedback=option.feedback if option.uid in chosen else "",
        )
        for option in options
    }


def _true_false_marks(question: TrueFalse, chosen: tuple[str, ...], seed: str) -> dict[str, Mark]:
    tokens = option_tokens(question, seed)
    right = TRUE if question.answer else FALSE
    return {tokens[uid]: Mark(mine=uid in chosen, right=uid == right) for uid in (TRUE, FALSE)}


def _pair_marks(
    question: Matching, response: Response | None, mark: Grade, seed: str
) -> dict[str, Mark]:
    tokens, rights = pair_tokens(question, seed), dict(mark.parts)
    texts = {item.uid: item.text for item in question.answers}
    given = response if isinstance(response, Filled) else Filled(())
    return {
        PAIR_PREFIX + tokens[pair.uid]: Mark(
            mine=given.given(pair.uid) is not None,
            right=rights.get(pair.uid, False),
            solution=texts[pair.answer],
        )
        for pair in question.pairs
    }


def _place_marks(
    question: Ordering, response: Response | None, mark: Grade, seed: str
) -> dict[str, Mark]:
    tokens = option_tokens(question, seed)
    mine = isinstance(response, Ordered)
    return {tokens[uid]: Mark(mine=mine, right=right) for uid, right in mark.parts}


def _gap_marks(
    question: Cloze, response: Response | None, mark: Grade, seed: str
) -> dict[str, Mark]:
    tokens, rights = gap_tokens(question, seed), dict(mark.parts)
    notes = {note.uid: note.text for note in mark.notes}
    given = response if isinstance(response, Filled) else Filled(())
    return {
        GAP_PREFIX + tokens[gap.uid]: Mark(
            mine=given.given(gap.uid) is not None,
            right=rights.get(gap.uid, False),
            feedback=notes.get(gap.uid, ""),
            solution=_gap_solution(gap),
        )
        for gap in question.gaps
    }


def chosen_tokens(question: Question, response: Response | None, seed: str) -> Mapping[str, str]:
    """Map form fields to what the person gave, in tokens or words; choices map to themselves.

    This is how a saved answer fills the form again; it tells nothing but the person's own answer.
    """
    match response:
        case Chosen(uids):
            tokens = option_tokens(question, seed)
            return {tokens[uid]: tokens[uid] for uid in uids if uid in tokens}
        case Written(text):
            return {"answer": text}
        case Filled() if isinstance(question, Matching):
            return _matched_tokens(question, response, seed)
        case Filled() if isinstance(question, Cloze):
            return _filled_tokens(question, response, seed)
    return {}


def _matched_tokens(question: Matching, response: Filled, seed: str) -> dict[str, str]:
    pairs, answers = pair_tokens(question, seed), answer_tokens(question, seed)
    return {
        PAIR_PREFIX + pairs[part.uid]: answers[part.given.uids[0]]
        for part in response.parts
        if isinstance(part.given, Chosen) and part.uid in pairs and part.given.uids[0] in answers
    }


def _filled_tokens(question: Cloze, response: Filled, seed: str) -> dict[str, str]:
    fields, filled = gap_tokens(question, seed), {}
    for gap in question.gaps:
        given = response.given(gap.uid)
        if isinstance(given, Written):
            filled[GAP_PREFIX + fields[gap.uid]] = given.text
        elif isinstance(given, Chosen):
            tokens = option_tokens(question, seed, gap)
            filled |= {tokens[uid]: tokens[uid] for uid in given.uids if uid in tokens}
    return filled


def _gap_solution(gap: Gap) -> str:
    if isinstance(gap, ChoiceGap):
        return ", ".join(option.text for option in gap.options if is_right(option))
    return _best(gap.accepted)


def _solution(question: Question) -> tuple[str, ...]:
    """Return what would have been right, where it does not show beside the choices."""
    if isinstance(question, ShortText | Numeric):
        return (_best(question.accepted),)
    if isinstance(question, Ordering):
        return tuple(item.text for item in question.items)
    return ()


def _best(accepted: tuple[AcceptedText, ...] | tuple[AcceptedNumber, ...]) -> str:
    for answer in accepted:
        if answer.fraction != 1:
            continue
        if isinstance(answer, AcceptedText):
            return answer.pattern.replace("\\*", "*")
        if isinstance(answer.value, Decimal):
            return str(encode(answer.value))
    return ""
