"""Tables of the network; every dated table refuses overlaps by constraint."""

from lms.network.models.changes import Change, ChangeRow
from lms.network.models.imports import Import, ImportLine, ImportMapping, ImportProgress
from lms.network.models.people import Mandate, Membership, Position
from lms.network.models.places import (
    Agreement,
    Brand,
    Employer,
    Region,
    RegionParent,
    Unit,
    UnitBrand,
    UnitEmployer,
    UnitRegion,
    Wave,
)

__all__ = [
    "Agreement",
    "Brand",
    "Change",
    "ChangeRow",
    "Employer",
    "Import",
    "ImportLine",
    "ImportMapping",
    "ImportProgress",
    "Mandate",
    "Membership",
    "Position",
    "Region",
    "RegionParent",
    "Unit",
    "UnitBrand",
    "UnitEmployer",
    "UnitRegion",
    "Wave",
]
