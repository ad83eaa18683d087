"""Pages of coaching: days and dashboards, what stores say of coaches, observations and tries."""

from flask import Blueprint

bp = Blueprint("coaching", __name__)
