"""Units open, close and move; regions never loop; waves light and darken."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from lms.accounts.models import Person
from lms.core.access import ANONYMOUS, Capability, Permission
from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Refused
from lms.network import services
from lms.network.models import Unit, Wave
from lms.network.queries import live_units, units_in_scope
from tests.cast import TODAY, Cast
from tests.factories import make_membership, make_region

TOMORROW = TODAY + timedelta(days=1)


def test_closing_a_unit_ends_its_jobs_mandates_and_waves(cast: Cast) -> None:
    make_membership(cast.bruno.id, cast.rennes, is_primary=False)
    services.close_unit(unit_id=cast.nantes.id, on=TODAY, actor_id=cast.henri.id)
    assert session.get_one(Unit, cast.nantes.id).closed_on == TODAY
    assert cast.viewer(cast.alice) is ANONYMOUS
    assert session.get_one(Person, cast.alice.id).left_on == TODAY
    assert session.get_one(Person, cast.bruno.id).left_on is None
    assert cast.nantes.id not in set(session.scalars(live_units("learning", TODAY)))
    with pytest.raises(Refused):
        services.close_unit(unit_id=cast.nantes.id, on=TODAY, actor_id=cast.henri.id)


def test_a_closed_unit_stays_in_sight_of_those_above(cast: Cast) -> None:
    services.close_unit(unit_id=cast.nantes.id, on=TODAY, actor_id=cast.henri.id)
    seen = set(session.scalars(units_in_scope(cast.viewer(cast.rachel), Permission.UNITS_READ)))
    assert cast.nantes.id in seen


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": "0101"}, "code"),
        ({"code": " "}, "code"),
        ({"name": " "}, "name"),
        ({"kind": "castle"}, "kind"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"zone": "../../etc/passwd"}, "zone"),
    ],
)
def test_a_unit_is_opened_with_what_it_needs(
    cast: Cast, values: dict[str, str], field: str
) -> None:
    given = {"code": "0900", "name": "Angers", "kind": "store", **values}
    with pytest.raises(Invalid) as refused:
        services.open_unit(on=TODAY, actor_id=cast.henri.id, **given)  # type: ignore[arg-type]
    assert set(refused.value.errors) == {field}


def test_a_region_is_never_under_itself(cast: Cast) -> None:
    deep = make_region("Loire", cast.west)
    with pytest.raises(Refused):
        services.move_region(
            region_id=cast.france.id, parent_id=deep.id, on=TODAY, actor_id=cast.henri.id
        )
    with pytest.raises(Refused):
        services.move_region(region_id=deep.id, parent_id=deep.id, on=TODAY, actor_id=cast.henri.id)


def test_a_unit_moves_region_on_a_day_and_the_past_stays(cast: Cast) -> None:
    services.relink_unit(
        unit_id=cast.nantes.id,
        what="region",
        target_id=cast.east.id,
        on=TOMORROW,
        actor_id=cast.henri.id,
    )
    seen = set(session.scalars(units_in_scope(cast.viewer(cast.rachel), Permission.UNITS_READ)))
    assert cast.nantes.id in seen
    with pytest.raises(Refused):
        services.relink_unit(
            unit_id=cast.nantes.id,
            what="region",
            target_id=cast.east.id,
            on=TOMORROW,
            actor_id=cast.henri.id,
        )
    with pytest.raises(NotFound):
        services.relink_unit(
            unit_id=cast.nantes.id,
            what="owner",
            target_id=cast.east.id,
            on=TODAY,
            actor_id=cast.henri.id,
        )


def test_a_wave_lit_again_replaces_what_was_planned(cast: Cast) -> None:
    end = date(2026, 6, 1)
    for on in (TOMORROW, TODAY):
        services.light(
            unit_ids=[cast.vannes.id],
            capability=Capability.LEARNING,
            on=on,
            until=end,
            actor_id=cast.henri.id,
        )
    waves = session.scalars(select(Wave).where(Wave.unit_id == cast.vannes.id)).all()
    assert [(w.during.lower, w.during.upper) for w in waves] == [(TODAY, end)]
    assert cast.viewer(cast.gael).capabilities == {"learning"}


def test_darkening_a_unit_ends_its_wave(cast: Cast) -> None:
    services.darken(
        unit_ids=[cast.nantes.id],
        capability=Capability.LEARNING,
        on=TODAY,
        actor_id=cast.henri.id,
    )
    assert cast.viewer(cast.alice).capabilities == frozenset()


def test_an_agreement_needs_its_signed_text(cast: Cast) -> None:
    with pytest.raises(Invalid):
        services.record_agreement(
            employer_id=cast.franchise.id,
            reader_id=cast.own.id,
            on=TODAY,
            reference=" ",
            reason="Training",
            today=TODAY,
            actor_id=cast.henri.id,
        )
