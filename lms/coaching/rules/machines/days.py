"""A coach's day in a store: planned, done, closed; or cancelled, or somebody was not there."""

from typing import Final

from lms.coaching.rules.machines.facts import COACH, LEAD, STORE, DayFacts
from lms.core.i18n import _
from lms.core.workflow import Machine, Move, asking


def _has_come(facts: DayFacts) -> str | None:
    return _("This day has not come yet.") if facts.today < facts.business_date else None


def _says_why(facts: DayFacts) -> str | None:
    return None if facts.reason.strip() else _("Say why.")


def _is_ahead(facts: DayFacts) -> str | None:
    if facts.moved_to is None:
        return _("Choose the new day.")
    return _("Choose today or a day to come.") if facts.moved_to < facts.today else None


def _is_somebody_else(facts: DayFacts) -> str | None:
    if facts.replacement is None:
        return _("Say who comes instead.")
    if facts.replacement in facts.coaches:
        return _("This coach is on the day already.")
    return None


def _is_filled(facts: DayFacts) -> str | None:
    return _("The store's dashboard is not filled yet.") if facts.missing_entries else None


def _is_long_ago(facts: DayFacts) -> str | None:
    passed = (facts.today - facts.business_date).days
    return None if passed > facts.unrated_days else _("There is still time to fill the dashboard.")


_REPLACE: Final = asking(DayFacts, _is_somebody_else)

DAY: Final = Machine(
    "coaching_day",
    {
        "planned": {
            "move": Move("planned", COACH, asking(DayFacts, _is_ahead)),
            "replace": Move("planned", COACH | LEAD, _REPLACE),
            "finish": Move("done", COACH, asking(DayFacts, _has_come)),
            "cancel": Move("cancelled", COACH | STORE | LEAD, asking(DayFacts, _says_why)),
            "miss": Move("no_show", COACH | STORE | LEAD, asking(DayFacts, _has_come)),
        },
        "done": {
            # Whoever took over mid-day may be named after the day was ended.
            "replace": Move("done", COACH | LEAD, _REPLACE),
            "close": Move("closed", COACH, asking(DayFacts, _is_filled)),
            "lapse": Move("closed", COACH, asking(DayFacts, _is_long_ago)),
        },
        "closed": {},
        "cancelled": {},
        "no_show": {},
    },
)
