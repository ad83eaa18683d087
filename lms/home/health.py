"""Whether the process lives (``/healthz``) and whether it can serve (``/readyz``)."""

from flask import Blueprint, Response, jsonify
from sqlalchemy import text

from lms.core.access import public
from lms.core.db import session

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def healthz() -> Response:
    """Answer 200 as long as the process answers at all."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """Answer 200 when the database answers and is migrated, else 503 with the reason."""
    try:
        version = session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except Exception as error:  # noqa: BLE001 - any failure means "not ready"
        session.rollback()
        return jsonify(status="not ready", reason=type(error).__name__), 503
    return jsonify(status="ready", migration=version), 200
