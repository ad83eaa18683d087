"""The entries of home in the menu: the first page, how people come in, who calls for help."""

from lms.core.access import Permission, Role
from lms.core.i18n import _l
from lms.core.menu import STORE, Entry, entries

entries(
    Entry(
        place=10,
        label=_l("Home"),
        endpoint="home.index",
        icon="home",
        dock={Role.EMPLOYEE: 1, **dict.fromkeys(STORE, 1)},
    ),
    Entry(
        place=420,
        label=_l("Entries"),
        endpoint="entries.people",
        icon="badge",
        needs=(Permission.CALLS_ANSWER,),
        under=("entries.",),
    ),
    Entry(
        place=430,
        label=_l("Calls to make"),
        endpoint="help.calls",
        icon="phone",
        needs=(Permission.CALLS_ANSWER,),
    ),
)
