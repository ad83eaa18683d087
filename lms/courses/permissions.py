"""Who may do what in learning; rows are scoped by queries."""

from lms.core.access import Capability, Permission, Role, grant

grant(
    {
        Permission.LEARN: set(Role),
        Permission.TEAM_READ: {
            Role.UNIT_MANAGER,
            Role.DEPUTY,
            Role.REGIONAL_LEAD,
            Role.COACH,
        },
        Permission.ASSIGN: {
            Role.UNIT_MANAGER,
            Role.DEPUTY,
            Role.REGIONAL_LEAD,
            Role.LEARNING_AUTHOR,
        },
        Permission.LESSON_WAIVE: {Role.UNIT_MANAGER, Role.REGIONAL_LEAD},
        Permission.PATHS_READ: {
            Role.UNIT_MANAGER,
            Role.DEPUTY,
            Role.REGIONAL_LEAD,
            Role.LEARNING_AUTHOR,
            Role.ADMINISTRATOR,
        },
        Permission.PATH_REPORT: {Role.REGIONAL_LEAD, Role.LEARNING_AUTHOR, Role.ADMINISTRATOR},
    },
    capability=Capability.LEARNING,
)
grant({Permission.PATHS_WRITE: {Role.LEARNING_AUTHOR}})
