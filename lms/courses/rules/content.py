"""What an author writes: path, sets, courses, lessons, steps, blocks, quiz. Frozen values.

Texts called *Markdown* may hold several lines; every other text is one line. Both are kept in the normal form of
`lms.courses.rules.texts`. Uids are UUIDs except for flip cards, scenario nodes and choices, known by a short name
unique in their block. JSON is `encode`/`decode` of `lms.assessment.rules.codec`; versions are in `versions`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from lms.assessment.rules.questions import Question


class SetRule(StrEnum):
    """How the members of a set are followed."""

    ALL_IN_ORDER = "all_in_order"
    ALL_ANY_ORDER = "all_any_order"
    AT_LEAST = "at_least"
    OPTIONAL = "optional"


class Level(StrEnum):
    """How much is already known before starting."""

    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    EXPERT = "expert"


class LessonKind(StrEnum):
    """What a lesson is made of first; it decides how the lesson is completed."""

    TEXT = "text"
    VIDEO = "video"
    AUDIO = "audio"
    PDF = "pdf"
    CARDS = "cards"
    SCENARIO = "scenario"
    ACKNOWLEDGEMENT = "acknowledgement"
    QUIZ = "quiz"
    LINK = "link"


class FeedbackTiming(StrEnum):
    """When feedback and right answers are shown: after each answer, or once the attempt is closed."""

    IMMEDIATE = "immediate"
    AFTER_SUBMIT = "after_submit"


class Outcome(StrEnum):
    """How a scenario ends: as hoped, nearly, or worth another go."""

    GOOD = "good"
    NEARLY = "nearly"
    AGAIN = "again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file used by a course or a path. `name` is relative to its folder; `size` is in bytes."""

    name: str
    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """What to do in real life before or after. `text` is Markdown."""

    kind: ClassVar[str] = "practice"
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """A small act to attempt today, offered at the end of a lesson."""

    title: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlock:
    """Words and images. `text` is Markdown; images name assets of the course."""

    kind: ClassVar[str] = "text"
    uid: UUID
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Captions:
    """A WebVTT file and its language (BCP 47)."""

    language: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoBlock:
    """A film. Captions and `transcript` (Markdown) are its alternatives."""

    kind: ClassVar[str] = "video"
    uid: UUID
    file: str
    title: str = ""
    poster: str = ""
    captions: tuple[Captions, ...] = ()
    transcript: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioBlock:
    """A recording. `transcript` (Markdown) is its alternative."""

    kind: ClassVar[str] = "audio"
    uid: UUID
    file: str
    title: str = ""
    transcript: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfBlock:
    """A document to read or print. `alternative` (Markdown) says the same in text."""

    kind: ClassVar[str] = "pdf"
    uid: UUID
    file: str
    title: str = ""
    alternative: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkBlock:
    """A page elsewhere. `text` (Markdown) says what is found there."""

    kind: ClassVar[str] = "link"
    uid: UUID
    url: str
    title: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card to turn. `front` is one line, `back` is Markdown."""

    uid: str
    front: str
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardsBlock:
    """Cards to turn one by one. `text` (Markdown) introduces them."""

    kind: ClassVar[str] = "cards"
    uid: UUID
    cards: tuple[Card, ...]
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A way on from a scenario node: `goes_to` is the uid of a node. `feedback` is Markdown."""

    uid: str
    text: str
    goes_to: str
    feedback: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A moment of a scenario. It either offers choices or ends with an `outcome` ("" when it does not end)."""

    uid: str
    title: str = ""
    text: str = ""
    outcome: Outcome | None = None
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioBlock:
    """A story with choices; it starts at the first node. `text` (Markdown) introduces it."""

    kind: ClassVar[str] = "scenario"
    uid: UUID
    nodes: tuple[Node, ...]
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgementBlock:
    """A `text` (Markdown) to read and the `statement` a person accepts. Its version is `versions.acknowledged`."""

    kind: ClassVar[str] = "acknowledgement"
    uid: UUID
    statement: str
    text: str


Block = (
    TextBlock
    | VideoBlock
    | AudioBlock
    | PdfBlock
    | LinkBlock
    | CardsBlock
    | ScenarioBlock
    | AcknowledgementBlock
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One screen: one idea."""

    uid: UUID
    blocks: tuple[Block, ...]
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizSettings:
    """How attempts are made. `pass_mark` is 0 to 100; None means no limit; delays are in minutes."""

    pass_mark: int = 0
    max_attempts: int | None = None
    delay_minutes: int = 0
    time_limit_minutes: int | None = None
    shuffle_questions: bool = False
    shuffle_options: bool = True
    feedback: FeedbackTiming = FeedbackTiming.IMMEDIATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiz:
    """The questions at the end of a lesson, or the whole of a quiz lesson."""

    kind: ClassVar[str] = "quiz"
    uid: UUID
    questions: tuple[Question, ...]
    settings: QuizSettings = QuizSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """About three minutes: screens, then questions. `takeaways` are what the person can do at the end.

    `slug` is the name of its file and is no part of its version. `skills` and `moments` are referential codes.
    """

    uid: UUID
    slug: str
    kind: LessonKind
    title: str
    minutes: int = 3
    required: bool = True
    summary: str = ""
    skills: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    takeaways: tuple[str, ...] = ()
    tries: tuple[Try, ...] = ()
    steps: tuple[Step, ...] = ()
    quiz: Quiz | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Lessons followed by `rule`. `language` is BCP 47; `brand` is a code, "" when generic; `summary` is Markdown."""

    uid: UUID
    slug: str
    title: str
    lessons: tuple[Lesson, ...]
    language: str = "fr"
    level: Level = Level.BEGINNER
    brand: str = ""
    summary: str = ""
    image: str = ""
    image_alt: str = ""
    skills: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    rule: SetRule = SetRule.ALL_IN_ORDER
    at_least: int = 0
    practice: Practice | None = None
    assets: tuple[Asset, ...] = ()

    @property
    def minutes(self) -> int:
        """How long all its required lessons take, in minutes."""
        return sum(lesson.minutes for lesson in self.lessons if lesson.required)


@dataclass(frozen=True, slots=True, kw_only=True)
class PathSet:
    """Courses (by uid) followed by `rule`; `at_least` counts only with that rule."""

    uid: UUID
    title: str
    courses: tuple[UUID, ...]
    rule: SetRule = SetRule.ALL_IN_ORDER
    at_least: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """Sets followed one after the other, optional ones apart. `summary` is Markdown."""

    uid: UUID
    slug: str
    title: str
    sets: tuple[PathSet, ...]
    language: str = "fr"
    level: Level = Level.BEGINNER
    brand: str = ""
    summary: str = ""
    image: str = ""
    image_alt: str = ""
    skills: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    practice: Practice | None = None
    assets: tuple[Asset, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What one import brings: courses, and a path over them or None."""

    courses: tuple[Course, ...]
    path: Path | None = None

    def course(self, uid: UUID) -> Course:
        """Return the course of this uid. Raise `KeyError` when the package does not hold it."""
        return {course.uid: course for course in self.courses}[uid]
