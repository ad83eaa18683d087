"""The library: cards in batches, their receipts that lead to no words, how they are used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from lms.core import ids
from lms.core.db import session
from lms.core.policy import number
from lms.demo.network import QUOTES_DAYS
from lms.demo.quotes.stage import Stage
from lms.demo.quotes.texts import Written, read_cards, read_library
from lms.network.rules import DEFAULT_ZONE
from lms.quotes.models import (
    Batch,
    Card,
    CardText,
    CardUse,
    Mark,
    Receipt,
    Release,
    Removal,
    Signature,
)
from lms.quotes.rules import receipts
from lms.quotes.rules.batch import week_due
from lms.quotes.rules.facets import Facets
from lms.quotes.services import removing
from lms.quotes.services.publishing import place_of, text_row
from lms.quotes.services.severing import quarter_at

OPENING = 20
SIZES = (3, 3, 3, 4, 4, 5)
"""Cards of a weekly batch."""
GROWING = frozenset({"dire-non", "tenir-deux-fronts"})
"""Practices that no lesson covers: their cards come late, and keep coming."""
LATE = 0.45
"""They all came out in the last part of the history, as large as this share of it."""
COMING = {"dire-non": (1, 3, 6, 8, 11), "tenir-deux-fronts": (22, 24, 26, 28, 30)}
"""Places, from the end, of five cards of each: whatever the day, their course gaps are those the
rule opens, this quarter and the one before."""
FREQUENT = 0.08
"""Share of the cards that several people told, and of those, one in three ten or more."""
KEEPERS = 0.06
"""Share of people who keep cards at hand."""
SIGNERS = (("marion", 430), ("rachel", 250), ("henri", 95))
"""Leaders who signed a card, and how many days ago."""


@dataclass(frozen=True, slots=True)
class Out:
    """A card that came out."""

    id: UUID
    theme: str
    quarter: str
    me_too: int


def publish_all(stage: Stage) -> list[Out]:
    """Publish the library, sign the leaders' cards; return what came out."""
    drawn = _in_order(stage, read_library())
    batches = [(drawn[:OPENING], 0.0), *_weekly(stage, drawn[OPENING:])]
    rows: list[tuple[dict[str, Any], Written]] = []
    for cards, share in batches:
        batch_id = ids.new_id()
        quarter = quarter_at(stage.now - timedelta(days=(QUOTES_DAYS - 5) * (1 - share) + 5))
        rows += [(_row(stage, one, batch_id, quarter), one) for one in cards]
    named = {row["batch_id"] for row, _one in rows}
    session.execute(insert(Batch), [{"id": one} for one in sorted(named)])
    signed = _signed(stage)
    out = _write(stage, ids.shuffled(rows, ids.token()) + signed)
    _sign(stage, [row["id"] for row, _card in signed])
    _keep_marks(stage, [one.id for one in out])
    _remember_week(stage)
    _ask_removal(stage, out)
    return out


def look_after(stage: Stage, out: Sequence[Out]) -> None:
    """Put the signed cards in English, and two others aside: head office keeps its shelves."""
    count = len(SIGNERS)
    _translate([one.id for one in out[-count:]])
    _tidy(stage, out[:-count])


def _translate(card_ids: Sequence[UUID]) -> None:
    """Put the leaders' cards in English."""
    for card_id, one in zip(card_ids, read_cards("signed.en"), strict=True):
        session.execute(insert(CardText).values(**text_row(card_id, "en", one.words, rev=1)))


def _tidy(stage: Stage, out: Sequence[Out]) -> None:
    """Let head office look after the shelves: one card is said better elsewhere, one is put away.

    Cards of practices still without a lesson stay: the course gaps they opened count them.
    """
    officer = stage.players["henri"].id
    known = [one for one in out if one.theme not in GROWING]
    older, better = next(
        (one, other)
        for one in known
        for other in known
        if one.theme == other.theme and one.quarter < other.quarter
    )
    removing.supersede(actor_id=officer, card_id=older.id, by_card_id=better.id)
    retired = next(one for one in known if one.theme != older.theme)
    removing.retire(actor_id=officer, card_id=retired.id)


def _in_order(stage: Stage, cards: Sequence[Written]) -> list[Written]:
    """Draw the order of publication: practices without a lesson come late."""
    drawn = [(_rank(stage, one), place) for place, one in enumerate(cards)]
    order = [cards[place] for _drawn, place in sorted(drawn)]
    placed: list[tuple[int, Written]] = []
    for theme, places in COMING.items():
        held = [one for one in order if one.theme == theme][-len(places) :]
        order = [one for one in order if one not in held]
        placed += zip(places, held, strict=True)
    for place, one in sorted(placed, key=lambda pair: pair[0]):
        order.insert(len(order) - place, one)
    return order


def _rank(stage: Stage, one: Written) -> float:
    drawn = stage.chance.random()
    return 1 - drawn * LATE if one.theme in GROWING else drawn


