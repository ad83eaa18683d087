"""What is kept about the viewer: in words, and as a copy to take away."""

from dataclasses import dataclass

import flask
from flask import Response
from flask_babel.speaklater import LazyString

from lms.accounts.views import bp
from lms.accounts.views.doors import Answer
from lms.core import policy, privacy
from lms.core.access import Permission, current_viewer, requires
from lms.core.errors import Forbidden
from lms.core.i18n import _
from lms.core.pages import render


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of data, in words: how many rows, and after how many days they go."""

    words: LazyString
    rows: int
    days: int | None


def _export() -> dict[str, list[dict[str, object]]]:
    viewer = current_viewer()
    if viewer.person_id is None or viewer.shared_device:
        raise Forbidden(_("Do this from your own phone or a computer, not on the shared tablet."))
    return privacy.export_person(viewer.person_id)


@bp.get("/profile/data")
@requires(Permission.SELF)
def own_data() -> Answer:
    """Say what is kept, kind by kind."""
    kept = []
    for table, rows in _export().items():
        declared = privacy.DECLARED[table]
        if declared.describe is not None:
            days = policy.number(declared.kept_by) if declared.kept_by else None
            kept.append(Kept(declared.describe, len(rows), days))
    return render("accounts/own_data.html", kept=kept)


@bp.get("/profile/data.json")
@requires(Permission.SELF)
def own_copy() -> Answer:
    """Give the same as a file."""
    body = flask.json.dumps(_export(), ensure_ascii=False, indent=1, default=str)
    answer = Response(body, content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer
