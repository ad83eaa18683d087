"""Which criteria of the label may be said to watch a moment of the referential."""

from collections.abc import Iterable

from sqlalchemy import select

from lms.core.access import Permission
from lms.core.db import session
from lms.core.i18n import _l, locale
from lms.core.references import Choice, Column, chooser
from lms.labels.models import CriterionVersion, Grid


@chooser(
    "labels.criteria",
    _l("Criteria of the label"),
    Column.CRITERION,
    keepers=(Permission.GRIDS_WRITE,),
    fill="labels.grids",
)
def criteria() -> Iterable[Choice]:
    """Yield the criteria of the grids that count today or soon, the latest words of each."""
    rows = session.execute(
        select(CriterionVersion.criterion_uid, CriterionVersion.body, Grid.id)
        .join(Grid, Grid.id == CriterionVersion.grid_id)
        .where(Grid.state.in_(("published", "in_force")))
        .order_by(Grid.year.desc(), Grid.minor.desc(), CriterionVersion.place)
    )
    seen = set()
    for uid, body, grid_id in rows:
        if uid in seen:
            continue
        seen.add(uid)
        titles = body.get("title") or {}
        label = titles.get(locale()) or next(iter(titles.values()), body.get("code", ""))
        yield Choice(key=str(uid), label=label, endpoint="labels.grid", args={"grid_id": grid_id})
