"""The library: nothing here leads to who lived, helped, read, or to a day of publication.

No ``created_at``, no sequence, no time finer than a quarter; rows of a batch are inserted in random
order and shown in the order of ``place``. People are found here as readers (marks), as leaders who
sign their own card, and as members of the committee.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.quotes.models.difficulties import PERSON, one_of
from lms.quotes.rules.machines import CARD, REMOVAL

KINDS = ("anonymous", "signed")
MARKS = ("bookmark", "to_read")


class Batch(Base):
    """Cards that came out together; which week is not kept."""

    __tablename__ = "quotes_batch"

    id: Mapped[UUID] = mapped_column(primary_key=True)


class Release(Base):
    """The last week that had its hour of publication, and whether the library opened: one row."""

    __tablename__ = "quotes_release"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    week: Mapped[str] = mapped_column(comment="2026-W11")
    opened: Mapped[bool] = mapped_column(comment="with its first cards from experience, once")


class Card(Base):
    """A published card: its facets and its quarter."""

    __tablename__ = "quotes_card"
    __table_args__ = (
        CheckConstraint(one_of("kind", KINDS), name="kind"),
        CheckConstraint(one_of("status", CARD.states), name="status"),
        CheckConstraint("quarter ~ '^[0-9]{4}-Q[1-4]$'", name="quarter"),
        CheckConstraint("(kind = 'anonymous') = (batch_id is not null)", name="batch"),
        UniqueConstraint("id", "kind"),
        Index("ix_quotes_card_shown", "status", "quarter", "place"),
        Index("ix_quotes_card_drawn", "status", "place"),
        Index("ix_quotes_card_theme", "theme_uid"),
        Index("ix_quotes_card_moment", "moment_uid"),
        Index("ix_quotes_card_batch", "batch_id"),
        Index("ix_quotes_card_channel", "channel", postgresql_where=text("status = 'published'")),
        Index("ix_quotes_card_level", "level", postgresql_where=text("status = 'published'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    status: Mapped[str]
    quarter: Mapped[str]
    batch_id: Mapped[UUID | None] = mapped_column(ForeignKey("quotes_batch.id"))
    place: Mapped[bytes] = mapped_column(comment="sha256(batch || card): the order of lists")
    theme_uid: Mapped[UUID | None]
    moment_uid: Mapped[UUID | None]
    channel: Mapped[str | None]
    level: Mapped[str | None]
    frequency: Mapped[str] = mapped_column(comment="empty, 5-9 or 10+")
    language: Mapped[str]
    superseded_by: Mapped[UUID | None] = mapped_column(ForeignKey("quotes_card.id"))

    @property
    def state(self) -> str:
        """Return the status, as machines call it."""
        return self.status

    @state.setter
    def state(self, value: str) -> None:
        self.status = value


class CardText(Base):
    """A card in one language; translations are made from these words only."""

    __tablename__ = "quotes_card_text"
    __table_args__ = (
        Index(
            "ix_quotes_card_text_search",
            "search",
            postgresql_using="gin",
            postgresql_where=text("listed IS NOT NULL"),
        ),
    )

    card_id: Mapped[UUID] = mapped_column(
        ForeignKey("quotes_card.id", ondelete="CASCADE"), primary_key=True
    )
    locale: Mapped[str] = mapped_column(primary_key=True)
    rev: Mapped[int]
    title: Mapped[str]
    situation: Mapped[str]
    say: Mapped[str]
    gesture: Mapped[str]
    content_hash: Mapped[str] = mapped_column(comment="of what is shown: the ETag")
    search: Mapped[str] = mapped_column(TSVECTOR)
    listed: Mapped[bytes | None] = mapped_column(
        comment="quarter and place, the order of lists; nothing unless published; kept by triggers"
    )


class Receipt(Base):
    """The hash of six words; as many per card whoever wrote it, some lead to no words."""

    __tablename__ = "quotes_receipt"
    __table_args__ = (
        CheckConstraint(one_of("holder", ("reporter", "coach")), name="holder"),
        Index("ix_quotes_receipt_card", "card_id"),
    )

    hash: Mapped[bytes] = mapped_column(primary_key=True)
    card_id: Mapped[UUID] = mapped_column(ForeignKey("quotes_card.id", ondelete="CASCADE"))
    holder: Mapped[str]


class CardUse(Base):
    """How many people read a card, lived it too, were helped; shown in steps from five."""

    __tablename__ = "quotes_card_use"

    card_id: Mapped[UUID] = mapped_column(
        ForeignKey("quotes_card.id", ondelete="CASCADE"), primary_key=True
    )
    read: Mapped[int]
    helped: Mapped[int]
    me_too: Mapped[int]


class UseToken(Base):
    """Somebody was counted already: a keyed hash of who, what and which card, and nothing else."""

    __tablename__ = "quotes_use_token"

    token: Mapped[bytes] = mapped_column(primary_key=True)


class Mark(Base):
    """A card a reader keeps at hand: to see again, or to read."""

    __tablename__ = "quotes_mark"
    __table_args__ = (
        CheckConstraint(one_of("kind", MARKS), name="kind"),
        Index("ix_quotes_mark_card", "card_id"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON), primary_key=True)
    card_id: Mapped[UUID] = mapped_column(
        ForeignKey("quotes_card.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)


class Signature(Base):
    """A leader's name under their own card; an anonymous card cannot have one."""

    __tablename__ = "quotes_signature"
    __table_args__ = (
        CheckConstraint("kind = 'signed'", name="signed"),
        ForeignKeyConstraint(
            ["card_id", "kind"],
            ["quotes_card.id", "quotes_card.kind"],
            name="fk_quotes_signature_card",
            ondelete="CASCADE",
        ),
        Index("ix_quotes_signature_person", "person_id"),
    )

    card_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    person_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))


class Removal(Base):
    """One member of the committee asks to take a card out; another one decides."""

    __tablename__ = "quotes_removal"
    __table_args__ = (
        CheckConstraint(one_of("state", REMOVAL.states), name="state"),
        CheckConstraint("decided_by is null or state <> 'asked'", name="decided"),
        Index("ix_quotes_removal_card", "card_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    card_id: Mapped[UUID] = mapped_column(ForeignKey("quotes_card.id", ondelete="CASCADE"))
    asked_by: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    reason: Mapped[str]
    state: Mapped[str]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))


class StaleItem(Base):
    """An item of the referential that went: its cards are to be reviewed before a day."""

    __tablename__ = "quotes_stale_item"

    item_uid: Mapped[UUID] = mapped_column(primary_key=True)
    review_by: Mapped[date]
