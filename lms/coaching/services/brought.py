"""Sheets that a phone began by itself where there was no network (docs/adr/0020).

The phone gives the sheet its id, and everything it sends about it names that id: however often, and
in whatever order, its posts come, there is one observation.
"""

from datetime import datetime

from sqlalchemy import func, select

from lms.coaching.models import Observation, Tap
from lms.coaching.services.observations import (
    Begin,
    begun,
    cancel,
    check_right,
    open_sheet,
    today_in,
)
from lms.core import clock
from lms.core.db import session
from lms.core.errors import NotFound, Refused
from lms.core.i18n import _


def bring(wanted: Begin, at: datetime | None) -> Observation:
    """Open the sheet a phone began at ``at``, under the id it gave, or give back the one opened.

    Raises NotFound for somebody else's id, Refused when it is about somebody else or without the
    right to observe, Invalid for oneself.
    """
    key = func.hashtext(f"coaching.sheet:{wanted.id}")
    session.execute(select(func.pg_advisory_xact_lock(key)))
    known = session.get(Observation, wanted.id)
    if known is not None:
        return _same(known, wanted)
    check_right(wanted)
    began = clock.clamped(at, clock.now())
    _call_off_empty(wanted, began)
    return open_sheet(wanted, began)


def _same(known: Observation, wanted: Begin) -> Observation:
    if known.observer_id != wanted.observer_id:
        raise NotFound
    if known.observed_id != wanted.observed_id:
        raise Refused(_("These notes already went under another name. Begin another sheet."))
    return known


def _call_off_empty(wanted: Begin, began: datetime) -> None:
    """Call off what the same two opened that day and left empty: the notes are on the phone."""
    for row in begun(wanted, today_in(wanted.unit_id, began)):
        if row.state == "planned" and not _holds_something(row):
            cancel(observation_id=row.id, actor_id=wanted.observer_id)


def _holds_something(row: Observation) -> bool:
    if row.facts or row.strength or row.try_words:
        return True
    counted = select(func.coalesce(func.sum(Tap.seen), 0)).where(Tap.observation_id == row.id)
    return bool(session.scalar(counted))
