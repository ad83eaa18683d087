"""The tree of regions: who is under what today."""

from uuid import UUID

from flask import url_for

from lms.core import pages
from lms.core.access import Permission, current_viewer, me, requires
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.network import services
from lms.network.forms import MoveRegionForm, RegionForm
from lms.network.models import Change, Region
from lms.network.queries import day_of
from lms.network.queries.units import list_targets, region_tree
from lms.network.views import Act, Answer, act_page, answers, bp, sent
from lms.network.views.person_acts import attempt


@bp.get("/regions")
@requires(Permission.UNITS_READ)
def units_regions() -> str:
    """Show the regions in sight, as a tree."""
    return pages.render("network/regions.html", roots=region_tree(current_viewer()))


def _done(said: str, change: Change) -> Answer:
    pages.say(said, undo_url=url_for("network.change_undo", change_id=change.id))
    return pages.after_post(url_for("network.units_regions"))


def _under() -> dict[str, list[tuple[str, str]]]:
    regions = [(str(one), name) for one, name in list_targets("region")]
    return {"parent": [("", _("No region")), *regions]}


@bp.route("/regions/new", methods=["GET", "POST"])
@requires(Permission.UNITS_WRITE)
def units_region_new() -> Answer:
    """Add a region."""
    viewer = current_viewer()
    form = RegionForm(answers(), on=day_of(viewer))
    if sent() and form.validate():
        change = attempt(
            form,
            lambda: services.add_region(
                code=form.code.data or "",
                name=form.name.data or "",
                parent_id=form.parent.data,
                on=form.on.data,  # type: ignore[arg-type]
                actor_id=me(),
            )[1],
        )
        if change is not None:
            return _done(_("The region is added."), change)
    return act_page(
        Act(
            title=_("Add a region"),
            subject="",
            url=url_for("network.units_region_new"),
            back=url_for("network.units_regions"),
            form=form,
            confirm=_("Add"),
            choices=_under(),
            direct=True,
        )
    )


@bp.route("/regions/<uuid:region_id>/move", methods=["GET", "POST"])
@requires(Permission.UNITS_WRITE)
def units_region_move(region_id: UUID) -> Answer:
    """Put a region under another."""
    viewer = current_viewer()
    region = session.get(Region, region_id)
    if region is None:
        raise NotFound
    form = MoveRegionForm(answers(), on=day_of(viewer))
    if sent() and form.validate():
        change = services.move_region(
            region_id=region_id,
            parent_id=form.parent.data,
            on=form.on.data,  # type: ignore[arg-type]
            actor_id=me(),
        )
        return _done(_("The region moves on that day."), change)
    return act_page(
        Act(
            title=_("Move a region"),
            subject=region.name,
            url=url_for("network.units_region_move", region_id=region_id),
            back=url_for("network.units_regions"),
            form=form,
            confirm=_("Move"),
            choices=_under(),
            direct=True,
            lead=_("Its lead keeps it; those above change. Past figures stay as they were."),
        )
    )
