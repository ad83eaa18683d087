"""T02, nearer: what belongs to a colleague or to the next store, and what is gone, is not there either.

The far side (another region) is in :mod:`tests.house.test_scope`; here are a colleague of the same
store, a store of the same region, an erased person, a tablet taken away.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest

from lms.accounts.models import Device
from lms.accounts.rules.limits import Kind
from lms.accounts.rules.notices import NoticeKind
from lms.accounts.services.devices import enrol_device, revoke_device
from lms.accounts.services.invitations import issue_slips
from lms.accounts.services.notices import tell
from lms.accounts.services.people import erase_person
from lms.accounts.services.sessions import open_session
from lms.core import files
from lms.core.access import Role
from lms.core.db import session
from lms.courses.services import assigning, tries
from lms.labels.models import Application
from lms.labels.queries.applications import get_applied
from lms.labels.services import seasons, showing
from lms.network import services
from lms.network.models import Unit
from lms.quotes.rules.facets import Asked
from lms.quotes.services import absences, drafting, telling
from lms.quotes.services.telling import Told
from tests.cast import NOW, TODAY
from tests.core.media import picture
from tests.factories import make_mandate, make_membership, make_person, make_wave
from tests.factories.courses import uid
from tests.house.acts import all_acts, ready_acts, send
from tests.house.ground import House
from tests.house.places import EAST, address, arguments, rules
from tests.house.test_routes import MATRIX, names_of, read_matrix
from tests.house.test_scope import ANSWERS_ALIKE, told

pytestmark = pytest.mark.xdist_group("house-writes")

Things = dict[str, str]
OWN = {"session_id", "notice_id", "try_id", "file_id"}
"""One's own only: not even a colleague's, nor those of one's team."""
VIEWERS = {
    **dict.fromkeys(OWN, ("employee", "deputy")),
    "difficulty_id": ("employee", "deputy", "coach"),
    "draft_id": ("coach",),
    "absence_id": ("employee", "deputy", "coach"),
    **dict.fromkeys(
        (
            "person_id",
            "unit_id",
            "job_id",
            "mandate_id",
            "change_id",
            "assignment_id",
            "batch_id",
            "device_id",
            "application_id",
            "evidence_id",
        ),
        ("employee", "deputy", "unit_manager", "void"),
    ),
}
TOLD_ELSEWHERE = {
    "message_id": "tests/notifications",
    "request_id": "one desk for all",
    "attempt_id": "one desk for all",
    "dispute_id": "one desk for all",
    "completion_id": "the far side covers it: who may is who reads the person",
    "extra_id": "the far side covers it: who may is who reads the person",
    "audit_id": "whose audit it is: tests/labels/views/test_audits.py",
    "appeal_id": "one desk per region: the far side covers it",
    "award_id": "one desk for the network",
    "concern_id": "one desk for the network",
    **dict.fromkeys(
        ("observation_id", "goal_id", "bravo_id", "day_id", "day_coach_id", "conflict_id"),
        "colleagues and the next store: tests/coaching/test_who_reads.py, practice/test_readers.py",
    ),
    **dict.fromkeys(
        (
            "project_id",
            "irritant_id",
            "action_id",
            "ritual_id",
            "closure_id",
            "sample_id",
            "function_id",
            "screen_id",
            "pilot_id",
        ),
        "colleagues work on it together; the next store: tests/projects/test_who_reads.py",
    ),
}


