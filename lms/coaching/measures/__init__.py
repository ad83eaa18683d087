"""Figures of coaching, asked by code."""

from lms.coaching.measures import days, practice

__all__ = ["days", "practice"]
