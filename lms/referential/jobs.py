"""What the referential does by itself: ask for views, close the tasks that were done elsewhere."""

from datetime import datetime
from uuid import UUID

from lms.core import clock
from lms.core.db import session
from lms.core.jobs import job
from lms.core.notices import About, notify
from lms.core.sweepers import sweeper
from lms.network.rules import DEFAULT_ZONE
from lms.referential.models import Version
from lms.referential.queries.asking import at_work
from lms.referential.rules import State
from lms.referential.services import publishing
from lms.referential.services.following import close_gone


@sweeper("referential.tasks", every=60)
def close_done_tasks(*, now: datetime) -> None:
    """Close the tasks on things that no longer point at a retired item."""
    close_gone(now)


@job(publishing.ASK)
def ask_everybody(*, now: datetime, version_id: UUID) -> None:
    """Tell everybody at work that a version may be read and commented, if it still may."""
    version = session.get(Version, version_id)
    if version is None or version.state != State.CONSULTATION.value:
        return
    notify(
        publishing.ASK,
        at_work(clock.business_date(now, DEFAULT_ZONE)),
        key=str(version.id),
        turn=str(version.consulted_from),
        about=About("referential.consultation", {"version_id": version.id}),
        until=version.consulted_until,
    )
