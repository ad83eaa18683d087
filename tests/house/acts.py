"""One act per route that writes: who does it, on what, with which fields, from which page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.assessment.pages import form_on
from tests.house.ground import ANONYMOUS, House
from tests.house.places import address, arguments, rules
from tests.house.world import CODE, SECRET, World

Fields = Mapping[str, Any]
DAY = "2026-04-01"


@dataclass(frozen=True)
class Act:
    """A write that succeeds; ``page`` holds its form, ``reads`` the fields it may do without."""

    viewer: str
    fields: Fields = field(default_factory=dict)
    page: str = ""
    reads: frozenset[str] = frozenset()
    args: Fields = field(default_factory=dict)
    tablet: bool = False
    fill: Callable[[House, FlaskClient, str], Fields] | None = None
    script: bool = False
    """Sent by our script only; the page works without it."""


def _reads(*names: str) -> frozenset[str]:
    return frozenset(names)


def all_acts(world: World) -> dict[str, Act]:
    """Return the act of each writing endpoint."""
    from tests.house import (
        coaching_acts,
        desk_acts,
        label_acts,
        label_desk_acts,
        practice_acts,
        project_acts,
        telling_acts,
        visit_acts,
        word_acts,
    )

    return {
        **telling_acts.acts(world),
        **coaching_acts.acts(world),
        **desk_acts.acts(world),
        **label_acts.acts(world),
        **label_desk_acts.acts(world),
        **practice_acts.acts(world),
        **project_acts.acts(world),
        **visit_acts.acts(world),
        **_doors(world),
        **_own(world),
        **_inbox(world),
        **_entries(world),
        **_house(world),
        **_imports(world),
        **_people(world),
        **_places(world),
        **_agreements(world),
        **word_acts.acts(world),
        **_learning(world),
        **_quizzes(world),
    }


def _doors(world: World) -> dict[str, Act]:
    new = {"new_secret": "quatre mots encore plus doux"}
    return {
        "accounts.sign_in_now": Act(
            ANONYMOUS,
            {"who": world.numbers["alice"], "secret": SECRET, "next": "/"},
            "/sign-in",
            _reads("mine"),
        ),
        "accounts.demo_sign_in": Act(
            ANONYMOUS, {"who": str(world.people["demo"])}, "/sign-in", _reads("next")
        ),
        "accounts.forgotten_now": Act(ANONYMOUS, {"who": world.numbers["alice"]}, "/forgotten"),
        "accounts.slip_now": Act(ANONYMOUS, {"code": world.slip}, "/slip"),
        "accounts.invited_now": Act(
            ANONYMOUS, new, f"/in/{world.link}", _reads("mine", "code", "username")
        ),
        "accounts.choose_language": Act(ANONYMOUS, {"locale": "en"}, "/sign-in", _reads("next")),
        "accounts.sign_out": Act("employee", {}, "/profile"),
        "accounts.confirm_secret_now": Act(
            "administrator", {"secret": SECRET}, "/confirm", _reads("next")
        ),
        "tablet.enter": Act(
            ANONYMOUS,
            {"who": str(world.people["alice"]), "pin": CODE},
            "/tablet",
            _reads("next"),
            tablet=True,
        ),
        "tablet.awake": Act("tablet", script=True),
        "tablet.enrol_now": Act(
            "unit_manager",
            {"unit": str(world.units["nantes"]), "name": "Front"},
            "/tablet/enrol",
        ),
    }


def _own(world: World) -> dict[str, Act]:
    return {
        "accounts.close_one_notice": Act("employee", {}, "/profile", _reads("next")),
        "accounts.set_code": Act("employee", {"code": "7391"}, "/profile"),
        "accounts.remove_code": Act("employee", {}, "/profile"),
        "accounts.end_device": Act("employee", {}, "/profile"),
        "accounts.end_other_devices": Act("employee", {}, "/profile"),
        "accounts.save_preferences": Act(
            "employee", {"locale": "en", "theme": "dark", "rhythm": "4"}, "/profile"
        ),
        "accounts.change_secret": Act(
            "employee",
            {"secret": SECRET, "new_secret": "quatre mots encore plus doux"},
            "/profile",
        ),
        "first_steps.save_rhythm": Act(
            "employee", {"locale": "en", "rhythm": "5"}, "/first-steps/rhythm"
        ),
        "first_steps.begin": Act("dark", {}, "/first-steps/ready"),
        "help.ask": Act("unit_manager", {"from": "/team", "reach": "before ten"}, "/help"),
    }


def _inbox(world: World) -> dict[str, Act]:
    done = {"message_id": world.message_done_alice}
    return {
        "notifications.open_one": Act("employee", {}, "/inbox"),
        "notifications.set_aside": Act("employee", {}, "/inbox"),
        "notifications.take_back": Act("employee", {}, "/inbox", args=done),
        "notifications.read_all": Act("employee", {}, "/inbox"),
        "notifications.unread_all": Act("employee", {}, ""),
        "notifications.mute": Act("employee", {}, "/inbox/choices", _reads("from")),
        "notifications.unmute": Act("employee", {}, "/inbox/choices"),
    }


def _entries(world: World) -> dict[str, Act]:
    page = f"/entries?person={world.people['bruno']}"
    alice = {"person_id": str(world.people["alice"])}
    return {
        "entries.issue": Act("unit_manager", {"person": [str(world.people["bruno"])]}, page),
        "entries.send_link": Act("unit_manager", {}, page),
        "entries.reopen": Act("unit_manager", {}, "", args=alice),
        "entries.sign_out": Act(
            "unit_manager", {}, f"/entries?person={world.people['alice']}", args=alice
        ),
        "entries.revoke_tablet": Act("unit_manager", {}, page),
    }


def _house(world: World) -> dict[str, Act]:
    return {
        "help.settle": Act("administrator", {}, "/help/calls"),
        "policies.decide": Act(
            "administrator",
            {"value": "12", "reason": "Quieter doors"},
            "/policies/accounts.tries.account",
            _reads("valid_from"),
        ),
        "profiles.small_network_save": Act(
            "administrator",
            {"rules": ["core.panel.size"], "reason": "Few of us"},
            "/policies/small-network",
            _reads("valid_from"),
        ),
        "network.change_undo": Act("unit_manager", {}, f"/people/{world.people['bruno']}"),
    }


def _imports(world: World) -> dict[str, Act]:
    who = "administrator"
    block = "Matricule\tPrénom\tNom\tCode magasin\tMétier\nN950\tLia\tMoal\t0101\tSales assistant"
    columns = {
        "external_id": "0",
        "given_name": "1",
        "family_name": "2",
        "unit": "3",
        "position": "4",
    }
    return {
        "network.imports": Act(
            who, {"kind": "people", "block": block}, "/imports", _reads("complete", "as_of", "file")
        ),
        "network.imports_columns": Act(
            who,
            columns,
            f"/imports/{world.import_read}/columns",
            _reads("email", "since", "until", "locale", "manager"),
        ),
        "network.imports_again": Act(
            who, {"as_of": DAY}, f"/imports/{getattr(world, 'import')}", _reads("complete", "kind")
        ),
        "network.imports_fix": Act(who, {}, f"/imports/{getattr(world, 'import')}"),
        "network.imports_apply": Act(
            who, {}, f"/imports/{getattr(world, 'import')}", _reads("accept")
        ),
    }


def _people(world: World) -> dict[str, Act]:
    person, dina = world.people["bruno"], world.people["dina"]
    job = {
        "unit": str(world.units["rennes"]),
        "position": world.position,
        "on": DAY,
    }
    seen = "?see=1&" + "&".join(f"{k}={v}" for k, v in job.items())
    return {
        "network.people_new": Act(
            "unit_manager",
            {
                "given_name": "Lia",
                "family_name": "Moal",
                **job,
                "unit": str(world.units["nantes"]),
            },
            "/people/new",
            _reads("external_id", "email", "q"),
        ),
        "network.person_correct": Act(
            "administrator",
            {
                "given_name": "Bruno",
                "family_name": "Le Goff",
                "external_id": "T1",
                "email": "b@x.fr",
            },
            f"/people/{person}/correct",
        ),
        "network.person_move": Act(
            "regional_lead", job, f"/people/{person}/move{seen}", _reads("q")
        ),
        "network.person_job": Act(
            "regional_lead",
            {**job, "unit": str(world.units["nantes"])},
            f"/people/{person}/job",
            _reads("q"),
        ),
        "network.person_job_end": Act(
            "regional_lead", {"on": DAY}, f"/people/{person}/jobs/{world.job}/end"
        ),
        "network.person_leave": Act(
            "administrator", {"on": DAY}, f"/people/{person}/leave?see=1&on={DAY}"
        ),
        "network.person_mandate": Act(
            "unit_manager",
            {"kind": "deputy", "unit": str(world.units["nantes"]), "on": DAY},
            f"/people/{person}/mandate?see=1&kind=deputy&unit={world.units['nantes']}&on={DAY}",
            _reads("until", "backup", "q", "region"),
        ),
        "network.person_mandate_end": Act(
            "unit_manager", {"on": DAY}, f"/people/{dina}/mandates/{world.mandate}/end"
        ),
    }


def _agreements(world: World) -> dict[str, Act]:
    who = "administrator"
    new = {
        "employer": world.franchise,
        "reader": world.employer_own,
        "on": DAY,
        "reference": "Safe",
        "reason": "Training",
    }
    asked = "&".join(f"{k}={v}" for k, v in new.items())
    page = f"/agreements/{world.agreement}/end"
    return {
        "network.agreements_new": Act(who, new, f"/agreements/new?see=1&{asked}", _reads("until")),
        "network.agreements_end": Act(
            who, {"on": DAY, "reason": "Over"}, f"{page}?see=1&on={DAY}&reason=Over"
        ),
    }


def _places(world: World) -> dict[str, Act]:
    who, unit = "administrator", world.units["nantes"]
    link = {"what": "employer", "target": world.employer, "on": DAY}
    wave = {"capability": "project", "act": "light", "on": DAY}
    asked = "&".join(f"{k}={v}" for k, v in link.items())
    lit = "&".join(f"{k}={v}" for k, v in wave.items())
    described = {"code": "0999", "name": "Lille Fives", "zone": "Europe/Paris"}
    optional = ("city", "postcode", "channels", "unit_format")
    return {
        "network.units_new": Act(
            who,
            {**described, "kind": "store", "on": DAY},
            "/units/new",
            _reads("region", "brand", "employer", *optional),
        ),
        "network.unit_correct": Act(who, described, f"/units/{unit}/correct", _reads(*optional)),
        "network.unit_close": Act(who, {"on": DAY}, f"/units/{unit}/close?see=1&on={DAY}"),
        "network.unit_link": Act(who, link, f"/units/{unit}/link?see=1&{asked}"),
        "network.unit_wave": Act(
            who, wave, f"/units/{unit}/wave?see=1&{lit}", _reads("until", "region")
        ),
        "network.units_waves": Act(
            who, wave, f"/units/waves?see=1&{lit}", _reads("until", "region")
        ),
        "network.units_region_new": Act(
            who, {"code": "NORTH", "name": "North", "on": DAY}, "/regions/new", _reads("parent")
        ),
        "network.units_region_move": Act(
            who,
            {"parent": str(world.regions["east"]), "on": DAY},
            f"/regions/{world.regions['west']}/move",
        ),
    }


def _learning(world: World) -> dict[str, Act]:
    bruno = world.people["bruno"]
    return {
        "courses.lesson_continue": Act(
            "deputy",
            {"step": "1"},
            f"/lessons/{world.story}",
            _reads("version", "accepted"),
            args={"lesson_uid": world.story},
        ),
        "courses.lesson_second": Act("employee", {"second": "12"}, script=True),
        "courses.try_choose": Act(
            "employee", {"title": "Regarder la file"}, f"/lessons/{world.story}/end"
        ),
        "courses.try_answer": Act("employee", {"done": "yes"}, "/"),
        "courses.assign_save": Act(
            "learning_author",
            {"people": [str(world.people["karim"])], "due_on": DAY},
            f"/training/{world.path}/give?q=Benali",
            _reads("units", "q"),
        ),
        "courses.waive_save": Act(
            "unit_manager",
            {"reason": "Ten years of tills"},
            f"/team/people/{bruno}/lessons/{world.charter}/waive",
            args={"lesson_uid": world.charter},
        ),
        "courses.waive_undo": Act("unit_manager", {}, f"/team/people/{bruno}"),
        "courses.extra_time_save": Act(
            "unit_manager",
            {"unit": "percent", "amount": "33", "reason": "Reads slowly"},
            f"/team/people/{bruno}/time",
            _reads("quiz"),
        ),
        "courses.extra_time_end": Act("unit_manager", {}, f"/team/people/{bruno}"),
        "courses.proposal_decide": Act(
            "learning_author",
            {"choice": "add", "reason": "New law"},
            f"/training/versions/{world.proposal}",
        ),
        "courses.proposal_undo": Act(
            "learning_author", {}, f"/training/versions/{world.proposal_done}"
        ),
        "courses.assignment_undo": Act("unit_manager", {}, ""),
    }


def _first_choice(house: House, client: FlaskClient, url: str) -> Fields:
    """Return the fields of a question's form with its first choice made."""
    page = client.get(url.removesuffix("/draft"))
    form = form_on(page, "/1")
    name = next(name for name, offered in form.offered.items() if len(offered) > 1)
    sent = form.sent(**{name: form.offered[name][0]})
    return {k: v for k, v in sent.items() if k not in {"csrf_token", "_key"}}


