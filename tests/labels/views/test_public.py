"""What leaves the house: the page anybody opens, papers to print, the list of the network."""

from dataclasses import replace
from uuid import uuid4

import pytest
from flask import Flask

from lms.core import clock
from lms.core.db import session
from lms.labels.models import Award
from lms.labels.queries.plaques import AwardLine, plaque_of
from lms.labels.queries.spread import spread_of
from lms.labels.services import awarding, closing
from lms.labels.views import public
from tests.cast import Enter
from tests.factories.labels import CLOSED, Ground, win
from tests.pages import page


@pytest.fixture
def worn(ground: Ground) -> str:
    """A silver award of Nantes; return its public code."""
    win(ground)
    with clock.frozen(CLOSED):
        closing.ask_to_close(season_id=ground.season.id, actor_id=ground.henri.id)
        closing.close(season_id=ground.season.id, now=CLOSED)
    return plaque_of(ground.cast.nantes, CLOSED).public_code


UNTOLD = (
    "Marion",
    "Lefèvre",
    "Ana",
    "Costa",
    "Ugo",
    "Rossi",
    "Henri",
    "Visits",
    "Welcome",
    "panel",
)


def told_beside(html: str, ground: Ground) -> set[str]:
    """Return what a page tells beside the award: people, criteria, decisions, identifiers."""
    award = session.query(Award).one()
    hidden = (award.id, award.unit_id, award.application_id, award.decision_id, ground.season.id)
    return {one for one in (*UNTOLD, *map(str, hidden)) if one in html}


def test_anybody_reads_the_award_and_nothing_else(ground: Ground, worn: str, app: Flask):
    with clock.frozen(CLOSED):
        html = page(app.test_client(), f"/awards/{worn}")
        assert "Nantes Beaulieu" in html
        assert "valable aujourd’hui" in html
        assert "grille 2027" in html
        assert told_beside(html, ground) == set()
        assert app.test_client().get("/awards/nobody").status_code == 404


@pytest.mark.parametrize("leak", ["audité par Ana Costa", "{unit_id}"])
def test_canary_a_page_that_says_more_is_caught(
    ground: Ground, worn: str, app: Flask, monkeypatch: pytest.MonkeyPatch, leak: str
):
    unit_id = session.query(Award).one().unit_id
    bug = replace(public.public_award(worn), program={"fr": leak.format(unit_id=unit_id)})
    monkeypatch.setattr(public, "public_award", lambda _code: bug)
    with clock.frozen(CLOSED):
        assert told_beside(page(app.test_client(), f"/awards/{worn}"), ground)


@pytest.mark.parametrize(
    ("act", "words"), [("suspend", "est suspendu"), ("withdraw", "a été retiré")]
)
def test_what_it_is_worth_today_is_said(
    ground: Ground, worn: str, app: Flask, act: str, words: str
):
    with clock.frozen(CLOSED):
        award = session.query(Award).one()
        getattr(awarding, act)(
            award_id=award.id, reason="Une vérification.", actor_id=ground.henri.id
        )
        html = page(app.test_client(), f"/awards/{worn}")
    assert words in html
    assert "vérification" not in html
    assert "c-plaque is-silver" not in html


def test_the_certificate_and_the_plaque_are_printed_while_it_is_worn(
    ground: Ground, worn: str, enter: Enter
):
    base = f"/labels/stores/{ground.cast.nantes.id}"
    with clock.frozen(CLOSED):
        marion, alice = enter(ground.marion), enter(ground.alice)
        html = page(marion, f"{base}/award")
        assert f"/awards/{worn}" in html
        assert "certificate.pdf" in html
        assert "certificate.pdf" not in page(alice, f"{base}/award")
        for paper in ("certificate", "plaque"):
            answer = marion.get(f"{base}/{paper}.pdf")
            assert answer.status_code == 200
            assert answer.data.startswith(b"%PDF")
            assert alice.get(f"{base}/{paper}.pdf").status_code == 403
            assert enter(ground.zoe).get(f"{base}/{paper}.pdf").status_code == 404
        award = session.query(Award).one()
        awarding.suspend(award_id=award.id, reason="Travaux", actor_id=ground.henri.id)
        assert marion.get(f"{base}/certificate.pdf").status_code == 409


def test_a_store_that_won_nothing_has_no_paper(ground: Ground, enter: Enter):
    base = f"/labels/stores/{ground.cast.nantes.id}"
    marion = enter(ground.marion)
    for path in ("award", "certificate.pdf", "plaque.pdf"):
        assert marion.get(f"{base}/{path}").status_code == 404


def test_the_network_is_listed_within_reach_and_saved(ground: Ground, worn: str, enter: Enter):
    assert worn
    with clock.frozen(CLOSED):
        henri, rachel, alice = enter(ground.henri), enter(ground.rachel), enter(ground.alice)
        html = page(henri, "/labels/network")
        assert "Strasbourg Halles" in html
        assert "Strasbourg Halles" not in page(rachel, "/labels/network")
        main = page(henri, "/labels/network?level=silver").partition("<main")[2]
        assert "Nantes Beaulieu" in main
        assert "Rennes Alma" not in main
        saved = henri.get("/labels/network/export.csv?level=silver")
        assert "Nantes Beaulieu" in saved.get_data(as_text=True)
        assert "Rennes Alma" not in saved.get_data(as_text=True)
        assert henri.get("/labels/network/export.xlsx").data.startswith(b"PK")
        assert alice.get("/labels/network").status_code == 403


def test_levels_are_told_by_region_and_town(ground: Ground, worn: str, enter: Enter):
    assert worn
    with clock.frozen(CLOSED):
        henri = enter(ground.henri)
        assert "by=region" in page(henri, "/labels/network")
        told = page(henri, "/labels/network?by=region").partition('id="regions"')[2]
        assert "1 magasin sur 3 porte un niveau" in told
        assert "Nantes" in told
        assert "Rennes" not in told.partition("<footer")[0], "it wears nothing"
        award = session.query(Award).one()
        awarding.suspend(award_id=award.id, reason="Travaux", actor_id=ground.henri.id)
        told = page(enter(ground.henri), "/labels/network?by=region").partition('id="regions"')[2]
        assert "0 magasin sur 3 porte un niveau" in told


def line_of(unit: str, region: str, city: str, level: str | None, status: str) -> AwardLine:
    return AwardLine(
        unit_id=uuid4(), unit=unit, code=unit, city=city, postcode="", region=region, level=level,
        status=status, valid_until=None, public_code="", award_id=None, state="final",
    )  # fmt: skip


def test_a_region_counts_what_is_worn_of_all_its_stores():
    found = spread_of(
        [
            line_of("A", "Ouest", "Nantes", "gold", "active"),
            line_of("B", "Ouest", "Nantes", "silver", "active"),
            line_of("C", "Ouest", "Angers", "silver", "withdrawn"),
            line_of("D", "Île", "Paris", None, "none"),
            line_of("E", "Nord", "Lille", "bronze", "expired"),
        ]
    )
    assert [(one.name, one.labelled, one.stores) for one in found] == [
        ("Île", 0, 1),
        ("Nord", 0, 1),
        ("Ouest", 2, 3),
    ]
    (town,) = found[-1].towns
    assert town.name == "Nantes"
    assert list(found[-1].levels) == ["gold", "silver"]
