"""What projects tell people: titles name nobody and nothing of what is written."""

from datetime import date
from typing import Any

from lms.core.access import Capability, Role
from lms.core.i18n import _, _l, format_day
from lms.core.notices import Kind, declare

STORE = frozenset({Role.UNIT_MANAGER, Role.DEPUTY})
TEAM = STORE | {Role.EMPLOYEE, Role.COACH, Role.REGIONAL_LEAD}
"""Who takes actions: a store's team, or a region's."""
ABOVE = frozenset({Role.REGIONAL_LEAD, Role.ADMINISTRATOR, Role.LABEL_OFFICER})


def _kind(code: str, **given: Any) -> Kind:
    return declare(Kind(code=f"projects.{code}", capability=Capability.PROJECT, **given))


def _yours(on: date) -> str:
    return _("You took an action of your store's project. It is for %(on)s.", on=format_day(on))


_kind(
    "action_yours",
    name=_l("An action of the project is given to me"),
    title=_l("Something of the project is yours"),
    body=_yours,
    audience=TEAM,
    act=True,
    sample={"on": date(2026, 4, 1)},
)


def _due(on: date) -> str:
    return _("An action you took was for %(on)s. Is it done?", on=format_day(on))


_kind(
    "action_due",
    name=_l("An action I took comes to its date"),
    title=_l("A date of the project comes"),
    body=_due,
    audience=TEAM,
    act=True,
    sample={"on": date(2026, 4, 1)},
)


def _unowned() -> str:
    return _("Somebody left, and an action of the project has nobody. Give it to somebody else.")


_kind(
    "action_unowned",
    name=_l("An action has nobody any more"),
    title=_l("The project: somebody is missing"),
    body=_unowned,
    audience=STORE | {Role.REGIONAL_LEAD},
    act=True,
)


def _verify() -> str:
    return _("An action is said to be done. You say whether customers feel it.")


_kind(
    "to_verify",
    name=_l("An action waits for me to see what it changed"),
    title=_l("Something waits for your eye"),
    body=_verify,
    audience=STORE | {Role.COACH, Role.REGIONAL_LEAD},
    act=True,
)


def _escalated(on: date) -> str:
    return _(
        "A store hands you a point it cannot solve alone. It hopes for an answer by %(on)s.",
        on=format_day(on),
    )


_kind(
    "escalated",
    name=_l("A store hands me a point it cannot solve"),
    title=_l("A store needs you"),
    body=_escalated,
    audience=ABOVE,
    act=True,
    sample={"on": date(2026, 4, 1)},
)


def _pilot_team() -> str:
    return _(
        "Your region lives a store's project first, and you are of the team: one visit, one"
        " observation, one talk about it, then what you change."
    )


declare(
    Kind(
        code="projects.pilot_team",
        name=_l("I live a pilot store with my team"),
        title=_l("A pilot begins"),
        body=_pilot_team,
        audience=frozenset(Role),
        act=True,
    )
)


def _pilot_due() -> str:
    return _("The pilot has run long enough: look back at it with your team, then others begin.")


declare(
    Kind(
        code="projects.pilot_due",
        name=_l("My region's pilot may be reviewed"),
        title=_l("A pilot may be reviewed"),
        body=_pilot_due,
        audience=frozenset({Role.REGIONAL_LEAD}),
        act=True,
    )
)


def _region_asked() -> str:
    return _(
        "Two questions about your region's own project. It reads five stores together, never one."
    )


_kind(
    "region_asked",
    name=_l("My region asks what its project changes for us"),
    title=_l("Your region asks for your eye"),
    body=_region_asked,
    audience=STORE,
    act=True,
)