def _quizzes(world: World) -> dict[str, Act]:
    quiz = f"/quizzes/{world.quiz}"
    review = f"/questions/answers/{world.attempt_alice}/{world.free}"
    return {
        "assessment.start": Act("employee", {}, "", args={"quiz_uid": world.story_quiz}),
        "assessment.answer": Act(
            "employee", {}, f"{quiz}/1", _reads("sequence", "move"), fill=_first_choice
        ),
        "assessment.draft": Act(
            "employee", {"sequence": "7"}, "", _reads("move"), fill=_first_choice, script=True
        ),
        "assessment.submit": Act("employee", {}, f"{quiz}/end"),
        "assessment.disagree": Act("employee", {"text": "Both are right."}, f"{quiz}/1/disagree"),
        "assessment.review": Act("learning_author", {"mark": "1", "comment": "Yes."}, review),
        "assessment.bank_key_save": Act(
            "learning_author",
            {"right": "shelf", "reason": "The shelf was right"},
            f"/questions/bank/{world.choice}/key?see=1&right=shelf&reason=The+shelf+was+right",
        ),
        "assessment.dispute": Act(
            "learning_author", {"answer": "You are right."}, f"/questions/disputes/{world.dispute}"
        ),
    }


# ---- doing them ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ready:
    """An act with its address and every field it sends."""

    endpoint: str
    rule: str
    act: Act
    url: str
    fields: Fields


