"""The shape of the tables: nothing of a card leads to who lived it, who helped, or to a day.

Every column near a card is named here with what it is for: a new one fails until somebody has
thought of what it tells.
"""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from lms.core.db import Base
from lms.quotes.models import Card

READERS = {
    ("quotes_mark", "person_id"): "a reader keeps a card at hand",
    ("quotes_signature", "person_id"): "a leader signs their own card",
    ("quotes_removal", "asked_by"): "the committee",
    ("quotes_removal", "decided_by"): "the committee",
}
"""The only ways from a card to a person; none of them is its reporter nor its author."""

COLUMNS = {
    "quotes_batch": "id",
    "quotes_card": "id kind status quarter batch_id place theme_uid moment_uid channel level"
    " frequency language superseded_by",
    "quotes_card_text": "card_id locale rev title situation say gesture content_hash search listed",
    "quotes_card_use": "card_id read helped me_too",
    "quotes_mark": "person_id card_id kind",
    "quotes_receipt": "hash card_id holder",
    "quotes_removal": "id card_id asked_by reason state decided_by",
    "quotes_signature": "card_id kind person_id",
    "quotes_use_token": "token",
}
"""All that is written about cards, table by table."""

NEVER = frozenset(
    {
        "accounts_person",
        "accounts_account",
        "network_unit",
        "network_region",
        "network_mandate",
        "core_thread",
        "quotes_difficulty",
        "quotes_draft",
        "quotes_interview",
        "quotes_coach_year",
    }
)

PEOPLE = ("person", "coach", "reporter", "reader", "author", "actor", "judge", "owner", "_by")
"""Words by which a column that holds somebody is called in this product."""


def copied() -> sa.MetaData:
    """Return the tables as they are, to plant something in."""
    planted = sa.MetaData()
    for table in Base.metadata.sorted_tables:
        table.to_metadata(planted)
    return planted


def about_cards(metadata: sa.MetaData) -> Iterator[sa.Table]:
    """Yield the tables that hold a card's identifier, by a key or by the name of a column."""
    for table in metadata.sorted_tables:
        keys = {k.column.table.name for c in table.c for k in c.foreign_keys}
        named = any(c.name.endswith("card_id") or c.name == "superseded_by" for c in table.c)
        if named or keys & {"quotes_card", "quotes_batch"} or table.name in COLUMNS:
            yield table


def ways_out(metadata: sa.MetaData) -> set[tuple[str, str, str]]:
    """Walk foreign keys both ways from a card; return (table, column, forbidden table) reached."""
    found: set[tuple[str, str, str]] = set()
    tables, waiting = {"quotes_card"}, ["quotes_card"]
    while waiting:
        here = waiting.pop()
        for table in metadata.sorted_tables:
            for key in (k for c in table.c for k in c.foreign_keys):
                ends = {table.name, key.column.table.name}
                if here not in ends:
                    continue
                far = (ends - {here}).pop() if len(ends) > 1 else here
                if far in NEVER:
                    if (table.name, key.parent.name) not in READERS:
                        found.add((table.name, key.parent.name, far))
                elif far not in tables:
                    tables.add(far)
                    waiting.append(far)
    return found


def beside_people(metadata: sa.MetaData) -> set[tuple[str, str]]:
    """Return the columns that could hold a person in the tables that hold a card."""
    return {
        (table.name, column.name)
        for table in about_cards(metadata)
        for column in table.c
        if (
            any(word in column.name for word in PEOPLE)
            or any(k.column.table.name == "accounts_person" for k in column.foreign_keys)
        )
        and column.name != "superseded_by"
    }


def fine(metadata: sa.MetaData) -> set[tuple[str, str]]:
    """Return what is finer than a quarter about a card: days, instants, numbers drawn in order."""
    return {
        (table.name, column.name)
        for table in about_cards(metadata)
        for column in table.c
        if isinstance(column.type, sa.DateTime | sa.Date | sa.Time)
        or column.identity is not None
        or column.autoincrement is True
        or isinstance(column.default, sa.Sequence)
    }


def unforeseen(metadata: sa.MetaData) -> set[tuple[str, str]]:
    """Return the columns about cards that nobody has named here."""
    return {
        (table.name, column.name)
        for table in about_cards(metadata)
        for column in table.c
        if column.name not in COLUMNS.get(table.name, "").split()
    }


def test_no_path_leads_from_a_card_to_anybody():
    assert ways_out(Base.metadata) == set()


def test_no_table_holds_a_card_with_a_person_but_its_readers():
    assert beside_people(Base.metadata) == set(READERS)


def test_nothing_about_a_card_is_finer_than_a_quarter():
    assert fine(Base.metadata) == set()


def test_every_column_about_a_card_was_thought_of():
    assert unforeseen(Base.metadata) == set()
    assert {t.name for t in about_cards(Base.metadata)} == set(COLUMNS)


def test_a_quarter_is_all_the_database_takes_for_a_date():
    checks = [
        str(c.sqltext)
        for c in Card.__table__.constraints  # type: ignore[attr-defined]
        if isinstance(c, sa.CheckConstraint)
    ]
    assert any("^[0-9]{4}-Q[1-4]$" in one for one in checks)


def _person() -> sa.ForeignKey:
    return sa.ForeignKey("accounts_person.id")


PLANTED = {
    "a coach on the card": (
        "quotes_card",
        sa.Column("coach_id", sa.Uuid, _person()),
        (ways_out, beside_people, unforeseen),
    ),
    "a unit on the batch": (
        "quotes_batch",
        sa.Column("unit_id", sa.Uuid, sa.ForeignKey("network_unit.id")),
        (ways_out, unforeseen),
    ),
    "a thread on the words": (
        "quotes_card_text",
        sa.Column("thread", sa.Uuid, sa.ForeignKey("core_thread.id")),
        (ways_out, unforeseen),
    ),
    "a holder of the receipt, without a key": (
        "quotes_receipt",
        sa.Column("reporter", sa.Uuid),
        (beside_people, unforeseen),
    ),
    "the instant of the words": (
        "quotes_card_text",
        sa.Column("updated_at", sa.DateTime(timezone=True)),
        (fine, unforeseen),
    ),
    "the day of the batch": ("quotes_batch", sa.Column("released_on", sa.Date), (fine, unforeseen)),
    "a number in order": (
        "quotes_card",
        sa.Column("seq", sa.BigInteger, sa.Identity()),
        (fine, unforeseen),
    ),
    "the week, as words": ("quotes_card", sa.Column("week", sa.Text), (unforeseen,)),
}


@pytest.mark.parametrize("name", PLANTED)
def test_canary_a_column_too_many_is_found(name: str):
    table, column, walks = PLANTED[name]
    planted = copied()
    planted.tables[table].append_column(column)
    for walk in walks:
        found = walk(planted)
        assert any(one[:2] == (table, column.name) for one in found), walk.__name__


def test_canary_a_table_of_its_own_with_a_card_and_a_person_is_found():
    planted = copied()
    sa.Table(
        "quotes_author_of",
        planted,
        sa.Column("card_id", sa.Uuid, sa.ForeignKey("quotes_card.id"), primary_key=True),
        sa.Column("coach_id", sa.Uuid, _person()),
    )
    assert ("quotes_author_of", "coach_id", "accounts_person") in ways_out(planted)
    assert ("quotes_author_of", "coach_id") in beside_people(planted)
    assert ("quotes_author_of", "coach_id") in unforeseen(planted)
