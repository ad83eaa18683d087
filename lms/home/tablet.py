"""S8, the shared tablet: names of the unit, a code, two minutes; put in service by a manager."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, Response, request, url_for

from lms.accounts import policies
from lms.accounts.models import Device
from lms.accounts.rules import fold, safe_next
from lms.accounts.services.attempts import closed_places
from lms.accounts.services.devices import check_device, enrol_device
from lms.accounts.services.doors import sign_in_with_code
from lms.accounts.views import browser
from lms.accounts.views.doors import leave_former
from lms.core import clock
from lms.core.access import Permission, current_viewer, public, requires
from lms.core.errors import Gone, Invalid
from lms.core.i18n import _
from lms.core.ids import uuid_of
from lms.core.pages import after_post, page_or_block, render, say
from lms.home.scope import PER_PAGE, get_unit_for, list_units_for, may_keep_tablet, unit_today
from lms.network.queries import list_members

bp = Blueprint("tablet", __name__)

Answer = str | Response | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Face:
    """A name on the tablet; ``locked``: too many wrong codes, a manager reopens the place."""

    id: UUID
    given: str
    initial: str
    locked: bool


@bp.get("/tablet")
@public
def names() -> Answer:
    """Show who works here today; a browser that is no tablet is told what this page is."""
    device = browser.this_device()
    if device is None:
        return render("home/tablet_none.html")
    return _names(device)


def _names(device: Device, errors: dict[str, str] | None = None, chosen: str = "") -> str:
    unit = unit_today(device.unit_id, clock.now())
    return render(
        "home/tablet.html",
        unit=unit,
        device=device,
        faces=_faces(device),
        chosen=chosen,
        errors=errors or {},
        now=clock.now(),
        rest=policies.in_words("accounts.tablet.rest"),
        tries=policies.in_words("accounts.tries.code"),
    )


def _faces(device: Device) -> list[Face]:
    day = unit_today(device.unit_id, clock.now()).day
    members = {m.person_id: m for m in list_members([device.unit_id], day)}
    closed = closed_places(person_ids=members, device_ids=[device.id])
    return [
        Face(m.person_id, m.given_name, f"{m.family_name[:1]}.", m.person_id in closed)
        for m in sorted(members.values(), key=lambda m: (fold(m.given_name), m.family_name))
    ]


@bp.post("/tablet")
@public
def enter() -> Answer:
    """Take a name and a code; open a session of two minutes' rest on this tablet."""
    device = browser.this_device()
    if device is None:
        raise Gone(_("This screen is not a store tablet any more."))
    now = clock.now()
    if not check_device(device, now=now, is_right=may_keep_tablet):
        return after_post(url_for("tablet.names"))
    chosen = request.form.get("who", "")
    try:
        opened = sign_in_with_code(
            person_id=_uuid(chosen),
            code=request.form.get("pin", "")[:6],
            device_id=device.id,
            address=browser.address(),
            now=now,
            is_listed=lambda person_id: any(f.id == person_id for f in _faces(device)),
            user_agent_label=browser.agent(),
        )
    except Invalid as refused:
        return _names(device, refused.errors, chosen), 422
    leave_former(current_viewer())
    return browser.keep_session(after_post(safe_next(request.form.get("next"))), opened)


def _uuid(typed: str) -> UUID:
    found = uuid_of(typed)
    if found is None:
        raise Invalid({"who": _("Choose your name.")})
    return found


@bp.post("/tablet/awake")
@requires(Permission.SELF)
def awake() -> Answer:
    """Say that somebody still touches the screen; being seen is all it does."""
    return Response(status=204)


@bp.get("/tablet/enrol")
@requires(Permission.TABLET_ENROL)
def enrol() -> Answer:
    """Offer to make this very browser the tablet of a unit."""
    return _enrol()


def _enrol(errors: dict[str, str] | None = None) -> str:
    viewer, words = current_viewer(), request.args.get("q", "")[:80]
    units = list_units_for(viewer, Permission.TABLET_ENROL, words=words)
    return page_or_block(
        "home/tablet_enrol.html",
        "store",
        options=[(u.id, u.name) for u in units[:PER_PAGE]],
        many=bool(words) or len(units) > PER_PAGE,
        q=words,
        errors=errors or {},
        name=request.form.get("name", ""),
        rest=policies.in_words("accounts.tablet.rest"),
        chosen=request.form.get("unit", ""),
    )


@bp.post("/tablet/enrol")
@requires(Permission.TABLET_ENROL)
def enrol_now() -> Answer:
    """Make this browser a tablet and leave it: the manager's own session ends here."""
    viewer = current_viewer()
    unit = get_unit_for(viewer, Permission.TABLET_ENROL, request.form.get("unit", type=UUID))
    if unit is None:
        return _enrol({"unit": _("Choose the store of this tablet.")}), 422
    assert viewer.person_id is not None  # noqa: S101 - @requires let somebody in
    try:
        enrolled = enrol_device(
            unit_id=unit.id,
            name=request.form.get("name", ""),
            enrolled_by=viewer.person_id,
            now=clock.now(),
        )
    except Invalid as refused:
        return _enrol(refused.errors), 422
    leave_former(viewer)
    answer = browser.forget_session(after_post(url_for("tablet.names")))
    say(_("This tablet is in service. You are signed out of it."))
    return browser.keep_device(answer, enrolled.token)
