"""Observations, tries and bravos, as told to those they are about."""

from typing import Any

from lms.core.access import Capability, Role
from lms.core.i18n import _, _l
from lms.core.notices import Kind, Urgency, declare

OBSERVERS = frozenset({Role.COACH, Role.UNIT_MANAGER, Role.DEPUTY, Role.EMPLOYEE})
EVERYBODY = frozenset(Role)


def _kind(code: str, **given: Any) -> Kind:
    return declare(Kind(code=f"coaching.{code}", capability=Capability.COACHING, **given))


def _debrief_due() -> str:
    return _(
        "You watched somebody at work. Talk about it today: after, it does not count any more."
    )


_kind(
    "debrief_due",
    name=_l("An observation I held is still to be talked about"),
    title=_l("Somebody waits for your words"),
    body=_debrief_due,
    audience=OBSERVERS,
    urgency=Urgency.AT_ONCE,
    act=True,
)


def _shared() -> str:
    return _("What was seen, one strength and one try, from your last exchange. You may answer.")


_kind(
    "shared",
    name=_l("What I take away from an exchange"),
    title=_l("Your exchange is written down"),
    body=_shared,
    audience=EVERYBODY,
    act=True,
)


def _replied() -> str:
    return _("The person you watched has answered you.")


_kind(
    "replied",
    name=_l("Somebody I watched answers me"),
    title=_l("An answer waits for you"),
    body=_replied,
    audience=OBSERVERS,
)


def _beside() -> str:
    return _("Somebody observed for the first time with you beside them. Say whether you were.")


_kind(
    "beside",
    name=_l("Somebody learns to observe beside me"),
    title=_l("Somebody waits for your word"),
    body=_beside,
    audience=frozenset({Role.COACH}),
    act=True,
)


def _try() -> str:
    return _("A try is proposed to you. Take it if it suits you.")


_kind(
    "try",
    name=_l("Somebody proposes me a try"),
    title=_l("An idea for your day"),
    body=_try,
    audience=EVERYBODY,
)


def _thanked() -> str:
    return _("Somebody says bravo to you.")


declare(
    Kind(
        code="coaching.thanked",
        name=_l("Somebody says bravo to me"),
        title=_l("A word for you"),
        body=_thanked,
        audience=EVERYBODY,
    )
)
