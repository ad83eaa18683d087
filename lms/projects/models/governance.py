"""Pilots lived by support teams, what stores say of their region, decisions about waves."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.access import Capability
from lms.core.db import Base
from lms.projects.models.words import PERSON, PROJECT, REGION, UNIT, one_of
from lms.projects.rules.governance import Check as CheckCode
from lms.projects.rules.governance import Decision as DecisionWord

PILOT_STATES = ("chosen", "lived", "reviewed", "failed", "replaced")


class Pilot(Base):
    """The unit a region lives first; one at a time."""

    __tablename__ = "projects_pilot"
    __table_args__ = (
        CheckConstraint(one_of("state", PILOT_STATES), name="state"),
        CheckConstraint("(state = 'reviewed') = (reviewed_at is not null)", name="reviewed"),
        Index(
            "uq_projects_pilot_live",
            "region_id",
            unique=True,
            postgresql_where=text("state in ('chosen', 'lived')"),
        ),
        Index("ix_projects_pilot_unit_id", "unit_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    region_id: Mapped[UUID] = mapped_column(ForeignKey(REGION))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey(UNIT))
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(comment="why it failed")
    changes: Mapped[str] = mapped_column(comment="what the support team changes")
    chosen_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    chosen_at: Mapped[datetime]
    reviewed_at: Mapped[datetime | None]


class PilotMember(Base):
    """What a member of the support team lived in the pilot."""

    __tablename__ = "projects_pilot_member"
    __table_args__ = (Index("ix_projects_pilot_member_person_id", "person_id"),)

    pilot_id: Mapped[UUID] = mapped_column(ForeignKey("projects_pilot.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON), primary_key=True)
    visited_on: Mapped[date | None]
    observed_on: Mapped[date | None]
    debriefed_on: Mapped[date | None]
    change: Mapped[str] = mapped_column(comment="what they change in their own work")


class Answer(Base):
    """What a store says of its region's project: one voice per store, question and quarter."""

    __tablename__ = "projects_answer"
    __table_args__ = (
        CheckConstraint("question in (1, 2)", name="question"),
        CheckConstraint("value between 1 and 5", name="value"),
        UniqueConstraint(
            "project_id",
            "unit_id",
            "question",
            "quarter",
            "number",
            name="uq_projects_answer_number",
        ),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey(PROJECT))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey(UNIT))
    question: Mapped[int]
    quarter: Mapped[str]
    number: Mapped[int]
    value: Mapped[int]
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    at: Mapped[datetime]


class Check(Base):
    """The ledger of figures typed before a wave opens, for what is not measured here."""

    __tablename__ = "projects_check"
    __table_args__ = (
        CheckConstraint(one_of("code", CheckCode), name="code"),
        CheckConstraint(one_of("capability", Capability), name="capability"),
        CheckConstraint("num between 0 and den", name="share"),
        Index("ix_projects_check_region_id", "region_id", "capability"),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    region_id: Mapped[UUID] = mapped_column(ForeignKey(REGION))
    capability: Mapped[str]
    code: Mapped[str]
    num: Mapped[int]
    den: Mapped[int]
    source: Mapped[str]
    words: Mapped[str]
    checked_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    at: Mapped[datetime]


class Decision(Base):
    """The ledger of decisions to open a wave, with the figures as they stood."""

    __tablename__ = "projects_decision"
    __table_args__ = (
        CheckConstraint(one_of("decision", DecisionWord), name="decision"),
        CheckConstraint(one_of("capability", Capability), name="capability"),
        CheckConstraint("length(btrim(reason)) >= 10", name="says_why"),
        Index("ix_projects_decision_region_id", "region_id", "capability"),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    region_id: Mapped[UUID] = mapped_column(ForeignKey(REGION))
    capability: Mapped[str]
    live_on: Mapped[date]
    decision: Mapped[str]
    reason: Mapped[str]
    inputs: Mapped[dict[str, Any]]
    signed_by: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    at: Mapped[datetime]


class Brief(Base):
    """The morning brief of a day, as composed and as changed."""

    __tablename__ = "projects_brief"

    unit_id: Mapped[UUID] = mapped_column(ForeignKey(UNIT), primary_key=True)
    on_date: Mapped[date] = mapped_column(primary_key=True)
    parts: Mapped[dict[str, Any]] = mapped_column(
        comment="by part the key of what is shown, with its words when they are nobody's"
    )
    made_at: Mapped[datetime]


class Screen(Base):
    """The screen of a break room: shows the unit's news without anybody signing in.

    It asks for a code; whoever runs the store types it, and the screen is theirs. Until then it has
    no unit, and goes away with its code.
    """

    __tablename__ = "projects_screen"
    __table_args__ = (
        UniqueConstraint("token_hash", name="uq_projects_screen_token_hash"),
        CheckConstraint(
            "(unit_id is null) = (enrolled_at is null)"
            " and (unit_id is null) = (code_hash is not null)",
            name="paired",
        ),
        CheckConstraint("revoked_at is null or unit_id is not null", name="revoked"),
        Index("ix_projects_screen_unit_id", "unit_id"),
        Index(
            "uq_projects_screen_code_hash",
            "code_hash",
            unique=True,
            postgresql_where=text("code_hash is not null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey(UNIT))
    name: Mapped[str]
    token_hash: Mapped[bytes]
    code_hash: Mapped[bytes | None]
    asked_at: Mapped[datetime]
    enrolled_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    enrolled_at: Mapped[datetime | None]
    revoked_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    revoked_at: Mapped[datetime | None]
