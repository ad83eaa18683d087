"""Who may do what with labels; which unit, which audit and which panel, services and queries tell."""

from lms.core.access import Capability, Permission, Role, grant

grant(
    {
        Permission.LABELS_READ: set(Role),
        Permission.LABELS_SHOW: {Role.UNIT_MANAGER, Role.DEPUTY},
        Permission.LABELS_SUBMIT: {Role.UNIT_MANAGER},
        Permission.LABELS_REVIEW: {Role.REGIONAL_LEAD, Role.LABEL_OFFICER},
        Permission.LABELS_AUDIT: {
            Role.COACH,
            Role.REGIONAL_LEAD,
            Role.LABEL_OFFICER,
            Role.UNIT_MANAGER,
        },
        Permission.LABELS_DECIDE: {Role.REGIONAL_LEAD, Role.LABEL_OFFICER},
        Permission.LABELS_NETWORK: {
            Role.COACH,
            Role.REGIONAL_LEAD,
            Role.LABEL_OFFICER,
            Role.ADMINISTRATOR,
        },
    },
    capability=Capability.LABEL,
)
grant(
    {
        Permission.GRIDS_WRITE: {Role.LABEL_OFFICER},
        Permission.GRIDS_PUBLISH: {Role.LABEL_OFFICER, Role.ADMINISTRATOR},
        Permission.SEASONS_RUN: {Role.LABEL_OFFICER},
        Permission.FIGURES_IMPORT: {Role.LABEL_OFFICER},
    }
)
