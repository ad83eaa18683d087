"""Rights of the pages that belong to no feature."""

from lms.core.access import Permission, Role, grant

grant(
    {
        Permission.POLICY_SET: {Role.ADMINISTRATOR},
    }
)
