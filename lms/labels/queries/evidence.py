"""Evidence: its revisions, their chain, what counts, and what was seen elsewhere."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, bindparam, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from lms.core import files
from lms.core.db import session
from lms.core.errors import NotFound
from lms.labels.models import Application, Audit, Doubt, Evidence, Review, Revision, Season
from lms.labels.queries.calendars import Received, counts, rules_of
from lms.labels.rules.grid import Criterion, EvidenceType, Grid
from lms.labels.rules.season import Season as Year
from lms.network.models import Unit

NOTHING = "0" * 64


def get_revision(revision_id: UUID) -> Revision:
    """Return a revision; raises NotFound."""
    found = session.get(Revision, revision_id)
    if found is None:
        raise NotFound
    return found


def last_revision(evidence_id: UUID) -> Revision:
    """Return the present state of an evidence; raises NotFound."""
    found = session.scalar(
        select(Revision)
        .where(Revision.evidence_id == evidence_id)
        .order_by(Revision.number.desc())
        .limit(1)
    )
    if found is None:
        raise NotFound
    return found


def uploaders_of(evidence_id: UUID) -> set[UUID]:
    """Return who sent any revision of an evidence."""
    wanted = select(Revision.uploaded_by).where(Revision.evidence_id == evidence_id)
    return set(session.scalars(wanted))


def chain_of(one: Revision, before: Revision | None) -> str:
    """Return the hash of a revision and of the link before."""
    words = (
        before.chain if before else NOTHING,
        one.evidence_id,
        one.number,
        one.type,
        one.sha256,
        one.note,
        one.effective_on.isoformat(),
        one.received_at.astimezone(UTC).isoformat(),
        one.expires_on.isoformat() if one.expires_on else "",
        one.uploaded_by,
    )
    return hashlib.sha256("|".join(map(str, words)).encode()).hexdigest()


def is_intact(evidence_id: UUID) -> bool:
    """Tell whether every revision is as it was received, files included."""
    before: Revision | None = None
    wanted = select(Revision).where(Revision.evidence_id == evidence_id).order_by(Revision.number)
    for one in session.scalars(wanted.execution_options(populate_existing=True)):
        if one.chain != chain_of(one, before) or not _same_bytes(one):
            return False
        before = one
    return before is not None


def _same_bytes(one: Revision) -> bool:
    if one.file_id is None:
        return hashlib.sha256(one.note.encode()).hexdigest() == one.sha256
    with files.open_file(one.file_id) as opened:
        return hashlib.sha256(opened.read()).hexdigest() == one.sha256


def count_good(
    rounds: Iterable[tuple[Season, Sequence[Application], Grid]],
    shown: Iterable[tuple[UUID, UUID, Received]],
) -> dict[UUID, dict[str, int]]:
    """Return how many pieces each application shows per criterion that count at the cut-off.

    ``shown`` says application, criterion and evidence, as :func:`standing_asked` gives them.
    Received in time, of the right age and kind, not out of date, not rejected; an audit held in the
    place counts where the criterion takes a visit.
    """
    by_id: dict[UUID, tuple[Year, dict[str, Criterion]]] = {}
    visits: dict[UUID, list[str]] = {}
    rows: list[Application] = []
    for season, applications, grid in rounds:
        year, criteria = rules_of(season), {one.uid: one for one in grid.criteria}
        visited = [one.uid for one in grid.criteria if EvidenceType.VISIT in one.evidence.types]
        for one in applications:
            by_id[one.id] = year, criteria
            visits |= {one.id: visited} if visited else {}
        rows.extend(applications)
    units = _units_of(rows)
    found: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for application_id, uid, revision in shown:
        year, criteria = by_id[application_id]
        criterion = criteria.get(str(uid))
        if criterion is not None and counts(year, units[application_id], criterion, revision):
            found[application_id][str(uid)] += 1
    for application_id in _visited(list(visits)) if visits else ():
        for uid_visited in visits[application_id]:
            found[application_id][uid_visited] += 1
    return {one: dict(by_uid) for one, by_uid in found.items()}


def _units_of(rows: list[Application]) -> dict[UUID, Unit]:
    """Return the unit of each application; asked of the database but where they are at hand."""
    wanted = {one.unit_id for one in rows}
    by_id = {one.id: one for one in session.identity_map.values() if isinstance(one, Unit)}
    missing = wanted - by_id.keys()
    if missing:
        by_id |= {one.id: one for one in session.scalars(select(Unit).where(Unit.id.in_(missing)))}
    return {one.id: by_id[one.unit_id] for one in rows}


@cache
def standing_asked() -> Select[Any]:
    """Return the last revision of each evidence of the applications ``ids``, but those rejected.

    Columns are application, criterion, then those of :class:`Received`.
    """
    last = (
        select(Revision)
        .join(Evidence, Evidence.id == Revision.evidence_id)
        .where(Evidence.application_id == func.any(bindparam("applications", type_=ARRAY(Uuid))))
        .ext(distinct_on(Revision.evidence_id))
        .order_by(Revision.evidence_id, Revision.number.desc())
        .subquery()
    )
    one = aliased(Revision, last)
    verdict = (
        select(Review.verdict)
        .where(Review.revision_id == one.id)
        .order_by(Review.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            Evidence.application_id,
            Evidence.criterion_uid,
            *(getattr(one, name) for name in Received._fields),
        )
        .select_from(Evidence)
        .join(one, one.evidence_id == Evidence.id)
        .where(func.coalesce(verdict, "").not_in(("rejected", "withdrawn")))
    )


def _visited(application_ids: list[UUID]) -> set[UUID]:
    held = select(Audit.application_id).where(
        Audit.application_id.in_(application_ids),
        Audit.state == "held",
        Audit.mode.in_(("onsite", "mystery")),
    )
    return set(session.scalars(held))


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Where the same file or picture was shown before."""

    revision_id: UUID
    kind: str
    unit: str
    year: int
    on: date
    same_unit: bool


def doubts_of(revision_ids: Iterable[UUID]) -> dict[UUID, list[Elsewhere]]:
    """Return, per revision, where the same was seen; in one statement, none without revisions."""
    wanted = list(revision_ids)
    if not wanted:
        return {}
    other, mine = aliased(Revision), aliased(Revision)
    there, here = aliased(Evidence), aliased(Evidence)
    far, near = aliased(Application), aliased(Application)
    found: dict[UUID, list[Elsewhere]] = defaultdict(list)
    for row in session.execute(
        select(
            Doubt.revision_id,
            Doubt.other_id,
            Doubt.kind,
            Unit.name,
            Season.year,
            other.effective_on,
            far.unit_id == near.unit_id,
        )
        .join(other, other.id == Doubt.other_id)
        .join(there, there.id == other.evidence_id)
        .join(far, far.id == there.application_id)
        .join(mine, mine.id == Doubt.revision_id)
        .join(here, here.id == mine.evidence_id)
        .join(near, near.id == here.application_id)
        .join(Unit, Unit.id == far.unit_id)
        .join(Season, Season.id == far.season_id)
        .where(Doubt.revision_id.in_(wanted))
        .order_by(Doubt.kind, other.received_at)
    ):
        found[row[0]].append(
            Elsewhere(
                revision_id=row[1],
                kind=row[2],
                unit=row[3],
                year=row[4],
                on=row[5],
                same_unit=row[6],
            )
        )
    return dict(found)
