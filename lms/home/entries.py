"""How people of a unit come in: their slips, links, tablets and places, kept by a manager."""

from dataclasses import dataclass
from uuid import UUID

import flask
from flask import Blueprint, Response, request, url_for

from lms.accounts import policies
from lms.accounts.models import Invitation, Person
from lms.accounts.queries import Access, access_of, list_batch, list_devices
from lms.accounts.rules.names import one_line
from lms.accounts.rules.secrets import spell_slip_code
from lms.accounts.services import end_sessions
from lms.accounts.services.attempts import closed_places, reopen_place
from lms.accounts.services.devices import revoke_device
from lms.accounts.services.invitations import invite, issue_slips
from lms.accounts.services.keys import slip_code
from lms.core import audit, clock, i18n
from lms.core.access import Permission, current_viewer, requires
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _, ngettext
from lms.core.pages import after_post, asked_page, page_or_block, render, say
from lms.core.pdf import PDF_TYPE, Slip, slips_pdf
from lms.core.qr import qr_svg
from lms.home.scope import (
    PER_PAGE,
    get_device_for,
    get_slip_person,
    get_unit_for,
    list_devices_for,
    list_units_for,
    people_for_slips,
    unit_names,
)
from lms.network.models import Unit
from lms.network.queries import primary_units

bp = Blueprint("entries", __name__)

MOST_SLIPS = 200
Answer = str | Response | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody and how far they are with their account."""

    person: Person
    access: Access
    closed: bool


@bp.get("/entries")
@requires(Permission.SLIP_ISSUE, fresh_secret=True)
def people() -> Answer:
    """Show who can come in already, who waits for a slip, and the tablets."""
    return _people()


def _people(errors: dict[str, str] | None = None) -> str:
    viewer, now = current_viewer(), clock.now()
    store = one_line(request.args.get("store", "")[:80])
    units = list_units_for(viewer, Permission.SLIP_ISSUE, words=store)
    many = bool(store) or len(units) > PER_PAGE
    unit = _chosen_unit(units, anywhere=not store)
    q = one_line(request.args.get("q", "")[:80])
    page = asked_page()
    found = people_for_slips(viewer, q=q, unit_id=unit.id if unit else None, page=page)
    near = [unit] if unit else units if len(units) <= PER_PAGE else []
    devices = list_devices([u.id for u in near])
    shown = found[:PER_PAGE]
    states = access_of([p.id for p in shown], now)
    closed = closed_places(
        person_ids=[p.id for p in shown], device_ids=[device.id for device in devices]
    )
    return page_or_block(
        "home/entries.html",
        "results",
        rows=[Row(p, states[p.id], p.id in closed) for p in shown],
        units=units[:PER_PAGE] if store or not many else near[:1],
        unit=unit,
        store=store,
        many=many,
        devices=devices,
        unit_names={u.id: u.name for u in near},
        q=q,
        page=page,
        more=len(found) > PER_PAGE,
        address=lambda **change: url_for(
            "entries.people",
            **{"q": q or None, "unit": unit.id if unit else None, "store": store or None, **change},
        ),
        person=request.args.get("person", ""),
        errors=errors or {},
        life=policies.in_words("accounts.slip.life"),
    )


def _chosen_unit(units: list[Unit], *, anywhere: bool) -> Unit | None:
    """Return the unit asked, or the only one there is; None for all of the viewer's.

    ``anywhere``: one that is not among the ``units`` found may be asked too.
    """
    asked = request.args.get("unit", type=UUID)
    found = next((unit for unit in units if unit.id == asked), None)
    if found is None and anywhere:
        found = get_unit_for(current_viewer(), Permission.SLIP_ISSUE, asked)
    return units[0] if found is None and len(units) == 1 else found


@bp.post("/entries/slips")
@requires(Permission.SLIP_ISSUE, fresh_secret=True)
def issue() -> Answer:
    """Make one slip each for the people ticked; show them ready to print."""
    viewer = current_viewer()
    asked = request.form.getlist("person", type=UUID)
    if not asked:
        return _people({"people": _("Tick the people who need a slip.")}), 422
    if len(asked) > MOST_SLIPS:
        raise Refused(_("No more than %(n)s slips at once.", n=MOST_SLIPS))
    for person_id in asked:
        get_slip_person(viewer, person_id)
    assert viewer.person_id is not None  # noqa: S101 - @requires let somebody in
    batch_id = issue_slips(
        person_ids=list(dict.fromkeys(asked)), issued_by=viewer.person_id, now=clock.now()
    )
    return after_post(url_for("entries.slips", batch_id=batch_id))


def _waiting(batch_id: UUID) -> list[tuple[Invitation, Person]]:
    """Return the slips of a batch still good; the viewer's own, or NotFound."""
    viewer, now = current_viewer(), clock.now()
    found = [pair for pair in list_batch(batch_id) if pair[0].issued_by == viewer.person_id]
    if not found:
        raise NotFound
    return [
        pair
        for pair in found
        if pair[0].used_at is None and pair[0].revoked_at is None and pair[0].expires_at > now
    ]


