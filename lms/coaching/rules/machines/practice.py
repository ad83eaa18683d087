"""An observation up to its acknowledgement, and the try of a day."""

from typing import Final

from lms.coaching.rules.machines.facts import (
    ANYBODY,
    GOAL_WORDS,
    GoalFacts,
    ObservationFacts,
)
from lms.core.i18n import _, ngettext
from lms.core.workflow import Machine, Move, asking


def _by_the_observer(facts: ObservationFacts) -> str | None:
    return None if facts.actor == facts.observer else _("Somebody else has to do this.")


def _by_the_person(facts: ObservationFacts) -> str | None:
    return None if facts.actor == facts.observed else _("Somebody else has to do this.")


def _is_of_another(facts: ObservationFacts) -> str | None:
    return _("Nobody observes themselves.") if facts.observer == facts.observed else None


def _is_recent(facts: ObservationFacts) -> str | None:
    return _("The time to talk about it has passed.") if _is_over(facts) else None


def _is_over(facts: ObservationFacts) -> bool:
    return facts.observed_at is None or facts.now > facts.observed_at + facts.within


def _is_past(facts: ObservationFacts) -> str | None:
    return None if _is_over(facts) else _("There is still time to talk about it.")


def _is_whole(facts: ObservationFacts) -> str | None:
    if not facts.facts.strip():
        return _("Write what you saw.")
    if not facts.strength.strip():
        return _("Write one strength.")
    if not facts.try_words.strip() or facts.try_on is None:
        return _("Agree on one try and its day.")
    if facts.today is not None and facts.try_on < facts.today:
        return _("Choose today or a day to come.")
    return None


_TELL: Final = asking(ObservationFacts, _by_the_observer, _is_recent, _is_whole)

OBSERVATION: Final = Machine(
    "coaching_observation",
    {
        "planned": {
            "observe": Move(
                "observed", ANYBODY, asking(ObservationFacts, _by_the_observer, _is_of_another)
            ),
            "cancel": Move("cancelled", ANYBODY, asking(ObservationFacts, _by_the_observer)),
        },
        "observed": {
            "debrief": Move("debriefed", ANYBODY, _TELL),
            "expire": Move("expired", ANYBODY, asking(ObservationFacts, _is_past)),
        },
        "debriefed": {
            "correct": Move(
                "debriefed", ANYBODY, asking(ObservationFacts, _by_the_observer, _is_whole)
            ),
            "acknowledge": Move("acknowledged", ANYBODY, asking(ObservationFacts, _by_the_person)),
        },
        "acknowledged": {},
        "expired": {},
        "cancelled": {},
    },
)


def _is_own(facts: GoalFacts) -> str | None:
    return None if facts.actor == facts.person else _("A try is chosen by the person.")


def _is_alone(facts: GoalFacts) -> str | None:
    return _("One try a day is enough.") if facts.others_live else None


def _is_short(facts: GoalFacts) -> str | None:
    if not facts.words.strip():
        return _("Write your try.")
    if len(facts.words) > GOAL_WORDS:
        return ngettext(
            "Write at most %(num)s character.", "Write at most %(num)s characters.", GOAL_WORDS
        )
    return None


def _in_time(facts: GoalFacts) -> str | None:
    return None if facts.in_time else _("That day is over.")


GOAL: Final = Machine(
    "coaching_goal",
    {
        "proposed": {
            "accept": Move(
                "active", ANYBODY, asking(GoalFacts, _is_own, _in_time, _is_alone, _is_short)
            ),
            "drop": Move("dropped", ANYBODY),
        },
        "active": {
            "answer": Move("answered", ANYBODY, asking(GoalFacts, _is_own, _in_time)),
            "drop": Move("dropped", ANYBODY, asking(GoalFacts, _is_own)),
        },
        "answered": {},
        "dropped": {},
    },
)
