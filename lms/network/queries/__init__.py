"""Reads of the network, scoped by the viewer, dated by business days."""

from lms.network.queries.history import (
    Member,
    Place,
    coaches_since,
    count_network,
    has_coached,
    holders,
    list_members,
    primary_unit,
    primary_units,
)
from lms.network.queries.scope import (
    Reach,
    among,
    day_of,
    live_units,
    people_in_scope,
    reach_of,
    readable_employers,
    regions_under,
    same_side,
    units_in_scope,
    units_named,
    units_reached,
)
from lms.network.queries.viewer import load_viewer

__all__ = [
    "Member",
    "Place",
    "Reach",
    "among",
    "coaches_since",
    "count_network",
    "day_of",
    "has_coached",
    "holders",
    "list_members",
    "live_units",
    "load_viewer",
    "people_in_scope",
    "primary_unit",
    "primary_units",
    "reach_of",
    "readable_employers",
    "regions_under",
    "same_side",
    "units_in_scope",
    "units_named",
    "units_reached",
]
