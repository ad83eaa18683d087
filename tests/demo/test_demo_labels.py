"""The label of the demo: three seasons told fairly, one under way, the next one drafted."""

from collections import Counter
from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.accounts.models import Person
from lms.accounts.rules.limits import Kind
from lms.accounts.services.sessions import open_session
from lms.core import clock
from lms.core.access import Role
from lms.core.db import session
from lms.core.notices.models import Notice
from lms.demo.labels import pictures
from lms.demo.labels.crowd import said_of
from lms.demo.labels.ground import running_year
from lms.demo.labels.profiles import Profile
from lms.labels.models import (
    Appeal,
    Application,
    Audit,
    Award,
    Decision,
    Grid,
    Member,
    Review,
    Revision,
    Season,
    Simulation,
)
from lms.labels.queries.applications import get_applied
from lms.labels.queries.evidence import is_intact
from lms.labels.queries.grids import links_of
from lms.labels.queries.histories import years_of
from lms.labels.queries.store import Current, current_of
from lms.labels.rules.grid import Level
from lms.labels.services import publishing
from lms.labels.services.deciding import is_reproducible
from lms.labels.services.showing import look_of
from lms.network.models import Mandate
from tests.demo.conftest import NOW
from tests.pages import Statements

pytestmark = [pytest.mark.usefixtures("today"), pytest.mark.xdist_group("demo")]


def main_store() -> UUID:
    """Return the store that Marion runs."""
    wanted = sa.select(Mandate.unit_id).join(Person, Person.id == Mandate.person_id)
    return session.scalars(
        wanted.where(Person.email == "marion@exemple.fr", Mandate.unit_id.is_not(None))
    ).one()


def current_page() -> Current:
    """Return where Marion's store stands."""
    row = session.scalars(
        sa.select(Application.id)
        .join(Season)
        .where(Application.unit_id == main_store(), Season.state == "open")
    ).one()
    return current_of(get_applied(row), "fr", NOW)


def test_three_seasons_are_decided_one_is_open_and_a_grid_is_drafted() -> None:
    rows = session.execute(sa.select(Season.year, Season.state).order_by(Season.year)).all()
    assert [tuple(one) for one in rows] == [
        (2024, "closed"),
        (2025, "closed"),
        (2026, "closed"),
        (2027, "open"),
    ]
    grids = dict(session.execute(sa.select(Grid.year, Grid.state)).all())
    assert grids == {
        2024: "archived",
        2025: "archived",
        2026: "in_force",
        2027: "in_force",
        2028: "simulated",
    }


def test_the_open_season_is_the_one_stores_prepare_today() -> None:
    assert running_year(date(2026, 11, 22)) == 2027
    assert running_year(date(2027, 1, 15)) == 2027
    assert running_year(date(2027, 5, 2)) == 2027
    assert running_year(date(2027, 5, 3)) == 2028


def test_a_store_that_does_nothing_says_so_and_owes_no_proof() -> None:
    applied = get_applied(session.scalars(sa.select(Application.id)).first())
    said = said_of(applied.grid.criteria, Profile({}, {}))
    assert said
    assert {one.met for one in said.values()} == {False}


def test_the_bar_rose_with_its_words() -> None:
    found: Counter[str] = Counter()
    for grid_id in session.scalars(sa.select(Grid.id)):
        found.update(link.relation.value for link in links_of(grid_id))
    assert {"equal", "tightened", "reworded_not_equal", "new", "retired"} <= set(found)


def test_levels_went_up_and_down() -> None:
    rows = session.execute(
        sa.select(Application.unit_id, Season.year, Decision.decided_level)
        .join(Season, Season.id == Application.season_id)
        .join(Decision, Decision.application_id == Application.id)
        .order_by(Season.year, Decision.rev)
    ).all()
    levels = {(unit, year): level for unit, year, level in rows}
    ranks = ("none", "bronze", "silver", "gold")
    moves = Counter(
        (ranks.index(levels[unit, year + 1]) > ranks.index(level))
        - (ranks.index(levels[unit, year + 1]) < ranks.index(level))
        for (unit, year), level in levels.items()
        if (unit, year + 1) in levels
    )
    assert moves[1]
    assert moves[-1]
    assert moves[0]


def test_every_decision_is_what_the_rules_compute_again() -> None:
    decisions = session.scalars(sa.select(Decision)).all()
    assert len(decisions) > 25
    assert [one.id for one in decisions if not is_reproducible(one)] == []


def test_nobody_judged_what_they_had_a_hand_in() -> None:
    for audit, submitter in session.execute(
        sa.select(Audit, Application.submitted_by).join(
            Application, Application.id == Audit.application_id
        )
    ):
        hands = get_applied(audit.application_id).hands
        assert audit.auditor_id != submitter
        assert audit.auditor_id not in hands.coaches | hands.in_charge
        assert not hands.deciders & hands.auditors
    sizes = session.execute(
        sa.select(sa.func.count()).select_from(Member).group_by(Member.decision_id)
    ).scalars()
    assert min(sizes) == 2


