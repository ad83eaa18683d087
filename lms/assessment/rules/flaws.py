"""What keeps a question from being asked."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import singledispatch

from lms.assessment.rules.questions import (
    GAP_MARK,
    AcceptedNumber,
    AcceptedText,
    Base,
    ChoiceGap,
    Cloze,
    FreeText,
    Gap,
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
)
from lms.core.i18n import _

_UID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_NEARLY_ALL = Fraction(99, 100)  # three times 33.33333 % is meant as all of it
MAX_TEXT = 20_000
MAX_PARTS = 60


@dataclass(frozen=True, slots=True)
class Flaw:
    """A fault of a question: the field it is in and what is wrong with it, in the language of the moment."""

    field: str
    problem: str

    def __str__(self) -> str:
        return f"{self.field}: {self.problem}"


def check(question: Question) -> tuple[Flaw, ...]:
    """List what keeps the question from being asked; empty when it is ready."""
    return (*_check_base(question), *_check_kind(question))


def _check_base(question: Base) -> Iterator[Flaw]:
    if not question.stem.strip():
        yield Flaw("stem", _("the question has no text"))
    if len(question.stem) > MAX_TEXT:
        yield Flaw("stem", _("more than %(n)s characters", n=MAX_TEXT))
    if question.weight <= 0:
        yield Flaw("weight", _("must be above 0"))


@singledispatch
def _check_kind(question: object) -> Iterator[Flaw]:
    """Find nothing: a true or false question has nothing more to check."""
    yield from ()


@_check_kind.register
def _check_single(question: Single) -> Iterator[Flaw]:
    yield from _check_options(question.options, "options")
    if not any(option.fraction == 1 for option in question.options):
        yield Flaw("options", _("no option is fully right"))


@_check_kind.register
def _check_multiple(question: Multiple) -> Iterator[Flaw]:
    yield from _check_options(question.options, "options")
    if sum(option.fraction for option in question.options if option.fraction > 0) < _NEARLY_ALL:
        yield Flaw(
            "options", _("the right options together are worth less than %(all)s", all="100 %")
        )


@_check_kind.register
def _check_scale(question: Scale) -> Iterator[Flaw]:
    yield from _check_options(question.options, "options")
    if question.scored and not any(option.fraction == 1 for option in question.options):
        yield Flaw("options", _("no point of the scale is fully right"))


@_check_kind.register
def _check_short_text(question: ShortText) -> Iterator[Flaw]:
    yield from _check_accepted(question.accepted, "accepted")


@_check_kind.register
def _check_numeric(question: Numeric) -> Iterator[Flaw]:
    yield from _check_accepted(question.accepted, "accepted")
    if any(unit.multiplier <= 0 or not unit.name.strip() for unit in question.units):
        yield Flaw("units", _("a unit needs a name and a multiplier above 0"))
    if not 0 <= question.unit_penalty <= 1:
        yield Flaw("unit_penalty", _("must be between 0 and 1"))


@_check_kind.register
def _check_matching(question: Matching) -> Iterator[Flaw]:
    yield from _check_uids([pair.uid for pair in question.pairs], "pairs")
    yield from _check_uids([item.uid for item in question.answers], "answers")
    if len(question.pairs) < 1 or len(question.answers) < 2:  # noqa: PLR2004
        yield Flaw("pairs", _("at least one prompt and two answers are needed"))
    known = {item.uid for item in question.answers}
    if any(pair.answer not in known for pair in question.pairs):
        yield Flaw("pairs", _("a prompt points to an answer that does not exist"))
    if any(not text.strip() for text in (*_prompts(question), *(i.text for i in question.answers))):
        yield Flaw("pairs", _("a prompt or an answer has no text"))


@_check_kind.register
def _check_ordering(question: Ordering) -> Iterator[Flaw]:
    yield from _check_uids([item.uid for item in question.items], "items")
    if len(question.items) < 2:  # noqa: PLR2004
        yield Flaw("items", _("at least two items are needed"))
    if any(not item.text.strip() for item in question.items):
        yield Flaw("items", _("an item has no text"))


@_check_kind.register
def _check_cloze(question: Cloze) -> Iterator[Flaw]:
    yield from _check_uids([gap.uid for gap in question.gaps], "gaps")
    marks = GAP_MARK.findall(question.stem)
    if not question.gaps:
        yield Flaw("gaps", _("there is no gap to fill"))
    if Counter(marks) != Counter(gap.uid for gap in question.gaps):
        yield Flaw("stem", _("each gap must stand exactly once in the text"))
    for gap in question.gaps:
        yield from _check_gap(gap)


@_check_kind.register
def _check_free_text(question: FreeText) -> Iterator[Flaw]:
    if not 0 <= question.min_length <= question.max_length <= MAX_TEXT:
        yield Flaw("max_length", _("lengths must grow and stay under %(n)s", n=MAX_TEXT))


def _prompts(question: Matching) -> Iterable[str]:
    return (pair.prompt for pair in question.pairs)


def _check_gap(gap: Gap) -> Iterator[Flaw]:
    where = f"gaps.{gap.uid}"
    if gap.weight <= 0:
        yield Flaw(where, _("its weight must be above 0"))
    if isinstance(gap, ChoiceGap):
        yield from _check_options(gap.options, where)
        if not any(option.fraction > 0 for option in gap.options):
            yield Flaw(where, _("no option is right"))
    elif isinstance(gap, NumberGap):
        yield from _check_accepted(gap.accepted, where)
    else:
        yield from _check_accepted(gap.accepted, where)


def _check_options(options: tuple[Option, ...], where: str) -> Iterator[Flaw]:
    yield from _check_uids([option.uid for option in options], where)
    if len(options) < 2:  # noqa: PLR2004
        yield Flaw(where, _("at least two options are needed"))
    if any(not option.text.strip() for option in options):
        yield Flaw(where, _("an option has no text"))
    if any(not -1 <= option.fraction <= 1 for option in options):
        yield Flaw(
            where,
            _(
                "an option must be worth between %(least)s and %(most)s",
                least="-100 %",
                most="100 %",
            ),
        )


def _check_accepted(
    accepted: tuple[AcceptedText, ...] | tuple[AcceptedNumber, ...], where: str
) -> Iterator[Flaw]:
    yield from _check_uids([answer.uid for answer in accepted], where)
    if not any(answer.fraction == 1 for answer in accepted):
        yield Flaw(where, _("no answer is fully right"))
    if any(not 0 <= answer.fraction <= 1 for answer in accepted):
        yield Flaw(
            where,
            _("an answer must be worth between %(least)s and %(most)s", least="0 %", most="100 %"),
        )
    if any(isinstance(a, AcceptedText) and not a.pattern.strip() for a in accepted):
        yield Flaw(where, _("an accepted answer has no text"))
    if any(isinstance(a, AcceptedNumber) and a.tolerance < 0 for a in accepted):
        yield Flaw(where, _("a tolerance cannot be negative"))


def _check_uids(uids: list[str], where: str) -> Iterator[Flaw]:
    if len(set(uids)) != len(uids):
        yield Flaw(where, _("the same uid is used twice"))
    if any(not _UID.fullmatch(uid) for uid in uids):
        yield Flaw(where, _("a uid may hold only letters, figures, dots, dashes and underscores"))
    if len(uids) > MAX_PARTS:
        yield Flaw(where, _("more than %(n)s entries", n=MAX_PARTS))
