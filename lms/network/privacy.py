"""What the network holds about people: their jobs, their mandates, who moved whom."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, select, update

from lms.accounts.models import Person
from lms.core.db import session
from lms.core.i18n import _l
from lms.core.privacy import Erasure, declare, declare_impersonal
from lms.network.models import Import, ImportLine

declare(
    "network_membership",
    _l("Where you work and worked, as what, and since when."),
    person=("person_id",),
)
declare(
    "network_mandate",
    _l("What you are or were in charge of, and who stands in for you."),
    person=("person_id", "backup_person_id"),
)
declare(
    "network_change",
    _l("Who moved, opened, closed or ended what, so that it can be undone."),
    person=("actor_id", "undone_by_id"),
)
declare(
    "network_change_row",
    _l("What a change replaced, kept seven days so that it can be undone."),
    person=("row_id",),
    erase=Erasure.DELETE,
    hidden=("before", "after"),
    swept_by="network.forget",
)
declare(
    "network_import",
    _l("Which files of people and stores were read, and by whom."),
    person=("actor_id",),
    hidden=("source",),
)


def _lines_of(person_id: UUID) -> ColumnElement[bool]:
    number = select(Person.external_id).where(Person.id == person_id).scalar_subquery()
    people = select(Import.id).where(Import.kind == "people")
    return and_(ImportLine.key == number, ImportLine.import_id.in_(people))


def _own_lines(person_id: UUID) -> list[dict[str, Any]]:
    shown = (ImportLine.line, ImportLine.label, ImportLine.differences, ImportLine.reason)
    rows = session.execute(select(*shown).where(_lines_of(person_id)))
    return [dict(row) for row in rows.mappings()]


def _take_out(person_id: UUID) -> int:
    """Delete the lines about a person, and the files of people still kept: they may name them."""
    result = session.execute(delete(ImportLine).where(_lines_of(person_id)))
    of_people = (Import.kind == "people", Import.source.is_not(None))
    session.execute(update(Import).where(*of_people).values(source=None, fixes={}))
    return int(result.rowcount)  # type: ignore[attr-defined]


declare(
    "network_import_line",
    _l("What a file that was read said of you, kept seven days."),
    exporter=_own_lines,
    eraser=_take_out,
    swept_by="network.forget",
)
declare_impersonal(
    "ops.import_progress",
    "network_agreement",
    "network_brand",
    "network_employer",
    "network_import_mapping",
    "network_position",
    "network_region",
    "network_region_parent",
    "network_unit",
    "network_unit_brand",
    "network_unit_employer",
    "network_unit_region",
    "network_wave",
)
