"""What Quotes tells people: titles name nobody and nothing, as they show on locked screens.

Nobody is told that a card came out of what they said: everybody gets the same weekly notice.
"""

from typing import Any

from lms.core.access import Capability, Role
from lms.core.i18n import _, _l, ngettext
from lms.core.notices import Kind, Urgency, declare

COMMITTEE = frozenset({Role.LEARNING_AUTHOR, Role.PRIVACY_OFFICER})


def _kind(code: str, **given: Any) -> Kind:
    return declare(Kind(code=f"quotes.{code}", **given))


def _told() -> str:
    return _("Somebody told you a difficulty. The delay you promised is running.")


_kind(
    "told",
    name=_l("Somebody tells me a difficulty"),
    title=_l("Somebody waits for you"),
    body=_told,
    audience=frozenset({Role.COACH}),
    urgency=Urgency.AT_ONCE,
    act=True,
    mutable=False,
    confidential=True,
    capability=Capability.QUOTES,
)


def _backup() -> str:
    return _("A coach you stand in for is late: somebody has been waiting too long.")


_kind(
    "backup",
    name=_l("A coach I stand in for is late"),
    title=_l("Somebody waits for you"),
    body=_backup,
    audience=frozenset({Role.COACH}),
    urgency=Urgency.AT_ONCE,
    mutable=False,
    confidential=True,
    capability=Capability.QUOTES,
)


def _late() -> str:
    return _("One of your coaches is late with an answer. Nothing else is said.")


_kind(
    "late",
    name=_l("A coach of my region is late"),
    title=_l("One of your coaches is late"),
    body=_late,
    audience=frozenset({Role.REGIONAL_LEAD}),
    mutable=False,
)


def _seen() -> str:
    return _("Your coach has seen your message and comes back to you.")


_kind(
    "seen",
    name=_l("My coach has seen my message"),
    title=_l("An answer waits for you"),
    body=_seen,
    audience=frozenset({Role.EMPLOYEE}),
    confidential=True,
    capability=Capability.QUOTES,
)


def _meeting() -> str:
    return _("Your coach proposes a moment to talk.")


_kind(
    "meeting",
    name=_l("My coach proposes a moment"),
    title=_l("An answer waits for you"),
    body=_meeting,
    audience=frozenset({Role.EMPLOYEE}),
    confidential=True,
    capability=Capability.QUOTES,
)


def _reread() -> str:
    return _("The card drawn from what you told is ready: read it before anybody does.")


_kind(
    "reread",
    name=_l("A card waits for me to read it again"),
    title=_l("An answer waits for you"),
    body=_reread,
    audience=frozenset({Role.EMPLOYEE}),
    act=True,
    mutable=False,
    confidential=True,
    capability=Capability.QUOTES,
)


def _aloud() -> str:
    return _("You agreed to a card read to you. You can still read it here, change it or say no.")


_kind(
    "aloud",
    name=_l("A card I agreed to aloud"),
    title=_l("An answer waits for you"),
    body=_aloud,
    audience=frozenset({Role.EMPLOYEE}),
    mutable=False,
    confidential=True,
    capability=Capability.QUOTES,
)


def _ended() -> str:
    return _("Your exchange has ended. What was said is deleted in a few days.")


_kind(
    "ended",
    name=_l("An exchange has ended"),
    title=_l("An answer waits for you"),
    body=_ended,
    audience=frozenset({Role.EMPLOYEE}),
    confidential=True,
    capability=Capability.QUOTES,
)


def _idle(days: int) -> str:
    return ngettext(
        "Nothing has happened for a while: what you told is deleted in %(num)s day.",
        "Nothing has happened for a while: what you told is deleted in %(num)s days.",
        days,
    )


_kind(
    "idle",
    name=_l("What I told is about to be deleted"),
    title=_l("An answer waits for you"),
    body=_idle,
    audience=frozenset({Role.EMPLOYEE}),
    confidential=True,
    capability=Capability.QUOTES,
    sample={"days": 14},
)


def _choose() -> str:
    return _("Your coach is away. Choose whether somebody takes over, or start afresh.")


