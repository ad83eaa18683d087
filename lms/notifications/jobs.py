"""What leaves by mail, and when; what facts make people be told."""

from datetime import datetime
from uuid import UUID

from lms.core.jobs import job
from lms.core.notices import ALERT


@job(ALERT)
def alert(*, now: datetime, notice_ids: list[UUID]) -> None:
    """Mail what must leave at once."""
    del now, notice_ids
