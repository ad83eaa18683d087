"""The rules of labels, each with its floor; a change never reaches back."""

from lms.core.i18n import _l
from lms.core.policy import define
from lms.core.profiles import suggest

NOTHING_RENEWS = define(
    "labels.renewal",
    False,
    _l("A label renews itself. No: every level is put back in play every year."),
    relaxable=False,
).code
OVERRIDE_LEVELS = define(
    "labels.override.levels",
    1,
    _l("A panel may decide at most this many levels above or below what was computed."),
    floor=0,
    ceiling=1,
).code
SIMULATION_DAYS = define(
    "labels.simulation.days",
    30,
    _l("A grid is published with a simulation done within this time."),
    unit="days",
    floor=1,
    ceiling=90,
).code
PUBLISHERS = define(
    "labels.publishers",
    2,
    _l("A grid is published by at least this many people."),
    unit="people",
    floor=1,
    ceiling=2,
).code
APPEAL_DAYS = define(
    "labels.appeal.days",
    30,
    _l("A store may appeal within this time after the decision."),
    unit="days",
    floor=10,
    ceiling=90,
).code
COACH_MONTHS = define(
    "labels.coach.months",
    12,
    _l("Who audits a store has not coached it for this long, replacements included."),
    unit="months",
    floor=6,
    ceiling=36,
).code
AUDITOR_ELSEWHERE = define(
    "labels.auditor.elsewhere",
    True,
    _l("Who audits a store works in another region."),
).code
DRAWN = define(
    "labels.audit.drawn",
    5,
    _l("An audit looks at every knock-out criterion, and at this many others drawn at random."),
    floor=1,
    ceiling=40,
).code
AUDIT_HOURS = define(
    "labels.audit.hours",
    3,
    _l("An audit is counted as this long when the work of a season is foreseen."),
    unit="hours",
    floor=1,
    ceiling=24,
).code
REFIT_DAYS = define(
    "labels.refit.days",
    60,
    _l("A store closed for works longer than this has its label suspended until a new audit."),
    unit="days",
    floor=30,
    ceiling=180,
).code
RENEWING_DAYS = define(
    "labels.renewing.days",
    60,
    _l("A store that applied again may say that its label is being renewed for this long."),
    unit="days",
    floor=0,
    ceiling=90,
).code
REMINDER_DAYS = define(
    "labels.reminder.days",
    14,
    _l("Stores that have not submitted are reminded this long before the last day."),
    unit="days",
    floor=3,
    ceiling=60,
).code

suggest(
    AUDITOR_ELSEWHERE,
    False,
    gives=_l("Audits are possible where there is one region only."),
    asks=_l("Who audits still never coached the store; a visitor from outside is better."),
)
suggest(
    PUBLISHERS,
    1,
    gives=_l("One person in charge of the label can publish a grid."),
    asks=_l("That person publishes why, and everybody reads it with the grid."),
)
