"""New versions of paths: what changed, what each choice does to whom, the choice, its undo."""

from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from lms.core import pages
from lms.core.access import Permission, current_viewer, me, requires
from lms.core.errors import Invalid
from lms.core.i18n import _
from lms.courses.forms import ChoiceForm
from lms.courses.queries import proposals as queries
from lms.courses.rules.moving import ASKED, EFFECTS, Choice
from lms.courses.rules.progress import ENROLMENT_STATES
from lms.courses.services import moving
from lms.courses.views import bp


@bp.get("/training/versions")
@requires(Permission.PATHS_WRITE)
def proposal_list() -> str:
    """List the versions that wait for a choice, then what was chosen lately."""
    return pages.render(
        "courses/proposals.html",
        waiting=queries.list_proposals(waiting=True),
        settled=queries.list_proposals(waiting=False),
    )


@bp.get("/training/versions/<uuid:proposal_id>")
@requires(Permission.PATHS_WRITE, fresh_secret=True)
def proposal(proposal_id: UUID) -> str:
    """Show one new version: what changed, the consequences first, then how far the work is."""
    return _page(proposal_id, ChoiceForm())


def _page(proposal_id: UUID, form: ChoiceForm) -> str:
    one = queries.get_proposal(proposal_id)
    waits = one.state == "waiting"
    return pages.page_or_block(
        "courses/proposal.html",
        "job",
        one=one,
        waits=waits,
        form=form,
        errors=bool(form.errors),
        change=queries.what_changed(one) if not pages.wants_fragment() else None,
        table=queries.consequences(one) if waits else {},
        done=queries.applied(one.id) if not waits else {},
    )


@bp.post("/training/versions/<uuid:proposal_id>")
@requires(Permission.PATHS_WRITE, fresh_secret=True)
def proposal_decide(proposal_id: UUID) -> Response | tuple[str, int]:
    """Choose what becomes of those who follow the path; a job does it."""
    form = ChoiceForm()
    if not form.validate():
        return _page(proposal_id, form), 422
    try:
        moving.decide(
            proposal_id=proposal_id,
            choice=Choice(form.choice.data or ""),
            reason=form.reason.data or "",
            actor_id=me(),
            roles=current_viewer().roles,
        )
    except Invalid as error:
        for name, message in error.errors.items():
            form[name].errors = [message]
        return _page(proposal_id, form), 422
    pages.say(_("Your choice is made. People are being looked at, one after the other."))
    return pages.after_post(url_for("courses.proposal", proposal_id=proposal_id))


@bp.post("/training/versions/<uuid:proposal_id>/undo")
@requires(Permission.PATHS_WRITE, fresh_secret=True)
def proposal_undo(proposal_id: UUID) -> Response:
    """Put everybody back where they were before the choice."""
    moving.undo(proposal_id=proposal_id, actor_id=me(), roles=current_viewer().roles)
    pages.say(_("People go back where they were. What they did since stays done."))
    return pages.after_post(url_for("courses.proposal", proposal_id=proposal_id))


@bp.get("/training/versions/<uuid:proposal_id>/people")
@requires(Permission.PATHS_WRITE, fresh_secret=True)
def proposal_people(proposal_id: UUID) -> str:
    """List the people behind a number."""
    one = queries.get_proposal(proposal_id)
    state = _asked("state", ENROLMENT_STATES)
    choice = _asked("choice", [c.value for c in ASKED] if one.state == "waiting" else EFFECTS)
    found = queries.list_concerned(current_viewer(), one, choice=choice, state=state)
    here: dict[str, Any] = {
        "proposal_id": proposal_id,
        "state": state or None,
        "choice": choice or None,
    }
    return pages.render(
        "courses/proposal_people.html",
        one=one,
        state=state,
        choice=choice,
        found=found,
        sheet=pages.sheet(found.people),
        address=lambda **change: url_for("courses.proposal_people", **{**here, **change}),
    )


def _asked(name: str, known: Any) -> str:
    asked = request.args.get(name, "")
    return asked if asked in known else ""
