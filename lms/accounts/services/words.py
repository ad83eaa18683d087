"""What accounts say: why a secret or a code is refused, what happened to an account."""

from lms.accounts.rules.notices import NoticeKind
from lms.accounts.rules.secrets import Flaw
from lms.core.i18n import _, _l

NOTICE_WORDS = {
    NoticeKind.SLIP_ISSUED: _l(
        "A new entry slip was made for you. You were signed out of your devices."
    ),
    NoticeKind.SECRET_CHANGED: _l(
        "Your secret was changed. You were signed out of your other devices."
    ),
}
"""What people are told, on their next visit and by mail."""


def flaw_words(flaw: Flaw) -> str:
    """Return the sentence shown under the field."""
    return {
        Flaw.SHORT: _("Choose at least 10 characters: three words you like are perfect."),
        Flaw.LONG: _("Keep it under 128 characters."),
        Flaw.COMMON: _("This one is too easy to guess. Choose three words you like."),
        Flaw.PERSONAL: _("Leave your own name and number out of it."),
        Flaw.SHAPE: _("Type 4 to 6 digits."),
        Flaw.EASY: _("This code is too easy to guess: mix the digits."),
    }[flaw]
