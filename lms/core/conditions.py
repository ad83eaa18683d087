"""Conditions: "has this person done that?", asked by code so that siblings never meet (K11)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether it is met, why, and what the person can do next about it."""

    met: bool
    explanation: str
    next_act: str = ""
    next_url: str = ""


class Condition(Protocol):
    """What a feature registers."""

    def __call__(self, person_id: UUID, argument: str, *, now: datetime) -> Answer:
        """Answer for one person; ``argument`` names the thing (a uid, a code, a number)."""


CONDITIONS: dict[str, Condition] = {}


def condition(code: str) -> Callable[[Condition], Condition]:
    """Register a condition under ``code`` (``courses.lesson_completed``)."""

    def register(ask: Condition) -> Condition:
        if CONDITIONS.setdefault(code, ask) is not ask:
            message = f"condition {code} is declared twice"
            raise ValueError(message)
        return ask

    return register


def is_met(code: str, person_id: UUID, argument: str, *, now: datetime) -> Answer:
    """Ask condition ``code``; raises KeyError for one nobody declared: never met by mistake."""
    return CONDITIONS[code](person_id, argument, now=now)
