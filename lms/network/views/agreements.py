"""Agreements between employers: whose names another may read; listed, recorded, ended."""

from uuid import UUID

from flask import url_for

from lms.core import pages
from lms.core.access import Permission, current_viewer, me, requires
from lms.core.i18n import _
from lms.network import services
from lms.network.forms import AgreementForm, EndAgreementForm
from lms.network.models import Change
from lms.network.queries import agreements as queries
from lms.network.queries import day_of
from lms.network.queries.people import list_changes
from lms.network.queries.undoable import undoable
from lms.network.queries.words import verb_name
from lms.network.views import Act, Answer, act_page, answers, bp, chosen, sent
from lms.network.views.person_acts import attempt


@bp.get("/agreements", endpoint="agreements")
@requires(Permission.AGREEMENTS_READ)
def agreements_() -> str:
    """List who may read whose names, since when, until when and why."""
    viewer = current_viewer()
    changes = list_changes(kind="agreement")
    return pages.render(
        "network/agreements.html",
        rows=queries.list_agreements(),
        today=day_of(viewer),
        changes=changes,
        undoable=undoable(viewer, [change.id for change in changes]),
        verb_name=verb_name,
    )


def _done(said: str, change: Change) -> Answer:
    pages.say(said, undo_url=url_for("network.change_undo", change_id=change.id))
    return pages.after_post(url_for("network.agreements"))


@bp.route("/agreements/new", methods=["GET", "POST"])
@requires(Permission.AGREEMENTS_WRITE, fresh_secret=True)
def agreements_new() -> Answer:
    """Record an agreement, once what it opens was read."""
    viewer = current_viewer()
    today = day_of(viewer)
    form = AgreementForm(answers(), on=today)
    employers = [("", _("Choose")), *((str(one), name) for one, name in queries.list_employers())]
    act = Act(
        title=_("Record an agreement"),
        subject="",
        url=url_for("network.agreements_new"),
        back=url_for("network.agreements"),
        form=form,
        confirm=_("Record this agreement"),
        choices={"employer": employers, "reader": employers},
        lead=_(
            "Names of people stop at their employer. A signed agreement lets another read them."
        ),
    )
    if chosen() and form.validate():
        employer, reader, day = form.employer.data, form.reader.data, form.on.data
        assert employer and reader and day  # noqa: S101, PT018 - required by the form
        act.outcome = queries.of_agreement(employer, reader, day)
        if sent():
            change = attempt(
                form,
                lambda: services.record_agreement(
                    employer_id=employer,
                    reader_id=reader,
                    on=day,
                    until=form.until.data,
                    reference=form.reference.data or "",
                    reason=form.reason.data or "",
                    today=today,
                    actor_id=me(),
                ),
            )
            if change is not None:
                return _done(_("The agreement is recorded."), change)
    return act_page(act)


@bp.route("/agreements/<uuid:agreement_id>/end", methods=["GET", "POST"])
@requires(Permission.AGREEMENTS_WRITE, fresh_secret=True)
def agreements_end(agreement_id: UUID) -> Answer:
    """End an agreement, once what it closes was read."""
    viewer = current_viewer()
    today = day_of(viewer)
    one = queries.get_agreement(agreement_id)
    form = EndAgreementForm(answers(), on=today)
    act = Act(
        title=_("End an agreement"),
        subject=_("%(employer)s and %(reader)s", employer=one.employer, reader=one.reader),
        url=url_for("network.agreements_end", agreement_id=agreement_id),
        back=url_for("network.agreements"),
        form=form,
        confirm=_("End this agreement"),
    )
    if chosen() and form.validate():
        day = form.on.data
        assert day is not None  # noqa: S101 - required by the form
        act.outcome = queries.of_end(one, day)
        if sent():
            change = attempt(
                form,
                lambda: services.end_agreement(
                    agreement_id=agreement_id,
                    on=day,
                    reason=form.reason.data or "",
                    today=today,
                    actor_id=me(),
                ),
            )
            if change is not None:
                return _done(_("The agreement ends."), change)
    return act_page(act)
