"""Who reads what of somebody's practice: the person, who runs the store, its coach. Nobody else."""

from datetime import timedelta
from typing import Any

import pytest

from lms.coaching.models import Observation
from lms.coaching.queries import observing, practising
from lms.coaching.rules.observing import Right
from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import NotFound
from lms.network.models import Membership
from tests.cast import TODAY
from tests.factories.network import make_mandate, make_membership, since
from tests.factories.practice import Floor, begin, may_observe, share, watch

pytestmark = pytest.mark.usefixtures("english")
EVERYBODY = ("alice", "bruno", "dina", "marion", "karim", "rachel", "henri", "zoe", "yann")

FOLLOWED = {
    "alice": {"dina", "marion", "karim"},
    "dina": {"marion", "karim"},
    "marion": {"karim"},
    "yann": {"zoe"},
    "karim": set(),
}


def who_follows(floor: Floor, name: str) -> set[str]:
    person = getattr(floor, name)
    found = set()
    for who in EVERYBODY:
        viewer = floor.cast.viewer(getattr(floor, who))
        if person.id in {one.id for one in practising.followed(viewer)}:
            found.add(who)
    return found


@pytest.mark.parametrize("name", FOLLOWED)
def test_practice_is_followed_by_ones_manager_and_coach(floor: Floor, name: str):
    assert who_follows(floor, name) == FOLLOWED[name]


def test_canary_a_deputy_who_read_their_manager_would_be_seen(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
):
    real = practising._members
    monkeypatch.setattr(
        practising, "_members", lambda *given: [(one, False) for one, _runs in real(*given)]
    )
    assert who_follows(floor, "marion") != FOLLOWED["marion"]


def test_canary_regional_leads_let_in_would_be_seen(floor: Floor, monkeypatch: Any):
    from lms.core.access import ROLES_OF, Permission

    wide = frozenset({*ROLES_OF[Permission.SKILLS_MEASURE], Role.REGIONAL_LEAD})
    monkeypatch.setitem(ROLES_OF, Permission.SKILLS_MEASURE, wide)
    assert who_follows(floor, "alice") != FOLLOWED["alice"]


def readers(floor: Floor, row: Observation) -> set[str]:
    found = set()
    for who in EVERYBODY:
        try:
            observing.shared_sheet(floor.cast.viewer(getattr(floor, who)), row.id)
        except NotFound:
            continue
        found.add(who)
    return found


def test_an_observation_is_its_observers_alone_until_shared(floor: Floor):
    row = watch(floor)
    assert readers(floor, row) == {"karim"}
    assert readers(floor, share(row)) == {"alice", "dina", "marion", "karim"}


def test_a_peers_observation_is_read_by_both_and_by_those_who_follow(floor: Floor):
    row = share(watch(floor, observer=floor.bruno))
    assert readers(floor, row) == {"alice", "bruno", "dina", "marion", "karim"}


def test_canary_unshared_words_let_out_would_be_seen(floor: Floor, monkeypatch: Any):
    row = watch(floor)
    monkeypatch.setattr(observing, "HEARD", frozenset({"observed", "debriefed"}))
    assert readers(floor, row) != {"karim"}


def test_practice_follows_the_person_to_their_next_store(floor: Floor):
    row = share(watch(floor))
    job = session.query(Membership).filter_by(person_id=floor.alice.id).one()
    job.during = since(end=TODAY)
    make_membership(floor.alice.id, floor.strasbourg, during=since(TODAY))
    session.flush()
    assert who_follows(floor, "alice") == {"zoe"}
    assert readers(floor, row) == {"alice", "karim", "zoe"}


def test_somebody_who_comes_next_week_is_not_followed_yet(floor: Floor):
    make_membership(floor.noor.id, floor.nantes, during=since(TODAY + timedelta(days=7)))
    assert who_follows(floor, "noor") == set()


def test_where_coaching_is_dark_nobody_follows(floor: Floor):
    make_mandate(floor.gael.id, Role.UNIT_MANAGER, floor.vannes.id)
    make_membership(floor.noor.id, floor.vannes)
    assert practising.followed(floor.cast.viewer(floor.gael)) == []


def observed_by(floor: Floor, name: str) -> set[str]:
    viewer = floor.cast.viewer(getattr(floor, name))
    return {one.given_name for one in practising.observable(viewer)}


def test_one_watches_people_of_ones_own_stores_only(floor: Floor):
    assert observed_by(floor, "alice") == {"Bruno", "Dina", "Marion"}
    assert observed_by(floor, "karim") >= {"Alice", "Bruno", "Dina", "Marion"}
    assert "Yann" not in observed_by(floor, "karim")
    assert observed_by(floor, "rachel") & {"Alice", "Bruno"} == set()


def test_managers_observe_after_the_path_and_one_beside_the_coach(floor: Floor, monkeypatch: Any):
    marion = floor.cast.viewer(floor.marion)
    assert practising.right_of(floor.cast.viewer(floor.karim)) is Right.OPEN
    assert practising.right_of(marion) is Right.PATH
    may_observe(floor.marion)
    assert practising.right_of(marion) is Right.PATH
    met = type("Met", (), {"met": True})()
    monkeypatch.setattr(practising.conditions, "is_met", lambda *_, **__: met)
    assert practising.right_of(marion) is Right.OPEN
    assert practising.right_of(floor.cast.viewer(floor.dina)) is Right.BESIDE


def test_the_sheet_counts_moments_of_the_stores_own_channel(floor: Floor):
    floor.nantes.channels = ["magasin"]
    session.flush()
    sheet = observing.own_sheet(floor.cast.viewer(floor.karim), begin(floor).id)
    assert [one.name for one in sheet.moments] == ["L’attente", "L’entrée"]
    assert len(sheet.attitudes) == 3
