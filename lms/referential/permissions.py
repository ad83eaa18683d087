"""Everybody at work reads the referential; learning authors write it."""

from lms.core.access import Permission, Role, grant

grant(
    {
        Permission.REFERENTIAL_READ: set(Role),
        Permission.REFERENTIAL_WRITE: {Role.LEARNING_AUTHOR, Role.ADMINISTRATOR},
    }
)
