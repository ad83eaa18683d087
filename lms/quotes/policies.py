"""The rules of Quotes, each with its floor: changing one never reaches back."""

from datetime import timedelta

from lms.core import policy
from lms.core.i18n import _l
from lms.core.policy import define, number
from lms.core.profiles import suggest
from lms.quotes.rules.batch import Needs
from lms.quotes.rules.facets import Urgency, Wanted

define(
    "quotes.anonymous",
    True,
    _l(
        "Once a card is out, everything that led to it is destroyed: nobody can find again who "
        "told it, who helped, where or when."
    ),
    relaxable=False,
)
define(
    "quotes.words.copied",
    5,
    _l("A card never repeats more than this many words in a row of what you told."),
    relaxable=False,
)
define(
    "quotes.crowd.people",
    20,
    _l("A card comes out only if at least this many people could have lived it."),
    unit="people",
    floor=5,
    ceiling=500,
)
define(
    "quotes.crowd.units",
    3,
    _l("Those people work in at least this many stores."),
    floor=3,
    ceiling=50,
)
define(
    "quotes.crowd.coaches",
    2,
    _l("They are followed by at least this many coaches."),
    floor=2,
    ceiling=20,
)
define(
    "quotes.acknowledge.days",
    2,
    _l("Your coach sees your message within this many working days."),
    unit="days",
    floor=1,
    ceiling=5,
)
define(
    "quotes.interview.days",
    5,
    _l("You talk with your coach within this many working days."),
    unit="days",
    floor=1,
    ceiling=15,
)
define(
    "quotes.soon.days",
    1,
    _l("When you say it cannot wait, you talk with your coach within this many working days."),
    unit="days",
    floor=1,
    ceiling=5,
)
define(
    "quotes.draft.days",
    3,
    _l("After the talk, the coach writes the card within this many working days."),
    unit="days",
    floor=1,
    ceiling=15,
)
define(
    "quotes.review.days",
    2,
    _l("A coach from elsewhere reads it again within this many working days."),
    unit="days",
    floor=1,
    ceiling=10,
)
define(
    "quotes.reader.elsewhere",
    True,
    _l("The second reader comes from another region."),
)
define(
    "quotes.reader.months",
    12,
    _l("The second reader has not coached the store for this long."),
    unit="months",
    floor=0,
    ceiling=36,
)
define(
    "quotes.reader.hold",
    24,
    _l("A second reader who took a card and did not answer gives it back after this long."),
    unit="hours",
    floor=1,
    ceiling=96,
)
define(
    "quotes.preview.days",
    7,
    _l("You have this long to answer once you have seen the card; leave does not count."),
    unit="days",
    floor=3,
    ceiling=30,
)
define(
    "quotes.preview.unseen",
    30,
    _l("A card its person has not seen for this long never comes out: all of it is deleted."),
    unit="days",
    floor=14,
    ceiling=60,
)
define(
    "quotes.batch.cards",
    3,
    _l("Cards come out together, at least this many at a time, some written from experience."),
    floor=3,
    ceiling=20,
)
define(
    "quotes.batch.coaches",
    2,
    _l("Cards that come out together were written by at least this many coaches."),
    floor=2,
    ceiling=10,
)
define(
    "quotes.batch.wait",
    4,
    _l("A card that is ready waits at least this long before it comes out."),
    unit="days",
    floor=4,
    ceiling=30,
)
define(
    "quotes.batch.weekday",
    2,
    _l("Cards come out once a week, on this day: 1 is Monday, 7 is Sunday."),
    floor=1,
    ceiling=7,
)
define(
    "quotes.batch.hour",
    10,
    _l("Cards come out at this hour, the same for everybody."),
    floor=0,
    ceiling=23,
)
define(
    "quotes.reserve.low",
    6,
    _l(
        "Coaches write cards from experience ahead of time, so that the weekly release never "
        "waits; they are asked for more when fewer than this many are left."
    ),
    floor=0,
    ceiling=100,
)
define(
    "quotes.opening.cards",
    20,
    _l("The library opens with this many cards written from experience."),
    floor=3,
    ceiling=200,
)
define(
    "quotes.told.day",
    10,
    _l("In one day, a person can send this many difficulties."),
    unit="times",
    floor=3,
    ceiling=50,
)
define(
    "quotes.told.hour",
    5,
    _l("In one hour, a person can send this many difficulties."),
    unit="times",
    floor=2,
    ceiling=20,
)
define(
    "quotes.idle.days",
    90,
    _l("A difficulty where nothing happens for this long is closed and deleted."),
    unit="days",
    floor=30,
    ceiling=180,
)
define(
    "quotes.idle.notice",
    14,
    _l("You are told this long before an idle difficulty is deleted."),
    unit="days",
    floor=7,
    ceiling=30,
)
define(
    "quotes.longest.months",
    12,
    _l("Whatever happens, nothing told in confidence is kept longer than this."),
    unit="months",
    floor=1,
    ceiling=12,
)
define(
    "quotes.ended.days",
    14,
    _l("An exchange that ended without a card stays readable for you this long, then goes."),
    unit="days",
    floor=1,
    ceiling=60,
)
define(
    "quotes.committee.people",
    2,
    _l("A published card is taken out by this many people of the committee."),
    unit="people",
    floor=1,
    ceiling=2,
)
define(
    "quotes.stale.days",
    30,
    _l("When a practice leaves the reference, its cards are reviewed within this long."),
    unit="days",
    floor=7,
    ceiling=90,
)
define(
    "quotes.gap.cards",
    5,
    _l("This many cards on a theme without a lesson ask for a course."),
    floor=3,
    ceiling=50,
)
define(
    "quotes.gap.me_too",
    10,
    _l("So do this many people to whom the same happened."),
    unit="people",
    floor=5,
    ceiling=500,
)
define(
    "quotes.impact.cards",
    5,
    _l("A coach sees the impact of cards over at least this many of them together."),
    floor=5,
    ceiling=50,
)

suggest(
    "quotes.reader.elsewhere",
    False,
    gives=_l("A second reader can be found, even with a single region."),
    asks=_l("They know more stores, so that they recognise more easily where a card comes from."),
)
suggest(
    "quotes.reader.months",
    6,
    gives=_l("More coaches may read a card for the second time."),
    asks=_l("They may have coached the store it comes from six months ago."),
)
suggest(
    "quotes.committee.people",
    1,
    gives=_l("A card can be taken out where one person is the whole committee."),
    asks=_l("Who decides alone gives a reason, and it is kept."),
)
# The size of crowds and of batches is not in here: it never falls.


def wanted() -> Wanted:
    """Return how large the crowd behind a card must be today."""
    return Wanted(
        number("quotes.crowd.people"), number("quotes.crowd.units"), number("quotes.crowd.coaches")
    )


def batch_needs() -> Needs:
    """Return what this week's batch must hold."""
    return Needs(
        cards=number("quotes.batch.cards"),
        coaches=number("quotes.batch.coaches"),
        wait=timedelta(days=number("quotes.batch.wait")),
    )


def days_to_talk(urgency: str) -> int:
    """Return within how many working days somebody is called."""
    usual = urgency == Urgency.USUAL
    return number("quotes.interview.days" if usual else "quotes.soon.days")


def days_to_see(urgency: str) -> int:
    """Return within how many working days a message is seen, never later than the talk."""
    return min(number("quotes.acknowledge.days"), days_to_talk(urgency))


def after(code: str) -> timedelta:
    """Return a delay counted in days or hours; months are counted as 30 days."""
    if policy.POLICIES[code].unit == "months":
        return timedelta(days=30 * number(code))
    return policy.duration(code)
