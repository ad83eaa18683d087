"""Counting customers: a sampled hour, half hours typed, a till's file read before it is written."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core.access import Permission, current_viewer, requires
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _, ngettext
from lms.core.pages import after_post, render, say
from lms.core.periods import PeriodKind, period_named
from lms.projects.imports import tills
from lms.projects.queries import flows as reads
from lms.projects.queries import places
from lms.projects.queries.places import Here
from lms.projects.rules.flows.slots import Slot, slots_of
from lms.projects.services import flows as acts_on
from lms.projects.views import bp, words
from lms.projects.views.flows import asked_channel, refuse
from lms.projects.views.person import acts, asked_day, whole
from lms.projects.views.person import words as said

OPENING, CLOSING = 16, 44
"""Half hours offered to type: from 8:00 to 22:00."""
WEEKS_SHOWN = 12


@bp.post("/store/<uuid:unit_id>/flows/samples")
@requires(Permission.PROJECT_TAKE_PART)
def sample(unit_id: UUID) -> Response:
    """Keep an hour somebody counted."""
    here = places.taking_part(current_viewer(), unit_id)
    on, hour, count = asked_day("on"), whole("hour"), whole("count")
    errors = {}
    if on is None:
        errors["on"] = _("Choose a day that has come.")
    if count is None:
        errors["count"] = _("Write how many customers came.")
    if on is None or count is None:
        return refuse(here, errors)
    try:
        acts_on.sample(
            unit=here.unit,
            channel=asked_channel(here),
            on=on,
            slot=2 * hour if hour is not None else -1,
            count=count,
            by=acts(here),
        )
    except Invalid as problem:
        return refuse(here, problem.errors)
    say(_("Kept. Three hours give the colours their numbers."))
    return after_post(url_for("projects.flows", unit_id=unit_id, channel=asked_channel(here)))


@bp.post("/store/<uuid:unit_id>/flows/samples/<uuid:sample_id>/remove")
@requires(Permission.PROJECT_TAKE_PART)
def sample_remove(unit_id: UUID, sample_id: UUID) -> Response:
    """Take back an hour counted by mistake."""
    here = places.taking_part(current_viewer(), unit_id)
    acts_on.forget_sample(sample_id=sample_id, unit_id=here.unit.id)
    return after_post(url_for("projects.flows", unit_id=unit_id))


@bp.get("/store/<uuid:unit_id>/flows/counts")
@requires(Permission.PROJECT_TAKE_PART, Permission.PROJECT_READ)
def counts(unit_id: UUID) -> str:
    """Type a day half hour by half hour, set weeks apart, send a till's file."""
    return _counts(places.here(current_viewer(), unit_id))


def _day(here: Here) -> date:
    try:
        asked = date.fromisoformat(request.values.get("on", ""))
    except ValueError:
        return here.today - timedelta(days=1)
    return min(max(asked, here.today - acts_on.OLDEST), here.today)


def _counts(here: Here, errors: Mapping[str, str] | None = None, form: str = "") -> str:
    channel, on = asked_channel(here), _day(here)
    known = reads.known_counts(here.unit.id, channel)
    shown = [one for one in slots_of(on, here.unit.zone) if OPENING <= one.number < CLOSING]
    apart = reads.exceptional(here.unit.id)
    return render(
        "projects/counts.html",
        here=here,
        channel=channel,
        channels=[(one, words.channel(one)) for one in reads.channels_of(here.unit)],
        on=on,
        slots=[(one, f"{one.number}.{one.fold}", known.get(one)) for one in shown],
        weeks=[
            (key, period_named(key), apart.get(key))
            for key in reads.weeks_counted(here.unit.id)[:WEEKS_SHOWN]
        ],
        typed=request.form,
        words=words,
        errors=errors or {},
        form=form,
    )


