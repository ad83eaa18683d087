"""What each job asks of skills: head office sets it position by position; one tap takes it back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.coaching.forms.practice import levels_of
from lms.coaching.queries import targets
from lms.coaching.queries.words import skill_names
from lms.coaching.services.targets import aim
from lms.coaching.views import bp
from lms.coaching.views.words import seen_level_names
from lms.core.access import Permission, current_viewer, me, requires
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _
from lms.core.ids import uuid_of
from lms.core.pages import after_post, render, say
from lms.network.queries import names_known
from lms.network.queries.people import list_positions

EVERYBODY = "all"


@bp.get("/coaching/targets")
@requires(Permission.SKILLS_AIM)
def skill_targets() -> str:
    """Read and set the level each skill is asked at, for one position or for everybody."""
    return _page(_position(request.args.get("position", "")))


def _position(said: str) -> UUID | None:
    """Return the position asked, None for everybody; raises NotFound for an unknown one."""
    if said in {"", EVERYBODY}:
        return None
    known = {one for one, _name in list_positions()}
    found = uuid_of(said)
    if found not in known:
        raise NotFound
    return found


def _read(said: Mapping[str, str]) -> dict[UUID, int | None]:
    """Return the levels a form or an address gives; 0 is "as everybody"."""
    return {uid: level or None for uid, level in levels_of(said, skill_names()).items()}


def _page(position_id: UUID | None, error: str = "") -> str:
    aims = targets.aims_of(position_id)
    positions = [(None, _("Everybody")), *list_positions()]
    return render(
        "coaching/targets.html",
        aims=aims,
        position_id=position_id,
        doors=[
            {
                "label": name,
                "url": url_for("coaching.skill_targets", position=one or EVERYBODY),
                "current": one == position_id,
            }
            for one, name in positions
        ],
        levels=[(int(value), name) for value, name in seen_level_names() if value != "0"],
        names=names_known(current_viewer(), [one.set_by for one in aims if one.set_by]),
        was=_read(request.args) if request.method == "GET" else {},
        error=error,
    )


@bp.post("/coaching/targets")
@requires(Permission.SKILLS_AIM)
def skill_targets_now() -> Response:
    """Keep the levels of one position, and offer to take back what changed."""
    position_id = _position(request.form.get("position", ""))
    try:
        was = aim(position_id=position_id, levels=_read(request.form), actor_id=me())
    except Invalid as problem:
        return make_response(_page(position_id, problem.message), 422)
    if not was:
        say(_("Nothing changed."))
    undo = {} if request.form.get("undo") else was
    back: dict[str, Any] = {f"level.{uid}": level or 0 for uid, level in undo.items()}
    return after_post(url_for("coaching.skill_targets", position=position_id or EVERYBODY, **back))
