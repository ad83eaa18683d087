"""What a new version of a path does to those who follow it, choice by choice."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from lms.courses.rules.ledger import VOIDABLE
from lms.courses.rules.progress import (
    COMPLETE,
    DONE,
    NOT_STARTED,
    Outline,
    OutlineLesson,
    stand,
)


class Choice(StrEnum):
    """What becomes of people: `move` is what an editorial change does by itself."""

    MOVE = "move"
    KEEP = "keep"
    ADD = "add"
    VOID = "void"


class Effect(StrEnum):
    """What a choice does to one enrolment."""

    STAYS = "stays"
    MOVES = "moves"
    FINISHES = "finishes"
    MORE = "more"
    AGAIN = "again"


ASKED: Final = (Choice.KEEP, Choice.ADD, Choice.VOID)
"""The choices of a change of content."""

CHOICES: Final = tuple(choice.value for choice in Choice)
EFFECTS: Final = tuple(effect.value for effect in Effect)
WAITING, APPLYING, APPLIED = "waiting", "applying", "applied"
UNDOING, UNDONE, SUPERSEDED = "undoing", "undone", "superseded"
STATES: Final = (WAITING, APPLYING, APPLIED, UNDOING, UNDONE, SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a person stands on a lesson, and the version they saw."""

    state: str
    version_id: UUID | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed between two versions of a path, lesson by lesson."""

    added: tuple[OutlineLesson, ...]
    changed: tuple[OutlineLesson, ...]
    removed: tuple[OutlineLesson, ...]
    is_structural: bool
    """Something to do was added, removed or is asked otherwise: no editorial change does that."""


def difference(before: Outline, after: Outline) -> Difference:
    """Compare two versions of a path."""
    old = {lesson.uid: lesson for lesson in before.lessons}
    new = {lesson.uid: lesson for lesson in after.lessons}
    return Difference(
        added=tuple(x for x in new.values() if x.uid not in old),
        changed=tuple(
            x for x in new.values() if x.uid in old and x.version_id != old[x.uid].version_id
        ),
        removed=tuple(x for x in old.values() if x.uid not in new),
        is_structural=_shape(before) != _shape(after),
    )


def _shape(outline: Outline) -> object:
    return [
        (
            group.rule,
            group.at_least,
            [
                (c.rule, c.at_least, [(x.uid, x.required, x.quiz_uid) for x in c.lessons])
                for c in group.courses
            ],
        )
        for group in outline.sets
    ]


def to_redo(before: Outline, after: Outline, seen: Mapping[UUID, Seen]) -> frozenset[UUID]:
    """Return the lessons done (or lost) on a version that the new path says otherwise."""
    found = set()
    for lesson in difference(before, after).changed:
        known = seen.get(lesson.uid)
        if known and known.state in VOIDABLE and known.version_id != lesson.version_id:
            found.add(lesson.uid)
    return frozenset(found)


def effect_of(
    choice: Choice, *, state: str, before: Outline, after: Outline, seen: Mapping[UUID, Seen]
) -> Effect:
    """Return what `choice` does to somebody whose enrolment is in `state` on `before`."""
    if choice is Choice.KEEP:
        return Effect.MOVES if state == NOT_STARTED else Effect.STAYS
    if choice is Choice.MOVE and state == COMPLETE:
        return Effect.STAYS
    redo = to_redo(before, after, seen) if choice is Choice.VOID else frozenset()
    if redo & {uid for uid, known in seen.items() if known.state in DONE}:
        return Effect.AGAIN
    tally = stand(after, {uid: known.state for uid, known in seen.items()}).tally
    if state == COMPLETE:
        return Effect.MOVES if tally.is_done else Effect.MORE
    return Effect.FINISHES if tally.is_done and tally.total else Effect.MOVES
