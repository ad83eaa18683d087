"""The kernel's own tables: threads, facts, jobs' traces, audit, policies, snapshots, replays."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
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

LEDGER = {"ledger": True}
"""The application's role reads and inserts; only owner functions delete."""


class Thread(Base):
    """What hangs together and may be severed together (kernel K5).

    Every ``thread`` column references it ON DELETE CASCADE: to sever is to delete this row, which
    only the owner's function ``core_sever`` may do.
    """

    __tablename__ = "core_thread"
    __table_args__ = {"info": LEDGER}

    id: Mapped[UUID] = mapped_column(primary_key=True)
    opened_at: Mapped[datetime]


class Severance(Base):
    """A thread was severed: its tables are to be vacuumed. Which thread is not said."""

    __tablename__ = "severance"
    __table_args__ = {"schema": "ops"}

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class FactRow(Base):
    """A message of the bus, kept in monthly partitions until 90 days after its last delivery."""

    __tablename__ = "core_fact"
    __table_args__ = (
        Index("ix_core_fact_id", "id"),
        Index("ix_core_fact_thread", "thread", postgresql_where=text("thread IS NOT NULL")),
        {"postgresql_partition_by": "RANGE (at)", "info": LEDGER},
    )

    at: Mapped[datetime] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    consumers: Mapped[list[str]] = mapped_column(
        ARRAY(Text), comment="who was to take it when it was recorded"
    )
    thread: Mapped[UUID | None] = mapped_column(
        ForeignKey("core_thread.id", ondelete="CASCADE"),
    )


class FactDelivery(Base):
    """A consumer took a fact: written in the consumer's own transaction."""

    __tablename__ = "core_fact_delivery"
    __table_args__ = (
        ForeignKeyConstraint(
            ["fact_at", "fact_id"],
            ["core_fact.at", "core_fact.id"],
            name="fk_core_fact_delivery_fact",
            ondelete="CASCADE",
        ),
        Index("ix_core_fact_delivery_fact", "fact_at", "fact_id"),
    )

    fact_id: Mapped[UUID] = mapped_column(primary_key=True)
    consumer: Mapped[str] = mapped_column(primary_key=True)
    fact_at: Mapped[datetime]
    delivered_at: Mapped[datetime]


class FactDead(Base):
    """A delivery given up after its last try; ``lms facts replay`` sends it again."""

    __tablename__ = "core_fact_dead"
    __table_args__ = (
        ForeignKeyConstraint(
            ["fact_at", "fact_id"],
            ["core_fact.at", "core_fact.id"],
            name="fk_core_fact_dead_fact",
            ondelete="CASCADE",
        ),
        Index("ix_core_fact_dead_fact", "fact_at", "fact_id"),
    )

    fact_id: Mapped[UUID] = mapped_column(primary_key=True)
    consumer: Mapped[str] = mapped_column(primary_key=True)
    fact_at: Mapped[datetime]
    error: Mapped[str] = mapped_column(comment="type of the error, never its message")
    sqlstate: Mapped[str | None]
    attempts: Mapped[int]
    died_at: Mapped[datetime]


class JobDone(Base):
    """A job's effects are in: written with them, so that a second run changes nothing."""

    __tablename__ = "job_done"
    __table_args__ = (Index("ix_ops_job_done_at", "done_at"), {"schema": "ops"})

    job_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    done_at: Mapped[datetime]


class JobFailure(Base):
    """One failed run of a job: type of the error and SQLSTATE, never a message or an argument."""

    __tablename__ = "job_failure"
    __table_args__ = (Index("ix_ops_job_failure_at", "failed_at"), {"schema": "ops"})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str]
    error: Mapped[str]
    sqlstate: Mapped[str | None]
    attempt: Mapped[int]
    final: Mapped[bool]
    failed_at: Mapped[datetime]


class Sweep(Base):
    """The last minute a sweeper looked at, and how it went."""

    __tablename__ = "sweep"
    __table_args__ = {"schema": "ops"}

    name: Mapped[str] = mapped_column(primary_key=True)
    tick: Mapped[datetime] = mapped_column(comment="the minute it ran for")
    ran_at: Mapped[datetime]
    error: Mapped[str | None]
    sqlstate: Mapped[str | None]


