"""Who may do what in projects; which store and which region, queries tell."""

from lms.core.access import Capability, Permission, Role, grant

STORE = {Role.UNIT_MANAGER, Role.DEPUTY}

grant(
    {
        Permission.PROJECT_READ: {
            *STORE,
            Role.COACH,
            Role.REGIONAL_LEAD,
            Role.ADMINISTRATOR,
        },
        Permission.PROJECT_TAKE_PART: set(Role),
        Permission.PROJECT_LEAD: STORE,
        Permission.ACTION_VERIFY: {*STORE, Role.COACH, Role.REGIONAL_LEAD},
        Permission.REGION_ANSWER: STORE,
        Permission.SCREEN_ENROL: STORE,
    },
    capability=Capability.PROJECT,
)
grant(
    {
        # A support team and its region begin before any store of theirs is lit.
        Permission.REGION_READ: set(Role),
        Permission.REGION_TAKE_PART: set(Role),
        Permission.REGION_LEAD: {Role.REGIONAL_LEAD},
        Permission.BOARD_READ: {
            *STORE,
            Role.COACH,
            Role.REGIONAL_LEAD,
            Role.LABEL_OFFICER,
            Role.ADMINISTRATOR,
        },
        Permission.GATE_WAIVE: {Role.ADMINISTRATOR, Role.REGIONAL_LEAD},
        Permission.WAVE_DECIDE: {Role.ADMINISTRATOR, Role.REGIONAL_LEAD},
        Permission.KIT_PRINT: {Role.UNIT_MANAGER, Role.REGIONAL_LEAD, Role.ADMINISTRATOR},
    }
)
