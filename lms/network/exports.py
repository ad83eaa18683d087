"""Lists of the network as files that can be edited and imported back."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response

from lms.core import clock
from lms.core.i18n import _
from lms.core.tabular import CSV_TYPE, XLSX_TYPE, csv_chunks, write_xlsx
from lms.network.queries.people import PersonRow
from lms.network.queries.units import UnitRow

Table = tuple[list[str], list[list[Any]]]


def people_table(rows: Iterable[PersonRow]) -> Table:
    """Return header and lines of a list of people, columns of the import."""
    header = [
        _("Employee number"),
        _("Given name"),
        _("Family name"),
        _("E-mail"),
        _("Store code"),
        _("Store"),
        _("Position"),
        _("From"),
        _("Left on"),
    ]
    lines: list[list[Any]] = [
        [
            row.external_id,
            row.given_name,
            row.family_name,
            row.email,
            row.unit_code,
            row.unit_name,
            row.position,
            row.since,
            row.left_on,
        ]
        for row in rows
    ]
    return header, lines


def units_table(rows: Iterable[UnitRow]) -> Table:
    """Return header and lines of a list of units, columns of the import."""
    header = [
        _("Store code"),
        _("Name"),
        _("Kind"),
        _("Town"),
        _("Region"),
        _("Brand"),
        _("Employer"),
        _("Opened on"),
        _("Closed on"),
        _("People"),
        _("Manager"),
    ]
    lines: list[list[Any]] = [
        [
            row.code,
            row.name,
            row.kind,
            row.city,
            row.region,
            row.brand,
            row.employer,
            row.opened_on,
            row.closed_on,
            row.people,
            row.manager,
        ]
        for row in rows
    ]
    return header, lines


def table_answer(
    name: str, header: Sequence[str], lines: Sequence[Sequence[Any]], form: str
) -> Response:
    """Answer a table as a CSV or XLSX file to keep."""
    if form == "xlsx":
        out = io.BytesIO()
        write_xlsx(header, lines, name=name, out=out)
        body, kind = out.getvalue(), XLSX_TYPE
    else:
        body, kind = b"".join(csv_chunks(header, lines)), CSV_TYPE
    filename = f"{name}-{clock.today().isoformat()}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return Response(body, 200, headers, content_type=kind)
