"""Projects: diagnostic, flows, actions, rituals, pilots and decisions.

Revision ID: 0013_projects
Revises: 0012_coaching
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013_projects"
down_revision = "0012_coaching"

TABLES = (
    "projects_action_entry",
    "projects_perception",
    "projects_occurrence",
    "projects_example",
    "projects_action",
    "projects_zone",
    "projects_walk",
    "projects_waiver",
    "projects_section_entry",
    "projects_section",
    "projects_ritual",
    "projects_review",
    "projects_reference_slot",
    "projects_pilot_member",
    "projects_irritant",
    "projects_holder",
    "projects_entry",
    "projects_effort",
    "projects_count",
    "projects_answer",
    "projects_week",
    "projects_screen",
    "projects_sample",
    "projects_reference",
    "projects_project",
    "projects_pilot",
    "projects_paint",
    "projects_opening",
    "projects_function",
    "projects_decision",
    "projects_closure",
    "projects_check",
    "projects_brief",
    "projects_unit_board",
    "projects_region_board",
)


def upgrade() -> None:
    """Create the tables of projects."""
    op.create_table(
        "projects_brief",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column(
            "parts",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="by part the key of what is shown, with its words when they are nobody's",
        ),
        sa.Column("made_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_projects_brief_unit_id")
        ),
        sa.PrimaryKeyConstraint("unit_id", "on_date", name=op.f("pk_projects_brief")),
    )
    op.create_table(
        "projects_unit_board",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("as_of", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column(
            "place",
            sa.Integer(),
            nullable=True,
            comment="among those to help, the first of the network first; null: goes on by itself",
        ),
        sa.Column("figures", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_projects_unit_board_unit_id")
        ),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_projects_unit_board")),
    )
    op.create_table(
        "projects_region_board",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("as_of", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("figures", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id"], ["network_region.id"], name=op.f("fk_projects_region_board_region_id")
        ),
        sa.PrimaryKeyConstraint("region_id", name=op.f("pk_projects_region_board")),
    )
    op.create_table(
        "projects_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("capability", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("num", sa.Integer(), nullable=False),
        sa.Column("den", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("checked_by", sa.Uuid(), nullable=True),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "capability in ('learning', 'practice', 'quotes', 'label', 'coaching', 'project')",
            name=op.f("ck_projects_check_capability"),
        ),
        sa.CheckConstraint(
            "code in ('signed_in', 'tablets', 'first_lesson', 'observed', 'acknowledged', 'understood', 'help')",
            name=op.f("ck_projects_check_code"),
        ),
        sa.CheckConstraint("num between 0 and den", name=op.f("ck_projects_check_share")),
        sa.ForeignKeyConstraint(
            ["checked_by"], ["accounts_person.id"], name=op.f("fk_projects_check_checked_by")
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["network_region.id"], name=op.f("fk_projects_check_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_check")),
        info={"ledger": True},
    )
    op.create_index(
        "ix_projects_check_region_id", "projects_check", ["region_id", "capability"], unique=False
    )
    op.create_table(
        "projects_closure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("during", postgresql.DATERANGE(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("set_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.text("uuidrange(unit_id, unit_id, '[]')"), "&&"),
            (sa.text("daterange(lower(during), upper(during))"), "&&"),
            using="gist",
            name="ex_projects_closure_overlap",
        ),
        sa.CheckConstraint("btrim(reason) <> ''", name=op.f("ck_projects_closure_says_why")),
        sa.CheckConstraint("NOT isempty(during)", name=op.f("ck_projects_closure_period")),
        sa.CheckConstraint(
            "NOT lower_inf(during) AND NOT upper_inf(during)",
            name=op.f("ck_projects_closure_bounded"),
        ),
        sa.ForeignKeyConstraint(
            ["set_by"], ["accounts_person.id"], name=op.f("fk_projects_closure_set_by")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_projects_closure_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_closure")),
    )
    op.create_index("ix_projects_closure_unit_id", "projects_closure", ["unit_id"], unique=False)
    op.create_table(
        "projects_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("capability", sa.Text(), nullable=False),
        sa.Column("live_on", sa.Date(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("inputs", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("signed_by", sa.Uuid(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "capability in ('learning', 'practice', 'quotes', 'label', 'coaching', 'project')",
            name=op.f("ck_projects_decision_capability"),
        ),
        sa.CheckConstraint(
            "decision in ('go', 'no_go')", name=op.f("ck_projects_decision_decision")
        ),
        sa.CheckConstraint(
            "length(btrim(reason)) >= 10", name=op.f("ck_projects_decision_says_why")
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["network_region.id"], name=op.f("fk_projects_decision_region_id")
        ),
        sa.ForeignKeyConstraint(
            ["signed_by"], ["accounts_person.id"], name=op.f("fk_projects_decision_signed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_decision")),
        info={"ledger": True},
    )
    op.create_index(
        "ix_projects_decision_region_id",
        "projects_decision",
        ["region_id", "capability"],
        unique=False,
    )
    op.create_table(
        "projects_function",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column(
            "share_pct",
            sa.Integer(),
            nullable=False,
            comment="of the channel's customers, who need it",
        ),
        sa.Column("handling_s", sa.Integer(), nullable=False, comment="seconds with a customer"),
        sa.Column(
            "target_pct", sa.Integer(), nullable=False, comment="of customers served in time"
        ),
        sa.Column("target_s", sa.Integer(), nullable=False, comment="seconds of waiting promised"),
        sa.Column("occupancy_pct", sa.Integer(), nullable=False),
        sa.CheckConstraint("btrim(name) <> ''", name=op.f("ck_projects_function_name")),
        sa.CheckConstraint(
            "handling_s > 0 and target_s >= 0", name=op.f("ck_projects_function_seconds")
        ),
        sa.CheckConstraint(
            "occupancy_pct between 1 and 100", name=op.f("ck_projects_function_occupancy")
        ),
        sa.CheckConstraint("share_pct between 1 and 100", name=op.f("ck_projects_function_share")),
        sa.CheckConstraint("target_pct between 1 and 99", name=op.f("ck_projects_function_target")),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_projects_function_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_function")),
        sa.UniqueConstraint("unit_id", "code", name="uq_projects_function_code"),
    )
    op.create_table(
        "projects_opening",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("weekdays", sa.ARRAY(sa.SmallInteger()), nullable=False, comment="1 is Monday"),
        sa.Column("during", postgresql.DATERANGE(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("set_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.text("uuidrange(unit_id, unit_id, '[]')"), "&&"),
            (sa.text("daterange(lower(during), upper(during))"), "&&"),
            using="gist",
            name="ex_projects_opening_overlap",
        ),
        sa.CheckConstraint(
            "cardinality(weekdays) between 1 and 7 and weekdays <@ '{1,2,3,4,5,6,7}'::smallint[]",
            name=op.f("ck_projects_opening_weekdays"),
        ),
        sa.CheckConstraint("NOT isempty(during)", name=op.f("ck_projects_opening_period")),
        sa.ForeignKeyConstraint(
            ["set_by"], ["accounts_person.id"], name=op.f("fk_projects_opening_set_by")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_projects_opening_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_opening")),
    )
    op.create_index("ix_projects_opening_unit_id", "projects_opening", ["unit_id"], unique=False)
    op.create_table(
        "projects_paint",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("weekday", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("shade", sa.Integer(), nullable=False),
        sa.Column("painted_by", sa.Uuid(), nullable=True),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("shade between 0 and 4", name=op.f("ck_projects_paint_shade")),
        sa.CheckConstraint("slot between 0 and 47", name=op.f("ck_projects_paint_slot")),
        sa.CheckConstraint("weekday between 1 and 7", name=op.f("ck_projects_paint_weekday")),
        sa.ForeignKeyConstraint(
            ["painted_by"], ["accounts_person.id"], name=op.f("fk_projects_paint_painted_by")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_projects_paint_unit_id")
        ),
        sa.PrimaryKeyConstraint(
            "unit_id", "channel", "weekday", "slot", name=op.f("pk_projects_paint")
        ),
    )
    op.create_table(
        "projects_pilot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False, comment="why it failed"),
        sa.Column("changes", sa.Text(), nullable=False, comment="what the support team changes"),
        sa.Column("chosen_by", sa.Uuid(), nullable=True),
        sa.Column("chosen_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("reviewed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'reviewed') = (reviewed_at is not null)",
            name=op.f("ck_projects_pilot_reviewed"),
        ),
        sa.CheckConstraint(
            "state in ('chosen', 'lived', 'reviewed', 'failed', 'replaced')",
            name=op.f("ck_projects_pilot_state"),
        ),
        sa.ForeignKeyConstraint(
            ["chosen_by"], ["accounts_person.id"], name=op.f("fk_projects_pilot_chosen_by")
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["network_region.id"], name=op.f("fk_projects_pilot_region_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_projects_pilot_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_pilot")),
    )
    op.create_index("ix_projects_pilot_unit_id", "projects_pilot", ["unit_id"], unique=False)
    op.create_index(
        "uq_projects_pilot_live",
        "projects_pilot",
        ["region_id"],
        unique=True,
        postgresql_where=sa.text("state in ('chosen', 'lived')"),
    )
    op.create_table(
        "projects_project",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("region_id", sa.Uuid(), nullable=True),
        sa.Column("cycle", sa.Integer(), nullable=False, comment="1 for the first"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("held_state", sa.Text(), nullable=True, comment="where a suspended one stood"),
        sa.Column("meaning", sa.Text(), nullable=False, comment="why they do it"),
        sa.Column(
            "metric", sa.Text(), nullable=False, comment="what the objective measures, in words"
        ),
        sa.Column("measure_code", sa.Text(), nullable=True, comment="a measure known by code"),
        sa.Column("baseline_num", sa.Text(), nullable=True, comment="exact, as a fraction"),
        sa.Column("baseline_den", sa.Text(), nullable=True),
        sa.Column("baseline_n", sa.Integer(), nullable=True),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("running_since", sa.Date(), nullable=True),
        sa.Column("closed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at is not null)", name=op.f("ck_projects_project_closed")
        ),
        sa.CheckConstraint(
            "(state = 'suspended') = (held_state is not null)",
            name=op.f("ck_projects_project_suspended"),
        ),
        sa.CheckConstraint(
            "held_state in ('framing', 'diagnosing', 'planning', 'running', 'reviewing')",
            name=op.f("ck_projects_project_held_state"),
        ),
        sa.CheckConstraint(
            "state in ('framing', 'diagnosing', 'planning', 'running', 'reviewing', 'suspended', 'closed')",
            name=op.f("ck_projects_project_state"),
        ),
        sa.CheckConstraint(
            "(unit_id is null) <> (region_id is null)", name=op.f("ck_projects_project_owner")
        ),
        sa.CheckConstraint("baseline_n >= 0", name=op.f("ck_projects_project_baseline_n")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["accounts_person.id"], name=op.f("fk_projects_project_created_by")
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["network_region.id"], name=op.f("fk_projects_project_region_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_projects_project_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_project")),
        sa.UniqueConstraint(
            "unit_id",
            "region_id",
            "cycle",
            name="uq_projects_project_cycle",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        "uq_projects_project_region_live",
        "projects_project",
        ["region_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'closed'"),
    )
    op.create_index(
        "uq_projects_project_unit_live",
        "projects_project",
        ["unit_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'closed'"),
    )
    op.create_table(
        "projects_reference",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "weeks", sa.Text(), nullable=False, comment="those it rests on: 2026-W50 2026-W51"
        ),
        sa.Column("per_point", sa.Text(), nullable=True, comment="customers for a point of shade"),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_projects_reference_version")),
        sa.ForeignKeyConstraint(
            ["made_by"], ["accounts_person.id"], name=op.f("fk_projects_reference_made_by")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_projects_reference_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_reference")),
        sa.UniqueConstraint("unit_id", "version", name="uq_projects_reference_version"),
        info={"ledger": True},
    )
    op.create_table(
        "projects_sample",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("slots", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("count >= 0", name=op.f("ck_projects_sample_count")),
        sa.CheckConstraint("slot between 0 and 47", name=op.f("ck_projects_sample_slot")),
        sa.CheckConstraint(
            "slots between 1 and 4 and slot + slots <= 48", name=op.f("ck_projects_sample_slots")
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["accounts_person.id"], name=op.f("fk_projects_sample_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_projects_sample_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_sample")),
    )
    op.create_index(
        "ix_projects_sample_unit_id", "projects_sample", ["unit_id", "channel"], unique=False
    )
    op.create_table(
        "projects_screen",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("enrolled_by", sa.Uuid(), nullable=True),
        sa.Column("enrolled_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(unit_id is null) = (enrolled_at is null)"
            " and (unit_id is null) = (code_hash is not null)",
            name=op.f("ck_projects_screen_paired"),
        ),
        sa.CheckConstraint(
            "revoked_at is null or unit_id is not null", name=op.f("ck_projects_screen_revoked")
        ),
        sa.ForeignKeyConstraint(
            ["enrolled_by"], ["accounts_person.id"], name=op.f("fk_projects_screen_enrolled_by")
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by"], ["accounts_person.id"], name=op.f("fk_projects_screen_revoked_by")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_projects_screen_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_screen")),
        sa.UniqueConstraint("token_hash", name="uq_projects_screen_token_hash"),
    )
    op.create_index("ix_projects_screen_unit_id", "projects_screen", ["unit_id"], unique=False)
    op.create_index(
        "uq_projects_screen_code_hash",
        "projects_screen",
        ["code_hash"],
        unique=True,
        postgresql_where=sa.text("code_hash is not null"),
    )
    op.create_table(
        "projects_week",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("iso_week", sa.Text(), nullable=False, comment="2026-W53"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("marked_by", sa.Uuid(), nullable=True),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("btrim(reason) <> ''", name=op.f("ck_projects_week_says_why")),
        sa.ForeignKeyConstraint(
            ["marked_by"], ["accounts_person.id"], name=op.f("fk_projects_week_marked_by")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_projects_week_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_week")),
        sa.UniqueConstraint("unit_id", "iso_week", name="uq_projects_week_once"),
    )
    op.create_table(
        "projects_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("question in (1, 2)", name=op.f("ck_projects_answer_question")),
        sa.CheckConstraint("value between 1 and 5", name=op.f("ck_projects_answer_value")),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["accounts_person.id"], name=op.f("fk_projects_answer_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects_project.id"], name=op.f("fk_projects_answer_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_projects_answer_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_answer")),
        sa.UniqueConstraint(
            "project_id",
            "unit_id",
            "question",
            "quarter",
            "number",
            name="uq_projects_answer_number",
        ),
        info={"ledger": True},
    )
    op.create_table(
        "projects_count",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False, comment="on the wall of the unit"),
        sa.Column(
            "slot", sa.Integer(), nullable=False, comment="half hour of the wall, 0 is midnight"
        ),
        sa.Column(
            "fold",
            sa.Integer(),
            nullable=False,
            comment="1: the second time in the hour that comes twice",
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("received_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("source in ('typed', 'csv')", name=op.f("ck_projects_count_source")),
        sa.CheckConstraint("count >= 0", name=op.f("ck_projects_count_count")),
        sa.CheckConstraint("fold in (0, 1)", name=op.f("ck_projects_count_fold")),
        sa.CheckConstraint("slot between 0 and 47", name=op.f("ck_projects_count_slot")),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["accounts_person.id"], name=op.f("fk_projects_count_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["core_file.id"], name=op.f("fk_projects_count_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_projects_count_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_count")),
        sa.UniqueConstraint(
            "unit_id", "channel", "on_date", "slot", "fold", "number", name="uq_projects_count_slot"
        ),
        info={"ledger": True},
    )
    op.create_table(
        "projects_effort",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("btrim(words) <> ''", name=op.f("ck_projects_effort_words")),
        sa.ForeignKeyConstraint(
            ["added_by"], ["accounts_person.id"], name=op.f("fk_projects_effort_added_by")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects_project.id"], name=op.f("fk_projects_effort_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_effort")),
    )
    op.create_index(
        "ix_projects_effort_project_id", "projects_effort", ["project_id"], unique=False
    )
    op.create_table(
        "projects_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="after the move"),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("occurred_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("received_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('framing', 'diagnosing', 'planning', 'running', 'reviewing', 'suspended', 'closed')",
            name=op.f("ck_projects_entry_state"),
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["accounts_person.id"], name=op.f("fk_projects_entry_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects_project.id"], name=op.f("fk_projects_entry_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_entry")),
        sa.UniqueConstraint("project_id", "number", name="uq_projects_entry_number"),
        info={"ledger": True},
    )
    op.create_table(
        "projects_holder",
        sa.Column("function_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("able", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("set_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "able in ('alone', 'helped', 'learning')", name=op.f("ck_projects_holder_able")
        ),
        sa.ForeignKeyConstraint(
            ["function_id"], ["projects_function.id"], name=op.f("fk_projects_holder_function_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_projects_holder_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["set_by"], ["accounts_person.id"], name=op.f("fk_projects_holder_set_by")
        ),
        sa.PrimaryKeyConstraint("function_id", "person_id", name=op.f("pk_projects_holder")),
    )
    op.create_index("ix_projects_holder_person_id", "projects_holder", ["person_id"], unique=False)
    op.create_table(
        "projects_irritant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("moment_uid", sa.Uuid(), nullable=True, comment="moment of the referential"),
        sa.Column("channels", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False, comment="how often it was heard"),
        sa.Column("place", sa.Integer(), nullable=True, comment="empty: not retained"),
        sa.Column(
            "escalated_to",
            sa.Uuid(),
            nullable=True,
            comment="outside the unit's power: who takes it, with their own clock",
        ),
        sa.Column("escalated_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("escalation_due", sa.Date(), nullable=True),
        sa.Column("escalation_answer", sa.Text(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("btrim(words) <> ''", name=op.f("ck_projects_irritant_words")),
        sa.CheckConstraint(
            "(escalated_at is null) = (escalated_to is null) and (escalated_at is null) = (escalation_due is null)",
            name=op.f("ck_projects_irritant_escalated"),
        ),
        sa.CheckConstraint("count >= 0", name=op.f("ck_projects_irritant_count")),
        sa.CheckConstraint("place between 1 and 7", name=op.f("ck_projects_irritant_seven")),
        sa.CheckConstraint(
            "place is null or moment_uid is not null", name=op.f("ck_projects_irritant_moment")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["accounts_person.id"], name=op.f("fk_projects_irritant_created_by")
        ),
        sa.ForeignKeyConstraint(
            ["escalated_to"], ["accounts_person.id"], name=op.f("fk_projects_irritant_escalated_to")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects_project.id"], name=op.f("fk_projects_irritant_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_irritant")),
        sa.UniqueConstraint("project_id", "place", name="uq_projects_irritant_place"),
    )
    op.create_index(
        "ix_projects_irritant_escalated_to", "projects_irritant", ["escalated_to"], unique=False
    )
    op.create_table(
        "projects_pilot_member",
        sa.Column("pilot_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=True),
        sa.Column("observed_on", sa.Date(), nullable=True),
        sa.Column("debriefed_on", sa.Date(), nullable=True),
        sa.Column(
            "change", sa.Text(), nullable=False, comment="what they change in their own work"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_projects_pilot_member_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["pilot_id"], ["projects_pilot.id"], name=op.f("fk_projects_pilot_member_pilot_id")
        ),
        sa.PrimaryKeyConstraint("pilot_id", "person_id", name=op.f("pk_projects_pilot_member")),
    )
    op.create_index(
        "ix_projects_pilot_member_person_id", "projects_pilot_member", ["person_id"], unique=False
    )
    op.create_table(
        "projects_reference_slot",
        sa.Column("reference_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("weekday", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("median", sa.Text(), nullable=False, comment="exact, as a fraction"),
        sa.Column("p80", sa.Text(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "origin in ('counted', 'estimated')", name=op.f("ck_projects_reference_slot_origin")
        ),
        sa.CheckConstraint("slot between 0 and 47", name=op.f("ck_projects_reference_slot_slot")),
        sa.CheckConstraint(
            "weekday between 1 and 7", name=op.f("ck_projects_reference_slot_weekday")
        ),
        sa.ForeignKeyConstraint(
            ["reference_id"],
            ["projects_reference.id"],
            name=op.f("fk_projects_reference_slot_reference_id"),
        ),
        sa.PrimaryKeyConstraint(
            "reference_id", "channel", "weekday", "slot", name=op.f("pk_projects_reference_slot")
        ),
        info={"ledger": True},
    )
    op.create_table(
        "projects_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("num", sa.Text(), nullable=False),
        sa.Column("den", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("low", sa.Text(), nullable=False, comment="bounds of the interval, as fractions"),
        sa.Column("high", sa.Text(), nullable=False),
        sa.Column("kept", sa.Text(), nullable=False, comment="what goes on"),
        sa.Column("changed", sa.Text(), nullable=False, comment="what will be otherwise"),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("n >= 0", name=op.f("ck_projects_review_n")),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["accounts_person.id"], name=op.f("fk_projects_review_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects_project.id"], name=op.f("fk_projects_review_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_review")),
        info={"ledger": True},
    )
    op.create_index(
        "ix_projects_review_project_id", "projects_review", ["project_id"], unique=False
    )
    op.create_table(
        "projects_ritual",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("every", sa.Text(), nullable=False),
        sa.Column("interval", sa.Integer(), nullable=False),
        sa.Column("weekdays", sa.ARRAY(sa.SmallInteger()), nullable=False, comment="1 is Monday"),
        sa.Column(
            "place", sa.Integer(), nullable=True, comment="nth weekday of the month, -1 the last"
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True, comment="last day"),
        sa.Column(
            "is_brief", sa.Boolean(), nullable=False, comment="held by reading the morning brief"
        ),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(every = 'month') = (place is not null)", name=op.f("ck_projects_ritual_nth")
        ),
        sa.CheckConstraint("btrim(name) <> ''", name=op.f("ck_projects_ritual_name")),
        sa.CheckConstraint(
            "cardinality(weekdays) between 1 and 7 and weekdays <@ '{1,2,3,4,5,6,7}'::smallint[]",
            name=op.f("ck_projects_ritual_weekdays"),
        ),
        sa.CheckConstraint("every in ('week', 'month')", name=op.f("ck_projects_ritual_every")),
        sa.CheckConstraint('"interval" between 1 and 12', name=op.f("ck_projects_ritual_interval")),
        sa.CheckConstraint(
            "ends_on is null or ends_on >= starts_on", name=op.f("ck_projects_ritual_ends")
        ),
        sa.CheckConstraint("minutes between 1 and 60", name=op.f("ck_projects_ritual_minutes")),
        sa.CheckConstraint("place in (-1, 1, 2, 3, 4)", name=op.f("ck_projects_ritual_place")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["accounts_person.id"], name=op.f("fk_projects_ritual_created_by")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects_project.id"], name=op.f("fk_projects_ritual_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_projects_ritual_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_ritual")),
    )
    op.create_index(
        "ix_projects_ritual_project_id", "projects_ritual", ["project_id"], unique=False
    )
    op.create_index("ix_projects_ritual_unit_id", "projects_ritual", ["unit_id"], unique=False)
    op.create_table(
        "projects_section",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False, comment="the synthesis"),
        sa.Column("validated_by", sa.Uuid(), nullable=True),
        sa.Column("validated_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "code in ('voice', 'walk', 'flows', 'skills', 'owe', 'cooperate', 'visits', 'testimony')",
            name=op.f("ck_projects_section_code"),
        ),
        sa.CheckConstraint(
            "(validated_at is null) = (validated_by is null)",
            name=op.f("ck_projects_section_validated"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects_project.id"], name=op.f("fk_projects_section_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["validated_by"], ["accounts_person.id"], name=op.f("fk_projects_section_validated_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_section")),
        sa.UniqueConstraint("project_id", "code", name="uq_projects_section_code"),
    )
    op.create_table(
        "projects_section_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("validated", sa.Boolean(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("occurred_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("received_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "code in ('voice', 'walk', 'flows', 'skills', 'owe', 'cooperate', 'visits', 'testimony')",
            name=op.f("ck_projects_section_entry_code"),
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["accounts_person.id"], name=op.f("fk_projects_section_entry_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects_project.id"],
            name=op.f("fk_projects_section_entry_project_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_section_entry")),
        sa.UniqueConstraint(
            "project_id", "code", "number", name="uq_projects_section_entry_number"
        ),
        info={"ledger": True},
    )
    op.create_table(
        "projects_waiver",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("region_id", sa.Uuid(), nullable=True),
        sa.Column("gate", sa.Text(), nullable=False),
        sa.Column(
            "item", sa.Text(), nullable=False, comment="section code, irritant id, or nothing"
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(gate = 'pilot') = (project_id is null)", name=op.f("ck_projects_waiver_project")
        ),
        sa.CheckConstraint(
            "(gate = 'pilot') = (region_id is not null)", name=op.f("ck_projects_waiver_region")
        ),
        sa.CheckConstraint("btrim(reason) <> ''", name=op.f("ck_projects_waiver_says_why")),
        sa.CheckConstraint(
            "gate in ('section', 'gap', 'pilot')", name=op.f("ck_projects_waiver_gate")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["accounts_person.id"], name=op.f("fk_projects_waiver_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects_project.id"], name=op.f("fk_projects_waiver_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["network_region.id"], name=op.f("fk_projects_waiver_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_waiver")),
        sa.UniqueConstraint(
            "project_id",
            "region_id",
            "gate",
            "item",
            name="uq_projects_waiver_once",
            postgresql_nulls_not_distinct=True,
        ),
        info={"ledger": True},
    )
    op.create_table(
        "projects_walk",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("sense", sa.Text(), nullable=False),
        sa.Column("walker_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column(
            "scored_at",
            postgresql.TIMESTAMP(timezone=True),
            nullable=True,
            comment="given in: it no longer changes",
        ),
        sa.CheckConstraint(
            "sense in ('sight', 'touch', 'smell', 'hearing')", name=op.f("ck_projects_walk_sense")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects_project.id"], name=op.f("fk_projects_walk_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["walker_id"], ["accounts_person.id"], name=op.f("fk_projects_walk_walker_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_walk")),
        sa.UniqueConstraint("project_id", "walker_id", "sense", name="uq_projects_walk_once"),
    )
    op.create_table(
        "projects_zone",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.CheckConstraint("btrim(name) <> ''", name=op.f("ck_projects_zone_name")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects_project.id"], name=op.f("fk_projects_zone_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_zone")),
        sa.UniqueConstraint("project_id", "place", name="uq_projects_zone_place"),
    )
    op.create_table(
        "projects_action",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("gap", sa.Text(), nullable=False),
        sa.Column("irritant_id", sa.Uuid(), nullable=True),
        sa.Column(
            "about",
            sa.Text(),
            nullable=False,
            comment="zone and sense, peak, skill or part it answers",
        ),
        sa.Column("when_words", sa.Text(), nullable=False),
        sa.Column("do_words", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("unowned_since", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False, comment="what its owner shows"),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column(
            "effect", sa.Text(), nullable=False, comment="what changed for customers, says another"
        ),
        sa.Column("verified_by", sa.Uuid(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("inspired_by", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "gap in ('irritant', 'zone', 'peak', 'skill', 'part')",
            name=op.f("ck_projects_action_gap"),
        ),
        sa.CheckConstraint(
            "state <> 'abandoned' or btrim(reason) <> ''", name=op.f("ck_projects_action_says_why")
        ),
        sa.CheckConstraint(
            "state <> 'in_progress' or owner_id is not null", name=op.f("ck_projects_action_owned")
        ),
        sa.CheckConstraint(
            "state = 'proposed' or (btrim(when_words) <> '' and btrim(do_words) <> ''"
            " and due_on is not null) or state = 'abandoned'",
            name=op.f("ck_projects_action_worded"),
        ),
        sa.CheckConstraint(
            "state in ('proposed', 'accepted', 'in_progress', 'done', 'verified', 'ineffective', 'abandoned')",
            name=op.f("ck_projects_action_state"),
        ),
        sa.CheckConstraint(
            "state not in ('verified', 'ineffective') or verified_by is not null",
            name=op.f("ck_projects_action_verified"),
        ),
        sa.CheckConstraint(
            "verified_by is null or (verified_by is distinct from owner_id and verified_by is distinct from done_by)",
            name=op.f("ck_projects_action_by_another"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["accounts_person.id"], name=op.f("fk_projects_action_created_by")
        ),
        sa.ForeignKeyConstraint(
            ["done_by"], ["accounts_person.id"], name=op.f("fk_projects_action_done_by")
        ),
        sa.ForeignKeyConstraint(
            ["inspired_by"], ["projects_action.id"], name=op.f("fk_projects_action_inspired_by")
        ),
        sa.ForeignKeyConstraint(
            ["irritant_id"], ["projects_irritant.id"], name=op.f("fk_projects_action_irritant_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["accounts_person.id"], name=op.f("fk_projects_action_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects_project.id"], name=op.f("fk_projects_action_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["verified_by"], ["accounts_person.id"], name=op.f("fk_projects_action_verified_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_action")),
    )
    op.create_index(
        "ix_projects_action_irritant_id", "projects_action", ["irritant_id"], unique=False
    )
    op.create_index(
        "ix_projects_action_owner_id", "projects_action", ["owner_id", "due_on"], unique=False
    )
    op.create_index(
        "ix_projects_action_project_id", "projects_action", ["project_id", "state"], unique=False
    )
    op.create_table(
        "projects_example",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("irritant_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column(
            "checked_by", sa.Uuid(), nullable=True, comment="who made sure that nobody is in it"
        ),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("btrim(words) <> ''", name=op.f("ck_projects_example_words")),
        sa.CheckConstraint(
            "source in ('verbatim', 'card', 'spoken')", name=op.f("ck_projects_example_source")
        ),
        sa.ForeignKeyConstraint(
            ["checked_by"], ["accounts_person.id"], name=op.f("fk_projects_example_checked_by")
        ),
        sa.ForeignKeyConstraint(
            ["irritant_id"], ["projects_irritant.id"], name=op.f("fk_projects_example_irritant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_example")),
    )
    op.create_index(
        "ix_projects_example_irritant_id", "projects_example", ["irritant_id"], unique=False
    )
    op.create_table(
        "projects_occurrence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ritual_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("occurred_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("received_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "source in ('tap', 'brief', 'outbox')", name=op.f("ck_projects_occurrence_source")
        ),
        sa.CheckConstraint(
            "state <> 'skipped' or btrim(reason) <> ''",
            name=op.f("ck_projects_occurrence_says_why"),
        ),
        sa.CheckConstraint(
            "state in ('held', 'skipped', 'undone')", name=op.f("ck_projects_occurrence_state")
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["accounts_person.id"], name=op.f("fk_projects_occurrence_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["ritual_id"], ["projects_ritual.id"], name=op.f("fk_projects_occurrence_ritual_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_projects_occurrence_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_occurrence")),
        sa.UniqueConstraint("ritual_id", "on_date", "number", name="uq_projects_occurrence_number"),
        info={"ledger": True},
    )
    op.create_index(
        "ix_projects_occurrence_unit_id",
        "projects_occurrence",
        ["unit_id", "on_date"],
        unique=False,
    )
    op.create_table(
        "projects_perception",
        sa.Column("walk_id", sa.Uuid(), nullable=False),
        sa.Column("zone_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column(
            "faces_checked_at",
            postgresql.TIMESTAMP(timezone=True),
            nullable=True,
            comment="said to hold no face",
        ),
        sa.CheckConstraint(
            "file_id is null or faces_checked_at is not null",
            name=op.f("ck_projects_perception_faces"),
        ),
        sa.CheckConstraint("length(note) <= 280", name=op.f("ck_projects_perception_note")),
        sa.CheckConstraint("score between -2 and 2", name=op.f("ck_projects_perception_score")),
        sa.ForeignKeyConstraint(
            ["file_id"], ["core_file.id"], name=op.f("fk_projects_perception_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["walk_id"], ["projects_walk.id"], name=op.f("fk_projects_perception_walk_id")
        ),
        sa.ForeignKeyConstraint(
            ["zone_id"], ["projects_zone.id"], name=op.f("fk_projects_perception_zone_id")
        ),
        sa.PrimaryKeyConstraint("walk_id", "zone_id", name=op.f("pk_projects_perception")),
    )
    op.create_table(
        "projects_action_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="after the move"),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("occurred_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("received_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('proposed', 'accepted', 'in_progress', 'done', 'verified', 'ineffective', 'abandoned')",
            name=op.f("ck_projects_action_entry_state"),
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["projects_action.id"], name=op.f("fk_projects_action_entry_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["accounts_person.id"], name=op.f("fk_projects_action_entry_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["accounts_person.id"], name=op.f("fk_projects_action_entry_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_projects_action_entry_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_action_entry")),
        sa.UniqueConstraint("action_id", "number", name="uq_projects_action_entry_number"),
        info={"ledger": True},
    )
    op.create_index(
        "ix_projects_action_entry_unit_id",
        "projects_action_entry",
        ["unit_id", "due_on"],
        unique=False,
    )


def downgrade() -> None:
    """Drop them, with every project."""
    for table in TABLES:
        op.drop_table(table)
