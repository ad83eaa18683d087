"""What the network offers to everybody's search: people and units in the viewer's scope."""

from collections.abc import Iterable

from flask import url_for

from lms.core import search
from lms.core.access import Permission, Viewer
from lms.core.i18n import _
from lms.core.search import Hit
from lms.network.queries.people import Filters, list_people
from lms.network.queries.units import UnitFilters, list_units


@search.searcher("network.people")
def find_people(viewer: Viewer, words: str, limit: int) -> Iterable[Hit]:
    """Yield people whose name or number starts with the words, for those who may read names."""
    if not viewer.may(Permission.PEOPLE_READ):
        return
    for person in list_people(viewer, Filters(words=words)).rows[:limit]:
        yield Hit(
            source=_("People"),
            label=person.full_name,
            url=url_for("network.person", person_id=person.id),
            detail=person.unit_name or "",
        )


@search.searcher("network.units")
def find_units(viewer: Viewer, words: str, limit: int) -> Iterable[Hit]:
    """Yield the units in sight whose name, town or code starts with the words."""
    if not viewer.may(Permission.UNITS_READ):
        return
    for unit in list_units(viewer, UnitFilters(words=words)).rows[:limit]:
        yield Hit(
            source=_("Stores"),
            label=unit.name,
            url=url_for("network.unit", unit_id=unit.id),
            detail=unit.city or unit.code,
        )
