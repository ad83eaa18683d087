"""Screens of quizzes: the player's, and the desk of those who answer for questions."""

from flask import Blueprint

bp = Blueprint("assessment", __name__)

from lms.assessment.views import bank, desk, player  # noqa: E402, F401 - they add their routes to bp
