"""Observations and what follows, tries of the day, measures of skills."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.coaching.models.words import DAY, OBSERVATION, PERSON, UNIT, one_of
from lms.core.db import Base

OBSERVATION_STATES = ("planned", "observed", "debriefed", "acknowledged", "expired", "cancelled")
GOAL_STATES = ("proposed", "active", "answered", "dropped")
ORIGINS = ("own", "debrief", "manager", "coach")
ANSWERS = ("done", "partly", "no")


class Observation(Base):
    """Somebody looks at somebody serve, then they talk."""

    __tablename__ = "coaching_observation"
    __table_args__ = (
        CheckConstraint(one_of("state", OBSERVATION_STATES), name="state"),
        CheckConstraint("observer_id <> observed_id", name="two_people"),
        CheckConstraint(
            "state in ('planned', 'cancelled') or observed_at is not null", name="observed_at"
        ),
        CheckConstraint(
            "(state in ('debriefed', 'acknowledged')) = (debriefed_at is not null)",
            name="debriefed_at",
        ),
        CheckConstraint(
            "debriefed_at is null or (btrim(facts) <> '' and btrim(strength) <> ''"
            " and btrim(try_words) <> '' and try_on is not null)",
            name="whole",
        ),
        CheckConstraint(
            "(state = 'acknowledged') = (acknowledged_at is not null)", name="acknowledged_at"
        ),
        Index("ix_coaching_observation_observed_id", "observed_id"),
        Index("ix_coaching_observation_observer_id", "observer_id"),
        Index("ix_coaching_observation_unit_id", "unit_id", "planned_on"),
        Index("ix_coaching_observation_day_id", "day_id"),
        Index(
            "ix_coaching_observation_beside_id",
            "beside_id",
            postgresql_where=text("beside_id is not null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey(UNIT))
    observed_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    observer_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    beside_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(PERSON), comment="the coach beside whom one learns to observe"
    )
    day_id: Mapped[UUID | None] = mapped_column(ForeignKey(DAY))
    planned_on: Mapped[date]
    state: Mapped[str]
    observed_at: Mapped[datetime | None]
    debriefed_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    facts: Mapped[str]
    strength: Mapped[str]
    try_words: Mapped[str]
    try_on: Mapped[date | None]
    created_at: Mapped[datetime]


class ObservationEntry(Base):
    """The ledger of moves of an observation: figures of the past are read here."""

    __tablename__ = "coaching_observation_entry"
    __table_args__ = (
        UniqueConstraint("observation_id", "number", name="uq_coaching_observation_entry_number"),
        CheckConstraint(one_of("state", OBSERVATION_STATES), name="state"),
        Index("ix_coaching_observation_entry_unit_id", "unit_id", "planned_on"),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    observation_id: Mapped[UUID] = mapped_column(ForeignKey(OBSERVATION))
    number: Mapped[int]
    action: Mapped[str]
    state: Mapped[str] = mapped_column(comment="after the move")
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey(UNIT))
    planned_on: Mapped[date]
    occurred_at: Mapped[datetime]
    occurred_on: Mapped[date]
    received_at: Mapped[datetime]


class Tap(Base):
    """How often an attitude or a moment was seen, and was not when it could have been."""

    __tablename__ = "coaching_tap"
    __table_args__ = (
        CheckConstraint("kind in ('attitude', 'moment')", name="kind"),
        CheckConstraint("seen >= 0 and missed >= 0", name="counts"),
    )

    observation_id: Mapped[UUID] = mapped_column(ForeignKey(OBSERVATION), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = mapped_column(primary_key=True, comment="item of the referential")
    seen: Mapped[int]
    missed: Mapped[int]


class Reply(Base):
    """What the person observed answers."""

    __tablename__ = "coaching_reply"
    __table_args__ = (
        CheckConstraint("length(btrim(words)) between 1 and 500", name="words"),
        Index("ix_coaching_reply_observation_id", "observation_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    observation_id: Mapped[UUID] = mapped_column(ForeignKey(OBSERVATION))
    author_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    words: Mapped[str]
    at: Mapped[datetime]


class Observer(Base):
    """A manager or a peer who may observe on their own."""

    __tablename__ = "coaching_observer"

    person_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON), primary_key=True)
    beside_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(OBSERVATION), comment="the observation held beside a coach"
    )
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Goal(Base):
    """The try of a day; a day without a row counts nowhere."""

    __tablename__ = "coaching_goal"
    __table_args__ = (
        CheckConstraint(one_of("state", GOAL_STATES), name="state"),
        CheckConstraint(one_of("origin", ORIGINS), name="origin"),
        CheckConstraint(one_of("answer", ANSWERS), name="answer"),
        CheckConstraint("(state = 'answered') = (answer is not null)", name="answered"),
        CheckConstraint("length(btrim(words)) between 1 and 120", name="words"),
        Index(
            "uq_coaching_goal_day",
            "person_id",
            "on_date",
            unique=True,
            postgresql_where=text("state in ('active', 'answered')"),
        ),
        Index("ix_coaching_goal_unit_id", "unit_id", "on_date"),
        Index("ix_coaching_goal_person_id", "person_id", "on_date"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey(UNIT))
    on_date: Mapped[date]
    skill_uid: Mapped[UUID | None] = mapped_column(comment="skill of the referential")
    words: Mapped[str]
    origin: Mapped[str]
    proposed_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    observation_id: Mapped[UUID | None] = mapped_column(ForeignKey(OBSERVATION))
    state: Mapped[str]
    answer: Mapped[str | None]
    why: Mapped[str]
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class SkillMeasure(Base):
    """The ledger of measures of skills; the last of each kind holds."""

    __tablename__ = "coaching_skill_measure"
    __table_args__ = (
        CheckConstraint("level between 0 and 3", name="level"),
        CheckConstraint("kind in ('self', 'observer')", name="kind"),
        CheckConstraint(
            "(kind = 'observer') = (observer_id is not null)"
            " and observer_id is distinct from person_id",
            name="observer",
        ),
        UniqueConstraint("person_id", "skill_uid", "number", name="uq_coaching_skill_measure"),
        Index("ix_coaching_skill_measure_unit_id", "unit_id", "measured_on"),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    skill_uid: Mapped[UUID]
    number: Mapped[int]
    kind: Mapped[str]
    level: Mapped[int]
    measured_on: Mapped[date]
    observer_id: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    observation_id: Mapped[UUID | None] = mapped_column(ForeignKey(OBSERVATION))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey(UNIT))
    received_at: Mapped[datetime]


class Target(Base):
    """The level a position asks of a skill; no position: everybody's."""

    __tablename__ = "coaching_target"
    __table_args__ = (
        CheckConstraint("level between 1 and 3", name="level"),
        UniqueConstraint(
            "position_id",
            "skill_uid",
            name="uq_coaching_target_skill",
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    position_id: Mapped[UUID | None] = mapped_column(ForeignKey("network_position.id"))
    skill_uid: Mapped[UUID]
    level: Mapped[int]
    set_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    set_at: Mapped[datetime]


class Focus(Base):
    """One of the skills a unit works on for a month."""

    __tablename__ = "coaching_focus"
    __table_args__ = (
        CheckConstraint("place between 1 and 5", name="place"),
        UniqueConstraint("unit_id", "month", "place", name="uq_coaching_focus_place"),
        UniqueConstraint("unit_id", "month", "skill_uid", name="uq_coaching_focus_skill"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey(UNIT))
    month: Mapped[str] = mapped_column(comment="2026-11")
    place: Mapped[int]
    skill_uid: Mapped[UUID]
    chosen_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    chosen_at: Mapped[datetime]
