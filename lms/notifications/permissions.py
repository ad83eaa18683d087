"""Who previews what everybody is told; one's own inbox is everybody's."""

from lms.core.access import Permission, Role, grant

grant({Permission.NOTICES_PREVIEW: {Role.ADMINISTRATOR, Role.PRIVACY_OFFICER}})
