"""B6: a draft, a row per criterion kept as one types, by several people at once without loss."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core import i18n
from lms.core.access import Permission, current_viewer, me, requires
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _
from lms.core.pages import after_post, render, render_block, say, wants_fragment
from lms.core.policy import number
from lms.labels.policies import PUBLISHERS
from lms.labels.queries import editor
from lms.labels.queries.editor import EditorLine, EditorPage
from lms.labels.queries.grids import load_grid
from lms.labels.queries.store import title_of
from lms.labels.rules.grid import LEVELS
from lms.labels.rules.reading import criterion_plain
from lms.labels.services import drafting
from lms.labels.services.drafting import Conflict
from lms.labels.views import bp, drafts, leads, words
from lms.labels.views.drafts import Typed
from lms.labels.views.grids import grid_words
from lms.labels.views.person import asked_day

KEPT = "grid-kept"
"""What a row says to the page once it is kept: what it would do is computed again."""


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
    """Draw the editor of a draft; raises Refused for a published grid, which is not edited."""
    page = _open_page(grid_id)
    rows = [_row(page, place, typed, is_brief=True) for place in range(len(page.lines))]
    about, gone = _about(page), _gone(page)
    shown = leads.Shown(
        lines=[one["uid"] for one in rows],
        gone={one["uid"] for one in gone},
        may_write=about["may_write"],
        asks_why=about["is_mine"] and about["alone"],
    )
    return render(
        "labels/grid_edit.html",
        **about,
        rows=rows,
        choices=[(one["uid"], one["title"]) for one in rows],
        whole=drafts.elsewhere(page.faults),
        gone=gone,
        remarks=editor.comments_of(grid_id),
        sent=request.form,
        errors=errors or {},
        summary=leads.summary(errors or {}, shown),
        refused=refused,
    )


def _open_page(grid_id: UUID) -> EditorPage:
    """Return what the editor shows of a draft; raises Refused once it is published."""
    page = editor.editor_page(grid_id)
    if not page.loaded.is_open:
        raise Refused(_("This grid is published: it does not change any more."))
    return page


@bp.get("/labels/grids/<uuid:grid_id>/criteria/<uuid:uid>")
@requires(Permission.GRIDS_WRITE)
def edit_criterion(grid_id: UUID, uid: UUID) -> str:
    """Show everything one line says: words, expectation, figure, evidence, origin."""
    return criterion_drawn(grid_id, str(uid))


def criterion_drawn(
    grid_id: UUID, uid: str, typed: Typed | None = None, wrong: Mapping[str, str] | None = None
) -> str:
    """Draw one line; ``wrong`` is what was refused of where it comes from, kept as it was sent."""
    page = _open_page(grid_id)
    one = _row(page, _place(page, uid), typed, wrong=wrong)
    return render("labels/grid_line.html", **_about(page), one=one)


def _origin(line: EditorLine, wrong: Mapping[str, str]) -> dict[str, str]:
    """Return where a line comes from: as it was sent when that was refused, else as it is known."""
    if wrong:
        return {name: request.form.get(name, "") for name in ("relation", "before", "note")}
    if not line.relations:
        return {"relation": "found", "before": "", "note": ""}
    link = line.relations[0]
    return {"relation": link.relation.value, "before": link.before or "", "note": link.note}


def _place(page: EditorPage, uid: str) -> int:
    """Return the place of a line in its draft; raises NotFound."""
    for place, line in enumerate(page.lines):
        if line.criterion.uid == uid:
            return place
    raise NotFound


def _about(page: EditorPage) -> dict[str, Any]:
    viewer, row = current_viewer(), page.loaded.row
    return {
        "page": page,
        "row": row,
        "locales": page.loaded.grid.locales,
        "levels": LEVELS,
        "before": _lines_before(page),
        "may_write": viewer.may(Permission.GRIDS_WRITE),
        "may_publish": viewer.may(Permission.GRIDS_PUBLISH),
        "is_mine": row.submitted_by == viewer.person_id,
        "alone": number(PUBLISHERS) == 1,
        "blocking": sum(not one.warning for one in page.faults),
        "drafts": drafts,
        "grid_words": grid_words,
        "words": words,
    }


def _lines_before(page: EditorPage) -> list[tuple[str, str]]:
    """Return the lines of the year before, to say what one comes from."""
    if page.before is None:
        return []
    old = page.before.grid
    return [(one.uid, title_of(one, i18n.locale(), old.locales)) for one in old.criteria]


def _gone(page: EditorPage) -> list[dict[str, Any]]:
    """Return the lines of the year before that are not there under their own identity."""
    here = {line.criterion.uid for line in page.lines}
    into: dict[str, list[str]] = {}
    said: dict[str, str] = {}
    for line in page.lines:
        for link in line.relations:
            if link.before:
                into.setdefault(link.before, []).append(line.criterion.uid)
                said[link.before] = link.relation.value
    return [
        {
            "uid": uid,
            "title": title,
            "into": into.get(uid, []),
            "relation": said.get(uid, "retired"),
        }
        for uid, title in _lines_before(page)
        if uid not in here
    ]


def _row(
    page: EditorPage,
    place: int,
    typed: Typed | None,
    *,
    is_brief: bool = False,
    wrong: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return what a row is drawn from; one that was refused keeps what was typed.

    A brief one has its thresholds only, and a link to the rest.
    """
    line = page.lines[place]
    uid, plain = line.criterion.uid, criterion_plain(line.criterion)
    mine = typed if typed and typed.uid == uid else None
    shown = mine.shown if mine else plain
    return {
        "is_brief": is_brief,
        "line": line,
        "uid": uid,
        "title": title_of(line.criterion, i18n.locale(), page.loaded.grid.locales),
        "plain": mine.plain if mine else plain,
        "version": mine.version if mine else line.version.version,
        "now": line.version.version,
        "shown": drafts.write_shown({"thresholds": shown["thresholds"]} if is_brief else shown),
        "was": _was(page, line),
        "origin": _origin(line, wrong or {}),
        "wrong": wrong or {},
        "faults": drafts.by_line(page.faults).get(place, []),
        "errors": mine.errors if mine else {},
        "message": mine.message if mine else "",
        "theirs": mine.theirs if mine else {},
        "saved": mine.saved if mine else False,
        "others": drafts.others(mine.shown, plain) if mine and mine.saved else [],
    }


