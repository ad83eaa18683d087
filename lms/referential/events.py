"""What the referential tells the others."""

from dataclasses import dataclass
from uuid import UUID

from lms.core.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferentialPublished(Fact):
    """A version is now the one everybody reads."""

    version_id: UUID
    speaks_of: str
    number: int
