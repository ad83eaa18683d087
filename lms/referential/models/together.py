"""A version written together: contributions without authors, workshops, remarks.

What somebody contributed and that they did are two tables that nothing joins: no author, no time,
no order on one side; no words on the other, and none of it once the version is published.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base

GROUPS = "grp IN ('frontline', 'managers', 'brand')"
VERSION = "referential_version.id"
PERSON = "accounts_person.id"


def _of_version(*, primary: bool = False) -> Mapped[UUID]:
    return mapped_column(ForeignKey(VERSION, ondelete="CASCADE"), primary_key=primary)


class Theme(Base):
    """Contributions that say the same, under a name; ``moment_code`` once the draft has it."""

    __tablename__ = "referential_theme"
    __table_args__ = (
        CheckConstraint("btrim(title) <> ''", name="title"),
        Index("ix_referential_theme_version_id", "version_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version_id: Mapped[UUID] = _of_version()
    title: Mapped[str]
    moment_code: Mapped[str] = mapped_column(comment="Of the draft; empty: not in it yet")


class Contribution(Base):
    """What somebody of a group says of a moment, starting from the client; no author is kept."""

    __tablename__ = "referential_contribution"
    __table_args__ = (
        CheckConstraint(GROUPS, name="grp"),
        CheckConstraint("btrim(expects) <> '' OR btrim(feels) <> ''", name="client"),
        CheckConstraint("votes >= 0", name="votes"),
        Index("ix_referential_contribution_version_id", "version_id"),
        Index("ix_referential_contribution_theme_id", "theme_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version_id: Mapped[UUID] = _of_version()
    grp: Mapped[str]
    moment: Mapped[str] = mapped_column(comment="When it happens, in their words")
    expects: Mapped[str] = mapped_column(comment="What the client expects")
    feels: Mapped[str] = mapped_column(comment="What the client feels")
    does: Mapped[str] = mapped_column(comment="What the team does then")
    in_room: Mapped[bool] = mapped_column(comment="Said aloud in a workshop")
    votes: Mapped[int]
    theme_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("referential_theme.id", ondelete="SET NULL")
    )


class Voice(Base):
    """Somebody contributed by themselves: counted by group, deleted when the version comes out."""

    __tablename__ = "referential_voice"
    __table_args__ = (
        CheckConstraint(GROUPS, name="grp"),
        Index("ix_referential_voice_person_id", "person_id"),
    )

    version_id: Mapped[UUID] = _of_version(primary=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON), primary_key=True)
    grp: Mapped[str]


class Workshop(Base):
    """A meeting in front of one screen, and how many people of each group were there."""

    __tablename__ = "referential_workshop"
    __table_args__ = (
        CheckConstraint(
            "frontline BETWEEN 0 AND 500 AND managers BETWEEN 0 AND 500"
            " AND brand BETWEEN 0 AND 500 AND frontline + managers + brand > 0",
            name="people",
        ),
        Index("ix_referential_workshop_version_id", "version_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version_id: Mapped[UUID] = _of_version()
    held_on: Mapped[date]
    held_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    frontline: Mapped[int]
    managers: Mapped[int]
    brand: Mapped[int]


class Comment(Base):
    """A dated remark during the consultation; others read its group, never its author."""

    __tablename__ = "referential_comment"
    __table_args__ = (
        CheckConstraint(GROUPS, name="grp"),
        CheckConstraint("btrim(body) <> ''", name="body"),
        CheckConstraint("(answered_at IS NULL) = (answer = '')", name="answer"),
        Index("ix_referential_comment_version_id", "version_id", "at"),
        Index("ix_referential_comment_author_id", "author_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version_id: Mapped[UUID] = _of_version()
    grp: Mapped[str]
    author_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(PERSON), comment="So that they may take it back; shown to nobody"
    )
    at: Mapped[datetime]
    about: Mapped[str] = mapped_column(comment="moment:code, attitude:code, or empty for all of it")
    body: Mapped[str]
    answer: Mapped[str]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
