"""Who may do what in coaching; which store, which day and whose skills, queries tell."""

from lms.core.access import Capability, Permission, Role, grant

STORE = {Role.UNIT_MANAGER, Role.DEPUTY}

grant(
    {
        Permission.COACHING_READ: {*STORE, Role.COACH, Role.REGIONAL_LEAD},
        Permission.COACHING_RUN: {Role.COACH},
        # Each act of the day's machine says which of them, for that very day.
        Permission.COACHING_MOVE: {*STORE, Role.COACH, Role.REGIONAL_LEAD},
        Permission.COACH_RATE: STORE,
        Permission.RATINGS_READ: {Role.REGIONAL_LEAD},
        Permission.RATINGS_FIGURES: {Role.COACH, Role.REGIONAL_LEAD, Role.ADMINISTRATOR},
        # Peers too, once they followed the path and observed beside the coach: a rule says so.
        Permission.OBSERVE: {*STORE, Role.COACH, Role.EMPLOYEE},
        Permission.PRACTICE_OWN: set(Role),
        Permission.SKILLS_MEASURE: {*STORE, Role.COACH},
        Permission.SKILLS_FIGURES: {
            Role.REGIONAL_LEAD,
            Role.ADMINISTRATOR,
            Role.LEARNING_AUTHOR,
        },
        Permission.SKILLS_AIM: {Role.ADMINISTRATOR, Role.LEARNING_AUTHOR},
    },
    capability=Capability.COACHING,
)
grant(
    {
        Permission.BRAVO_SAY: set(Role),
        Permission.BRAVO_MODERATE: {Role.ADMINISTRATOR},
    }
)
