"""One act per route of practice that writes."""

from tests.house.acts import Act
from tests.house.world import World

WORDS = frozenset({"strength_of", "strength", "try_words", "try_on", "try_date", "facts"})


def acts(world: World) -> dict[str, Act]:
    """Return the act of each writing endpoint of observations, tries, skills and bravos."""
    return {**_watch(world), **_own(world), **_team(world), **_bravo(world)}


def _watch(world: World) -> dict[str, Act]:
    base = "/coaching/observations"
    sheet, told = f"{base}/{world.sheet_alice}/watch", f"{base}/{world.exchange_alice}"
    learnt = f"{base}/{world.learnt_alice}"
    counts = frozenset(
        {
            "tap",
            "observed_at",
            "told_at",
            "begun_at",
            "beside",
            "ended",
            *(f"seen.attitude.{uid}" for uid in world.attitudes.split()),
        }
    )
    corrected = {
        "facts": "Mieux dit",
        "strength": "Le regard",
        "try_words": "Je lève les yeux",
        "try_date": "2026-03-13",
    }
    begun = {
        "person": str(world.people["bruno"]),
        "sheet": "0f2b7f64-33a5-4d0e-9b57-6a5f4f0f4b11",
        "facts": "Un fait",
    }
    return {
        "coaching.observe_start_now": Act(
            "coach",
            {"person": str(world.people["bruno"])},
            "/coaching/observe",
            frozenset({"beside", "sheet"}),
        ),
        "coaching.observe_sheet_now": Act(
            "coach", {**begun, "act": "watched"}, "/coaching/observe/sheet", WORDS | counts
        ),
        "coaching.observe_sheet_keep": Act("coach", begun, reads=WORDS | counts, script=True),
        "coaching.observe_now": Act(
            "coach", {"act": "watched", "facts": "Un fait"}, sheet, WORDS | counts
        ),
        "coaching.observe_keep": Act(
            "coach", {"facts": "Un fait"}, reads=WORDS | counts, script=True
        ),
        "coaching.observe_cancel": Act("coach", {}, "/coaching/observe"),
        "coaching.correct_now": Act("coach", corrected, f"{told}/correct", WORDS),
        "coaching.confirm_beside": Act("coach", {}, learnt),
        "coaching.acknowledge": Act("employee", {}, told),
        "coaching.reply": Act("employee", {"words": "Merci"}, told),
    }


def _own(world: World) -> dict[str, Act]:
    levels = {f"level.{uid}": "2" for uid in world.practices.split()}
    return {
        "coaching.try_now": Act(
            "employee",
            {"words": "Je dis un délai"},
            "/coaching/me",
            frozenset({"goal", "observation"}),
        ),
        "coaching.goal_answer": Act(
            "employee", {"answer": "done"}, "/coaching/me", frozenset({"why"})
        ),
        "coaching.goal_drop": Act("employee", {}, "/coaching/me"),
        "coaching.skills_now": Act("employee", levels, "/coaching/me"),
    }


def _team(world: World) -> dict[str, Act]:
    person = f"/coaching/people/{world.people['bruno']}"
    uids = world.practices.split()
    return {
        "coaching.focus_now": Act(
            "unit_manager", {"skill": uids[:1]}, f"/coaching/team/{world.units['nantes']}"
        ),
        "coaching.measure_now": Act("unit_manager", {f"level.{uids[0]}": "1"}, person),
        "coaching.skill_targets_now": Act(
            "administrator",
            {f"level.{uids[0]}": "3"},
            "/coaching/targets",
            frozenset({"position", "undo"}),
        ),
        "coaching.propose_try": Act(
            "unit_manager", {"words": "Dire le prénom"}, person, frozenset({"on"})
        ),
    }


def _bravo(world: World) -> dict[str, Act]:
    said = {
        "person": [str(world.people["bruno"])],
        "attitude": world.attitudes.split()[0],
        "words": "Merci pour ce matin.",
        "visibility": "team",
    }
    return {
        "coaching.bravo_now": Act("employee", said, "/bravo", frozenset({"q"})),
        "coaching.bravo_withdraw": Act("employee", {}, "/bravo/mine"),
        "coaching.bravo_report": Act("employee", {}, "/bravo/mine"),
        "coaching.bravo_consent": Act("employee", {"agrees": "yes"}, "/bravo/mine"),
        "coaching.bravo_judge": Act("administrator", {"act": "hide"}, "/bravo/reported"),
    }
