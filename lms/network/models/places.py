"""Brands, employers, regions and units, with the dated links between them."""

from datetime import date, time
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY, DATERANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql import text

from lms.core.db import Base
from lms.network.rules import UNIT_KINDS

_CAPABILITIES = "'learning', 'practice', 'quotes', 'label', 'coaching', 'project'"

DAYS = text("daterange(lower(during), upper(during))")
"""A period as constraints hold it: readings name ``during``, so that no plan takes their index."""


def one_at_a_time(*columns: str, name: str, where: str | None = None) -> ExcludeConstraint:
    """Refuse two rows with the same identifiers in ``columns`` whose periods overlap.

    Checked row by row (a deferred check costs twice): a command ends rows before it adds others.
    """
    same = [(text(f"uuidrange({column}, {column}, '[]')"), "&&") for column in columns]
    return ExcludeConstraint(
        *same,
        (DAYS, "&&"),
        name=name,
        using="gist",
        where=text(where) if where else None,
    )


class Brand(Base):
    """A sign over the door."""

    __tablename__ = "network_brand"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class Employer(Base):
    """A legal entity that employs people; names of people stop at it."""

    __tablename__ = "network_employer"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class Agreement(Base):
    """The written agreement by which one employer lets another read its people's names."""

    __tablename__ = "network_agreement"
    __table_args__ = (
        one_at_a_time("employer_id", "reader_id", name="ex_network_agreement_overlap"),
        CheckConstraint("employer_id <> reader_id", name="two_employers"),
        CheckConstraint("NOT isempty(during)", name="period"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    employer_id: Mapped[UUID] = mapped_column(ForeignKey("network_employer.id"))
    reader_id: Mapped[UUID] = mapped_column(ForeignKey("network_employer.id"))
    during: Mapped[Range[date]] = mapped_column(DATERANGE)
    reference: Mapped[str] = mapped_column(comment="Where the signed text is kept")
    reason: Mapped[str] = mapped_column(comment="What for, as both employers read it")
    end_reason: Mapped[str | None]


class Region(Base):
    """A group of units or of smaller regions, of any depth."""

    __tablename__ = "network_region"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class RegionParent(Base):
    """The region above a region, for a period."""

    __tablename__ = "network_region_parent"
    __table_args__ = (
        one_at_a_time("region_id", name="ex_network_region_parent_overlap"),
        Index("ix_network_region_parent_region_id", "region_id"),
        CheckConstraint("region_id <> parent_id", name="not_itself"),
        CheckConstraint("NOT isempty(during)", name="period"),
        Index("ix_network_region_parent_parent_id", "parent_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    region_id: Mapped[UUID] = mapped_column(ForeignKey("network_region.id"))
    parent_id: Mapped[UUID] = mapped_column(ForeignKey("network_region.id"))
    during: Mapped[Range[date]] = mapped_column(DATERANGE)


class Unit(Base):
    """A place where people work: store, regional office, support service, head office."""

    __tablename__ = "network_unit"
    __table_args__ = (
        CheckConstraint(f"kind IN ({', '.join(repr(k) for k in UNIT_KINDS)})", name="kind"),
        CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name="closed_after_opened"),
        CheckConstraint("btrim(code) <> '' AND btrim(name) <> ''", name="named"),
        Index("ix_network_unit_sort_key", "sort_key"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True, comment="Key of imports")
    name: Mapped[str]
    sort_key: Mapped[str] = mapped_column(comment="Folded name, for order and search")
    kind: Mapped[str]
    zone: Mapped[str] = mapped_column(comment="IANA time zone of its business dates")
    day_cut: Mapped[time] = mapped_column(comment="Hour at which a business day starts")
    opened_on: Mapped[date]
    closed_on: Mapped[date | None] = mapped_column(comment="First day closed")
    city: Mapped[str | None]
    postcode: Mapped[str | None]
    channels: Mapped[list[str]] = mapped_column(ARRAY(Text))
    format: Mapped[str | None]


class UnitRegion(Base):
    """The region a unit belongs to, for a period."""

    __tablename__ = "network_unit_region"
    __table_args__ = (
        one_at_a_time("unit_id", name="ex_network_unit_region_overlap"),
        CheckConstraint("NOT isempty(during)", name="period"),
        Index("ix_network_unit_region_region_id", "region_id"),
        Index("ix_network_unit_region_unit_id", "unit_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("network_unit.id"))
    region_id: Mapped[UUID] = mapped_column(ForeignKey("network_region.id"))
    during: Mapped[Range[date]] = mapped_column(DATERANGE)


class UnitBrand(Base):
    """The brand a unit trades under, for a period."""

    __tablename__ = "network_unit_brand"
    __table_args__ = (
        one_at_a_time("unit_id", name="ex_network_unit_brand_overlap"),
        CheckConstraint("NOT isempty(during)", name="period"),
        Index("ix_network_unit_brand_brand_id", "brand_id"),
        Index("ix_network_unit_brand_unit_id", "unit_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("network_unit.id"))
    brand_id: Mapped[UUID] = mapped_column(ForeignKey("network_brand.id"))
    during: Mapped[Range[date]] = mapped_column(DATERANGE)


class UnitEmployer(Base):
    """The legal entity that employs a unit's people, for a period."""

    __tablename__ = "network_unit_employer"
    __table_args__ = (
        one_at_a_time("unit_id", name="ex_network_unit_employer_overlap"),
        CheckConstraint("NOT isempty(during)", name="period"),
        Index("ix_network_unit_employer_employer_id", "employer_id"),
        Index("ix_network_unit_employer_unit_id", "unit_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("network_unit.id"))
    employer_id: Mapped[UUID] = mapped_column(ForeignKey("network_employer.id"))
    during: Mapped[Range[date]] = mapped_column(DATERANGE)


class Wave(Base):
    """The period in which a capability is live in a unit."""

    __tablename__ = "network_wave"
    __table_args__ = (
        ExcludeConstraint(
            (text("uuidrange(unit_id, unit_id, '[]')"), "&&"),
            (text("textrange(capability, capability, '[]')"), "&&"),
            (DAYS, "&&"),
            name="ex_network_wave_overlap",
            using="gist",
        ),
        Index("ix_network_wave_unit_id", "unit_id"),
        CheckConstraint(f"capability IN ({_CAPABILITIES})", name="capability"),
        CheckConstraint("NOT isempty(during)", name="period"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("network_unit.id"))
    capability: Mapped[str]
    during: Mapped[Range[date]] = mapped_column(DATERANGE)
