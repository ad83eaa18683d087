"""One act per route of visits that writes."""

from lms.coaching.rules.dashboards import PARTS
from lms.coaching.rules.ratings import QUESTIONS
from tests.house.acts import Act
from tests.house.world import World

STEP = frozenset({"again", "obstacle", "next_words", "next_owner_id", "next_due"})


def acts(world: World) -> dict[str, Act]:
    """Return the act of each writing endpoint of days, dashboards and opinions."""
    coming = f"/coaching/days/{world.visit_coming_alice}"
    over = f"/coaching/days/{world.visit_over_alice}/{world.side_over_alice}"
    visit = f"/coaching/days/{world.visit_over_alice}"
    planned = {"unit_id": str(world.units["nantes"]), "business_date": "2026-04-02"}
    return {
        "coaching.plan_now": Act("coach", planned, "/coaching/days/new", frozenset({"goals"})),
        "coaching.move_day": Act(
            "coach",
            {"moved_to": "2026-04-09"},
            coming,
            frozenset({"reason", "replacement", "missed_by"}),
            args={"act": "move"},
        ),
        "coaching.dashboard_keep": Act(
            "coach", {f"stage.{part}": "2" for part in PARTS}, f"{over}/dashboard", STEP
        ),
        "coaching.rate_now": Act(
            "unit_manager",
            dict.fromkeys(QUESTIONS, "4"),
            f"{over}/rate",
            frozenset({"signed", "confidential", "kind"}),
        ),
        "coaching.conflict": Act(
            "coach", {"kind": "friend", "rater_id": str(world.people["marion"])}, visit
        ),
        "coaching.conflict_answer": Act(
            "unit_manager", {}, "/coaching/visits", args={"act": "confirm"}
        ),
    }
