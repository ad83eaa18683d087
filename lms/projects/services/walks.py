"""The store through four senses: each walk given in whole, before seeing anybody else's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select

from lms.core import ids
from lms.core.db import session
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _
from lms.projects.models import Perception, Walk, Zone
from lms.projects.queries.diagnostic import walks_given, zones_of
from lms.projects.rules.walks import HIGHEST, LOWEST, Sense, may_walk
from lms.projects.services.moving import By
from lms.projects.services.sections import open_part

MOST_ZONES = 12
NAME = 60
NOTE = 280


def draw_zones(*, project_id: UUID, names: Sequence[str]) -> list[Zone]:
    """Say which places walks go through, in order; raises Refused once somebody walked."""
    open_part(project_id, "walk")
    if session.scalar(select(Walk.id).where(Walk.project_id == project_id).limit(1)):
        raise Refused(_("Somebody walked already: the zones stay as they are."))
    kept = list(dict.fromkeys(" ".join(one.split())[:NAME] for one in names if one.strip()))
    if not kept or len(kept) > MOST_ZONES:
        raise Invalid({"zones": _("Write one to twelve zones, one a line.")})
    session.execute(delete(Zone).where(Zone.project_id == project_id))
    for place, name in enumerate(kept, start=1):
        session.add(Zone(id=ids.new_id(), project_id=project_id, name=name, place=place))
    session.flush()
    return zones_of(project_id)


@dataclass(frozen=True, slots=True)
class Said:
    """What was felt in a zone."""

    score: int
    note: str = ""


def give(*, project_id: UUID, sense: Sense, said: Mapping[UUID, Said], by: By) -> Walk:
    """Give in a whole walk; it no longer changes.

    Raises Invalid with the zones that have no score, Refused for a second walk with this sense.
    """
    open_part(project_id, "walk")
    assert by.person_id is not None  # noqa: S101 - somebody walks
    if not may_walk(str(by.person_id), sense, walks_given(project_id), done=False):
        raise Refused(_("You gave this walk in already."))
    zones = zones_of(project_id)
    errors = {
        f"zone.{one.id}": _("Choose how it feels here.")
        for one in zones
        if one.id not in said or not LOWEST <= said[one.id].score <= HIGHEST
    }
    if errors or not zones:
        raise Invalid(errors or {"zones": _("The zones are not drawn yet.")})
    made = Walk(
        id=ids.new_id(),
        project_id=project_id,
        sense=sense.value,
        walker_id=by.person_id,
        started_at=by.now,
        scored_at=by.now,
    )
    session.add(made)
    session.flush()
    for one in zones:
        felt = said[one.id]
        session.add(
            Perception(
                walk_id=made.id, zone_id=one.id, score=felt.score, note=felt.note.strip()[:NOTE]
            )
        )
    session.flush()
    return made