def _was(page: EditorPage, line: EditorLine) -> dict[str, str]:
    """Return last year's thresholds by level, where they changed."""
    if page.before is None or line.before is None:
        return {}
    old, new = line.before.thresholds, line.criterion.thresholds
    return {
        level.value: words.asked_words(line.before, level, page.before.row.year)
        for level in LEVELS
        if old.get(level) != new.get(level)
    }


@bp.post("/labels/grids/<uuid:grid_id>/criteria/<uuid:uid>")
@requires(Permission.GRIDS_WRITE)
def save_criterion(grid_id: UUID, uid: UUID) -> Response:
    """Write a row; what a colleague wrote meanwhile in other fields is kept.

    Where both wrote the same field, nothing is kept until somebody says whose stands: ``over`` is
    the version whose words are written over, ``theirs`` leaves the colleague's.
    """
    loaded = load_grid(grid_id)
    criterion = loaded.grid.find(str(uid))
    seen = request.form.get("over", "") or request.form.get("version", "")
    if criterion is None or not seen.isdecimal():
        raise NotFound
    plain, is_brief = criterion_plain(criterion), bool(request.form.get("brief"))
    shown = drafts.read_shown(request.form.get("shown", "")) or plain
    if is_brief:
        shown = {**plain, "thresholds": shown.get("thresholds", {})}
        said = {**plain, "thresholds": drafts.read_thresholds(request.form)}
    else:
        said = drafts.read_line(request.form, loaded.grid.locales)
    typed = Typed(str(uid), said, int(seen), shown, is_brief=is_brief)
    try:
        changes = drafts.changed(said, shown)
        _keep(grid_id, uid, changes, int(seen))
    except Conflict as problem:
        mine = replace(typed, message=_conflict_words(problem), theirs=problem.theirs)
        return _answer(grid_id, 409, mine)
    except Invalid as problem:
        return _answer(grid_id, 422, replace(typed, errors=problem.errors))
    whole = bool(request.form.get("theirs")) or "scale" in changes
    kept = replace(typed, shown={**shown, **changes}, saved=True)
    return _answer(grid_id, 200, kept, whole=whole)


