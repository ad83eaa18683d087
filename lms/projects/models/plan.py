"""Actions, efforts already made, rituals and when the unit is open for them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint
from sqlalchemy.dialects.postgresql import DATERANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.network.models.places import one_at_a_time
from lms.projects.models.diagnostic import IRRITANT
from lms.projects.models.words import PERSON, PROJECT, UNIT, one_of

ACTION_STATES = (
    "proposed",
    "accepted",
    "in_progress",
    "done",
    "verified",
    "ineffective",
    "abandoned",
)
DAYS = "cardinality(weekdays) between 1 and 7 and weekdays <@ '{1,2,3,4,5,6,7}'::smallint[]"


class Action(Base):
    """When ..., I ...: somebody does it by a date, somebody else says what it changed."""

    __tablename__ = "projects_action"
    __table_args__ = (
        CheckConstraint(one_of("state", ACTION_STATES), name="state"),
        CheckConstraint(one_of("gap", ("irritant", "zone", "peak", "skill", "part")), name="gap"),
        CheckConstraint(
            "state = 'proposed' or (btrim(when_words) <> '' and btrim(do_words) <> ''"
            " and due_on is not null) or state = 'abandoned'",
            name="worded",
        ),
        CheckConstraint(
            "verified_by is null or (verified_by is distinct from owner_id"
            " and verified_by is distinct from done_by)",
            name="by_another",
        ),
        CheckConstraint(
            "state not in ('verified', 'ineffective') or verified_by is not null", name="verified"
        ),
        CheckConstraint("state <> 'abandoned' or btrim(reason) <> ''", name="says_why"),
        CheckConstraint("state <> 'in_progress' or owner_id is not null", name="owned"),
        Index("ix_projects_action_project_id", "project_id", "state"),
        Index("ix_projects_action_owner_id", "owner_id", "due_on"),
        Index("ix_projects_action_irritant_id", "irritant_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey(PROJECT))
    gap: Mapped[str]
    irritant_id: Mapped[UUID | None] = mapped_column(ForeignKey(IRRITANT))
    about: Mapped[str] = mapped_column(comment="zone and sense, peak, skill or part it answers")
    when_words: Mapped[str]
    do_words: Mapped[str]
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    unowned_since: Mapped[date | None]
    due_on: Mapped[date | None]
    state: Mapped[str]
    proof: Mapped[str] = mapped_column(comment="what its owner shows")
    done_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    done_on: Mapped[date | None]
    effect: Mapped[str] = mapped_column(comment="what changed for customers, says another")
    verified_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    verified_on: Mapped[date | None]
    reason: Mapped[str]
    inspired_by: Mapped[UUID | None] = mapped_column(ForeignKey("projects_action.id"))
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    created_at: Mapped[datetime]


class ActionEntry(Base):
    """The ledger of moves of an action, with its date then: past figures are read here."""

    __tablename__ = "projects_action_entry"
    __table_args__ = (
        UniqueConstraint("action_id", "number", name="uq_projects_action_entry_number"),
        CheckConstraint(one_of("state", ACTION_STATES), name="state"),
        Index("ix_projects_action_entry_unit_id", "unit_id", "due_on"),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    action_id: Mapped[UUID] = mapped_column(ForeignKey("projects_action.id"))
    number: Mapped[int]
    action: Mapped[str]
    state: Mapped[str] = mapped_column(comment="after the move")
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    due_on: Mapped[date | None]
    reason: Mapped[str]
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey(UNIT))
    occurred_at: Mapped[datetime]
    occurred_on: Mapped[date]
    received_at: Mapped[datetime]


class Effort(Base):
    """What the team did already: listed first."""

    __tablename__ = "projects_effort"
    __table_args__ = (
        CheckConstraint("btrim(words) <> ''", name="words"),
        Index("ix_projects_effort_project_id", "project_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey(PROJECT))
    words: Mapped[str]
    added_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    at: Mapped[datetime]


class Ritual(Base):
    """What the team does together, and when; another rule is another ritual."""

    __tablename__ = "projects_ritual"
    __table_args__ = (
        CheckConstraint("btrim(name) <> ''", name="name"),
        CheckConstraint("minutes between 1 and 60", name="minutes"),
        CheckConstraint("every in ('week', 'month')", name="every"),
        CheckConstraint('"interval" between 1 and 12', name="interval"),
        CheckConstraint(DAYS, name="weekdays"),
        CheckConstraint("place in (-1, 1, 2, 3, 4)", name="place"),
        CheckConstraint("(every = 'month') = (place is not null)", name="nth"),
        CheckConstraint("ends_on is null or ends_on >= starts_on", name="ends"),
        Index("ix_projects_ritual_unit_id", "unit_id"),
        Index("ix_projects_ritual_project_id", "project_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey(UNIT))
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey(PROJECT))
    name: Mapped[str]
    minutes: Mapped[int]
    every: Mapped[str]
    interval: Mapped[int]
    weekdays: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger), comment="1 is Monday")
    place: Mapped[int | None] = mapped_column(comment="nth weekday of the month, -1 the last")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None] = mapped_column(comment="last day")
    is_brief: Mapped[bool] = mapped_column(comment="held by reading the morning brief")
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    created_at: Mapped[datetime]


class Occurrence(Base):
    """The ledger of what was said of rituals; the last number of a day holds, undone: nothing."""

    __tablename__ = "projects_occurrence"
    __table_args__ = (
        CheckConstraint("state in ('held', 'skipped', 'undone')", name="state"),
        CheckConstraint("state <> 'skipped' or btrim(reason) <> ''", name="says_why"),
        CheckConstraint("source in ('tap', 'brief', 'outbox')", name="source"),
        UniqueConstraint("ritual_id", "on_date", "number", name="uq_projects_occurrence_number"),
        Index("ix_projects_occurrence_unit_id", "unit_id", "on_date"),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    ritual_id: Mapped[UUID] = mapped_column(ForeignKey("projects_ritual.id"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey(UNIT))
    on_date: Mapped[date]
    number: Mapped[int]
    state: Mapped[str]
    reason: Mapped[str]
    source: Mapped[str]
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]


class Opening(Base):
    """The weekdays a unit opens; no row: every day."""

    __tablename__ = "projects_opening"
    __table_args__ = (
        one_at_a_time("unit_id", name="ex_projects_opening_overlap"),
        CheckConstraint(DAYS, name="weekdays"),
        CheckConstraint("NOT isempty(during)", name="period"),
        Index("ix_projects_opening_unit_id", "unit_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey(UNIT))
    weekdays: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger), comment="1 is Monday")
    during: Mapped[Range[date]] = mapped_column(DATERANGE)
    set_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    set_at: Mapped[datetime]


class Closure(Base):
    """Days a unit is closed."""

    __tablename__ = "projects_closure"
    __table_args__ = (
        one_at_a_time("unit_id", name="ex_projects_closure_overlap"),
        CheckConstraint("NOT isempty(during)", name="period"),
        CheckConstraint("NOT lower_inf(during) AND NOT upper_inf(during)", name="bounded"),
        CheckConstraint("btrim(reason) <> ''", name="says_why"),
        Index("ix_projects_closure_unit_id", "unit_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey(UNIT))
    during: Mapped[Range[date]] = mapped_column(DATERANGE)
    reason: Mapped[str]
    set_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    set_at: Mapped[datetime]
