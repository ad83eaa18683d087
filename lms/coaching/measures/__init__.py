"""Figures of coaching, asked by code."""

from lms.coaching.measures import days, practice, standing

__all__ = ["days", "practice", "standing"]
