"""Pages of learning: what a person follows, what a manager sees, what head office gives."""

from flask import Blueprint

bp = Blueprint("courses", __name__)

from lms.courses.views import gate, learn, paths, registries, team  # noqa: E402, F401 - they add their routes to bp
