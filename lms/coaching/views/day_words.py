"""How pages say what days, stages and figures are."""

from fractions import Fraction

from lms.coaching.models import Day
from lms.coaching.rules.dashboards import Contradiction
from lms.core.i18n import _, format_number, spoken
from lms.core.periods import period_named


def state_words(day: Day) -> str:
    """Return where a day stands."""
    if day.state == "no_show":
        missing = {"coach": _("The coach was not there"), "store": _("The store was not there")}
        return missing[day.missed_by or "coach"]
    words = {
        "planned": _("Visit planned"),
        "done": _("Visit done"),
        "closed": _("Visit closed"),
        "cancelled": _("Visit called off"),
    }
    return words[day.state]


@spoken
def part_words(part: str) -> str:
    """Return the name of a part of a store's project."""
    words = {
        "voice": _("Voice of customers"),
        "walk": _("Sensory walk"),
        "flows": _("Customer flows"),
        "skills": _("Skills"),
        "actions": _("Actions"),
        "rituals": _("Rituals"),
    }
    return words[part]


def stage_words(stage: int) -> str:
    """Return what was seen on the spot."""
    return (_("Not begun yet"), _("Begun"), _("Visible to a customer"), _("Lives without me"))[
        stage
    ]


def clash_words(how: Contradiction) -> str:
    """Return what a coach is told when what was seen and what is computed disagree."""
    words = {
        Contradiction.SEEN_LESS: _(
            "You saw nothing begun, and the store's own figures are high. Ask to be shown."
        ),
        Contradiction.SEEN_MORE: _(
            "You saw it live, and the store's own figures are low. Ask what is not written down."
        ),
    }
    return words[how]


def conflict_kinds() -> list[tuple[str, str]]:
    """Return how two people may be close, as a form offers it."""
    return [
        ("family", _("Family")),
        ("friend", _("Friends")),
        ("former_report", _("One managed the other")),
        ("other", _("Something else")),
    ]


def quarter_words(key: str) -> str:
    """Return the name of a quarter."""
    during = period_named(key)
    words = (
        _("first quarter of %(year)s"),
        _("second quarter of %(year)s"),
        _("third quarter of %(year)s"),
        _("fourth quarter of %(year)s"),
    )
    return words[int(key[-1]) - 1] % {"year": during.first.year}


def span_words(first: str, last: str) -> str:
    """Return the name of quarters that were drawn together."""
    if first == last:
        return quarter_words(first)
    return _("%(first)s to %(last)s", first=quarter_words(first), last=quarter_words(last))


@spoken
def question_words(question: str) -> str:
    """Return the short name of a question about a coach."""
    words = {
        "prep": _("Preparation"),
        "listening": _("Listening"),
        "usefulness": _("Useful to customers"),
        "follow_through": _("Follow-up"),
    }
    return words[question]


def tenths_words(value: Fraction) -> str:
    """Return a mean in tenths: "3.8"."""
    return format_number(float(value))
