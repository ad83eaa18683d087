"""Who may hand out slips, keep tablets, end sessions and answer calls."""

from lms.core.access import Permission, Role, grant

IN_CHARGE_OF_UNIT = {Role.UNIT_MANAGER, Role.DEPUTY, Role.ADMINISTRATOR}

grant(
    {
        Permission.SLIP_ISSUE: IN_CHARGE_OF_UNIT,
        Permission.TABLET_ENROL: IN_CHARGE_OF_UNIT,
        Permission.SESSIONS_REVOKE: IN_CHARGE_OF_UNIT,
        Permission.CALLS_ANSWER: {Role.ADMINISTRATOR},
    }
)
