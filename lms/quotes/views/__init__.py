"""Pages of Quotes: a difficulty told, a coach, a card, the library everybody learns from."""

from flask import Blueprint

bp = Blueprint("quotes", __name__)

from lms.quotes.views import (  # noqa: E402 - they add their routes to bp
    library,  # noqa: F401
    telling,  # noqa: F401
)
