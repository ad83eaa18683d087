"""Reads of learning, scoped to the person or to the viewer."""

from lms.courses.queries.learner import (
    AtLesson,
    Notebook,
    OnPath,
    find_lesson_of_quiz,
    find_open_try,
    get_at_home,
    get_at_lesson,
    get_notebook,
    get_on_path,
    list_paths_of,
)
from lms.courses.queries.outlines import ReadyLesson, list_lessons_for, outline, ready_lesson
from lms.courses.queries.shown import ShownBlock, ShownStep, step_of

__all__ = [
    "AtLesson",
    "Notebook",
    "OnPath",
    "ReadyLesson",
    "ShownBlock",
    "ShownStep",
    "find_lesson_of_quiz",
    "find_open_try",
    "get_at_home",
    "get_at_lesson",
    "get_notebook",
    "get_on_path",
    "list_lessons_for",
    "list_paths_of",
    "outline",
    "ready_lesson",
    "step_of",
]
