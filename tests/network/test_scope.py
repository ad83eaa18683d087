"""Which units and names each of the cast may see; a stranger sees none."""

from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import Range

from lms.accounts.models import Person
from lms.core import ids
from lms.core.access import CAPABILITY_OF, Capability, Permission, Role, Viewer
from lms.core.db import session
from lms.network.models import Agreement, Mandate, Membership, Unit, UnitRegion
from lms.network.queries import has_coached, people_in_scope, scope, units_in_scope
from tests.cast import TODAY, Cast
from tests.factories import (
    make_link,
    make_mandate,
    make_membership,
    make_person,
    make_region,
    make_unit,
    since,
)

READ = Permission.PEOPLE_READ


def names(viewer: Viewer, permission: Permission = READ) -> set[str]:
    """Return the first names in scope."""
    found = select(Person.given_name).where(Person.id.in_(people_in_scope(viewer, permission)))
    return {name.lower() for name in session.scalars(found)}


def units(viewer: Viewer, permission: Permission = READ) -> set[object]:
    """Return the identifiers of units in scope."""
    return set(session.scalars(units_in_scope(viewer, permission)))


NANTES = {"alice", "bruno", "dina", "marion"}


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("alice", set()),
        ("fatou", set()),
        ("marion", NANTES),
        ("dina", NANTES),
        ("karim", NANTES),
        ("rachel", {*NANTES, "karim", "rachel", "gael"}),
        ("zoe", {"zoe", "yann"}),
        ("henri", {*NANTES, "karim", "rachel", "gael", "zoe", "yann", "henri", "leo"}),
    ],
)
def test_each_reads_the_names_of_their_scope(cast: Cast, who: str, seen: set[str]) -> None:
    assert names(cast.viewer(cast.people[who])) == seen


def test_a_viewer_without_grant_sees_nothing_rather_than_everything(cast: Cast) -> None:
    assert units(Viewer(person_id=cast.alice.id, today=TODAY)) == set()
    assert names(Viewer(person_id=cast.alice.id, today=TODAY)) == set()


def test_regions_reach_any_depth(cast: Cast) -> None:
    deep = make_region("Loire 44", make_region("Loire", cast.west))
    unit = make_unit("Pornic", region=deep)
    assert unit.id in units(cast.viewer(cast.rachel))
    assert unit.id not in units(cast.viewer(cast.zoe))


def test_a_unit_that_left_the_region_leaves_the_scope_the_same_day(cast: Cast) -> None:
    session.execute(
        update(UnitRegion)
        .where(UnitRegion.unit_id == cast.nantes.id)
        .values(during=since(end=TODAY))
    )
    make_link(cast.nantes, cast.east, Range(TODAY, None))
    rachel = cast.viewer(cast.rachel)
    assert cast.nantes.id not in units(rachel)
    assert names(rachel).isdisjoint(NANTES)


def test_names_stop_at_the_employer_until_an_agreement_is_recorded(cast: Cast) -> None:
    rachel = cast.viewer(cast.rachel)
    assert cast.brest.id in units(rachel)
    assert "fatou" not in names(rachel)
    session.add(
        Agreement(
            id=ids.new_id(),
            employer_id=cast.franchise.id,
            reader_id=cast.own.id,
            during=since(),
            reference="Signed on 3 January 2026",
            reason="Training",
        )
    )
    session.flush()
    assert "fatou" in names(rachel)


def test_an_agreement_is_one_way_and_ends(cast: Cast) -> None:
    boss = make_person("Paul", "Dubois")
    make_membership(boss.id, cast.brest)
    make_mandate(boss.id, Role.DEPUTY, cast.nantes.id)
    session.add(
        Agreement(
            id=ids.new_id(),
            employer_id=cast.franchise.id,
            reader_id=cast.own.id,
            during=since(end=TODAY),
            reference="ended",
            reason="Training",
        )
    )
    session.flush()
    assert names(cast.viewer(boss)) == set()
    assert "fatou" not in names(cast.viewer(cast.rachel))


def test_somebody_who_moved_away_leaves_the_scope_of_their_former_manager(cast: Cast) -> None:
    session.execute(
        update(Membership)
        .where(Membership.person_id == cast.bruno.id)
        .values(during=since(end=TODAY))
    )
    make_membership(cast.bruno.id, cast.strasbourg, during=Range(TODAY, None))
    assert "bruno" not in names(cast.viewer(cast.marion))
    assert "bruno" in names(cast.viewer(cast.zoe))


def test_a_dark_unit_is_left_out_of_what_its_capability_shows(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CAPABILITY_OF, Permission.PEOPLE_READ, Capability.LEARNING)
    assert cast.vannes.id not in units(cast.viewer(cast.rachel))
    assert cast.nantes.id in units(cast.viewer(cast.rachel))


def test_who_coached_a_unit_in_the_last_months_is_known(cast: Cast) -> None:
    def coached(person: object, months: int = 24) -> bool:
        return has_coached(person, cast.nantes.id, months=months, day=TODAY)  # type: ignore[arg-type]

    assert coached(cast.karim.id)
    assert not coached(cast.rachel.id)
    session.execute(
        update(Mandate)
        .where(Mandate.person_id == cast.karim.id)
        .values(during=since(end=date(2025, 3, 12)), backup_person_id=cast.zoe.id)
    )
    assert not coached(cast.karim.id, 12)
    assert coached(cast.karim.id, 13)
    assert coached(cast.zoe.id, 13)


def test_canary_a_scope_by_bare_id_would_be_seen(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted bug: an empty scope means everything; the table above must notice."""
    monkeypatch.setattr(scope, "_within", lambda *_: Unit.id.is_not(None))
    assert names(cast.viewer(cast.alice)) != set()
