"""Who may open what in the network; the rows they see are chosen by ``queries``."""

from lms.core.access import Permission, Role, grant

_DESKS = {Role.ADMINISTRATOR, Role.PRIVACY_OFFICER, Role.LEARNING_AUTHOR, Role.LABEL_OFFICER}
_FIELD = {Role.UNIT_MANAGER, Role.DEPUTY, Role.COACH, Role.REGIONAL_LEAD}

grant(
    {
        Permission.PEOPLE_READ: _FIELD
        | {Role.ADMINISTRATOR, Role.PRIVACY_OFFICER, Role.LEARNING_AUTHOR},
        Permission.PEOPLE_WRITE: {Role.UNIT_MANAGER, Role.REGIONAL_LEAD, Role.ADMINISTRATOR},
        Permission.UNITS_READ: _FIELD | _DESKS | {Role.EMPLOYEE},
        Permission.UNITS_WRITE: {Role.ADMINISTRATOR},
        Permission.NETWORK_IMPORT: {Role.ADMINISTRATOR},
        Permission.WAVES_WRITE: {Role.ADMINISTRATOR},
        Permission.AGREEMENTS_READ: {Role.ADMINISTRATOR, Role.PRIVACY_OFFICER},
        Permission.AGREEMENTS_WRITE: {Role.ADMINISTRATOR},
    }
)
