"""The life of an import: read, mapped, checked, queued, applied; undone like any act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert

from lms.core import clock, i18n, ids, policy
from lms.core.db import aside, session
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.facts import record
from lms.core.i18n import _, _l
from lms.core.jobs import enqueue
from lms.core.tabular import (
    Incoming,
    Refusal,
    Row,
    Sheet,
    propose,
    read,
    read_pasted,
    rows_of,
    with_reasons,
)
from lms.network.events import NetworkImported
from lms.network.imports.apply_people import apply_people
from lms.network.imports.apply_units import apply_units
from lms.network.imports.fields import BLANKS, FIELDS, field_name
from lms.network.imports.people import Scene, plan_people
from lms.network.imports.plans import Plan
from lms.network.imports.snapshots import people_scene, units_scene
from lms.network.imports.staging import copy_rows
from lms.network.imports.units import UnitScene, plan_units
from lms.network.models import Import, ImportLine, ImportMapping, ImportProgress
from lms.network.services.acts import acting

JOB = "network.import.apply"
KEPT = timedelta(days=7)

LEAVERS = policy.define(
    "network.import.leavers",
    10,
    _l("An import that would end more than this share of people asks for a second yes."),
    unit="percent",
    floor=1,
    ceiling=50,
).code


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What a new import starts from: a file, or a block pasted from a spreadsheet."""

    kind: str
    filename: str
    data: bytes
    pasted: bool = False
    is_complete: bool = False
    as_of: date | None = None


def start(given: Start, *, actor_id: UUID | None, today: date) -> Import:
    """Read a file and map its columns as last time; raises Unreadable when it is no table."""
    if given.kind not in FIELDS:
        raise NotFound
    sheet = _read(given.data, pasted=given.pasted)
    made = Import(
        id=ids.new_id(),
        kind=given.kind,
        filename=given.filename[:200] or _("Pasted block"),
        actor_id=actor_id,
        created_at=clock.now(),
        as_of=given.as_of or today,
        state="read",
        source=given.data,
        pasted=given.pasted,
        encoding=sheet.encoding,
        separator=sheet.separator,
        rows=len(sheet.rows),
        columns=dict(propose(sheet, FIELDS[given.kind], _remembered(given.kind)).columns),
        is_complete=given.is_complete and given.kind == "people",
        fixes={},
        counts={},
        digest=None,
    )
    session.add(made)
    session.flush()
    return made


def _read(data: bytes, *, pasted: bool) -> Sheet:
    return read_pasted(data.decode()) if pasted else read(data)


def _remembered(kind: str) -> dict[str, str]:
    rows = session.execute(
        select(ImportMapping.title, ImportMapping.field).where(ImportMapping.kind == kind)
    )
    return {row.title: row.field for row in rows}


def get_import(import_id: UUID, *, lock: bool = False) -> Import:
    """Return an import, or raise NotFound."""
    found = session.get(Import, import_id, with_for_update=lock)
    if found is None:
        raise NotFound
    return found


def sheet_of(one: Import) -> Sheet:
    """Return the file of an import, corrections typed since included.

    Raises Refused once the file was purged.
    """
    if one.source is None:
        raise Refused(_("This file was deleted after seven days. Send it again."))
    sheet = _read(one.source, pasted=one.pasted)
    if not one.fixes:
        return sheet
    rows = [_fixed(row, one.fixes.get(str(row.line)), one.columns) for row in sheet.rows]
    return Sheet(
        sheet.name,
        sheet.header,
        sheet.header_line,
        rows,
        sheet.remarks,
        sheet.encoding,
        sheet.separator,
        sheet.sheet_names,
    )


def _fixed(row: Row, fixes: Mapping[str, str] | None, columns: Mapping[str, int]) -> Row:
    if not fixes:
        return row
    cells = list(row.cells)
    for field, words in fixes.items():
        if field in columns:
            cells[columns[field]] = words
    return Row(row.line, tuple(cells), tuple(cells))


def missing_fields(one: Import) -> list[str]:
    """Return the required fields no column feeds."""
    return [f.name for f in FIELDS[one.kind] if f.required and f.name not in one.columns]


def map_columns(one: Import, columns: Mapping[str, int]) -> None:
    """Say which column feeds which field, and remember it by the titles.

    Raises Invalid when a required field has none, or one column feeds two fields.
    """
    sheet = sheet_of(one)
    known = {f.name for f in FIELDS[one.kind]}
    chosen = {
        name: place
        for name, place in columns.items()
        if name in known and 0 <= place < len(sheet.header)
    }
    errors = {
        f.name: _("Choose a column.")
        for f in FIELDS[one.kind]
        if f.required and f.name not in chosen
    }
    if len(set(chosen.values())) < len(chosen):
        errors["columns"] = _("A column is chosen twice.")
    if errors:
        raise Invalid(errors)
    one.columns = chosen
    by_place = {place: name for name, place in chosen.items()}
    rows = [
        {"kind": one.kind, "title": key, "field": by_place.get(place, "")}
        for place, key in enumerate(sheet.keys)
        if key
    ]
    told = insert(ImportMapping)
    session.execute(
        told.on_conflict_do_update(
            index_elements=["kind", "title"], set_={"field": told.excluded.field}
        ),
        list({row["title"]: row for row in rows}.values()),
    )


def set_options(one: Import, *, is_complete: bool, as_of: date) -> None:
    """Say whether the file names everybody, and from which day it holds."""
    one.is_complete = is_complete and one.kind == "people"
    one.as_of = as_of


