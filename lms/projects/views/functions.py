"""Functions of a store, and who is able to hold each: nothing here knows who is planned."""

from collections.abc import Mapping
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core.access import Permission, current_viewer, me, requires
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _
from lms.core.ids import uuid_of
from lms.core.pages import after_post, render, say
from lms.projects.queries import flows as reads
from lms.projects.queries import places
from lms.projects.queries.places import Here
from lms.projects.rules.staffing import Able
from lms.projects.services import flows as acts_on
from lms.projects.services.flows import Post
from lms.projects.views import bp, words
from lms.projects.views.person import acts, whole
from lms.projects.views.person import words as said


@bp.get("/store/<uuid:unit_id>/functions")
@requires(Permission.PROJECT_TAKE_PART, Permission.PROJECT_READ)
def functions(unit_id: UUID) -> str:
    """Show the functions, and who holds them: all to those who lead, one's own line to others."""
    return _functions(places.here(current_viewer(), unit_id))


def _functions(here: Here, errors: Mapping[str, str] | None = None) -> str:
    rows = reads.functions_of(here.unit.id)
    sees_all = here.leads or here.may(Permission.SKILLS_MEASURE)
    held = {
        (one.function_id, one.person_id): Able(one.able)
        for one in reads.holders_of(row.id for row in rows)
    }
    team = places.team_of(here.unit.id, here.today)
    return render(
        "projects/functions.html",
        here=here,
        rows=rows,
        counts={
            row.id: sum(
                function == row.id and able is Able.ALONE for (function, _), able in held.items()
            )
            for row in rows
        },
        team=[one for one in team if sees_all or one.person_id == me()],
        held=held,
        ables=[("", words.able(None)), *((one.value, words.able(one)) for one in Able)],
        channels=[(one, words.channel(one)) for one in reads.channels_of(here.unit)],
        typed=request.form,
        words=words,
        errors=errors or {},
    )


@bp.post("/store/<uuid:unit_id>/functions")
@requires(Permission.PROJECT_LEAD)
def function_add(unit_id: UUID) -> Response:
    """Name something people do for customers."""
    here = places.acting(current_viewer(), unit_id, Permission.PROJECT_LEAD)
    given = Post(
        name=said("name"),
        channel=said("channel") or reads.channels_of(here.unit)[0],
        handling=whole("handling"),
        share=whole("share") if said("share") else 100,
    )
    try:
        acts_on.add_function(unit=here.unit, given=given, by=acts(here))
    except Invalid as problem:
        return make_response(_functions(here, problem.errors), 422)
    except Refused as problem:
        say(problem.message, "error")
    return after_post(url_for("projects.functions", unit_id=unit_id))


@bp.post("/store/<uuid:unit_id>/functions/<uuid:function_id>/remove")
@requires(Permission.PROJECT_LEAD)
def function_remove(unit_id: UUID, function_id: UUID) -> Response:
    """Take a function back."""
    places.acting(current_viewer(), unit_id, Permission.PROJECT_LEAD)
    acts_on.remove_function(function_id=function_id, unit_id=unit_id)
    return after_post(url_for("projects.functions", unit_id=unit_id))


@bp.post("/store/<uuid:unit_id>/functions/<uuid:function_id>/holders")
@requires(Permission.PROJECT_LEAD)
def holders(unit_id: UUID, function_id: UUID) -> Response:
    """Say how each person holds a function."""
    here = places.acting(current_viewer(), unit_id, Permission.PROJECT_LEAD)
    if reads.get_function(function_id).unit_id != unit_id:
        raise NotFound
    by = acts(here)
    for name, value in request.form.items():
        person_id = uuid_of(name.removeprefix("able.")) if name.startswith("able.") else None
        if person_id is None or value not in {"", *Able}:
            continue
        try:
            acts_on.hold(
                function_id=function_id,
                person_id=person_id,
                able=Able(value) if value else None,
                by=by,
            )
        except Invalid as problem:
            return make_response(_functions(here, problem.errors), 422)
    say(_("Kept."))
    return after_post(url_for("projects.functions", unit_id=unit_id))
