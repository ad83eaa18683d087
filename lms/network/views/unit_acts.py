"""Acts on a unit: open, correct, close, change region, brand or employer, light and darken."""

from uuid import UUID

from flask import url_for

from lms.core import pages
from lms.core.access import Capability, Permission, current_viewer, me, requires
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.i18n import _, ngettext
from lms.network import services
from lms.network.forms import DayForm, LinkForm, OpenUnitForm, UnitForm, WaveForm
from lms.network.models import Change, Unit
from lms.network.queries import consequences, day_of
from lms.network.queries.units import UnitFilters, all_units, get_unit, list_targets
from lms.network.queries.words import capability_name, channel_name, kind_name
from lms.network.rules import CHANNELS, UNIT_KINDS
from lms.network.views import Act, Answer, act_page, answers, bp, chosen, sent
from lms.network.views.person_acts import attempt

WRITE = Permission.UNITS_WRITE
TARGETS = ("region", "brand", "employer")


def _done(said: str, change: Change, unit_id: UUID) -> Answer:
    pages.say(said, undo_url=url_for("network.change_undo", change_id=change.id))
    return pages.after_post(url_for("network.unit", unit_id=unit_id))


def _choices(*names: str) -> dict[str, list[tuple[str, str]]]:
    """Return what each list of targets offers, none of them first."""
    none = {"region": _("No region"), "brand": _("No brand"), "employer": _("No employer")}
    return {
        name: [("", none[name]), *((str(one), words) for one, words in list_targets(name))]
        for name in names
    }


def _page_of(unit: Unit) -> str:
    return url_for("network.unit", unit_id=unit.id)


@bp.route("/units/new", methods=["GET", "POST"])
@requires(WRITE)
def units_new() -> Answer:
    """Open a unit."""
    viewer = current_viewer()
    form = OpenUnitForm(answers(), on=day_of(viewer), channels=["store"])
    if sent() and form.validate():
        made: list[Unit] = []

        def command() -> Change:
            unit, change = services.open_unit(
                code=form.code.data or "",
                name=form.name.data or "",
                kind=form.kind.data or "",
                on=form.on.data,  # type: ignore[arg-type]
                region_id=form.region.data,
                brand_id=form.brand.data,
                employer_id=form.employer.data,
                zone=form.zone.data or "",
                city=form.city.data,
                postcode=form.postcode.data,
                channels=tuple(form.channels.data or ()),
                unit_format=form.unit_format.data,
                actor_id=me(),
            )
            made.append(unit)
            return change

        change = attempt(form, command)
        if change is not None:
            return _done(_("%(unit)s is open.", unit=made[0].name), change, made[0].id)
    return act_page(
        Act(
            title=_("Open a store"),
            subject="",
            url=url_for("network.units_new"),
            back=url_for("network.units"),
            form=form,
            confirm=_("Open it"),
            choices={
                **_choices(*TARGETS),
                "kind": [(kind, kind_name(kind)) for kind in UNIT_KINDS],
                "channels": [(one, channel_name(one)) for one in CHANNELS],
            },
            direct=True,
        )
    )


@bp.route("/units/<uuid:unit_id>/correct", methods=["GET", "POST"])
@requires(WRITE)
def unit_correct(unit_id: UUID) -> Answer:
    """Correct what describes a unit."""
    viewer = current_viewer()
    unit = get_unit(viewer, unit_id, WRITE)
    form = UnitForm(answers() if sent() else None, obj=unit, unit_format=unit.format)
    if sent() and form.validate():
        change = attempt(
            form,
            lambda: services.correct_unit(
                unit_id=unit_id,
                code=form.code.data or "",
                name=form.name.data or "",
                zone=form.zone.data or "",
                city=form.city.data,
                postcode=form.postcode.data,
                channels=tuple(form.channels.data or ()),
                unit_format=form.unit_format.data,
                actor_id=me(),
            ),
        )
        if change is not None:
            return _done(_("Corrected."), change, unit_id)
    return act_page(
        Act(
            title=_("Correct"),
            subject=unit.name,
            url=url_for("network.unit_correct", unit_id=unit_id),
            back=_page_of(unit),
            form=form,
            confirm=_("Save"),
            choices={"channels": [(one, channel_name(one)) for one in CHANNELS]},
            direct=True,
        )
    )


@bp.route("/units/<uuid:unit_id>/close", methods=["GET", "POST"])
@requires(WRITE, fresh_secret=True)
def unit_close(unit_id: UUID) -> Answer:
    """Close a unit, once what it changes was read."""
    viewer = current_viewer()
    unit = get_unit(viewer, unit_id, WRITE)
    form = DayForm(answers(), on=day_of(viewer))
    act = Act(
        title=_("Close"),
        subject=unit.name,
        url=url_for("network.unit_close", unit_id=unit_id),
        back=_page_of(unit),
        form=form,
        confirm=_("Close this store"),
    )
    if form.validate():
        act.outcome = consequences.of_closing(unit, form.on.data)  # type: ignore[arg-type]
        if sent():
            name = unit.name
            change = services.close_unit(
                unit_id=unit_id,
                on=form.on.data,  # type: ignore[arg-type]
                actor_id=me(),
            )
            return _done(_("%(unit)s closes.", unit=name), change, unit_id)
    return act_page(act)


