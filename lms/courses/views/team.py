"""The unit's page: who has begun, finished, waits for a hand; on a path, on a day."""

import io
from collections import Counter
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from lms.core import clock, pages, tabular
from lms.core.access import Permission, current_viewer, requires
from lms.core.errors import Invalid
from lms.core.i18n import _
from lms.core.pages import asked_id
from lms.courses.queries import apart
from lms.courses.queries import team as queries
from lms.courses.services.waiving import undo_until
from lms.courses.views import bp


def asked_day(today: date) -> date | None:
    """Return the past day asked by ``as_of``, None for today; raises Invalid for a wrong one."""
    asked = request.args.get("as_of", "").strip()
    if not asked:
        return None
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        raise Invalid({"as_of": _("Write the day as 2026-03-12.")}) from None
    if day > today:
        raise Invalid({"as_of": _("This day is still to come. Choose today or a day before.")})
    return day if day < today else None


@bp.get("/team")
@requires(Permission.TEAM_READ)
def team() -> str | Response:
    """Who has started, finished, is late, in one unit and one path."""
    viewer = current_viewer()
    unit = queries.get_unit_in_scope(viewer, Permission.TEAM_READ, asked_id("unit"))
    today = clock.today(unit.zone, unit.day_cut)
    as_of = asked_day(today)
    paths = queries.list_team_paths(unit.id, today)
    path_uid = asked_id("path")
    chosen = next((p for p in paths if p.path_uid == path_uid), paths[0] if paths else None)
    rows = (
        queries.list_team(
            viewer,
            unit_id=unit.id,
            path_uid=chosen.path_uid,
            today=today,
            as_of=as_of,
        )
        if chosen
        else []
    )
    show = request.args.get("show", "")
    if request.args.get("format") in {"csv", "xlsx"}:
        return _export(rows, show, request.args["format"])
    return pages.render(
        "courses/team.html",
        unit=unit,
        paths=paths,
        chosen=chosen,
        **_page_of(rows, show),
        address=lambda **change: url_for(
            "courses.team",
            **{
                "unit": unit.id,
                "path": chosen.path_uid if chosen else None,
                "show": show or None,
                "as_of": as_of,
                **change,
            },
        ),
        person_url=url_for("courses.team_person", person_id=unit.id).removesuffix(str(unit.id)),
        show=show,
        as_of=as_of,
        today=today,
        counts={
            "all": len(rows),
            "done": sum(r.group == queries.FINISHED for r in rows),
            "started": sum(r.state != "not_started" for r in rows),
            "help": sum(r.group == queries.HELP for r in rows),
            "going": sum(r.group == queries.GOING for r in rows),
        },
    )


def _shown(rows: list[queries.TeamRow], show: str) -> list[queries.TeamRow]:
    """Return the rows of a list opened by its number."""
    if show == "started":
        return [r for r in rows if r.state != "not_started"]
    if show in queries.GROUPS:
        return [r for r in rows if r.group == show]
    return rows


def _page_of(rows: list[queries.TeamRow], show: str) -> dict[str, Any]:
    """Return the page asked, and its groups: name, how many people in all, those on the page."""
    shown = sorted(_shown(rows, show), key=lambda r: queries.GROUPS.index(r.group))
    sheet = pages.sheet(shown)
    total = Counter(r.group for r in shown)
    return {
        "sheet": sheet,
        "groups": [
            (name, total[name], list(members))
            for name, members in groupby(sheet.rows, key=lambda r: r.group)
        ],
    }


def _export(rows: list[queries.TeamRow], show: str, form: str) -> Response:
    """Answer the list on the screen as a file, same rows in the same order."""
    words = {
        "not_started": _("Not begun yet"),
        "started": _("On the way"),
        "complete": _("Finished"),
    }
    header = [
        _("Given name"),
        _("Family name"),
        _("State"),
        _("Lessons done"),
        _("Lessons"),
        _("Due date"),
        _("Finished on"),
        _("Days late"),
    ]
    lines = [
        [
            r.given_name,
            r.family_name,
            words[r.state],
            str(r.done),
            str(r.total),
            r.due_on.isoformat() if r.due_on else "",
            r.completed_on.isoformat() if r.completed_on else "",
            str(r.late),
        ]
        for r in _shown(rows, show)
    ]
    return table_file(_("team"), header, lines, form)


def table_file(name: str, header: list[str], lines: list[list[str]], form: str) -> Response:
    """Answer a table as a CSV or XLSX file to keep."""
    if form == "xlsx":
        out = io.BytesIO()
        tabular.write_xlsx(header, lines, name=name, out=out)
        body = out.getvalue()
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    else:
        body = tabular.write_csv(header, lines)
        kind = "text/csv; charset=utf-8"
    filename = f"{name}-{clock.today().isoformat()}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return Response(body, 200, headers, content_type=kind)


@bp.get("/team/people/<uuid:person_id>")
@requires(Permission.TEAM_READ)
def team_person(person_id: UUID) -> str:
    """One person's paths as their manager sees them: lessons done, never an answer."""
    viewer = current_viewer()
    person = queries.get_person_in_scope(viewer, person_id)
    may_waive = apart.may_act_on(viewer, Permission.LESSON_WAIVE, person.id)
    may_time = apart.may_act_on(viewer, Permission.TIME_GRANT, person.id)
    return pages.render(
        "courses/team_person.html",
        person=person,
        paths=queries.list_paths_of(person.id),
        back=url_for("courses.team"),
        may_waive=may_waive,
        waivers=apart.list_waivers(person.id) if may_waive else {},
        undo_until=undo_until,
        now=clock.now(),
        may_time=may_time,
        extra=apart.extra_time_of(person.id) if may_time else [],
    )
