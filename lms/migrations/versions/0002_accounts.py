"""People, accounts, devices, invitations, sessions and attempt counters.

Revision ID: 0002_accounts
Revises: 0001_core
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002_accounts"
down_revision = "0001_core"
branch_labels = None
depends_on = None

INSTANT = postgresql.TIMESTAMP(timezone=True)
PERSON = "accounts_person.id"


def _person() -> None:
    op.create_table(
        "accounts_person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "external_id",
            sa.Text(),
            nullable=True,
            comment="employee number, the key of imports; folded to upper case",
        ),
        sa.Column("given_name", sa.Text(), nullable=False),
        sa.Column("family_name", sa.Text(), nullable=False),
        sa.Column(
            "sort_key",
            sa.Text(),
            nullable=False,
            comment='folded "family given": the only order of names',
        ),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("locale", sa.Text(), server_default="fr", nullable=False),
        sa.Column("theme", sa.Text(), server_default="system", nullable=False),
        sa.Column(
            "rhythm",
            sa.Integer(),
            server_default="3",
            nullable=False,
            comment="days a week the person would like to learn",
        ),
        sa.Column("welcomed_at", INSTANT, nullable=True, comment="first steps finished"),
        sa.Column("left_on", sa.Date(), nullable=True, comment="first day out of the network"),
        sa.Column("erased_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('simple'::regconfig, sort_key || ' ' || coalesce(external_id, ''))",
                persisted=True,
            ),
            nullable=False,
            comment="words a search may start with",
        ),
        sa.CheckConstraint("locale in ('fr', 'en')", name=op.f("ck_accounts_person_locale")),
        sa.CheckConstraint(
            "theme in ('system', 'light', 'dark')", name=op.f("ck_accounts_person_theme")
        ),
        sa.CheckConstraint("rhythm between 1 and 7", name=op.f("ck_accounts_person_rhythm")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_person")),
        sa.UniqueConstraint("external_id", name=op.f("uq_accounts_person_external_id")),
    )
    op.create_index(
        "ix_accounts_person_email",
        "accounts_person",
        [sa.text("lower(email)")],
        postgresql_where=sa.text("email is not null"),
    )
    op.create_index("ix_accounts_person_sort_key", "accounts_person", ["sort_key", "id"])
    op.create_index(
        "ix_accounts_person_search", "accounts_person", ["search"], postgresql_using="gin"
    )


def _secrets() -> None:
    op.create_table(
        "accounts_account",
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey(PERSON), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True, comment="argon2id; null once ended"),
        sa.Column("secret_set_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_accounts_account")),
    )
    op.create_table(
        "accounts_pin",
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey(PERSON), nullable=False),
        sa.Column(
            "code_hash", sa.Text(), nullable=False, comment="argon2id of person id and digits"
        ),
        sa.Column("set_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_accounts_pin")),
    )


def _invitation() -> None:
    op.create_table(
        "accounts_invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey(PERSON), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column(
            "token_hash",
            sa.LargeBinary(),
            nullable=False,
            comment="hash of what the person shows; the thing itself is kept nowhere",
        ),
        sa.Column("batch_id", sa.Uuid(), nullable=True, comment="slips printed together"),
        sa.Column("issued_by", sa.Uuid(), sa.ForeignKey(PERSON), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "purpose in ('invite', 'reset', 'slip')", name=op.f("ck_accounts_invitation_purpose")
        ),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_accounts_invitation_expiry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_accounts_invitation_token_hash")),
    )
    op.create_index("ix_accounts_invitation_person_id", "accounts_invitation", ["person_id"])
    op.create_index("ix_accounts_invitation_batch_id", "accounts_invitation", ["batch_id"])


def _device() -> None:
    op.create_table(
        "accounts_device",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("enrolled_by", sa.Uuid(), sa.ForeignKey(PERSON), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column(
            "checked_at",
            INSTANT,
            nullable=False,
            comment="last time the enrolment was found right",
        ),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.Column("revoked_by", sa.Uuid(), sa.ForeignKey(PERSON), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_device")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_accounts_device_token_hash")),
    )
    op.create_index("ix_accounts_device_unit_id", "accounts_device", ["unit_id"])


def _notice() -> None:
    op.create_table(
        "accounts_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey(PERSON), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), sa.ForeignKey(PERSON), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_notice")),
    )
    op.create_index(
        "ix_accounts_notice_open",
        "accounts_notice",
        ["person_id"],
        postgresql_where=sa.text("closed_at is null"),
    )


def _call_request() -> None:
    op.create_table(
        "accounts_call_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey(PERSON), nullable=False),
        sa.Column(
            "page",
            sa.Text(),
            nullable=False,
            comment="path of the page the question is about",
        ),
        sa.Column(
            "reach",
            sa.Text(),
            nullable=False,
            comment="where and when, in the person's words; may be empty",
        ),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.Column("done_by", sa.Uuid(), sa.ForeignKey(PERSON), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_call_request")),
    )
    op.create_index(
        "ix_accounts_call_request_open",
        "accounts_call_request",
        ["created_at"],
        postgresql_where=sa.text("done_at is null"),
    )


def _session() -> None:
    op.create_table(
        "session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey(PERSON), nullable=False),
        sa.Column("device_id", sa.Uuid(), sa.ForeignKey("accounts_device.id"), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_seen_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("idle_seconds", sa.Integer(), nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.Column("revoked_reason", sa.Text(), nullable=True),
        sa.Column("secret_checked_at", INSTANT, nullable=False),
        sa.Column("user_agent_label", sa.Text(), nullable=False),
        sa.CheckConstraint("kind in ('own', 'shared', 'desk')", name=op.f("ck_session_kind")),
        sa.CheckConstraint(
            "(kind = 'shared') = (device_id is not null)", name=op.f("ck_session_device")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_session_token_hash")),
        schema="ops",
    )
    op.create_index(
        "ix_session_person_id",
        "session",
        ["person_id"],
        schema="ops",
        postgresql_where=sa.text("revoked_at is null"),
    )
    op.create_index("ix_session_expires_at", "session", ["expires_at"], schema="ops")


def _counters() -> None:
    op.create_table(
        "attempt_counter",
        sa.Column(
            "subject",
            sa.Text(),
            nullable=False,
            comment="kind:keyed hash; no address nor typed name can be read back",
        ),
        sa.Column("failed_at", postgresql.ARRAY(INSTANT), nullable=False),
        sa.Column("locked_at", INSTANT, nullable=True, comment="closed until somebody reopens it"),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_attempt_counter")),
        schema="ops",
    )


def upgrade() -> None:
    """Create the tables."""
    _person()
    _secrets()
    _invitation()
    _device()
    _notice()
    _call_request()
    _session()
    _counters()


def downgrade() -> None:
    """Drop the tables, last created first."""
    op.drop_table("attempt_counter", schema="ops")
    op.drop_table("session", schema="ops")
    for name in ("call_request", "notice", "device", "invitation", "pin", "account", "person"):
        op.drop_table(f"accounts_{name}")
