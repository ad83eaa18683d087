"""Pages of learning: what a person follows, what a manager sees, what head office gives."""

from flask import Blueprint

bp = Blueprint("courses", __name__)

from lms.courses.views import (  # noqa: E402 - they add their routes to bp
    apart,  # noqa: F401
    gate,  # noqa: F401
    learn,  # noqa: F401
    paths,  # noqa: F401
    proposals,  # noqa: F401
    registries,  # noqa: F401
    team,  # noqa: F401
)
