"""Pages of Quotes: a difficulty told, a coach, a card, the library everybody learns from."""

from flask import Blueprint

bp = Blueprint("quotes", __name__)

from lms.quotes.views import (  # noqa: E402 - they add their routes to bp
    coaching,  # noqa: F401
    desk,  # noqa: F401
    following,  # noqa: F401
    interviewing,  # noqa: F401
    judging,  # noqa: F401
    library,  # noqa: F401
    morning,  # noqa: F401
    otherwise,  # noqa: F401
    previewing,  # noqa: F401
    reading,  # noqa: F401
    receipts,  # noqa: F401
    registries,  # noqa: F401
    telling,  # noqa: F401
    workshop,  # noqa: F401
    writing,  # noqa: F401
)
