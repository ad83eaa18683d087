"""The rules of coaching, each with its floor; a change never reaches back."""

from lms.core.i18n import _l
from lms.core.policy import define

NO_PAY = define(
    "coaching.rating.pay",
    False,
    _l("What stores say of coaches feeds pay, a bonus or a ranking. No: it helps coaches improve."),
    relaxable=False,
).code
REVEAL_HOURS = define(
    "coaching.reveal.hours",
    72,
    _l(
        "What the store says of the coach and what the coach saw are read together, or at the"
        " latest this long after the day."
    ),
    unit="hours",
    floor=24,
    ceiling=168,
).code
REMIND_HOURS = define(
    "coaching.remind.hours",
    24,
    _l("Who has not said anything yet is reminded this long after the day."),
    unit="hours",
    floor=6,
    ceiling=72,
).code
UNRATED_DAYS = define(
    "coaching.unrated.days",
    14,
    _l("A day without an opinion is shown as such after this time; that is no figure."),
    unit="days",
    floor=7,
    ceiling=30,
).code
POOL_RATINGS = define(
    "coaching.pool.ratings",
    5,
    _l("A coach reads figures drawn from at least this many opinions."),
    unit="times",
    floor=5,
    ceiling=20,
).code
POOL_UNITS = define(
    "coaching.pool.units",
    3,
    _l("A coach reads figures drawn from at least this many stores."),
    floor=3,
    ceiling=10,
).code
PRIOR = define(
    "coaching.score.prior",
    5,
    _l("A coach's score starts from this many average opinions, so that one changes little."),
    floor=1,
    ceiling=20,
).code
UNIT_SHARE = define(
    "coaching.score.unit",
    25,
    _l("One store weighs at most this much of a coach's score."),
    unit="percent",
    floor=10,
    ceiling=50,
).code
LENIENCY = define(
    "coaching.score.leniency",
    3,
    _l(
        "Whether somebody is generous with all coaches is taken into account from this many"
        " opinions of other coaches."
    ),
    floor=3,
    ceiling=10,
).code
CONFLICT_DAYS = define(
    "coaching.conflict.days",
    365,
    _l("People who said they are close are asked again after this time."),
    unit="days",
    floor=90,
    ceiling=730,
).code
KEPT_MONTHS = define(
    "coaching.rating.kept",
    24,
    _l("Opinions of a coach who left are kept this long one by one, then only pooled."),
    unit="months",
    floor=6,
    ceiling=36,
).code
EXCHANGE_HOURS = define(
    "coaching.exchange.hours",
    48,
    _l("An observation counts when it is talked over within this time."),
    unit="hours",
    floor=12,
    ceiling=72,
).code
DAILY_OBSERVATIONS = define(
    "coaching.observe.daily",
    1,
    _l("At most this many observations are proposed to somebody for a day."),
    floor=1,
    ceiling=2,
).code
STALE_DAYS = define(
    "coaching.stale.days",
    45,
    _l("What a coach saw is shown in grey when nobody looked again for this long."),
    unit="days",
    floor=14,
    ceiling=90,
).code
COPIED_TIMES = define(
    "coaching.copied.times",
    3,
    _l("A coach is told when a dashboard said the same this many times in a row."),
    floor=2,
    ceiling=6,
).code
SKILL_TARGET = define(
    "coaching.skill.target",
    2,
    _l("The level asked of a skill, from 0 to 3, where a job asks no other."),
    floor=1,
    ceiling=3,
).code
FOCUS_SKILLS = define(
    "coaching.focus.skills",
    3,
    _l("A store works on this many skills a month."),
    floor=1,
    ceiling=5,
).code
SMALL_GROUP = define(
    "coaching.group",
    8,
    _l("Figures of skills, observations and tries are shown above a store for this many people."),
    unit="people",
    floor=5,
    ceiling=20,
).code
BRAVOS = define(
    "coaching.bravo.daily",
    5,
    _l("Somebody may say bravo this many times a day."),
    unit="times",
    floor=1,
    ceiling=10,
).code
