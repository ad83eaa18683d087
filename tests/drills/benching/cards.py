"""A library of ten thousand cards: the demo's own words, cut and mixed, over its own facets."""

from collections.abc import Iterator
from random import Random
from typing import Any

from sqlalchemy import Engine, func, insert, select, text

from lms.core import ids
from lms.core.db import session
from lms.demo.quotes.texts import Written, read_library
from lms.quotes.models import Batch, Card, CardText, CardUse
from lms.quotes.queries.choices import get_options
from lms.quotes.services.publishing import Words, place_of, text_row

QUARTERS = tuple(f"{year}-Q{quarter}" for year in (2024, 2025, 2026) for quarter in (1, 2, 3, 4))
EACH = 500


def fill_library(count: int) -> int:
    """Publish cards until there are ``count``; return how many were added."""
    there = session.scalar(select(func.count()).where(Card.status == "published")) or 0
    missing = max(0, count - there)
    options, draw = get_options(), Random(1)
    uids = {one.code: one.uid for one in (*options.themes, *options.moments)}
    batch_id = ids.new_id()
    if missing:
        session.execute(insert(Batch), {"id": batch_id})
    written = read_library()
    rows = [_row(draw.choice(written), draw, uids, batch_id) for _n in range(missing)]
    for start in range(0, missing, EACH):
        part = rows[start : start + EACH]
        session.execute(insert(Card), part)
        for words in _words(part, written, draw):
            session.execute(insert(CardText).values(**words))
        session.execute(insert(CardUse), [_use(row, draw) for row in part])
    return missing


def tidy(owner: Engine) -> None:
    """Do what autovacuum does in life: index what waits, count what is there; commits."""
    with owner.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _row(one: Written, draw: Random, uids: dict[str, Any], batch_id: Any) -> dict[str, Any]:
    card_id = ids.new_id()
    return {
        "id": card_id,
        "kind": "anonymous",
        "status": "published",
        "quarter": draw.choice(QUARTERS),
        "batch_id": batch_id,
        "place": place_of(batch_id, card_id),
        "theme_uid": uids[one.theme],
        "moment_uid": uids[one.moment] if draw.random() < 0.8 else None,
        "channel": one.channel if draw.random() < 0.5 else None,
        "level": one.level,
        "frequency": "",
        "language": "fr",
        "superseded_by": None,
    }


def _words(
    rows: list[dict[str, Any]], written: list[Written], draw: Random
) -> Iterator[dict[str, Any]]:
    """Mix the parts of four cards, so that words are as rare and as common as in life."""
    for row in rows:
        title, situation, say, gesture = (one.words for one in draw.choices(written, k=4))
        mixed = Words(
            title=title.title, situation=situation.situation, say=say.say, gesture=gesture.gesture
        )
        yield text_row(row["id"], "fr", mixed, rev=1)


def _use(row: dict[str, Any], draw: Random) -> dict[str, Any]:
    read = draw.randrange(2000)
    return {"card_id": row["id"], "read": read, "helped": read // 5, "me_too": read // 9}
