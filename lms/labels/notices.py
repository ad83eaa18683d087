"""What labels tell people: titles name no store and no level, as they show on locked screens."""

from datetime import date
from typing import Any

from lms.core.access import Capability, Role
from lms.core.i18n import _, _l, format_day, ngettext, spoken
from lms.core.notices import Kind, Urgency, declare

STORE = frozenset({Role.UNIT_MANAGER, Role.DEPUTY})
OFFICE = frozenset({Role.LABEL_OFFICER})
LOOKERS = frozenset({Role.COACH, Role.REGIONAL_LEAD, Role.LABEL_OFFICER, Role.UNIT_MANAGER})


def _kind(code: str, **given: Any) -> Kind:
    return declare(Kind(code=f"labels.{code}", capability=Capability.LABEL, **given))


@spoken
def level_name(level: str) -> str:
    """Return how people say a level; "none" is no level."""
    names = {"bronze": _("bronze"), "silver": _("silver"), "gold": _("gold")}
    return names.get(level) or _("no level")


def _announced(year: int, on: date) -> str:
    return _(
        "The grid of %(year)s is published. It counts from %(on)s.", year=year, on=format_day(on)
    )


_kind(
    "announced",
    name=_l("A new grid of the label is published"),
    title=_l("The label: what counts next"),
    body=_announced,
    audience=STORE,
    sample={"year": 2027, "on": date(2027, 1, 1)},
)


def _opened(year: int, on: date) -> str:
    return _(
        "The season %(year)s is open. Submit your application by %(on)s.",
        year=year,
        on=format_day(on),
    )


_kind(
    "opened",
    name=_l("A season of the label opens"),
    title=_l("The label: your store can begin"),
    body=_opened,
    audience=STORE,
    act=True,
    sample={"year": 2026, "on": date(2026, 11, 30)},
)


def _reminder(days: int) -> str:
    return ngettext(
        "Your application to the label is not submitted. %(num)s day is left.",
        "Your application to the label is not submitted. %(num)s days are left.",
        days,
    )


_kind(
    "reminder",
    name=_l("The last day of the label comes near"),
    title=_l("The label: a date comes near"),
    body=_reminder,
    audience=STORE,
    sample={"days": 14},
)


def _touched(year: int) -> str:
    return _(
        "With the grid prepared for %(year)s, your store would have another level today.", year=year
    )


_kind(
    "touched",
    name=_l("A grid in preparation would change the level of my store"),
    title=_l("The label: what counts next"),
    body=_touched,
    audience=STORE,
    sample={"year": 2027},
)


def _audit(unit: str) -> str:
    return _("You are asked to audit %(unit)s for the label.", unit=unit)


_kind(
    "audit",
    name=_l("I am asked to audit a store"),
    title=_l("A store waits for your visit"),
    body=_audit,
    audience=LOOKERS,
    act=True,
    mutable=False,
    sample={"unit": "Nantes Beaulieu"},
)


def _reassign(unit: str) -> str:
    return _("Who was to audit %(unit)s has left. Choose somebody else.", unit=unit)


_kind(
    "reassign",
    name=_l("An audit has nobody to hold it any more"),
    title=_l("The label: somebody is missing"),
    body=_reassign,
    audience=OFFICE,
    act=True,
    mutable=False,
    sample={"unit": "Nantes Beaulieu"},
)


def _rejected(reason: str) -> str:
    return _("An evidence you sent was not kept: %(reason)s", reason=reason)


_kind(
    "rejected",
    name=_l("An evidence of my store was not kept"),
    title=_l("The label: an answer waits for you"),
    body=_rejected,
    audience=STORE,
    sample={"reason": "the date cannot be read."},
)


def _decided(year: int, level: str, until: date) -> str:
    return _(
        "The panel decided for %(year)s: %(level)s. You may appeal until %(until)s.",
        year=year,
        level=level_name(level),
        until=format_day(until),
    )


_kind(
    "decided",
    name=_l("The level of my store is decided"),
    title=_l("The label: an answer waits for you"),
    body=_decided,
    audience=STORE,
    urgency=Urgency.AT_ONCE,
    sample={"year": 2026, "level": "silver", "until": date(2027, 1, 30)},
)


def _appealed(unit: str) -> str:
    return _("%(unit)s appeals. People who neither audited nor decided judge it.", unit=unit)


_kind(
    "appealed",
    name=_l("A store appeals"),
    title=_l("The label: somebody asks to be judged again"),
    body=_appealed,
    audience=OFFICE | {Role.REGIONAL_LEAD},
    act=True,
    sample={"unit": "Nantes Beaulieu"},
)


def _judged(upheld: bool) -> str:  # noqa: FBT001 - a value of the notice
    if upheld:
        return _("Your appeal was heard: the decision changes.")
    return _("Your appeal was heard: the decision stays. The answer says why.")


_kind(
    "judged",
    name=_l("The appeal of my store is judged"),
    title=_l("The label: an answer waits for you"),
    body=_judged,
    audience=STORE,
    urgency=Urgency.AT_ONCE,
    sample={"upheld": True},
)


def _changed(status: str) -> str:
    words = {
        "suspended": _("The label of your store is suspended."),
        "active": _("The label of your store is active again."),
        "withdrawn": _("The label of your store is withdrawn."),
        "ended": _("The label of your store has ended."),
    }
    return words.get(status) or _("The label of your store has changed.")


_kind(
    "changed",
    name=_l("The label of my store is suspended, given back or withdrawn"),
    title=_l("The label: an answer waits for you"),
    body=_changed,
    audience=STORE,
    urgency=Urgency.AT_ONCE,
    sample={"status": "suspended"},
)


def _corrected(count: int) -> str:
    return ngettext(
        "A figure was corrected: %(num)s decision would not be the same. The panel says what then.",
        "A figure was corrected: %(num)s decisions would not be the same. The panel says what then.",
        count,
    )


_kind(
    "corrected",
    name=_l("A corrected figure would change decisions"),
    title=_l("The label: decisions to look at again"),
    body=_corrected,
    audience=OFFICE,
    act=True,
    mutable=False,
    sample={"count": 2},
)