def _slip(invitation: Invitation, person: Person, unit: str) -> Slip:
    base = str(flask.current_app.extensions["settings"].base_url)
    code = slip_code(invitation.id)
    return Slip(
        name=person.full_name,
        unit=unit,
        code=spell_slip_code(code),
        url=f"{base}/in/{code}",
        address=f"{base.rsplit('://', maxsplit=1)[-1]}/slip",
        until=i18n.format_day(invitation.expires_at),
    )


def _slips(pairs: list[tuple[Invitation, Person]]) -> list[Slip]:
    viewer = current_viewer()
    places = primary_units([p.id for _i, p in pairs], viewer.today or clock.today())
    names = unit_names({place.unit_id for place in places.values()})
    return [
        _slip(inv, p, names.get(places[p.id].unit_id, "") if p.id in places else "")
        for inv, p in pairs
    ]


@bp.get("/entries/slips/<uuid:batch_id>")
@requires(Permission.SLIP_ISSUE, fresh_secret=True)
def slips(batch_id: UUID) -> Answer:
    """Show the slips: print them, or let the person scan theirs on this screen."""
    made = _slips(_waiting(batch_id))
    return render(
        "home/slips.html",
        batch_id=batch_id,
        slips=made,
        pictures=[qr_svg(one.url, title=_("Code to scan")) for one in made],
    )


@bp.get("/entries/slips/<uuid:batch_id>.pdf")
@requires(Permission.SLIP_ISSUE, fresh_secret=True)
def slips_sheet(batch_id: UUID) -> Answer:
    """Give the slips as A4 pages of eight; used ones are left out."""
    made = _slips(_waiting(batch_id))
    if not made:
        raise NotFound
    answer = Response(slips_pdf(made), content_type=PDF_TYPE)
    answer.headers["Content-Disposition"] = 'inline; filename="slips.pdf"'
    return answer


@bp.post("/entries/<uuid:person_id>/invite")
@requires(Permission.SLIP_ISSUE, fresh_secret=True)
def send_link(person_id: UUID) -> Answer:
    """Mail somebody the link by which they come in."""
    viewer = current_viewer()
    person = get_slip_person(viewer, person_id)
    try:
        invite(person_id=person.id, now=clock.now(), issued_by=viewer.person_id)
    except Invalid as refused:
        raise Refused(refused.message) from refused
    say(_("A link is on its way to %(name)s.", name=person.full_name))
    return after_post(url_for("entries.people"))


@bp.post("/entries/<uuid:person_id>/reopen")
@requires(Permission.SLIP_ISSUE, fresh_secret=True)
def reopen(person_id: UUID) -> Answer:
    """Give somebody their codes back on the tablets of the unit."""
    viewer = current_viewer()
    person = get_slip_person(viewer, person_id)
    devices = list_devices_for(viewer, Permission.SLIP_ISSUE)
    reopen_place(person_id=person.id, device_ids=[device.id for device in devices])
    audit.note("accounts:place:reopen", "accounts_person", person.id, actor_id=viewer.person_id)
    say(_("%(name)s can try their code again.", name=person.full_name))
    return after_post(url_for("entries.people"))


@bp.post("/entries/<uuid:person_id>/sign-out")
@requires(Permission.SESSIONS_REVOKE, fresh_secret=True)
def sign_out(person_id: UUID) -> Answer:
    """End every session of somebody: a phone was lost."""
    viewer = current_viewer()
    person = get_slip_person(viewer, person_id)
    ended = end_sessions(person_id=person.id, reason="manager", now=clock.now())
    audit.note("accounts:session:end", "accounts_person", person.id, actor_id=viewer.person_id)
    say(ngettext("%(num)s device signed out.", "%(num)s devices signed out.", ended))
    return after_post(url_for("entries.people"))


@bp.post("/entries/tablets/<uuid:device_id>/revoke")
@requires(Permission.TABLET_ENROL, fresh_secret=True)
def revoke_tablet(device_id: UUID) -> Answer:
    """Take a tablet of one's units out of service; whatever was open on it ends."""
    viewer = current_viewer()
    device = get_device_for(viewer, Permission.TABLET_ENROL, device_id)
    revoke_device(device_id=device.id, revoked_by=viewer.person_id, now=clock.now())
    say(_("%(name)s is out of service.", name=device.name))
    return after_post(url_for("entries.people"))
