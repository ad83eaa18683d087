"""Everybody at work reads the referential and says what they think; head office writes it."""

from lms.core.access import Permission, Role, grant

grant(
    {
        Permission.REFERENTIAL_READ: set(Role),
        Permission.REFERENTIAL_SPEAK: set(Role),
        Permission.REFERENTIAL_WRITE: {Role.LEARNING_AUTHOR, Role.ADMINISTRATOR},
        Permission.REFERENTIAL_TASKS: {
            Role.LEARNING_AUTHOR,
            Role.LABEL_OFFICER,
            Role.ADMINISTRATOR,
            Role.PRIVACY_OFFICER,
        },
    }
)
