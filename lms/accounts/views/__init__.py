"""Screens of accounts: the doors, and what people set for themselves."""

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from lms.accounts.services.keys import configure

bp = Blueprint("accounts", __name__)


@bp.record_once
def _take_settings(state: BlueprintSetupState) -> None:
    configure(state.app.extensions["settings"])


from lms.accounts.views import doors, invited, own_data, profile  # noqa: E402, F401 - they fill bp
