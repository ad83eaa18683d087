"""The ten kinds of question, as frozen values.

All texts are Markdown. Options are known by `uid`, a short name unique in its question (letters,
figures, `.`, `_`, `-`); a text may change, a uid may not. JSON and hash: `to_json`, `from_json`,
`content_hash`. Elsewhere: `flaws.check` (what keeps a question from being asked), `public` (what
the browser gets), `grading` (marks), `responses` (answers read from a form), `sheet` (shown after).
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar, cast
from uuid import UUID

from lms.assessment.rules import codec
from lms.assessment.rules.codec import Json

GAP_MARK = re.compile(r"\[\[([A-Za-z0-9][A-Za-z0-9._-]{0,63})\]\]")
ZERO, ONE = Fraction(0), Fraction(1)
TRUE, FALSE = "true", "false"


class Kind(StrEnum):
    """What a question asks the person to do."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    SHORT_TEXT = "short_text"
    NUMERIC = "numeric"
    MATCHING = "matching"
    ORDERING = "ordering"
    CLOZE = "cloze"
    SCALE = "scale"
    FREE_TEXT = "free_text"


class Credit(StrEnum):
    """How parts of a right answer count: each for its share, or all of them or nothing."""

    PARTIAL = "partial"
    ALL_OR_NOTHING = "all_or_nothing"


class OrderCredit(StrEnum):
    """How an ordering counts: followed by the right one, at the right place, or all right."""

    NEXT = "next"
    POSITION = "position"
    ALL_OR_NOTHING = "all_or_nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """Something to choose. `fraction` is what choosing it earns, -1 to 1."""

    uid: str
    text: str
    fraction: Fraction = ZERO
    feedback: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedText:
    r"""A text worth `fraction`. `*` stands for any run of characters, `\*` for the star itself."""

    uid: str
    pattern: str
    fraction: Fraction = ONE
    feedback: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedNumber:
    """A number worth `fraction`, give or take `tolerance`; a None value is any other number."""

    uid: str
    value: Decimal | None
    tolerance: Decimal = Decimal(0)
    fraction: Fraction = ONE
    feedback: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit a number may carry. The number written is divided by `multiplier` before comparing."""

    name: str
    multiplier: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something to place or to match."""

    uid: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A prompt and the uid of the answer that goes with it."""

    uid: str
    prompt: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceGap:
    """A gap filled from a list; `multiple` shows boxes to tick."""

    kind: ClassVar[str] = "choice"
    uid: str
    options: tuple[Option, ...]
    multiple: bool = False
    shuffle: bool = False
    weight: Fraction = ONE


@dataclass(frozen=True, slots=True, kw_only=True)
class TextGap:
    """A gap filled by writing words."""

    kind: ClassVar[str] = "text"
    uid: str
    accepted: tuple[AcceptedText, ...]
    match_case: bool = False
    match_accents: bool = False
    weight: Fraction = ONE


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberGap:
    """A gap filled by writing a number."""

    kind: ClassVar[str] = "number"
    uid: str
    accepted: tuple[AcceptedNumber, ...]
    weight: Fraction = ONE


Gap = ChoiceGap | TextGap | NumberGap


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What every question has. `name` is for authors only and never shown before answering.

    `right`, `partial`, `wrong` are told according to the mark, `general_feedback` always. `weight`
    is its share of the quiz's mark. `lang` is the source language (BCP 47).
    """

    kind: ClassVar[Kind]
    uid: UUID
    stem: str
    name: str = ""
    lang: str = "fr"
    general_feedback: str = ""
    right: str = ""
    partial: str = ""
    wrong: str = ""
    weight: Fraction = ONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Single(Base):
    """Choose one option."""

    kind: ClassVar[Kind] = Kind.SINGLE
    options: tuple[Option, ...]
    shuffle: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Multiple(Base):
    """Choose any number of options; fractions add up, never under 0 nor over 1."""

    kind: ClassVar[Kind] = Kind.MULTIPLE
    options: tuple[Option, ...]
    shuffle: bool = True
    credit: Credit = Credit.PARTIAL


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFalse(Base):
    """Say whether the stem is true."""

    kind: ClassVar[Kind] = Kind.TRUE_FALSE
    answer: bool
    feedback_true: str = ""
    feedback_false: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortText(Base):
    """Write a few words."""

    kind: ClassVar[Kind] = Kind.SHORT_TEXT
    accepted: tuple[AcceptedText, ...]
    match_case: bool = False
    match_accents: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeric(Base):
    """Write a number, one of `units` after it; `unit_penalty` is lost when no unit is given."""

    kind: ClassVar[Kind] = Kind.NUMERIC
    accepted: tuple[AcceptedNumber, ...]
    units: tuple[Unit, ...] = ()
    unit_penalty: Fraction = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching(Base):
    """Give each prompt its answer. `answers` may hold more than are needed."""

    kind: ClassVar[Kind] = Kind.MATCHING
    pairs: tuple[Pair, ...]
    answers: tuple[Item, ...]
    shuffle: bool = True
    credit: Credit = Credit.PARTIAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering(Base):
    """Put items in order. `items` are written in the right order."""

    kind: ClassVar[Kind] = Kind.ORDERING
    items: tuple[Item, ...]
    credit: OrderCredit = OrderCredit.NEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloze(Base):
    """Fill the gaps of a text; each stands in the stem as `[[uid]]`."""

    kind: ClassVar[Kind] = Kind.CLOZE
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale(Base):
    """Place oneself on a scale, in the order written. It counts in the mark only when `scored`."""

    kind: ClassVar[Kind] = Kind.SCALE
    options: tuple[Option, ...]
    scored: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeText(Base):
    """Write freely; a person reviews it, `guidance` in view. `starter` fills the field first."""

    kind: ClassVar[Kind] = Kind.FREE_TEXT
    min_length: int = 0
    max_length: int = 4000
    starter: str = ""
    guidance: str = ""


Question = (
    Single
    | Multiple
    | TrueFalse
    | ShortText
    | Numeric
    | Matching
    | Ordering
    | Cloze
    | Scale
    | FreeText
)


def to_json(question: Question) -> dict[str, Json]:
    """Return the question as plain JSON values, with its `kind`, without fields at default."""
    return cast("dict[str, Json]", codec.encode(question))


def from_json(data: object) -> Question:
    """Read a question written by `to_json`. Raise `codec.UnreadableError` naming the place."""
    return codec.decode(Question, data)  # type: ignore[arg-type]


def content_hash(question: Question) -> str:
    """SHA-256 of the content. It tells the answer to whoever can guess: never sent to a browser."""
    return codec.digest(to_json(question))


def counted_weight(question: Question) -> Fraction:
    """Its share of the quiz's mark: 0 for a scale that is not scored."""
    return ZERO if isinstance(question, Scale) and not question.scored else question.weight


def is_right(option: Option) -> bool:
    """Say whether choosing the option helps."""
    return option.fraction > 0


def even_fractions(rights: tuple[bool, ...]) -> tuple[Fraction, ...]:
    """Fractions for options only right or wrong: rights share 1, a wrong one takes a share back."""
    count = sum(rights)
    share = Fraction(1, count) if count else ZERO
    return tuple(share if right else -share for right in rights)
