"""The kernel: threads, facts, jobs, audit, policies, snapshots, replays.

Revision ID: 0001_core
Revises: nothing
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001_core"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = postgresql.TIMESTAMP(timezone=True)
FOLDER = Path(__file__).resolve().parent


TABLES = (
    "core_thread",
    "ops.severance",
    "core_fact",
    "core_fact_delivery",
    "core_fact_dead",
    "ops.job_done",
    "ops.job_failure",
    "ops.sweep",
    "core_audit",
    "core_audit_seal",
    "core_audit_private",
    "ops.audit_look",
    "core_policy",
    "core_snapshot",
    "core_idempotency",
    "core_file",
    "ops.mail",
)

DROP_PROCRASTINATE = """
DO $$
DECLARE
    one regprocedure;
    kind regtype;
BEGIN
    FOR one IN
        SELECT oid FROM pg_proc
        WHERE proname ~ '^procrastinate_' AND pronamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('DROP FUNCTION %s CASCADE', one);
    END LOOP;
    FOR kind IN
        SELECT oid FROM pg_type
        WHERE typname IN (
            'procrastinate_job_status', 'procrastinate_job_event_type',
            'procrastinate_job_to_defer_v1'
        ) AND typnamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('DROP TYPE %s CASCADE', kind);
    END LOOP;
