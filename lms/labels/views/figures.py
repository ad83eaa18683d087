"""Figures from outside: what is known, a file read without writing, applied, taken back."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core import clock, i18n
from lms.core.access import Permission, me, requires
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _, format_number, spoken
from lms.core.pages import after_post, render, say
from lms.core.tabular import Difference
from lms.labels.imports import figures as imports
from lms.labels.imports.figures import Sent
from lms.labels.models import Batch, External
from lms.labels.queries.figures import get_batch, get_external, list_batches, list_externals
from lms.labels.rules.grid import SUBJECTS
from lms.labels.views import bp, drafts, words
from lms.labels.views.person import asked_day
from lms.network.rules import DEFAULT_ZONE

SHOWN = 100
"""Lines of each kind listed of a file."""
UNITS = ("percent", "points", "number")


def unit_words(unit: str) -> str:
    """Return the scale of a figure."""
    said = {"percent": _("A percentage"), "points": _("Points, from -100 to 100")}
    return said.get(unit) or _("A number")


@spoken
def batch_words(state: str) -> str:
    """Return where a file is."""
    said = {
        "read": _("To check"),
        "checked": _("To read"),
        "applied": _("File applied"),
        "undone": _("File taken back"),
    }
    return said.get(state) or state


@bp.get("/labels/figures")
@requires(Permission.FIGURES_IMPORT)
def figures() -> str:
    """List the figures from outside and the files sent; declare one, send a file."""
    return _figures()


def _figures(errors: Mapping[str, str] | None = None, form: str = "") -> str:
    externals = list_externals()
    today = clock.today(DEFAULT_ZONE)
    return render(
        "labels/figures.html",
        externals=[(one, words.name_in(one.names, one.code)) for one in externals],
        batches=list_batches(),
        names={one.code: words.name_in(one.names, one.code) for one in externals},
        locales=[(one, i18n.language_name(one)) for one in i18n.LOCALES],
        subjects=drafts.subjects(),
        units=[(one, unit_words(one)) for one in UNITS],
        directions=drafts.directions(),
        year=today.year + 1,
        today=today.isoformat(),
        batch_words=batch_words,
        unit_words=unit_words,
        typed=request.form,
        errors=errors or {},
        form=form,
    )


@bp.post("/labels/figures")
@requires(Permission.FIGURES_IMPORT)
def declare_figure() -> Response:
    """Make a figure from outside known, with its source and its subject."""
    form = request.form
    kept = {one: said for one, said in words.typed_names(form).items() if said}
    unit, direction, subject = (
        form.get("unit", ""),
        form.get("direction", ""),
        form.get("about", ""),
    )
    wrong = {} if kept else {f"name.{i18n.locale()}": _("Name it.")}
    if unit not in UNITS:
        wrong["unit"] = _("Choose one of the answers.")
    if direction not in {"up", "down"}:
        wrong["direction"] = _("Choose one of the answers.")
    if wrong:
        return make_response(_figures(wrong, "declare"), 422)
    try:
        imports.declare_external(
            code=form.get("code", ""),
            names=kept,
            source=form.get("by", ""),
            subject=subject,
            unit=unit,
            direction=direction,
            actor_id=me(),
        )
    except Invalid as problem:
        told = {_declared(name): why for name, why in problem.errors.items()}
        return make_response(_figures(told, "declare"), 422)
    say(_("It is known. Send its first file, or choose it in a grid."))
    return after_post(url_for("labels.figures"))


def _declared(field: str) -> str:
    return {"source": "by", "subject": "about"}.get(field, field)


@bp.post("/labels/figures/files")
@requires(Permission.FIGURES_IMPORT)
def send_figures() -> Response:
    """Take a file of figures to be read; nothing of it counts yet."""
    sent, form = request.files.get("file"), request.form
    data = sent.read() if sent is not None else b""
    block, year = form.get("block", ""), form.get("year", "").strip()
    as_of = asked_day(form.get("as_of", ""))
    wrong = _sent_faults(data or block.encode(), year, form)
    if as_of is None:
        wrong["as_of"] = _("Choose a day.")
    if wrong or as_of is None:
        return make_response(_figures(wrong, "send"), 422)
    try:
        made = imports.start(
            Sent(
                code=form["code"],
                year=int(year),
                filename=(sent.filename or "") if sent is not None and data else _("pasted"),
                data=data or block.encode(),
                source=form.get("source", ""),
                subject=form.get("subject", ""),
                as_of=as_of,
            ),
            actor_id=me(),
        )
        imports.check(made)
    except Invalid as problem:
        return make_response(_figures(problem.errors, "send"), 422)
    return after_post(url_for("labels.figures_file", sent_id=made.id))


def _sent_faults(data: bytes, year: str, form: Mapping[str, str]) -> dict[str, str]:
    wrong = {}
    if form.get("code", "") not in {one.code for one in list_externals()}:
        wrong["code"] = _("Choose the figure.")
    if not (year.isdecimal() and len(year) == 4):  # noqa: PLR2004 - a year
        wrong["year"] = _("Write a year.")
    if form.get("subject", "") not in SUBJECTS:
        wrong["subject"] = _("Say what it is about.")
    if not data.strip():
        wrong["file"] = _("Choose a file, or paste a block.")
    return wrong


@bp.get("/labels/figures/files/<uuid:sent_id>")
@requires(Permission.FIGURES_IMPORT)
def figures_file(sent_id: UUID) -> str:
    """Show what a file would do, line by line, or what it did."""
    return _file(get_batch(sent_id))


def _file(batch: Batch, refused: str = "") -> str:
    external = get_external(batch.code)
    waits = batch.state in {"read", "checked"}
    groups: list[dict[str, Any]] = []
    counts: Mapping[str, Any] = batch.counts
    if waits:
        found = imports.compare(batch)
        groups = _groups(external, found)
        counts = {
            "created": len(found.created),
            "updated": len(found.updated),
            "refused": len(found.refused),
        }
    return render(
        "labels/figures_file.html",
        batch=batch,
        name=words.name_in(external.names, external.code),
        external=external,
        groups=groups,
        changes=counts.get("created", 0) + counts.get("updated", 0),
        refused_lines=counts.get("refused", 0),
        waits=waits,
        batch_words=batch_words,
        unit_words=unit_words,
        subject_words=dict(drafts.subjects()).get(batch.subject, batch.subject),
        refused=refused,
    )


def _groups(external: External, found: Difference[str]) -> list[dict[str, Any]]:
    """Return the lines of a file by what they do: refused first."""

    def shown(num: str, den: str, n: int) -> str:
        """Return a figure as people say it, with the answers it rests on."""
        bottom = Fraction(den)
        factor = imports.FACTORS.get(external.unit, 1)
        value = format_number(float(Fraction(num) / bottom * factor)) if bottom else _("n/a")
        return _("%(value)s, %(n)s answers", value=value, n=n) if n > 1 else value

    lines: dict[str, list[dict[str, Any]]] = {
        "refused": [
            {"line": _line(one.line), "name": one.key or _("Line"), "text": one.reason}
            for one in found.refused
        ],
        "changed": [
            {
                "line": _line(one.line),
                "name": str(one.key).upper(),
                "changes": [
                    (_field(name), str(change.before), str(change.after))
                    for name, change in one.changes.items()
                ],
            }
            for one in found.updated
        ],
        "new": [
            {
                "line": _line(one.line),
                "name": str(one.key).upper(),
                "text": shown(**one.fields),
            }
            for one in found.created
        ],
    }
    return [
        {"kind": kind, "count": len(rows), "lines": rows[:SHOWN]}
        for kind, rows in lines.items()
        if rows
    ]


def _line(place: int) -> str:
    return _("Line %(n)s", n=place)


@spoken
def _field(name: str) -> str:
    said = {"num": _("Numerator"), "den": _("Denominator"), "n": _("Answers")}
    return said.get(name, name)


@bp.post("/labels/figures/files/<uuid:sent_id>/apply")
@requires(Permission.FIGURES_IMPORT)
def apply_figures(sent_id: UUID) -> Response:
    """Write the figures of a file that was read."""
    return _done(sent_id, undo=False)


@bp.post("/labels/figures/files/<uuid:sent_id>/undo")
@requires(Permission.FIGURES_IMPORT)
def undo_figures(sent_id: UUID) -> Response:
    """Take a file back: what counted before it counts again; decisions taken stay."""
    return _done(sent_id, undo=True)


def _done(sent_id: UUID, *, undo: bool) -> Response:
    act = imports.undo if undo else imports.apply
    try:
        act(sent_id, actor_id=me())
    except Refused as problem:
        return make_response(_file(get_batch(sent_id), problem.message), 409)
    say(_("Taken back. Decisions stay as they are.") if undo else _("Applied."))
    return after_post(url_for("labels.figures_file", sent_id=sent_id))
