"""References: who points at an item of the referential, and what is on offer for it (K11).

A *source* answers for one item with links for one reader. A *holder* answers for many items at once
with what points at them, whoever reads: it is what coverage is counted from, and what opens a task
on each pointer when an item is retired.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_babel.speaklater import LazyString

from lms.core.access import Permission, Viewer


@dataclass(frozen=True, slots=True)
class Reference:
    """Something that points at an item: shown as a link under ``source`` ("Courses")."""

    source: str
    label: str
    url: str


Source = Callable[[UUID, Viewer], Iterable[Reference]]
"""Takes the item's uid and who looks; yields only what that person may open."""

SOURCES: dict[str, Source] = {}


def source(code: str) -> Callable[[Source], Source]:
    """Register who may point at referential items (``courses.lessons``)."""

    def register(find: Source) -> Source:
        if SOURCES.setdefault(code, find) is not find:
            message = f"source of references {code} is declared twice"
            raise ValueError(message)
        return find

    return register


def references_to(item: UUID, viewer: Viewer) -> list[Reference]:
    """Return everything that points at ``item`` and that ``viewer`` may open."""
    return [one for code in sorted(SOURCES) for one in SOURCES[code](item, viewer)]


class Column(StrEnum):
    """What makes a moment live: the columns of the coverage matrix, and the rest."""

    LESSON = "lesson"
    SKILL = "skill"
    OBSERVATION = "observation"
    CRITERION = "criterion"
    CARD = "card"
    QUESTION = "question"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """Something that points at ``item``; ``key`` names it for good (a lesson's uid, a card's id).

    ``label`` is read by head office: it names nobody.
    """

    item: UUID
    key: str
    label: str
    endpoint: str = ""
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something of a holder that people may say watches an item (a criterion of a label)."""

    key: str
    label: str
    endpoint: str = ""
    args: Mapping[str, Any] = field(default_factory=dict)


Pointers = Callable[[Sequence[UUID]], Iterable[Pointer]]
"""Takes items by uid, those retired included; one statement whatever their number."""
Choices = Callable[[], Iterable[Choice]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A feature whose things point at items.

    ``keepers``: who answers for them, told when an item is retired. ``fill``: endpoint of the page
    that fills a hole, ``fills``: its name of the argument that takes a moment, if it takes one.
    With ``choices`` its things cannot say what they watch themselves: head office says it.
    """

    code: str
    name: LazyString
    column: Column
    find: Pointers
    keepers: tuple[Permission, ...] = ()
    fill: str = ""
    fills: str = ""
    opens: bool = True
    """A task is opened on each of its pointers when an item is retired; False: the past stays."""
    choices: Choices | None = None


HOLDERS: dict[str, Holder] = {}


def holder(
    code: str,
    name: LazyString,
    column: Column,
    *,
    keepers: tuple[Permission, ...] = (),
    fill: str = "",
    fills: str = "",
    opens: bool = True,
) -> Callable[[Pointers], Pointers]:
    """Register whose things point at referential items (``courses.lessons``)."""

    def register(find: Pointers) -> Pointers:
        one = Holder(
            code=code,
            name=name,
            column=column,
            find=find,
            keepers=keepers,
            fill=fill,
            fills=fills,
            opens=opens,
        )
        return _keep(one).find

    return register


def chooser(
    code: str,
    name: LazyString,
    column: Column,
    *,
    keepers: tuple[Permission, ...] = (),
    fill: str = "",
) -> Callable[[Choices], Choices]:
    """Register things that head office ties to items (``labels.criteria``)."""

    def register(choices: Choices) -> Choices:
        one = Holder(
            code=code,
            name=name,
            column=column,
            find=lambda _items: (),
            keepers=keepers,
            fill=fill,
            choices=choices,
        )
        _keep(one)
        return choices

    return register


def _keep(one: Holder) -> Holder:
    known = HOLDERS.setdefault(one.code, one)
    if known is not one and known.find is not one.find:
        message = f"holder of references {one.code} is declared twice"
        raise ValueError(message)
    return known
