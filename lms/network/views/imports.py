"""Importing units and people: file, columns, differences, application, undo."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from sqlalchemy import select

from lms.core import pages
from lms.core.access import Permission, current_viewer, me, requires
from lms.core.db import session
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _
from lms.core.tabular import fold
from lms.network import imports
from lms.network.exports import table_answer
from lms.network.forms import ImportForm
from lms.network.imports.fields import FIELDS, field_name
from lms.network.imports.runs import asks_twice, changes, leavers_share, missing_fields, sheet_of
from lms.network.models import Import, ImportLine
from lms.network.queries import day_of
from lms.network.queries import imports as queries
from lms.network.queries.undoable import undoable
from lms.network.rules import OUTCOMES
from lms.network.views import Answer, bp

RUN = Permission.NETWORK_IMPORT


def _found(import_id: UUID) -> Import:
    one = queries.find_import(import_id)
    if one is None:
        raise NotFound
    return one


def _page_of(one: Import) -> str:
    return url_for("network.imports_check", import_id=one.id)


@bp.route("/imports", methods=["GET", "POST"], endpoint="imports")
@requires(RUN)
def imports_() -> Answer:
    """List past imports, and start one from a file or a pasted block."""
    viewer = current_viewer()
    form = ImportForm(request.form if request.method == "POST" else None, as_of=day_of(viewer))
    if request.method == "POST" and form.validate():
        try:
            one = imports.start(_start(form), actor_id=me(), today=day_of(viewer))
        except Invalid as refused:
            form.refuse(refused.errors)
        else:
            if missing_fields(one):
                return pages.after_post(url_for("network.imports_columns", import_id=one.id))
            imports.check(one)
            return pages.after_post(_page_of(one))
    wrong = bool(form.errors)
    page = pages.render(
        "network/imports.html", form=form, imports=queries.list_imports(), errors=wrong
    )
    return page, 422 if wrong else 200


def _start(form: ImportForm) -> imports.Start:
    sent = request.files.get("file")
    data = sent.read() if sent is not None else b""
    block = form.block.data or ""
    if not data and not block.strip():
        raise Invalid({"file": _("Choose a file, or paste a block.")})
    return imports.Start(
        kind=form.kind.data or "people",
        filename=(sent.filename or "") if sent is not None and data else "",
        data=data or block.encode(),
        pasted=not data,
        is_complete=bool(form.complete.data),
        as_of=form.as_of.data,
    )


@bp.route("/imports/<uuid:import_id>/columns", methods=["GET", "POST"])
@requires(RUN)
def imports_columns(import_id: UUID) -> Answer:
    """Say which column is which; remembered for the next file."""
    one = imports.get_import(import_id)
    sheet = sheet_of(one)
    wrong: dict[str, str] = {}
    chosen = dict(one.columns)
    if request.method == "POST":
        chosen = _chosen(one)
        try:
            imports.map_columns(one, chosen)
        except Invalid as refused:
            wrong = dict(refused.errors)
        else:
            imports.check(one)
            return pages.after_post(_page_of(one))
    samples = [
        next((row.cells[place] for row in sheet.rows[:50] if row.cells[place].strip()), "")
        for place in range(len(sheet.header))
    ]
    page = pages.render(
        "network/imports_columns.html",
        one=one,
        fields=FIELDS[one.kind],
        chosen=chosen,
        columns=[(place, title) for place, title in enumerate(sheet.header) if fold(title)],
        samples=samples,
        wrong=wrong,
        errors=bool(wrong),
    )
    return page, 422 if wrong else 200


def _chosen(one: Import) -> dict[str, int]:
    chosen: dict[str, int] = {}
    for field in FIELDS[one.kind]:
        asked = request.form.get(field.name, "")
        if asked.isdecimal() and len(asked) < 4:  # noqa: PLR2004 - at most 200 columns
            chosen[field.name] = int(asked)
    return chosen


@bp.get("/imports/<uuid:import_id>")
@requires(RUN)
def imports_check(import_id: UUID) -> Answer:
    """Show what the file would do, how far it is, or what it did."""
    one = _found(import_id)
    if one.state == "read":
        return pages.after_post(url_for("network.imports_columns", import_id=one.id))
    done, total = queries.find_progress(one.id)
    running = one.state == "queued"
    return pages.page_or_block(
        "network/imports_check.html",
        "job",
        one=one,
        running=running,
        done=done,
        total=total,
        percent=100 * done // total if running and total else 0 if running else 100,
        groups=[] if _polled() else _groups(one),
        changes=changes(one),
        share=leavers_share(one),
        asks_twice=asks_twice(one),
        may_undo=one.change_id is not None
        and one.change_id in undoable(current_viewer(), [one.change_id]),
    )


def _polled() -> bool:
    return pages.wants_fragment()


def _groups(one: Import) -> list[dict[str, Any]]:
    """Return the groups of differences, refused first."""
    lines = queries.first_lines(one.id)
    return [
        {
            "outcome": outcome,
            "count": int(one.counts.get(outcome, 0)),
            "lines": [_line(one, line) for line in lines[outcome]],
            "more": _more(one, outcome),
        }
        for outcome in OUTCOMES
        if lines[outcome]
    ]


def _more(one: Import, outcome: str) -> str:
    if int(one.counts.get(outcome, 0)) <= queries.SHOWN:
        return ""
    return url_for("network.imports_lines", import_id=one.id, outcome=outcome)


def _line(one: Import, line: ImportLine) -> dict[str, Any]:
    """Return a line as the macro of the differences shows it."""
    act = None
    if line.cure and one.state == "checked":
        act = {
            "label": _("Take %(value)s", value=line.cure),
            "sr": _("for %(name)s", name=line.label or line.key),
            "url": url_for(
                "network.imports_fix", import_id=one.id, line=line.line, field=line.field
            ),
            "post": True,
            "kind": "quiet",
        }
    where = _("Line %(n)s", n=line.line) if line.line else _("Absent")
    return {
        "line": where,
        "name": line.label or line.key or _("Line %(n)s", n=line.line),
        "text": line.reason if not line.field else _worded(one, line),
        "changes": [
            (_field(one, name), before, after or _("nothing"))
            for name, before, after in line.differences
            if before or after
        ],
        "act": act,
    }


def _worded(one: Import, line: ImportLine) -> str:
    return _("%(field)s: %(reason)s", field=field_name(one.kind, line.field), reason=line.reason)


def _field(one: Import, name: str) -> str:
    words = {"job": _("Job"), "state": _("State")}
    return _("%(field)s:", field=words.get(name) or field_name(one.kind, name))


@bp.get("/imports/<uuid:import_id>/lines/<any(refused,ended,changed,created):outcome>")
@requires(RUN)
def imports_lines(import_id: UUID, outcome: str) -> str:
    """Show every line of one outcome, page by page."""
    one, page = _found(import_id), pages.asked_page()
    lines = queries.list_lines(one.id, outcome, page)
    return pages.render(
        "network/imports_lines.html",
        one=one,
        outcome=outcome,
        count=int(one.counts.get(outcome, 0)),
        lines=[_line(one, line) for line in lines[: queries.PAGE]],
        page=page,
        has_next=len(lines) > queries.PAGE,
    )


@bp.post("/imports/<uuid:import_id>/fix/<int:line>/<field>")
@requires(RUN)
def imports_fix(import_id: UUID, line: int, field: str) -> Answer:
    """Take the proposed value for a refused line, and compare again."""
    one = imports.get_import(import_id, lock=True)
    found = session.scalars(
        select(ImportLine).where(
            ImportLine.import_id == import_id, ImportLine.line == line, ImportLine.field == field
        )
    ).first()
    if found is None or not found.cure:
        raise NotFound
    imports.fix_line(one, line=line, field=field, words=found.cure)
    imports.check(one)
    return pages.after_post(_page_of(one))


@bp.post("/imports/<uuid:import_id>/check")
@requires(RUN)
def imports_again(import_id: UUID) -> Answer:
    """Compare again with what is there now, perhaps from another day or as a complete file."""
    one = imports.get_import(import_id, lock=True)
    form = ImportForm(request.form, as_of=one.as_of)
    complete = bool(form.complete.data)
    imports.set_options(one, is_complete=complete, as_of=form.as_of.data or one.as_of)
    imports.check(one)
    return pages.after_post(_page_of(one))


@bp.post("/imports/<uuid:import_id>/apply")
@requires(RUN, fresh_secret=True)
def imports_apply(import_id: UUID) -> Answer:
    """Apply what was read, in the background."""
    one = imports.get_import(import_id, lock=True)
    imports.queue(one, accepted=request.form.get("accept") == "1")
    return pages.after_post(_page_of(one))


@bp.get("/imports/<uuid:import_id>/refused.<any(csv,xlsx):form>")
@requires(RUN)
def imports_refused(import_id: UUID, form: str) -> Response:
    """Give the refused lines with their reasons, ready to be corrected and sent back."""
    header, lines = imports.refused_table(imports.get_import(import_id))
    return table_answer("refused", header, _plain(lines), form)


def _plain(lines: Sequence[Sequence[str]]) -> list[list[str]]:
    return [list(line) for line in lines]
