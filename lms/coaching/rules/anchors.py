"""The words of the four questions about a coach: each of the five answers is a sentence.

What a number means is written, so that a 4 in Brest is a 4 in Nice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel.speaklater import LazyString

from lms.core.i18n import _l


@dataclass(frozen=True, slots=True)
class Anchored:
    """A question and its answers, from 1 to 5."""

    question: LazyString
    answers: tuple[LazyString, ...]


ANCHORS: Final[Mapping[str, Anchored]] = {
    "prep": Anchored(
        _l("Was the day prepared for your store?"),
        (
            _l("We found out why on the day."),
            _l("The subject could have been anybody's."),
            _l("The subject was clear."),
            _l("It began from our own project."),
            _l("It began from what we need now, and we knew before."),
        ),
    ),
    "listening": Anchored(
        _l("Did your coach listen?"),
        (
            _l("We mostly heard what to do."),
            _l("We could speak, little came of it."),
            _l("Our questions were answered."),
            _l("What we said changed the day."),
            _l("The team said things it had not said before."),
        ),
    ),
    "usefulness": Anchored(
        _l("Was it useful for customers?"),
        (
            _l("Nothing we can use."),
            _l("One idea, still far from the shop floor."),
            _l("One thing to try."),
            _l("We tried it the same day."),
            _l("A customer noticed the difference."),
        ),
    ),
    "follow_through": Anchored(
        _l("Was what you agreed last time followed up?"),
        (
            _l("Nobody spoke of it."),
            _l("It was mentioned."),
            _l("We looked at it together."),
            _l("We looked at it and took the next step."),
            _l("Each promise was kept, on both sides."),
        ),
    ),
}
