"""What people call things of projects: states, parts, senses, pillars, hours."""

from datetime import date
from fractions import Fraction

from lms.core.briefs import Part
from lms.core.i18n import _, format_day, format_number, ngettext, spoken
from lms.projects.models import Ritual
from lms.projects.rules.actions import IrritantState
from lms.projects.rules.flows.painting import Shade
from lms.projects.rules.flows.reference import Quality
from lms.projects.rules.objectives import Outcome
from lms.projects.rules.pillars import Pillar
from lms.projects.rules.staffing import Able
from lms.projects.rules.walks import Sense

ROAD = ("framing", "diagnosing", "planning", "running", "reviewing")


def our_project(*, is_member: bool) -> str:
    """Return how the project of a store is called by who works there, and by others."""
    return _("Our project") if is_member else _("Store project")


def percent(value: Fraction | None) -> str:
    """Return a share in percent, rounded half up; "n/a" for none."""
    if value is None:
        return _("n/a")
    return _("%(n)s %%", n=points(value))


def points(value: Fraction) -> int:
    """Return a share in whole points."""
    num, den = abs(value.numerator), value.denominator
    n = (200 * num + den) // (2 * den)
    return n if value.numerator >= 0 else -n


def signed(value: Fraction) -> str:
    """Return a difference of shares in points, with its sign."""
    n = points(value)
    return f"+{n}" if n > 0 else f"\u2212{-n}" if n < 0 else "0"


def drift(value: Fraction) -> str:
    """Return how far a share moved since the window opened."""
    n = abs(points(value))
    return ngettext(
        "%(points)s point in 26 weeks", "%(points)s points in 26 weeks", n, points=signed(value)
    )


@spoken
def state(code: str) -> str:
    """Return where a project stands."""
    return {
        "framing": _("Framing"),
        "diagnosing": _("Diagnostic"),
        "planning": _("Plan"),
        "running": _("On the move"),
        "reviewing": _("Review"),
        "suspended": _("Suspended"),
        "closed": _("Led to its end"),
        "none": _("No project yet"),
    }.get(code, code)


@spoken
def part(code: str) -> str:
    """Return the name of a part of a diagnostic."""
    return {
        "voice": _("What customers say"),
        "walk": _("The store through the senses"),
        "flows": _("Customer flows"),
        "skills": _("Skills of the team"),
        "owe": _("What we owe our stores"),
        "cooperate": _("How we cooperate"),
        "visits": _("Our visits"),
        "testimony": _("Our testimony"),
    }.get(code, code)


@spoken
def framing(code: str) -> str:
    """Return what a frame still lacks, as a list of it says."""
    return {
        "meaning": _("why you do it"),
        "metric": _("what you count"),
        "baseline": _("how many today"),
        "target": _("the objective in percent"),
        "due_on": _("by when"),
    }[code]


@spoken
def action_state(code: str) -> str:
    """Return where an action stands."""
    return {
        "proposed": _("Proposed"),
        "accepted": _("To begin"),
        "in_progress": _("Under way"),
        "done": _("Done, to see"),
        "verified": _("It works"),
        "ineffective": _("Nothing changed"),
        "abandoned": _("Given up"),
    }.get(code, code)


def action_tone(code: str) -> str:
    """Return the tone of the chip of an action."""
    return {"verified": "ok", "done": "info", "ineffective": "human"}.get(code, "")


@spoken
def move(code: str) -> str:
    """Return what was done to a project or an action, as its history says it."""
    return {
        "open": _("Opened"),
        "diagnose": _("Diagnostic begun"),
        "plan": _("Plan begun"),
        "run": _("On the move"),
        "rework": _("Back to the diagnostic"),
        "review": _("Review opened"),
        "close": _("Closed"),
        "run_on": _("Goes on"),
        "suspend": _("Suspended"),
        "propose": _("Proposed"),
        "accept": _("Accepted"),
        "assign": _("Given to somebody"),
        "begin": _("Set going"),
        "finish": _("Said to be done"),
        "verify": _("It works"),
        "fail": _("Nothing changed"),
        "try_again": _("Tried again"),
        "release": _("Without anybody"),
        "abandon": _("Given up"),
    }.get(code, _("Resumed") if code.startswith("resume_") else code)


