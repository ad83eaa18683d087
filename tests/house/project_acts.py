"""One act per route of projects that writes."""

from tests.house import governance_acts
from tests.house.acts import Act
from tests.house.ground import ANONYMOUS
from tests.house.world import World

MANAGER = "unit_manager"


def acts(world: World) -> dict[str, Act]:
    """Return the act of each writing endpoint of projects."""
    return {
        **_lead(world),
        **_look(world),
        **_act(world),
        **_flow(world),
        **_morning(world),
        **governance_acts.acts(world),
    }


def _lead(world: World) -> dict[str, Act]:
    store = f"/store/{world.units['nantes']}/project"
    base = f"/store/projects/{world.project_alice}"
    framed = {
        "meaning": "Le sens", "metric": "Salués", "count": "10", "of": "40", "target": "70",
        "due_on": "2026-12-01",
    }  # fmt: skip
    return {
        "projects.open_project": Act(MANAGER),
        "projects.frame_save": Act(MANAGER, framed, f"{base}/frame"),
        "projects.move": Act(MANAGER, {"reason": "Travaux"}, store),
        "projects.waive_save": Act(
            "regional_lead", {"item": "section:skills", "reason": "Petite équipe"}, f"{base}/waive"
        ),
        "projects.review_save": Act(
            MANAGER, {"count": "20", "of": "40", "kept": "Le sourire"}, f"{base}/review",
            frozenset({"changed"}),
        ),
    }  # fmt: skip


def _look(world: World) -> dict[str, Act]:
    base = f"/store/projects/{world.project_alice}"
    hand = f"/store/points/{world.point_alice}/hand"
    written = frozenset({"moment", "count", "example", "checked"})
    return {
        "projects.voice_add": Act("employee", {"words": "Le froid"}, f"{base}/voice", written),
        "projects.irritant_show": Act(
            "employee", {"example": "« Brr »", "checked": "1"}, f"{base}/voice"
        ),
        "projects.irritant": Act(MANAGER, {}, f"{base}/voice", frozenset({"moment"})),
        "projects.section_move": Act(MANAGER, {"synthesis": "Ils attendent"}, f"{base}/voice"),
        "projects.escalate_save": Act(
            MANAGER, {"to": str(world.people["rachel"]), "due_on": "2026-04-30"}, hand
        ),
        "projects.escalation_answer": Act(
            "regional_lead", {"answer": "Une caisse arrive"}, "/store/handed"
        ),
        "projects.zones": Act(MANAGER, {"zones": "Vitrine\nCaisse"}, f"{base}/walk"),
        "projects.walk_give": Act(
            "employee", {f"zone.{world.zone_alice}": "1"}, f"{base}/walk/sight",
            frozenset({f"note.{world.zone_alice}", f"face.{world.zone_alice}"}),
        ),
        "projects.walk_photo_remove": Act(
            MANAGER, {}, f"/store/projects/{world.before_alice}/walk"
        ),
    }  # fmt: skip


def _act(world: World) -> dict[str, Act]:
    base = f"/store/projects/{world.project_alice}"
    unit = f"/store/{world.units['nantes']}"
    who, line = str(world.people["alice"]), frozenset({"point", "about", "idea"})
    taken = {"owner": who, "due": "2026-04-01"}
    return {
        "projects.effort": Act("employee", {"effort": "La caisse"}, f"{base}/plan"),
        "projects.action_add": Act(
            MANAGER, {"when": "Quand", "do": "je", "point": world.point_alice, "owner": who,
                      "due": "2026-03-26"}, f"{base}/actions/new", line,
        ),
        "projects.action_move": Act(
            MANAGER, taken, f"/store/actions/{world.action_alice}",
            frozenset({"effect", "reason", "proof"}),
        ),
        "projects.ritual_add": Act(
            MANAGER, {"name": "Point", "minutes": "5", "weekdays": ["2"], "every": "week"},
            f"{unit}/rituals", frozenset({"place"}),
        ),
        "projects.ritual_mark": Act(
            "employee", {"on": "2026-03-12"}, f"{unit}/rituals", frozenset({"reason"})
        ),
        "projects.ritual_end": Act(MANAGER, {}, f"{unit}/rituals"),
        "projects.closure_add": Act(
            MANAGER, {"first": "2026-04-06", "last": "2026-04-06", "reason": "Lundi"},
            f"{unit}/closures",
        ),
        "projects.closure_end": Act(MANAGER, {}, f"{unit}/closures"),
        "projects.opening": Act(MANAGER, {"weekdays": ["1", "2"]}, f"{unit}/closures"),
    }  # fmt: skip


def _flow(world: World) -> dict[str, Act]:
    flows = f"/store/{world.units['nantes']}/flows"
    posts = f"/store/{world.units['nantes']}/functions"
    channel = {"channel": "store"}
    return {
        "projects.paint": Act(
            "employee", {**channel, "shade": "3", "square": ["1-10"]}, flows,
            frozenset({"day", "hour"}),
        ),
        "projects.reference": Act(MANAGER, {}, flows),
        "projects.sample": Act(
            "employee", {**channel, "on": "2026-03-11", "hour": "17", "count": "22"}, flows
        ),
        "projects.sample_remove": Act("employee", {}, flows),
        "projects.counts_save": Act(
            "employee", {**channel, "on": "2026-03-11", "n.34.0": "12"}, f"{flows}/counts",
            frozenset({f"n.{slot}.0" for slot in range(16, 44)}),
        ),
        "projects.week_flag": Act(
            MANAGER, {"reason": "Soldes"}, f"{flows}/counts", frozenset({"back"})
        ),
        "projects.flow_import": Act(
            MANAGER, {**channel, "block": "jour;heure;clients\n03/03/2026;17:00;4"},
            f"{flows}/counts", frozenset({"file"}),
        ),
        "projects.flow_apply": Act(MANAGER, channel, f"{flows}/files/{world.till_alice}"),
        "projects.function_add": Act(
            MANAGER, {"name": "Retrait", "handling": "150", "share": "10"}, posts,
            frozenset({"channel"}),
        ),
        "projects.function_remove": Act(MANAGER, {}, posts),
        "projects.holders": Act(
            MANAGER, {f"able.{world.people['alice']}": "alone"}, posts,
            frozenset({f"able.{world.people[n]}" for n in ("bruno", "dina", "marion", "demo")}),
        ),
    }  # fmt: skip


def _morning(world: World) -> dict[str, Act]:
    brief = f"/store/{world.units['nantes']}/brief"
    paired = {"unit": str(world.units["nantes"]), "code": world.things["screen_code"]}
    return {
        "projects.brief_swap": Act("employee", {"shown": "card:none"}, brief),
        "projects.brief_done": Act("employee", {"on": "2026-03-12"}, brief),
        "projects.brief_undo": Act("employee"),
        "projects.screen_ask": Act(ANONYMOUS, {}, "/screen"),
        "projects.screen_enrol": Act(MANAGER, paired, "/screens", frozenset({"name"})),
        "projects.screen_revoke": Act(MANAGER, {}, "/screens"),
    }
