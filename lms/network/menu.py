"""The entries of the network in the menu: people, stores, imports."""

from lms.core.access import Permission, Role
from lms.core.i18n import _l
from lms.core.menu import Entry, entries

entries(
    Entry(
        place=240,
        label=_l("People"),
        endpoint="network.people",
        icon="people",
        needs=(Permission.PEOPLE_READ,),
        under=("network.p",),
    ),
    Entry(
        place=250,
        label=_l("Stores"),
        endpoint="network.units",
        dock={Role.REGIONAL_LEAD: 2},
        icon="store",
        needs=(Permission.UNITS_READ,),
        under=("network.u",),
    ),
    Entry(
        place=270,
        label=_l("Imports"),
        endpoint="network.imports",
        icon="import",
        needs=(Permission.NETWORK_IMPORT,),
        under=("network.i",),
    ),
)