@bp.post("/store/<uuid:unit_id>/flows/counts")
@requires(Permission.PROJECT_TAKE_PART)
def counts_save(unit_id: UUID) -> Response:
    """Keep the half hours typed; what is blank is not known, and stays so."""
    here = places.taking_part(current_viewer(), unit_id)
    on = _day(here)
    found: dict[Slot, int] = {}
    errors = {}
    for one in slots_of(on, here.unit.zone):
        name = f"n.{one.number}.{one.fold}"
        if not said(name):
            continue
        n = whole(name)
        if n is None or n > acts_on.MOST:
            errors[name] = _("Write a whole number.")
        else:
            found[one] = n
    if errors:
        return make_response(_counts(here, errors, "counts"), 422)
    acts_on.count(unit=here.unit, channel=asked_channel(here), counts=found, by=acts(here))
    say(ngettext("%(num)s half hour kept.", "%(num)s half hours kept.", len(found)))
    return after_post(
        url_for("projects.counts", unit_id=unit_id, on=on.isoformat(), channel=asked_channel(here))
    )


def _week(key: str) -> str:
    """Return an ISO week by name; raises NotFound for what names none."""
    try:
        found = period_named(key)
    except (ValueError, OverflowError):
        raise NotFound from None
    if found.kind is not PeriodKind.WEEK:
        raise NotFound
    return found.key


@bp.post("/store/<uuid:unit_id>/flows/weeks/<key>")
@requires(Permission.PROJECT_LEAD)
def week_flag(unit_id: UUID, key: str) -> Response:
    """Set a week apart, with why; or count it among ordinary ones again."""
    here = places.acting(current_viewer(), unit_id, Permission.PROJECT_LEAD)
    week = _week(key)
    try:
        if request.form.get("back"):
            acts_on.bring_back(unit_id=unit_id, iso_week=week)
        else:
            acts_on.set_apart(unit_id=unit_id, iso_week=week, reason=said("reason"), by=acts(here))
    except Invalid as problem:
        return make_response(_counts(here, problem.errors, week), 422)
    except Refused as problem:
        say(problem.message, "error")
    return after_post(url_for("projects.counts", unit_id=unit_id))


@bp.post("/store/<uuid:unit_id>/flows/files")
@requires(Permission.PROJECT_LEAD)
def flow_import(unit_id: UUID) -> Response:
    """Take a till's file to be read; nothing of it counts yet."""
    here = places.acting(current_viewer(), unit_id, Permission.PROJECT_LEAD)
    sent = request.files.get("file")
    data = sent.read() if sent is not None else b""
    block = request.form.get("block", "").encode()
    name = (sent.filename or "") if sent is not None and data else "counts.csv"
    try:
        file_id = tills.keep(data or block, name, acts(here))
    except Invalid as problem:
        return make_response(_counts(here, problem.errors, "file"), 422)
    return after_post(
        url_for("projects.flow_file", unit_id=unit_id, file_id=file_id, channel=asked_channel(here))
    )


@bp.get("/store/<uuid:unit_id>/flows/files/<uuid:file_id>")
@requires(Permission.PROJECT_LEAD)
def flow_file(unit_id: UUID, file_id: UUID) -> str:
    """Show what a till's file would write, without writing it."""
    here = places.acting(current_viewer(), unit_id, Permission.PROJECT_LEAD)
    channel = asked_channel(here)
    data = tills.stored(file_id, acts(here))
    return render(
        "projects/flow_file.html",
        here=here,
        file_id=file_id,
        channel=channel,
        reading=tills.compare(data, here.unit, channel, here.today),
        words=words,
    )


@bp.post("/store/<uuid:unit_id>/flows/files/<uuid:file_id>")
@requires(Permission.PROJECT_LEAD)
def flow_apply(unit_id: UUID, file_id: UUID) -> Response:
    """Write the numbers of a file that was read."""
    here = places.acting(current_viewer(), unit_id, Permission.PROJECT_LEAD)
    channel = asked_channel(here)
    n = tills.apply(file_id=file_id, unit=here.unit, channel=channel, by=acts(here))
    say(ngettext("%(num)s half hour kept.", "%(num)s half hours kept.", n))
    return after_post(url_for("projects.flows", unit_id=unit_id, channel=channel))
