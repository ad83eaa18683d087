"""The words of the network, as people read them."""

from lms.core.access import Capability, Role
from lms.core.i18n import _, spoken


@spoken
def role_name(role: Role) -> str:
    """Return a role as people say it."""
    return {
        Role.EMPLOYEE: _("Team member"),
        Role.UNIT_MANAGER: _("Manager"),
        Role.DEPUTY: _("Deputy manager"),
        Role.COACH: _("Coach"),
        Role.REGIONAL_LEAD: _("Regional lead"),
        Role.LEARNING_AUTHOR: _("Learning author"),
        Role.LABEL_OFFICER: _("Label officer"),
        Role.ADMINISTRATOR: _("Administrator"),
        Role.PRIVACY_OFFICER: _("Privacy officer"),
    }[role]


@spoken
def kind_name(kind: str) -> str:
    """Return a kind of unit as people say it."""
    return {
        "store": _("Store"),
        "regional_office": _("Regional office"),
        "support_service": _("Support service"),
        "head_office": _("Head office"),
    }[kind]


@spoken
def channel_name(channel: str) -> str:
    """Return a channel as people say it; an unknown one as it is written."""
    return {
        "store": _("In store"),
        "phone": _("By phone"),
        "online": _("Online"),
        "delivery": _("Delivery"),
    }.get(channel, channel)


@spoken
def capability_name(capability: Capability) -> str:
    """Return a capability as people say it."""
    return {
        Capability.LEARNING: _("Learning"),
        Capability.PRACTICE: _("Practice"),
        Capability.QUOTES: _("Difficulties and cards"),
        Capability.LABEL: _("Label"),
        Capability.COACHING: _("Coaching"),
        Capability.PROJECT: _("Service project"),
    }[capability]


@spoken
def verb_name(verb: str) -> str:
    """Return an act as its history tells it."""
    return {
        "hire": _("Came"),
        "move": _("Moved"),
        "add_job": _("Second job added"),
        "end_second_job": _("Second job ended"),
        "leave": _("Left"),
        "correct": _("Corrected"),
        "give_mandate": _("Mandate given"),
        "end_mandate": _("Mandate ended"),
        "open_unit": _("Opened"),
        "correct_unit": _("Corrected"),
        "close_unit": _("Closed for good"),
        "move_unit": _("Changed region, brand or employer"),
        "light": _("Capability lit"),
        "darken": _("Capability darkened"),
        "add_region": _("Added"),
        "move_region": _("Moved"),
        "record_agreement": _("Agreement recorded"),
        "end_agreement": _("Agreement ended"),
        "import": _("Imported"),
    }.get(verb, verb)
