"""Network: what may not overlap is kept by indexes that no reading takes for its own.

``during @> day`` is guessed to hold for half a row in a hundred when the day comes with the request,
and holds for most rows: the indexes of the constraints were read whole to find the jobs of one
store. They hold the same days, written as an expression that readings do not name.

Revision ID: 0015_days
Revises: 0014_referential
"""

from alembic import op

revision = "0015_days"
down_revision = "0014_referential"

PLAIN = "during"
APART = "daterange(lower(during), upper(during))"

KEPT = (
    ("network_agreement", "overlap", ("employer_id", "reader_id"), ""),
    ("network_mandate", "one_holder", ("unit_id", "kind"), "kind IN ('unit_manager', 'coach')"),
    ("network_mandate", "twice", ("person_id", "kind", "scope_id"), ""),
    ("network_membership", "primary", ("person_id",), "is_primary"),
    ("network_membership", "same_job", ("person_id", "unit_id", "position_id"), ""),
    ("network_region_parent", "overlap", ("region_id",), ""),
    ("network_unit_brand", "overlap", ("unit_id",), ""),
    ("network_unit_employer", "overlap", ("unit_id",), ""),
    ("network_unit_region", "overlap", ("unit_id",), ""),
    ("network_wave", "overlap", ("unit_id", "capability"), ""),
)
"""Tables, names of constraints, what must be the same, and among which rows."""
WORDS = ("kind", "capability")


def upgrade() -> None:
    """Keep days apart by the expression."""
    _make(APART)


def downgrade() -> None:
    """Keep days apart by the column itself."""
    _make(PLAIN)


def _make(days: str) -> None:
    for table, name, same, among in KEPT:
        kinds = ["textrange" if one in WORDS else "uuidrange" for one in same]
        parts = [
            f"{kind}({one}, {one}, '[]') WITH &&" for kind, one in zip(kinds, same, strict=True)
        ]
        where = f" WHERE ({among})" if among else ""
        op.execute(
            f"ALTER TABLE {table} DROP CONSTRAINT ex_{table}_{name},"
            f" ADD CONSTRAINT ex_{table}_{name}"
            f" EXCLUDE USING gist ({', '.join([*parts, f'{days} WITH &&'])}){where}"
        )
