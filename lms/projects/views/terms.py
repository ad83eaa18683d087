"""What people call things of governance: pilots, checks before a wave, questions to stores."""

from fractions import Fraction

from lms.core.access import Capability
from lms.core.i18n import _, format_number, spoken
from lms.core.practised import Practice
from lms.projects.rules.governance import Check, Decision, Figure, Verdict


@spoken
def pilot(state: str) -> str:
    """Return where a pilot stands."""
    return {
        "chosen": _("Chosen"),
        "lived": _("Lived now"),
        "reviewed": _("Reviewed"),
        "failed": _("Did not go on"),
        "replaced": _("Replaced by another store"),
    }.get(state, state)


@spoken
def practice(one: Practice) -> str:
    """Return what a member of the team lives."""
    return {
        Practice.VISIT: _("One visit"),
        Practice.OBSERVATION: _("One observation"),
        Practice.DEBRIEF: _("One talk about it"),
    }[one]


@spoken
def check(one: Check) -> str:
    """Return what is looked at before a wave."""
    return {
        Check.SIGNED_IN: _("People who have signed in"),
        Check.TABLETS: _("Stores with a shared tablet"),
        Check.FIRST_LESSON: _("People who did a first lesson"),
        Check.OBSERVED: _("Stores where an observation was talked over"),
        Check.ACKNOWLEDGED: _("Difficulties seen by a coach in time"),
        Check.UNDERSTOOD: _("Words understood, tried with employees"),
        Check.HELP: _("Help asked that was answered"),
    }[one]


@spoken
def source(one: Check) -> str:
    """Return where a figure comes from when it is read."""
    return {
        Check.SIGNED_IN: _("Counted today, in the open stores of the region."),
        Check.TABLETS: _("Counted today, in the open stores of the region."),
        Check.FIRST_LESSON: _("Counted today, in the open stores of the region."),
        Check.OBSERVED: _("In the last 28 days."),
        Check.ACKNOWLEDGED: _(
            "Of the whole network, told before this month. Never how many: their number stops nothing."
        ),
        Check.UNDERSTOOD: "",
        Check.HELP: "",
    }[one]


@spoken
def verdict(one: Verdict) -> str:
    """Return what a check says."""
    return {
        Verdict.MET: _("There"),
        Verdict.NOT_MET: _("Not yet"),
        Verdict.NOT_APPLICABLE: _("Not said"),
    }[one]


def tone(one: Verdict) -> str:
    """Return the tone of a check's chip."""
    return {Verdict.MET: "ok", Verdict.NOT_MET: "info", Verdict.NOT_APPLICABLE: ""}[one]


def figure(one: Figure | None) -> str:
    """Return a figure in words."""
    if one is None:
        return _("Nobody looked yet")
    if not one.den:
        return _("Nothing to look at")
    return _("%(n)s of %(of)s", n=one.num, of=one.den)


@spoken
def cause(code: str) -> str:
    """Return what help was asked about."""
    return {
        "entry": _("Signing in"),
        "tablet": _("The tablet"),
        "lesson": _("A lesson"),
        "words": _("The words used"),
        "other": _("Something else"),
    }.get(code, code)


@spoken
def capability(one: Capability) -> str:
    """Return what a wave opens."""
    return {
        Capability.LEARNING: _("Lessons"),
        Capability.PRACTICE: _("Practice"),
        Capability.QUOTES: _("Difficulties and cards"),
        Capability.LABEL: _("Label"),
        Capability.COACHING: _("Coaching"),
        Capability.PROJECT: _("Store projects"),
    }[one]


def decision(code: str) -> str:
    """Return what was decided."""
    return {Decision.GO.value: _("Yes, we open it"), Decision.NO_GO.value: _("Not yet")}.get(
        code, code
    )


def question(n: int) -> str:
    """Return what stores are asked about their region's project."""
    return {
        1: _("What our region promises shows in my store."),
        2: _("When my store cannot do something alone, the region helps."),
    }[n]


@spoken
def answer(n: int) -> str:
    """Return what an answer means."""
    return {
        1: _("Not at all"),
        2: _("A little"),
        3: _("Half"),
        4: _("Mostly"),
        5: _("Entirely"),
    }[n]


def mean(value: Fraction) -> str:
    """Return a mean of answers, to one tenth."""
    return _("%(n)s out of 5", n=format_number(float(value)))


def quarter(key: str) -> str:
    """Return the name of a quarter from its key ("2026-Q3")."""
    year, _dash, n = key.partition("-Q")
    return _("Quarter %(n)s of %(year)s", n=n, year=year)
