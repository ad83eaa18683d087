"""The report of a path: regions, units, and the list behind each number."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request, url_for

from lms.core import pages
from lms.core.access import Permission, current_viewer, requires
from lms.core.i18n import _, format_number, format_percent
from lms.core.pages import asked_id
from lms.courses.queries.team import get_published
from lms.courses.views.team import asked_day, table_file
from lms.network.queries import day_of
from lms.reporting import past, queries

bp = Blueprint("reporting", __name__)

STATES = {"not_started": "waiting", "started": "begun", "complete": "done"}


@bp.get("/reports/paths/<uuid:path_uid>")
@requires(Permission.PATH_REPORT)
def path_report(path_uid: UUID) -> str | Response:
    """How a path goes, region by region then unit by unit, today or on a past day."""
    viewer = current_viewer()
    today = day_of(viewer)
    as_of = asked_day(today)
    region = queries.get_region(viewer, asked_id("region"))
    path = get_published(path_uid)
    lines = queries.list_lines(
        viewer,
        path_uid=path_uid,
        region_id=region.id if region else None,
        day=as_of or today,
        past=as_of is not None,
    )
    if request.args.get("format") in {"csv", "xlsx"}:
        return _export_lines(lines, request.args["format"])
    total = queries.total_of(lines)
    return pages.render(
        "reporting/path_report.html",
        path=path,
        region=region,
        sheet=pages.sheet(lines),
        total=total,
        address=lambda **change: url_for(
            "reporting.path_report",
            path_uid=path_uid,
            **{"region": region.id if region else None, "as_of": as_of, **change},
        ),
        people_url=url_for("reporting.path_people", path_uid=path_uid),
        steps=_funnel(total, path_uid, region.id if region else None, as_of),
        as_of=as_of,
        today=today,
    )


def _funnel(
    total: queries.Line, path_uid: UUID, region: UUID | None, as_of: date | None
) -> list[dict[str, Any]]:
    """Return the three steps from given to finished; each opens its list."""
    words = [
        (_("Given to"), total.people, "all"),
        (_("Have begun"), total.begun, "begun"),
        (_("Have finished"), total.done, "done"),
    ]
    return [
        {
            "label": label,
            "shown": format_number(count),
            "percent": 100 * count // total.people if total.people else 0,
            "percent_shown": format_percent(count, total.people),
            "url": url_for(
                "reporting.path_people", path_uid=path_uid, region=region, show=show, as_of=as_of
            ),
            "drop": "",
            "hot": False,
        }
        for label, count, show in words
    ]


def _export_lines(lines: list[queries.Line], form: str) -> Response:
    header = [_("Name"), _("People"), _("Begun"), _("Finished"), _("In %"), _("Late")]
    rows = [
        [
            x.name,
            str(x.people),
            str(x.begun),
            str(x.done),
            format_percent(x.done, x.people),
            str(x.late),
        ]
        for x in lines
    ]
    return table_file(_("path-report"), header, rows, form)


@bp.get("/reports/paths/<uuid:path_uid>/people")
@requires(Permission.PATH_REPORT)
def path_people(path_uid: UUID) -> str | Response:
    """List the people behind a number of the report, today or on a past day."""
    viewer = current_viewer()
    today = day_of(viewer)
    as_of = asked_day(today)
    path = get_published(path_uid)
    region = queries.get_region(viewer, asked_id("region"))
    unit_id = asked_id("unit")
    show = request.args.get("show", "all")
    show = show if show in queries.LISTS else "all"
    form = request.args.get("format", "")
    asked: dict[str, Any] = {
        "path_uid": path_uid,
        "unit_id": unit_id,
        "region_id": region.id if region else None,
        "show": show,
        "day": as_of or today,
    }
    page = pages.asked_page()
    list_people = past.list_people if as_of else queries.list_people
    found = list_people(viewer, **asked, page=page, whole=form in {"csv", "xlsx"})
    if form in {"csv", "xlsx"}:
        return _export_people(found, form)
    return pages.render(
        "reporting/path_people.html",
        path=path,
        region=region,
        unit_id=unit_id,
        show=show,
        found=found,
        today=asked["day"],
        as_of=as_of,
        back=url_for(
            "reporting.path_report", path_uid=path_uid, region=asked["region_id"], as_of=as_of
        ),
        states=STATES,
    )


def _export_people(found: queries.PeopleList, form: str) -> Response:
    words = {
        "not_started": _("Not begun yet"),
        "started": _("On the way"),
        "complete": _("Finished"),
    }
    header = [
        _("Employee number"),
        _("Given name"),
        _("Family name"),
        _("Store"),
        _("State"),
        _("Lessons done"),
        _("Lessons"),
        _("Due date"),
        _("Finished on"),
    ]
    rows = [
        [
            r.external_id or "",
            r.given_name,
            r.family_name,
            r.unit,
            words[r.state],
            str(r.done),
            str(r.total),
            _iso(r.due_on),
            _iso(r.finished_on),
        ]
        for r in found.rows
    ]
    return table_file(_("people"), header, rows, form)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
