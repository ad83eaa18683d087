"""A year of observations, tries, skills and bravos in the stores of the demo."""

from lms.demo.practice.life import COLUMNS, draw
from lms.demo.practice.scenes import live

__all__ = ["COLUMNS", "draw", "live"]
