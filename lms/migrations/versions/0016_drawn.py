"""Quotes: the cards of a morning's brief are found where their seed points.

A few cards are drawn in the order of ``place`` from a point on: without an index every published card
was read and sorted for each brief.

Revision ID: 0016_drawn
Revises: 0015_days
"""

import sqlalchemy as sa
from alembic import op

revision = "0016_drawn"
down_revision = "0015_days"


def upgrade() -> None:
    """Keep published cards in the order they are drawn in."""
    op.create_index(
        "ix_quotes_card_drawn",
        "quotes_card",
        ["place"],
        unique=False,
        postgresql_where=sa.text("status = 'published'"),
    )


def downgrade() -> None:
    """Leave that order."""
    op.drop_index("ix_quotes_card_drawn", table_name="quotes_card")
