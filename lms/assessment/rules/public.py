"""What the browser may know of a question before it is answered.

Every choice goes out under a *token*: a word made from the attempt's secret seed, so that nothing
written by the author (uid, order, fraction, feedback, even the name) travels. The seed itself never
leaves the server.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from lms.assessment.rules.questions import (
    FALSE,
    GAP_MARK,
    TRUE,
    ChoiceGap,
    Cloze,
    FreeText,
    Gap,
    Item,
    Kind,
    Matching,
    Multiple,
    NumberGap,
    Numeric,
    Option,
    Ordering,
    Question,
    Scale,
    ShortText,
    Single,
    TrueFalse,
)
from lms.core.ids import shuffled

PAIR_PREFIX = "pair."
GAP_PREFIX = "gap."
_TOKEN_LENGTH = 12


@dataclass(frozen=True, slots=True)
class PublicChoice:
    """Something to choose: its token of this attempt, its Markdown text ("true" or "false")."""

    token: str
    text: str


@dataclass(frozen=True, slots=True)
class PublicGap:
    """A gap: form field, kind (choice, choices, text, number), and what to choose from."""

    field: str
    kind: str
    choices: tuple[PublicChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicPart:
    """A piece of the stem of a cloze: Markdown text, then the gap that follows it, if any."""

    text: str
    gap: PublicGap | None = None


@dataclass(frozen=True, slots=True)
class PublicQuestion:
    """Everything the browser gets before answering."""

    uid: UUID
    kind: Kind
    lang: str
    stem: str
    choices: tuple[PublicChoice, ...] = ()
    prompts: tuple[PublicChoice, ...] = ()
    parts: tuple[PublicPart, ...] = ()
    units: tuple[str, ...] = ()
    starter: str = ""
    min_length: int = 0
    max_length: int = 0


def public_view(question: Question, seed: str) -> PublicQuestion:
    """Return what may be sent before answering: no fraction, feedback, accepted answer or name."""
    return PublicQuestion(
        uid=question.uid,
        kind=question.kind,
        lang=question.lang,
        stem="" if isinstance(question, Cloze) else question.stem,
        choices=_choices(question, seed),
        prompts=_prompts(question, seed),
        parts=_parts(question, seed) if isinstance(question, Cloze) else (),
        units=tuple(unit.name for unit in question.units) if isinstance(question, Numeric) else (),
        starter=question.starter if isinstance(question, FreeText) else "",
        min_length=question.min_length if isinstance(question, FreeText) else 0,
        max_length=question.max_length if isinstance(question, FreeText) else 0,
    )


def option_tokens(question: Question, seed: str, gap: Gap | None = None) -> Mapping[str, str]:
    """Map the uid of each option (of the question, or of one of its gaps) to its token."""
    if gap is not None:
        options = gap.options if isinstance(gap, ChoiceGap) else ()
        return _tokens(question, seed, f"gap/{gap.uid}", (option.uid for option in options))
    return _tokens(question, seed, "option", (option.uid for option in _listed(question)))


def pair_tokens(question: Matching, seed: str) -> Mapping[str, str]:
    """Map the uid of each prompt to its token."""
    return _tokens(question, seed, "pair", (pair.uid for pair in question.pairs))


def answer_tokens(question: Matching, seed: str) -> Mapping[str, str]:
    """Map the uid of each answer to match to its token."""
    return _tokens(question, seed, "answer", (item.uid for item in question.answers))


def gap_tokens(question: Cloze, seed: str) -> Mapping[str, str]:
    """Map the uid of each gap to its token."""
    return _tokens(question, seed, "gap", (gap.uid for gap in question.gaps))


def _tokens(question: Question, seed: str, place: str, uids: Iterable[str]) -> dict[str, str]:
    return {uid: _token(seed, f"{question.uid}/{place}/{uid}") for uid in uids}


def _token(seed: str, name: str) -> str:
    mac = hmac.new(seed.encode(), name.encode(), hashlib.sha256)
    return mac.hexdigest()[:_TOKEN_LENGTH]


def _listed(question: Question) -> tuple[Option | Item, ...]:
    """Everything the question offers in one list, in the author's order."""
    if isinstance(question, TrueFalse):
        return (Item(uid=TRUE, text=TRUE), Item(uid=FALSE, text=FALSE))
    if isinstance(question, Ordering):
        return question.items
    if isinstance(question, Single | Multiple | Scale):
        return question.options
    return ()


def _choices(question: Question, seed: str) -> tuple[PublicChoice, ...]:
    if isinstance(question, Matching):
        tokens = answer_tokens(question, seed)
        return _in_order(question.answers, tokens, f"{seed}/{question.uid}/answers", shuffle=True)
    if isinstance(question, ShortText | Numeric | FreeText | Cloze):
        return ()
    shuffle = isinstance(question, Ordering) or getattr(question, "shuffle", False)
    tokens = option_tokens(question, seed)
    return _in_order(_listed(question), tokens, f"{seed}/{question.uid}", shuffle=shuffle)


def _in_order(
    listed: Iterable[Option | Item],
    tokens: Mapping[str, str],
    seed: str,
    *,
    shuffle: bool,
) -> tuple[PublicChoice, ...]:
    items = list(listed)
    ordered = shuffled(items, seed) if shuffle else items
    return tuple(PublicChoice(tokens[item.uid], item.text) for item in ordered)


def _prompts(question: Question, seed: str) -> tuple[PublicChoice, ...]:
    if not isinstance(question, Matching):
        return ()
    items = [Item(uid=pair.uid, text=pair.prompt) for pair in question.pairs]
    place = f"{seed}/{question.uid}/prompts"
    return _in_order(items, pair_tokens(question, seed), place, shuffle=question.shuffle)


def _parts(question: Cloze, seed: str) -> tuple[PublicPart, ...]:
    gaps = {gap.uid: gap for gap in question.gaps}
    parts: list[PublicPart] = []
    start = 0
    for mark in GAP_MARK.finditer(question.stem):
        gap = gaps.get(mark.group(1))
        if gap is None:
            continue
        before = question.stem[start : mark.start()]
        parts.append(PublicPart(before, _public_gap(question, gap, seed)))
        start = mark.end()
    return (*parts, PublicPart(question.stem[start:]))


def _public_gap(question: Cloze, gap: Gap, seed: str) -> PublicGap:
    field = GAP_PREFIX + gap_tokens(question, seed)[gap.uid]
    if isinstance(gap, ChoiceGap):
        tokens = option_tokens(question, seed, gap)
        place = f"{seed}/{question.uid}/{gap.uid}"
        choices = _in_order(gap.options, tokens, place, shuffle=gap.shuffle)
        return PublicGap(field, "choices" if gap.multiple else "choice", choices)
    return PublicGap(field, "number" if isinstance(gap, NumberGap) else "text")
