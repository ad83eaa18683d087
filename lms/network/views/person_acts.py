"""Acts on a person: hire, correct, move, second job, leave, mandates."""

from collections.abc import Callable
from uuid import UUID

from flask import url_for
from sqlalchemy import select

from lms.accounts.models import Person
from lms.core import pages
from lms.core.access import Permission, Viewer, current_viewer, me, requires
from lms.core.db import session
from lms.core.errors import Forbidden, Invalid, NotFound
from lms.core.i18n import _
from lms.network import services
from lms.network.forms import DayForm, HireForm, JobForm, PersonForm, Shape
from lms.network.models import Change, Membership
from lms.network.queries import consequences, day_of
from lms.network.queries.people import get_person, list_positions
from lms.network.queries.reach import is_desk, jobs_out_of_reach, mandates_out_of_reach
from lms.network.queries.units import find_units, get_unit
from lms.network.queries.words import role_name
from lms.network.views import Act, Answer, act_page, answers, bp, sent

WRITE = Permission.PEOPLE_WRITE


def done(said: str, change: Change, person_id: UUID) -> Answer:
    """Say what was done, with its undo, and go to the person or, out of sight, to the list."""
    session.flush()
    pages.say(said, undo_url=url_for("network.change_undo", change_id=change.id))
    try:
        get_person(current_viewer(), person_id, Permission.PEOPLE_READ)
    except NotFound:
        return pages.after_post(url_for("network.people"))
    return pages.after_post(url_for("network.person", person_id=person_id))


def attempt(form: Shape, command: Callable[[], Change]) -> Change | None:
    """Run a command; what it refuses in a field goes back to the form."""
    try:
        return command()
    except Invalid as refused:
        form.refuse(refused.errors)
        return None


def person_in_scope(person_id: UUID) -> Person:
    """Return somebody the viewer may act on; raises NotFound for a stranger."""
    return get_person(current_viewer(), person_id, WRITE)


def page_of(person: Person) -> str:
    """Return the address of a person's page."""
    return url_for("network.person", person_id=person.id)


@bp.route("/people/new", methods=["GET", "POST"])
@requires(WRITE, fresh_secret=True)
def people_new() -> Answer:
    """Hire somebody, or take back somebody who left."""
    viewer = current_viewer()
    form = HireForm(answers(), on=day_of(viewer))
    if sent() and form.validate():
        unit = get_unit(viewer, form.unit.data, WRITE, named=True)
        made: list[Person] = []

        def command() -> Change:
            person, change = services.hire(
                given_name=form.given_name.data or "",
                family_name=form.family_name.data or "",
                external_id=form.external_id.data or None,
                email=form.email.data or None,
                unit_id=unit.id,
                position_id=form.position.data,  # type: ignore[arg-type]
                on=form.on.data,  # type: ignore[arg-type]
                actor_id=me(),
                locale=viewer.locale,
            )
            made.append(person)
            return change

        change = attempt(form, command)
        if change is not None:
            said = _("%(name)s is in the team of %(unit)s.", name=made[0].full_name, unit=unit.name)
            return done(said, change, made[0].id)
    return act_page(
        Act(
            title=_("Somebody comes"),
            subject="",
            lead=_("They get a job here, then an invitation or an entry slip from their page."),
            url=url_for("network.people_new"),
            back=url_for("network.people"),
            form=form,
            confirm=_("Add to the team"),
            choices={"position": list_positions()},
            units=find_units(viewer, WRITE, form.q.data or "", chosen=form.unit.data),
            direct=True,
        )
    )


@bp.route("/people/<uuid:person_id>/correct", methods=["GET", "POST"])
@requires(WRITE, fresh_secret=True)
def person_correct(person_id: UUID) -> Answer:
    """Correct names, number or e-mail."""
    viewer, person = current_viewer(), person_in_scope(person_id)
    _check_main_job(viewer, person)
    desk = is_desk(viewer)
    form = PersonForm(answers() if sent() else None, obj=person)
    if sent() and form.validate():
        change = attempt(
            form,
            lambda: services.correct(
                person_id=person_id,
                given_name=form.given_name.data or "",
                family_name=form.family_name.data or "",
                external_id=(form.external_id.data or None) if desk else person.external_id,
                email=(form.email.data or None) if desk else person.email,
                actor_id=me(),
            ),
        )
        if change is not None:
            return done(_("Corrected."), change, person_id)
    return act_page(
        Act(
            title=_("Correct"),
            subject=person.full_name,
            url=url_for("network.person_correct", person_id=person_id),
            back=page_of(person),
            form=form,
            confirm=_("Save"),
            direct=True,
            skip=frozenset() if desk else frozenset({"external_id", "email"}),
            lead="" if desk else _("Head office changes the number and the e-mail."),
        )
    )


def _check_main_job(viewer: Viewer, person: Person) -> None:
    """Refuse to act on the main job of somebody lent by another unit."""
    elsewhere = jobs_out_of_reach(viewer, person.id, main_only=True)
    if elsewhere:
        raise Forbidden(
            _(
                "The main job of %(name)s is in %(unit)s: ask there.",
                name=person.full_name,
                unit=", ".join(elsewhere),
            )
        )