@pytest.fixture
def next_door(house: House) -> Things:
    """Give what belongs to Bruno, Alice's colleague, or to the store of Rennes."""
    people, units = house.world.people, house.world.units
    with house.app.app_context():
        rennes = session.get_one(Unit, units["rennes"])
        solene = make_person("Solène", "Corre", email="solene@example.org")
        make_membership(solene.id, rennes)
        job = make_membership(solene.id, rennes, position="Cashier", is_primary=False)
        mandate = make_mandate(solene.id, Role.DEPUTY, rennes.id)
        session.flush()
        change = services.correct(
            person_id=solene.id,
            given_name="Solène",
            family_name="Corre-Guen",
            external_id=solene.external_id,
            email=solene.email,
            actor_id=people["rachel"],
        )
        given = assigning.assign_path(
            path_uid=uid("path"),
            person_ids=[solene.id],
            due_on=TODAY,
            actor_id=people["rachel"],
        )
        batch = issue_slips(person_ids=[solene.id], issued_by=people["rachel"], now=NOW)
        device = enrol_device(unit_id=rennes.id, name="Till", enrolled_by=people["rachel"], now=NOW)
        found = {
            "person_id": solene.id,
            "unit_id": rennes.id,
            "job_id": job.id,
            "mandate_id": mandate.id,
            "change_id": change.id,
            "assignment_id": given.assignment.id,
            "batch_id": batch,
            "device_id": device.device.id,
            **of_bruno(house),
            **of_a_coach(people["omar"], people["bruno"]),
            **of_a_label(UUID(house.world.things["application"]), rennes, solene.id),
        }
        session.commit()
    return {name: str(value) for name, value in found.items()}


def of_bruno(house: House) -> dict[str, Any]:
    """Return what is Bruno's own."""
    bruno = house.world.people["bruno"]
    opened = open_session(person_id=bruno, kind=Kind.OWN, now=NOW)
    notice = tell(person_id=bruno, kind=NoticeKind.SLIP_ISSUED, now=NOW)
    made = tries.choose_try(person_id=bruno, lesson_uid=uid("told-1"), title="Regarder la file")
    photo = files.put(BytesIO(picture()), filename="b.jpg", kind=files.Kind.PHOTO, owner=bruno)
    return {
        "session_id": opened.session.id,
        "notice_id": notice.id,
        "try_id": made.id,
        "file_id": photo.id,
    }


def of_a_coach(coach_id: UUID, reporter_id: UUID) -> dict[str, Any]:
    """Return what the coach of Brest is told by a colleague of Alice, what he writes, his days."""
    told = telling.submit(
        person_id=reporter_id, told=Told(asked=Asked.WORDS, words="Je ne sais pas dire non.")
    )
    told.coach_id = coach_id
    draft = drafting.open_workshop_card(coach_id=coach_id)
    away = absences.say_away(
        person_id=coach_id, first=TODAY + timedelta(days=9), after=TODAY + timedelta(days=12)
    )
    return {"difficulty_id": told.id, "draft_id": draft.id, "absence_id": away.id}


def of_a_label(beside: UUID, unit: Unit, person_id: UUID) -> dict[str, Any]:
    """Return what the next store shows in the season of ``beside``, Nantes's application."""
    make_wave(unit, "label")
    season_id = session.get_one(Application, beside).season_id
    applied = seasons.join_season(season_id=season_id, unit_id=unit.id, actor_id=None)
    grid = get_applied(applied.id).grid
    criterion = next(one for one in grid.criteria if one.evidence.minimum)
    shown = showing.add_evidence(
        application_id=applied.id,
        criterion_uid=UUID(criterion.uid),
        shown=showing.Shown(stream=BytesIO(picture()), filename="photo.jpg"),
        actor_id=person_id,
    )
    return {"application_id": applied.id, "evidence_id": shown.evidence_id}


@pytest.fixture
def gone(house: House, next_door: Things) -> Things:
    """Give what is no more: a person of Nantes erased, a tablet of Nantes out of service."""
    world = house.world
    with house.app.app_context():
        erased = make_person("Elise", "Anonyme")
        make_membership(erased.id, session.get_one(Unit, world.units["nantes"]))
        device = enrol_device(
            unit_id=world.units["nantes"],
            name="Old",
            enrolled_by=world.people["marion"],
            now=NOW,
        )
        session.flush()
        erase_person(person_id=erased.id, erased_by=None, now=NOW)
        revoke_device(device_id=device.device.id, revoked_by=world.people["marion"], now=NOW)
        session.commit()
        session.expire_all()
        assert session.get_one(Device, device.device.id).revoked_at is not None
        return {"person_id": str(erased.id), "device_id": str(device.device.id)}


