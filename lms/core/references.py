"""References: who points at an item of the referential, and what is on offer for it (K11)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from lms.core.access import Viewer


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
