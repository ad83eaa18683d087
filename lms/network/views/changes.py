"""Undoing an act from wherever it is listed."""

from uuid import UUID

from flask import url_for
from sqlalchemy import update

from lms.core import pages
from lms.core.access import Permission, current_viewer, me, requires
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.i18n import _, ngettext
from lms.network import services
from lms.network.models import Change, Import
from lms.network.queries.undoable import undoable
from lms.network.views import Answer, bp


@bp.post("/changes/<uuid:change_id>/undo")
@requires(
    Permission.PEOPLE_WRITE,
    Permission.UNITS_WRITE,
    Permission.NETWORK_IMPORT,
    Permission.AGREEMENTS_WRITE,
    fresh_secret=True,
)
def change_undo(change_id: UUID) -> Answer:
    """Put back what an act replaced."""
    viewer = current_viewer()
    change = session.get(Change, change_id)
    if change is None or change_id not in undoable(viewer, [change_id]):
        raise NotFound
    done = services.undo(change_id=change_id, actor_id=me(), partial=change.verb == "import")
    if change.verb == "import":
        session.execute(update(Import).where(Import.change_id == change_id).values(state="undone"))
    if done.kept:
        pages.say(
            ngettext(
                "Undone. %(num)s row stays as it is: it changed since.",
                "Undone. %(num)s rows stay as they are: they changed since.",
                done.kept,
            )
        )
    else:
        pages.say(_("Undone: everything is as before."))
    return pages.after_post(_page_of(change))


def _page_of(change: Change) -> str:
    if change.subject_kind == "unit":
        return url_for("network.units")
    if change.subject_kind == "region":
        return url_for("network.units_regions")
    if change.subject_kind == "agreement":
        return url_for("network.agreements")
    if change.subject_kind == "import":
        return url_for("network.imports_check", import_id=change.subject_id)
    return url_for("network.people")
