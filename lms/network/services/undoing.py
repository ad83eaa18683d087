"""Undoing an act: each row gets back the values it had, unless somebody changed them since."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Table, text
from sqlalchemy.exc import IntegrityError

from lms.accounts.models import Person
from lms.core import audit, clock
from lms.core.db import Base, session
from lms.core.errors import NotFound, Refused
from lms.core.facts import record
from lms.core.i18n import _
from lms.network.events import ChangeUndone
from lms.network.models import (
    Agreement,
    Change,
    Mandate,
    Membership,
    Region,
    RegionParent,
    Unit,
    UnitBrand,
    UnitEmployer,
    UnitRegion,
    Wave,
)
from lms.network.rules import DEFAULT_ZONE

# Links before what they link: the order in which created rows can go.
_TABLES: tuple[Table, ...] = tuple(
    Base.metadata.tables[model.__tablename__]
    for model in (
        Wave,
        Agreement,
        UnitRegion,
        UnitBrand,
        UnitEmployer,
        Mandate,
        Membership,
        RegionParent,
        Unit,
        Region,
        Person,
    )
)

_ENDINGS = {
    "accounts_person": "left_on = least(t.left_on, :today)",
    "network_unit": "closed_on = greatest(t.opened_on, :today)",
}

_COLLECT = """
CREATE TEMP TABLE undoing ON COMMIT DROP AS
SELECT table_name, row_id, before, after,
       network_owners(table_name, coalesce(after, before)) AS owners,
       CASE WHEN before IS NOT NULL AND after IS NOT NULL THEN
            (SELECT jsonb_object_agg(b.key, b.value) FROM jsonb_each(before) b
             WHERE after -> b.key IS DISTINCT FROM b.value) END AS patch,
       false AS kept
FROM (SELECT table_name, row_id,
             (array_agg(before ORDER BY seq))[1] AS before,
             (array_agg(after ORDER BY seq DESC))[1] AS after
      FROM network_change_row WHERE change_id = :change_id
      GROUP BY table_name, row_id) AS net
WHERE before IS DISTINCT FROM after
"""

# Changed outside any act: the columns it wrote no longer hold what it put there.
_DRIFTED = """
UPDATE undoing u SET kept = true
FROM undoing n LEFT JOIN {table} t ON t.id = n.row_id
WHERE u.table_name = n.table_name AND u.row_id = n.row_id AND n.table_name = '{table}'
AND CASE WHEN n.after IS NULL THEN t.id IS NOT NULL
         WHEN t.id IS NULL THEN true
         ELSE EXISTS (SELECT FROM jsonb_each(n.patch) p
                      WHERE to_jsonb(t) -> p.key IS DISTINCT FROM n.after -> p.key) END
"""

# Touched by a later act that still stands; what shares its owner stays as it is too.
_OVERTAKEN = """
WITH later AS (
    SELECT DISTINCT unnest(network_owners(r.table_name, coalesce(r.after, r.before))) AS owner
    FROM network_change_row r JOIN network_change c ON c.id = r.change_id
    WHERE c.undone_at IS NULL AND c.id <> :change_id
      AND r.seq > (SELECT max(seq) FROM network_change_row WHERE change_id = :change_id)
    UNION
    SELECT unnest(owners) FROM undoing WHERE kept
), touched AS (
    SELECT DISTINCT n.table_name, n.row_id
    FROM undoing n CROSS JOIN unnest(n.owners) AS o(owner) JOIN later USING (owner)
)
UPDATE undoing u SET kept = true FROM touched t
WHERE u.table_name = t.table_name AND u.row_id = t.row_id
"""

_DELETE = """
DELETE FROM {table} t USING undoing n
WHERE n.table_name = '{table}' AND n.row_id = t.id AND n.before IS NULL AND NOT n.kept
"""

_PATCH = """
UPDATE {table} t SET ({columns}) = ROW({values})
FROM undoing n JOIN {table} o ON o.id = n.row_id,
     LATERAL jsonb_populate_record(o, n.patch) r
