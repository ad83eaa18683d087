"""Mandates of a person: given once what they change was read, ended."""

from uuid import UUID

from flask import url_for
from sqlalchemy import select

from lms.accounts.models import Person
from lms.accounts.rules.names import employee_number
from lms.core.access import Role, Viewer, current_viewer, me, requires
from lms.core.db import session
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _
from lms.network import services
from lms.network.forms import DayForm, MandateForm
from lms.network.models import Change, Mandate, Unit
from lms.network.queries import consequences, day_of
from lms.network.queries.people import get_person
from lms.network.queries.units import find_units, get_unit, list_targets
from lms.network.queries.words import role_name
from lms.network.rules import may_give, scope_kind_of
from lms.network.views import Act, Answer, act_page, answers, bp, chosen, sent
from lms.network.views.person_acts import WRITE, attempt, done, page_of, person_in_scope


@bp.route("/people/<uuid:person_id>/mandate", methods=["GET", "POST"])
@requires(WRITE, fresh_secret=True)
def person_mandate(person_id: UUID) -> Answer:
    """Give somebody a mandate, once what it changes was read."""
    viewer, person = current_viewer(), person_in_scope(person_id)
    kinds = [role for role in _MANDATES if may_give(viewer.roles, role)]
    form = MandateForm(answers(), on=day_of(viewer), kind=kinds[0].value)
    act = _mandate_page(viewer, person, form, kinds)
    if chosen() and form.validate() and form.kind.data in kinds:
        kind = Role(form.kind.data)
        unit, scope_id = _scope(viewer, kind, form)
        if not form.errors:
            day = form.on.data
            act.outcome = consequences.of_mandate(kind, unit, person, day)  # type: ignore[arg-type]
            if sent():
                change = attempt(form, lambda: _give(viewer, person, kind, scope_id, form))
                if change is not None:
                    said = _(
                        "%(name)s has the mandate: %(role)s.",
                        name=person.full_name,
                        role=role_name(kind),
                    )
                    return done(said, change, person_id)
    return act_page(act)


_MANDATES = (
    Role.DEPUTY,
    Role.UNIT_MANAGER,
    Role.COACH,
    Role.REGIONAL_LEAD,
    Role.LEARNING_AUTHOR,
    Role.LABEL_OFFICER,
    Role.ADMINISTRATOR,
    Role.PRIVACY_OFFICER,
)


def _mandate_page(viewer: Viewer, person: Person, form: MandateForm, kinds: list[Role]) -> Act:
    above = Role.REGIONAL_LEAD in kinds
    skip = set() if above else {"region"}
    if Role.COACH not in kinds:
        skip.add("backup")
    choices = {"kind": [(role.value, role_name(role)) for role in kinds]}
    if above:
        choices["region"] = [("", _("No region")), *map(_as_choice, list_targets("region"))]
    return Act(
        title=_("Give a mandate"),
        subject=person.full_name,
        url=url_for("network.person_mandate", person_id=person.id),
        back=page_of(person),
        form=form,
        confirm=_("Give this mandate"),
        choices=choices,
        units=find_units(viewer, WRITE, form.q.data or "", chosen=form.unit.data),
        skip=frozenset(skip),
    )


def _as_choice(pair: tuple[UUID, str]) -> tuple[str, str]:
    return str(pair[0]), pair[1]


def _scope(viewer: Viewer, kind: Role, form: MandateForm) -> tuple[Unit | None, UUID | None]:
    """Return what a mandate is over, loaded in the giver's scope."""
    scope_kind = scope_kind_of(kind)
    if scope_kind == "unit":
        if form.unit.data is None:
            form.refuse({"unit": _("Choose a store.")})
            return None, None
        unit = get_unit(viewer, form.unit.data, WRITE)
        return unit, unit.id
    if scope_kind == "region":
        if form.region.data is None:
            form.refuse({"region": _("Choose a region.")})
        return None, form.region.data
    return None, None


def _give(
    viewer: Viewer, person: Person, kind: Role, scope_id: UUID | None, form: MandateForm
) -> Change:
    return services.give_mandate(
        kind=kind,
        person_id=person.id,
        scope_id=scope_id,
        on=form.on.data,  # type: ignore[arg-type]
        until=form.until.data,
        backup_id=_backup(viewer, form.backup.data or ""),
        giver_roles=viewer.roles,
        actor_id=me(),
    )


def _backup(viewer: Viewer, number: str) -> UUID | None:
    """Return the person with this number, who must be in the giver's scope."""
    if not number:
        return None
    found = session.scalar(select(Person.id).where(Person.external_id == employee_number(number)))
    try:
        return get_person(viewer, found, WRITE).id if found else _nobody()
    except NotFound:
        return _nobody()


def _nobody() -> UUID:
    raise Invalid({"backup": _("Nobody has this number.")})


@bp.route("/people/<uuid:person_id>/mandates/<uuid:mandate_id>/end", methods=["GET", "POST"])
@requires(WRITE, fresh_secret=True)
def person_mandate_end(person_id: UUID, mandate_id: UUID) -> Answer:
    """End a mandate."""
    viewer, person = current_viewer(), person_in_scope(person_id)
    mandate = session.get(Mandate, mandate_id)
    if mandate is None or mandate.person_id != person_id:
        raise NotFound
    if mandate.unit_id is not None:
        get_unit(viewer, mandate.unit_id, WRITE)
    role = role_name(Role(mandate.kind))
    form = DayForm(answers(), on=day_of(viewer))
    if sent() and form.validate():
        change = services.end_mandate(
            mandate_id=mandate_id,
            on=form.on.data,  # type: ignore[arg-type]
            giver_roles=viewer.roles,
            actor_id=me(),
        )
        return done(_("The mandate ends."), change, person_id)
    return act_page(
        Act(
            title=_("End the mandate: %(role)s", role=role),
            subject=person.full_name,
            url=url_for("network.person_mandate_end", person_id=person_id, mandate_id=mandate_id),
            back=page_of(person),
            form=form,
            confirm=_("End this mandate"),
            direct=True,
        )
    )
