"""What the network holds about people: their jobs, their mandates, who moved whom."""

from lms.core.i18n import _l
from lms.core.privacy import Erasure, declare, declare_impersonal

declare(
    "network_membership",
    _l("Where you work and worked, as what, and since when."),
    person=("person_id",),
)
declare(
    "network_mandate",
    _l("What you are or were in charge of, and who stands in for you."),
    person=("person_id", "backup_person_id"),
)
declare(
    "network_change",
    _l("Who moved, opened, closed or ended what, so that it can be undone."),
    person=("actor_id", "undone_by_id"),
)
declare(
    "network_change_row",
    _l("What a change replaced, kept seven days so that it can be undone."),
    person=("row_id",),
    erase=Erasure.DELETE,
    hidden=("before", "after"),
)
declare(
    "network_import",
    _l("Which files of people and stores were read, and by whom."),
    person=("actor_id",),
    hidden=("source",),
)
declare("network_import_line", _l("The lines of a file that was read, with what they change."))
declare_impersonal(
    "ops.import_progress",
    "network_agreement",
    "network_brand",
    "network_employer",
    "network_import_mapping",
    "network_position",
    "network_region",
    "network_region_parent",
    "network_unit",
    "network_unit_brand",
    "network_unit_employer",
    "network_unit_region",
    "network_wave",
)
