"""What accounts tell the others."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms.core.facts import Fact


@dataclass(frozen=True, slots=True)
class AccountOpened(Fact):
    """Somebody chose their first secret: they can come in from now on."""

    person_id: UUID
    at: datetime
