"""Places on a page where other features may add something, without the page knowing them.

A page asks for its place by code and passes referential codes; features that have something to
offer there answer with links, or with parts the browser loads when it has time.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lms.core.access import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What the page is about: codes of skills and moments of the referential."""

    skills: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Something to put there: a link, with the part of page it leads to when ``is_part``."""

    label: str
    url: str
    icon: str = "arrow"
    is_part: bool = False
    """The address also answers a fragment, loaded in the place of the link."""


Filler = Callable[[Viewer, Topic], Iterable[Offer]]

FILLERS: dict[str, dict[str, Filler]] = {}


def filler(place: str, code: str) -> Callable[[Filler], Filler]:
    """Register who fills a place (``courses.lesson_end``) under a code of their own."""

    def register(fill: Filler) -> Filler:
        if FILLERS.setdefault(place, {}).setdefault(code, fill) is not fill:
            message = f"place {place} is filled twice by {code}"
            raise ValueError(message)
        return fill

    return register


def offers(place: str, viewer: Viewer, topic: Topic) -> list[Offer]:
    """Return what features offer at ``place``; nothing is read from the database."""
    known = FILLERS.get(place, {})
    return [one for code in sorted(known) for one in known[code](viewer, topic)]
