"""Who may do what in Quotes; whose difficulty or draft it is, services and queries tell."""

from lms.core.access import Capability, Permission, Role, grant

grant(
    {
        Permission.QUOTES_TELL: {Role.EMPLOYEE},
        Permission.CARDS_READ: set(Role),
        Permission.CARDS_MARK: set(Role),
        Permission.QUOTES_COACH: {Role.COACH},
    },
    capability=Capability.QUOTES,
)
grant(
    {
        Permission.CARDS_SIGN: {
            Role.UNIT_MANAGER,
            Role.REGIONAL_LEAD,
            Role.LEARNING_AUTHOR,
            Role.ADMINISTRATOR,
        },
        Permission.CARDS_EDIT: {Role.LEARNING_AUTHOR, Role.PRIVACY_OFFICER},
        Permission.QUOTES_FIGURES: {
            Role.COACH,
            Role.REGIONAL_LEAD,
            Role.LEARNING_AUTHOR,
            Role.PRIVACY_OFFICER,
            Role.ADMINISTRATOR,
        },
        Permission.QUOTES_JUDGE: {Role.PRIVACY_OFFICER},
        Permission.GAPS_HANDLE: {Role.LEARNING_AUTHOR},
        Permission.QUOTES_SETUP: {Role.ADMINISTRATOR, Role.PRIVACY_OFFICER},
    }
)
