"""The tally of each path in each unit.

Revision ID: 0007_reporting
Revises: 0006_courses
"""

import sqlalchemy as sa
from alembic import op

revision = "0007_reporting"
down_revision = "0006_courses"


def upgrade() -> None:
    """Create the tallies."""
    op.create_table(
        "reporting_path_tally",
        sa.Column("path_uid", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False, comment="not begun"),
        sa.Column("begun", sa.Integer(), nullable=False, comment="begun or finished"),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column(
            "late", sa.Integer(), nullable=False, comment="not finished, due before counted_on"
        ),
        sa.Column(
            "next_due_on", sa.Date(), nullable=True, comment="next date that makes somebody late"
        ),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "begun + waiting = people AND done <= begun",
            name=op.f("ck_reporting_path_tally_adds_up"),
        ),
        sa.CheckConstraint("late <= people - done", name=op.f("ck_reporting_path_tally_late")),
        sa.ForeignKeyConstraint(
            ["path_uid"], ["courses_path.uid"], name=op.f("fk_reporting_path_tally_path_uid")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["network_unit.id"], name=op.f("fk_reporting_path_tally_unit_id")
        ),
        sa.PrimaryKeyConstraint("path_uid", "unit_id", name=op.f("pk_reporting_path_tally")),
    )
    op.create_index(
        "ix_reporting_path_tally_next_due", "reporting_path_tally", ["next_due_on"], unique=False
    )
    op.create_index(
        "ix_reporting_path_tally_unit", "reporting_path_tally", ["unit_id"], unique=False
    )


def downgrade() -> None:
    """Drop them: they are made again from enrolments."""
    op.drop_table("reporting_path_tally")