@spoken
def irritant_state(one: IrritantState) -> str:
    """Return where a point stands."""
    return {
        IrritantState.OPEN: _("To settle"),
        IrritantState.IN_HAND: _("In hand"),
        IrritantState.EASED: _("Eased"),
    }[one]


@spoken
def sense(one: Sense) -> str:
    """Return the name of a walk."""
    return {
        Sense.SIGHT: _("Sight"),
        Sense.TOUCH: _("Touch"),
        Sense.SMELL: _("Smell"),
        Sense.HEARING: _("Hearing"),
    }[one]


@spoken
def sense_help(one: Sense) -> str:
    """Return what to attend to on a walk."""
    return {
        Sense.SIGHT: _("Only look: what draws the eye, what is in the way, who looks at you."),
        Sense.TOUCH: _("Only touch: doors, baskets, fabrics, the counter, warmth and draughts."),
        Sense.SMELL: _("Only smell: from the door to the till, near bins and fitting rooms."),
        Sense.HEARING: _("Only listen: music, voices, noises, what is said at the till."),
    }[one]


@spoken
def score(n: int) -> str:
    """Return what a score of a zone means."""
    return {
        -2: _("It drives away"),
        -1: _("It bothers"),
        0: _("Nothing special"),
        1: _("Pleasant"),
        2: _("It makes one stay"),
    }[n]


@spoken
def pillar(one: Pillar) -> str:
    """Return the name of a pillar."""
    return {
        Pillar.TRAINING: _("Training"),
        Pillar.DIAGNOSTIC: _("Diagnostic"),
        Pillar.ACTIONS: _("Actions"),
        Pillar.RITUALS: _("Rituals"),
        Pillar.OBSERVATIONS: _("Observations"),
        Pillar.LOOP: _("Customers called back"),
        Pillar.READINESS: _("Label"),
    }[one]


def pillar_detail(one: Pillar, num: Fraction, den: Fraction) -> str:
    """Return what a pillar's figure is made of."""
    n, of = format_number(float(round(num, 1))), format_number(float(den))
    return {
        Pillar.TRAINING: _("mean of required lessons, %(of)s people", of=of),
        Pillar.DIAGNOSTIC: _("%(n)s parts validated of %(of)s", n=n, of=of),
        Pillar.ACTIONS: _("%(n)s done by their date of %(of)s due", n=n, of=of),
        Pillar.RITUALS: _("%(n)s held of %(of)s expected", n=n, of=of),
        Pillar.OBSERVATIONS: _("%(n)s talked over of %(of)s planned", n=n, of=of),
        Pillar.LOOP: _("%(n)s of %(of)s", n=n, of=of),
        Pillar.READINESS: _(
            "%(n)s met, the level aimed at asks %(of)s", n=percent(num), of=percent(den)
        ),
    }[one]


@spoken
def shade(one: Shade) -> str:
    """Return the name of a brush."""
    return {
        Shade.CLOSED: _("Shut"),
        Shade.CALM: _("Calm"),
        Shade.NORMAL: _("Normal"),
        Shade.BUSY: _("Busy"),
        Shade.PEAK: _("Peak"),
    }[one]


@spoken
def quality(one: Quality) -> str:
    """Return what a usual week rests on."""
    return {
        Quality.FULL: _("Reliable"),
        Quality.THIN: _("Few weeks"),
        Quality.NONE: _("Not counted yet"),
    }[one]


@spoken
def able(one: Able | None) -> str:
    """Return how somebody holds a function."""
    if one is None:
        return _("Does not hold it")
    return {
        Able.ALONE: _("Alone"),
        Able.HELPED: _("With help"),
        Able.LEARNING: _("Learns it"),
    }[one]


