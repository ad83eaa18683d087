"""The numbers of the kit: each is a rule of the network, as it stands today."""

from collections.abc import Callable, Mapping

from lms.core import i18n, policy
from lms.core.i18n import NARROW, ngettext

MINUTE = 60


def _words(code: str) -> str:
    return policy.POLICIES[code].in_words(policy.value(code))


def _number(code: str) -> str:
    return str(policy.number(code))


def _percent(code: str) -> str:
    space = NARROW if i18n.locale() == "fr" else ""
    return f"{policy.number(code)}{space}%"


def _rest(code: str) -> str:
    """Return seconds in minutes when they are whole ones."""
    minutes, left = divmod(policy.number(code), MINUTE)
    if left or not minutes:
        return _words(code)
    return ngettext("%(num)s minute", "%(num)s minutes", minutes)


SOURCES: Mapping[str, tuple[Callable[[str], str], str]] = {
    "ack": (_words, "quotes.acknowledge.days"),
    "interview": (_words, "quotes.interview.days"),
    "soon": (_words, "quotes.soon.days"),
    "crowd": (_words, "quotes.crowd.people"),
    "exchange": (_words, "coaching.exchange.hours"),
    "bravo": (_words, "coaching.bravo.daily"),
    "reveal": (_words, "coaching.reveal.hours"),
    "ratings": (_number, "coaching.pool.ratings"),
    "units": (_number, "coaching.pool.units"),
    "skills": (_number, "coaching.focus.skills"),
    "actions": (_number, "projects.actions.open"),
    "pilot": (_number, "projects.pilot.weeks"),
    "signed": (_percent, "projects.go.signed"),
    "lesson": (_percent, "projects.go.lesson"),
    "tested": (_words, "projects.go.tested"),
    "slip": (_words, "accounts.slip.life"),
    "rest": (_rest, "accounts.tablet.rest"),
}
"""What stands between braces in the texts: how it is written, and the rule it comes from."""


def numbers() -> dict[str, str]:
    """Return each number of the kit in the current language."""
    return {name: write(code) for name, (write, code) in SOURCES.items()}
