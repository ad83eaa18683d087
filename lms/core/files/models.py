"""One row per kept file."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base


class File(Base):
    """A file: what it is, whose, and the key its bytes have in the storage. Never changed."""

    __tablename__ = "core_file"
    __table_args__ = (
        UniqueConstraint("key", name="uq_core_file_key"),
        CheckConstraint("size >= 0", name="size_is_positive"),
        CheckConstraint("length(sha256) = 64", name="sha256_is_hex"),
        Index("ix_core_file_owner", "owner_id"),
        Index("ix_core_file_thread", "thread"),
        Index("ix_core_file_sha256", "sha256"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    media_type: Mapped[str] = mapped_column(comment="found in the bytes, never told by the sender")
    name: Mapped[str] = mapped_column(comment="the sender's name for it, cleaned")
    size: Mapped[int] = mapped_column(BigInteger, comment="bytes kept")
    sha256: Mapped[str] = mapped_column(comment="of the bytes kept")
    key: Mapped[str] = mapped_column(comment="random name in the storage")
    owner_id: Mapped[UUID | None] = mapped_column(comment="the person who sent it")
    thread: Mapped[UUID | None] = mapped_column(ForeignKey("core_thread.id", ondelete="CASCADE"))
    width: Mapped[int | None] = mapped_column(comment="pixels, pictures only")
    height: Mapped[int | None] = mapped_column(comment="pixels, pictures only")
    created_at: Mapped[datetime]
