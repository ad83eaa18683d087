"""One act per route of the label that writes, on a store's side."""

from tests.house.acts import Act
from tests.house.labels import uids
from tests.house.world import World

SHOWN = frozenset({"photo", "file", "effective_on", "expires_on"})


def acts(world: World) -> dict[str, Act]:
    """Return the act of each writing endpoint of stores, reviewers and auditors."""
    return {**_store(world), **_evidence(world), **_audit(world)}


def _names(world: World) -> frozenset[str]:
    every = uids(world, "criterion", "typed", "drive", "ritual")
    return frozenset(f"{kind}.{uid}" for uid in every for kind in ("value", "met", "na", "reason"))


def _store(world: World) -> dict[str, Act]:
    things = world.things
    base = "/labels/applications"
    said = {f"value.{uid}": "2" for uid in uids(world, "typed")}
    judged = {"application_id": things["judged"]}
    appealed = f"{base}/{things['again']}/appeal"
    return {
        "labels.assess_now": Act(
            "unit_manager", said, f"{base}/{things['application']}/say", _names(world)
        ),
        "labels.submit": Act("unit_manager", {}, f"{base}/{things['application']}/say"),
        "labels.take_back": Act(
            "unit_manager",
            {},
            f"{base}/{things['waiting']}/say",
            args={"application_id": things["waiting"]},
        ),
        "labels.ask_again_now": Act(
            "unit_manager",
            {"grounds": "Une visite manque."},
            f"{base}/{things['judged']}/appeal",
            frozenset({"late_evidence"}),
            args=judged,
        ),
        "labels.take_appeal_back": Act("unit_manager", {}, appealed),
    }


def _evidence(world: World) -> dict[str, Act]:
    things = world.things
    note = {"note": "Vu au comptoir ce matin."}
    piece = f"/labels/evidence/{things['evidence']}"
    criterion = f"/labels/applications/{things['application']}/criteria/{things['criterion']}"
    return {
        "labels.add_evidence": Act("unit_manager", note, criterion, SHOWN),
        "labels.add_revision": Act("unit_manager", note, piece, SHOWN),
        "labels.withdraw_evidence": Act("unit_manager", {}, piece),
        "labels.review_evidence": Act(
            "regional_lead", {"verdict": "approved"}, piece, frozenset({"reason"})
        ),
    }


def _audit(world: World) -> dict[str, Act]:
    page = f"/labels/audits/{world.things['audit']}"
    uid, more = world.things["seen"], frozenset({"held_on", "minutes"})
    names = frozenset(
        f"{kind}.{one}"
        for one in world.things["all_seen"].split()
        for kind in ("value", "met", "na", "reason")
    )
    return {"labels.hold_audit": Act("label_officer", {f"value.{uid}": "2"}, page, names | more)}
