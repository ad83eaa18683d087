"""Rows of people, accounts, devices, invitations, sessions and attempt counters."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base

PERSON = "accounts_person.id"


class Person(Base):
    """Somebody of the network, with or without an account; never deleted, erased instead."""

    __tablename__ = "accounts_person"
    __table_args__ = (
        CheckConstraint("locale in ('fr', 'en')", name="locale"),
        CheckConstraint("theme in ('system', 'light', 'dark')", name="theme"),
        CheckConstraint("rhythm between 1 and 7", name="rhythm"),
        Index(
            "ix_accounts_person_email",
            text("lower(email)"),
            postgresql_where=text("email is not null"),
        ),
        Index("ix_accounts_person_sort_key", "sort_key", "id"),
        Index("ix_accounts_person_search", "search", postgresql_using="gin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    external_id: Mapped[str | None] = mapped_column(
        unique=True, comment="employee number, the key of imports; folded to upper case"
    )
    given_name: Mapped[str]
    family_name: Mapped[str]
    sort_key: Mapped[str] = mapped_column(comment='folded "family given": the only order of names')
    email: Mapped[str | None]
    locale: Mapped[str] = mapped_column(server_default="fr", default="fr")
    theme: Mapped[str] = mapped_column(server_default="system", default="system")
    rhythm: Mapped[int] = mapped_column(
        server_default="3", default=3, comment="days a week the person would like to learn"
    )
    welcomed_at: Mapped[datetime | None] = mapped_column(comment="first steps finished")
    left_on: Mapped[date | None] = mapped_column(comment="first day out of the network")
    erased_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    search: Mapped[str] = mapped_column(
        TSVECTOR,
        Computed(
            "to_tsvector('simple'::regconfig, sort_key || ' ' || coalesce(external_id, ''))",
            persisted=True,
        ),
        deferred=True,
        comment="words a search may start with",
    )

    @property
    def full_name(self) -> str:
        """Return "Given Family"."""
        return f"{self.given_name} {self.family_name}".strip()


class Account(Base):
    """The secret of a person; absent until they choose one."""

    __tablename__ = "accounts_account"

    person_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON), primary_key=True)
    password_hash: Mapped[str | None] = mapped_column(comment="argon2id; null once ended")
    secret_set_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Pin(Base):
    """The 4 to 6 digit code of a person, good only on an enrolled tablet of a unit of theirs."""

    __tablename__ = "accounts_pin"

    person_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON), primary_key=True)
    code_hash: Mapped[str] = mapped_column(comment="argon2id of person id and digits")
    set_at: Mapped[datetime]


class Invitation(Base):
    """A single-use way to choose a secret: a link by mail, or a slip in the hand."""

    __tablename__ = "accounts_invitation"
    __table_args__ = (
        CheckConstraint("purpose in ('invite', 'reset', 'slip')", name="purpose"),
        CheckConstraint("expires_at > created_at", name="expiry"),
        Index("ix_accounts_invitation_person_id", "person_id"),
        Index("ix_accounts_invitation_batch_id", "batch_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    purpose: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(
        unique=True, comment="hash of what the person shows; the thing itself is kept nowhere"
    )
    batch_id: Mapped[UUID | None] = mapped_column(comment="slips printed together")
    issued_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Device(Base):
    """A shared tablet, enrolled in a unit by one of its managers."""

    __tablename__ = "accounts_device"
    __table_args__ = (Index("ix_accounts_device_unit_id", "unit_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID]
    enrolled_by: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    name: Mapped[str]
    created_at: Mapped[datetime]
    checked_at: Mapped[datetime] = mapped_column(comment="last time the enrolment was found right")
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))


class Notice(Base):
    """Something the person is told about their own account until they close it."""

    __tablename__ = "accounts_notice"
    __table_args__ = (
        Index("ix_accounts_notice_open", "person_id", postgresql_where=text("closed_at is null")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    kind: Mapped[str]
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class CallRequest(Base):
    """Somebody asked to be called back about the product itself."""

    __tablename__ = "accounts_call_request"
    __table_args__ = (
        Index(
            "ix_accounts_call_request_open", "created_at", postgresql_where=text("done_at is null")
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    page: Mapped[str] = mapped_column(comment="path of the page the question is about")
    reach: Mapped[str] = mapped_column(
        comment="where and when, in the person's words; may be empty"
    )
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))


class Session(Base):
    """A door left open: who, on what, until when. Only the hash of the cookie is kept."""

    __tablename__ = "session"
    __table_args__: Any = (
        CheckConstraint("kind in ('own', 'shared', 'desk')", name="kind"),
        CheckConstraint("(kind = 'shared') = (device_id is not null)", name="device"),
        Index("ix_session_person_id", "person_id", postgresql_where=text("revoked_at is null")),
        Index("ix_session_expires_at", "expires_at"),
        {"schema": "ops"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    device_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_device.id"))
    kind: Mapped[str]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    idle_seconds: Mapped[int]
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str | None]
    secret_checked_at: Mapped[datetime]
    user_agent_label: Mapped[str]


class AttemptCounter(Base):
    """Failed tries of a subject: an account, a code on a tablet, or an address."""

    __tablename__ = "attempt_counter"
    __table_args__: Any = ({"schema": "ops"},)

    subject: Mapped[str] = mapped_column(
        primary_key=True, comment="kind:keyed hash; no address nor typed name can be read back"
    )
    failed_at: Mapped[list[datetime]] = mapped_column(ARRAY(TIMESTAMP(timezone=True)))
    locked_at: Mapped[datetime | None] = mapped_column(comment="closed until somebody reopens it")
    updated_at: Mapped[datetime]