def _keep(grid_id: UUID, uid: UUID, changes: Mapping[str, Any], version: int) -> None:
    """Write what changed; a colleague's fields stay when asked to leave them."""
    actor_id = me()

    def write(some: Mapping[str, Any]) -> None:
        drafting.save_criterion(
            grid_id=grid_id,
            criterion_uid=uid,
            changes=some,
            version=version,
            actor_id=actor_id,
        )

    try:
        write(changes)
    except Conflict as problem:
        if not request.form.get("theirs"):
            raise
        write({name: value for name, value in changes.items() if name not in problem.theirs})


def _conflict_words(problem: Conflict) -> str:
    """Return who wrote what meanwhile, by the names fields have on the page."""
    return _(
        "%(who)s changed this since you opened it: %(fields)s. Yours is not kept yet.",
        who=problem.who,
        fields=", ".join(drafts.field_words(one) for one in sorted(problem.theirs)),
    )


def _answer(grid_id: UUID, status: int, typed: Typed, *, whole: bool = False) -> Response:
    """Answer a row: how it stands to htmx (the fields stay as typed), the page otherwise."""
    if not wants_fragment():
        if typed.saved:
            return after_post(
                url_for("labels.edit_grid", grid_id=grid_id, _anchor=f"c-{typed.uid}")
            )
        if typed.is_brief:
            return make_response(editor_drawn(grid_id, typed=typed), status)
        return make_response(criterion_drawn(grid_id, typed.uid, typed), status)
    page = editor.editor_page(grid_id)
    place = _place(page, typed.uid)
    one = _row(page, place, None if whole else typed, is_brief=typed.is_brief)
    drawn = render_block(
        "labels/grid_answer.html", "answer", **_about(page), one=one, is_whole=whole
    )
    answer = make_response(drawn, status)
    if whole:
        answer.headers["HX-Retarget"] = f"#c-{typed.uid}"
    if typed.saved:
        answer.headers["HX-Trigger"] = KEPT
    return answer


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


@bp.post("/labels/grids/<uuid:grid_id>/settings")
@requires(Permission.GRIDS_WRITE)
def save_settings(grid_id: UUID) -> Response:
    """Write the share each level asks, what may not apply, and the day the grid counts from."""
    form, day = request.form, asked_day(request.form.get("in_force_from", ""))
    shares = {f"quotas.{one.value}": form.get(f"quotas.{one.value}", "").strip() for one in LEVELS}
    shares["na_limit"] = form.get("na_limit", "").strip()
    wrong = {name: _("Write a share.") for name, said in shares.items() if not said}
    if day is None:
        wrong["in_force_from"] = _("Choose a day.")
    version = form.get("version", "")
    if wrong or not version.isdecimal():
        return make_response(editor_drawn(grid_id, wrong), 422)
    try:
        drafting.save_settings(
            grid_id=grid_id,
            changes={
                "quotas": {one.value: drafts.share_of(shares[f"quotas.{one}"]) for one in LEVELS},
                "na_limit": drafts.share_of(shares["na_limit"]),
                "quota_by_tenure": drafts.tenure_from(form.get("quota_by_tenure", "")),
            },
            version=int(version),
            actor_id=me(),
            in_force_from=day,
        )
    except Invalid as problem:
        return make_response(editor_drawn(grid_id, problem.errors), 422)
    except Conflict as problem:
        return make_response(editor_drawn(grid_id, refused=_conflict_words(problem)), 409)
    say(_("Kept."))
    return after_post(url_for("labels.edit_grid", grid_id=grid_id))
