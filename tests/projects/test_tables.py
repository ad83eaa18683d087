"""Promises the tables keep by themselves, whatever the code above them does."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from lms.core import clock, ids
from lms.projects.models import Count, Occurrence, Ritual, Waiver
from tests.cast import TODAY, Cast
from tests.factories.store import keep, make_action, make_irritant, make_project


def test_a_store_has_one_project_at_a_time(cast: Cast):
    first = make_project(unit_id=cast.nantes.id)
    with pytest.raises(IntegrityError, match="uq_projects_project_unit_live"):
        make_project(unit_id=cast.nantes.id, cycle=2)
    make_project(region_id=cast.west.id)
    first.state, first.closed_at = "closed", clock.now()
    make_project(unit_id=cast.nantes.id, cycle=2)


def test_a_project_is_of_a_store_or_of_a_region(cast: Cast):
    for owner in ({}, {"unit_id": cast.nantes.id, "region_id": cast.west.id}):
        with pytest.raises(IntegrityError, match="ck_projects_project_owner"):
            make_project(**owner)


def test_seven_irritants_are_retained_and_each_has_its_moment(cast: Cast):
    project = make_project(unit_id=cast.nantes.id)
    for place in range(1, 8):
        make_irritant(project, place=place, moment_uid=ids.new_id())
    for bad, words in (({"place": 8, "moment_uid": ids.new_id()}, "seven"), ({"place": 7}, "moment")):  # fmt: skip
        with pytest.raises(IntegrityError, match=words):
            make_irritant(project, **bad)
    make_irritant(project)


@pytest.mark.parametrize("verifier", ["alice", "bruno"])
def test_nobody_verifies_what_they_took_or_did(cast: Cast, verifier: str):
    project = make_project(unit_id=cast.nantes.id)
    given = {"state": "verified", "done_by": cast.bruno.id, "done_on": TODAY}
    with pytest.raises(IntegrityError, match="by_another"):
        make_action(project, cast.alice, **given, verified_by=getattr(cast, verifier).id)
    make_action(project, cast.alice, **given, verified_by=cast.marion.id)
    with pytest.raises(IntegrityError, match="ck_projects_action_verified"):
        make_action(project, cast.alice, **given)


def test_a_waiver_says_why(cast: Cast):
    project = make_project(unit_id=cast.nantes.id)
    given = {"gate": "section", "item": "flows", "decided_by": cast.rachel.id, "at": clock.now()}
    with pytest.raises(IntegrityError, match="says_why"):
        keep(Waiver(id=ids.new_id(), project_id=project.id, reason=" ", **given))


def test_the_repeated_hour_has_two_counts_and_a_correction_is_another_row(cast: Cast):
    for fold, number in ((0, 1), (1, 1), (1, 2)):
        count(cast, fold=fold, number=number)
    with pytest.raises(IntegrityError, match="uq_projects_count_slot"):
        count(cast, fold=1, number=2)


def count(cast: Cast, **given: int) -> Count:
    whole = {"slot": 4, "count": 3, "source": "typed", "channel": "store", "on_date": TODAY}
    row = Count(id=ids.new_id(), unit_id=cast.nantes.id, received_at=clock.now(), **whole, **given)
    return keep(row)


def ritual(cast: Cast, **given: object) -> Ritual:
    whole = {"name": "Brief", "minutes": 3, "every": "week", "interval": 1, "weekdays": [1, 4]}
    dated = {"starts_on": TODAY, "is_brief": False, "created_at": clock.now()}
    return keep(
        Ritual(**{"id": ids.new_id(), "unit_id": cast.nantes.id, **whole, **dated, **given})
    )


@pytest.mark.parametrize(
    "bad", [{"weekdays": []}, {"weekdays": [8]}, {"place": 1}, {"every": "month"}, {"minutes": 0}]
)
def test_a_ritual_has_a_day(cast: Cast, bad: dict[str, object]):
    with pytest.raises(IntegrityError):
        ritual(cast, **bad)


def test_a_ritual_skipped_says_why(cast: Cast):
    told = {"on_date": TODAY, "source": "tap", "occurred_at": clock.now(), "received_at": clock.now()}  # fmt: skip
    made = ritual(cast)
    row = Occurrence(id=ids.new_id(), ritual_id=made.id, unit_id=cast.nantes.id, number=1, state="skipped", reason="", **told)  # fmt: skip
    with pytest.raises(IntegrityError, match="says_why"):
        keep(row)
    assert sa.inspect(Occurrence).local_table.info["ledger"]
