"""Difficulties told in confidence, cards being written, and the library nothing ties to them.

Revision ID: 0009_quotes
Revises: 0008_notifications
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009_quotes"
down_revision = "0008_notifications"

TABLES = (
    "quotes_interview",
    "quotes_danger",
    "quotes_abuse",
    "quotes_signature",
    "quotes_removal",
    "quotes_receipt",
    "quotes_mark",
    "quotes_difficulty",
    "quotes_card_use",
    "quotes_card_text",
    "quotes_gap",
    "quotes_draft",
    "quotes_coach_year",
    "quotes_card",
    "quotes_absence",
    "quotes_use_token",
    "quotes_tally",
    "quotes_stale_item",
    "quotes_release",
    "quotes_contact",
    "quotes_batch",
)

CONFIDENTIAL = (
    "quotes_difficulty",
    "quotes_interview",
    "quotes_danger",
    "quotes_abuse",
    "quotes_draft",
    "core_thread",
    "core_audit_private",
    "core_notice",
    "core_file",
    "ops.mail",
    "core_fact",
    "core_fact_pdefault",
    "procrastinate_jobs",
)
"""What is severed: the planner keeps no sample of its values, which would outlive the rows."""


def upgrade() -> None:
    """Create the tables of Quotes."""
    op.create_table(
        "quotes_batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotes_batch")),
    )
    op.create_table(
        "quotes_contact",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "reach",
            sa.Text(),
            nullable=False,
            comment="telephone, address, hours: as people read it",
        ),
        sa.CheckConstraint("code in ('legal', 'safety')", name=op.f("ck_quotes_contact_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_quotes_contact")),
    )
    op.create_table(
        "quotes_release",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("week", sa.Text(), nullable=False, comment="2026-W11"),
        sa.Column(
            "opened",
            sa.Boolean(),
            nullable=False,
            comment="with its first cards from experience, once",
        ),
        sa.CheckConstraint("id = 1", name=op.f("ck_quotes_release_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotes_release")),
    )
    op.create_table(
        "quotes_stale_item",
        sa.Column("item_uid", sa.Uuid(), nullable=False),
        sa.Column("review_by", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("item_uid", name=op.f("pk_quotes_stale_item")),
    )
    op.create_table(
        "quotes_tally",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("quarter", sa.Text(), nullable=False),
        sa.Column("theme_uid", sa.Uuid(), nullable=True),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotes_tally")),
    )
    op.create_index(
        "uq_quotes_tally",
        "quotes_tally",
        ["quarter", "theme_uid"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "quotes_use_token",
        sa.Column("token", postgresql.BYTEA(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_quotes_use_token")),
    )
    op.create_table(
        "quotes_absence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("during", postgresql.DATERANGE(), nullable=False),
        sa.CheckConstraint("NOT isempty(during)", name=op.f("ck_quotes_absence_period")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_quotes_absence_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotes_absence")),
    )
    op.create_index("ix_quotes_absence_person", "quotes_absence", ["person_id"], unique=False)
    op.create_table(
        "quotes_card",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("quarter", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column(
            "place",
            postgresql.BYTEA(),
            nullable=False,
            comment="sha256(batch || card): the order of lists",
        ),
        sa.Column("theme_uid", sa.Uuid(), nullable=True),
        sa.Column("moment_uid", sa.Uuid(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("frequency", sa.Text(), nullable=False, comment="empty, 5-9 or 10+"),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("superseded_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'anonymous') = (batch_id is not null)", name=op.f("ck_quotes_card_batch")
        ),
        sa.CheckConstraint("kind in ('anonymous', 'signed')", name=op.f("ck_quotes_card_kind")),
        sa.CheckConstraint("quarter ~ '^[0-9]{4}-Q[1-4]$'", name=op.f("ck_quotes_card_quarter")),
        sa.CheckConstraint(
            "status in ('published', 'superseded', 'retired', 'withdrawn')",
            name=op.f("ck_quotes_card_status"),
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["quotes_batch.id"], name=op.f("fk_quotes_card_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by"], ["quotes_card.id"], name=op.f("fk_quotes_card_superseded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotes_card")),
        sa.UniqueConstraint("id", "kind", name=op.f("uq_quotes_card_id_kind")),
    )
    op.create_index("ix_quotes_card_batch", "quotes_card", ["batch_id"], unique=False)
    op.create_index("ix_quotes_card_moment", "quotes_card", ["moment_uid"], unique=False)
    op.create_index(
        "ix_quotes_card_shown", "quotes_card", ["status", "quarter", "place"], unique=False
    )
    op.create_index("ix_quotes_card_theme", "quotes_card", ["theme_uid"], unique=False)
    op.create_table(
        "quotes_coach_year",
        sa.Column("coach_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ended", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["accounts_person.id"], name=op.f("fk_quotes_coach_year_coach_id")
        ),
        sa.PrimaryKeyConstraint("coach_id", "year", name=op.f("pk_quotes_coach_year")),
    )
    op.create_table(
        "quotes_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("thread", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("coach_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "situation", sa.Text(), nullable=False, comment="the difficulty, in the third person"
        ),
        sa.Column("say", sa.Text(), nullable=False, comment="one sentence to say"),
        sa.Column("gesture", sa.Text(), nullable=False, comment="one gesture to do"),
        sa.Column("theme_uid", sa.Uuid(), nullable=True),
        sa.Column("moment_uid", sa.Uuid(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column(
            "judgements",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="finding -> asked or kept, with its reason and the words",
        ),
        sa.Column("times_sent", sa.Integer(), nullable=False, comment="to the second reader"),
        sa.Column("submitted_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("review_by", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("late_told", sa.Boolean(), nullable=False),
        sa.Column("reader_id", sa.Uuid(), nullable=True),
        sa.Column(
            "taken_at",
            postgresql.TIMESTAMP(timezone=True),
            nullable=True,
            comment="by the second reader",
        ),
        sa.Column(
            "passed", sa.Boolean(), nullable=True, comment="the motivated intruder found nobody"
        ),
        sa.Column("reader_note", sa.Text(), nullable=False, comment="what the second reader asks"),
        sa.Column("ready_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("coach_receipt", postgresql.BYTEA(), nullable=True, comment="hash of six words"),
        sa.CheckConstraint(
            "(state = 'scheduled') = (ready_at is not null)", name=op.f("ck_quotes_draft_ready")
        ),
        sa.CheckConstraint("kind in ('report', 'workshop')", name=op.f("ck_quotes_draft_kind")),
        sa.CheckConstraint(
            "state in ('writing', 'in_review', 'changes', 'preview', 'scheduled', 'dropped')",
            name=op.f("ck_quotes_draft_state"),
        ),
        sa.CheckConstraint(
            "reader_id is null or reader_id <> coach_id", name=op.f("ck_quotes_draft_second_reader")
        ),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["accounts_person.id"], name=op.f("fk_quotes_draft_coach_id")
        ),
        sa.ForeignKeyConstraint(
            ["reader_id"], ["accounts_person.id"], name=op.f("fk_quotes_draft_reader_id")
        ),
        sa.ForeignKeyConstraint(
            ["thread"], ["core_thread.id"], name=op.f("fk_quotes_draft_thread"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotes_draft")),
    )
    op.create_index("ix_quotes_draft_coach", "quotes_draft", ["coach_id"], unique=False)
    op.create_index("ix_quotes_draft_reader", "quotes_draft", ["reader_id"], unique=False)
    op.create_index(
        "ix_quotes_draft_ready",
        "quotes_draft",
        ["ready_at"],
        unique=False,
        postgresql_where=sa.text("state = 'scheduled'"),
    )
    op.create_index(op.f("ix_quotes_draft_thread"), "quotes_draft", ["thread"], unique=False)
    op.create_index(
        "ix_quotes_draft_to_read",
        "quotes_draft",
        ["submitted_at"],
        unique=False,
        postgresql_where=sa.text("state = 'in_review'"),
    )
    op.create_table(
        "quotes_gap",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("theme_uid", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_in", sa.Text(), nullable=False, comment="quarter"),
        sa.Column("cards", sa.Integer(), nullable=False),
        sa.Column("me_too", sa.Integer(), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("released_in", sa.Text(), nullable=True, comment="quarter its lesson came out"),
        sa.Column(
            "told_before", sa.Integer(), nullable=True, comment="in the quarter of the release"
        ),
        sa.Column(
            "told_after", sa.Integer(), nullable=True, comment="in the quarter that followed"
        ),
        sa.CheckConstraint(
            "state in ('open', 'taken', 'released', 'closed')", name=op.f("ck_quotes_gap_state")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by"], ["accounts_person.id"], name=op.f("fk_quotes_gap_taken_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotes_gap")),
    )
    op.create_index(
        "uq_quotes_gap_open",
        "quotes_gap",
        ["theme_uid"],
        unique=True,
        postgresql_where=sa.text("state in ('open', 'taken')"),
    )
    op.create_table(
        "quotes_card_text",
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("situation", sa.Text(), nullable=False),
        sa.Column("say", sa.Text(), nullable=False),
        sa.Column("gesture", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False, comment="of what is shown: the ETag"),
        sa.Column("search", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(
            ["card_id"],
            ["quotes_card.id"],
            name=op.f("fk_quotes_card_text_card_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("card_id", "locale", name=op.f("pk_quotes_card_text")),
    )
    op.create_index(
        "ix_quotes_card_text_search",
        "quotes_card_text",
        ["search"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_table(
        "quotes_card_use",
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("helped", sa.Integer(), nullable=False),
        sa.Column("me_too", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["card_id"],
            ["quotes_card.id"],
            name=op.f("fk_quotes_card_use_card_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("card_id", name=op.f("pk_quotes_card_use")),
    )
    op.create_table(
        "quotes_difficulty",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("thread", sa.Uuid(), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("coach_id", sa.Uuid(), nullable=True),
        sa.Column("draft_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column(
            "asked", sa.Text(), nullable=False, comment="call: two taps; words: told in words"
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("theme_uid", sa.Uuid(), nullable=True, comment="practice of the referential"),
        sa.Column("moment_uid", sa.Uuid(), nullable=True),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column(
            "reach", sa.Text(), nullable=False, comment="when the person can be reached, a code"
        ),
        sa.Column("reach_note", sa.Text(), nullable=False),
        sa.Column(
            "not_usual",
            sa.Boolean(),
            nullable=False,
            comment="another coach than the usual one was wanted",
        ),
        sa.Column("opened_on", sa.Date(), nullable=False, comment="business date of the unit"),
        sa.Column("submitted_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("last_activity_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("acknowledge_by", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("acknowledged_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("interview_by", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("appointment_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("talked_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("draft_by", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column(
            "late_told", sa.Text(), nullable=False, comment="the clock whose breach was told last"
        ),
        sa.Column(
            "reminded_at",
            postgresql.TIMESTAMP(timezone=True),
            nullable=True,
            comment="told that it will be purged",
        ),
        sa.Column("ended_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column(
            "reason", sa.Text(), nullable=False, comment="why no card, or where redirected: a code"
        ),
        sa.Column("legal_offered_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column(
            "preview_at",
            postgresql.TIMESTAMP(timezone=True),
            nullable=True,
            comment="the card may be re-read since",
        ),
        sa.Column(
            "shown_at",
            postgresql.TIMESTAMP(timezone=True),
            nullable=True,
            comment="first shown on their screen",
        ),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column(
            "answered_hash", sa.Text(), nullable=False, comment="of the card's words agreed to"
        ),
        sa.Column("change_note", sa.Text(), nullable=False),
        sa.Column("receipt", postgresql.BYTEA(), nullable=True, comment="hash of six words"),
        sa.Column("receipt_noted", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(state = 'draft') = (submitted_at is null)",
            name=op.f("ck_quotes_difficulty_submitted"),
        ),
        sa.CheckConstraint(
            "answer in ('', 'yes', 'aloud', 'silence', 'change', 'no')",
            name=op.f("ck_quotes_difficulty_answer"),
        ),
        sa.CheckConstraint("asked in ('call', 'words')", name=op.f("ck_quotes_difficulty_asked")),
        sa.CheckConstraint(
            "state in ('draft', 'submitted', 'acknowledged', 'interviewing', 'coached', 'carded', 'merged', 'between', 'flagged', 'redirected', 'no_card', 'withdrawn')",  # noqa: E501
            name=op.f("ck_quotes_difficulty_state"),
        ),
        sa.CheckConstraint(
            "urgency in ('usual', 'soon', 'danger')", name=op.f("ck_quotes_difficulty_urgency")
        ),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["accounts_person.id"], name=op.f("fk_quotes_difficulty_coach_id")
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["quotes_draft.id"],
            name=op.f("fk_quotes_difficulty_draft_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["accounts_person.id"], name=op.f("fk_quotes_difficulty_reporter_id")
        ),
        sa.ForeignKeyConstraint(
            ["thread"],
            ["core_thread.id"],
            name=op.f("fk_quotes_difficulty_thread"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_quotes_difficulty_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotes_difficulty")),
    )
    op.create_index(
        "ix_quotes_difficulty_coach",
        "quotes_difficulty",
        ["coach_id", "submitted_at"],
        unique=False,
    )
    op.create_index("ix_quotes_difficulty_draft", "quotes_difficulty", ["draft_id"], unique=False)
    op.create_index(
        "ix_quotes_difficulty_reporter", "quotes_difficulty", ["reporter_id"], unique=False
    )
    op.create_index(
        op.f("ix_quotes_difficulty_thread"), "quotes_difficulty", ["thread"], unique=False
    )
    op.create_index(
        "uq_quotes_difficulty_draft",
        "quotes_difficulty",
        ["reporter_id"],
        unique=True,
        postgresql_where=sa.text("state = 'draft'"),
    )
    op.create_table(
        "quotes_mark",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint("kind in ('bookmark', 'to_read')", name=op.f("ck_quotes_mark_kind")),
        sa.ForeignKeyConstraint(
            ["card_id"], ["quotes_card.id"], name=op.f("fk_quotes_mark_card_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_quotes_mark_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", "card_id", "kind", name=op.f("pk_quotes_mark")),
    )
    op.create_index("ix_quotes_mark_card", "quotes_mark", ["card_id"], unique=False)
    op.create_table(
        "quotes_receipt",
        sa.Column("hash", postgresql.BYTEA(), nullable=False),
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "holder in ('reporter', 'coach')", name=op.f("ck_quotes_receipt_holder")
        ),
        sa.ForeignKeyConstraint(
            ["card_id"],
            ["quotes_card.id"],
            name=op.f("fk_quotes_receipt_card_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_quotes_receipt")),
    )
    op.create_index("ix_quotes_receipt_card", "quotes_receipt", ["card_id"], unique=False)
    op.create_table(
        "quotes_removal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "decided_by is null or state <> 'asked'", name=op.f("ck_quotes_removal_decided")
        ),
        sa.CheckConstraint(
            "state in ('asked', 'done', 'declined')", name=op.f("ck_quotes_removal_state")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["accounts_person.id"], name=op.f("fk_quotes_removal_asked_by")
        ),
        sa.ForeignKeyConstraint(
            ["card_id"],
            ["quotes_card.id"],
            name=op.f("fk_quotes_removal_card_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["accounts_person.id"], name=op.f("fk_quotes_removal_decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotes_removal")),
    )
    op.create_index("ix_quotes_removal_card", "quotes_removal", ["card_id"], unique=False)
    op.create_table(
        "quotes_signature",
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind = 'signed'", name=op.f("ck_quotes_signature_signed")),
        sa.ForeignKeyConstraint(
            ["card_id", "kind"],
            ["quotes_card.id", "quotes_card.kind"],
            name="fk_quotes_signature_card",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_quotes_signature_person_id")
        ),
        sa.PrimaryKeyConstraint("card_id", name=op.f("pk_quotes_signature")),
    )
    op.create_index("ix_quotes_signature_person", "quotes_signature", ["person_id"], unique=False)
    op.create_table(
        "quotes_abuse",
        sa.Column("difficulty_id", sa.Uuid(), nullable=False),
        sa.Column("thread", sa.Uuid(), nullable=False),
        sa.Column("flagged_by", sa.Uuid(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("judge_id", sa.Uuid(), nullable=True),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "judge_id is null or judge_id <> flagged_by", name=op.f("ck_quotes_abuse_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["difficulty_id"],
            ["quotes_difficulty.id"],
            name=op.f("fk_quotes_abuse_difficulty_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["flagged_by"], ["accounts_person.id"], name=op.f("fk_quotes_abuse_flagged_by")
        ),
        sa.ForeignKeyConstraint(
            ["judge_id"], ["accounts_person.id"], name=op.f("fk_quotes_abuse_judge_id")
        ),
        sa.ForeignKeyConstraint(
            ["thread"], ["core_thread.id"], name=op.f("fk_quotes_abuse_thread"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("difficulty_id", name=op.f("pk_quotes_abuse")),
    )
    op.create_index(op.f("ix_quotes_abuse_thread"), "quotes_abuse", ["thread"], unique=False)
    op.create_table(
        "quotes_danger",
        sa.Column("difficulty_id", sa.Uuid(), nullable=False),
        sa.Column("thread", sa.Uuid(), nullable=False),
        sa.Column("told_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("passed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column(
            "passed_to", sa.Text(), nullable=False, comment="who was called, in the coach's words"
        ),
        sa.CheckConstraint(
            "passed_at is null or passed_at >= told_at", name=op.f("ck_quotes_danger_told_first")
        ),
        sa.ForeignKeyConstraint(
            ["difficulty_id"],
            ["quotes_difficulty.id"],
            name=op.f("fk_quotes_danger_difficulty_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["thread"], ["core_thread.id"], name=op.f("fk_quotes_danger_thread"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("difficulty_id", name=op.f("pk_quotes_danger")),
    )
    op.create_index(op.f("ix_quotes_danger_thread"), "quotes_danger", ["thread"], unique=False)
    op.create_table(
        "quotes_interview",
        sa.Column("difficulty_id", sa.Uuid(), nullable=False),
        sa.Column("thread", sa.Uuid(), nullable=False),
        sa.Column("happened", sa.Text(), nullable=False),
        sa.Column(
            "notes",
            sa.Text(),
            nullable=False,
            comment="the coach's own, purged when the coach changes",
        ),
        sa.ForeignKeyConstraint(
            ["difficulty_id"],
            ["quotes_difficulty.id"],
            name=op.f("fk_quotes_interview_difficulty_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["thread"],
            ["core_thread.id"],
            name=op.f("fk_quotes_interview_thread"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("difficulty_id", name=op.f("pk_quotes_interview")),
    )
    op.create_index(
        op.f("ix_quotes_interview_thread"), "quotes_interview", ["thread"], unique=False
    )
    for table in CONFIDENTIAL:
        _keep_no_sample(table)
    op.execute("ALTER INDEX procrastinate_jobs_thread ALTER COLUMN 1 SET STATISTICS 0")


def _keep_no_sample(table: str) -> None:
    schema, _, name = table.rpartition(".")
    columns = sa.inspect(op.get_bind()).get_columns(name, schema=schema or None)
    changes = ", ".join(f'ALTER COLUMN "{column["name"]}" SET STATISTICS 0' for column in columns)
    op.execute(f"ALTER TABLE {table} {changes}")


def downgrade() -> None:
    """Drop them, with what was told in confidence and the library."""
    op.drop_constraint("fk_quotes_difficulty_draft_id", "quotes_difficulty", type_="foreignkey")
    for table in TABLES:
        op.drop_table(table)
