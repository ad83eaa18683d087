"""One act per route that leads a region: its pilot, its own project, its waves."""

from tests.house.acts import Act
from tests.house.world import World

LEAD = "regional_lead"


def acts(world: World) -> dict[str, Act]:
    """Return the act of each writing endpoint of governance."""
    return {**_pilots(world), **_own(world), **_waves(world)}


def _pilots(world: World) -> dict[str, Act]:
    page = f"/regions/{world.regions['west']}/pilots"
    karim = {"people": [str(world.people["karim"])]}
    day = "2026-03-12"
    return {
        "projects.pilot_choose": Act(LEAD, {"unit": str(world.units["rennes"]), **karim}),
        "projects.pilot_team": Act(LEAD, karim, page),
        "projects.pilot_tell": Act(
            LEAD, {"visit": day, "observation": day, "debrief": day, "change": "Le samedi"}, page
        ),
        "projects.pilot_end": Act(LEAD, {"reason": "Travaux"}, page, frozenset({"changes"})),
        "projects.pilot_waive_now": Act(
            "administrator", {"reason": "Deux magasins"}, f"{page}/lift"
        ),
    }


def _own(world: World) -> dict[str, Act]:
    page = f"/regions/{world.regions['west']}/project"
    base = f"/regions/projects/{world.things['own_project_alice']}"
    framed = {
        "meaning": "Le sens", "metric": "Visites", "count": "10", "of": "40", "target": "70",
        "due_on": "2026-12-01",
    }  # fmt: skip
    line = {
        "about": "owe", "when": "Quand", "do": "nous", "owner": str(world.people["karim"]),
        "due": "2026-04-01",
    }  # fmt: skip
    told = frozenset({"effect", "reason", "proof"})
    answer = f"/store/{world.units['nantes']}/region"
    return {
        "projects.region_open": Act(LEAD),
        "projects.region_frame_save": Act(LEAD, framed, f"{base}/frame"),
        "projects.region_move": Act(LEAD, {"reason": "Travaux"}, page),
        "projects.region_part": Act(LEAD, {"words": "Une réponse le jour même"}, page),
        "projects.region_action_add": Act(LEAD, line, page),
        "projects.region_action_move": Act(LEAD, {}, page, told),
        "projects.region_review_save": Act(
            LEAD, {"count": "20", "of": "40", "kept": "Le lundi"}, f"{base}/review",
            frozenset({"changed"}),
        ),
        "projects.region_answer_now": Act("unit_manager", {"q1": "4", "q2": "3"}, answer),
    }  # fmt: skip


def _waves(world: World) -> dict[str, Act]:
    page = f"/waves/{world.regions['west']}/project"
    return {
        "projects.go_check": Act(
            LEAD, {"num": "4", "den": "5", "source": "Nantes"}, page, frozenset({"cause"})
        ),
        "projects.go_decide": Act(
            LEAD,
            {"decision": "no_go", "live_on": "2026-04-01", "reason": "Deux magasins attendent"},
            page,
        ),
    }
