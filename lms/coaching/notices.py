"""What coaching tells people: titles name neither a store nor a person, as they show on locked screens."""

from datetime import date
from typing import Any, Final

from lms.core.access import Capability, Role
from lms.core.i18n import _, _l, format_day
from lms.core.notices import Kind, Urgency, declare

STORE: Final = frozenset({Role.UNIT_MANAGER, Role.DEPUTY})
COACHES: Final = frozenset({Role.COACH})
SAMPLE: Final = {"on": date(2026, 3, 12)}


def _kind(code: str, **given: Any) -> Kind:
    return declare(Kind(code=f"coaching.{code}", capability=Capability.COACHING, **given))


def _rate_today(on: date) -> str:
    return _(
        "Your coach came on %(on)s. Four taps say what the day was worth; 30 seconds.",
        on=format_day(on),
    )


_kind(
    "rate_today",
    name=_l("A coach's visit waits for my opinion"),
    title=_l("Your opinion on a visit"),
    body=_rate_today,
    audience=STORE,
    act=True,
    sample=SAMPLE,
)


def _dashboard_due(on: date) -> str:
    return _(
        "The dashboard of your visit of %(on)s is not filled: two minutes while you remember.",
        on=format_day(on),
    )


_kind(
    "dashboard_due",
    name=_l("The dashboard of a visit is not filled"),
    title=_l("A visit to write down"),
    body=_dashboard_due,
    audience=COACHES,
    act=True,
    sample=SAMPLE,
)


def _revealed(on: date) -> str:
    return _("What was written about the visit of %(on)s is open to both sides.", on=format_day(on))


_kind(
    "revealed",
    name=_l("Both sides of a visit are open"),
    title=_l("A visit can be read again"),
    body=_revealed,
    audience=STORE | COACHES,
    sample=SAMPLE,
)


def _day_planned(on: date) -> str:
    return _("Your coach comes on %(on)s.", on=format_day(on))


_kind(
    "day_planned",
    name=_l("A coach plans a visit in my store"),
    title=_l("A visit is planned"),
    body=_day_planned,
    audience=STORE,
    sample=SAMPLE,
)


def _day_moved(on: date) -> str:
    return _("The visit of your coach changed: look at %(on)s.", on=format_day(on))


_kind(
    "day_moved",
    name=_l("A planned visit changes"),
    title=_l("A visit changes"),
    body=_day_moved,
    audience=STORE,
    urgency=Urgency.AT_ONCE,
    sample=SAMPLE,
)


def _block() -> str:
    return _("Enough stores have given their opinion: you can read them together.")


_kind(
    "block",
    name=_l("Opinions of stores can be read together"),
    title=_l("News about your visits"),
    body=_block,
    audience=COACHES,
    urgency=Urgency.WEEKLY,
)


def _conflict_review() -> str:
    return _("A year ago you said that you know somebody outside work. Is it still so?")


_kind(
    "conflict_review",
    name=_l("What I said about knowing somebody is a year old"),
    title=_l("Something to confirm"),
    body=_conflict_review,
    audience=STORE | COACHES,
    act=True,
)


def _conflict_said() -> str:
    return _("Somebody said that you two know each other outside work: opinions enter no figure.")


_kind(
    "conflict_said",
    name=_l("Somebody says we know each other outside work"),
    title=_l("About opinions on visits"),
    body=_conflict_said,
    audience=STORE | COACHES,
)


def _conflict_ended() -> str:
    return _("Somebody said that it is over: opinions between you two enter figures again.")


_kind(
    "conflict_ended",
    name=_l("What somebody said about knowing me is over"),
    title=_l("About opinions on visits"),
    body=_conflict_ended,
    audience=STORE | COACHES,
)
