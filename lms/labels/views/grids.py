"""B6 and B8: the grids of each year, one to read, two side by side, who wrote what."""

from collections.abc import Mapping
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core import i18n
from lms.core.access import Permission, current_viewer, me, requires
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _, language_name, ngettext, spoken
from lms.core.pages import after_post, render, say
from lms.labels.queries import editor
from lms.labels.queries.grids import Loaded, grids_by_program, list_grids, list_programs, load_grid
from lms.labels.queries.store import in_locale, title_of
from lms.labels.rules.grid import LEVELS
from lms.labels.services import drafting, programs
from lms.labels.views import bp, changes, drafts, words
from lms.labels.views.person import asked_day
from lms.labels.views.starter import starter_grid

HANDS = (Permission.GRIDS_WRITE, Permission.GRIDS_PUBLISH, Permission.LABELS_NETWORK)


@spoken
def grid_words(state: str) -> str:
    """Return where a grid is."""
    said = {
        "draft": _("draft"),
        "simulated": _("simulated"),
        "approved": _("approved"),
        "published": _("published"),
        "in_force": _("in force"),
        "archived": _("archived"),
    }
    return said.get(state) or state


@bp.get("/labels/grids")
@requires(*HANDS)
def grids() -> str:
    """List the grids of each label, and what may be started."""
    return _grids()


def _grids(
    errors: Mapping[str, str] | None = None, wrong: UUID | None = None, refused: str = ""
) -> str:
    found = grids_by_program()
    return render(
        "labels/grids.html",
        programs=[
            (one, words.name_in(one.names, one.code), found.get(one.id, []))
            for one in list_programs()
        ],
        locales=[(one, language_name(one)) for one in i18n.LOCALES],
        grid_words=grid_words,
        typed=request.form,
        errors=errors or {},
        wrong=wrong,
        ids=_ids(wrong) if wrong else {},
        refused=refused,
    )


def _ids(program_id: UUID) -> dict[str, str]:
    """Return the ids that the fields of a label have on the page, where each label has its own."""
    names = {f"name.{one}": f"name.{one}{program_id}" for one in i18n.LOCALES}
    return {"year": f"y-{program_id}", "from": f"f-{program_id}", **names}


@bp.post("/labels/programs")
@requires(Permission.GRIDS_WRITE)
def create_program() -> Response:
    """Make a label: its code in files, its name in each language."""
    kept = {one: said for one, said in words.typed_names(request.form).items() if said}
    if not kept:
        wrong = {f"name.{i18n.locale()}": _("Name it.")}
        return make_response(_grids(wrong), 422)
    try:
        drafting.create_program(code=request.form.get("code", ""), names=kept, actor_id=me())
    except Invalid as problem:
        return make_response(_grids(problem.errors), 422)
    say(_("The label is there. Start its first grid."))
    return after_post(url_for("labels.grids"))


@bp.post("/labels/programs/<uuid:program_id>")
@requires(Permission.GRIDS_WRITE)
def name_program(program_id: UUID) -> Response:
    """Write the names of a label; its code stays."""
    names = words.typed_names(request.form)
    try:
        programs.name_program(program_id=program_id, names=names, actor_id=me())
    except Invalid as problem:
        return make_response(_grids(problem.errors, program_id), 422)
    say(_("Kept."))
    return after_post(url_for("labels.grids"))


@bp.post("/labels/programs/<uuid:program_id>/grids")
@requires(Permission.GRIDS_WRITE)
def start_grid(program_id: UUID) -> Response:
    """Start a year's grid: from the last published one, else from the starter of 12 criteria."""
    said, day = request.form.get("year", "").strip(), asked_day(request.form.get("from", ""))
    errors = {}
    if not (said.isdecimal() and len(said) == 4):  # noqa: PLR2004 - a year
        errors["year"] = _("Write a year.")
    if day is None:
        errors["from"] = _("Choose a day.")
    if errors or day is None:
        return make_response(_grids(errors, program_id), 422)
    published = [one for one in list_grids(program_id) if one.published_at is not None]
    try:
        made = drafting.start_draft(
            program_id=program_id,
            year=int(said),
            in_force_from=day,
            actor_id=me(),
            from_grid_id=published[0].id if published else None,
            plain=None if published else starter_grid(),
        )
    except Refused as problem:
        return make_response(_grids({"year": problem.message}, program_id), 409)
    say(_("The draft is started. Nobody else than editors reads it."))
    return after_post(url_for("labels.edit_grid", grid_id=made.id))


def readable(grid_id: UUID) -> Loaded:
    """Return a grid the viewer may read; raises NotFound for a draft that is not theirs to see.

    Those in charge of stores read a draft once it is simulated: they may be warned of it.
    """
    loaded, viewer = load_grid(grid_id), current_viewer()
    warned = loaded.row.state != "draft" and viewer.may(Permission.LABELS_SHOW)
    if loaded.is_open and not warned and not viewer.may(*HANDS):
        raise NotFound
    return loaded


@bp.get("/labels/grids/<uuid:grid_id>")
@requires(Permission.LABELS_READ, *HANDS)
def grid(grid_id: UUID) -> str:
    """Show what a year asks, criterion by criterion, with the expectation behind each."""
    loaded, locale = readable(grid_id), i18n.locale()
    return render(
        "labels/grid.html",
        loaded=loaded,
        row=loaded.row,
        lines=[
            (
                one,
                title_of(one, locale, loaded.grid.locales),
                in_locale(one.help, locale, loaded.grid.locales),
                words.rules_of(one, in_locale(one.na.when, locale, loaded.grid.locales)),
            )
            for one in loaded.grid.criteria
        ],
        levels=LEVELS,
        grid_words=grid_words,
        works=current_viewer().may(*HANDS),
        words=words,
    )


@bp.get("/labels/grids/<uuid:grid_id>/difference")
@requires(Permission.LABELS_READ, *HANDS)
def grid_difference(grid_id: UUID) -> str:
    """B8: two grids side by side, what changed only."""
    readable(grid_id)
    before, after, found = editor.difference_page(grid_id)
    locale = i18n.locale()
    return render(
        "labels/grid_difference.html",
        before=before,
        after=after,
        difference=found,
        counts=[
            (
                drafts.relation_words(one.value).capitalize(),
                ngettext("%(num)s criterion", "%(num)s criteria", n),
            )
            for one, n in found.counts.items()
        ],
        title=lambda one: title_of(one, locale, after.grid.locales),
        change_rows=changes.change_rows,
        drafts=drafts,
    )


@bp.get("/labels/grids/<uuid:grid_id>/history")
@requires(Permission.GRIDS_WRITE, Permission.GRIDS_PUBLISH)
def grid_history(grid_id: UUID) -> str:
    """Show what was done to a grid, by whom, when."""
    loaded, locale = load_grid(grid_id), i18n.locale()
    lines = {one.uid: one for one in loaded.grid.criteria}
    return render(
        "labels/grid_history.html",
        row=loaded.row,
        rows=[
            (one, changes.written_rows(one.before, one.after, lines.get(str(one.criterion_uid))))
            for one in editor.grid_history(grid_id)
        ],
        titles={uid: title_of(one, locale, loaded.grid.locales) for uid, one in lines.items()},
        drafts=drafts,
    )
