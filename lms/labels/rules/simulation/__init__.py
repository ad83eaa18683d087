"""A draft grid tried on the figures of real units, before anybody is held to it."""

from lms.labels.rules.simulation.board import Board, Outcome, UnitSheet
from lms.labels.rules.simulation.moves import Cause, Moved
from lms.labels.rules.simulation.report import (
    Comparison,
    Group,
    Passing,
    Simulation,
    Sweep,
    compare,
    simulate,
)
from lms.labels.rules.simulation.workload import Rates, Workload, rates_of

__all__ = [
    "Board",
    "Cause",
    "Comparison",
    "Group",
    "Moved",
    "Outcome",
    "Passing",
    "Rates",
    "Simulation",
    "Sweep",
    "UnitSheet",
    "Workload",
    "compare",
    "rates_of",
    "simulate",
]
