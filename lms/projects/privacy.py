"""What projects hold about people: who walked, counted, took an action, decided."""

from lms.core.i18n import _l
from lms.core.privacy import declare, declare_impersonal

declare_impersonal(
    "projects_zone",
    "projects_perception",
    "projects_reference_slot",
    "projects_function",
    "projects_brief",
    "projects_unit_board",
    "projects_region_board",
)
declare("projects_project", _l("The service projects you opened."), person=("created_by",))
declare("projects_entry", _l("The steps of a project you took."), person=("actor_id",))
declare(
    "projects_section",
    _l("The parts of a diagnostic you validated."),
    person=("validated_by",),
)
declare(
    "projects_section_entry",
    _l("Each time you validated a part of a diagnostic, or opened it again."),
    person=("actor_id",),
)
declare("projects_waiver", _l("The gates you lifted, and why."), person=("decided_by",))
declare("projects_review", _l("The reviews of a project you led."), person=("actor_id",))
declare(
    "projects_irritant",
    _l("What you wrote that bothers customers, or took on."),
    person=("escalated_to", "created_by"),
)
declare("projects_example", _l("The words of customers you checked."), person=("checked_by",))
declare("projects_walk", _l("Your walks through the store."), person=("walker_id",))
declare("projects_week", _l("The weeks you set apart."), person=("marked_by",))
declare("projects_count", _l("The customers you counted."), person=("actor_id",))
declare("projects_sample", _l("The hours you sampled."), person=("actor_id",))
declare("projects_paint", _l("The hours of the week you painted."), person=("painted_by",))
declare("projects_reference", _l("The usual weeks you agreed on."), person=("made_by",))
declare(
    "projects_holder",
    _l("The functions you are able to hold, and those you recorded."),
    person=("person_id", "set_by"),
)
declare(
    "projects_action",
    _l("The actions you wrote, took, did or verified."),
    person=("owner_id", "done_by", "verified_by", "created_by"),
)
declare(
    "projects_action_entry",
    _l("Each step of an action you took or that was yours."),
    person=("actor_id", "owner_id"),
)
declare("projects_effort", _l("The efforts of your team you listed."), person=("added_by",))
declare("projects_ritual", _l("The rituals you set up."), person=("created_by",))
declare("projects_occurrence", _l("The rituals you said were held or not."), person=("actor_id",))
declare("projects_opening", _l("The opening days you set."), person=("set_by",))
declare("projects_closure", _l("The closed days you set."), person=("set_by",))
declare("projects_pilot", _l("The pilot stores you chose."), person=("chosen_by",))
declare(
    "projects_pilot_member",
    _l("What you lived in a pilot store."),
    person=("person_id",),
)
declare(
    "projects_answer",
    _l("What you answered for your store about your region's project."),
    person=("actor_id",),
)
declare("projects_check", _l("The figures you gave before a wave."), person=("checked_by",))
declare("projects_decision", _l("The waves you decided on."), person=("signed_by",))
declare(
    "projects_screen",
    _l("The break-room screens you set up or closed."),
    person=("enrolled_by", "revoked_by"),
    hidden=("token_hash", "code_hash"),
)
