"""Paths, courses and lessons with their frozen versions; enrolments and the completion ledger.

Revision ID: 0006_courses
Revises: 0005_assessment
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006_courses"
down_revision = "0005_assessment"

TABLES = (
    "courses_enrolment_entry",
    "courses_proposal_move",
    "courses_proposal",
    "courses_try",
    "courses_bookmark",
    "courses_lesson_state",
    "courses_completion",
    "courses_enrolment",
    "courses_assignment",
    "courses_asset",
    "courses_path_course",
    "courses_path_version",
    "courses_course_lesson",
    "courses_course_version",
    "courses_lesson_version",
    "courses_lesson",
    "courses_course",
    "courses_path",
)


def upgrade() -> None:
    """Create the tables of learning."""
    op.create_table(
        "courses_asset",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_courses_asset")),
    )
    op.create_table(
        "courses_course",
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("current_version_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_courses_course")),
    )
    op.create_table(
        "courses_path",
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("current_version_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("retired_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_courses_path")),
        sa.UniqueConstraint("slug", name=op.f("uq_courses_path_slug")),
    )
    op.create_table(
        "courses_assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("path_uid", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("unit_ids", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("person_count", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["accounts_person.id"], name=op.f("fk_courses_assignment_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["path_uid"], ["courses_path.uid"], name=op.f("fk_courses_assignment_path_uid")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses_assignment")),
    )
    op.create_index(
        op.f("ix_courses_assignment_path_uid"), "courses_assignment", ["path_uid"], unique=False
    )
    op.create_table(
        "courses_completion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("element_kind", sa.Text(), nullable=False),
        sa.Column("element_uid", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column(
            "source",
            sa.Text(),
            nullable=False,
            comment="player, quiz, acknowledgement, manager, import, version, regrade, undo",
        ),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("score_num", sa.Integer(), nullable=True),
        sa.Column("score_den", sa.Integer(), nullable=True),
        sa.Column(
            "occurred_at",
            postgresql.TIMESTAMP(timezone=True),
            nullable=False,
            comment="device, at most 7 days back",
        ),
        sa.Column("occurred_on", sa.Date(), nullable=False, comment="business date of the unit"),
        sa.Column(
            "received_at", postgresql.TIMESTAMP(timezone=True), nullable=False, comment="server"
        ),
        sa.Column("unit_id", sa.Uuid(), nullable=True, comment="main job at occurred_on, fixed"),
        sa.Column("voids", sa.Uuid(), nullable=True, comment="the row that this one takes back"),
        sa.CheckConstraint(
            "element_kind in ('lesson', 'path')", name=op.f("ck_courses_completion_element_kind")
        ),
        sa.CheckConstraint(
            "state in ('not_started', 'started', 'complete', 'passed', 'failed', 'waived', 'expired', 'void')",
            name=op.f("ck_courses_completion_state"),
        ),
        sa.CheckConstraint(
            "(state = 'void') = (voids is not null)", name=op.f("ck_courses_completion_voids")
        ),
        sa.ForeignKeyConstraint(
            ["voids"], ["courses_completion.id"], name=op.f("fk_courses_completion_voids")
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["accounts_person.id"], name=op.f("fk_courses_completion_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_courses_completion_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses_completion")),
        info={"ledger": True},
    )
    op.create_index(
        "ix_courses_completion_element_day",
        "courses_completion",
        ["element_uid", "occurred_on"],
        unique=False,
    )
    op.create_index("uq_courses_completion_voids", "courses_completion", ["voids"], unique=True)
    op.create_index(
        "ix_courses_completion_person",
        "courses_completion",
        ["person_id", "element_uid"],
        unique=False,
    )
    op.create_table(
        "courses_course_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_uid", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("at_least", sa.Integer(), nullable=False),
        sa.Column(
            "body",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="the course without its lessons",
        ),
        sa.Column("assets", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("published_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_uid"],
            ["courses_course.uid"],
            name=op.f("fk_courses_course_version_course_uid"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses_course_version")),
        sa.UniqueConstraint(
            "course_uid",
            "content_hash",
            name=op.f("uq_courses_course_version_course_uid_content_hash"),
        ),
        info={"frozen": True},
    )
    op.create_table(
        "courses_lesson",
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("course_uid", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("current_version_id", sa.Uuid(), nullable=True),
        sa.Column("quiz_uid", sa.Uuid(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_uid"], ["courses_course.uid"], name=op.f("fk_courses_lesson_course_uid")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_courses_lesson")),
    )
    op.create_index(
        op.f("ix_courses_lesson_quiz_uid"), "courses_lesson", ["quiz_uid"], unique=False
    )
    op.create_table(
        "courses_path_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("path_uid", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("lessons", sa.Integer(), nullable=False, comment="required lessons"),
        sa.Column(
            "body",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="the path without its courses",
        ),
        sa.Column("assets", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("published_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "change in ('content', 'editorial')", name=op.f("ck_courses_path_version_change")
        ),
        sa.ForeignKeyConstraint(
            ["path_uid"], ["courses_path.uid"], name=op.f("fk_courses_path_version_path_uid")
        ),
        sa.ForeignKeyConstraint(
            ["published_by"],
            ["accounts_person.id"],
            name=op.f("fk_courses_path_version_published_by"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses_path_version")),
        sa.UniqueConstraint(
            "path_uid", "content_hash", name=op.f("uq_courses_path_version_path_uid_content_hash")
        ),
        info={"frozen": True},
    )
    op.create_table(
        "courses_bookmark",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_uid", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("second", sa.Integer(), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_uid"], ["courses_lesson.uid"], name=op.f("fk_courses_bookmark_lesson_uid")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_courses_bookmark_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", "lesson_uid", name=op.f("pk_courses_bookmark")),
    )
    op.create_table(
        "courses_enrolment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("path_uid", sa.Uuid(), nullable=False),
        sa.Column("path_version_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=True),
        sa.Column(
            "unit_id",
            sa.Uuid(),
            nullable=True,
            comment="main job of today, kept in step by network facts",
        ),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("enrolled_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column(
            "progress", sa.Integer(), nullable=False, comment="0 to 100, required lessons only"
        ),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("started_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("completed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column(
            "moved_at",
            postgresql.TIMESTAMP(timezone=True),
            nullable=True,
            comment="last step forward",
        ),
        sa.Column("withdrawn_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'complete') = (completed_at is not null)",
            name=op.f("ck_courses_enrolment_completed"),
        ),
        sa.CheckConstraint(
            "state in ('not_started', 'started', 'complete')",
            name=op.f("ck_courses_enrolment_state"),
        ),
        sa.CheckConstraint(
            "progress between 0 and 100", name=op.f("ck_courses_enrolment_progress")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["courses_assignment.id"],
            name=op.f("fk_courses_enrolment_assignment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["path_uid"], ["courses_path.uid"], name=op.f("fk_courses_enrolment_path_uid")
        ),
        sa.ForeignKeyConstraint(
            ["path_version_id"],
            ["courses_path_version.id"],
            name=op.f("fk_courses_enrolment_path_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_courses_enrolment_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_courses_enrolment_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses_enrolment")),
    )
    op.create_index(
        "ix_courses_enrolment_path_unit", "courses_enrolment", ["path_uid", "unit_id"], unique=False
    )
    op.create_index("ix_courses_enrolment_unit", "courses_enrolment", ["unit_id"], unique=False)
    op.create_index(
        "uq_courses_enrolment_open",
        "courses_enrolment",
        ["person_id", "path_uid"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at is null"),
    )
    op.create_table(
        "courses_lesson_state",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_uid", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=True),
        sa.Column("started_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column(
            "voided_at",
            postgresql.TIMESTAMP(timezone=True),
            nullable=True,
            comment="what was done until then was taken back by a new version",
        ),
        sa.Column("score_num", sa.Integer(), nullable=True),
        sa.Column("score_den", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state in ('not_started', 'started', 'complete', 'passed', 'failed', 'waived', 'expired')",
            name=op.f("ck_courses_lesson_state_state"),
        ),
        sa.ForeignKeyConstraint(
            ["lesson_uid"], ["courses_lesson.uid"], name=op.f("fk_courses_lesson_state_lesson_uid")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_courses_lesson_state_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", "lesson_uid", name=op.f("pk_courses_lesson_state")),
    )
    op.create_table(
        "courses_lesson_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lesson_uid", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False, comment="BCP 47 source language"),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column(
            "body",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="the lesson as courses.rules.content",
        ),
        sa.Column(
            "assets",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="asset name -> file id",
        ),
        sa.Column("quiz_version_id", sa.Uuid(), nullable=True),
        sa.Column("published_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_uid"],
            ["courses_lesson.uid"],
            name=op.f("fk_courses_lesson_version_lesson_uid"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses_lesson_version")),
        sa.UniqueConstraint(
            "lesson_uid",
            "content_hash",
            name=op.f("uq_courses_lesson_version_lesson_uid_content_hash"),
        ),
        info={"frozen": True},
    )
    op.create_table(
        "courses_path_course",
        sa.Column("path_version_id", sa.Uuid(), nullable=False),
        sa.Column("set_position", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("course_version_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_version_id"],
            ["courses_course_version.id"],
            name=op.f("fk_courses_path_course_course_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["path_version_id"],
            ["courses_path_version.id"],
            name=op.f("fk_courses_path_course_path_version_id"),
        ),
        sa.PrimaryKeyConstraint(
            "path_version_id", "set_position", "position", name=op.f("pk_courses_path_course")
        ),
        info={"frozen": True},
    )
    op.create_table(
        "courses_try",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_uid", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("chosen_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("answered_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('chosen', 'tried', 'not_yet', 'dropped')", name=op.f("ck_courses_try_state")
        ),
        sa.ForeignKeyConstraint(
            ["lesson_uid"], ["courses_lesson.uid"], name=op.f("fk_courses_try_lesson_uid")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_courses_try_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses_try")),
    )
    op.create_index(
        "ix_courses_try_person", "courses_try", ["person_id", "chosen_at"], unique=False
    )
    op.create_table(
        "courses_course_lesson",
        sa.Column("course_version_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("lesson_version_id", sa.Uuid(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_version_id"],
            ["courses_course_version.id"],
            name=op.f("fk_courses_course_lesson_course_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["lesson_version_id"],
            ["courses_lesson_version.id"],
            name=op.f("fk_courses_course_lesson_lesson_version_id"),
        ),
        sa.PrimaryKeyConstraint(
            "course_version_id", "position", name=op.f("pk_courses_course_lesson")
        ),
        info={"frozen": True},
    )
    _create_proposals()
    _create_entries()


def _create_proposals() -> None:
    op.create_table(
        "courses_proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("path_uid", sa.Uuid(), nullable=False),
        sa.Column("from_version_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column(
            "course_uid",
            sa.Uuid(),
            nullable=True,
            comment="published alone; null: the path itself was",
        ),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposed_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("choice", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column(
            "replaced_id",
            sa.Uuid(),
            nullable=True,
            comment="the version given until the choice, given again once undone",
        ),
        sa.Column("total", sa.Integer(), nullable=False, comment="enrolments the choice is about"),
        sa.Column(
            "done",
            sa.Integer(),
            nullable=False,
            comment="of which looked at; counts again while undoing",
        ),
        sa.Column("applied_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("undo_until", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("undone_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "state in ('waiting', 'applying', 'applied', 'undoing', 'undone', 'superseded')",
            name=op.f("ck_courses_proposal_state"),
        ),
        sa.CheckConstraint(
            "choice in ('move', 'keep', 'add', 'void')", name=op.f("ck_courses_proposal_choice")
        ),
        sa.CheckConstraint(
            "change in ('content', 'editorial')", name=op.f("ck_courses_proposal_change")
        ),
        sa.CheckConstraint(
            "(choice is null) = (decided_at is null)", name=op.f("ck_courses_proposal_decided")
        ),
        *_keys("courses_proposal", "path_uid", "courses_path.uid"),
        *_keys("courses_proposal", "course_uid", "courses_course.uid"),
        *_keys("courses_proposal", "from_version_id", "courses_path_version.id"),
        *_keys("courses_proposal", "version_id", "courses_path_version.id"),
        *_keys("courses_proposal", "replaced_id", "courses_path_version.id"),
        *_keys("courses_proposal", "proposed_by", "accounts_person.id"),
        *_keys("courses_proposal", "decided_by", "accounts_person.id"),
        *_keys("courses_proposal", "undone_by", "accounts_person.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses_proposal")),
    )
    op.create_index(
        "uq_courses_proposal_waiting",
        "courses_proposal",
        ["path_uid"],
        unique=True,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index("ix_courses_proposal_state", "courses_proposal", ["state", "proposed_at"])
    op.create_table(
        "courses_proposal_move",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("from_version_id", sa.Uuid(), nullable=False),
        sa.Column(
            "completed_at",
            postgresql.TIMESTAMP(timezone=True),
            nullable=True,
            comment="of the enrolment, before",
        ),
        sa.Column(
            "voids",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="rows of the ledger that took others back",
        ),
        sa.Column("undone_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "effect in ('stays', 'moves', 'finishes', 'more', 'again')",
            name=op.f("ck_courses_proposal_move_effect"),
        ),
        *_keys("courses_proposal_move", "proposal_id", "courses_proposal.id"),
        *_keys("courses_proposal_move", "enrolment_id", "courses_enrolment.id"),
        *_keys("courses_proposal_move", "person_id", "accounts_person.id"),
        *_keys("courses_proposal_move", "from_version_id", "courses_path_version.id"),
        sa.PrimaryKeyConstraint(
            "proposal_id", "enrolment_id", name=op.f("pk_courses_proposal_move")
        ),
    )
    op.create_index("ix_courses_proposal_move_enrolment", "courses_proposal_move", ["enrolment_id"])


def _create_entries() -> None:
    op.create_table(
        "courses_enrolment_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column(
            "number", sa.Integer(), nullable=False, comment="from 1, in the order things happened"
        ),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("path_uid", sa.Uuid(), nullable=False),
        sa.Column("path_version_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "source",
            sa.Text(),
            nullable=False,
            comment="assignment, player, quiz, manager, version, regrade, undo",
        ),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("occurred_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False, comment="business date of the unit"),
        sa.Column(
            "received_at", postgresql.TIMESTAMP(timezone=True), nullable=False, comment="server"
        ),
        sa.Column("unit_id", sa.Uuid(), nullable=True, comment="main job at occurred_on, fixed"),
        sa.CheckConstraint(
            "state in ('not_started', 'started', 'complete', 'withdrawn')",
            name=op.f("ck_courses_enrolment_entry_state"),
        ),
        *_keys("courses_enrolment_entry", "enrolment_id", "courses_enrolment.id"),
        *_keys("courses_enrolment_entry", "person_id", "accounts_person.id"),
        *_keys("courses_enrolment_entry", "path_uid", "courses_path.uid"),
        *_keys("courses_enrolment_entry", "path_version_id", "courses_path_version.id"),
        *_keys("courses_enrolment_entry", "actor_id", "accounts_person.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses_enrolment_entry")),
        sa.UniqueConstraint(
            "enrolment_id", "number", name=op.f("uq_courses_enrolment_entry_enrolment_id_number")
        ),
        info={"ledger": True},
    )
    op.create_index(
        "ix_courses_enrolment_entry_path",
        "courses_enrolment_entry",
        ["path_uid", "enrolment_id", "number"],
    )
    op.create_index("ix_courses_enrolment_entry_person", "courses_enrolment_entry", ["person_id"])


def _keys(table: str, column: str, target: str) -> tuple[sa.ForeignKeyConstraint]:
    """Return the foreign key of a column, under the name the models give it."""
    return (sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}")),)


def downgrade() -> None:
    """Drop them, the dependent ones first."""
    for table in TABLES:
        op.drop_table(table)
