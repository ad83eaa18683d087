"""What many stores say and show, in bulk; levels are what the rules compute from it."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update

from lms.core import clock, ids
from lms.core.db import session
from lms.demo.labels.figures import Profiles
from lms.demo.labels.ground import OPEN_HOURS, Ground, words
from lms.demo.labels.profiles import Profile
from lms.labels.models import Application, Evidence, Finding, Review, Revision, Season
from lms.labels.queries.evidence import chain_of
from lms.labels.queries.grids import grids_of_season
from lms.labels.rules.grid import Criterion, Grid, MeasureKind, Scale
from lms.labels.services.applying import Said, finding_rows

Rows = list[dict[str, Any]]
NO_ORDERS = "Le magasin ne propose pas le retrait de commandes."


def applications_of(season: Season) -> list[Application]:
    """Return the applications of a season, always in the same order."""
    wanted = select(Application).where(Application.season_id == season.id)
    return list(session.scalars(wanted.order_by(Application.unit_id)))


def typed(grid: Grid) -> list[Criterion]:
    """Return the criteria somebody types."""
    return [one for one in grid.criteria if one.measure.kind is MeasureKind.TYPED]


def said_of(criteria: Iterable[Criterion], profile: Profile) -> dict[UUID, Said]:
    """Return what somebody truthful says of each criterion."""
    found = {}
    for one in criteria:
        if one.measure.kind is MeasureKind.TYPED:
            count = profile.done.get(one.code, 0)
            # Who never did it says so: a zero that is "met" would ask for a proof.
            is_plain = one.scale is Scale.YES_NO or count == 0
            found[UUID(one.uid)] = Said(met=count > 0) if is_plain else Said(value=str(count))
        elif one.code == "collect" and not profile.has_orders:
            found[UUID(one.uid)] = Said(na=True, reason=NO_ORDERS)
    return found


def write_findings(season: Season, rows: Rows) -> None:
    """Add findings of many applications, each criterion's numbered from where it was."""
    last = {
        (row[0], row[1]): row[2]
        for row in session.execute(
            select(Finding.application_id, Finding.criterion_uid, func.max(Finding.number))
            .join(Application, Application.id == Finding.application_id)
            .where(Application.season_id == season.id)
            .group_by(Finding.application_id, Finding.criterion_uid)
        )
    }
    for row in rows:
        place = row["application_id"], row["criterion_uid"]
        row["number"] = last[place] = last.get(place, 0) + 1
    if rows:
        session.execute(insert(Finding), rows)


@dataclass(slots=True)
class Shelf:
    """Evidence and its verdicts, kept to be written together."""

    evidence: Rows
    revisions: Rows
    reviews: Rows

    def write(self) -> None:
        """Insert them all."""
        for model, rows in (
            (Evidence, self.evidence),
            (Revision, self.revisions),
            (Review, self.reviews),
        ):
            if rows:
                session.execute(insert(model), rows)


def note(
    shelf: Shelf,
    application_id: UUID,
    criterion: Criterion,
    *,
    by: UUID,
    at: datetime,
    text: str,
    last: date,
) -> dict[str, Any]:
    """Show a note for a criterion, of ``last`` at most; return its revision."""
    made = Evidence(
        id=ids.new_id(),
        application_id=application_id,
        criterion_uid=UUID(criterion.uid),
        created_at=at,
    )
    row = {
        "id": ids.new_id(), "evidence_id": made.id, "number": 1, "type": "note", "file_id": None,
        "sha256": hashlib.sha256(text.encode()).hexdigest(), "look": None, "note": text,
        "effective_on": min(at.date(), last), "received_at": at, "received_on": at.date(),
        "expires_on": None, "uploaded_by": by,
    }  # fmt: skip
    row["chain"] = chain_of(Revision(**row, chain=""), None)
    shelf.evidence.append(
        {
            "id": made.id, "application_id": application_id,
            "criterion_uid": made.criterion_uid, "created_at": at,
        }
    )  # fmt: skip
    shelf.revisions.append(row)
    return row


def approve(shelf: Shelf, revision: Mapping[str, Any], reviewer_id: UUID, at: datetime) -> None:
    """Say that a piece is good."""
    shelf.reviews.append(
        {
            "id": ids.new_id(), "revision_id": revision["id"],
            "uploader_id": revision["uploaded_by"], "number": 1, "verdict": "approved",
            "reason": "", "reviewer_id": reviewer_id, "at": at,
        }
    )  # fmt: skip


def say_and_show(
    ground: Ground, season: Season, profiles: Profiles, who: Iterable[Application], at: datetime
) -> Shelf:
    """Have stores say where they stand, and show a note for what they do; return what was shown."""
    grid, rows, shelf = grids_of_season(season)[-1].grid, [], Shelf([], [], [])
    last = season.observed_until - timedelta(days=3)
    for one in who:
        profile = profiles[one.unit_id]
        moment = (at - timedelta(days=ground.chance.randrange(25))).replace(
            hour=ground.chance.choice(OPEN_HOURS), minute=ground.chance.randrange(60)
        )
        actor = ground.in_charge(one.unit_id, moment.date())
        with clock.frozen(moment):
            rows += finding_rows(grid, said_of(grid.criteria, profile), one.id, "unit", actor)
        for criterion in typed(grid):
            for rank in range(
                criterion.evidence.minimum if profile.done.get(criterion.code) else 0
            ):
                texts = words()["shown"][criterion.code]
                text = (
                    f"{texts[(one.id.int + rank) % len(texts)]}, {ground.store(one.unit_id).name}"
                )
                shown = moment - timedelta(days=rank + 1)
                note(shelf, one.id, criterion, by=actor, at=shown, text=text, last=last)
    write_findings(season, rows)
    return shelf


def put(applications: Iterable[Application], **values: Any) -> None:
    """Write the same values to many applications."""
    wanted = [one.id for one in applications]
    session.execute(
        update(Application).where(Application.id.in_(wanted)).values(**values),
        execution_options={"synchronize_session": False},
    )
    session.expire_all()
