"""Reads the `## Question` parts of a lesson."""

from lms.courses.imports.questions.build import read_questions

__all__ = ["read_questions"]
