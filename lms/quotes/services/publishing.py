"""A draft becomes a card, and everything that led to it is destroyed in the same transaction."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text

from lms.core import ids, search
from lms.core.db import session
from lms.quotes.models import Batch, Card, CardText, CardUse, Draft, Receipt
from lms.quotes.rules import receipts
from lms.quotes.rules.figures import frequency
from lms.quotes.services.loading import behind
from lms.quotes.services.severing import sever_all


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a card says, in one language."""

    title: str
    situation: str
    say: str
    gesture: str


def publish(drafts: Sequence[Draft], quarter: str) -> UUID:
    """Publish ``drafts`` as one batch and sever all that led to them; return the batch.

    Rows go in an order drawn at random, and are shown in that of a hash: neither tells anything.
    """
    batch_id = ids.new_id()
    session.execute(insert(Batch), {"id": batch_id})
    for draft in ids.shuffled(list(drafts), ids.token()):
        _publish_one(draft, batch_id, quarter)
    session.flush()
    return batch_id


def _publish_one(draft: Draft, batch_id: UUID, quarter: str) -> None:
    card_id = ids.new_id()
    told = behind(draft.id)
    session.execute(
        insert(Card),
        {
            "id": card_id,
            "kind": "anonymous",
            "status": "published",
            "quarter": quarter,
            "batch_id": batch_id,
            "place": place_of(batch_id, card_id),
            "theme_uid": draft.theme_uid,
            "moment_uid": draft.moment_uid,
            "channel": draft.channel,
            "level": draft.level,
            "frequency": frequency(len(told)),
            "language": draft.language,
            "superseded_by": None,
        },
    )
    words = Words(
        title=draft.title, situation=draft.situation, say=draft.say, gesture=draft.gesture
    )
    write_text(card_id, draft.language, words, rev=1)
    session.execute(insert(CardUse), {"card_id": card_id, "read": 0, "helped": 0, "me_too": 0})
    _move_receipts(card_id, [one.receipt for one in told], draft.coach_receipt)
    sever_all(draft)


def place_of(batch_id: UUID, card_id: UUID) -> bytes:
    """Return where a card stands in lists: sha256(batch || card)."""
    return hashlib.sha256(batch_id.bytes + card_id.bytes).digest()


def write_text(card_id: UUID, locale: str, words: Words, *, rev: int) -> None:
    """Write a card's words in one language, ready to be searched."""
    session.execute(insert(CardText).values(**text_row(card_id, locale, words, rev=rev)))


def text_row(card_id: UUID, locale: str, words: Words, *, rev: int) -> dict[str, Any]:
    """Return the row of a card's words in one language."""
    said = (words.title, words.situation, words.say, words.gesture)
    return {
        "card_id": card_id,
        "locale": locale,
        "rev": rev,
        "title": words.title,
        "situation": words.situation,
        "say": words.say,
        "gesture": words.gesture,
        "content_hash": hashlib.sha256("\0".join((locale, *said)).encode()).hexdigest(),
        "search": _document(words, locale),
    }


def _document(words: Words, locale: str) -> Any:
    """Weigh the title more than the rest."""
    return text(
        "setweight(to_tsvector('simple', :titled), 'A') || to_tsvector('simple', :told)"
    ).bindparams(
        titled=search.document(words.title, language=locale),
        told=search.document(words.situation, words.say, words.gesture, language=locale),
    )


def _move_receipts(card_id: UUID, reporters: Sequence[bytes | None], coach: bytes | None) -> None:
    """Move hashes from the draft to the card; every card has as many, the missing ones drawn.

    So that nothing tells a card drawn from a report from one written from experience.
    """
    known = [one for one in reporters if one]
    places = receipts.HOLDERS * -(-max(len(known), 1) // receipts.HOLDERS)
    known += [receipts.decoy() for _ in range(places - len(known))]
    rows = [{"hash": one, "card_id": card_id, "holder": "reporter"} for one in known]
    rows.append({"hash": coach or receipts.decoy(), "card_id": card_id, "holder": "coach"})
    session.execute(insert(Receipt), ids.shuffled(rows, ids.token()))
