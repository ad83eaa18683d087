"""What the referential holds about people: who prepared, spoke, answered; never who said what."""

from lms.core.i18n import _l
from lms.core.privacy import Erasure, declare, declare_impersonal
from lms.referential.services.together import forget_author

declare(
    "referential_version",
    _l("Who prepared and who published a version of the referential."),
    person=("created_by", "published_by"),
)
declare(
    "referential_translation",
    _l("The texts of the referential you translated, and those you read again."),
    person=("written_by", "reviewed_by"),
)
declare(
    "referential_voice",
    _l("That you took part in writing a version, until it is published; not what you wrote."),
    person=("person_id",),
    erase=Erasure.DELETE,
)
declare(
    "referential_workshop",
    _l("The workshops on the referential you held."),
    person=("held_by",),
)
declare(
    "referential_comment",
    _l("Your comments on a version, shown to others by group only, and the answers you gave."),
    person=("author_id", "answered_by"),
    eraser=forget_author,
)
declare(
    "referential_task",
    _l("What you said stays as it is when a moment was retired."),
    person=("closed_by",),
)
declare(
    "referential_cover",
    _l("What you tied to a moment of the referential."),
    person=("added_by",),
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
    "referential_mirror",
    "referential_lineage",
    "referential_theme",
    "referential_contribution",
)
