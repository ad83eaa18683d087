"""B6 and B8: the grids of each year, one to read, two side by side, a draft written by several."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core import i18n
from lms.core.access import Permission, current_viewer, requires
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _
from lms.core.pages import after_post, render, render_block, say, wants_fragment
from lms.labels.queries import editor
from lms.labels.queries.editor import EditorPage
from lms.labels.queries.grids import Loaded, list_grids, list_programs, load_grid
from lms.labels.queries.store import in_locale, title_of
from lms.labels.rules.grid import LEVELS
from lms.labels.rules.lineage import Relation
from lms.labels.rules.reading import criterion_plain
from lms.labels.services import drafting, linking
from lms.labels.services.drafting import Conflict
from lms.labels.views import bp, drafts, words
from lms.labels.views.drafts import Typed
from lms.labels.views.person import asked_day, me, uuid_of
from lms.labels.views.seasons import name_of
from lms.labels.views.starter import starter_grid

HANDS = (Permission.GRIDS_WRITE, Permission.GRIDS_PUBLISH, Permission.LABELS_NETWORK)


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
    programs = [(one, name_of(one), list_grids(one.id)) for one in list_programs()]
    return render("labels/grids.html", programs=programs, grid_words=grid_words, errors={})


@bp.post("/labels/programs/<uuid:program_id>/grids")
@requires(Permission.GRIDS_WRITE)
def start_grid(program_id: UUID) -> Response:
    """Start a year's grid: from the last published one, else from the starter of 12 criteria."""
    said, day = request.form.get("year", "").strip(), asked_day(request.form.get("from", ""))
    if not (said.isdecimal() and len(said) == 4) or day is None:  # noqa: PLR2004 - a year
        raise Refused(_("Write a year and the day the grid counts from."))
    published = [one for one in list_grids(program_id) if one.published_at is not None]
    made = drafting.start_draft(
        program_id=program_id,
        year=int(said),
        in_force_from=day,
        actor_id=me(),
        from_grid_id=published[0].id if published else None,
        plain=None if published else starter_grid(),
    )
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
        counts=[(drafts.relation_words(one.value), n) for one, n in found.counts.items()],
        title=lambda one: title_of(one, locale, after.grid.locales),
        drafts=drafts,
    )


@bp.get("/labels/grids/<uuid:grid_id>/history")
@requires(Permission.GRIDS_WRITE, Permission.GRIDS_PUBLISH)
def grid_history(grid_id: UUID) -> str:
    """Show what was done to a grid, by whom, when."""
    loaded, locale = load_grid(grid_id), i18n.locale()
    titles = {one.uid: title_of(one, locale, loaded.grid.locales) for one in loaded.grid.criteria}
    return render(
        "labels/grid_history.html",
        row=loaded.row,
        rows=editor.grid_history(grid_id),
        titles=titles,
        drafts=drafts,
    )


@bp.get("/labels/grids/<uuid:grid_id>/edit")
@requires(Permission.GRIDS_WRITE, Permission.GRIDS_PUBLISH)
def edit_grid(grid_id: UUID) -> str:
    """B6: the draft, a row per criterion, what lacks, and what it would do."""
    return editor_drawn(grid_id)


def editor_drawn(
    grid_id: UUID,
    errors: Mapping[str, str] | None = None,
    refused: str = "",
    typed: Typed | None = None,
) -> str:
    """Draw the editor of a draft; a published grid is not edited."""
    page = editor.editor_page(grid_id)
    if not page.loaded.is_open:
        raise Refused(_("This grid is published: it does not change any more."))
    viewer = current_viewer()
    return render(
        "labels/grid_edit.html",
        **_about(page),
        rows=[_row(page, place, typed) for place in range(len(page.lines))],
        whole=drafts.elsewhere(page.faults),
        blocking=sum(not one.warning for one in page.faults),
        remarks=editor.comments_of(grid_id),
        may_publish=viewer.may(Permission.GRIDS_PUBLISH),
        is_mine=page.loaded.row.submitted_by == viewer.person_id,
        grid_words=grid_words,
        errors=errors or {},
        refused=refused,
    )


