"""The entries of coaching in the menu: visits, practice, bravo."""

from lms.core.access import Permission, Role
from lms.core.i18n import _l
from lms.core.menu import STORE, Entry, entries, runs_a_store

VISITS = ("coaching.day", "coaching.plan", "coaching.visits", "coaching.rat", "coaching.fig")

entries(
    Entry(
        place=70,
        label=_l("My day"),
        endpoint="coaching.my_day",
        dock={Role.COACH: 1},
        icon="calendar",
        needs=(Permission.COACHING_RUN,),
        under=VISITS,
    ),
    Entry(
        place=70,
        label=_l("Visits"),
        endpoint="coaching.visits",
        dock={Role.REGIONAL_LEAD: 3},
        icon="calendar",
        needs=(Permission.COACHING_READ,),
        under=VISITS,
    ),
    Entry(
        place=70,
        label=_l("What stores say"),
        endpoint="coaching.figures",
        icon="calendar",
        needs=(Permission.RATINGS_FIGURES,),
    ),
    Entry(
        place=80,
        label=_l("Observe"),
        endpoint="coaching.observe_start",
        dock={Role.COACH: 3},
        icon="eye",
        needs=(Permission.SKILLS_MEASURE,),
        under=("coaching.observe",),
    ),
    Entry(
        place=90,
        label=_l("Skills and tries"),
        endpoint="coaching.teams",
        icon="target",
        needs=(Permission.SKILLS_MEASURE,),
        under=("coaching.team", "coaching.person"),
    ),
    Entry(
        place=90,
        label=_l("Skills of the stores"),
        endpoint="coaching.skill_figures",
        icon="target",
        needs=(Permission.SKILLS_FIGURES,),
    ),
    Entry(
        place=100,
        label=_l("My practice"),
        endpoint="coaching.mine",
        icon="compass",
        needs=(Permission.PRACTICE_OWN,),
        short=_l("Practice"),
    ),
    Entry(
        place=110,
        label=_l("Say bravo"),
        endpoint="coaching.bravo",
        dock=dict.fromkeys(STORE, 3),
        icon="heart",
        needs=(Permission.PRACTICE_OWN,),
        under=("coaching.bravo",),
        raised=runs_a_store,
    ),
)
