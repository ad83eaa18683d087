"""The entries of the referential in the menu: its desk, or the version in force."""

from lms.core.access import Permission, Role, Viewer
from lms.core.i18n import _l
from lms.core.menu import Entry, entries


def _leads_others(viewer: Viewer) -> bool:
    return bool(viewer.roles - {Role.EMPLOYEE})


entries(
    Entry(
        place=260,
        label=_l("Referential"),
        endpoint="referential.versions",
        icon="compass",
        needs=(Permission.REFERENTIAL_WRITE,),
        under=("referential.",),
    ),
    Entry(
        place=260,
        label=_l("Referential"),
        endpoint="referential.current",
        icon="text",
        shown=_leads_others,
        under=("referential.",),
    ),
)
