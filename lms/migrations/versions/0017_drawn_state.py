"""Quotes: the state of a card is a column of the index it is drawn by.

An index kept for published cards only is taken when a statement says "published" in words; the
pages' statements carry it as a value and are planned for all values.

Revision ID: 0017_drawn_state
Revises: 0016_drawn
"""

import sqlalchemy as sa
from alembic import op

revision = "0017_drawn_state"
down_revision = "0016_drawn"


def upgrade() -> None:
    """Keep cards in the order they are drawn in, state by state."""
    op.drop_index("ix_quotes_card_drawn", table_name="quotes_card")
    op.create_index("ix_quotes_card_drawn", "quotes_card", ["status", "place"], unique=False)


def downgrade() -> None:
    """Keep that order for published cards only."""
    op.drop_index("ix_quotes_card_drawn", table_name="quotes_card")
    op.create_index(
        "ix_quotes_card_drawn",
        "quotes_card",
        ["place"],
        unique=False,
        postgresql_where=sa.text("status = 'published'"),
    )