END;
$$
"""


def _run(name: str) -> None:
    cursor = op.get_bind().connection.cursor()
    cursor.execute((FOLDER / name).read_text(encoding="utf-8"))
    cursor.close()


def _procrastinate() -> None:
    _run("procrastinate_3_10.sql")
    op.execute(
        "CREATE INDEX procrastinate_jobs_thread ON procrastinate_jobs ((args->>'thread')) "
        "WHERE args ? 'thread'"
    )


def _thread() -> None:
    op.create_table(
        "core_thread",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_thread")),
    )


def _severance() -> None:
    op.create_table(
        "severance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_severance")),
        schema="ops",
    )


def _fact() -> None:
    op.create_table(
        "core_fact",
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(), nullable=False),
        sa.Column(
            "consumers",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="who was to take it when it was recorded",
        ),
        sa.Column("thread", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["thread"], ["core_thread.id"], name=op.f("fk_core_fact_thread"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("at", "id", name=op.f("pk_core_fact")),
        postgresql_partition_by="RANGE (at)",
    )
    op.create_index("ix_core_fact_id", "core_fact", ["id"])
    op.create_index(
        "ix_core_fact_thread",
        "core_fact",
        ["thread"],
        postgresql_where=sa.text("thread IS NOT NULL"),
    )


def _fact_delivery() -> None:
    op.create_table(
        "core_fact_delivery",
        sa.Column("fact_id", sa.Uuid(), nullable=False),
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("fact_at", INSTANT, nullable=False),
        sa.Column("delivered_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["fact_at", "fact_id"],
            ["core_fact.at", "core_fact.id"],
            name="fk_core_fact_delivery_fact",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("fact_id", "consumer", name=op.f("pk_core_fact_delivery")),
    )
    op.create_index("ix_core_fact_delivery_fact", "core_fact_delivery", ["fact_at", "fact_id"])


def _fact_dead() -> None:
    op.create_table(
        "core_fact_dead",
        sa.Column("fact_id", sa.Uuid(), nullable=False),
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("fact_at", INSTANT, nullable=False),
        sa.Column(
            "error", sa.Text(), nullable=False, comment="type of the error, never its message"
        ),
        sa.Column("sqlstate", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("died_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["fact_at", "fact_id"],
            ["core_fact.at", "core_fact.id"],
            name="fk_core_fact_dead_fact",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("fact_id", "consumer", name=op.f("pk_core_fact_dead")),
    )
    op.create_index("ix_core_fact_dead_fact", "core_fact_dead", ["fact_at", "fact_id"])


def _job_done() -> None:
    op.create_table(
        "job_done",
        sa.Column("job_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("done_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_job_done")),
        schema="ops",
    )
    op.create_index("ix_ops_job_done_at", "job_done", ["done_at"], schema="ops")


def _job_failure() -> None:
    op.create_table(
        "job_failure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("sqlstate", sa.Text(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("failed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_failure")),
        schema="ops",
    )
    op.create_index("ix_ops_job_failure_at", "job_failure", ["failed_at"], schema="ops")


def _sweep() -> None:
    op.create_table(
        "sweep",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tick", INSTANT, nullable=False, comment="the minute it ran for"),
        sa.Column("ran_at", INSTANT, nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("sqlstate", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sweep")),
        schema="ops",
    )


def _audit() -> None:
    op.create_table(
        "core_audit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True, comment="nobody: the machine itself"),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=True),
        sa.Column("state_from", sa.Text(), nullable=True),
        sa.Column("state_to", sa.Text(), nullable=True),
        sa.Column("fields", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False, comment="a code, never a sentence"),
        sa.CheckConstraint(
            "reason ~ '^[a-z0-9_.:-]{0,80}$'", name=op.f("ck_core_audit_reason_is_a_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_audit")),
    )
    op.create_index("ix_core_audit_actor", "core_audit", ["actor_id", "at"])
    op.create_index("ix_core_audit_at", "core_audit", ["at"])
    op.create_index("ix_core_audit_entity", "core_audit", ["entity", "entity_id"])


def _audit_seal() -> None:
    op.create_table(
        "core_audit_seal",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("audit_id", sa.Uuid(), nullable=False),
        sa.Column("audit_at", INSTANT, nullable=False),
        sa.Column("hash", postgresql.BYTEA(), nullable=False),
        sa.Column("sealed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_core_audit_seal")),
        sa.UniqueConstraint("audit_id", name="uq_core_audit_seal_audit_id"),
    )


def _audit_private() -> None:
    op.create_table(
        "core_audit_private",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("thread", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=True),
        sa.Column("state_from", sa.Text(), nullable=True),
        sa.Column("state_to", sa.Text(), nullable=True),
        sa.Column("fields", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["thread"],
            ["core_thread.id"],
            name=op.f("fk_core_audit_private_thread"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_audit_private")),
    )
    op.create_index("ix_core_audit_private_thread", "core_audit_private", ["thread"])


def _audit_look() -> None:
    op.create_table(
        "audit_look",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False, comment="read or refused"),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_look")),
        schema="ops",
    )
    op.create_index("ix_ops_audit_look_actor", "audit_look", ["actor_id", "at"], schema="ops")
    op.create_index("ix_ops_audit_look_at", "audit_look", ["at"], schema="ops")


def _policy() -> None:
    op.create_table(
        "core_policy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("value", postgresql.JSONB(), nullable=False, comment='{"is": value}'),
        sa.Column("valid_from", INSTANT, nullable=False),
        sa.Column("decided_at", INSTANT, nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("length(btrim(reason)) > 0", name=op.f("ck_core_policy_has_a_reason")),
        sa.CheckConstraint(
            "valid_from >= decided_at", name=op.f("ck_core_policy_never_retroactive")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_policy")),
    )
    op.create_index("ix_core_policy_code", "core_policy", ["code", "valid_from"])


def _snapshot() -> None:
    op.create_table(
        "core_snapshot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "scope_kind", sa.Text(), nullable=False, comment="person, unit, region or network"
        ),
        sa.Column("scope_id", sa.Uuid(), nullable=False),
        sa.Column(
            "period", sa.Text(), nullable=False, comment="2026, 2026-Q2, 2026-06 or 2026-W24"
        ),
        sa.Column("num", sa.Text(), nullable=False, comment="exact fraction"),
        sa.Column("den", sa.Text(), nullable=False, comment="exact fraction; 0 is n/a"),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("as_of", INSTANT, nullable=False),
        sa.Column("inputs_hash", sa.Text(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column(
            "reason", sa.Text(), nullable=False, comment="a code: close, late_row, correction"
        ),
        sa.Column("taken_at", INSTANT, nullable=False),
        sa.CheckConstraint("rev >= 1", name=op.f("ck_core_snapshot_rev_from_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_snapshot")),
        sa.UniqueConstraint(
            "code", "scope_kind", "scope_id", "period", "rev", name="uq_core_snapshot_rev"
        ),
    )


def _idempotency() -> None:
    op.create_table(
        "core_idempotency",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", postgresql.BYTEA(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", postgresql.JSONB(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "key", name=op.f("pk_core_idempotency")),
    )
    op.create_index("ix_core_idempotency_created_at", "core_idempotency", ["created_at"])


def _file() -> None:
    op.create_table(
        "core_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column(
            "media_type",
            sa.Text(),
            nullable=False,
            comment="found in the bytes, never told by the sender",
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="the sender's name for it, cleaned"),
        sa.Column("size", sa.BigInteger(), nullable=False, comment="bytes kept"),
        sa.Column("sha256", sa.Text(), nullable=False, comment="of the bytes kept"),
        sa.Column("key", sa.Text(), nullable=False, comment="random name in the storage"),
        sa.Column("owner_id", sa.Uuid(), nullable=True, comment="the person who sent it"),
        sa.Column("thread", sa.Uuid(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True, comment="pixels, pictures only"),
        sa.Column("height", sa.Integer(), nullable=True, comment="pixels, pictures only"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_core_file_sha256_is_hex")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_core_file_size_is_positive")),
        sa.ForeignKeyConstraint(
            ["thread"], ["core_thread.id"], name=op.f("fk_core_file_thread"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_file")),
        sa.UniqueConstraint("key", name="uq_core_file_key"),
    )
    op.create_index("ix_core_file_owner", "core_file", ["owner_id"])
    op.create_index("ix_core_file_sha256", "core_file", ["sha256"])
    op.create_index("ix_core_file_thread", "core_file", ["thread"])


def _mail() -> None:
    op.create_table(
        "mail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False, comment="asked once, whoever asks"),
        sa.Column("letter", sa.Text(), nullable=False, comment="the composer that writes it"),
        sa.Column("args", postgresql.JSONB(), nullable=False, comment="emptied once sent"),
        sa.Column("thread", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False, comment="when the sweeper looks at it next"),
        sa.Column("claimed_at", INSTANT, nullable=True),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column(
            "answer", sa.Text(), nullable=False, comment="the server's code, or the kind of failure"
        ),
        sa.Column("captured", postgresql.JSONB(), nullable=True, comment="development only"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'refused', 'dropped', 'failed')",
            name=op.f("ck_mail_state_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["thread"], ["core_thread.id"], name=op.f("fk_mail_thread"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("key", name="uq_mail_key"),
        schema="ops",
    )
    op.create_index("ix_ops_mail_due", "mail", ["state", "due_at"], schema="ops")
    op.create_index("ix_ops_mail_thread", "mail", ["thread"], schema="ops")


def upgrade() -> None:
    """Create the kernel's schema, types, tables and the functions only the owner may be."""
    op.execute("CREATE SCHEMA IF NOT EXISTS ops")
    op.execute("CREATE TYPE uuidrange AS RANGE (subtype = uuid)")
    _procrastinate()
    for make in (
        _thread,
        _severance,
        _fact,
        _fact_delivery,
        _fact_dead,
        _job_done,
        _job_failure,
        _sweep,
        _audit,
        _audit_seal,
        _audit_private,
        _audit_look,
        _policy,
        _snapshot,
        _idempotency,
        _file,
        _mail,
    ):
        make()
    op.execute("CREATE TABLE core_fact_pdefault PARTITION OF core_fact DEFAULT")
    _run("core_functions.sql")


def downgrade() -> None:
    """Take everything away: there is nothing before the kernel."""
    for function in (
        "core_hold",
        "core_sever",
        "core_write_anew",
        "core_analyze",
        "core_ensure_partitions",
        "core_purge_facts",
        "core_drop_partitions",
    ):
        op.execute(f"DROP FUNCTION {function}")
    for table in reversed(TABLES):
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP FUNCTION core_refuse_change")
    for table in ("events", "periodic_defers", "jobs", "workers"):
        op.execute(f"DROP TABLE procrastinate_{table} CASCADE")
    op.execute(DROP_PROCRASTINATE)
    op.execute("DROP TYPE uuidrange")
    op.execute("DROP SCHEMA ops")