def _weekly(stage: Stage, cards: list[Written]) -> list[tuple[list[Written], float]]:
    """Cut the cards into batches, from the second month to last week."""
    cut: list[list[Written]] = []
    rest = list(cards)
    while rest:
        size = stage.chance.choice(SIZES)
        size = len(rest) if len(rest) - size < SIZES[0] else size
        cut.append(rest[:size])
        rest = rest[size:]
    return [(batch, (rank + 1) / len(cut)) for rank, batch in enumerate(cut)]


def _row(stage: Stage, one: Written, batch_id: UUID | None, quarter: str) -> dict[str, Any]:
    card_id = ids.new_id()
    told = stage.chance.random()
    often = "10+" if told < FREQUENT / 3 else "5-9" if told < FREQUENT else ""
    asked = Facets(stage.uids[one.theme], stage.uids[one.moment], one.channel, one.level)
    kept = stage.generalised(asked, quarter)
    return {
        "id": card_id,
        "kind": "anonymous" if batch_id else "signed",
        "status": "published",
        "quarter": quarter,
        "batch_id": batch_id,
        "place": place_of(batch_id or card_id, card_id),
        "theme_uid": kept.theme_uid,
        "moment_uid": kept.moment_uid,
        "channel": kept.channel,
        "level": kept.level,
        "frequency": often if batch_id else "",
        "language": "fr",
        "superseded_by": None,
    }


def _signed(stage: Stage) -> list[tuple[dict[str, Any], Written]]:
    return [
        (_row(stage, one, None, quarter_at(stage.now - timedelta(days=days))), one)
        for one, (_name, days) in zip(read_cards("signed"), SIGNERS, strict=True)
    ]


def _write(stage: Stage, rows: Sequence[tuple[dict[str, Any], Written]]) -> list[Out]:
    """Insert the cards in the order given, which tells nothing, with their words and figures."""
    session.execute(insert(Card), [row for row, _one in rows])
    uses, proofs, out = [], [], []
    for row, one in rows:
        words = text_row(row["id"], "fr", one.words, rev=1)
        session.execute(insert(CardText).values(**words))
        use = _use(stage, row["quarter"])
        uses.append({"card_id": row["id"], **use})
        if row["kind"] == "anonymous":
            proofs += _receipts(row["id"])
        out.append(Out(row["id"], one.theme, row["quarter"], use["me_too"]))
    session.execute(insert(CardUse), uses)
    session.execute(insert(Receipt), ids.shuffled(proofs, ids.token()))
    return out


def _use(stage: Stage, quarter: str) -> dict[str, int]:
    """Draw how a card is used: the older, the more; never by more than are there."""
    people = sum(len(team) for team in stage.tellers.values())
    chance = stage.chance
    fresh = quarter == quarter_at(stage.now)
    read = int(people * chance.uniform(0.01, 0.08 if fresh else 0.45))
    return {
        "read": read,
        "helped": int(read * chance.uniform(0.05, 0.3)),
        "me_too": int(read * chance.uniform(0.02, 0.2)),
    }


def _receipts(card_id: UUID) -> list[dict[str, Any]]:
    """Return as many hashes as any card has; nobody holds the words of these."""
    holders = ["reporter"] * receipts.HOLDERS + ["coach"]
    return [{"hash": receipts.decoy(), "card_id": card_id, "holder": who} for who in holders]


def _sign(stage: Stage, card_ids: list[UUID]) -> None:
    rows = [
        {"card_id": card_id, "kind": "signed", "person_id": stage.players[name].id}
        for card_id, (name, _days) in zip(card_ids, SIGNERS, strict=True)
    ]
    session.execute(insert(Signature), rows)


def _keep_marks(stage: Stage, card_ids: list[UUID]) -> None:
    """Let some readers keep cards at hand, the cast among them; nobody keeps all."""
    chance = stage.chance
    keepers = [w.id for team in stage.tellers.values() for w in team if chance.random() < KEEPERS]
    kept = [(person, chance.randrange(1, 4)) for person in keepers]
    kept += [(worker.id, 3) for worker in stage.players.values()]
    rows = [
        {"person_id": person, "card_id": card, "kind": chance.choice(("bookmark", "to_read"))}
        for person, count in kept
        for card in chance.sample(card_ids, count)
    ]
    session.execute(insert(Mark), ids.shuffled(rows, ids.token()))


def _remember_week(stage: Stage) -> None:
    """Say that the last hour of publication had its batch: the next one comes in its week."""
    weekday, hour = number("quotes.batch.weekday") - 1, number("quotes.batch.hour")
    week = week_due(stage.now, DEFAULT_ZONE, weekday, hour)
    session.execute(insert(Release), {"id": 1, "week": week, "opened": True})


def _ask_removal(stage: Stage, out: Sequence[Out]) -> None:
    """Let one member of the committee ask for a card to go: another one decides."""
    desk = [worker for worker in stage.world.workers if worker.role == "desk"]
    row = {
        "id": ids.new_id(),
        "card_id": stage.chance.choice(out).id,
        "asked_by": desk[-1].id,
        "reason": "Une carte plus récente donne le même conseil, plus simplement.",
        "state": "asked",
        "decided_by": None,
    }
    session.execute(insert(Removal), row)