def test_one_award_was_withdrawn_one_is_suspended_and_an_appeal_was_heard() -> None:
    now = Counter(session.scalars(sa.select(Award.status).where(Award.year == 2026)))
    assert now["withdrawn"] == now["suspended"] == 1
    assert now["active"] > 3
    assert set(session.scalars(sa.select(Award.status).where(Award.year < 2026))) == {"expired"}
    assert session.scalars(sa.select(Appeal.state)).all() == ["upheld"]


def test_the_story_of_the_main_store_says_that_the_bar_rose() -> None:
    years = years_of(main_store())
    assert [one.year for one in years] == [2026, 2025, 2024]
    assert [one.level for one in years] == [Level.SILVER, Level.SILVER, Level.BRONZE]
    last, *_before = years
    assert last.story is not None
    assert last.story.bar_rose
    assert last.constant is Level.BRONZE
    assert last.core is not None
    assert last.core.delta is not None
    assert last.core.delta > 0


def test_the_main_store_has_a_gap_to_close_and_evidence_in_each_state() -> None:
    found = current_page()
    assert found.is_open
    assert found.state == "self_assessed"
    assert found.gap.now is Level.SILVER
    assert found.gap.next is Level.GOLD
    assert found.gap.reachable
    assert 1 <= len(found.gap.steps) <= 3
    assert any(one.carried is not None for one in found.rings)
    verdicts = session.execute(
        sa.text(
            "SELECT coalesce(v.verdict, 'sent') FROM labels_revision r"
            " JOIN labels_evidence e ON e.id = r.evidence_id"
            " LEFT JOIN labels_review v ON v.revision_id = r.id WHERE e.application_id = :id"
        ),
        {"id": found.application_id},
    ).scalars()
    assert set(verdicts) == {"sent", "approved", "rejected"}


def test_the_page_of_three_years_is_read_in_eight_statements(world: tuple[Flask, str]) -> None:
    marion = session.scalars(sa.select(Person.id).where(Person.email == "marion@exemple.fr")).one()
    client, path = world[0].test_client(), f"/labels/stores/{main_store()}"
    client.set_cookie(
        "lms_sid", open_session(person_id=marion, kind=Kind.OWN, now=clock.now()).token
    )
    with clock.frozen(NOW):
        session.commit()
        assert client.get(path).status_code == 200
        with Statements() as sent:
            assert "La barre a monté" in client.get(path).get_data(as_text=True)
    assert len(sent) <= 8


def test_evidence_is_intact_and_pictures_are_ours() -> None:
    photos = session.scalars(sa.select(Revision).where(Revision.type == "photo")).all()
    assert len(photos) >= 5
    assert all(is_intact(one.evidence_id) for one in photos)
    notes = session.scalars(
        sa.select(Revision.evidence_id).where(Revision.type == "note").limit(30)
    )
    assert all(is_intact(one) for one in notes)
    refused = session.scalars(sa.select(Review.reason).where(Review.verdict == "rejected")).all()
    assert refused
    assert all(refused)


def test_pictures_are_small_and_follow_from_chance_alone() -> None:
    from random import Random

    one, again, other = (pictures.draw("access", Random(n)) for n in (1, 1, 2))
    assert one == again
    assert look_of(one) != look_of(other)
    assert len(one) < 60_000


def test_the_draft_is_tried_and_may_be_published_by_a_second_person() -> None:
    draft = session.scalars(sa.select(Grid).where(Grid.year == 2028)).one()
    kept = session.get_one(Simulation, draft.simulation_id)
    assert kept.figures["units"] >= 10
    assert kept.figures["flow"]
    officers = session.scalars(
        sa.select(Mandate.person_id).where(Mandate.kind == Role.LABEL_OFFICER.value).distinct()
    ).all()
    first, second = officers[:2]
    publishing.endorse(grid_id=draft.id, actor_id=first)
    assert publishing.publish(grid_id=draft.id, actor_id=second).state == "published"


def test_the_desks_have_something_to_do() -> None:
    waiting = session.scalar(
        sa.select(sa.func.count())
        .select_from(Revision)
        .where(~sa.exists().where(Review.revision_id == Revision.id))
    )
    assert waiting
    assert session.scalar(sa.select(sa.func.count()).where(Audit.state == "assigned"))
    states = set(
        session.scalars(
            sa.select(Application.state).join(Season).where(Season.state == "open").distinct()
        )
    )
    assert {"open", "self_assessed", "submitted"} <= states


def test_nothing_of_it_is_mailed_and_nothing_happened_after_today() -> None:
    mine = Notice.kind.startswith("labels.")
    assert (session.scalar(sa.select(sa.func.count()).where(mine)) or 0) > 10
    assert session.scalar(sa.select(sa.func.count()).where(mine, Notice.mail != "skipped")) == 0
    for column in (Revision.received_at, Decision.decided_at, Award.issued_at, Review.at):
        latest = session.scalar(sa.select(sa.func.max(column)))
        assert latest is not None
        assert latest <= NOW
