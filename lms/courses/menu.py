"""The entries of learning in the menu."""

from lms.core.access import Permission, Role, Viewer
from lms.core.i18n import _l
from lms.core.menu import STORE, Entry, entries


def _near(viewer: Viewer) -> bool:
    """Tell whether people are read one by one: a region is read through its boards and reports."""
    return Role.REGIONAL_LEAD not in viewer.roles


entries(
    Entry(
        place=20,
        label=_l("My paths"),
        endpoint="courses.my_paths",
        dock={Role.EMPLOYEE: 2},
        icon="path",
        needs=(Permission.LEARN,),
        under=("courses.learn",),
        short=_l("Paths"),
    ),
    Entry(
        place=220,
        label=_l("Team"),
        endpoint="courses.team",
        dock=dict.fromkeys(STORE, 2),
        icon="people",
        needs=(Permission.TEAM_READ,),
        shown=_near,
    ),
    Entry(
        place=230,
        label=_l("Paths"),
        endpoint="courses.path_list",
        icon="report",
        needs=(Permission.PATH_REPORT,),
        under=("courses.report",),
    ),
)
