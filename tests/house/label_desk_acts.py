"""One act per route of the label that writes, on head office's side and on the panel's."""

from functools import partial

from flask.testing import FlaskClient

from tests.assessment.pages import form_on
from tests.house.acts import Act, Fields
from tests.house.ground import House
from tests.house.world import World

OFFICER = "label_officer"
CHANGED = {"thresholds.gold": "2,5"}
ROW = frozenset({"over", "theirs"})


def acts(world: World) -> dict[str, Act]:
    """Return the act of each writing endpoint of grids, seasons, panels and figures."""
    return {
        **_programs(world),
        **_lines(world),
        **_grids(world),
        **_seasons(world),
        **_panels(world),
        **_awards(world),
        **_figures(world),
    }


def _programs(world: World) -> dict[str, Act]:
    page = "/labels/grids"
    name = {"name.fr": "Label des marchés"}
    english = frozenset({"name.en"})
    return {
        "labels.create_program": Act(OFFICER, {**name, "code": "markets"}, page, english),
        "labels.name_program": Act(OFFICER, name, page, english),
        "labels.start_grid": Act(OFFICER, {"year": "2030", "from": "2029-01-01"}, page),
    }


def _row(house: House, client: FlaskClient, url: str, page: str) -> Fields:
    """Return a row of the editor as its form shows it, one threshold raised."""
    form = form_on(client.get(page), url.removeprefix("http://localhost"))
    sent = form.sent(**CHANGED)
    kept = {name: values for name, values in sent.items() if name not in {"csrf_token", "_key"}}
    boxes = {"knockouts", "types", "na.allowed"}
    return {name: values for name, values in kept.items() if name not in boxes}


def _lines(world: World) -> dict[str, Act]:
    things = world.things
    page = f"/labels/grids/{things['grid_draft']}/edit"
    boxes = frozenset({"knockouts", "types", "na.allowed"}) | ROW
    line = f"/labels/grids/{things['grid_draft']}/criteria/{things['grid_line']}"
    return {
        "labels.save_criterion": Act(OFFICER, {}, line, boxes, fill=partial(_row, page=line)),
        "labels.add_criterion": Act(OFFICER, {"title": "Accueil en deux langues"}, page),
        "labels.remove_criterion": Act(OFFICER, {}, page),
        "labels.move_up": Act(OFFICER, {}, page),
        "labels.say_lineage": Act(
            OFFICER,
            {"relation": "reworded_not_equal", "before": things["grid_line"]},
            line,
            frozenset({"note"}),
        ),
        "labels.say_what_became": Act(
            OFFICER,
            {"relation": "reworded_not_equal", "into": things["grid_into"]},
            page,
            frozenset({"note"}),
        ),
    }


def _grids(world: World) -> dict[str, Act]:
    things = world.things
    draft = f"/labels/grids/{things['grid_draft']}"
    page = f"{draft}/edit"
    shares = {"quotas.bronze": "60", "quotas.silver": "75", "quotas.gold": "92", "na_limit": "20"}
    day = {"in_force_from": "2027-01-01"}
    return {
        "labels.save_settings": Act(
            OFFICER, {**shares, **day, "version": "1"}, page, frozenset({"quota_by_tenure"})
        ),
        "labels.remark": Act(OFFICER, {"body": "À revoir."}, page, frozenset({"criterion"})),
        "labels.close_remark": Act(OFFICER, {}, page),
        "labels.keep_simulation": Act(
            OFFICER,
            {},
            f"/labels/grids/{things['grid_plain']}/edit",
            args={"grid_id": things["grid_plain"]},
        ),
        "labels.warn_touched": Act(OFFICER, {}, f"{draft}/touched"),
        "labels.endorse_grid": Act(OFFICER, {}, page),
        "labels.publish_grid": Act(
            OFFICER,
            {},
            f"/labels/grids/{things['grid_sent']}/edit",
            frozenset({"solo_reason"}),
            args={"grid_id": things["grid_sent"]},
        ),
        "labels.start_erratum": Act(
            OFFICER, {}, f"/labels/grids/{things['grid']}", args={"grid_id": things["grid"]}
        ),
    }


