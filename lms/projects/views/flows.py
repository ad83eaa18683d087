"""U6: painting the week, the usual week drawn, what a chosen half hour asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core.access import Permission, current_viewer, requires
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _
from lms.core.pages import after_post, page_or_block, say
from lms.projects.models import Sample
from lms.projects.queries import flows as reads
from lms.projects.queries import places, projects
from lms.projects.queries.flows import Usual
from lms.projects.queries.places import Here
from lms.projects.queries.rituals import opening_of
from lms.projects.rules.flows.painting import Shade
from lms.projects.rules.flows.reference import Place
from lms.projects.services import flows as acts_on
from lms.projects.services import sections
from lms.projects.views import bp, words
from lms.projects.views.person import acts

FIRST, LAST = 9, 20
"""Hours shown where nothing is known earlier or later."""
HEATS = 5


@dataclass(frozen=True, slots=True)
class Square:
    """An hour of the painted week."""

    weekday: int
    hour: int
    shade: Shade | None
    sampled: int | None
    """Customers somebody counted in this hour."""
    is_shut: bool


@dataclass(frozen=True, slots=True)
class Hot:
    """An hour of the usual week: customers in it, how hot beside the others."""

    weekday: int
    hour: int
    customers: int | None
    high: int | None
    """One week in five has more."""
    heat: int
    is_estimated: bool
    is_sampled: bool
    """Somebody counted this very hour."""
    is_chosen: bool


@bp.get("/store/<uuid:unit_id>/flows")
@requires(Permission.PROJECT_TAKE_PART, Permission.PROJECT_READ)
def flows(unit_id: UUID) -> str:
    """U6: the week to paint, the usual week, the need of a chosen half hour."""
    return _flows(places.here(current_viewer(), unit_id))


def asked_channel(here: Here) -> str:
    """Return the channel the address or the form names, the first by default."""
    known = reads.channels_of(here.unit)
    asked = request.values.get("channel", "")
    return asked if asked in known else known[0]


def _flows(
    here: Here, errors: Mapping[str, str] | None = None, *, nothing_chosen: bool = False
) -> str:
    weeks = reads.weeks_of(here.unit)
    channel = asked_channel(here)
    usual = weeks[channel]
    posts = reads.posts_of(here.unit, weeks)
    chosen = reads.chosen_slot(posts, weeks, _asked())
    project = projects.find_project(here.unit.id)
    section = projects.sections_of(project.id).get("flows") if project else None
    is_open = bool(
        project and section and project.state == "diagnosing" and not section.validated_at
    )
    counted, hours = usual.sampled, _hours(usual)
    most = max((cell.p80 for cell in usual.cells.values()), default=Fraction())
    opens = opening_of(here.unit.id, here.today)
    return page_or_block(
        "projects/flows.html",
        "paint",
        here=here,
        project=project,
        section=section,
        is_open=is_open,
        fault=sections.fault_of(project, section, here.today, weeks)
        if project and section and is_open
        else None,
        channel=channel,
        channels=[(one, words.channel(one)) for one in weeks],
        left_out=_left_out(weeks) if is_open else (),
        usual=usual,
        hours=hours,
        painted=[_painted_row(usual, hour, counted, opens) for hour in hours],
        drawn=[_drawn_row(usual, day, hours, chosen, most) for day in range(1, 8)],
        weekdays=[(n, words.weekday(n, "EEEEE"), words.weekday(n)) for n in range(1, 8)],
        brushes=list(Shade),
        brush=request.form.get("shade", "3"),
        samples=counted,
        chosen=chosen,
        posts=posts,
        frozen=reads.last_reference(here.unit.id),
        words=words,
        typed=request.form,
        errors=errors or {},
        nothing_chosen=nothing_chosen,
    )


def _left_out(weeks: Mapping[str, Usual]) -> list[str]:
    """Return the names of channels this part does not wait for."""
    waited = reads.channels_asked(weeks)
    return [words.channel(one) for one in weeks if one not in waited]


def _asked() -> Place | None:
    """Return the half hour the address chooses ("6-34")."""
    day, _dash, slot = request.args.get("at", "").partition("-")
    if not (day.isdecimal() and slot.isdecimal() and len(day) == 1 and len(slot) < 3):  # noqa: PLR2004
        return None
    return int(day), int(slot)


def _hours(usual: Usual) -> list[int]:
    known = {slot // 2 for _day, slot in (*usual.painted, *usual.cells)}
    shown = {hour for hour in known if usual.painted.get((1, hour * 2)) is not Shade.CLOSED}
    return list(range(min({FIRST, *shown}), max({LAST - 1, *shown}) + 1))


def _painted_row(
    usual: Usual, hour: int, samples: Sequence[Sample], opens: frozenset[int]
) -> list[Square]:
    told = {(one.on_date.isoweekday(), one.slot // 2): one.count for one in samples}
    return [
        Square(
            day,
            hour,
            usual.painted.get((day, hour * 2)),
            told.get((day, hour)),
            day not in opens or usual.painted.get((day, hour * 2)) is Shade.CLOSED,
        )
        for day in range(1, 8)
    ]


def _drawn_row(
    usual: Usual, day: int, hours: list[int], chosen: reads.Chosen | None, most: Fraction
) -> list[Hot]:
    found = []
    for hour in hours:
        cells = [usual.cells[place] for slot in (0, 1) if (place := (day, 2 * hour + slot)) in usual.cells]  # fmt: skip
        middle, high = sum(one.median for one in cells), sum(one.p80 for one in cells)
        share = max((one.p80 for one in cells), default=0) / most if most else 0
        found.append(
            Hot(
                day,
                hour,
                round(middle) if cells else None,
                round(high) if cells else None,
                min(HEATS, int(share * HEATS) + 1) if cells else 0,
                any(one.is_guess for one in cells),
                any(one.is_sampled for one in cells),
                chosen is not None and (chosen.weekday, chosen.slot // 2) == (day, hour),
            )
        )
    return found


@bp.post("/store/<uuid:unit_id>/flows/paint")
@requires(Permission.PROJECT_TAKE_PART)
def paint(unit_id: UUID) -> str | Response:
    """Paint the hours ticked, whole days and whole hours included, with one brush."""
    here = places.taking_part(current_viewer(), unit_id)
    form = request.form
    brush = form.get("shade", "")
    squares = set(form.getlist("square"))
    usual = reads.weeks_of(here.unit)[asked_channel(here)]
    hours = _hours(usual)
    chosen = {
        (day, 2 * hour + half)
        for day in range(1, 8)
        for hour in hours
        if f"{day}-{hour}" in squares
        or str(day) in form.getlist("day")
        or str(hour) in form.getlist("hour")
        for half in (0, 1)
    }
    if brush in {str(int(one)) for one in Shade}:
        acts_on.paint(
            unit=here.unit,
            channel=asked_channel(here),
            places=chosen,
            shade=Shade(int(brush)),
            by=acts(here),
        )
    if request.headers.get("HX-Request-Type") == "partial":
        return _flows(here, nothing_chosen=not chosen)
    if not chosen:
        return _flows(here, nothing_chosen=True)
    return after_post(url_for("projects.flows", unit_id=unit_id, channel=asked_channel(here)))


@bp.post("/store/<uuid:unit_id>/flows/agree")
@requires(Permission.PROJECT_LEAD)
def reference(unit_id: UUID) -> Response:
    """Agree on the usual week as it stands: this version no longer changes."""
    here = places.acting(current_viewer(), unit_id, Permission.PROJECT_LEAD)
    try:
        acts_on.agree(unit=here.unit, by=acts(here))
    except (Refused, Invalid) as problem:
        say(problem.message, "error")
    else:
        say(_("Agreed. A later one will be another version."))
    return after_post(url_for("projects.flows", unit_id=unit_id))


def refuse(here: Here, errors: Mapping[str, str]) -> Response:
    """Answer the page of flows with what is wrong, what was typed kept."""
    return make_response(_flows(here, errors), 422)
