"""One act per route of a coach that writes: the table, the cards being written, the reading."""

from tests.house.acts import Act
from tests.house.desks import COACH_RECEIPTS
from tests.house.telling import CARD, DAYS
from tests.house.world import World

WORDS = {name: words for name, words in CARD.items() if name != "notes"}
"""The words of a card."""

FACETS = frozenset({"theme_uid", "moment_uid", "channel", "level"})


def acts(world: World) -> dict[str, Act]:
    """Return the act of each writing endpoint of a coach."""
    return {
        **_answer(world),
        **_talk(world),
        **_otherwise(world),
        **_own(world),
        **_write(world),
        **_read(world),
    }


def _answer(world: World) -> dict[str, Act]:
    page = f"/coaching/{world.told_alice}"
    return {
        "quotes.seen": Act("coach", {}, page),
        "quotes.start": Act("coach", {}, page),
        "quotes.propose": Act("coach", {"at": "2026-03-16T14:30"}, page),
        "quotes.relay": Act("coach", {}, "/coaching"),
    }


def _talk(world: World) -> dict[str, Act]:
    talked = {"difficulty_id": world.talked_alice}
    page = f"/coaching/{world.talked_alice}"
    said = {name: words for name, words in CARD.items() if name != "title"}
    typed = {**said, "happened": "Elle était seule au comptoir."}
    return {
        "quotes.interview": Act("coach", {**typed, "act": "close"}, page, args=talked),
        "quotes.keep_interview": Act("coach", typed, args=talked, script=True),
        "quotes.guard_interview": Act("coach", typed, args=talked, script=True),
        "quotes.accepted_aloud": Act("coach", {}, f"{page}/aloud", args=talked),
    }


def _otherwise(world: World) -> dict[str, Act]:
    page = f"/coaching/{world.told_alice}/otherwise"
    danger = {"difficulty_id": world.danger_bruno}
    called = f"/coaching/{world.danger_bruno}/otherwise"
    draft = {"draft_id": world.talk_alice}
    return {
        "quotes.give": Act("coach", {"coach_id": str(world.people["nora"])}, page),
        "quotes.redirect_ask": Act("coach", {"to": "technical"}, page),
        "quotes.join": Act("coach", draft, page),
        "quotes.no_card": Act("coach", {"reason": "solved"}, page),
        "quotes.flag_abuse": Act("coach", {"summary": "Des insultes"}, page),
        "quotes.tell_danger": Act("coach", {}, page),
        "quotes.pass_danger": Act("coach", {"danger_to": "Samu, 112"}, called, args=danger),
        "quotes.offer_legal": Act("coach", {}, called, args=danger),
    }


def _own(world: World) -> dict[str, Act]:
    page = "/coaching/profile"
    return {
        "quotes.coach_away": Act("coach", DAYS, page),
        "quotes.coach_back": Act("coach", {}, page),
        "quotes.coach_impact": Act("coach", {"receipts": COACH_RECEIPTS}, page),
    }


def _write(world: World) -> dict[str, Act]:
    writing = {"draft_id": world.writing_karim}
    page = f"/drafts/{world.writing_karim}"
    sent = f"/drafts/{world.draft_alice}"
    return {
        "quotes.new_card": Act("coach", {}, "/drafts"),
        "quotes.save_draft": Act("coach", {**WORDS, "act": "send"}, page, FACETS, args=writing),
        "quotes.keep_draft": Act("coach", WORDS, "", FACETS, args=writing, script=True),
        "quotes.guard_draft": Act("coach", WORDS, "", FACETS, args=writing, script=True),
        "quotes.drop": Act("coach", {}, page, args=writing),
        "quotes.take_back": Act("coach", {}, sent),
        "quotes.coach_receipt": Act("coach", {}, sent),
    }


def _read(world: World) -> dict[str, Act]:
    marked, clean = {"draft_id": world.marked}, {"draft_id": world.clean}
    kept = {"key": world.passage, "reason": "Personne ne porte ce nom ici."}
    page = "/reading"
    return {
        "quotes.take_next": Act("new_coach", {}, page),
        "quotes.keep_passage": Act("coach", kept, page, args=marked),
        "quotes.send_back": Act("coach", {"note": "Dites-en moins."}, page, args=marked),
        "quotes.pass_card": Act("other_coach", {"guess": "impossible"}, page, args=clean),
    }