_kind(
    "choose",
    name=_l("My coach is away: I choose who goes on"),
    title=_l("An answer waits for you"),
    body=_choose,
    audience=frozenset({Role.EMPLOYEE}),
    act=True,
    mutable=False,
    confidential=True,
    capability=Capability.QUOTES,
)


def _channel() -> str:
    return _("Your coach shows you whom to turn to. You decide, and only you send anything.")


_kind(
    "channel",
    name=_l("My coach shows me whom to turn to"),
    title=_l("An answer waits for you"),
    body=_channel,
    audience=frozenset({Role.EMPLOYEE}),
    mutable=False,
    confidential=True,
    capability=Capability.QUOTES,
)


def _danger() -> str:
    return _("Somebody may be in danger: your coach has to pass it on, and tells you first.")


_kind(
    "danger",
    name=_l("My coach has to pass on a danger"),
    title=_l("An answer waits for you"),
    body=_danger,
    audience=frozenset({Role.EMPLOYEE}),
    urgency=Urgency.AT_ONCE,
    mutable=False,
    confidential=True,
    capability=Capability.QUOTES,
)


def _changes() -> str:
    return _("A card comes back to you with something to change.")


_kind(
    "changes",
    name=_l("A card comes back to me"),
    title=_l("A text comes back to you"),
    body=_changes,
    audience=frozenset({Role.COACH}),
    act=True,
    confidential=True,
    capability=Capability.QUOTES,
)


def _gone() -> str:
    return _("A card you were writing will not come out. Everything about it is deleted.")


_kind(
    "gone",
    name=_l("A card of mine will not come out"),
    title=_l("A text will not come out"),
    body=_gone,
    audience=frozenset({Role.COACH}),
    capability=Capability.QUOTES,
)


def _to_read() -> str:
    return _("Cards wait for a second reader: three taps each.")


_kind(
    "to_read",
    name=_l("Cards wait for a second reader"),
    title=_l("Cards wait for a second reader"),
    body=_to_read,
    audience=frozenset({Role.COACH}),
    capability=Capability.QUOTES,
)


def _reserve(left: int) -> str:
    return ngettext(
        "The reserve holds %(num)s card: write one from your experience.",
        "The reserve holds %(num)s cards: write one from your experience.",
        left,
    )


_kind(
    "reserve",
    name=_l("The reserve of cards runs low"),
    title=_l("Cards from experience are wanted"),
    body=_reserve,
    audience=frozenset({Role.COACH}),
    urgency=Urgency.WEEKLY,
    capability=Capability.QUOTES,
    sample={"left": 4},
)


def _digest(cards: int) -> str:
    return ngettext(
        "%(num)s new card is in the library.",
        "%(num)s new cards are in the library.",
        cards,
    )


_kind(
    "digest",
    name=_l("The cards of the week"),
    title=_l("The cards of the week"),
    body=_digest,
    audience=frozenset(Role),
    urgency=Urgency.WEEKLY,
    capability=Capability.QUOTES,
    sample={"cards": 3},
)


def _gap() -> str:
    return _("A theme keeps coming back and no lesson covers it.")


_kind(
    "gap",
    name=_l("A theme asks for a lesson"),
    title=_l("A theme asks for a lesson"),
    body=_gap,
    audience=frozenset({Role.LEARNING_AUTHOR}),
    act=True,
)


def _removal() -> str:
    return _("Somebody of the committee asks to take a card out: a second person decides.")


_kind(
    "removal",
    name=_l("A card is to be taken out"),
    title=_l("A card waits for a decision"),
    body=_removal,
    audience=COMMITTEE,
    act=True,
    mutable=False,
)


def _stale() -> str:
    return _("A practice left the reference: its cards are to be read again.")


_kind(
    "stale",
    name=_l("Cards are to be reviewed"),
    title=_l("Cards are to be reviewed"),
    body=_stale,
    audience=COMMITTEE,
    act=True,
)


def _abuse() -> str:
    return _("A coach found a message abusive: a second person decides, on a summary.")


_kind(
    "abuse",
    name=_l("A message was found abusive"),
    title=_l("A decision waits for you"),
    body=_abuse,
    audience=frozenset({Role.PRIVACY_OFFICER}),
    act=True,
    mutable=False,
    confidential=True,
)
