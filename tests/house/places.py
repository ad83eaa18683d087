"""Addresses of the house: what stands for each ``<argument>`` of a route, here and in the east."""

from collections.abc import Iterator
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from tests.house.world import World

READING = frozenset({"GET", "HEAD", "OPTIONS"})


def own(world: World) -> dict[str, str]:
    """Return what an argument is by default: something of the west."""
    things = world.things
    return {
        "person_id": str(world.people["bruno"]),
        "unit_id": str(world.units["nantes"]),
        "region_id": str(world.regions["west"]),
        "job_id": things["job"],
        "mandate_id": things["mandate"],
        "change_id": things["change"],
        "import_id": things["import"],
        "line": things["line"],
        "field": things["field"],
        "outcome": "created",
        "form": "csv",
        "assignment_id": things["assignment"],
        "batch_id": things["batch_west"],
        "device_id": things["device_west"],
        "session_id": things["session_alice"],
        "notice_id": things["notice_alice"],
        "message_id": things["message_alice"],
        "at": "1000000",
        "request_id": things["call_alice"],
        "mail_id": things["mail"],
        "file_id": things["photo_alice"],
        "name": "a.jpg",
        "proposal_id": things["proposal"],
        "completion_id": things["waiver"],
        "extra_id": things["extra"],
        "agreement_id": things["agreement"],
        "difficulty_id": things["told_alice"],
        "absence_id": things["away_alice"],
        "card_id": things["card"],
        "draft_id": things["draft_alice"],
        "gap_id": things["gap"],
        "removal_id": things["removal"],
        "lesson_uid": things["lesson"],
        "quiz_uid": things["quiz"],
        "step": "1",
        "path_uid": things["path"],
        "dispute_id": things["dispute"],
        "attempt_id": things["attempt_alice"],
        "question_uid": things["free"],
        "try_id": things["try_alice"],
        "version_id": things["published"],
        "uid": things["item"],
        "code": "accounts.tries.account",
        "topic": "sign-in",
        "token": things["link"],
        "page": "lesson",
        "application_id": things["application"],
        "criterion_uid": things["criterion"],
        "evidence_id": things["evidence"],
        "audit_id": things["audit"],
        "appeal_id": things["appeal"],
        "award_code": things["award"],
        "document": "issuer",
        "award_id": things["worn"],
        "concern_id": things["concern"],
        "program_id": things["program"],
        "grid_id": things["grid_draft"],
        "season_id": things["season"],
        "comment_id": things["grid_remark"],
        "theme_id": things["put_together"],
        "contribution_id": things["contribution"],
        "task_id": things["task"],
        "sent_id": things["figures_read"],
        "observation_id": things["exchange_alice"],
        "goal_id": things["goal_alice"],
        "bravo_id": things["thanked_alice"],
        "day_id": things["visit_over_alice"],
        "day_coach_id": things["side_over_alice"],
        "conflict_id": things["close_alice"],
        "project_id": things["project_alice"],
        "irritant_id": things["point_alice"],
        "action_id": things["action_alice"],
        "ritual_id": things["ritual_alice"],
        "closure_id": things["closure_alice"],
        "sample_id": things["sample_alice"],
        "function_id": things["function_alice"],
        "screen_id": things["screen_alice"],
        "pilot_id": things["pilot_alice"],
        "capability": "project",
        "part": "card",
        "sense": "sight",
        "told": "held",
        "key": "2026-W10",
        "locale": "en",
        "action": "suspend",
        "act": "move",
        "coach_id": str(world.people["karim"]),
    }


def special(world: World) -> dict[str, dict[str, str]]:
    """Return, by endpoint, the arguments that differ from the default."""
    things = world.things
    draft = {"version_id": things["draft"]}
    carded = {"difficulty_id": things["carded_alice"]}
    return {
        **{f"quotes.{name}": carded for name in READ_AGAIN},
        "quotes.aloud": {"difficulty_id": things["talked_alice"]},
        "quotes.coach_back": {"absence_id": things["away_karim"]},
        "network.person_mandate_end": {"person_id": str(world.people["dina"])},
        "network.imports_columns": {"import_id": things["import_read"]},
        **{f"referential.{name}": draft for name in WRITTEN},
        **{f"referential.{n}": {**draft, "what": "moment"} for n in ("save_item", "remove_item")},
        "referential.move_item": {**draft, "what": "moment"},
        "referential.say_mirror": {"version_id": things["management"]},
        **{f"referential.{name}": {"version_id": things["cooperation"]} for name in READ},
        "referential.publish": {"version_id": things["ready"]},
        **{f"referential.comment_{n}": {"comment_id": things["said_alice"]} for n in SAID},
        **{
            f"referential.coverage_{name}": {"uid": things["moment"], "column": "criterion"}
            for name in ("cell", "tie", "untie")
        },
        "courses.lesson_end": {"lesson_uid": things["story"]},
        "courses.try_choose": {"lesson_uid": things["story"]},
        "courses.waive": {"lesson_uid": things["charter"]},
        "courses.waive_save": {"lesson_uid": things["charter"]},
        "courses.proposal_undo": {"proposal_id": things["proposal_done"]},
        "assessment.bank_key": {"question_uid": things["choice"]},
        "assessment.bank_key_save": {"question_uid": things["choice"]},
        "assessment.result": {"quiz_uid": things["story_quiz"]},
        "notifications.take_back": {"message_id": things["message_done_alice"]},
        "labels.take_back": {"application_id": things["waiting"]},
        "labels.ask_again": {"application_id": things["judged"]},
        "labels.ask_again_now": {"application_id": things["judged"]},
        **{f"labels.{name}": {"uid": things["grid_line"]} for name in LINES},
        "labels.say_what_became": {"uid": things["grid_gone"]},
        **{f"coaching.{name}": {"observation_id": things["sheet_alice"]} for name in SHEET},
        "coaching.confirm_beside": {"observation_id": things["learnt_alice"]},
        "coaching.goal_drop": {"goal_id": things["offer_alice"]},
        "coaching.bravo_withdraw": {"bravo_id": things["thanks_alice"]},
        "coaching.bravo_judge": {"bravo_id": things["flagged_alice"]},
        "coaching.move_day": {"day_id": things["visit_coming_alice"]},
        "coaching.conflict_answer": {"act": "confirm"},
        "projects.irritant": {"act": "leave"},
        "projects.pilot_end": {"act": "fail"},
        "projects.region_action_move": {"action_id": things["own_action_alice"], "act": "begin"},
        "projects.go_check": {"code": "understood"},
        **{f"projects.{n}": {"project_id": things["own_project_alice"]} for n in OWN},
        "projects.region_part": {
            "project_id": things["own_project_alice"],
            "code": "owe",
            "act": "keep",
        },
        "projects.escalation_answer": {"irritant_id": things["handed_alice"]},
        "projects.section_move": {"code": "voice", "act": "keep"},
        "projects.action_move": {"act": "assign"},
        "projects.flow_file": {"file_id": things["till_alice"]},
        "projects.flow_apply": {"file_id": things["till_alice"]},
        "projects.walk_photo_remove": {"file_id": things["heard_alice"]},
        "projects.kit_file": {"code": "quiz"},
        "labels.plan_season": {"grid_id": things["grid_ready"]},
        "notifications.mute": {"code": "courses.late"},
        "notifications.unmute": {"code": "courses.path_finished"},
    }


