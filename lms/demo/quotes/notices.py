"""What the cast and the others find in their inbox, already told: nothing is mailed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from lms.core import ids, wire
from lms.core.db import session
from lms.core.notices import KINDS, About
from lms.core.notices.models import Notice


class Told:
    """Notices to insert together."""

    def __init__(self) -> None:
        """Begin without any."""
        self.rows: list[dict[str, Any]] = []

    def tell(
        self,
        kind: str,
        person_id: UUID,
        at: datetime,
        *,
        key: str,
        turn: str = "",
        thread: UUID | None = None,
        about: About | None = None,
        due: datetime | None = None,
    ) -> None:
        """Keep one notice of ``kind``, as ``notify`` would have written it at ``at``."""
        one = KINDS[f"quotes.{kind}"]
        self.rows.append(
            {
                "id": ids.new_id(),
                "person_id": person_id,
                "kind": one.code,
                "key": key,
                "turn": turn,
                "thread": thread,
                "capability": one.capability,
                "endpoint": about.endpoint if about else None,
                "args": wire.encode(about.args if about else {}),
                "values": {},
                "act": one.act,
                "muted": False,
                "due_at": due,
                "created_at": at,
                "read_at": None,
                "done_at": None,
                "by_hand": False,
                "mail": "skipped",
                "sent_with": None,
            }
        )

    def write(self) -> None:
        """Insert them all."""
        session.flush()
        if self.rows:
            session.execute(insert(Notice), self.rows)