class Idempotency(Base):
    """The answer a POST gave, kept so that the same POST sent again gets it without acting."""

    __tablename__ = "core_idempotency"
    __table_args__ = (Index("ix_core_idempotency_created_at", "created_at"),)

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[bytes]
    status: Mapped[int | None]
    headers: Mapped[dict[str, Any]]
    body: Mapped[str | None]
    created_at: Mapped[datetime]


class AuditRow(Base):
    """Who did what to what: identifiers and field names only, for ever."""

    __tablename__ = "core_audit"
    __table_args__ = (
        CheckConstraint("reason ~ '^[a-z0-9_.:-]{0,80}$'", name="reason_is_a_code"),
        Index("ix_core_audit_at", "at"),
        Index("ix_core_audit_entity", "entity", "entity_id"),
        Index("ix_core_audit_actor", "actor_id", "at"),
        {"info": LEDGER},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None] = mapped_column(comment="nobody: the machine itself")
    action: Mapped[str]
    entity: Mapped[str]
    entity_id: Mapped[UUID | None]
    state_from: Mapped[str | None]
    state_to: Mapped[str | None]
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text))
    reason: Mapped[str] = mapped_column(comment="a code, never a sentence")


class AuditSeal(Base):
    """One link of the chain: the hash of an audit row and of the link before."""

    __tablename__ = "core_audit_seal"
    __table_args__ = (
        UniqueConstraint("audit_id", name="uq_core_audit_seal_audit_id"),
        {"info": LEDGER},
    )

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    audit_id: Mapped[UUID]
    audit_at: Mapped[datetime]
    hash: Mapped[bytes]
    sealed_at: Mapped[datetime]


class AuditPrivate(Base):
    """An audit row that goes when its thread is severed; never part of the chain."""

    __tablename__ = "core_audit_private"
    __table_args__ = (
        Index("ix_core_audit_private_thread", "thread"),
        {"info": {**LEDGER, "confidential": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    thread: Mapped[UUID] = mapped_column(ForeignKey("core_thread.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None]
    action: Mapped[str]
    entity: Mapped[str]
    entity_id: Mapped[UUID | None]
    state_from: Mapped[str | None]
    state_to: Mapped[str | None]
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text))
    reason: Mapped[str]


class AuditLook(Base):
    """A read or a refusal worth keeping six months; written aside, whatever the answer."""

    __tablename__ = "audit_look"
    __table_args__ = (
        Index("ix_ops_audit_look_at", "at"),
        Index("ix_ops_audit_look_actor", "actor_id", "at"),
        {"schema": "ops"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None]
    outcome: Mapped[str] = mapped_column(comment="read or refused")
    action: Mapped[str]
    entity: Mapped[str]
    entity_id: Mapped[UUID | None]


class PolicyDecision(Base):
    """A value somebody gave to a policy, from a day that was to come when it was decided."""

    __tablename__ = "core_policy"
    __table_args__ = (
        CheckConstraint("valid_from >= decided_at", name="never_retroactive"),
        CheckConstraint("length(btrim(reason)) > 0", name="has_a_reason"),
        Index("ix_core_policy_code", "code", "valid_from"),
        {"info": LEDGER},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str]
    value: Mapped[dict[str, Any]] = mapped_column(comment='{"is": value}')
    valid_from: Mapped[datetime]
    decided_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]
    reason: Mapped[str]


class Snapshot(Base):
    """A figure as it stood at the close of a period; a late row makes the next ``rev``."""

    __tablename__ = "core_snapshot"
    __table_args__ = (
        UniqueConstraint(
            "code", "scope_kind", "scope_id", "period", "rev", name="uq_core_snapshot_rev"
        ),
        CheckConstraint("rev >= 1", name="rev_from_one"),
        {"info": LEDGER},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str]
    version: Mapped[int]
    scope_kind: Mapped[str] = mapped_column(comment="person, unit, region or network")
    scope_id: Mapped[UUID]
    period: Mapped[str] = mapped_column(comment="2026, 2026-Q2, 2026-06 or 2026-W24")
    num: Mapped[str] = mapped_column(comment="exact fraction")
    den: Mapped[str] = mapped_column(comment="exact fraction; 0 is n/a")
    n: Mapped[int]
    as_of: Mapped[datetime]
    inputs_hash: Mapped[str]
    rev: Mapped[int]
    reason: Mapped[str] = mapped_column(comment="a code: close, late_row, correction")
    taken_at: Mapped[datetime]
