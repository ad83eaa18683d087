"""Due work of coaching."""

from lms.coaching.jobs import days, practice

__all__ = ["days", "practice"]
