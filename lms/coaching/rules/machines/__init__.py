"""The machines of coaching as data: day, observation, goal.

A guard reads the ``facts`` of its subject: give ``workflow.apply`` a ``workflow.Subject`` around
the row. A guarded move without its facts refuses to run.
"""

from lms.coaching.rules.machines.days import DAY
from lms.coaching.rules.machines.facts import DayFacts, GoalFacts, ObservationFacts
from lms.coaching.rules.machines.practice import GOAL, OBSERVATION

__all__ = ["DAY", "GOAL", "OBSERVATION", "DayFacts", "GoalFacts", "ObservationFacts"]
