"""One act per route of the referential that writes."""

from tests.house.acts import Act
from tests.house.world import World

AUTHOR = "learning_author"


def acts(world: World) -> dict[str, Act]:
    """Return the act of each writing endpoint."""
    return {**_draft(world), **_room(world), **_read(world), **_follow(world)}


def _draft(world: World) -> dict[str, Act]:
    page = f"/referential/versions/{world.draft}/draft"
    mirror = f"/referential/versions/{world.management}/draft"
    at, tie = f"{page}?open=moment-accueil", f"{mirror}?open=mirror-moment-accueil"
    part = {"code": "accueil", "was": world.accueil, "name": "L'arrivée"}
    words = {"expectation": "Être vu", "emotion": "Bienvenu", "rituals": "Un mot", "clues": "Oui"}
    return {
        "referential.draft_start": Act(AUTHOR, {"kind": "service"}, "/referential/versions"),
        "referential.save_promise": Act(AUTHOR, {"promise": "Chacun compte ici."}, page),
        "referential.save_item": Act(AUTHOR, {**part, **words}, at, frozenset({"over"})),
        "referential.remove_item": Act(AUTHOR, {"code": "accueil", "was": world.accueil}, at),
        "referential.move_item": Act(AUTHOR, {"code": "accueil"}, at),
        "referential.say_mirror": Act(
            AUTHOR,
            {"kind": "moment", "service": "accueil", "by": "", "reason": "Rien de tel."},
            tie,
        ),
        "referential.say_origins": Act(
            AUTHOR,
            {"kind": "skill", "before": "saluer", "into": "voir", "note": "Plus large"},
            f"{page}?open=left-skill-saluer",
        ),
        "referential.save_translation": Act(
            AUTHOR,
            {"key": "moment:accueil.name", "was": "", "words": "Coming in"},
            f"/referential/versions/{world.draft}/languages/en",
            frozenset({"over", "reviewed"}),
        ),
        "referential.read_again": Act(
            AUTHOR,
            {"seen": f"promise.words@{world.told}"},
            f"/referential/versions/{world.draft}/languages/en",
        ),
        "referential.consult": Act(AUTHOR, {}, page),
        "referential.discard": Act(AUTHOR, {}, page),
    }


def _room(world: World) -> dict[str, Act]:
    page = f"/referential/versions/{world.draft}/workshop"
    said = {"moment": "Au départ", "expects": "Un merci", "feels": "Bien", "does": "Nommer"}
    return {
        "referential.workshop_people": Act(
            AUTHOR, {"frontline": "6", "managers": "2", "brand": "1"}, page
        ),
        "referential.workshop_say": Act(AUTHOR, {"group": "frontline", **said}, page),
        "referential.workshop_vote": Act(AUTHOR, {"hands": "1"}, page),
        "referential.workshop_regroup": Act(
            AUTHOR, {"title": "Le départ", "chosen": world.contribution}, page
        ),
        "referential.workshop_ungroup": Act(AUTHOR, {}, page),
        "referential.workshop_adopt": Act(AUTHOR, {"channel": "store"}, page),
        "referential.contribute_now": Act(
            "employee", {"kind": "service", **said}, "/referential/contribute"
        ),
    }


def _read(world: World) -> dict[str, Act]:
    page = f"/referential/versions/{world.cooperation}/consultation"
    return {
        "referential.reopen": Act(AUTHOR, {}, page),
        "referential.publish": Act(AUTHOR, {}, f"/referential/versions/{world.ready}/publish"),
        "referential.comment": Act("employee", {"about": "", "body": "Bien vu."}, page),
        "referential.comment_take_back": Act("employee", {}, page),
        "referential.comment_answer": Act(AUTHOR, {"answer": "Merci."}, page),
    }


def _follow(world: World) -> dict[str, Act]:
    page = f"/referential/coverage/{world.moment}/criterion"
    tied = {"source": "labels.criteria", "key": world.criterion}
    return {
        "referential.coverage_tie": Act(AUTHOR, tied, page),
        "referential.coverage_untie": Act(AUTHOR, tied, page),
        "referential.settle": Act(AUTHOR, {"note": "Gardée pour mémoire."}, "/referential/tasks"),
    }
