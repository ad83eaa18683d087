"""Figures of coaching, asked by code."""

from lms.coaching.measures import practice

__all__ = ["practice"]
