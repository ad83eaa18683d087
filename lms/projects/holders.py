"""Which stores' projects keep a point at a moment of the referential."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import func, select

from lms.core.db import session
from lms.core.i18n import _l, ngettext
from lms.core.references import Column, Pointer, holder
from lms.projects.models import Irritant, Project
from lms.projects.rules.machines.projects import LIVE


@holder("projects.points", _l("Store projects"), Column.OTHER)
def points_kept(items: Sequence[UUID]) -> Iterable[Pointer]:
    """Yield one line per moment that projects under way keep a point at; no store is named."""
    rows = session.execute(
        select(Irritant.moment_uid, func.count(Irritant.project_id.distinct()))
        .join(Project, Project.id == Irritant.project_id)
        .where(
            Irritant.moment_uid.in_(items),
            Irritant.place.is_not(None),
            Project.state.in_(sorted(LIVE)),
        )
        .group_by(Irritant.moment_uid)
        .order_by(Irritant.moment_uid)
    )
    for uid, count in rows:
        label = ngettext(
            "%(num)s store keeps a point there", "%(num)s stores keep a point there", count
        )
        if uid is not None:
            yield Pointer(item=uid, key="points", label=label)
