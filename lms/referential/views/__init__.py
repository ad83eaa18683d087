"""The referential on screen: read by everybody, written together, followed by head office."""

from flask import Blueprint

bp = Blueprint("referential", __name__)

from lms.referential.views import (  # noqa: E402, F401
    consulting,
    coverage,
    editing,
    linking,
    publishing,
    registries,
    room,
    showing,
    tasks,
    together,
    translating,
)
