"""What in coaching points at items of the referential: observations, skills asked of stores and jobs."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import func, select

from lms.coaching.models import Focus, Observation, Tap
from lms.core import clock
from lms.core.db import session
from lms.core.i18n import _, _l, ngettext
from lms.core.references import Column, Pointer, holder
from lms.network.rules import DEFAULT_ZONE


@holder(
    "coaching.observations",
    _l("Observations"),
    Column.OBSERVATION,
    fill="coaching.observe_start",
    opens=False,
)
def observed(items: Sequence[UUID]) -> Iterable[Pointer]:
    """Yield each item that was observed and talked over; how often, and of whom, is not said."""
    rows = session.scalars(
        select(Tap.uid)
        .join(Observation, Observation.id == Tap.observation_id)
        .where(
            Tap.uid.in_(items),
            Tap.seen + Tap.missed > 0,
            Observation.state.in_(("debriefed", "acknowledged")),
        )
        .distinct()
    )
    for uid in sorted(rows):
        yield Pointer(item=uid, key="seen", label=_("Observed in a store"))


@holder("coaching.focus", _l("Skills of the month"), Column.OTHER)
def worked_on(items: Sequence[UUID]) -> Iterable[Pointer]:
    """Yield the skills that stores work on this month or next, one line each."""
    today = clock.today(DEFAULT_ZONE)
    rows = session.execute(
        select(Focus.skill_uid, func.count())
        .where(Focus.skill_uid.in_(items), Focus.month >= f"{today.year:04}-{today.month:02}")
        .group_by(Focus.skill_uid)
        .order_by(Focus.skill_uid)
    )
    for uid, count in rows:
        label = ngettext(
            "Skill of the month of %(num)s store", "Skill of the month of %(num)s stores", count
        )
        yield Pointer(item=uid, key="month", label=label)