WRITTEN = (
    "draft",
    "translate",
    "save_translation",
    "read_again",
    "discard",
    "consult",
    "save_promise",
    "say_origins",
    "workshop",
    "workshop_people",
    "workshop_say",
    "workshop_regroup",
)
OWN = (
    "region_frame",
    "region_frame_save",
    "region_move",
    "region_action_add",
    "region_review",
    "region_review_save",
)
READ = ("consultation", "comment", "reopen")
SAID = ("answer", "take_back")
LINES = ("edit_criterion", "save_criterion", "remove_criterion", "move_up", "say_lineage")
SHEET = ("observe", "observe_now", "observe_keep", "observe_cancel")
READ_AGAIN = ("preview", "shown", "cleared", "noted", "accept", "ask_change", "refuse")

EAST = {
    "difficulty_id": "told_yann",
    "absence_id": "away_yann",
    "draft_id": "draft_yann",
    "job_id": "job_east",
    "mandate_id": "mandate_east",
    "change_id": "change_east",
    "assignment_id": "assignment_east",
    "batch_id": "batch_east",
    "device_id": "device_east",
    "session_id": "session_yann",
    "notice_id": "notice_yann",
    "message_id": "message_yann",
    "request_id": "call_yann",
    "file_id": "photo_yann",
    "try_id": "try_yann",
    "attempt_id": "attempt_yann",
    "dispute_id": "dispute_yann",
    "completion_id": "waiver_east",
    "extra_id": "extra_east",
    "application_id": "application_east",
    "evidence_id": "evidence_east",
    "audit_id": "audit_east",
    "appeal_id": "appeal_east",
    "award_id": "worn_east",
    "concern_id": "concern_east",
    "observation_id": "exchange_yann",
    "goal_id": "goal_yann",
    "bravo_id": "thanked_yann",
    "day_id": "visit_over_yann",
    "day_coach_id": "side_over_yann",
    "conflict_id": "close_yann",
    "project_id": "project_yann",
    "irritant_id": "point_yann",
    "action_id": "action_yann",
    "ritual_id": "ritual_yann",
    "closure_id": "closure_yann",
    "sample_id": "sample_yann",
    "function_id": "function_yann",
    "screen_id": "screen_yann",
    "pilot_id": "pilot_yann",
}


TWINS = {"alice": "yann", "bruno": "erin", "karim": "nora"}
"""Who in the east has what somebody of the west has."""


def twin(world: World, value: str) -> str | None:
    """Return what stands in the east as ``value`` does in the west: the same thing, as far along."""
    for name, thing in world.things.items():
        kind, _line, who = name.rpartition("_")
        if thing == value and who in TWINS:
            return world.things.get(f"{kind}_{TWINS[who]}")
    return None


def arguments(world: World, rule: Rule) -> dict[str, str]:
    """Return what stands for the arguments of a rule; KeyError for one nobody thought of."""
    known = {**own(world), **special(world).get(rule.endpoint, {})}
    return {name: known[name] for name in rule.arguments}


def address(app: Flask, rule: Rule, values: dict[str, Any]) -> str:
    """Return the address of a rule with its arguments filled."""
    with app.test_request_context():
        converted = {n: rule._converters[n].to_python(str(v)) for n, v in values.items()}
        built = rule.build(converted)
    assert built is not None, rule
    return built[1]


def rules(app: Flask, *, writing: bool) -> Iterator[Rule]:
    """Yield the rules that write, or those that are read."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda r: (r.rule, sorted(r.methods or ()))):
        methods = set(rule.methods or ())
        if (methods - READING) if writing else ("GET" in methods):
            yield rule
