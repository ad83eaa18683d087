"""Notices, the kinds people do not want, and the mails made of notices.

Revision ID: 0008_notifications
Revises: 0007_reporting
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008_notifications"
down_revision = "0007_reporting"


def upgrade() -> None:
    """Create the inbox and its mails."""
    _notices()
    op.create_table(
        "core_notice_mute",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("since", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_core_notice_mute")),
    )
    _dispatches()


def _notices() -> None:
    op.create_table(
        "core_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False, comment="what it is about; settled by it"),
        sa.Column("turn", sa.Text(), nullable=False, comment="told once per key and turn"),
        sa.Column("thread", sa.Uuid(), nullable=True),
        sa.Column("capability", sa.Text(), nullable=True, comment="silent where it is dark"),
        sa.Column("endpoint", sa.Text(), nullable=True),
        sa.Column("args", postgresql.JSONB(), nullable=False, comment="arguments of the endpoint"),
        sa.Column("values", postgresql.JSONB(), nullable=False, comment="what the body is made of"),
        sa.Column(
            "act", sa.Boolean(), nullable=False, comment="waits for the person to do something"
        ),
        sa.Column(
            "muted", sa.Boolean(), nullable=False, comment="listed, neither counted nor sent"
        ),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("read_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("done_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column(
            "by_hand",
            sa.Boolean(),
            nullable=False,
            comment="marked done by the person, who may undo it",
        ),
        sa.Column("mail", sa.Text(), nullable=False),
        sa.Column("sent_with", sa.Uuid(), nullable=True, comment="the mail that tells it"),
        sa.CheckConstraint(
            "mail IN ('none', 'waiting', 'asked', 'skipped')",
            name=op.f("ck_core_notice_mail_is_known"),
        ),
        sa.CheckConstraint(
            "NOT by_hand OR done_at IS NOT NULL", name=op.f("ck_core_notice_by_hand")
        ),
        sa.ForeignKeyConstraint(
            ["thread"], ["core_thread.id"], name=op.f("fk_core_notice_thread"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_notice")),
        sa.UniqueConstraint("kind", "key", "turn", "person_id", name="uq_core_notice_told_once"),
    )
    op.create_index("ix_core_notice_person", "core_notice", ["person_id", "created_at"])
    for name, columns, where in (
        ("ix_core_notice_counted", ["person_id"], "act AND NOT muted AND done_at IS NULL"),
        ("ix_core_notice_mail", ["kind", "created_at"], "mail = 'waiting'"),
        ("ix_core_notice_thread", ["thread"], "thread IS NOT NULL"),
    ):
        op.create_index(name, "core_notice", columns, postgresql_where=sa.text(where))


def _dispatches() -> None:
    op.create_table(
        "notifications_dispatch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="local date of the person's unit"),
        sa.Column(
            "alert", sa.Boolean(), nullable=False, comment="at once, beside the one mail a day"
        ),
        sa.Column("thread", sa.Uuid(), nullable=True),
        sa.Column("mail_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_notifications_dispatch_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["thread"],
            ["core_thread.id"],
            name=op.f("fk_notifications_dispatch_thread"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications_dispatch")),
    )
    op.create_index(
        "uq_notifications_dispatch_a_day",
        "notifications_dispatch",
        ["person_id", "day"],
        unique=True,
        postgresql_where=sa.text("NOT alert"),
    )
    op.create_index("ix_notifications_dispatch_thread", "notifications_dispatch", ["thread"])


def downgrade() -> None:
    """Drop them: what was told is forgotten."""
    for name in ("notifications_dispatch", "core_notice_mute", "core_notice"):
        op.drop_table(name)