def ready_acts(house: House) -> list[Ready]:
    """Return every act, ready to be sent; KeyError for a writing route without one."""
    acts = all_acts(house.world)
    return [_ready(house, rule, acts[rule.endpoint]) for rule in rules(house.app, writing=True)]


def ready_act(house: House, endpoint: str) -> Ready:
    """Return the act of one route, ready to be sent."""
    rule = next(one for one in rules(house.app, writing=True) if one.endpoint == endpoint)
    return _ready(house, rule, all_acts(house.world)[endpoint])


def _ready(house: House, rule: Rule, act: Act) -> Ready:
    values = {**arguments(house.world, rule), **act.args}
    url = address(house.app, rule, values)
    fields = act.fields
    if act.fill is not None:
        fields = {**act.fill(house, house.browser(act.viewer), url), **fields}
    return Ready(rule.endpoint, rule.rule, act, url, fields)


def armed(house: House, ready: Ready) -> tuple[FlaskClient, str]:
    """Return the browser of who acts, and its token."""
    client, token = house.armed(ready.act.viewer)
    if ready.act.tablet:
        client.set_cookie("lms_device", house.world.tablet_west)
    return client, token


def send(house: House, ready: Ready, *, key: str = "k", **extra: Any) -> TestResponse:
    """Do an act, with other fields at will."""
    client, token = armed(house, ready)
    data = {**extra, **ready.fields, "csrf_token": token, "_key": key}
    return client.post(ready.url, data=data)
