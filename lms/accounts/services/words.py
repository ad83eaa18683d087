"""Why a secret or a code is refused, in words."""

from lms.accounts.rules.secrets import Flaw
from lms.core.i18n import _


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
