"""Tallies follow facts, and the passing of due dates."""

from datetime import datetime

from lms.core import clock
from lms.core.facts import consumer
from lms.core.sweepers import sweeper
from lms.courses.events import EnrolmentChanged
from lms.reporting import services


@consumer("reporting.tallies", EnrolmentChanged)
def count_again(fact: EnrolmentChanged, *, now: datetime) -> None:
    """Make the tally of the unit again: taking the fact twice changes nothing."""
    if fact.unit_id is not None:
        today = clock.business_date(now, "Europe/Paris")
        services.recount(path_uid=fact.path_uid, unit_id=fact.unit_id, today=today)


@sweeper("reporting.dates", every=15)
def count_late(*, now: datetime) -> None:
    """Make again the tallies where a date has passed."""
    services.recount_due(today=clock.business_date(now, "Europe/Paris"))
