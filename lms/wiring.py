"""What the application is made of: blueprints, and modules that fill the registries of core."""

REGISTRIES: tuple[str, ...] = (
    "lms.home.permissions",
    "lms.accounts.permissions",
    "lms.network.permissions",
    "lms.referential.permissions",
    "lms.assessment.permissions",
    "lms.courses.permissions",
)

BLUEPRINTS: tuple[str, ...] = (
    "lms.home.views",
    "lms.home.health",
)
