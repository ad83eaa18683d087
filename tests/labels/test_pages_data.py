"""What screens read: a store's page, queues, desks, the public page; within reach, in few statements."""

from datetime import UTC, datetime

import pytest

from lms.core import clock
from lms.core.errors import NotFound
from lms.labels.queries import desks, plaques, store
from lms.labels.queries.applications import get_applied, get_season
from lms.labels.rules.grid import Level
from lms.labels.services import closing
from tests.factories.labels import CLOSED, SUBMITTED, Ground, assess, show, submit, win
from tests.pages import Statements

OVER = datetime(2028, 1, 2, tzinfo=UTC)


def close(ground: Ground) -> None:
    with clock.frozen(CLOSED):
        closing.ask_to_close(season_id=ground.season.id, actor_id=ground.cast.henri.id)
        closing.close(season_id=ground.season.id, now=CLOSED)


def test_a_store_reads_its_gap_and_what_to_aim_at_first(ground: Ground):
    assess(ground, welcome="3", callback="3")
    viewer = ground.cast.viewer(ground.cast.alice)
    page = store.label_page(viewer, ground.cast.nantes.id, "fr")
    assert page.current is not None
    assert page.current.result.level is Level.SILVER
    assert page.current.gap.next is Level.GOLD
    assert page.current.rings[0].is_first
    assert (page.may_show, page.may_submit) == (False, False)
    marion = store.label_page(ground.cast.viewer(ground.cast.marion), ground.cast.nantes.id, "fr")
    assert (marion.may_show, marion.may_submit) == (True, True)


def test_another_store_is_out_of_reach(ground: Ground):
    with pytest.raises(NotFound):
        store.label_page(ground.cast.viewer(ground.cast.alice), ground.cast.rennes.id, "fr")
    with pytest.raises(NotFound):
        store.label_page(ground.cast.viewer(ground.cast.zoe), ground.cast.nantes.id, "fr")


def test_the_public_page_says_the_award_and_nothing_else(ground: Ground):
    win(ground)
    close(ground)
    plaque = plaques.plaque_of(ground.cast.nantes, CLOSED)
    with clock.frozen(CLOSED):
        found = plaques.public_award(plaque.public_code)
    assert (found.level, found.status, found.unit) == ("silver", "active", "Nantes Beaulieu")
    words = str(found)
    for name in ("Marion", "Lefèvre", "Ana", "Costa", "Ugo", "Henri"):
        assert name not in words
    with clock.frozen(OVER):
        assert plaques.public_award(plaque.public_code).status == "expired"
    with pytest.raises(NotFound):
        plaques.public_award("unknown")


def test_regional_leads_see_the_evidence_of_their_region_only(ground: Ground):
    show(ground)
    show(ground, unit=ground.cast.strasbourg, who=ground.cast.zoe)
    viewer = ground.cast.viewer(ground.cast.rachel)
    season = get_season(ground.season.id)
    with Statements() as few:
        found = desks.evidence_queue(viewer, season, "fr")
    assert [one.unit for one in found] == ["Nantes Beaulieu"]
    for _number in range(6):
        show(ground)
    with Statements() as many:
        desks.evidence_queue(viewer, season, "fr")
    assert len(many) == len(few)


def test_the_network_list_costs_the_same_for_one_or_many(ground: Ground):
    viewer = ground.cast.viewer(ground.cast.henri)
    with Statements() as few:
        lines = plaques.network_labels(viewer, get_season(ground.season.id))
    assert [one.unit for one in lines] == [
        "Brest Siam",
        "Nantes Beaulieu",
        "Rennes Alma",
        "Strasbourg Halles",
    ]
    assert {one.status for one in lines} == {"none"}
    assert len(few) <= 4


def test_the_years_of_a_store_keep_their_three_series(ground: Ground):
    win(ground)
    close(ground)
    page = store.label_page(ground.cast.viewer(ground.cast.marion), ground.cast.nantes.id, "fr")
    assert [(one.year, one.level) for one in page.years] == [(2027, Level.SILVER)]
    assert page.plaque.level == "silver"


def test_an_auditor_opens_only_the_audits_asked_of_them(ground: Ground):
    from lms.labels.services import auditing

    row = submit(ground)
    with clock.frozen(SUBMITTED):
        one = auditing.assign_audit(
            application_id=row.id, auditor_id=ground.ana.id, mode="onsite", actor_id=None
        )
    assert desks.audit_task(ground.cast.viewer(ground.ana), one.id).unit == "Nantes Beaulieu"
    with pytest.raises(NotFound):
        desks.audit_task(ground.cast.viewer(ground.ugo), one.id)
    assert [name for _audit, name in desks.my_audits(ground.ana.id)] == ["Nantes Beaulieu"]
    assert get_applied(row.id).application.state == "submitted"
