"""The menu: each feature registers its entries, home composes those of the viewer in one order.

Entries at one place are alternatives: the first the viewer may open is shown, the others are not.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from flask_babel.speaklater import LazyString

from lms.core.access import Permission, Role, Viewer


def always(_viewer: Viewer) -> bool:
    """Hold for everybody."""
    return True


def never(_viewer: Viewer) -> bool:
    """Hold for nobody."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One page of the menu, and who has it there."""

    place: int
    """Order: lower comes first."""
    label: LazyString
    endpoint: str
    icon: str
    needs: tuple[Permission, ...] = ()
    """One of them is enough; none: everybody signed in."""
    shown: Callable[[Viewer], bool] = always
    """What else must hold."""
    under: tuple[str, ...] = ()
    """Beginnings of the endpoints for which this entry is the current one, beside its own."""
    short: LazyString | str = ""
    """The label where a phone has room for one word only."""
    raised: Callable[[Viewer], bool] = never
    """For whom it is a button at the foot of the list."""
    dock: Mapping[Role, int] = field(default_factory=dict)
    """Its place among the five of a phone's dock, by role; the third is raised."""

    def is_for(self, viewer: Viewer) -> bool:
        """Tell whether ``viewer`` has it, alternatives aside."""
        return (not self.needs or viewer.may(*self.needs)) and self.shown(viewer)

    def is_at(self, endpoint: str) -> bool:
        """Tell whether a page is this one, or under it."""
        return endpoint == self.endpoint or endpoint.startswith(self.under)


ENTRIES: list[Entry] = []


def entries(*given: Entry) -> None:
    """Register entries; between alternatives, the first registered is tried first."""
    known = {(one.place, one.endpoint) for one in ENTRIES}
    ENTRIES.extend(one for one in given if (one.place, one.endpoint) not in known)
    ENTRIES.sort(key=lambda one: one.place)


def menu_of(viewer: Viewer) -> list[Entry]:
    """Return the entries of ``viewer``: the union of today's roles, one per place."""
    found: dict[int, Entry] = {}
    for one in ENTRIES:
        if one.place not in found and one.is_for(viewer):
            found[one.place] = one
    return list(found.values())


STORE: Final = (Role.UNIT_MANAGER, Role.DEPUTY)
LEADING: Final = (Role.REGIONAL_LEAD, *STORE, Role.COACH, Role.EMPLOYEE)
"""Whose dock somebody of several roles has: the first of these."""
DOCK: Final = 5
RAISED: Final = 3


def dock_of(viewer: Viewer, mine: Sequence[Entry]) -> list[tuple[Entry, bool]]:
    """Return the entries of the viewer's dock, at most five, each with whether it is raised.

    A place whose page is not live for them goes to the next of ``mine``, their menu. Head office
    works at a desk and has no dock.
    """
    if viewer.roles - set(LEADING):
        return []
    role = next((one for one in LEADING if one in viewer.roles), Role.EMPLOYEE)
    chosen = {one.dock[role]: one for one in mine if role in one.dock}
    others = iter([one for one in mine if role not in one.dock])
    for place in range(1, DOCK + 1):
        if place not in chosen and place != RAISED and (other := next(others, None)):
            chosen[place] = other
    return [(chosen[place], place == RAISED) for place in sorted(chosen)]


def runs_a_store(viewer: Viewer) -> bool:
    """Tell whether the viewer is the manager or a deputy of a store."""
    return not viewer.roles.isdisjoint(STORE)