def _about(page: EditorPage) -> dict[str, Any]:
    return {
        "page": page,
        "row": page.loaded.row,
        "locales": page.loaded.grid.locales,
        "levels": LEVELS,
        "before": _lines_before(page),
        "may_write": current_viewer().may(Permission.GRIDS_WRITE),
        "drafts": drafts,
        "words": words,
    }


def _lines_before(page: EditorPage) -> list[tuple[str, str]]:
    """Return the lines of the year before, to say what one comes from."""
    if page.before is None:
        return []
    old = page.before.grid
    return [(one.uid, title_of(one, i18n.locale(), old.locales)) for one in old.criteria]


def _row(
    page: EditorPage, place: int, typed: Typed | None, *, saved: bool = False
) -> dict[str, Any]:
    """Return what a row is drawn from; one that was refused keeps what was typed."""
    line = page.lines[place]
    uid, plain = line.criterion.uid, criterion_plain(line.criterion)
    mine = typed if typed and typed.uid == uid else None
    return {
        "line": line,
        "uid": uid,
        "title": title_of(line.criterion, i18n.locale(), page.loaded.grid.locales),
        "plain": mine.plain if mine else plain,
        "version": mine.version if mine else line.version.version,
        "shown": drafts.write_shown(mine.shown if mine else plain),
        "faults": drafts.by_line(page.faults).get(place, []),
        "errors": mine.errors if mine else {},
        "message": mine.message if mine else "",
        "theirs": mine.theirs if mine else {},
        "saved": saved,
    }


@bp.post("/labels/grids/<uuid:grid_id>/criteria/<uuid:uid>")
@requires(Permission.GRIDS_WRITE)
def save_criterion(grid_id: UUID, uid: UUID) -> Response:
    """Write a row; what a colleague wrote meanwhile in other fields is kept."""
    loaded = load_grid(grid_id)
    criterion, version = loaded.grid.find(str(uid)), request.form.get("version", "")
    if criterion is None or not version.isdecimal():
        raise NotFound
    said = drafts.read_line(request.form, loaded.grid.locales)
    shown = drafts.read_shown(request.form.get("shown", "")) or criterion_plain(criterion)
    typed = Typed(str(uid), said, int(version), shown)
    try:
        drafting.save_criterion(
            grid_id=grid_id,
            criterion_uid=uid,
            changes=drafts.changed(said, shown),
            version=int(version),
            actor_id=me(),
        )
    except Conflict as problem:
        mine = replace(
            typed, version=problem.version, message=_conflict_words(problem), theirs=problem.theirs
        )
        return _answer(grid_id, uid, 409, mine)
    except Invalid as problem:
        return _answer(grid_id, uid, 422, replace(typed, errors=problem.errors))
    return _answer(grid_id, uid, 200, None)


def _conflict_words(problem: Conflict) -> str:
    """Return who wrote what meanwhile, by the names fields have on the page."""
    return _(
        "%(who)s changed this since you opened it: %(fields)s. Compare, then save again.",
        who=problem.who,
        fields=", ".join(drafts.field_words(one) for one in sorted(problem.theirs)),
    )


def _answer(grid_id: UUID, uid: UUID, status: int, typed: Typed | None) -> Response:
    """Answer a row: the row alone to htmx, the whole page otherwise."""
    if not wants_fragment():
        if typed is None:
            return after_post(url_for("labels.edit_grid", grid_id=grid_id, _anchor=f"c-{uid}"))
        return make_response(editor_drawn(grid_id, typed=typed), status)
    page = editor.editor_page(grid_id)
    place = next(n for n, one in enumerate(page.lines) if one.criterion.uid == str(uid))
    one = _row(page, place, typed, saved=typed is None)
    drawn = render_block("labels/grid_row.html", "row", **_about(page), one=one)
    return make_response(drawn, status)


