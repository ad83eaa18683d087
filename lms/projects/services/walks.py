"""The store through four senses: each walk given in whole, before seeing anybody else's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import delete, select

from lms.core import files, ids
from lms.core.db import session
from lms.core.errors import Invalid, Refused
from lms.core.files.kinds import FileRefused, Kind
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
    """What was felt in a zone; a score of None: nothing was chosen."""

    score: int | None
    note: str = ""
    photo: BinaryIO | None = None
    no_face: bool = False
    """Somebody looked: nobody can be recognised on the photo."""


def give(*, project_id: UUID, sense: Sense, said: Mapping[UUID, Said], by: By) -> Walk:
    """Give in a whole walk; it no longer changes, but a photo may be removed.

    Raises Invalid with the zones that have no score and the photos that are not kept, Refused for a
    second walk with this sense.
    """
    open_part(project_id, "walk")
    assert by.person_id is not None  # noqa: S101 - somebody walks
    if not may_walk(str(by.person_id), sense, walks_given(project_id), done=False):
        raise Refused(_("You gave this walk in already."))
    zones = zones_of(project_id)
    errors = _faults(zones, said)
    if errors or not zones:
        raise Invalid(errors or {"zones": _("The zones are not drawn yet.")})
    photos = _keep_photos(zones, said, by.person_id)
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
        felt, photo = said[one.id], photos.get(one.id)
        session.add(
            Perception(
                walk_id=made.id,
                zone_id=one.id,
                score=felt.score,
                note=felt.note.strip()[:NOTE],
                file_id=photo,
                faces_checked_at=by.now if photo else None,
            )
        )
    session.flush()
    return made


def _faults(zones: Sequence[Zone], said: Mapping[UUID, Said]) -> dict[str, str]:
    """Return what a walk lacks, field by field: each zone has a score, each photo no face."""
    errors: dict[str, str] = {}
    for one in zones:
        felt = said.get(one.id, Said(None))
        if felt.score is None or not LOWEST <= felt.score <= HIGHEST:
            errors[f"zone.{one.id}"] = _("Choose how it feels here.")
        if felt.photo is not None and not felt.no_face:
            errors[f"face.{one.id}"] = _("Look at the photo: it is kept only without a face.")
    return errors


def _keep_photos(
    zones: Sequence[Zone], said: Mapping[UUID, Said], walker_id: UUID
) -> dict[UUID, UUID]:
    """Keep the photos of a walk; raises Invalid with all those that cannot be."""
    kept: dict[UUID, UUID] = {}
    errors: dict[str, str] = {}
    for one in zones:
        photo = said[one.id].photo
        if photo is None:
            continue
        try:
            kept[one.id] = files.put(photo, filename=one.name, kind=Kind.PHOTO, owner=walker_id).id
        except FileRefused as problem:
            errors[f"photo.{one.id}"] = problem.errors["file"]
    if errors:
        raise Invalid(errors)
    return kept


def remove_photo(file_id: UUID) -> None:
    """Forget a photo of a walk for good; what was felt stays."""
    one = session.scalars(select(Perception).where(Perception.file_id == file_id)).one()
    one.file_id = one.faces_checked_at = None
    session.flush()
    files.delete(file_id)
