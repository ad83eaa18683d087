"""One act per route of the desk of cards that writes."""

from tests.house.acts import Act
from tests.house.coaching_acts import WORDS
from tests.house.world import World

ENGLISH = {
    "title": "A queue",
    "situation": "A customer waits.",
    "say": "I am all yours.",
    "gesture": "Nod.",
}


def acts(world: World) -> dict[str, Act]:
    """Return the act of each writing endpoint of the desks."""
    return {**_cards(world), **_removals(), **_judging(world), **_opening(), **_signing()}


def _cards(world: World) -> dict[str, Act]:
    who, page = "learning_author", f"/desk/cards/{world.card}"
    better = {"by": f"https://comptoir.test/cards/{world.better}"}
    stale, retired = {"card_id": world.stale}, {"card_id": world.retired}
    holds = {"theme_uid": world.theme}
    return {
        "quotes.ask_removal": Act(who, {"reason": "Elle est fausse."}, page),
        "quotes.supersede": Act(who, better, page),
        "quotes.retire": Act(who, {}, page),
        "quotes.translate": Act(who, {**ENGLISH, "locale": "en"}, page),
        "quotes.restore": Act(who, {}, f"/desk/cards/{world.retired}", args=retired),
        "quotes.confirm_stale": Act(
            who, holds, f"/desk/cards/{world.stale}", frozenset({"moment_uid"}), args=stale
        ),
    }


def _removals() -> dict[str, Act]:
    return {
        "quotes.agree_to_removal": Act("privacy_officer", {}, "/desk/cards"),
        "quotes.decline_removal": Act("privacy_officer", {}, "/desk/cards"),
    }


def _judging(world: World) -> dict[str, Act]:
    abuse = {"difficulty_id": world.abuse_bruno}
    return {
        "quotes.judge_abuse": Act("privacy_officer", {"upheld": "1"}, "/desk/abuse", args=abuse),
        "quotes.handle_gap": Act("learning_author", {"act": "take"}, "/desk/gaps"),
    }


def _opening() -> dict[str, Act]:
    contact = {"code": "legal", "name": "Maître Roy", "reach": "01 02 03 04 05"}
    return {
        "quotes.set_contact": Act("administrator", contact, "/desk/opening"),
        "quotes.open_library": Act("administrator", {}, "/desk/opening"),
    }


def _signing() -> dict[str, Act]:
    return {
        "quotes.sign_now": Act(
            "unit_manager", WORDS, "/desk/sign", frozenset({"theme_uid", "moment_uid"})
        )
    }
