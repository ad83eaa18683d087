"""Library: words are looked for among what lists show, already in their order.

Revision ID: 0011_library
Revises: 0010_labels
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011_library"
down_revision = "0010_labels"

LISTED = """
CREATE FUNCTION quotes_listed(of_card uuid) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT convert_to(quarter, 'UTF8') || place FROM quotes_card
    WHERE id = of_card AND status = 'published'
$$
"""

LIST_CARD = """
CREATE FUNCTION quotes_list_card() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE quotes_card_text SET listed = quotes_listed(NEW.id) WHERE card_id = NEW.id;
    RETURN NULL;
END $$
"""

LIST_TEXT = """
CREATE FUNCTION quotes_list_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.listed := quotes_listed(NEW.card_id);
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    """Add the order of lists to words, kept by triggers, and index what filters look for."""
    op.add_column(
        "quotes_card_text",
        sa.Column(
            "listed",
            postgresql.BYTEA(),
            comment="quarter and place, the order of lists; nothing unless published; "
            "kept by triggers",
        ),
    )
    for function in (LISTED, LIST_CARD, LIST_TEXT):
        op.execute(function)
    op.execute("UPDATE quotes_card_text SET listed = quotes_listed(card_id)")
    op.execute(
        "CREATE TRIGGER quotes_list AFTER UPDATE OF status, quarter, place ON quotes_card "
        "FOR EACH ROW EXECUTE FUNCTION quotes_list_card()"
    )
    op.execute(
        "CREATE TRIGGER quotes_list BEFORE INSERT ON quotes_card_text "
        "FOR EACH ROW EXECUTE FUNCTION quotes_list_text()"
    )
    op.drop_index("ix_quotes_card_text_search", "quotes_card_text")
    op.create_index(
        "ix_quotes_card_text_search",
        "quotes_card_text",
        ["search"],
        postgresql_using="gin",
        postgresql_where=sa.text("listed IS NOT NULL"),
    )
    for name in ("channel", "level"):
        op.create_index(
            f"ix_quotes_card_{name}",
            "quotes_card",
            [name],
            postgresql_where=sa.text("status = 'published'"),
        )


def downgrade() -> None:
    """Drop them; every word stays."""
    for name in ("channel", "level"):
        op.drop_index(f"ix_quotes_card_{name}", "quotes_card")
    op.drop_index("ix_quotes_card_text_search", "quotes_card_text")
    op.execute("DROP TRIGGER quotes_list ON quotes_card_text")
    op.execute("DROP TRIGGER quotes_list ON quotes_card")
    for name in ("list_text()", "list_card()", "listed(uuid)"):
        op.execute(f"DROP FUNCTION quotes_{name}")
    op.drop_column("quotes_card_text", "listed")
    op.create_index(
        "ix_quotes_card_text_search", "quotes_card_text", ["search"], postgresql_using="gin"
    )
