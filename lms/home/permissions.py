"""Rights of the pages that belong to no feature."""

from lms.core.access import Permission, Role, grant

grant(
    {
        Permission.STYLEGUIDE: {Role.ADMINISTRATOR},
        Permission.POLICY_SET: {Role.ADMINISTRATOR},
        Permission.AUDIT_READ: {Role.ADMINISTRATOR, Role.PRIVACY_OFFICER},
    }
)
