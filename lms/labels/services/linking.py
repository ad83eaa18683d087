"""Lineage: what became of each criterion of the grid before."""

from uuid import UUID

from sqlalchemy import delete, or_, select

from lms.core import ids
from lms.core.db import session
from lms.core.errors import NotFound, Refused
from lms.core.i18n import _
from lms.labels.models import Lineage
from lms.labels.queries.grids import Loaded, load_grid
from lms.labels.rules.lineage import Relation, propose


def follow(grid_id: UUID) -> tuple[Loaded, Loaded]:
    """Return the grid before and a draft that follows from it.

    Raises Refused once published, or when there is no grid before.
    """
    after = load_grid(grid_id)
    if not after.is_open or after.row.from_grid_id is None:
        raise Refused(_("This grid follows from no other, or is published."))
    return load_grid(after.row.from_grid_id), after


def say_link(
    *,
    grid_id: UUID,
    relation: Relation,
    before_uid: UUID | None = None,
    after_uid: UUID | None = None,
    note: str = "",
) -> Lineage:
    """Say how a line follows from one of the year before; replaces what comparison found.

    A criterion split in two is said twice, once per child. Raises Refused once published, or when
    there is no grid before; NotFound for a line of neither.
    """
    before, after = follow(grid_id)
    source, target = _version(before, before_uid), _version(after, after_uid)
    ends = [one for one in (source, target) if one]
    found_alone = or_(Lineage.from_version_id.in_(ends), Lineage.to_version_id.in_(ends))
    same_pair = Lineage.from_version_id.is_not_distinct_from(
        source
    ) & Lineage.to_version_id.is_not_distinct_from(target)
    session.execute(
        delete(Lineage).where(
            Lineage.grid_id == grid_id, (found_alone & ~Lineage.chosen) | same_pair
        )
    )
    made = Lineage(
        id=ids.new_id(),
        grid_id=grid_id,
        from_version_id=source,
        to_version_id=target,
        relation=relation.value,
        note=note.strip()[:500],
        chosen=True,
    )
    session.add(made)
    session.flush()
    return made


def _version(loaded: Loaded, uid: UUID | None) -> UUID | None:
    if uid is None:
        return None
    found = loaded.versions.get(str(uid))
    if found is None:
        raise NotFound
    return found.id


def link_again(grid_id: UUID) -> None:
    """Find the lineage again from the words and figures; what somebody said stays as said."""
    after = load_grid(grid_id)
    if after.row.from_grid_id is None:
        return
    before = load_grid(after.row.from_grid_id)
    said = session.scalars(select(Lineage).where(Lineage.grid_id == grid_id, Lineage.chosen)).all()
    ends = {one for row in said for one in (row.from_version_id, row.to_version_id) if one}
    session.execute(delete(Lineage).where(Lineage.grid_id == grid_id, ~Lineage.chosen))
    for link in propose(before.grid, after.grid):
        source = before.versions[link.before].id if link.before else None
        target = after.versions[link.after].id if link.after else None
        if not ends & {one for one in (source, target) if one}:
            session.add(
                Lineage(
                    id=ids.new_id(),
                    grid_id=grid_id,
                    from_version_id=source,
                    to_version_id=target,
                    relation=link.relation.value,
                    note=link.note,
                    chosen=False,
                )
            )
    session.flush()


def forget_links(*, grid_id: UUID, uid: UUID) -> None:
    """Take back what was said of a line, of this year or of the one before; it is found again.

    Raises Refused once published, or when there is no grid before; NotFound for a line of neither.
    """
    before, after = follow(grid_id)
    ends = [one.versions[str(uid)].id for one in (before, after) if str(uid) in one.versions]
    if not ends:
        raise NotFound
    session.execute(
        delete(Lineage).where(
            Lineage.grid_id == grid_id,
            or_(Lineage.from_version_id.in_(ends), Lineage.to_version_id.in_(ends)),
        )
    )
    link_again(grid_id)
