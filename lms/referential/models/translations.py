"""What a version says in other languages, a row per text; never part of its hash."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base


class Translation(Base):
    """A text of a version in another language; frozen with the version when published with it."""

    __tablename__ = "referential_translation"
    __table_args__ = (
        CheckConstraint("btrim(words) <> ''", name="words"),
        CheckConstraint("reviewed_by IS NULL OR reviewed_at IS NOT NULL", name="reviewed"),
        UniqueConstraint(
            "version_id", "locale", "uid", "field", name="uq_referential_translation_text"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version_id: Mapped[UUID] = mapped_column(
        ForeignKey("referential_version.id", ondelete="CASCADE")
    )
    locale: Mapped[str] = mapped_column(comment="BCP 47")
    uid: Mapped[UUID] = mapped_column(comment="Of the element, stable across versions")
    field: Mapped[str]
    words: Mapped[str] = mapped_column(comment="Of rituals and clues: one a line")
    source_hash: Mapped[str] = mapped_column(comment="Of the words it was made from")
    written_at: Mapped[datetime]
    written_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_person.id"))
    reviewed_at: Mapped[datetime | None] = mapped_column(comment="Empty: to be read again")
    reviewed_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_person.id"))
