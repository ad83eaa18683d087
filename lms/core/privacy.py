"""Privacy: what each table holds about people, in words, and what becomes of it (kernel K5).

Every table is declared, here or in its feature's ``privacy.py``: a test refuses one that is not.
From these declarations come a person's export, their erasure, the retention sweeper and the page
that says what is kept.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_babel.speaklater import LazyString
from sqlalchemy import Table, delete, or_, select, update

from lms.core import policy
from lms.core.db import Base, session
from lms.core.sweepers import SWEEPERS, sweeper


class Erasure(StrEnum):
    """What happens to a person's rows when they are erased."""

    KEEP = "keep"
    """The row stays: once the person's names are gone it points at nobody."""
    DELETE = "delete"
    """The row goes."""
    CLEAR = "clear"
    """The row stays, the columns named in ``cleared`` are emptied."""


@dataclass(frozen=True, slots=True)
class Personal:
    """What one table holds about people."""

    table: str
    describe: LazyString | None
    person: tuple[str, ...] = ()
    """Columns that hold a person's identifier; a row is theirs when one of them is."""
    thread: str | None = None
    erase: Erasure = Erasure.KEEP
    cleared: Mapping[str, Any] | None = None
    hidden: frozenset[str] = frozenset()
    """Columns that an export leaves out: secrets, other people."""
    kept_by: str | None = None
    """Code of the policy, in days, after which rows go; None: as long as what they belong to."""
    dated: str | None = None
    """Column the days are counted from."""
    exporter: Callable[[UUID], Iterable[Mapping[str, Any]]] | None = None
    eraser: Callable[[UUID], int] | None = None
    """Erases a person by the feature's own command; returns how many rows went.

    These go first, while the names and numbers they may look for are still there.
    """
    swept_by: str | None = None
    """Name of the sweeper that deletes rows whose time is over, when the days are not a policy's."""


DECLARED: dict[str, Personal] = {}


def declare(
    table: str,
    describe: LazyString,
    *,
    person: tuple[str, ...] = (),
    thread: str | None = None,
    erase: Erasure = Erasure.KEEP,
    cleared: Mapping[str, Any] | None = None,
    hidden: Iterable[str] = (),
    kept_by: str | None = None,
    dated: str | None = None,
    exporter: Callable[[UUID], Iterable[Mapping[str, Any]]] | None = None,
    eraser: Callable[[UUID], int] | None = None,
    swept_by: str | None = None,
) -> None:
    """Say what ``table`` ("accounts_person", "ops.session") holds about people.

    Raises ValueError for a table declared twice, CLEAR without columns, or half a retention.
    """
    half = (erase is Erasure.CLEAR) != bool(cleared) or (kept_by is None) != (dated is None)
    if half or (kept_by and swept_by):
        message = f"{table}: an erasure or a retention is only half said"
        raise ValueError(message)
    _add(
        Personal(
            table,
            describe,
            person,
            thread,
            erase,
            cleared,
            frozenset(hidden),
            kept_by,
            dated,
            exporter,
            eraser,
            swept_by,
        )
    )


def declare_impersonal(*tables: str) -> None:
    """Say that nothing in ``tables`` is about a person."""
    for table in tables:
        _add(Personal(table, None))


def _add(personal: Personal) -> None:
    if personal.table in DECLARED:
        message = f"{personal.table} is declared twice"
        raise ValueError(message)
    DECLARED[personal.table] = personal


def faults() -> list[str]:
    """Return what is wrong in the declarations, one sentence each; the house test wants none."""
    found = [f"{name} is not declared" for name in Base.metadata.tables if name not in DECLARED]
    found += [f"{name} does not exist" for name in DECLARED if name not in Base.metadata.tables]
    for name, personal in DECLARED.items():
        if name in Base.metadata.tables:
            found += _faults_of(Base.metadata.tables[name], personal)
    return sorted(found)


