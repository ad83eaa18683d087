"""Tables of coaching: days, ratings and entries, observations, tries, skills, bravo."""

from lms.coaching.models.bravo import Bravo, BravoPerson
from lms.coaching.models.days import Conflict, Day, DayCoach, DayEntry
from lms.coaching.models.practice import (
    Focus,
    Goal,
    Observation,
    ObservationEntry,
    Observer,
    Reply,
    SkillMeasure,
    Tap,
    Target,
)
from lms.coaching.models.ratings import Block, DashboardEntry, EntryPart, Rating, RatingWords

__all__ = [
    "Block",
    "Bravo",
    "BravoPerson",
    "Conflict",
    "DashboardEntry",
    "Day",
    "DayCoach",
    "DayEntry",
    "EntryPart",
    "Focus",
    "Goal",
    "Observation",
    "ObservationEntry",
    "Observer",
    "Rating",
    "RatingWords",
    "Reply",
    "SkillMeasure",
    "Tap",
    "Target",
]
