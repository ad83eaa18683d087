"""The entries of store projects in the menu."""

from lms.core.access import Capability, Permission, Role, Viewer
from lms.core.i18n import _l
from lms.core.menu import STORE, Entry, entries

PAGES = (
    "projects.s", "projects.f", "projects.v", "projects.w", "projects.pa", "projects.pl",
    "projects.a",
    "projects.ri", "projects.rev", "projects.c", "projects.board", "projects.brief",
)  # fmt: skip
LED = (
    "projects.pilot", "projects.go", "projects.region_own", "projects.region_f",
    "projects.region_re", "projects.region_s", "projects.region_m", "projects.region_p",
)  # fmt: skip
ABOVE = frozenset({Role.COACH, Role.REGIONAL_LEAD, Role.LABEL_OFFICER, Role.ADMINISTRATOR})


def _has_stores(viewer: Viewer) -> bool:
    return Capability.PROJECT in viewer.capabilities or viewer.may(Permission.PROJECT_READ)


def _is_above(viewer: Viewer) -> bool:
    return bool(viewer.roles & ABOVE)


entries(
    Entry(
        place=120,
        label=_l("Store project"),
        endpoint="projects.mine",
        dock={Role.EMPLOYEE: 5, **dict.fromkeys(STORE, 5)},
        icon="flag",
        shown=_has_stores,
        under=PAGES,
        short=_l("Project"),
    ),
    Entry(
        place=200,
        label=_l("Who to help"),
        endpoint="projects.my_region",
        dock={Role.COACH: 5, Role.REGIONAL_LEAD: 1},
        icon="trend",
        needs=(Permission.BOARD_READ,),
        shown=_is_above,
        under=("projects.region_board", "projects.network_board", "projects.followed_board"),
    ),
    Entry(
        place=202,
        label=_l("Regions and pilots"),
        endpoint="projects.governance",
        dock={Role.REGIONAL_LEAD: 5},
        icon="target",
        needs=(Permission.REGION_LEAD, Permission.WAVE_DECIDE),
        under=LED,
        short=_l("Pilots"),
    ),
    Entry(
        place=205,
        label=_l("Kick-off kit"),
        endpoint="projects.kit",
        icon="print",
        needs=(Permission.KIT_PRINT,),
        shown=_is_above,
    ),
)