def asked(
    house: House, things: Things, viewers: dict[str, tuple[str, ...]], *, writing: bool
) -> Iterator[tuple[Any, str, str, str, str]]:
    """Yield rule, viewer, argument, the address with a thing, the one with nothing."""
    matrix = read_matrix(MATRIX.read_text())
    names, acts = names_of(house, writing=writing), all_acts(house.world)
    for rule in rules(house.app, writing=writing):
        values = dict(arguments(house.world, rule))
        if writing:
            values |= acts[rule.endpoint].args
        for argument in sorted(rule.arguments & set(things)):
            for viewer in viewers.get(argument, ()):
                if matrix[names[rule.rule]].lets_in(house.world.viewers[viewer]):
                    urls = (
                        address(house.app, rule, {**values, argument: one})
                        for one in (things[argument], str(uuid4()))
                    )
                    yield (rule, viewer, argument, *urls)


def read(
    house: House, things: Things, viewers: dict[str, tuple[str, ...]], only: str = ""
) -> tuple[int, list[tuple[str, str, str]]]:
    """Return how many pages were asked, and those that told something of what is not one's own."""
    count, found = 0, []
    for rule, viewer, name, one, none in asked(house, things, viewers, writing=False):
        if only and rule.endpoint != only:
            continue
        count += 1
        client = house.browser(viewer)
        first, second = told(client.get(one)), told(client.get(none))
        if first != second or first[0] != 404:
            found.append((viewer, rule.rule, f"{name} {first[0]}/{second[0]}"))
    return count, found


def written(
    house: House, things: Things, viewers: dict[str, tuple[str, ...]]
) -> tuple[int, list[tuple[str, str, str]]]:
    """Return how many writes were tried, and those that did or told something."""
    ready = {one.rule: one for one in ready_acts(house)}
    count, found = 0, []
    for rule, viewer, name, one, none in asked(house, things, viewers, writing=True):
        act, answers = replace(ready[rule.rule].act, viewer=viewer), []
        count += 1
        for url in (one, none):
            with house.scratch():
                before = house.fingerprint()
                sent = replace(ready[rule.rule], act=act, url=url)
                answers.append((told(send(house, sent, key=url)), before, house.fingerprint()))
        (first, before, after), (second, _before, _after) = answers
        before.pop("core_idempotency", None)
        after.pop("core_idempotency", None)
        refused = first[0] == 404 or rule.endpoint in ANSWERS_ALIKE
        if first != second or not refused or before != after:
            found.append((viewer, rule.rule, f"{name} {first[0]}/{second[0]}"))
    return count, found


def test_every_identifier_has_a_neighbour_or_a_reason() -> None:
    assert {*EAST, "person_id", "unit_id"} <= {*VIEWERS, *TOLD_ELSEWHERE}


def test_what_is_next_door_reads_like_what_is_not_there(house: House, next_door: Things) -> None:
    count, found = read(house, next_door, VIEWERS)
    assert found == []
    assert count >= 20


def test_a_write_next_door_does_nothing(house: House, next_door: Things) -> None:
    count, found = written(house, next_door, VIEWERS)
    assert found == []
    assert count >= 30


EVERYBODY = {
    "person_id": ("unit_manager", "regional_lead", "administrator", "learning_author"),
    "device_id": ("unit_manager", "administrator"),
}


def test_what_is_gone_reads_like_what_never_was(house: House, gone: Things) -> None:
    count, found = read(house, gone, EVERYBODY)
    assert found == []
    assert count >= 8


def test_a_write_on_what_is_gone_does_nothing(house: House, gone: Things) -> None:
    count, found = written(house, gone, EVERYBODY)
    assert found == []
    assert count >= 12


def test_canary_a_scope_as_wide_as_the_region_is_caught(
    house: House, next_door: Things, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: a manager reaches the stores around theirs; the far side would not tell."""
    from lms.core.errors import NotFound
    from lms.network.queries import units

    def around(_viewer: object, unit_id: Any, *_rest: object, **_named: object) -> Unit:
        found = session.get(Unit, unit_id)
        if found is None or found.name.startswith("Strasbourg"):
            raise NotFound
        return found

    monkeypatch.setattr(units, "get_unit", around)
    _count, caught = read(house, next_door, VIEWERS, "network.unit")
    assert ("void", "/units/<uuid:unit_id>", "unit_id 200/404") in caught
