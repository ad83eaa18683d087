"""What a credential says of an award, and who gives awards; nothing about anybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from lms.core.db import session
from lms.labels.queries.plaques import award_rows
from lms.labels.rules.season import opening
from lms.network.models import Brand

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
    award, unit, grid, program = award_rows(code)
    return Proof(
        code=award.public_code,
        program=program.names,
        unit=award.unit_name,
        level=award.level,
        year=award.year,
        grid_year=grid.year,
        grid_minor=grid.minor,
        grid_hash=award.grid_hash,
        rev=award.decision_rev,
        place=award.place,
        valid_from=opening(award.valid_from, unit.zone, unit.day_cut),
        valid_until=opening(award.valid_until, unit.zone, unit.day_cut),
        issued_at=award.issued_at,
    )


def issuer_name() -> str:
    """Return the network's brands, as those who give awards are known."""
    names = session.scalars(select(Brand.name).order_by(Brand.code).limit(MOST_BRANDS))
    return ", ".join(names) or "Comptoir"