def _faults_of(table: Table, personal: Personal) -> Iterable[str]:
    named = {*personal.person, *personal.hidden, *(personal.cleared or {})}
    named |= {column for column in (personal.thread, personal.dated) if column}
    for missing in sorted(named - set(table.c.keys())):
        yield f"{personal.table}.{missing} does not exist"
    for column in table.c:
        for key in column.foreign_keys:
            if key.target_fullname == "accounts_person.id" and column.key not in personal.person:
                yield f"{personal.table}.{column.key} points at a person and is not declared"
            if key.target_fullname == "core_thread.id":
                if column.key != personal.thread:
                    yield f"{personal.table}.{column.key} is a thread and is not declared"
                if key.ondelete != "CASCADE":
                    yield f"{personal.table}.{column.key} would survive its severance"
        if column.key == "thread" and not column.foreign_keys:
            yield f"{personal.table}.thread does not reference core_thread"
    if personal.swept_by and personal.swept_by not in SWEEPERS:
        yield f"{personal.table} is swept by {personal.swept_by}, which nobody runs"
    ledger = table.info.get("ledger") or table.info.get("frozen")
    if ledger and (personal.erase is not Erasure.KEEP or personal.kept_by):
        yield f"{personal.table} is a ledger, where the application deletes nothing"


def _of_person(personal: Personal, person_id: UUID) -> Any:
    table = Base.metadata.tables[personal.table]
    return or_(*(table.c[column] == person_id for column in personal.person))


def export_person(person_id: UUID) -> dict[str, list[dict[str, Any]]]:
    """Return everything held about a person, per table; never a secret nor another person."""
    export: dict[str, list[dict[str, Any]]] = {}
    for name in sorted(DECLARED):
        personal = DECLARED[name]
        if personal.exporter:
            rows = [dict(row) for row in personal.exporter(person_id)]
        elif personal.person:
            rows = _own_rows(personal, person_id)
        else:
            continue
        if rows:
            export[name] = rows
    return export


def _own_rows(personal: Personal, person_id: UUID) -> list[dict[str, Any]]:
    """Return the person's rows; a column that names somebody else in them is left out."""
    table = Base.metadata.tables[personal.table]
    shown = [column for column in table.c if column.key not in personal.hidden]
    # By key: the order rows have on the disk tells which were written again since.
    found = session.execute(
        select(*shown).where(_of_person(personal, person_id)).order_by(*table.primary_key)
    ).mappings()
    return [
        {
            key: value
            for key, value in row.items()
            if key not in personal.person or value == person_id
        }
        for row in found
    ]


def erase_person(person_id: UUID) -> dict[str, int]:
    """Erase a person from every table as declared; return how many rows changed per table.

    Ledgers keep their rows: they hold an identifier that leads to no name any more.
    """
    touched: dict[str, int] = {}
    for name in sorted(DECLARED, key=lambda name: (DECLARED[name].eraser is None, name)):
        personal = DECLARED[name]
        if personal.eraser:
            touched[name] = personal.eraser(person_id)
        if not personal.person or personal.erase is Erasure.KEEP:
            continue
        table = Base.metadata.tables[name]
        theirs = _of_person(personal, person_id)
        if personal.erase is Erasure.DELETE:
            result = session.execute(delete(table).where(theirs))
        else:
            result = session.execute(update(table).where(theirs).values(**personal.cleared or {}))
        touched[name] = result.rowcount  # type: ignore[attr-defined]
    return touched


@sweeper("core.privacy.retention", every=60)
def expire(*, now: datetime) -> None:
    """Delete the rows whose declared time is over."""
    for name in sorted(DECLARED):
        personal = DECLARED[name]
        if personal.kept_by and personal.dated:
            table = Base.metadata.tables[name]
            limit = now - timedelta(days=policy.number(personal.kept_by))
            session.execute(delete(table).where(table.c[personal.dated] < limit))
