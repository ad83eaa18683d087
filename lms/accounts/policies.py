"""The rules of the doors, as everybody reads them and an administrator may tighten or ease them."""

from datetime import timedelta

from lms.accounts.rules.attempts import Counter
from lms.accounts.rules.limits import Limit, Limits
from lms.accounts.rules.notices import Purpose
from lms.core.i18n import _l
from lms.core.policy import POLICIES, UNITS, define, duration, number

define(
    "accounts.own.life",
    90,
    _l("On your own phone or computer, you stay signed in this long at most."),
    unit="days",
    floor=1,
    ceiling=180,
)
define(
    "accounts.own.rest",
    30,
    _l("On your own phone or computer, you are signed out after this long without a visit."),
    unit="days",
    floor=1,
    ceiling=90,
)
define(
    "accounts.desk.life",
    12,
    _l("Managers, coaches and shared computers are signed out after this long."),
    unit="hours",
    floor=1,
    ceiling=24,
)
define(
    "accounts.head.life",
    12,
    _l("Head office is signed out after this long."),
    unit="hours",
    floor=1,
    ceiling=12,
)
define(
    "accounts.head.rest",
    30,
    _l("Head office is signed out after this long without a visit."),
    unit="minutes",
    floor=5,
    ceiling=60,
)
define(
    "accounts.head.secret",
    30,
    _l(
        "Before it changes people, rules or publications, head office types its secret again "
        "when the last time is older than this."
    ),
    unit="minutes",
    floor=5,
    ceiling=120,
)
define(
    "accounts.tablet.rest",
    120,
    _l("The shared tablet closes by itself after this long without a touch."),
    unit="seconds",
    floor=30,
    ceiling=300,
)
define(
    "accounts.tablet.check",
    12,
    _l("The shared tablet checks this often that its store still wants it."),
    unit="hours",
    floor=1,
    ceiling=24,
)
define(
    "accounts.tries.account",
    10,
    _l("In 15 minutes, an account may be tried this many times, whatever the door."),
    unit="tries",
    floor=3,
    ceiling=20,
)
define(
    "accounts.tries.code",
    5,
    _l("After this many wrong codes on a tablet, the manager reopens the place."),
    unit="tries",
    floor=3,
    ceiling=10,
)
define(
    "accounts.tries.address",
    100,
    _l(
        "Beyond this many tries in 15 minutes from one network address, answers slow down; "
        "nobody is locked out."
    ),
    unit="tries",
    floor=20,
    ceiling=1000,
)
define(
    "accounts.link.life",
    48,
    _l("A link that invites somebody is good this long."),
    unit="hours",
    floor=1,
    ceiling=168,
)
define(
    "accounts.reset.life",
    60,
    _l("A link that replaces a forgotten secret is good this long."),
    unit="minutes",
    floor=10,
    ceiling=240,
)
define(
    "accounts.slip.life",
    7,
    _l("An entry slip is good this long."),
    unit="days",
    floor=1,
    ceiling=14,
)


def in_words(code: str) -> str:
    """Return what a rule says today, with its unit: "7 days", "2 minutes"."""
    policy, value = POLICIES[code], number(code)
    if policy.unit == "seconds" and value % 60 == 0:
        return UNITS["minutes"](value // 60)
    return policy.in_words(value)


def limits() -> Limits:
    """Return how long sessions live and rest today."""
    desk = duration("accounts.desk.life")
    return Limits(
        own=Limit(duration("accounts.own.life"), duration("accounts.own.rest")),
        desk=Limit(desk, desk),
        shared=Limit(desk, duration("accounts.tablet.rest")),
        head=Limit(duration("accounts.head.life"), duration("accounts.head.rest")),
    )


def secret_fresh() -> timedelta:
    """Return how long a typed secret is good for weighty acts of head office."""
    return duration("accounts.head.secret")


def tablet_check() -> timedelta:
    """Return how often a tablet's enrolment is looked at again."""
    return duration("accounts.tablet.check")


def most_tries() -> dict[Counter, int]:
    """Return how many tries each counter takes."""
    return {
        Counter.ACCOUNT: number("accounts.tries.account"),
        Counter.CODE: number("accounts.tries.code"),
        Counter.ADDRESS: number("accounts.tries.address"),
    }


def life_of(purpose: Purpose) -> timedelta:
    """Return how long an invitation is good."""
    codes = {
        Purpose.INVITE: "accounts.link.life",
        Purpose.RESET: "accounts.reset.life",
        Purpose.SLIP: "accounts.slip.life",
    }
    return duration(codes[purpose])