WHERE n.table_name = '{table}' AND n.patch IS NOT NULL AND NOT n.kept AND t.id = o.id
"""

_INSERT = """
INSERT INTO {table} ({columns})
SELECT {values} FROM undoing n, LATERAL jsonb_populate_record(NULL::{table}, n.before) r
WHERE n.table_name = '{table}' AND n.after IS NULL AND NOT n.kept
"""

# Created by the act and used since: kept, ended, never deleted.
_RETIRE = """
WITH used AS (
    UPDATE undoing n SET kept = true
    WHERE n.table_name = '{table}' AND n.before IS NULL AND NOT n.kept AND ({used})
    RETURNING n.row_id
)
UPDATE {table} t SET {ending} FROM used WHERE t.id = used.row_id
"""


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did: rows put back, and those left because somebody changed them since."""

    restored: int
    kept: int


def undo(*, change_id: UUID, actor_id: UUID | None, partial: bool = False) -> Undone:
    """Put back what ``change_id`` replaced.

    Raises NotFound for an unknown act; Refused when it was undone already, when its days are
    over, or when something it touched changed since. With ``partial`` (whole imports) rows
    changed since are left and counted. People and units created by the act and used since are
    never deleted: they end today instead.
    """
    change = session.get(Change, change_id, with_for_update=True)
    if change is None:
        raise NotFound
    now = clock.now()
    if change.undone_at is not None:
        raise Refused(_("This was undone already."))
    if now >= change.undo_until:
        raise Refused(_("It is too late to undo this: seven days have passed."))
    session.flush()
    session.execute(text("DROP TABLE IF EXISTS undoing"))
    session.execute(text(_COLLECT), {"change_id": change_id})
    session.execute(text("ANALYZE undoing"))
    kept = _mark_drift(change_id)
    if kept and not partial:
        raise Refused(_changed_since())
    restored = _restore()
    change.undone_at, change.undone_by_id = now, actor_id
    audit.note(
        f"network.undo.{change.verb}",
        f"network_{change.subject_kind}",
        change.subject_id,
        actor_id=actor_id,
    )
    record(ChangeUndone(change_id=change_id, verb=change.verb))
    session.execute(text("DROP TABLE undoing"))
    session.expire_all()
    return Undone(restored, kept)


def _changed_since() -> str:
    return _("Something changed here since: undo the later change first.")


def _mark_drift(change_id: UUID) -> int:
    for table in _TABLES:
        session.execute(text(_DRIFTED.format(table=table.name)))
    session.execute(text(_OVERTAKEN), {"change_id": change_id})
    return _count("SELECT count(*) FROM undoing WHERE kept")


def _restore() -> int:
    """Put rows back: what the act made goes first, so that nothing overlaps; return how many."""
    try:
        with session.begin_nested():
            for table in _TABLES:
                _retire(table)
                session.execute(text(_DELETE.format(table=table.name)))
            for template in (_PATCH, _INSERT):
                for table in reversed(_TABLES):
                    session.execute(text(_filled(template, table)))
    except IntegrityError as error:
        raise Refused(_changed_since()) from error
    return _count("SELECT count(*) FROM undoing WHERE NOT kept")


def _count(which: str) -> int:
    return int(session.execute(text(which)).scalar_one())


def _filled(template: str, table: Table) -> str:
    columns = [column.name for column in table.columns if column.computed is None]
    return template.format(
        table=table.name,
        columns=", ".join(columns),
        values=", ".join(f"r.{name}" for name in columns),
    )


def _retire(table: Table) -> None:
    ending = _ENDINGS.get(table.name)
    if ending is None:
        return
    uses = [
        f"EXISTS (SELECT FROM {key.parent.table.fullname} x WHERE x.{key.parent.name} = n.row_id)"
        for other in Base.metadata.tables.values()
        for key in other.foreign_keys
        if key.column.table is table
    ]
    session.execute(
        text(_RETIRE.format(table=table.name, used=" OR ".join(uses), ending=ending)),
        {"today": clock.today(DEFAULT_ZONE)},
    )
