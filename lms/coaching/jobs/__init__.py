"""Due work of coaching."""

from lms.coaching.jobs import practice

__all__ = ["practice"]
