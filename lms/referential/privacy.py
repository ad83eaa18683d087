"""What the referential holds about people: who wrote and who published."""

from lms.core.i18n import _l
from lms.core.privacy import declare, declare_impersonal

declare(
    "referential_version",
    _l("Who prepared and who published a version of the referential."),
    person=("created_by", "published_by"),
)
declare_impersonal(
    "referential_referential",
    "referential_attitude",
    "referential_channel",
    "referential_moment",
    "referential_channel_moment",
    "referential_ritual",
    "referential_skill",
    "referential_skill_moment",
)
