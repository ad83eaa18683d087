"""What a credential says of an award, and who gives awards; nothing about anybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from lms.core.db import session
from lms.core.errors import NotFound
from lms.labels.models import Award, Grid, Program
from lms.labels.queries.plaques import status_list
from lms.labels.rules.season import opening
from lms.labels.rules.statuses import Bit
from lms.network.models import Brand, Unit

MOST_BRANDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """An award as its credential says it; the year ends at the unit's own midnight."""

    code: str
    program: Mapping[str, Any]
    unit: str
    level: str
    year: int
    grid_year: int
    grid_minor: int
    grid_hash: str
    rev: int
    place: int
    valid_from: datetime
    valid_until: datetime
    issued_at: datetime


def proof_of(code: str) -> Proof:
    """Return what the award of a public code proves; raises NotFound."""
    row = session.execute(
        select(Award, Unit.zone, Unit.day_cut, Grid.year, Grid.minor, Program.names)
        .join(Unit, Unit.id == Award.unit_id)
        .join(Grid, Grid.id == Award.grid_id)
        .join(Program, Program.id == Grid.program_id)
        .where(Award.public_code == code)
    ).one_or_none()
    if row is None:
        raise NotFound
    award, zone, cut, year, minor, names = row
    return Proof(
        code=award.public_code,
        program=names,
        unit=award.unit_name,
        level=award.level,
        year=award.year,
        grid_year=year,
        grid_minor=minor,
        grid_hash=award.grid_hash,
        rev=award.decision_rev,
        place=award.place,
        valid_from=opening(award.valid_from, zone, cut),
        valid_until=opening(award.valid_until, zone, cut),
        issued_at=award.issued_at,
    )


def bits() -> list[Bit]:
    """Return where each award stands, for the lists of statuses."""
    return [Bit(one.place, one.status, one.rev) for one in status_list()]


def issuer_name() -> str:
    """Return the network's brands, as those who give awards are known."""
    names = session.scalars(select(Brand.name).order_by(Brand.code).limit(MOST_BRANDS))
    return ", ".join(names) or "Comptoir"
