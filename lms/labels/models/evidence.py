"""What units show: append-only, with the instant of the server, who, and a chain of hashes."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.labels.models.grids import CRITERION, PERSON, one_of
from lms.labels.models.seasons import APPLICATION

VERDICTS = ("approved", "rejected", "withdrawn")
TYPES = ("photo", "document", "note")


class Evidence(Base):
    """Something shown for a criterion; what it is stands in its revisions."""

    __tablename__ = "labels_evidence"
    __table_args__ = (
        Index("ix_labels_evidence_application", "application_id", "criterion_uid"),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey(APPLICATION))
    criterion_uid: Mapped[UUID] = mapped_column(ForeignKey(CRITERION))
    created_at: Mapped[datetime]


class Revision(Base):
    """One state of an evidence; another is another row, and this one stays."""

    __tablename__ = "labels_revision"
    __table_args__ = (
        CheckConstraint(one_of("type", TYPES), name="type"),
        CheckConstraint("(type = 'note') = (file_id is null)", name="file"),
        CheckConstraint("effective_on <= received_on", name="not_ahead"),
        CheckConstraint("length(sha256) = 64 and length(chain) = 64", name="hashes"),
        UniqueConstraint("evidence_id", "number", name="uq_labels_revision_number"),
        UniqueConstraint("id", "uploaded_by", name="uq_labels_revision_uploader"),
        Index("ix_labels_revision_sha256", "sha256"),
        Index("ix_labels_revision_look", "look"),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("labels_evidence.id"))
    number: Mapped[int]
    type: Mapped[str]
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("core_file.id"))
    sha256: Mapped[str] = mapped_column(comment="of the bytes kept, or of the note")
    look: Mapped[str | None] = mapped_column(comment="what the picture looks like, 64 bits")
    note: Mapped[str]
    effective_on: Mapped[date] = mapped_column(comment="the day it shows, as its sender says")
    received_at: Mapped[datetime] = mapped_column(comment="server")
    received_on: Mapped[date] = mapped_column(comment="business date of the unit")
    expires_on: Mapped[date | None]
    uploaded_by: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    chain: Mapped[str] = mapped_column(comment="hash of this row and of the one before")


class Review(Base):
    """The ledger of verdicts on revisions; its author is never who uploaded it."""

    __tablename__ = "labels_review"
    __table_args__ = (
        CheckConstraint(one_of("verdict", VERDICTS), name="verdict"),
        CheckConstraint(
            "(reviewer_id <> uploader_id) or verdict = 'withdrawn'", name="not_the_submitter"
        ),
        CheckConstraint("verdict <> 'rejected' or btrim(reason) <> ''", name="says_why"),
        ForeignKeyConstraint(
            ["revision_id", "uploader_id"],
            ["labels_revision.id", "labels_revision.uploaded_by"],
            name="fk_labels_review_revision",
        ),
        UniqueConstraint("revision_id", "number", name="uq_labels_review_number"),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    revision_id: Mapped[UUID]
    uploader_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    number: Mapped[int]
    verdict: Mapped[str]
    reason: Mapped[str]
    reviewer_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    at: Mapped[datetime]


class Doubt(Base):
    """The same file or the same picture was seen before: somebody looks at both."""

    __tablename__ = "labels_doubt"
    __table_args__ = (
        CheckConstraint("kind in ('same_file', 'same_picture')", name="kind"),
        {"info": {"ledger": True}},
    )

    revision_id: Mapped[UUID] = mapped_column(ForeignKey("labels_revision.id"), primary_key=True)
    other_id: Mapped[UUID] = mapped_column(ForeignKey("labels_revision.id"), primary_key=True)
    kind: Mapped[str]
    at: Mapped[datetime]