def preview(one: Import) -> tuple[Plan, Scene | UnitScene]:
    """Make the plan of an import against what is there now; nothing is written."""
    sheet = sheet_of(one)
    fields = FIELDS[one.kind]
    key = "external_id" if one.kind == "people" else "code"
    incoming, refused = rows_of(
        sheet, one.columns, fields, key=lambda values: values.get(key), blanks=BLANKS
    )
    if one.kind == "people":
        scene = people_scene(one.as_of, is_complete=one.is_complete)
        return plan_people(scene, incoming, refused), scene
    units = units_scene(one.as_of)
    return plan_units(units, _own_codes(incoming, units), refused), units


def _own_codes(incoming: Sequence[Incoming[str]], scene: UnitScene) -> list[Incoming[str]]:
    """Give codes the case they have here: "lyo1" is the unit LYO1."""
    known = {code.casefold(): code for code in scene.units}
    return [
        Incoming(row.line, known.get(row.key.casefold(), row.key), row.fields) for row in incoming
    ]


def check(one: Import) -> Plan:
    """Compare the file with what is there and keep the differences to be read.

    Raises Refused when the import was applied already or a required column is missing.
    """
    if one.state not in {"read", "checked", "failed"}:
        raise Refused(_("This import was applied already."))
    if missing_fields(one):
        raise Refused(_("Say first which column is which."))
    plan, _scene = preview(one)
    session.execute(delete(ImportLine).where(ImportLine.import_id == one.id))
    columns = (
        "id",
        "import_id",
        "line",
        "outcome",
        "key",
        "label",
        "differences",
        "field",
        "reason",
        "cure",
    )
    copy_rows("network_import_line", columns, _line_rows(one, plan))
    one.state, one.digest = "checked", plan.digest
    one.error = None
    one.counts = {
        **plan.counts,
        "present": plan.present,
        "unsure": plan.unsure,
        "effects": plan.effects,
    }
    return plan


def _line_rows(one: Import, plan: Plan) -> list[tuple[Any, ...]]:
    from psycopg.types.json import Jsonb

    return [
        (
            ids.new_id(),
            one.id,
            line.line,
            line.outcome,
            line.key,
            line.label,
            Jsonb(line.differences),
            line.field,
            line.reason,
            line.cure,
        )
        for line in plan.lines
    ]


def fix_line(one: Import, *, line: int, field: str, words: str) -> None:
    """Correct a cell of the file as read here; the file of its owner does not change."""
    if field not in one.columns:
        raise NotFound
    here = dict(one.fixes.get(str(line), {}))
    one.fixes = {**one.fixes, str(line): {**here, field: words[:200]}}


def leavers_share(one: Import) -> int:
    """Return the percentage of those present that the import would end, rounded up."""
    ended, present = int(one.counts.get("ended", 0)), int(one.counts.get("present", 0))
    return -(-ended * 100 // present) if present else 0


def asks_twice(one: Import) -> bool:
    """Tell whether so many would leave that a second yes is asked."""
    many = int(one.counts.get("ended", 0)) > 1
    return one.kind == "people" and many and leavers_share(one) > policy.value(LEAVERS)


def changes(one: Import) -> int:
    """Return how many lines would change something."""
    return sum(int(one.counts.get(name, 0)) for name in ("created", "changed", "ended"))


def queue(one: Import, *, accepted: bool) -> None:
    """Ask for the import to be applied in the background.

    Raises Refused when it was not checked, changes nothing, or would end many people without
    the second yes.
    """
    if one.state != "checked":
        raise Refused(_("This import was applied already."))
    if not changes(one):
        raise Refused(_("This file changes nothing."))
    if asks_twice(one) and not accepted:
        raise Refused(_("Tick the box to confirm that so many people leave."))
    one.state = "queued"
    session.flush()
    _progress(one.id, 0, changes(one))
    enqueue(JOB, import_id=one.id)


def apply_import(one: Import) -> None:
    """Apply a checked or queued import in the present transaction, as one act.

    Raises Refused when what is there changed so that the plan is not the one that was read.
    """
    # One at a time: two plans made side by side would each ignore what the other writes.
    session.execute(text("SELECT pg_advisory_xact_lock(hashtext('network.import'))"))
    plan, scene = preview(one)
    if plan.digest != one.digest:
        raise Refused(_("The network changed since this file was checked. Check it again."))
    total = len(plan.actions)

    def step(done: int) -> None:
        _progress(one.id, done, total)

    with acting(
        "import", subject_kind="import", subject_id=one.id, actor_id=one.actor_id
    ) as change:
        if isinstance(scene, Scene):
            apply_people(
                scene,
                plan.actions,
                plan.effects["managers"],
                now=clock.now(),
                locale=i18n.DEFAULT,
                step=step,
            )
        else:
            apply_units(scene, plan.actions, step=step)
    one = get_import(one.id)
    one.state, one.change_id, one.finished_at = "done", change.id, clock.now()
    session.flush()
    record(NetworkImported(import_id=one.id, change_id=change.id))


def _progress(import_id: UUID, done: int, total: int) -> None:
    """Write aside how far the import is, for whoever looks at the bar."""
    values = {"done": done, "total": total, "at": clock.now()}
    with aside() as second:
        second.execute(
            insert(ImportProgress)
            .values(import_id=import_id, **values)
            .on_conflict_do_update(index_elements=["import_id"], set_=values)
        )


def refused_table(one: Import) -> tuple[list[str], list[list[str]]]:
    """Return the refused lines with their reasons in front, ready to be corrected and sent back."""
    rows = session.execute(
        select(ImportLine.line, ImportLine.field, ImportLine.reason).where(
            ImportLine.import_id == one.id, ImportLine.outcome == "refused"
        )
    )
    refused = [
        Refusal(line, field_name(one.kind, field) if field else "", reason)
        for line, field, reason in rows
    ]
    return with_reasons(sheet_of(one), refused)
