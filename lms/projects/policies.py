"""The rules of projects, each with its floor; a change never reaches back."""

from flask_babel.speaklater import LazyString

from lms.core.i18n import _l
from lms.core.policy import define

WALKERS = define(
    "projects.walkers",
    2,
    _l("At least this many people walk through a store with each sense."),
    unit="people",
    floor=2,
    ceiling=4,
).code
SPREAD = define(
    "projects.spread",
    2,
    _l("A zone is to be talked about when two opinions are this many points apart."),
    floor=1,
    ceiling=4,
).code
WEEKS = define(
    "projects.weeks",
    4,
    _l("A usual week is drawn from this many ordinary weeks; fewer are flagged."),
    floor=2,
    ceiling=12,
).code
SAMPLES = define(
    "projects.samples",
    3,
    _l("A painted week gets its numbers from at least this many hours counted."),
    floor=3,
    ceiling=12,
).code
OPEN_ACTIONS = define(
    "projects.actions.open",
    3,
    _l("A store begins with at most this many actions at a time."),
    floor=1,
    ceiling=5,
).code
UNOWNED_DAYS = define(
    "projects.actions.unowned",
    3,
    _l("An action whose owner left is pointed out after this time."),
    unit="days",
    floor=1,
    ceiling=14,
).code
SERVED = define(
    "projects.served.share",
    80,
    _l("This share of customers is served within the time promised."),
    unit="percent",
    floor=50,
    ceiling=99,
).code
WITHIN = define(
    "projects.served.seconds",
    120,
    _l("The time within which customers are served."),
    unit="seconds",
    floor=10,
    ceiling=900,
).code
OCCUPANCY = define(
    "projects.occupancy",
    85,
    _l("Nobody is counted on to be with customers more than this share of the time."),
    unit="percent",
    floor=50,
    ceiling=95,
).code
WINDOW_DAYS = define(
    "projects.window.days",
    28,
    _l("Rituals and observations are counted over this long."),
    unit="days",
    floor=14,
    ceiling=56,
).code
TENURE_DAYS = define(
    "projects.tenure.days",
    30,
    _l("Somebody counts in their store's training once they have been there this long."),
    unit="days",
    floor=0,
    ceiling=90,
).code
HELP_DAYS = define(
    "projects.help.days",
    14,
    _l("A store that nobody visited for this long is among those to help."),
    unit="days",
    floor=7,
    ceiling=60,
).code
PILOT_WEEKS = define(
    "projects.pilot.weeks",
    6,
    _l("A region's pilot is reviewed from this week of running on."),
    floor=4,
    ceiling=26,
).code
SIGNED_IN = define(
    "projects.go.signed",
    80,
    _l("Before a wave opens, this share of people has signed in."),
    unit="percent",
    floor=50,
    ceiling=100,
).code
FIRST_LESSON = define(
    "projects.go.lesson",
    60,
    _l("Before a wave opens, this share of people has done a first lesson."),
    unit="percent",
    floor=30,
    ceiling=100,
).code
TESTED = define(
    "projects.go.tested",
    5,
    _l("Before a wave opens, its words are tried with this many people."),
    unit="people",
    floor=3,
    ceiling=20,
).code


def _weight(code: str, sentence: LazyString) -> str:
    return define(f"projects.weight.{code}", 1, sentence, floor=0, ceiling=5).code


WEIGHTS = {
    "training": _weight("training", _l("What training weighs in a store's progress.")),
    "diagnostic": _weight("diagnostic", _l("What the diagnostic weighs in a store's progress.")),
    "actions": _weight("actions", _l("What actions weigh in a store's progress.")),
    "rituals": _weight("rituals", _l("What rituals weigh in a store's progress.")),
    "observations": _weight("observations", _l("What observations weigh in a store's progress.")),
    "readiness": _weight(
        "readiness", _l("What the next level of the label weighs in a store's progress.")
    ),
}
"""By pillar that something measures; 0 takes one out."""
BRIEF_KEPT = define(
    "projects.brief.kept",
    35,
    _l("What a morning brief showed is kept this long."),
    unit="days",
    floor=7,
    ceiling=90,
).code
SCREEN_CODE = define(
    "projects.screen.code",
    15,
    _l("A break-room screen waits this long for its code to be typed."),
    unit="minutes",
    floor=5,
    ceiling=60,
).code
