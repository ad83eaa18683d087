"""Versions and their items; triggers refuse any change to what was published."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base


def _of_version() -> Mapped[UUID]:
    return mapped_column(ForeignKey("referential_version.id", ondelete="CASCADE"))


def _same_version(column: str, table: str) -> ForeignKeyConstraint:
    """Tie a link to an item of its own version."""
    return ForeignKeyConstraint(
        ["version_id", column],
        [f"referential_{table}.version_id", f"referential_{table}.id"],
        ondelete="CASCADE",
    )


class Referential(Base):
    """A referential of the network, or of one of its brands."""

    __tablename__ = "referential_referential"
    __table_args__ = (
        CheckConstraint("kind IN ('service', 'management', 'cooperation')", name="kind"),
        UniqueConstraint(
            "kind",
            "brand_id",
            name="uq_referential_referential_kind",
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    brand_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("network_brand.id"), comment="Empty for the whole network"
    )


class Version(Base):
    """One state of a referential: at most one draft and one published at a time."""

    __tablename__ = "referential_version"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'consultation', 'published', 'superseded')", name="state"
        ),
        CheckConstraint(
            "(state IN ('draft', 'consultation')) = (published_at IS NULL)", name="published_at"
        ),
        CheckConstraint(
            "state <> 'consultation' OR consulted_until IS NOT NULL", name="consultation"
        ),
        CheckConstraint("consulted_from <= consulted_until", name="consulted"),
        CheckConstraint("(state = 'superseded') = (superseded_at IS NOT NULL)", name="superseded"),
        CheckConstraint("languages ?& frozen_languages", name="languages"),
        UniqueConstraint("referential_id", "number"),
        Index(
            "uq_referential_version_draft",
            "referential_id",
            unique=True,
            postgresql_where=text("state IN ('draft', 'consultation')"),
        ),
        Index(
            "uq_referential_version_published",
            "referential_id",
            unique=True,
            postgresql_where=text("state = 'published'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    referential_id: Mapped[UUID] = mapped_column(ForeignKey("referential_referential.id"))
    number: Mapped[int]
    state: Mapped[str]
    language: Mapped[str] = mapped_column(comment="Source language, BCP 47")
    promise_uid: Mapped[UUID] = mapped_column(comment="Stable across versions")
    promise: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_person.id"))
    published_at: Mapped[datetime | None]
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_person.id"))
    superseded_at: Mapped[datetime | None]
    content_hash: Mapped[str | None] = mapped_column(comment="Of everything readable, frozen")
    consulted_from: Mapped[date | None]
    consulted_until: Mapped[date | None] = mapped_column(comment="Last day to comment, included")
    voices: Mapped[dict[str, Any]] = mapped_column(
        comment="Group: people who took part, frozen when published; empty: written elsewhere"
    )
    languages: Mapped[dict[str, Any]] = mapped_column(
        comment="Locale: hash of a translation that is whole; outside content_hash"
    )
    frozen_languages: Mapped[list[str]] = mapped_column(
        ARRAY(Text), comment="Locales it was published in; others may come later"
    )


class Attitude(Base):
    """One of the three attitudes; a fourth has no place."""

    __tablename__ = "referential_attitude"
    __table_args__ = (
        CheckConstraint("place BETWEEN 1 AND 3", name="three"),
        UniqueConstraint("version_id", "place"),
        UniqueConstraint("version_id", "uid", name="uq_referential_attitude_uid"),
        UniqueConstraint("version_id", "code", name="uq_referential_attitude_code"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version_id: Mapped[UUID] = _of_version()
    uid: Mapped[UUID]
    code: Mapped[str]
    place: Mapped[int]
    name: Mapped[str]
    meaning: Mapped[str]


class Channel(Base):
    """A way customers meet the network: in store, by phone, online."""

    __tablename__ = "referential_channel"
    __table_args__ = (
        UniqueConstraint("version_id", "id"),
        UniqueConstraint("version_id", "uid", name="uq_referential_channel_uid"),
        UniqueConstraint("version_id", "code", name="uq_referential_channel_code"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version_id: Mapped[UUID] = _of_version()
    uid: Mapped[UUID]
    code: Mapped[str]
    name: Mapped[str]
    place: Mapped[int]


class Moment(Base):
    """A moment of truth: what the customer expects, and the emotion left behind."""

    __tablename__ = "referential_moment"
    __table_args__ = (
        UniqueConstraint("version_id", "id"),
        UniqueConstraint("version_id", "uid", name="uq_referential_moment_uid"),
        UniqueConstraint("version_id", "code", name="uq_referential_moment_code"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version_id: Mapped[UUID] = _of_version()
    uid: Mapped[UUID]
    code: Mapped[str]
    name: Mapped[str]
    expectation: Mapped[str]
    emotion: Mapped[str]
    place: Mapped[int]


class ChannelMoment(Base):
    """A moment in a channel: five places and no sixth; two channels may share a moment."""

    __tablename__ = "referential_channel_moment"
    __table_args__ = (
        CheckConstraint("place BETWEEN 1 AND 5", name="five"),
        UniqueConstraint("channel_id", "place"),
        UniqueConstraint("channel_id", "moment_id", name="uq_referential_channel_moment_once"),
        _same_version("channel_id", "channel"),
        _same_version("moment_id", "moment"),
        Index("ix_referential_channel_moment_moment_id", "moment_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version_id: Mapped[UUID] = _of_version()
    channel_id: Mapped[UUID]
    moment_id: Mapped[UUID]
    place: Mapped[int]


class Ritual(Base):
    """What the team does at a moment (ritual), or what shows it was lived (clue)."""

    __tablename__ = "referential_ritual"
    __table_args__ = (
        CheckConstraint("kind IN ('ritual', 'clue')", name="kind"),
        UniqueConstraint("version_id", "uid", name="uq_referential_ritual_uid"),
        _same_version("moment_id", "moment"),
        Index("ix_referential_ritual_moment_id", "moment_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version_id: Mapped[UUID] = _of_version()
    moment_id: Mapped[UUID]
    uid: Mapped[UUID]
    kind: Mapped[str]
    words: Mapped[str]
    place: Mapped[int]


class Skill(Base):
    """Something one knows how to do, that courses teach and moments call for."""

    __tablename__ = "referential_skill"
    __table_args__ = (
        UniqueConstraint("version_id", "id"),
        UniqueConstraint("version_id", "uid", name="uq_referential_skill_uid"),
        UniqueConstraint("version_id", "code", name="uq_referential_skill_code"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version_id: Mapped[UUID] = _of_version()
    uid: Mapped[UUID]
    code: Mapped[str] = mapped_column(comment="What courses write to say they work on it")
    name: Mapped[str]
    place: Mapped[int]


class SkillMoment(Base):
    """A moment that calls for a skill."""

    __tablename__ = "referential_skill_moment"
    __table_args__ = (
        UniqueConstraint("skill_id", "moment_id"),
        _same_version("skill_id", "skill"),
        _same_version("moment_id", "moment"),
        Index("ix_referential_skill_moment_moment_id", "moment_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version_id: Mapped[UUID] = _of_version()
    skill_id: Mapped[UUID]
    moment_id: Mapped[UUID]


class MirrorLink(Base):
    """What answers an item of the service referential, in a mirrored version, or why nothing."""

    __tablename__ = "referential_mirror"
    __table_args__ = (
        CheckConstraint("kind IN ('attitude', 'moment')", name="kind"),
        CheckConstraint("item_code = '' OR reason = ''", name="one"),
        UniqueConstraint("version_id", "kind", "service_code", name="uq_referential_mirror_item"),
        Index("ix_referential_mirror_service_uid", "service_uid"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version_id: Mapped[UUID] = _of_version()
    kind: Mapped[str]
    service_uid: Mapped[UUID]
    service_code: Mapped[str]
    item_code: Mapped[str] = mapped_column(comment="Empty: no mirror")
    reason: Mapped[str] = mapped_column(comment="Why there is no mirror")
    place: Mapped[int]


class Lineage(Base):
    """How an item follows from one of the version before; a draft only keeps what was said."""

    __tablename__ = "referential_lineage"
    __table_args__ = (
        CheckConstraint("kind IN ('attitude', 'moment', 'skill')", name="kind"),
        CheckConstraint(
            "relation IN ('same', 'reworded', 'split', 'merged', 'retired', 'new', 'said')",
            name="relation",
        ),
        CheckConstraint("(relation = 'new') = (before_uid IS NULL)", name="new"),
        CheckConstraint("(relation = 'retired') = (after_uid IS NULL)", name="retired"),
        UniqueConstraint(
            "version_id",
            "kind",
            "before_uid",
            "after_uid",
            name="uq_referential_lineage_link",
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_referential_lineage_before_uid", "before_uid"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version_id: Mapped[UUID] = _of_version()
    kind: Mapped[str]
    relation: Mapped[str] = mapped_column(comment="said: of a draft, found when published")
    before_uid: Mapped[UUID | None]
    before_code: Mapped[str]
    after_uid: Mapped[UUID | None]
    after_code: Mapped[str]
    note: Mapped[str]
