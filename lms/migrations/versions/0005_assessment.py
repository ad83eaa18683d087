"""Questions and their versions, quizzes, attempts, answers, reviews and disputes.

Revision ID: 0005_assessment
Revises: 0004_referential
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005_assessment"
down_revision = "0004_referential"
branch_labels = None
depends_on = None

INSTANT = postgresql.TIMESTAMP(timezone=True)
JSON = postgresql.JSONB(astext_type=sa.Text())

# A question version is frozen but for its status; the others are frozen by rights (core.db).
KEEP_QUESTION = """
CREATE FUNCTION assessment_keep_question() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - 'status') IS DISTINCT FROM (to_jsonb(OLD) - 'status') THEN
    RAISE EXCEPTION 'a question version never changes' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER assessment_question_version_kept
  BEFORE UPDATE OR DELETE ON assessment_question_version
  FOR EACH ROW EXECUTE FUNCTION assessment_keep_question();
"""


def _question_file() -> None:
    op.create_table(
        "assessment_question_file",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_assessment_question_file")),
    )


def _quiz_version() -> None:
    op.create_table(
        "assessment_quiz_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("quiz_uid", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("settings", JSON, nullable=False, comment="as assessment.rules.quiz"),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_quiz_version")),
        sa.UniqueConstraint(
            "quiz_uid",
            "content_hash",
            name=op.f("uq_assessment_quiz_version_quiz_uid_content_hash"),
        ),
        sa.UniqueConstraint(
            "quiz_uid", "number", name=op.f("uq_assessment_quiz_version_quiz_uid_number")
        ),
        info={"frozen": True},
    )


def _attempt() -> None:
    op.create_table(
        "assessment_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("quiz_uid", sa.Uuid(), nullable=False),
        sa.Column("quiz_version_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column(
            "seed", sa.Text(), nullable=False, comment="secret: orders and tokens come from it"
        ),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("deadline", INSTANT, nullable=True, comment="fixed at the start, extra time in"),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("score_num", sa.BigInteger(), nullable=True),
        sa.Column("score_den", sa.BigInteger(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("needs_review", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(state = 'open') = (closed_at is null)", name=op.f("ck_assessment_attempt_closed")
        ),
        sa.CheckConstraint(
            "closed_by in ('person', 'clock')", name=op.f("ck_assessment_attempt_closed_by")
        ),
        sa.CheckConstraint(
            "state <> 'open' or score_num is null", name=op.f("ck_assessment_attempt_open_unmarked")
        ),
        sa.CheckConstraint(
            "state in ('open', 'submitted', 'expired', 'reviewed')",
            name=op.f("ck_assessment_attempt_state"),
        ),
        sa.CheckConstraint(
            "(closed_at is null) = (closed_by is null)", name=op.f("ck_assessment_attempt_closer")
        ),
        sa.CheckConstraint(
            "(score_num is null) = (score_den is null) and (score_num is null) = (passed is null)",
            name=op.f("ck_assessment_attempt_marked"),
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_assessment_attempt_number")),
        sa.CheckConstraint(
            "score_den > 0 and score_num between 0 and score_den",
            name=op.f("ck_assessment_attempt_score"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_assessment_attempt_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["quiz_version_id"],
            ["assessment_quiz_version.id"],
            name=op.f("fk_assessment_attempt_quiz_version_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_attempt")),
        sa.UniqueConstraint(
            "person_id",
            "quiz_uid",
            "number",
            name=op.f("uq_assessment_attempt_person_id_quiz_uid_number"),
        ),
    )
    op.create_index(
        "ix_assessment_attempt_deadline",
        "assessment_attempt",
        ["deadline"],
        unique=False,
        postgresql_where=sa.text("state = 'open' and deadline is not null"),
    )
    op.create_index(
        "ix_assessment_attempt_quiz",
        "assessment_attempt",
        ["quiz_uid", "quiz_version_id"],
        unique=False,
    )
    op.create_index(
        "ix_assessment_attempt_review",
        "assessment_attempt",
        ["closed_at"],
        unique=False,
        postgresql_where=sa.text("needs_review and state = 'submitted'"),
    )
    op.create_index(
        "uq_assessment_attempt_open",
        "assessment_attempt",
        ["person_id", "quiz_uid"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )


def _override() -> None:
    op.create_table(
        "assessment_override",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("quiz_uid", sa.Uuid(), nullable=False),
        sa.Column("extra_time", sa.Integer(), nullable=False, comment="seconds"),
        sa.Column("extra_attempts", sa.Integer(), nullable=False),
        sa.Column("closes_at", INSTANT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=True),
        sa.Column("granted_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "extra_time >= 0 and extra_attempts >= 0", name=op.f("ck_assessment_override_extra")
        ),
        sa.ForeignKeyConstraint(
            ["granted_by"], ["accounts_person.id"], name=op.f("fk_assessment_override_granted_by")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_assessment_override_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", "quiz_uid", name=op.f("pk_assessment_override")),
    )


def _question() -> None:
    op.create_table(
        "assessment_question",
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column(
            "category",
            sa.Text(),
            nullable=False,
            comment="path of names joined by ' / ', '' at the top",
        ),
        sa.Column(
            "name", sa.Text(), nullable=False, comment="for authors only; it may tell the answer"
        ),
        sa.Column("tags", postgresql.ARRAY(sa.TEXT()), nullable=False),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("difficulty", sa.SmallInteger(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column(
            "current_version_id",
            sa.Uuid(),
            nullable=True,
            comment="the ready version asked today; null before the first, or once retired",
        ),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "level in ('beginner', 'intermediate', 'expert')",
            name=op.f("ck_assessment_question_level"),
        ),
        sa.CheckConstraint(
            "difficulty between 1 and 5", name=op.f("ck_assessment_question_difficulty")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["accounts_person.id"], name=op.f("fk_assessment_question_owner_id")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_assessment_question")),
    )
    op.create_index(
        "ix_assessment_question_category", "assessment_question", ["category"], unique=False
    )


def _question_version() -> None:
    op.create_table(
        "assessment_question_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("question_uid", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("content", JSON, nullable=False, comment="as assessment.rules.questions"),
        sa.Column(
            "content_hash",
            sa.Text(),
            nullable=False,
            comment="tells the answer to who can guess: server only",
        ),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "kind in ('single', 'multiple', 'true_false', 'short_text', 'numeric', 'matching',"
            " 'ordering', 'cloze', 'scale', 'free_text')",
            name=op.f("ck_assessment_question_version_kind"),
        ),
        sa.CheckConstraint(
            "status in ('draft', 'ready', 'retired')",
            name=op.f("ck_assessment_question_version_status"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["accounts_person.id"],
            name=op.f("fk_assessment_question_version_created_by"),
        ),
        sa.ForeignKeyConstraint(
            ["question_uid"],
            ["assessment_question.uid"],
            name=op.f("fk_assessment_question_version_question_uid"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_question_version")),
        sa.UniqueConstraint(
            "question_uid",
            "content_hash",
            name=op.f("uq_assessment_question_version_question_uid_content_hash"),
        ),
        sa.UniqueConstraint(
            "question_uid",
            "number",
            name=op.f("uq_assessment_question_version_question_uid_number"),
        ),
    )


def _review() -> None:
    op.create_table(
        "assessment_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("question_uid", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("fraction_num", sa.BigInteger(), nullable=False),
        sa.Column("fraction_den", sa.BigInteger(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "fraction_den > 0 and fraction_num between 0 and fraction_den",
            name=op.f("ck_assessment_review_fraction"),
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["assessment_attempt.id"], name=op.f("fk_assessment_review_attempt_id")
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["accounts_person.id"], name=op.f("fk_assessment_review_reviewer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_review")),
        info={"ledger": True},
    )
    op.create_index(
        "ix_assessment_review_answer",
        "assessment_review",
        ["attempt_id", "question_uid", "at"],
        unique=False,
    )


def _step() -> None:
    op.create_table(
        "assessment_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("question_uid", sa.Uuid(), nullable=True),
        sa.Column("client_id", sa.Text(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "kind in ('started', 'saved', 'checked', 'closed', 'reviewed', 'regraded', 'extended')",
            name=op.f("ck_assessment_step_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["assessment_attempt.id"], name=op.f("fk_assessment_step_attempt_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_step")),
        info={"ledger": True},
    )
    op.create_index(
        "ix_assessment_step_attempt", "assessment_step", ["attempt_id", "at"], unique=False
    )
    op.create_index(
        "uq_assessment_step_sending",
        "assessment_step",
        ["attempt_id", "client_id", "seq"],
        unique=True,
        postgresql_where=sa.text("client_id is not null"),
    )


def _answer() -> None:
    op.create_table(
        "assessment_answer",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("question_uid", sa.Uuid(), nullable=False),
        sa.Column(
            "person_id",
            sa.Uuid(),
            nullable=False,
            comment="the attempt's: for export and erasure",
        ),
        sa.Column("question_version_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False, comment="the page or phone that sent it"),
        sa.Column(
            "seq", sa.BigInteger(), nullable=False, comment="grows with each sending of one client"
        ),
        sa.Column("response", JSON, nullable=False, comment="as assessment.rules.responses"),
        sa.Column("fraction_num", sa.BigInteger(), nullable=True),
        sa.Column("fraction_den", sa.BigInteger(), nullable=True),
        sa.Column("needs_review", sa.Boolean(), nullable=False),
        sa.Column(
            "checked_at",
            INSTANT,
            nullable=True,
            comment="given as final: the outcome may have been told, it no longer changes",
        ),
        sa.Column("answered_at", INSTANT, nullable=False, comment="server"),
        sa.CheckConstraint(
            "(fraction_num is null) = (fraction_den is null)",
            name=op.f("ck_assessment_answer_marked"),
        ),
        sa.CheckConstraint(
            "fraction_den > 0 and fraction_num between 0 and fraction_den",
            name=op.f("ck_assessment_answer_fraction"),
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["assessment_attempt.id"], name=op.f("fk_assessment_answer_attempt_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_assessment_answer_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_version_id"],
            ["assessment_question_version.id"],
            name=op.f("fk_assessment_answer_question_version_id"),
        ),
        sa.PrimaryKeyConstraint("attempt_id", "question_uid", name=op.f("pk_assessment_answer")),
    )
    op.create_index(
        op.f("ix_assessment_answer_person_id"), "assessment_answer", ["person_id"], unique=False
    )
    op.create_index(
        "ix_assessment_answer_question", "assessment_answer", ["question_version_id"], unique=False
    )


def _dispute() -> None:
    op.create_table(
        "assessment_dispute",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("question_version_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "(state = 'open') = (answered_at is null)", name=op.f("ck_assessment_dispute_answered")
        ),
        sa.CheckConstraint(
            "state in ('open', 'answered')", name=op.f("ck_assessment_dispute_state")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["accounts_person.id"], name=op.f("fk_assessment_dispute_answered_by")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["assessment_attempt.id"], name=op.f("fk_assessment_dispute_attempt_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_assessment_dispute_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_version_id"],
            ["assessment_question_version.id"],
            name=op.f("fk_assessment_dispute_question_version_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_dispute")),
    )
    op.create_index(
        "ix_assessment_dispute_state", "assessment_dispute", ["state", "created_at"], unique=False
    )
    op.create_index(
        "uq_assessment_dispute_open",
        "assessment_dispute",
        ["person_id", "question_version_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )


def _quiz_question() -> None:
    op.create_table(
        "assessment_quiz_question",
        sa.Column("quiz_version_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("question_version_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_version_id"],
            ["assessment_question_version.id"],
            name=op.f("fk_assessment_quiz_question_question_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["quiz_version_id"],
            ["assessment_quiz_version.id"],
            name=op.f("fk_assessment_quiz_question_quiz_version_id"),
        ),
        sa.PrimaryKeyConstraint(
            "quiz_version_id", "position", name=op.f("pk_assessment_quiz_question")
        ),
        info={"frozen": True},
    )
    op.create_index(
        "ix_assessment_quiz_question_version",
        "assessment_quiz_question",
        ["question_version_id"],
        unique=False,
    )


def _people(table: str, *columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([c], ["accounts_person.id"], name=op.f(f"fk_{table}_{c}"))
        for c in columns
    ]


def _extra_time() -> None:
    op.create_table(
        "assessment_extra_time",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "quiz_uid", sa.Uuid(), nullable=True, comment="null: every quiz with a time limit"
        ),
        sa.Column("percent", sa.SmallInteger(), nullable=True, comment="of the limit, added to it"),
        sa.Column("minutes", sa.SmallInteger(), nullable=True, comment="added to the limit"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=False),
        sa.Column("granted_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(percent is null) <> (minutes is null)",
            name=op.f("ck_assessment_extra_time_one_amount"),
        ),
        sa.CheckConstraint(
            "percent between 1 and 300", name=op.f("ck_assessment_extra_time_percent")
        ),
        sa.CheckConstraint(
            "minutes between 1 and 600", name=op.f("ck_assessment_extra_time_minutes")
        ),
        sa.CheckConstraint(
            "(ended_at is null) = (ended_by is null)", name=op.f("ck_assessment_extra_time_ended")
        ),
        *_people("assessment_extra_time", "person_id", "granted_by", "ended_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_extra_time")),
    )
    op.create_index(
        "ix_assessment_extra_time_person", "assessment_extra_time", ["person_id"], unique=False
    )


def _correction() -> None:
    versions = [
        sa.ForeignKeyConstraint(
            [column],
            ["assessment_question_version.id"],
            name=op.f(f"fk_assessment_correction_{column}"),
        )
        for column in ("from_version_id", "version_id")
    ]
    op.create_table(
        "assessment_correction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("question_uid", sa.Uuid(), nullable=False),
        sa.Column("from_version_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("corrected_at", INSTANT, nullable=False),
        sa.Column("total", sa.Integer(), nullable=False, comment="attempts to mark again"),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("raised", sa.Integer(), nullable=False, comment="attempts whose mark rose"),
        sa.Column("gained", sa.Integer(), nullable=False, comment="attempts that pass since"),
        sa.Column("regraded_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "state in ('applying', 'applied')", name=op.f("ck_assessment_correction_state")
        ),
        sa.ForeignKeyConstraint(
            ["question_uid"],
            ["assessment_question.uid"],
            name=op.f("fk_assessment_correction_question_uid"),
        ),
        *versions,
        *_people("assessment_correction", "actor_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_correction")),
    )
    op.create_index(
        "ix_assessment_correction_question",
        "assessment_correction",
        ["question_uid", "corrected_at"],
        unique=False,
    )


def _item_figure() -> None:
    op.create_table(
        "assessment_item_figure",
        sa.Column("question_uid", sa.Uuid(), nullable=False),
        sa.Column(
            "people", sa.Integer(), nullable=False, comment="who answered it in their first try"
        ),
        sa.Column("facility", sa.Float(), nullable=True, comment="mean mark, 0 to 1"),
        sa.Column(
            "discrimination",
            sa.Float(),
            nullable=True,
            comment="correlation with the other answers of the same try, -1 to 1",
        ),
        sa.Column("chosen", JSON, nullable=False, comment="people by option"),
        sa.Column("seconds", sa.Integer(), nullable=True, comment="median time to the answer"),
        sa.Column("computed_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["question_uid"],
            ["assessment_question.uid"],
            name=op.f("fk_assessment_item_figure_question_uid"),
        ),
        sa.PrimaryKeyConstraint("question_uid", name=op.f("pk_assessment_item_figure")),
    )


def upgrade() -> None:
    _question_file()
    _quiz_version()
    _attempt()
    _override()
    _question()
    _question_version()
    _review()
    _step()
    _answer()
    _dispute()
    _quiz_question()
    _extra_time()
    _correction()
    _item_figure()
    op.execute(KEEP_QUESTION)


def downgrade() -> None:
    op.drop_table("assessment_item_figure")
    op.drop_table("assessment_correction")
    op.drop_table("assessment_extra_time")
    op.drop_table("assessment_quiz_question")
    op.drop_table("assessment_dispute")
    op.drop_table("assessment_answer")
    op.drop_table("assessment_step")
    op.drop_table("assessment_review")
    op.drop_table("assessment_question_version")
    op.drop_table("assessment_question")
    op.drop_table("assessment_override")
    op.drop_table("assessment_attempt")
    op.drop_table("assessment_quiz_version")
    op.drop_table("assessment_question_file")
    op.execute("DROP FUNCTION assessment_keep_question")
