"""Positions, memberships and mandates: what a person is, where and since when."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index
from sqlalchemy.dialects.postgresql import DATERANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql import text

from lms.core.db import Base
from lms.network.models.places import DAYS, one_at_a_time


class Position(Base):
    """The name of a job, as the network says it."""

    __tablename__ = "network_position"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class Membership(Base):
    """A job held by a person in a unit; several at once, of which one is the main one."""

    __tablename__ = "network_membership"
    __table_args__ = (
        one_at_a_time("person_id", name="ex_network_membership_primary", where="is_primary"),
        one_at_a_time("person_id", "unit_id", "position_id", name="ex_network_membership_same_job"),
        CheckConstraint("NOT isempty(during)", name="period"),
        CheckConstraint("NOT lower_inf(during)", name="starts"),
        Index("ix_network_membership_person_id", "person_id"),
        Index("ix_network_membership_unit_id", "unit_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_person.id"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("network_unit.id"))
    position_id: Mapped[UUID] = mapped_column(ForeignKey("network_position.id"))
    during: Mapped[Range[date]] = mapped_column(DATERANGE)
    is_primary: Mapped[bool]


class Mandate(Base):
    """A role given to a person over a unit, a region or the whole network, for a period."""

    __tablename__ = "network_mandate"
    __table_args__ = (
        ExcludeConstraint(
            (text("uuidrange(unit_id, unit_id, '[]')"), "&&"),
            (text("textrange(kind, kind, '[]')"), "&&"),
            (DAYS, "&&"),
            name="ex_network_mandate_one_holder",
            using="gist",
            where=text("kind IN ('unit_manager', 'coach')"),
        ),
        ExcludeConstraint(
            (text("uuidrange(person_id, person_id, '[]')"), "&&"),
            (text("textrange(kind, kind, '[]')"), "&&"),
            (text("uuidrange(scope_id, scope_id, '[]')"), "&&"),
            (DAYS, "&&"),
            name="ex_network_mandate_twice",
            using="gist",
        ),
        CheckConstraint(
            "(kind IN ('unit_manager', 'deputy', 'coach') AND scope_kind = 'unit')"
            " OR (kind = 'regional_lead' AND scope_kind = 'region')"
            " OR (kind IN ('learning_author', 'label_officer', 'administrator',"
            " 'privacy_officer') AND scope_kind = 'network')",
            name="kind_fits_scope",
        ),
        CheckConstraint("(scope_kind = 'network') = (scope_id IS NULL)", name="scope_id"),
        CheckConstraint(
            "backup_person_id IS NULL OR (kind = 'coach' AND backup_person_id <> person_id)",
            name="backup",
        ),
        CheckConstraint("NOT isempty(during)", name="period"),
        CheckConstraint("NOT lower_inf(during)", name="starts"),
        Index("ix_network_mandate_person_id", "person_id"),
        Index("ix_network_mandate_backup_person_id", "backup_person_id"),
        Index("ix_network_mandate_unit_id", "unit_id"),
        Index("ix_network_mandate_region_id", "region_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_person.id"))
    kind: Mapped[str]
    scope_kind: Mapped[str] = mapped_column(comment="unit, region or network")
    scope_id: Mapped[UUID | None]
    backup_person_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_person.id"))
    during: Mapped[Range[date]] = mapped_column(DATERANGE)
    # Derived so that the polymorphic scope still has real foreign keys.
    unit_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("network_unit.id"),
        Computed("CASE WHEN scope_kind = 'unit' THEN scope_id END", persisted=True),
    )
    region_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("network_region.id"),
        Computed("CASE WHEN scope_kind = 'region' THEN scope_id END", persisted=True),
    )