def _check_whole(viewer: Viewer, person: Person) -> None:
    """Refuse to end everything of somebody who also works or answers elsewhere."""
    jobs = jobs_out_of_reach(viewer, person.id)
    held = [role_name(role) for role in mandates_out_of_reach(viewer, person.id)]
    if jobs or held:
        raise Forbidden(
            _(
                "%(name)s also has: %(what)s. Ask head office.",
                name=person.full_name,
                what=", ".join([*jobs, *held]),
            )
        )


def _job_act(
    person_id: UUID, endpoint: str, title: str, confirm: str
) -> tuple[Person, JobForm, Act]:
    """Prepare the page that chooses a unit, a position and a day for a person."""
    viewer, person = current_viewer(), person_in_scope(person_id)
    day = day_of(viewer)
    job = session.scalar(
        select(Membership).where(
            Membership.person_id == person_id,
            Membership.is_primary,
            Membership.during.contains(day),
        )
    )
    form = JobForm(answers(), on=day, position=job.position_id if job else None)
    act = Act(
        title=title,
        subject=person.full_name,
        url=url_for(endpoint, person_id=person_id),
        back=page_of(person),
        form=form,
        confirm=confirm,
        choices={"position": list_positions()},
        units=find_units(viewer, WRITE, form.q.data or "", chosen=form.unit.data),
    )
    return person, form, act


@bp.route("/people/<uuid:person_id>/move", methods=["GET", "POST"])
@requires(WRITE, fresh_secret=True)
def person_move(person_id: UUID) -> Answer:
    """Put somebody's main job elsewhere, once what it changes was read."""
    person, form, act = _job_act(
        person_id, "network.person_move", _("Move elsewhere"), _("Move elsewhere")
    )
    _check_main_job(current_viewer(), person)
    if form.validate():
        unit = get_unit(current_viewer(), form.unit.data, WRITE, named=True)
        act.outcome = consequences.of_move(person, unit, form.on.data)  # type: ignore[arg-type]
        if sent():
            change = services.move(
                person_id=person_id,
                unit_id=unit.id,
                position_id=form.position.data,  # type: ignore[arg-type]
                on=form.on.data,  # type: ignore[arg-type]
                actor_id=me(),
            )
            said = _("%(name)s moves to %(unit)s.", name=person.full_name, unit=unit.name)
            return done(said, change, person_id)
    return act_page(act)


@bp.route("/people/<uuid:person_id>/job", methods=["GET", "POST"])
@requires(WRITE, fresh_secret=True)
def person_job(person_id: UUID) -> Answer:
    """Give a second job beside the main one."""
    person, form, act = _job_act(
        person_id, "network.person_job", _("Add a second job"), _("Add this job")
    )
    act.direct = True
    if sent() and form.validate():
        unit = get_unit(current_viewer(), form.unit.data, WRITE, named=True)
        change = services.add_job(
            person_id=person_id,
            unit_id=unit.id,
            position_id=form.position.data,  # type: ignore[arg-type]
            on=form.on.data,  # type: ignore[arg-type]
            actor_id=me(),
        )
        said = _("%(name)s also works in %(unit)s.", name=person.full_name, unit=unit.name)
        return done(said, change, person_id)
    return act_page(act)


@bp.route("/people/<uuid:person_id>/jobs/<uuid:job_id>/end", methods=["GET", "POST"])
@requires(WRITE, fresh_secret=True)
def person_job_end(person_id: UUID, job_id: UUID) -> Answer:
    """End a second job."""
    viewer, person = current_viewer(), person_in_scope(person_id)
    job = session.get(Membership, job_id)
    if job is None or job.person_id != person_id:
        raise NotFound
    unit = get_unit(viewer, job.unit_id, WRITE, named=True)
    form = DayForm(answers(), on=day_of(viewer))
    if sent() and form.validate():
        change = services.end_second_job(
            membership_id=job_id,
            on=form.on.data,  # type: ignore[arg-type]
            actor_id=me(),
        )
        return done(_("The second job ends."), change, person_id)
    return act_page(
        Act(
            title=_("End the job in %(unit)s", unit=unit.name),
            subject=person.full_name,
            url=url_for("network.person_job_end", person_id=person_id, job_id=job_id),
            back=page_of(person),
            form=form,
            confirm=_("End this job"),
            direct=True,
            lead=_("The main job stays."),
        )
    )


@bp.route("/people/<uuid:person_id>/leave", methods=["GET", "POST"])
@requires(WRITE, fresh_secret=True)
def person_leave(person_id: UUID) -> Answer:
    """End every job of somebody, once what it changes was read."""
    viewer, person = current_viewer(), person_in_scope(person_id)
    _check_whole(viewer, person)
    form = DayForm(answers(), on=day_of(viewer))
    act = Act(
        title=_("End of job"),
        subject=person.full_name,
        url=url_for("network.person_leave", person_id=person_id),
        back=page_of(person),
        form=form,
        confirm=_("End all their jobs"),
    )
    if form.validate():
        act.outcome = consequences.of_leaving(person, form.on.data)  # type: ignore[arg-type]
        if sent():
            change = services.leave(
                person_id=person_id,
                on=form.on.data,  # type: ignore[arg-type]
                actor_id=me(),
            )
            return done(_("%(name)s leaves.", name=person.full_name), change, person_id)
    return act_page(act)
