"""How a version follows from the one before, item by item."""

from collections.abc import Iterable

from sqlalchemy import select

from lms.core.db import session
from lms.referential.models import Lineage, Version
from lms.referential.queries.words import content_of, find_before
from lms.referential.rules import Content
from lms.referential.rules.lineage import Item, Relation, Step, items_of, lineage


def steps_of(version: Version) -> tuple[Version | None, tuple[Step, ...]]:
    """Return the version before and every link to it; kept once published, found for a draft."""
    before = find_before(version)
    old, new = content_of(before) if before else Content(), content_of(version)
    if version.published_at is None or before is None:
        return before, lineage(old, new)
    rows = session.scalars(select(Lineage).where(Lineage.version_id == version.id)).all()
    return before, _ordered(_read(rows, old, new), new) or lineage(old, new)


def _read(rows: Iterable[Lineage], old: Content, new: Content) -> list[Step]:
    def item(content: Content, kind: str, code: str) -> Item | None:
        return next((one for one in items_of(content, kind) if one.code == code), None)

    return [
        Step(
            row.kind,
            Relation(row.relation),
            item(old, row.kind, row.before_code),
            item(new, row.kind, row.after_code),
            row.note,
        )
        for row in rows
    ]


def _ordered(steps: list[Step], new: Content) -> tuple[Step, ...]:
    """Put steps in the order of the later version, retired items last in their kind."""
    kinds = ("attitude", "moment", "skill")
    places = {(k, one.code): n for k in kinds for n, one in enumerate(items_of(new, k))}

    def key(step: Step) -> tuple[int, int, str]:
        place = places.get((step.kind, step.after.code), 999) if step.after else 999
        return kinds.index(step.kind), place, step.before.code if step.before else ""

    return tuple(sorted(steps, key=key))
