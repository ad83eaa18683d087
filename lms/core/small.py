"""What the kernel suggests to a small network; features add theirs beside their own policies."""

from lms.core.i18n import _l
from lms.core.policies import AUDITOR_OUTSIDE, NOTICE_DAYS, PANEL_SIZE
from lms.core.profiles import suggest

suggest(
    AUDITOR_OUTSIDE,
    True,
    gives=_l(
        "Eyes that know nobody: where two regions share everything, nobody here is a stranger."
    ),
    asks=_l("You find somebody outside. They see only what the link opens, and it ends."),
)
suggest(
    PANEL_SIZE,
    1,
    gives=_l("Decisions are possible with few people free of any link to the store."),
    asks=_l("Who decides alone publishes why, and everybody reads it."),
)
suggest(
    NOTICE_DAYS,
    30,
    gives=_l("You may change what is asked within a season: a small network hears of it at once."),
    asks=_l("People have a month instead of three to get ready: change little at a time."),
)