@bp.post("/labels/grids/<uuid:grid_id>/criteria")
@requires(Permission.GRIDS_WRITE)
def add_criterion(grid_id: UUID) -> Response:
    """Add an empty line, to be written in place."""
    loaded = load_grid(grid_id)
    title = request.form.get("title", "").strip()
    if not title:
        wrong = {"title": _("Write the title.")}
        return make_response(editor_drawn(grid_id, wrong), 422)
    known = {one.code for one in loaded.grid.criteria}
    count = len(known) + 1
    while f"c{count}" in known:
        count += 1
    body = {
        "code": f"c{count}",
        "title": {loaded.grid.locales[0]: title[:200]},
        "kind": "action",
        "scale": "yes_no",
        "thresholds": {"gold": 1},
    }
    uid = drafting.add_criterion(grid_id=grid_id, body=body, actor_id=me())
    return after_post(url_for("labels.edit_grid", grid_id=grid_id, _anchor=f"c-{uid}"))


@bp.post("/labels/grids/<uuid:grid_id>/criteria/<uuid:uid>/remove")
@requires(Permission.GRIDS_WRITE)
def remove_criterion(grid_id: UUID, uid: UUID) -> Response:
    """Take a line out; its words stay in the history."""
    drafting.remove_criterion(grid_id=grid_id, criterion_uid=uid, actor_id=me())
    say(_("Taken out. Its words stay in the history."))
    return after_post(url_for("labels.edit_grid", grid_id=grid_id))


@bp.post("/labels/grids/<uuid:grid_id>/criteria/<uuid:uid>/up")
@requires(Permission.GRIDS_WRITE)
def move_up(grid_id: UUID, uid: UUID) -> Response:
    """Move a line one place up."""
    order = [UUID(one.uid) for one in load_grid(grid_id).grid.criteria]
    if uid not in order:
        raise NotFound
    place = order.index(uid)
    if place:
        order[place - 1], order[place] = order[place], order[place - 1]
        drafting.put_in_order(grid_id=grid_id, uids=order, actor_id=me())
    return after_post(url_for("labels.edit_grid", grid_id=grid_id, _anchor=f"c-{uid}"))


@bp.post("/labels/grids/<uuid:grid_id>/criteria/<uuid:uid>/lineage")
@requires(Permission.GRIDS_WRITE)
def say_lineage(grid_id: UUID, uid: UUID) -> Response:
    """Say how a line follows from one of the year before."""
    relation, before = request.form.get("relation", ""), uuid_of(request.form.get("before", ""))
    if relation not in set(Relation) or (before is None) != (relation == Relation.NEW.value):
        raise Refused(_("Choose what became of it, and the line it comes from."))
    linking.say_link(
        grid_id=grid_id,
        relation=Relation(relation),
        before_uid=before,
        after_uid=uid,
        note=request.form.get("note", ""),
    )
    return after_post(url_for("labels.edit_grid", grid_id=grid_id, _anchor=f"c-{uid}"))


@bp.post("/labels/grids/<uuid:grid_id>/settings")
@requires(Permission.GRIDS_WRITE)
def save_settings(grid_id: UUID) -> Response:
    """Write the share each level asks, and the day the grid counts from."""
    version = request.form.get("version", "")
    quotas = {one.value: request.form.get(f"quotas.{one.value}", "").strip() for one in LEVELS}
    missing = {f"quotas.{name}": _("Write a share.") for name, said in quotas.items() if not said}
    if missing or not version.isdecimal():
        return make_response(editor_drawn(grid_id, missing), 422)
    day = request.form.get("in_force_from", "")
    try:
        drafting.save_settings(
            grid_id=grid_id,
            changes={"quotas": {name: drafts.share_of(said) for name, said in quotas.items()}},
            version=int(version),
            actor_id=me(),
            in_force_from=asked_day(day),
        )
    except Invalid as problem:
        return make_response(editor_drawn(grid_id, problem.errors), 422)
    except Conflict as problem:
        return make_response(editor_drawn(grid_id, refused=problem.message), 409)
    say(_("Kept."))
    return after_post(url_for("labels.edit_grid", grid_id=grid_id))
