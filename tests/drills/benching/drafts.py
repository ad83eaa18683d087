"""Cards ready to come out, each with its report; and the cleaning of all that a measure wrote."""

from datetime import datetime, timedelta
from itertools import cycle
from uuid import UUID

from sqlalchemy import Engine, select, text

from lms.core import clock, ids
from lms.core.db import session
from lms.core.models import Thread
from lms.core.notices import About, notify
from lms.demo.quotes.texts import read_library
from lms.network.rules import DEFAULT_ZONE
from lms.quotes.models import Batch, Difficulty, Draft, Interview
from lms.quotes.queries.coaches import list_coaches
from lms.quotes.queries.findings import hash_of

WAITED = timedelta(days=20)
_TELLERS = text(
    """
    SELECT m.person_id, m.unit_id FROM network_membership m
      JOIN network_position p ON p.id = m.position_id
     WHERE upper_inf(m.during) AND m.is_primary AND p.code IN ('seller', 'cashier', 'stock')
       AND NOT EXISTS (SELECT 1 FROM quotes_difficulty d WHERE d.reporter_id = m.person_id)
     ORDER BY m.person_id LIMIT :count
    """
)
_FORGET = (
    "DELETE FROM core_thread WHERE opened_at >= :since",
    "DELETE FROM core_notice WHERE created_at >= :since",
    "DELETE FROM core_idempotency WHERE created_at >= :since",
    "DELETE FROM ops.session WHERE created_at >= :since",
    "DELETE FROM procrastinate_jobs",
)


def make_ready(count: int) -> None:
    """Write ``count`` cards that everybody agreed to, and the reports they were drawn from."""
    now = clock.now()
    at = now - WAITED
    coaches = cycle(sorted(list_coaches(clock.business_date(now, DEFAULT_ZONE))))
    words = cycle(read_library())
    for person_id, unit_id in session.execute(_TELLERS, {"count": count}).all():
        coach_id, card = next(coaches), next(words).words
        draft = Draft(
            id=ids.new_id(),
            thread=_thread(at),
            kind="report",
            coach_id=coach_id,
            state="scheduled",
            language="fr",
            title=card.title,
            situation=card.situation,
            say=card.say,
            gesture=card.gesture,
            judgements={},
            times_sent=1,
            late_told=False,
            reader_note="",
            passed=True,
            ready_at=at,
        )
        session.add(draft)
        session.flush()
        _report(draft, person_id, unit_id, at)
    session.flush()


def _thread(at: datetime) -> UUID:
    one = Thread(id=ids.new_id(), opened_at=at)
    session.add(one)
    session.flush()
    return one.id


def _report(draft: Draft, person_id: UUID, unit_id: UUID, at: datetime) -> None:
    one = Difficulty(
        id=ids.new_id(),
        thread=_thread(at),
        reporter_id=person_id,
        unit_id=unit_id,
        coach_id=draft.coach_id,
        draft_id=draft.id,
        state="carded",
        asked="words",
        words="Je n'ai pas su quoi faire, et j'ai demandé de l'aide.",
        urgency="usual",
        reach="asap",
        reach_note="",
        not_usual=False,
        opened_on=at.date(),
        submitted_at=at,
        last_activity_at=at,
        late_told="",
        reason="",
        answer="yes",
        answered_hash=hash_of(draft),
        change_note="",
        receipt_noted=False,
    )
    session.add(one)
    session.flush()
    session.add(Interview(difficulty_id=one.id, thread=one.thread, happened="", notes=""))
    for kind, who in (("quotes.told", draft.coach_id), ("quotes.reread", person_id)):
        notify(
            kind,
            [who],
            key=str(one.id),
            thread=one.thread,
            about=About("quotes.follow", {"difficulty_id": one.id}),
        )


def list_batches() -> set[UUID]:
    """Return every batch that came out."""
    return set(session.scalars(select(Batch.id)))


def take_out(owner: Engine, batches: set[UUID]) -> None:
    """Delete the cards of ``batches``, as if they had never come out."""
    with owner.begin() as connection:
        for which in ("quotes_card WHERE batch_id", "quotes_batch WHERE id"):
            connection.execute(text(f"DELETE FROM {which} = ANY(:them)"), {"them": list(batches)})
        connection.execute(text("DELETE FROM procrastinate_jobs"))


def forget(owner: Engine, since: datetime) -> None:
    """Delete what was told, asked and opened since a moment: the next measure finds as much."""
    with owner.begin() as connection:
        for statement in _FORGET:
            connection.execute(text(statement), {"since": since} if ":since" in statement else {})
