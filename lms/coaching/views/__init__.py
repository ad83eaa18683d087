"""Pages of coaching: days and dashboards, what stores say of coaches, observations and tries."""

from flask import Blueprint

bp = Blueprint("coaching", __name__)

from lms.coaching.views import (  # noqa: E402 - they add their routes to bp
    bravo,  # noqa: F401
    calendar,  # noqa: F401
    dashboards,  # noqa: F401
    day_registries,  # noqa: F401
    days,  # noqa: F401
    figures,  # noqa: F401
    mine,  # noqa: F401
    morning,  # noqa: F401
    observing,  # noqa: F401
    phone_sheets,  # noqa: F401
    practice_registries,  # noqa: F401
    rating,  # noqa: F401
    targets,  # noqa: F401
    team,  # noqa: F401
)
