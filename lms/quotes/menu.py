"""The entries of Quotes in the menu."""

from lms.core.access import Permission, Role
from lms.core.i18n import _l
from lms.core.menu import Entry, always, entries

entries(
    Entry(
        place=30,
        label=_l("A difficulty?"),
        endpoint="quotes.tell",
        dock={Role.EMPLOYEE: 3},
        icon="say",
        needs=(Permission.QUOTES_TELL,),
        short=_l("Tell"),
        raised=always,
    ),
    Entry(
        place=40,
        label=_l("Cards"),
        endpoint="quotes.library",
        dock={Role.EMPLOYEE: 4, Role.COACH: 4, Role.REGIONAL_LEAD: 4},
        icon="cards",
        needs=(Permission.CARDS_READ,),
        under=("quotes.card",),
    ),
    Entry(
        place=50,
        label=_l("Who waits for me"),
        endpoint="quotes.inbox",
        dock={Role.COACH: 2},
        icon="hand",
        short=_l("Requests"),
        needs=(Permission.QUOTES_COACH,),
        under=("quotes.ask",),
    ),
    Entry(
        place=60,
        label=_l("Cards to write"),
        endpoint="quotes.workshop",
        icon="pen",
        needs=(Permission.QUOTES_COACH,),
        under=("quotes.draft",),
    ),
    Entry(
        place=210,
        label=_l("Desk of cards"),
        endpoint="quotes.desk",
        icon="bookmark",
        needs=(Permission.CARDS_EDIT, Permission.QUOTES_JUDGE, Permission.QUOTES_SETUP),
        under=("quotes.desk",),
    ),
)
