"""What the referential does by itself: close the tasks that were done elsewhere."""

from datetime import datetime

from lms.core.sweepers import sweeper
from lms.referential.services.following import close_gone


@sweeper("referential.tasks", every=60)
def close_done_tasks(*, now: datetime) -> None:
    """Close the tasks on things that no longer point at a retired item."""
    close_gone(now)
