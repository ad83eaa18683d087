"""The coverage matrix: what makes each moment live, its holes, and who fills them."""

from typing import Any
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core import clock, references
from lms.core.access import Permission, me, requires
from lms.core.errors import Invalid, NotFound
from lms.core.pages import address, after_post, render
from lms.core.policy import number
from lms.core.references import Column, Holder, Pointer
from lms.core.tabular import CSV_TYPE
from lms.network.rules import DEFAULT_ZONE
from lms.referential import policies
from lms.referential.exports import coverage_table
from lms.referential.queries import following as reads
from lms.referential.queries import published_of
from lms.referential.queries.following import Named
from lms.referential.rules import Kind
from lms.referential.rules.coverage import COLUMNS
from lms.referential.services import following
from lms.referential.views import bp, words
from lms.referential.views.person import writes


def _today() -> Any:
    return clock.today(DEFAULT_ZONE)


@bp.get("/referential/coverage")
@requires(Permission.REFERENTIAL_TASKS)
def coverage() -> str:
    """Show each moment against what makes it live; an empty cell leads to what fills it."""
    version = published_of([Kind.SERVICE]).get(Kind.SERVICE)
    found = reads.coverage(version, _today()) if version else None
    return render(
        "referential/coverage.html",
        version=version,
        found=found,
        columns=[(column, words.column_names()[column]) for column in COLUMNS],
        days=number(policies.LIVED),
        writes=writes(),
    )


@bp.get("/referential/coverage.csv")
@requires(Permission.REFERENTIAL_TASKS)
def coverage_file() -> Response:
    """Give the coverage as a table."""
    version = published_of([Kind.SERVICE]).get(Kind.SERVICE)
    if version is None:
        raise NotFound
    body = coverage_table(reads.coverage(version, _today()), words.column_names())
    answer = Response(body, content_type=CSV_TYPE)
    answer.headers["Content-Disposition"] = 'attachment; filename="coverage.csv"'
    return answer


def _moment(uid: UUID) -> Named:
    version = published_of([Kind.SERVICE]).get(Kind.SERVICE)
    known = reads.moments_of(version.id) if version else []
    found = next((one for one in known if one.uid == uid), None)
    if found is None:
        raise NotFound
    return found


@bp.get("/referential/coverage/<uuid:uid>/<column>")
@requires(Permission.REFERENTIAL_TASKS)
def coverage_cell(uid: UUID, column: str) -> str:
    """Show what fills one cell, and the pages where it is filled."""
    return _cell(uid, column)


def _cell(uid: UUID, column: str, wrong: dict[str, str] | None = None) -> str:
    if column not in set(COLUMNS):
        raise NotFound
    moment = _moment(uid)
    holders = [one for one in references.HOLDERS.values() if one.column == column]
    return render(
        "referential/coverage_cell.html",
        moment=moment,
        column=Column(column),
        name=words.column_names()[column],
        found=[_line(one, pointer) for one, pointer in reads.lived_by(moment, Column(column))],
        fills=[(one.name, address(one.fill, {})) for one in holders if one.fill],
        offered=[_offer(one) for one in holders if one.choices is not None and writes()],
        wrong=wrong or {},
        writes=writes(),
        skills=len(moment.skills),
        errors=bool(wrong),
    )


def _line(holder: Holder, pointer: Pointer) -> dict[str, Any]:
    return {
        "source": holder.code,
        "name": holder.name,
        "key": pointer.key,
        "label": pointer.label,
        "url": address(pointer.endpoint or None, pointer.args),
        "is_tied": holder.choices is not None,
    }


def _offer(holder: Holder) -> dict[str, Any]:
    choices = sorted(reads.choices_of(holder.code).values(), key=lambda one: one.label)
    return {
        "source": holder.code,
        "name": holder.name,
        "choices": [(one.key, one.label) for one in choices],
    }


@bp.post("/referential/coverage/<uuid:uid>/<column>/tie")
@requires(Permission.REFERENTIAL_WRITE)
def coverage_tie(uid: UUID, column: str) -> Response:
    """Say that something watches this moment."""
    form = request.form
    try:
        following.tie(
            moment_uid=uid,
            source=form.get("source", ""),
            key=form.get("key", ""),
            actor_id=me(),
        )
    except Invalid as problem:
        return make_response(_cell(uid, column, problem.errors), 422)
    return after_post(url_for("referential.coverage_cell", uid=uid, column=column))


@bp.post("/referential/coverage/<uuid:uid>/<column>/untie")
@requires(Permission.REFERENTIAL_WRITE)
def coverage_untie(uid: UUID, column: str) -> Response:
    """Take back that something watches this moment."""
    form = request.form
    following.untie(
        moment_uid=uid, source=form.get("source", ""), key=form.get("key", ""), actor_id=me()
    )
    return after_post(url_for("referential.coverage_cell", uid=uid, column=column))
