"""Coaching: days, ratings and dashboards, observations, tries, skills, bravo.

Revision ID: 0012_coaching
Revises: 0011_library
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012_coaching"
down_revision = "0011_library"

TABLES = (
    "coaching_rating_words",
    "coaching_entry_part",
    "coaching_tap",
    "coaching_skill_measure",
    "coaching_reply",
    "coaching_rating",
    "coaching_observer",
    "coaching_observation_entry",
    "coaching_goal",
    "coaching_entry",
    "coaching_observation",
    "coaching_day_entry",
    "coaching_day_coach",
    "coaching_bravo_person",
    "coaching_target",
    "coaching_focus",
    "coaching_day",
    "coaching_conflict",
    "coaching_bravo",
    "coaching_block",
)


def upgrade() -> None:
    """Create the tables of coaching; words beside ratings leave no sample in statistics."""
    op.create_table(
        "coaching_block",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("coach_id", sa.Uuid(), nullable=False),
        sa.Column("first_quarter", sa.Text(), nullable=False),
        sa.Column("last_quarter", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("prep", sa.Text(), nullable=False, comment="means in tenths, as fractions"),
        sa.Column("listening", sa.Text(), nullable=False),
        sa.Column("usefulness", sa.Text(), nullable=False),
        sa.Column("follow_through", sa.Text(), nullable=False),
        sa.Column("score", sa.Text(), nullable=False, comment="shrunken, in tenths"),
        sa.Column("published_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("first_quarter <= last_quarter", name=op.f("ck_coaching_block_order")),
        sa.CheckConstraint("n >= 5 and units >= 3", name=op.f("ck_coaching_block_pot")),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["accounts_person.id"], name=op.f("fk_coaching_block_coach_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_block")),
        sa.UniqueConstraint("coach_id", "first_quarter", name="uq_coaching_block_first"),
        sa.UniqueConstraint("coach_id", "last_quarter", name="uq_coaching_block_last"),
        info={"ledger": True},
    )
    op.create_table(
        "coaching_bravo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True, comment="whose wall"),
        sa.Column("attitude_uid", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("sent_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False, comment="business date of its author"),
        sa.Column("withdrawn_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("reported_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("hidden_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("hidden_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "visibility = 'private' or unit_id is not null", name=op.f("ck_coaching_bravo_wall")
        ),
        sa.CheckConstraint(
            "visibility in ('private', 'team')", name=op.f("ck_coaching_bravo_visibility")
        ),
        sa.CheckConstraint(
            "length(btrim(words)) between 10 and 280", name=op.f("ck_coaching_bravo_words")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["accounts_person.id"], name=op.f("fk_coaching_bravo_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["hidden_by"], ["accounts_person.id"], name=op.f("fk_coaching_bravo_hidden_by")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_coaching_bravo_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_bravo")),
    )
    op.create_index(
        "ix_coaching_bravo_author_id", "coaching_bravo", ["author_id", "occurred_on"], unique=False
    )
    op.create_index(
        "ix_coaching_bravo_unit_id", "coaching_bravo", ["unit_id", "sent_at"], unique=False
    )
    op.create_table(
        "coaching_conflict",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rater_id", sa.Uuid(), nullable=False),
        sa.Column("coach_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("during", postgresql.DATERANGE(), nullable=False),
        sa.Column("declared_by", sa.Uuid(), nullable=False),
        sa.Column("declared_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False, comment="asked again a year later"),
        postgresql.ExcludeConstraint(
            (sa.text("uuidrange(rater_id, rater_id, '[]')"), "&&"),
            (sa.text("uuidrange(coach_id, coach_id, '[]')"), "&&"),
            (sa.text("daterange(lower(during), upper(during))"), "&&"),
            using="gist",
            name="ex_coaching_conflict_pair",
        ),
        sa.CheckConstraint(
            "kind in ('family', 'friend', 'former_report', 'other')",
            name=op.f("ck_coaching_conflict_kind"),
        ),
        sa.CheckConstraint("NOT isempty(during)", name=op.f("ck_coaching_conflict_period")),
        sa.CheckConstraint("rater_id <> coach_id", name=op.f("ck_coaching_conflict_two_people")),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["accounts_person.id"], name=op.f("fk_coaching_conflict_coach_id")
        ),
        sa.ForeignKeyConstraint(
            ["declared_by"], ["accounts_person.id"], name=op.f("fk_coaching_conflict_declared_by")
        ),
        sa.ForeignKeyConstraint(
            ["rater_id"], ["accounts_person.id"], name=op.f("fk_coaching_conflict_rater_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_conflict")),
    )
    op.create_index(
        "ix_coaching_conflict_coach_id", "coaching_conflict", ["coach_id"], unique=False
    )
    op.create_index(
        "ix_coaching_conflict_rater_id", "coaching_conflict", ["rater_id"], unique=False
    )
    op.create_table(
        "coaching_day",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False, comment="of the unit"),
        sa.Column("goals", sa.Text(), nullable=False, comment="what the day is for"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("missed_by", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column(
            "finished_at",
            postgresql.TIMESTAMP(timezone=True),
            nullable=True,
            comment="the coach ended the day",
        ),
        sa.Column("closed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column(
            "sequence",
            sa.Integer(),
            nullable=False,
            comment="of its calendar entry, one more at each change",
        ),
        sa.CheckConstraint(
            "(state = 'no_show') = (missed_by is not null)", name=op.f("ck_coaching_day_missed")
        ),
        sa.CheckConstraint(
            "missed_by in ('coach', 'store')", name=op.f("ck_coaching_day_missed_by")
        ),
        sa.CheckConstraint(
            "state <> 'cancelled' or btrim(reason) <> ''", name=op.f("ck_coaching_day_says_why")
        ),
        sa.CheckConstraint(
            "state in ('planned', 'done', 'closed', 'cancelled', 'no_show')",
            name=op.f("ck_coaching_day_state"),
        ),
        sa.CheckConstraint("length(goals) <= 500", name=op.f("ck_coaching_day_goals")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["accounts_person.id"], name=op.f("fk_coaching_day_created_by")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_coaching_day_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_day")),
    )
    op.create_index(
        "ix_coaching_day_business_date", "coaching_day", ["business_date"], unique=False
    )
    op.create_index(
        "ix_coaching_day_unit_id", "coaching_day", ["unit_id", "business_date"], unique=False
    )
    op.create_index(
        "uq_coaching_day_live",
        "coaching_day",
        ["unit_id", "business_date"],
        unique=True,
        postgresql_where=sa.text("state not in ('cancelled', 'no_show')"),
    )
    op.create_table(
        "coaching_focus",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False, comment="2026-11"),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("skill_uid", sa.Uuid(), nullable=False),
        sa.Column("chosen_by", sa.Uuid(), nullable=True),
        sa.Column("chosen_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("place between 1 and 5", name=op.f("ck_coaching_focus_place")),
        sa.ForeignKeyConstraint(
            ["chosen_by"], ["accounts_person.id"], name=op.f("fk_coaching_focus_chosen_by")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_coaching_focus_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_focus")),
        sa.UniqueConstraint("unit_id", "month", "place", name="uq_coaching_focus_place"),
        sa.UniqueConstraint("unit_id", "month", "skill_uid", name="uq_coaching_focus_skill"),
    )
    op.create_table(
        "coaching_target",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position_id", sa.Uuid(), nullable=True),
        sa.Column("skill_uid", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("set_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("level between 1 and 3", name=op.f("ck_coaching_target_level")),
        sa.ForeignKeyConstraint(
            ["position_id"], ["network_position.id"], name=op.f("fk_coaching_target_position_id")
        ),
        sa.ForeignKeyConstraint(
            ["set_by"], ["accounts_person.id"], name=op.f("fk_coaching_target_set_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_target")),
        sa.UniqueConstraint(
            "position_id",
            "skill_uid",
            name="uq_coaching_target_skill",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_table(
        "coaching_bravo_person",
        sa.Column("bravo_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("screen_consent_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("place between 1 and 6", name=op.f("ck_coaching_bravo_person_place")),
        sa.ForeignKeyConstraint(
            ["bravo_id"], ["coaching_bravo.id"], name=op.f("fk_coaching_bravo_person_bravo_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_coaching_bravo_person_person_id")
        ),
        sa.PrimaryKeyConstraint("bravo_id", "person_id", name=op.f("pk_coaching_bravo_person")),
        sa.UniqueConstraint("bravo_id", "place", name="uq_coaching_bravo_person_place"),
    )
    op.create_index(
        "ix_coaching_bravo_person_person_id", "coaching_bravo_person", ["person_id"], unique=False
    )
    op.create_table(
        "coaching_day_coach",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day_id", sa.Uuid(), nullable=False),
        sa.Column("coach_id", sa.Uuid(), nullable=False),
        sa.Column("is_replacement", sa.Boolean(), nullable=False),
        sa.Column("added_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column(
            "left_at",
            postgresql.TIMESTAMP(timezone=True),
            nullable=True,
            comment="somebody took over before it began",
        ),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["accounts_person.id"], name=op.f("fk_coaching_day_coach_coach_id")
        ),
        sa.ForeignKeyConstraint(
            ["day_id"], ["coaching_day.id"], name=op.f("fk_coaching_day_coach_day_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_day_coach")),
        sa.UniqueConstraint("day_id", "coach_id", name="uq_coaching_day_coach_once"),
    )
    op.create_index(
        "ix_coaching_day_coach_coach_id", "coaching_day_coach", ["coach_id"], unique=False
    )
    op.create_table(
        "coaching_day_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="after the move"),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("occurred_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("received_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('planned', 'done', 'closed', 'cancelled', 'no_show')",
            name=op.f("ck_coaching_day_entry_state"),
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["accounts_person.id"], name=op.f("fk_coaching_day_entry_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["day_id"], ["coaching_day.id"], name=op.f("fk_coaching_day_entry_day_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_coaching_day_entry_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_day_entry")),
        sa.UniqueConstraint("day_id", "number", name="uq_coaching_day_entry_number"),
        info={"ledger": True},
    )
    op.create_table(
        "coaching_observation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("observed_id", sa.Uuid(), nullable=False),
        sa.Column("observer_id", sa.Uuid(), nullable=False),
        sa.Column(
            "beside_id",
            sa.Uuid(),
            nullable=True,
            comment="the coach beside whom one learns to observe",
        ),
        sa.Column("day_id", sa.Uuid(), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("observed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("debriefed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("acknowledged_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("strength", sa.Text(), nullable=False),
        sa.Column("try_words", sa.Text(), nullable=False),
        sa.Column("try_on", sa.Date(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'acknowledged') = (acknowledged_at is not null)",
            name=op.f("ck_coaching_observation_acknowledged_at"),
        ),
        sa.CheckConstraint(
            "(state in ('debriefed', 'acknowledged')) = (debriefed_at is not null)",
            name=op.f("ck_coaching_observation_debriefed_at"),
        ),
        sa.CheckConstraint(
            "debriefed_at is null or (btrim(facts) <> '' and btrim(strength) <> ''"
            " and btrim(try_words) <> '' and try_on is not null)",
            name=op.f("ck_coaching_observation_whole"),
        ),
        sa.CheckConstraint(
            "state in ('planned', 'cancelled') or observed_at is not null",
            name=op.f("ck_coaching_observation_observed_at"),
        ),
        sa.CheckConstraint(
            "state in ('planned', 'observed', 'debriefed', 'acknowledged', 'expired', 'cancelled')",
            name=op.f("ck_coaching_observation_state"),
        ),
        sa.CheckConstraint(
            "observer_id <> observed_id", name=op.f("ck_coaching_observation_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["beside_id"], ["accounts_person.id"], name=op.f("fk_coaching_observation_beside_id")
        ),
        sa.ForeignKeyConstraint(
            ["day_id"], ["coaching_day.id"], name=op.f("fk_coaching_observation_day_id")
        ),
        sa.ForeignKeyConstraint(
            ["observed_id"],
            ["accounts_person.id"],
            name=op.f("fk_coaching_observation_observed_id"),
        ),
        sa.ForeignKeyConstraint(
            ["observer_id"],
            ["accounts_person.id"],
            name=op.f("fk_coaching_observation_observer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_coaching_observation_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_observation")),
    )
    op.create_index(
        "ix_coaching_observation_beside_id",
        "coaching_observation",
        ["beside_id"],
        unique=False,
        postgresql_where=sa.text("beside_id is not null"),
    )
    op.create_index(
        "ix_coaching_observation_day_id", "coaching_observation", ["day_id"], unique=False
    )
    op.create_index(
        "ix_coaching_observation_observed_id", "coaching_observation", ["observed_id"], unique=False
    )
    op.create_index(
        "ix_coaching_observation_observer_id", "coaching_observation", ["observer_id"], unique=False
    )
    op.create_index(
        "ix_coaching_observation_unit_id",
        "coaching_observation",
        ["unit_id", "planned_on"],
        unique=False,
    )
    op.create_table(
        "coaching_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day_coach_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("coach_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("obstacle", sa.Text(), nullable=False),
        sa.Column("next_words", sa.Text(), nullable=False),
        sa.Column("next_owner_id", sa.Uuid(), nullable=True),
        sa.Column("next_due", sa.Date(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False, comment="of what it says, days apart"),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("received_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(next_words = '') = (next_owner_id is null) and (next_owner_id is null) = (next_due is null)",
            name=op.f("ck_coaching_entry_next_step"),
        ),
        sa.CheckConstraint(
            "length(content_hash) = 64", name=op.f("ck_coaching_entry_content_hash")
        ),
        sa.CheckConstraint(
            "length(obstacle) <= 280 and length(next_words) <= 280",
            name=op.f("ck_coaching_entry_length"),
        ),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["accounts_person.id"], name=op.f("fk_coaching_entry_coach_id")
        ),
        sa.ForeignKeyConstraint(
            ["day_coach_id"], ["coaching_day_coach.id"], name=op.f("fk_coaching_entry_day_coach_id")
        ),
        sa.ForeignKeyConstraint(
            ["next_owner_id"], ["accounts_person.id"], name=op.f("fk_coaching_entry_next_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_coaching_entry_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_entry")),
        sa.UniqueConstraint("day_coach_id", "number", name="uq_coaching_entry_number"),
        info={"ledger": True},
    )
    op.create_index(
        "ix_coaching_entry_next_owner_id", "coaching_entry", ["next_owner_id"], unique=False
    )
    op.create_index(
        "ix_coaching_entry_unit_id", "coaching_entry", ["unit_id", "occurred_on"], unique=False
    )
    op.create_table(
        "coaching_goal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("skill_uid", sa.Uuid(), nullable=True, comment="skill of the referential"),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("observation_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("answered_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'answered') = (answer is not null)", name=op.f("ck_coaching_goal_answered")
        ),
        sa.CheckConstraint(
            "answer in ('done', 'partly', 'no')", name=op.f("ck_coaching_goal_answer")
        ),
        sa.CheckConstraint(
            "origin in ('own', 'debrief', 'manager', 'coach')", name=op.f("ck_coaching_goal_origin")
        ),
        sa.CheckConstraint(
            "state in ('proposed', 'active', 'answered', 'dropped')",
            name=op.f("ck_coaching_goal_state"),
        ),
        sa.CheckConstraint(
            "length(btrim(words)) between 1 and 120", name=op.f("ck_coaching_goal_words")
        ),
        sa.ForeignKeyConstraint(
            ["observation_id"],
            ["coaching_observation.id"],
            name=op.f("fk_coaching_goal_observation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_coaching_goal_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["accounts_person.id"], name=op.f("fk_coaching_goal_proposed_by")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_coaching_goal_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_goal")),
    )
    op.create_index(
        "ix_coaching_goal_person_id", "coaching_goal", ["person_id", "on_date"], unique=False
    )
    op.create_index(
        "ix_coaching_goal_unit_id", "coaching_goal", ["unit_id", "on_date"], unique=False
    )
    op.create_index(
        "uq_coaching_goal_day",
        "coaching_goal",
        ["person_id", "on_date"],
        unique=True,
        postgresql_where=sa.text("state in ('active', 'answered')"),
    )
    op.create_table(
        "coaching_observation_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("observation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="after the move"),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("occurred_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("received_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('planned', 'observed', 'debriefed', 'acknowledged', 'expired', 'cancelled')",
            name=op.f("ck_coaching_observation_entry_state"),
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"],
            ["accounts_person.id"],
            name=op.f("fk_coaching_observation_entry_actor_id"),
        ),
        sa.ForeignKeyConstraint(
            ["observation_id"],
            ["coaching_observation.id"],
            name=op.f("fk_coaching_observation_entry_observation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_coaching_observation_entry_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_observation_entry")),
        sa.UniqueConstraint(
            "observation_id", "number", name="uq_coaching_observation_entry_number"
        ),
        info={"ledger": True},
    )
    op.create_index(
        "ix_coaching_observation_entry_unit_id",
        "coaching_observation_entry",
        ["unit_id", "planned_on"],
        unique=False,
    )
    op.create_table(
        "coaching_observer",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "beside_id", sa.Uuid(), nullable=True, comment="the observation held beside a coach"
        ),
        sa.Column("opened_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("closed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["beside_id"], ["coaching_observation.id"], name=op.f("fk_coaching_observer_beside_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_coaching_observer_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_coaching_observer")),
    )
    op.create_table(
        "coaching_rating",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day_coach_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rater_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("prep", sa.Integer(), nullable=False),
        sa.Column("listening", sa.Integer(), nullable=False),
        sa.Column("usefulness", sa.Integer(), nullable=False),
        sa.Column("follow_through", sa.Integer(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column(
            "occurred_on", sa.Date(), nullable=False, comment="business date of the day it is about"
        ),
        sa.Column("received_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "follow_through between 1 and 5", name=op.f("ck_coaching_rating_follow_through")
        ),
        sa.CheckConstraint("listening between 1 and 5", name=op.f("ck_coaching_rating_listening")),
        sa.CheckConstraint("prep between 1 and 5", name=op.f("ck_coaching_rating_prep")),
        sa.CheckConstraint(
            "usefulness between 1 and 5", name=op.f("ck_coaching_rating_usefulness")
        ),
        sa.ForeignKeyConstraint(
            ["day_coach_id"],
            ["coaching_day_coach.id"],
            name=op.f("fk_coaching_rating_day_coach_id"),
        ),
        sa.ForeignKeyConstraint(
            ["rater_id"], ["accounts_person.id"], name=op.f("fk_coaching_rating_rater_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_coaching_rating_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_rating")),
        sa.UniqueConstraint("day_coach_id", "number", name="uq_coaching_rating_number"),
        info={"ledger": True},
    )
    op.create_index("ix_coaching_rating_rater_id", "coaching_rating", ["rater_id"], unique=False)
    op.create_index(
        "ix_coaching_rating_unit_id", "coaching_rating", ["unit_id", "occurred_on"], unique=False
    )
    op.create_table(
        "coaching_reply",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("observation_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "length(btrim(words)) between 1 and 500", name=op.f("ck_coaching_reply_words")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["accounts_person.id"], name=op.f("fk_coaching_reply_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["observation_id"],
            ["coaching_observation.id"],
            name=op.f("fk_coaching_reply_observation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_reply")),
    )
    op.create_index(
        "ix_coaching_reply_observation_id", "coaching_reply", ["observation_id"], unique=False
    )
    op.create_table(
        "coaching_skill_measure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("skill_uid", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("observer_id", sa.Uuid(), nullable=True),
        sa.Column("observation_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'observer') = (observer_id is not null) and observer_id is distinct from person_id",
            name=op.f("ck_coaching_skill_measure_observer"),
        ),
        sa.CheckConstraint(
            "kind in ('self', 'observer')", name=op.f("ck_coaching_skill_measure_kind")
        ),
        sa.CheckConstraint("level between 0 and 3", name=op.f("ck_coaching_skill_measure_level")),
        sa.ForeignKeyConstraint(
            ["observation_id"],
            ["coaching_observation.id"],
            name=op.f("fk_coaching_skill_measure_observation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["observer_id"],
            ["accounts_person.id"],
            name=op.f("fk_coaching_skill_measure_observer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_coaching_skill_measure_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_coaching_skill_measure_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_skill_measure")),
        sa.UniqueConstraint("person_id", "skill_uid", "number", name="uq_coaching_skill_measure"),
        info={"ledger": True},
    )
    op.create_index(
        "ix_coaching_skill_measure_unit_id",
        "coaching_skill_measure",
        ["unit_id", "measured_on"],
        unique=False,
    )
    op.create_table(
        "coaching_tap",
        sa.Column("observation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False, comment="item of the referential"),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('attitude', 'moment')", name=op.f("ck_coaching_tap_kind")),
        sa.CheckConstraint("seen >= 0 and missed >= 0", name=op.f("ck_coaching_tap_counts")),
        sa.ForeignKeyConstraint(
            ["observation_id"],
            ["coaching_observation.id"],
            name=op.f("fk_coaching_tap_observation_id"),
        ),
        sa.PrimaryKeyConstraint("observation_id", "kind", "uid", name=op.f("pk_coaching_tap")),
    )
    op.create_table(
        "coaching_entry_part",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column(
            "seen_on", sa.Date(), nullable=False, comment="older than the entry when left untouched"
        ),
        sa.CheckConstraint(
            "part in ('voice', 'walk', 'flows', 'skills', 'actions', 'rituals')",
            name=op.f("ck_coaching_entry_part_part"),
        ),
        sa.CheckConstraint("stage between 0 and 3", name=op.f("ck_coaching_entry_part_stage")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["coaching_entry.id"], name="fk_coaching_entry_part_entry"
        ),
        sa.PrimaryKeyConstraint("entry_id", "part", name=op.f("pk_coaching_entry_part")),
        info={"ledger": True},
    )
    op.create_table(
        "coaching_rating_words",
        sa.Column("rating_id", sa.Uuid(), nullable=False),
        sa.Column("rater_id", sa.Uuid(), nullable=False),
        sa.Column("signed", sa.Text(), nullable=False, comment="for the coach, once revealed"),
        sa.Column("confidential", sa.Text(), nullable=False, comment="for the coach's lead"),
        sa.Column("received_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "length(signed) <= 500 and length(confidential) <= 500",
            name=op.f("ck_coaching_rating_words_length"),
        ),
        sa.ForeignKeyConstraint(
            ["rater_id"], ["accounts_person.id"], name=op.f("fk_coaching_rating_words_rater_id")
        ),
        sa.ForeignKeyConstraint(
            ["rating_id"], ["coaching_rating.id"], name=op.f("fk_coaching_rating_words_rating_id")
        ),
        sa.PrimaryKeyConstraint("rating_id", name=op.f("pk_coaching_rating_words")),
    )
    for column in ("signed", "confidential"):
        op.execute(f"ALTER TABLE coaching_rating_words ALTER COLUMN {column} SET STATISTICS 0")


def downgrade() -> None:
    """Drop them, with every rating and observation."""
    for table in TABLES:
        op.drop_table(table)