@bp.route("/units/<uuid:unit_id>/link", methods=["GET", "POST"])
@requires(WRITE)
def unit_link(unit_id: UUID) -> Answer:
    """Give a unit another region, brand or employer, once what it changes was read."""
    viewer = current_viewer()
    unit = get_unit(viewer, unit_id, WRITE)
    form = LinkForm(answers(), on=day_of(viewer), what="region")
    what = form.what.data if form.what.data in TARGETS else "region"
    targets = _choices(what)[what]
    words = {"region": _("Region"), "brand": _("Brand"), "employer": _("Employer")}
    act = Act(
        title=_("Change region, brand or employer"),
        subject=unit.name,
        url=url_for("network.unit_link", unit_id=unit_id),
        back=_page_of(unit),
        form=form,
        confirm=_("Change from that day"),
        choices={"what": list(words.items()), "target": targets},
    )
    target = str(form.target.data or "")
    if chosen() and form.validate():
        name = dict(targets).get(target)
        if name is None:
            raise NotFound
        act.outcome = consequences.of_relinking(
            unit,
            what,
            name if target else None,
            form.on.data,  # type: ignore[arg-type]
        )
        if sent():
            change = services.relink_unit(
                unit_id=unit_id,
                what=what,
                target_id=form.target.data,
                on=form.on.data,  # type: ignore[arg-type]
                actor_id=me(),
            )
            return _done(_("Changed from that day."), change, unit_id)
    return act_page(act)


@bp.route("/units/<uuid:unit_id>/wave", methods=["GET", "POST"])
@requires(Permission.WAVES_WRITE)
def unit_wave(unit_id: UUID) -> Answer:
    """Light or darken a capability in one unit."""
    unit = get_unit(current_viewer(), unit_id, Permission.WAVES_WRITE)
    return _wave(
        [unit.id], unit.name, url_for("network.unit_wave", unit_id=unit_id), _page_of(unit)
    )


@bp.route("/units/waves", methods=["GET", "POST"])
@requires(Permission.WAVES_WRITE)
def units_waves() -> Answer:
    """Light or darken a capability in every open unit, or in those of a region."""
    form = WaveForm(answers())
    region_id = form.region.data
    rows = all_units(current_viewer(), UnitFilters(region_id=region_id))
    subject = ngettext("%(num)s store", "%(num)s stores", len(rows))
    return _wave(
        [row.id for row in rows],
        subject,
        url_for("network.units_waves"),
        url_for("network.units"),
        many=True,
    )


def _wave(unit_ids: list[UUID], subject: str, url: str, back: str, *, many: bool = False) -> Answer:
    viewer = current_viewer()
    form = WaveForm(answers(), on=day_of(viewer), capability="learning", act="light")
    act = Act(
        title=_("Light or darken a capability"),
        subject=subject,
        url=url,
        back=back,
        form=form,
        confirm=_("Do it from that day"),
        choices={
            "capability": [(c.value, capability_name(c)) for c in Capability],
            "act": [("light", _("It becomes live")), ("darken", _("It goes dark"))],
            **(
                {"region": [("", _("All regions")), *_choices("region")["region"][1:]]}
                if many
                else {}
            ),
        },
        skip=frozenset() if many else frozenset({"region"}),
        lead=_("A dark capability has no menu entry, reminder or figure."),
    )
    if chosen() and form.validate() and unit_ids:
        capability = Capability(form.capability.data or "")
        lit = form.act.data == "light"
        act.outcome = consequences.of_wave(
            unit_ids,
            capability,
            form.on.data,  # type: ignore[arg-type]
            lit=lit,
        )
        if sent():
            change = attempt(form, lambda: _apply(unit_ids, capability, form, lit=lit))
            if change is not None:
                session.flush()
                said = _("Done from that day.")
                pages.say(said, undo_url=url_for("network.change_undo", change_id=change.id))
                return pages.after_post(back)
    return act_page(act)


def _apply(unit_ids: list[UUID], capability: Capability, form: WaveForm, *, lit: bool) -> Change:
    actor_id, day = me(), form.on.data
    if lit:
        return services.light(
            unit_ids=unit_ids,
            capability=capability,
            on=day,  # type: ignore[arg-type]
            until=form.until.data,
            actor_id=actor_id,
        )
    return services.darken(
        unit_ids=unit_ids,
        capability=capability,
        on=day,  # type: ignore[arg-type]
        actor_id=actor_id,
    )
