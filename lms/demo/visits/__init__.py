"""A year of coaches' visits in the stores of the demo: days, dashboards, opinions, pots."""

from lms.demo.visits.scenes import live
from lms.demo.visits.year import COLUMNS, draw

__all__ = ["COLUMNS", "draw", "live"]