def _seasons(world: World) -> dict[str, Act]:
    things = world.things
    ready, base = things["grid_ready"], "/labels/seasons"
    days = {
        "opens_on": "2026-01-01",
        "cut_off_on": "2027-01-31",
        "audit_by": "2027-03-31",
        "decide_by": "2027-04-30",
    }
    stores = f"{base}/{things['season']}/stores"

    def on(name: str) -> dict[str, str]:
        return {"season_id": things[name]}

    return {
        "labels.plan_season_now": Act(
            OFFICER,
            days,
            f"/labels/grids/{ready}/season",
            frozenset({"is_trial"}),
            args={"grid_id": ready},
        ),
        "labels.open_season": Act(
            OFFICER, {}, f"{base}/{things['season_planned']}", args=on("season_planned")
        ),
        "labels.propose_all": Act(
            OFFICER, {}, f"{base}/{things['seen_season']}", args=on("seen_season")
        ),
        "labels.close_season": Act(
            OFFICER, {}, f"{base}/{things['season_over']}", args=on("season_over")
        ),
        "labels.declare_group": Act(
            OFFICER,
            {"name": "Petits", "reason": "Trop peu de réponses.", "units": things["two_codes"]},
            stores,
        ),
        "labels.join_season": Act(OFFICER, {"unit": things["late_store"]}, stores),
    }


def _panels(world: World) -> dict[str, Act]:
    things = world.things
    base = "/labels/applications"

    def at(name: str) -> tuple[str, dict[str, str]]:
        return f"{base}/{things[name]}", {"application_id": things[name]}

    panel, on_panel = at("app_panel")
    seen, on_seen = at("app_seen")
    sent, on_sent = at("app_sent")
    waiting, on_waiting = at("waiting")
    iris = str(world.people["iris"])
    ask = {"auditor_id": iris, "mode": "onsite", "due_on": "2027-03-01"}
    return {
        "labels.vote_many": Act(
            OFFICER,
            {
                "application": things["app_panel"],
                f"level.{things['app_panel']}": "silver",
                "season": things["panel_season"],
            },
            f"{base}?season={things['panel_season']}&state=proposed",
        ),
        "labels.vote": Act(
            OFFICER, {"level": "silver"}, panel, frozenset({"reason"}), args=on_panel
        ),
        "labels.propose": Act(OFFICER, {}, seen, args=on_seen),
        "labels.audit_again": Act(OFFICER, {"again": "Une photo manque."}, seen, args=on_seen),
        "labels.assign_audit": Act(OFFICER, ask, sent, args=on_sent),
        "labels.end_audit": Act(OFFICER, {"ended": "Elle est partie."}, waiting, args=on_waiting),
        "labels.declare_works": Act(
            OFFICER, {"closed_on": "2026-02-01"}, sent, frozenset({"until"}), args=on_sent
        ),
        "labels.judge": Act(
            OFFICER,
            {"level": "silver", "answer": "Vu, le niveau reste."},
            f"/labels/appeals/{things['appeal']}",
        ),
        "labels.judge_late": Act(
            OFFICER,
            {"let_in": "yes", "answer": "Le magasin était fermé."},
            f"/labels/appeals/{things['late']}",
            args={"appeal_id": things["late"]},
        ),
        "labels.handle_concern": Act(
            OFFICER,
            {"revise": "no", "reason": "Sans effet."},
            f"/labels/seasons/{things['season_judged']}/concerns",
        ),
    }


def _awards(world: World) -> dict[str, Act]:
    page = f"/labels/awards/{world.things['worn']}"
    return {"labels.change_award": Act(OFFICER, {"act": "suspend", "reason": "Une plainte."}, page)}


def _figures(world: World) -> dict[str, Act]:
    things = world.things
    page = "/labels/figures"
    block = f"code\tvalue\tn\n{things['two_codes'].split()[0]}\t81\t30"
    return {
        "labels.declare_figure": Act(
            OFFICER,
            {
                "name.fr": "Visites mystère",
                "code": "mystery",
                "by": "Cabinet",
                "about": "visits",
                "unit": "percent",
                "direction": "up",
            },
            page,
            frozenset({"name.en"}),
        ),
        "labels.send_figures": Act(
            OFFICER,
            {
                "code": "satisfaction",
                "year": "2027",
                "as_of": "2026-03-01",
                "source": "Enquête",
                "subject": "customers",
                "block": block,
            },
            page,
            frozenset({"file"}),
        ),
        "labels.apply_figures": Act(
            OFFICER,
            {},
            f"{page}/files/{things['figures_read']}",
            args={"sent_id": things["figures_read"]},
        ),
        "labels.undo_figures": Act(
            OFFICER,
            {},
            f"{page}/files/{things['figures_applied']}",
            args={"sent_id": things["figures_applied"]},
        ),
    }
