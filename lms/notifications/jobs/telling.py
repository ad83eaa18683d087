"""Facts of learning, passing days, and mails that are due."""

from datetime import datetime
from uuid import UUID

from lms.core.facts import consumer
from lms.core.jobs import job
from lms.core.notices import ALERT
from lms.core.sweepers import sweeper
from lms.courses.events import EnrolmentChanged, PathAssigned, PathCompleted
from lms.notifications.queries.due import people_of
from lms.notifications.queries.learning import find_enrolment
from lms.notifications.services import learning, sending


@job(ALERT, urgent=True)
def alert(*, now: datetime, notice_ids: list[UUID]) -> None:
    """Mail what must leave at once, or, to those who receive one mail a day, today's mail."""
    sending.send_alerts(now=now, notice_ids=notice_ids)
    sending.send_digests(now=now, among=people_of(notice_ids))


@sweeper("notifications.alerts")
def send_waiting_alerts(*, now: datetime) -> None:
    """Mail what waited for a working hour."""
    sending.send_alerts(now=now)


@sweeper("notifications.digests", every=5)
def send_digests(*, now: datetime) -> None:
    """Mail today's digest to those it is due to."""
    sending.release_unreachable(now=now)
    sending.send_digests(now=now)


@sweeper("notifications.forget", every=60)
def forget(*, now: datetime) -> None:
    """Forget which mails were sent the days before."""
    sending.forget_dispatches(now=now)


@sweeper("notifications.dates", every=30)
def tell_dates(*, now: datetime) -> None:
    """Tell of dates near or passed, and managers of their team's week."""
    learning.tell_dates(now=now)
    learning.tell_weeks(now=now)


@consumer("notifications.given", PathAssigned)
def tell_given(fact: PathAssigned, *, now: datetime) -> None:
    """Tell people of a path given to them."""
    learning.tell_given(assignment_id=fact.assignment_id, now=now)


@consumer("notifications.finished", PathCompleted)
def tell_finished(fact: PathCompleted) -> None:
    """Tell somebody that they finished a path."""
    learning.tell_finished(
        person_id=fact.person_id, path_uid=fact.path_uid, version_id=fact.version_id
    )


@consumer("notifications.enrolments", EnrolmentChanged)
def follow(fact: EnrolmentChanged, *, now: datetime) -> None:
    """Settle what holds no more."""
    enrolment = find_enrolment(fact.enrolment_id)
    if enrolment is not None:
        learning.follow_enrolment(enrolment, now=now)
