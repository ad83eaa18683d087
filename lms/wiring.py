"""What the application is made of: blueprints, and modules that fill the registries of core."""

REGISTRIES: tuple[str, ...] = (
    "lms.core.policies",
    "lms.core.declarations",
    "lms.core.idempotency",
    "lms.core.facts.upkeep",
    "lms.core.files",
    "lms.core.mail",
    "lms.home.permissions",
    "lms.accounts.permissions",
    "lms.accounts.policies",
    "lms.accounts.privacy",
    "lms.accounts.jobs",
    "lms.network.permissions",
    "lms.referential.permissions",
    "lms.assessment.permissions",
    "lms.assessment.privacy",
    "lms.assessment.jobs",
    "lms.courses.permissions",
)

BLUEPRINTS: tuple[str, ...] = (
    "lms.assessment.views",
    "lms.accounts.views",
    "lms.home.views",
    "lms.home.tablet",
    "lms.home.entries",
    "lms.home.first_steps",
    "lms.home.help.views",
    "lms.home.health",
    "lms.home.policies",
    "lms.home.files",
    "lms.home.outbox",
)
