"""Figures from outside, brought as files: who measured, of what, and until when."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.core import clock
from lms.core.db import session
from lms.demo.labels.ground import Ground, at, words
from lms.demo.labels.profiles import Profile
from lms.labels.imports import figures
from lms.network.models import Unit

Profiles = Mapping[UUID, Profile]


def declare(ground: Ground) -> None:
    """Make each figure known, with its source."""
    with clock.frozen(at(ground.first - 2, 5, 17)):
        for one in words()["figures"]:
            figures.declare_external(
                code=one["code"],
                names={"fr": one["name"]},
                source=one["source"],
                subject=one["subject"],
                unit=one["unit"],
                direction=one["direction"],
                actor_id=ground.officer.id,
            )


def bring(ground: Ground, year: int, profiles: Profiles, as_of: date) -> None:
    """Bring one file per figure for a label year, checked then applied."""
    codes = {row[0]: row[1] for row in session.execute(select(Unit.id, Unit.code))}
    for one in words()["figures"]:
        lines = ["code;value;n"]
        for unit_id, profile in profiles.items():
            if one["code"] == "collect" and not profile.has_orders:
                continue
            value, n = profile.figures[one["code"]]
            lines.append(f"{codes[unit_id]};{value};{n}")
        batch = figures.start(
            figures.Sent(
                code=one["code"],
                year=year,
                filename=f"{one['code']}-{as_of.year}.csv",
                data="\n".join(lines).encode(),
                source=one["source"],
                subject=one["subject"],
                as_of=as_of,
            ),
            actor_id=ground.officer.id,
        )
        figures.check(batch)
        figures.apply(batch.id, actor_id=ground.officer.id)
