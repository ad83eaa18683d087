"""Rows of coaching and projects, whole by default; a test changes what it is about."""

from datetime import date
from typing import Any

from lms.coaching.models import Conflict, Day, DayCoach, Goal, Observation, Rating
from lms.core import clock, ids
from lms.core.db import Base, session
from lms.projects.models import Action, Irritant, Project
from tests.cast import TODAY, Cast


def keep(row: Any) -> Any:
    """Write a row, or let the database say why not."""
    with session.begin_nested():
        session.add(row)
        session.flush()
    return row


def _made(kind: type[Base], whole: dict[str, Any], given: dict[str, Any]) -> Any:
    return keep(kind(**{"id": ids.new_id(), **whole, **given}))


def make_day(cast: Cast, **given: Any) -> Any:
    """Plan Karim's day in Nantes, today."""
    whole = {
        "unit_id": cast.nantes.id,
        "business_date": TODAY,
        "goals": "",
        "state": "planned",
        "reason": "",
        "created_by": cast.karim.id,
        "created_at": clock.now(),
        "sequence": 0,
    }
    return _made(Day, whole, given)


def make_day_coach(cast: Cast, day: Any, **given: Any) -> Any:
    """Put Karim on a day."""
    whole = {
        "day_id": day.id,
        "coach_id": cast.karim.id,
        "is_replacement": False,
        "added_at": clock.now(),
    }
    return _made(DayCoach, whole, given)


def make_rating(cast: Cast, day_coach: Any, **given: Any) -> Any:
    """Let Marion rate, four out of five everywhere."""
    whole = {
        "day_coach_id": day_coach.id,
        "number": 1,
        "rater_id": cast.marion.id,
        "unit_id": cast.nantes.id,
        "prep": 4,
        "listening": 4,
        "usefulness": 4,
        "follow_through": 4,
        "is_late": False,
        "occurred_on": TODAY,
        "received_at": clock.now(),
    }
    return _made(Rating, whole, given)


def make_conflict(cast: Cast, during: Any, **given: Any) -> Any:
    """Let Marion say that Karim is a friend."""
    whole = {
        "rater_id": cast.marion.id,
        "coach_id": cast.karim.id,
        "kind": "friend",
        "during": during,
        "declared_by": cast.marion.id,
        "declared_at": clock.now(),
        "reviewed_on": TODAY,
    }
    return _made(Conflict, whole, given)


def make_observation(cast: Cast, **given: Any) -> Any:
    """Let Karim observe Alice and talk it over."""
    whole = {
        "unit_id": cast.nantes.id,
        "observed_id": cast.alice.id,
        "observer_id": cast.karim.id,
        "planned_on": TODAY,
        "state": "debriefed",
        "observed_at": clock.now(),
        "debriefed_at": clock.now(),
        "facts": "She looked up at once",
        "strength": "Her smile",
        "try_words": "Say the name of the shop",
        "try_on": TODAY,
        "created_at": clock.now(),
    }
    return _made(Observation, whole, given)


def make_goal(cast: Cast, **given: Any) -> Any:
    """Let Alice take a try for today."""
    whole = {
        "person_id": cast.alice.id,
        "unit_id": cast.nantes.id,
        "on_date": TODAY,
        "words": "Look up at once",
        "origin": "own",
        "state": "active",
        "why": "",
        "created_at": clock.now(),
    }
    return _made(Goal, whole, given)


def make_project(**given: Any) -> Any:
    """Open a project; say whose with ``unit_id`` or ``region_id``."""
    whole = {
        "cycle": 1,
        "state": "framing",
        "meaning": "",
        "metric": "",
        "opened_on": TODAY,
        "created_at": clock.now(),
    }
    return _made(Project, whole, given)


def make_irritant(project: Any, **given: Any) -> Any:
    """Write what bothers customers."""
    whole = {
        "project_id": project.id,
        "words": "The queue at six",
        "channels": ["store"],
        "count": 3,
        "escalation_answer": "",
        "created_at": clock.now(),
    }
    return _made(Irritant, whole, given)


def make_action(project: Any, owner: Any, **given: Any) -> Any:
    """Write an action in the hands of ``owner``."""
    whole = {
        "project_id": project.id,
        "gap": "irritant",
        "about": "",
        "when_words": "When three people wait",
        "do_words": "I open the second till",
        "owner_id": owner.id,
        "due_on": date(2026, 4, 1),
        "state": "accepted",
        "proof": "",
        "effect": "",
        "reason": "",
        "created_at": clock.now(),
    }
    return _made(Action, whole, given)
