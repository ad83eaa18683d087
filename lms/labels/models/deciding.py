"""Audits, ballots, decisions, awards and appeals; concerns when a figure was wrong."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.labels.models.grids import GRID, PERSON, one_of
from lms.labels.models.seasons import APPLICATION
from lms.labels.rules.grid import LEVELS

MODES = ("onsite", "remote", "mystery")
AUDIT_STATES = ("assigned", "held", "ended")
AWARD_STATES = ("active", "suspended", "expired", "withdrawn", "ended")
DECISION_KINDS = ("first", "appeal", "correction")
LEVEL_CODES = tuple(level.value for level in LEVELS)
LEVELS_OR_NONE = ("none", *LEVEL_CODES)
APPEAL_STATES = ("filed", "heard", "upheld", "dismissed", "taken_back")
CONCERN_STATES = ("open", "kept", "revised")


class Audit(Base):
    """Somebody goes and looks, or looks from afar; knock-outs and a draw, all of it if one fails."""

    __tablename__ = "labels_audit"
    __table_args__ = (
        CheckConstraint(one_of("mode", MODES), name="mode"),
        CheckConstraint(one_of("state", AUDIT_STATES), name="state"),
        CheckConstraint("(state = 'held') = (held_on is not null)", name="held"),
        Index(
            "uq_labels_audit_assigned",
            "application_id",
            unique=True,
            postgresql_where=text("state = 'assigned'"),
        ),
        Index("ix_labels_audit_auditor", "auditor_id", "state"),
        Index("ix_labels_audit_application", "application_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey(APPLICATION))
    auditor_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    mode: Mapped[str]
    state: Mapped[str]
    drawn: Mapped[list[Any]] = mapped_column(comment="criteria to look at; all of them when full")
    is_full: Mapped[bool]
    is_outside: Mapped[bool] = mapped_column(comment="somebody from outside, by invitation")
    assigned_at: Mapped[datetime]
    assigned_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    due_on: Mapped[date | None]
    held_on: Mapped[date | None]
    minutes: Mapped[int | None]
    ended_reason: Mapped[str]


class Ballot(Base):
    """The ledger of what each member of a panel thinks; the last of each counts."""

    __tablename__ = "labels_ballot"
    __table_args__ = (
        CheckConstraint(one_of("level", LEVELS_OR_NONE), name="level"),
        UniqueConstraint(
            "application_id", "round", "person_id", "number", name="uq_labels_ballot_no"
        ),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey(APPLICATION))
    round: Mapped[int] = mapped_column(comment="the rev of the decision it is for")
    person_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    number: Mapped[int]
    level: Mapped[str]
    reason: Mapped[str] = mapped_column(comment="asked when it is not the computed level")
    at: Mapped[datetime]


class Decision(Base):
    """The ledger of decisions, with all they were taken from: any can be computed again."""

    __tablename__ = "labels_decision"
    __table_args__ = (
        CheckConstraint(one_of("kind", DECISION_KINDS), name="kind"),
        CheckConstraint(one_of("computed_level", LEVELS_OR_NONE), name="computed_level"),
        CheckConstraint(one_of("decided_level", LEVELS_OR_NONE), name="decided_level"),
        CheckConstraint(
            "computed_level = decided_level or btrim(override_reason) <> ''", name="override"
        ),
        CheckConstraint("rev >= 1", name="rev"),
        UniqueConstraint("application_id", "rev", name="uq_labels_decision_rev"),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey(APPLICATION))
    rev: Mapped[int]
    kind: Mapped[str]
    grid_id: Mapped[UUID] = mapped_column(ForeignKey(GRID))
    grid_hash: Mapped[str]
    inputs: Mapped[dict[str, Any]] = mapped_column(comment="values, what does not apply, years")
    inputs_hash: Mapped[str]
    computed_level: Mapped[str]
    decided_level: Mapped[str]
    override_reason: Mapped[str]
    result: Mapped[dict[str, Any]] = mapped_column(comment="how each level and criterion stood")
    solo_reason: Mapped[str] = mapped_column(comment="why one person alone decided, read by all")
    effective_on: Mapped[date] = mapped_column(comment="may be before it was taken")
    decided_at: Mapped[datetime]


class Member(Base):
    """Who took a decision."""

    __tablename__ = "labels_member"
    __table_args__ = (
        Index("ix_labels_member_person", "person_id"),
        {"info": {"ledger": True}},
    )

    decision_id: Mapped[UUID] = mapped_column(ForeignKey("labels_decision.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON), primary_key=True)


class Award(Base):
    """A level a unit holds for a label year, with a code its public page answers to for ever."""

    __tablename__ = "labels_award"
    __table_args__ = (
        CheckConstraint(one_of("status", AWARD_STATES), name="status"),
        CheckConstraint(one_of("level", LEVEL_CODES), name="level"),
        CheckConstraint("valid_from < valid_until", name="period"),
        UniqueConstraint("application_id", name="uq_labels_award_application"),
        UniqueConstraint("public_code", name="uq_labels_award_code"),
        UniqueConstraint("place", name="uq_labels_award_place"),
        Index("ix_labels_award_unit", "unit_id", "year"),
        Index("ix_labels_award_status", "status", "valid_until"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey(APPLICATION))
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("labels_decision.id"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("network_unit.id"))
    unit_name: Mapped[str] = mapped_column(comment="when it was given")
    year: Mapped[int]
    level: Mapped[str]
    grid_id: Mapped[UUID] = mapped_column(ForeignKey(GRID))
    grid_hash: Mapped[str]
    decision_rev: Mapped[int]
    valid_from: Mapped[date]
    valid_until: Mapped[date] = mapped_column(comment="first day without it, in the unit's zone")
    status: Mapped[str]
    public_code: Mapped[str]
    place: Mapped[int] = mapped_column(comment="its bit in the list of statuses of credentials")
    issued_at: Mapped[datetime]

    @property
    def state(self) -> str:
        """Return the status, as machines call it."""
        return self.status

    @state.setter
    def state(self, value: str) -> None:
        self.status = value


class AwardEntry(Base):
    """The ledger of an award: each status and level it had."""

    __tablename__ = "labels_award_entry"
    __table_args__ = (
        UniqueConstraint("award_id", "number", name="uq_labels_award_entry_number"),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    award_id: Mapped[UUID] = mapped_column(ForeignKey("labels_award.id"))
    number: Mapped[int]
    status: Mapped[str]
    level: Mapped[str]
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("labels_decision.id"))
    reason: Mapped[str]
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    at: Mapped[datetime]
    on: Mapped[date] = mapped_column(comment="business date of the unit")


class Appeal(Base):
    """A unit asks others to judge a decision again."""

    __tablename__ = "labels_appeal"
    __table_args__ = (
        CheckConstraint(one_of("state", APPEAL_STATES), name="state"),
        CheckConstraint("btrim(grounds) <> ''", name="grounds"),
        CheckConstraint("(state in ('filed', 'heard')) = (judged_at is null)", name="judged"),
        UniqueConstraint("decision_id", name="uq_labels_appeal_decision"),
        Index("ix_labels_appeal_state", "state", "filed_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey(APPLICATION))
    decision_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("labels_decision.id"), comment="empty: the unit was left out as late"
    )
    filed_by: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    filed_at: Mapped[datetime]
    grounds: Mapped[str]
    late_evidence: Mapped[bool] = mapped_column(comment="asks that late evidence be looked at")
    state: Mapped[str]
    judged_at: Mapped[datetime | None]
    answer: Mapped[str]
    new_decision_id: Mapped[UUID | None] = mapped_column(ForeignKey("labels_decision.id"))


class Concern(Base):
    """A figure was corrected: this decision would not be the same; the panel says what then."""

    __tablename__ = "labels_concern"
    __table_args__ = (
        CheckConstraint(one_of("state", CONCERN_STATES), name="state"),
        CheckConstraint(one_of("level_after", LEVELS_OR_NONE), name="level_after"),
        UniqueConstraint("decision_id", "value_id", name="uq_labels_concern_value"),
        Index("ix_labels_concern_state", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey(APPLICATION))
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("labels_decision.id"))
    value_id: Mapped[UUID] = mapped_column(ForeignKey("labels_value.id"))
    level_after: Mapped[str]
    state: Mapped[str]
    opened_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]
    handled_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    reason: Mapped[str]