@spoken
def outcome(one: Outcome) -> str:
    """Return what became of an objective."""
    return {
        Outcome.REACHED: _("Reached, beyond chance."),
        Outcome.LIKELY: _("Above the target, though few customers were counted."),
        Outcome.MOVED: _("Not there yet, and better than it was."),
        Outcome.SAME: _("No difference that chance could not explain."),
        Outcome.WORSE: _("It went down: what changed?"),
    }[one]


def weekday(n: int, style: str = "EEEE") -> str:
    """Return the name of a day of the week, 1 is Monday."""
    return format_day(date(2024, 1, n), style)  # 1 January 2024 was a Monday


@spoken
def place(n: int) -> str:
    """Return which one of a month: 1 to 4, -1 the last."""
    return {
        1: _("the first"), 2: _("the second"), 3: _("the third"), 4: _("the fourth"),
        -1: _("the last"),
    }[n]  # fmt: skip


WEEK = 7


def rhythm(row: Ritual) -> str:
    """Return when a ritual falls: its days, and how often where it is not every week."""
    days = ", ".join(weekday(n) for n in row.weekdays)
    if row.every == "month":
        return _("%(place)s %(days)s of the month", place=place(row.place or 1), days=days)
    if row.interval > 1:
        return _("every other week, on %(days)s", days=days)
    return _("every day") if len(row.weekdays) == WEEK else days


def hour(slot: int) -> str:
    """Return the time a half hour begins at, as people say it."""
    return _("%(h)s:30", h=slot // 2) if slot % 2 else _("%(h)s:00", h=slot // 2)


@spoken
def channel(code: str) -> str:
    """Return the name of a channel customers come by."""
    return {
        "store": _("In store"),
        "phone": _("By telephone"),
        "web": _("Online"),
        "online": _("Online"),
        "delivery": _("Delivery"),
        "pickup": _("Pick-up"),
        "drive": _("Drive"),
    }.get(code, code.replace("_", " ").capitalize())


def ratio(num: str, den: str) -> Fraction | None:
    """Return a stored figure, None for nothing over nothing."""
    return Fraction(num) / Fraction(den) if Fraction(den) else None


def tenths(value: Fraction) -> str:
    """Return a mean to one tenth, with its sign when it is above or under 0."""
    shown = format_number(round(float(abs(value)), 1))
    return shown if not value else f"+{shown}" if value > 0 else f"\u2212{shown}"


def heat(mean: Fraction) -> str:
    """Return how a cell of the map is drawn: two steps down, two steps up, or neither."""
    strong, light = Fraction(3, 2), Fraction(1, 2)
    side = "high" if mean > 0 else "low"
    return f"{side}2" if abs(mean) >= strong else f"{side}1" if abs(mean) >= light else "flat"


def dots(one: Shade | None) -> str:
    """Return as many dots as a shade is busy: the colour is never alone."""
    return "\u2022" * int(one or 0)


@spoken
def brief_part(part: Part) -> str:
    """Return what a part of the morning brief is called."""
    return {
        Part.CARD: _("A card"),
        Part.TRY: _("A try"),
        Part.GAP: _("A gap to close"),
        Part.THANKS: _("A thank-you"),
    }[part]


def nothing_yet(part: Part) -> tuple[str, str]:
    """Return what is said where a part has nothing yet, and how it fills."""
    return {
        Part.CARD: (
            _("No card yet"),
            _("Cards come from what teams live. Yours will be read here."),
        ),
        Part.TRY: (_("No gesture yet"), _("It comes from the referential and from your plan.")),
        Part.GAP: (
            _("No gap to close today"),
            _("Choose the skills of the month, or a criterion of the label: it comes here."),
        ),
        Part.THANKS: (
            _("No thank-you to read aloud yet"),
            _("Say bravo to somebody: with their consent, the team hears it here."),
        ),
    }[part]
