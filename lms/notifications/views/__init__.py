"""The inbox, the choices, and what administrators see of what everybody is told."""

from flask import Blueprint

bp = Blueprint("notifications", __name__)

from lms.notifications.views import choices, inbox, preview  # noqa: E402

__all__ = ["bp", "choices", "inbox", "preview"]
