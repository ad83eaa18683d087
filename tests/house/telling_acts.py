"""One act per route of Quotes that writes, as the employee of a store does it."""

from tests.house.acts import Act
from tests.house.desks import RECEIPT
from tests.house.telling import DAYS
from tests.house.world import World


def acts(world: World) -> dict[str, Act]:
    """Return the act of each writing endpoint of the employee's side."""
    return {**_tell(), **_follow(world), **_read_again(world), **_library(world)}


def _tell() -> dict[str, Act]:
    asked = {"asked": "words", "words": "Je ne sais pas dire non.", "reach": "break"}
    more = frozenset({"theme", "moment", "urgency", "reach_note", "coach"})
    return {
        "quotes.send": Act("employee", asked, "/tell", more),
        "quotes.keep": Act("employee", asked, "", more, script=True),
        "quotes.near": Act("employee", {"words": "ticket"}, script=True),
        "quotes.forget": Act("employee"),
    }


def _follow(world: World) -> dict[str, Act]:
    page = f"/difficulties/{world.told_alice}"
    given = {"way": "choose", "coach_id": str(world.people["nora"])}
    return {
        "quotes.withdraw": Act("employee", {}, page),
        "quotes.set_reach": Act("employee", {"reach": "break", "reach_note": "Ici"}, page),
        "quotes.give_to": Act("employee", given, f"{page}/coach"),
        "quotes.go_legal": Act("employee", {}, page),
        "quotes.say_away": Act("employee", DAYS, "/difficulties"),
        "quotes.be_back": Act("employee", {}, "/difficulties"),
    }


def _read_again(world: World) -> dict[str, Act]:
    page = f"/difficulties/{world.carded_alice}/card"
    return {
        "quotes.shown": Act("employee", {}, page, frozenset({"quiet"})),
        "quotes.noted": Act("employee"),
        "quotes.accept": Act("employee", {}, page),
        "quotes.ask_change": Act("employee", {"note": "Un mot de moins."}, page),
        "quotes.refuse": Act("employee", {}, page),
    }


def _library(world: World) -> dict[str, Act]:
    page = f"/cards/{world.card}/mine"
    return {
        "quotes.card_read": Act("employee", script=True),
        "quotes.card_say": Act("employee", {"saying": "me_too", "on": "1"}, page),
        "quotes.card_keep": Act("employee", {"kind": "bookmark", "on": "1"}, page),
        "quotes.open_receipt": Act("employee", {"words": RECEIPT}, "/receipt"),
        "quotes.withdraw_card": Act("employee", {"words": RECEIPT}),
    }
