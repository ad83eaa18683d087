"""The rules of being told, as everybody reads them; each name is the code to ask for."""

from datetime import datetime

from lms.core.i18n import _l
from lms.core.policy import define, number, value
from lms.notifications.rules.hours import Week

START = define(
    "notifications.hours.start",
    9,
    _l("Nobody is written to before this hour, on the clock of their store."),
    unit="clock",
    floor=6,
    ceiling=12,
).code
END = define(
    "notifications.hours.end",
    18,
    _l("Nobody is written to from this hour on, on the clock of their store."),
    unit="clock",
    floor=13,
    ceiling=21,
).code
SATURDAY = define(
    "notifications.quiet.saturday",
    False,
    _l("Nobody is written to on Saturdays."),
).code
SUNDAY = define(
    "notifications.quiet.sunday",
    True,
    _l("Nobody is written to on Sundays."),
).code
MONDAY = define(
    "notifications.quiet.monday",
    False,
    _l("Nobody is written to on Mondays."),
).code
FEASTS = define(
    "notifications.quiet.feasts",
    True,
    _l("Nobody is written to on public holidays."),
).code
DIGEST = define(
    "notifications.digest.hour",
    10,
    _l("What does not hurry is gathered in one mail a day, which leaves at this hour."),
    unit="clock",
    floor=6,
    ceiling=20,
).code
WEEKLY = define(
    "notifications.digest.weekday",
    2,
    _l("What is told once a week leaves on this day, or on the first working day after."),
    unit="weekday",
    floor=1,
    ceiling=7,
).code
ONE_A_DAY = define(
    "notifications.one_a_day",
    1,
    _l("Nobody receives more than this a day, but those who must answer somebody who waits."),
    unit="mails",
    relaxable=False,
).code
SOON = define(
    "notifications.due.soon",
    3,
    _l("You are told of a path to finish this long before its date."),
    unit="days",
    floor=1,
    ceiling=14,
).code
LATE = define(
    "notifications.due.reminders",
    3,
    _l("After its date, a path is recalled once a week, no more than this."),
    unit="times",
    floor=0,
    ceiling=8,
).code


def week(at: datetime | None = None) -> Week:
    """Return the hours and days in force ``at`` (now by default)."""
    quiet = {day for code, day in ((MONDAY, 1), (SATURDAY, 6), (SUNDAY, 7)) if value(code, at)}
    return Week(
        start=number(START, at),
        end=number(END, at),
        quiet=frozenset(quiet),
        feasts=bool(value(FEASTS, at)),
        digest=number(DIGEST, at),
        weekday=number(WEEKLY, at),
    )
