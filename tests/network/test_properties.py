"""Whatever the moves: no overlaps, rights follow from the assignments of the day, regions add up.

The second half plants the bugs these properties must catch.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from lms.accounts.models import Person
from lms.core.access import Permission, Role, Viewer
from lms.core.db import session
from lms.core.errors import Problem
from lms.network import services
from lms.network.models import Mandate, Membership, UnitRegion
from lms.network.queries import people_in_scope, units_in_scope
from tests.cast import TODAY, Cast
from tests.factories import make_position

DAYS = st.integers(-40, 40).map(lambda n: TODAY + timedelta(days=n))
WHO = st.sampled_from(("alice", "bruno", "marion", "karim", "yann"))
WHERE = st.sampled_from(("nantes", "rennes", "strasbourg", "vannes"))
STEP = st.one_of(
    st.tuples(st.just("move"), WHO, WHERE, DAYS),
    st.tuples(st.just("add"), WHO, WHERE, DAYS),
    st.tuples(st.just("leave"), WHO, WHERE, DAYS),
    st.tuples(st.just("manage"), WHO, WHERE, DAYS),
    st.tuples(st.just("coach"), WHO, WHERE, DAYS),
    st.tuples(st.just("close"), WHO, WHERE, DAYS),
    st.tuples(st.just("region"), WHO, WHERE, DAYS),
    st.tuples(st.just("undo"), WHO, WHERE, DAYS),
)

EVERY = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def act(cast: Cast, step: tuple[str, str, str, date], done: list[UUID]) -> None:
    """Play one step by the real services; a refusal changes nothing."""
    verb, name, place, on = step
    who, unit = cast.people[name], getattr(cast, place)
    roles = frozenset({Role.ADMINISTRATOR})
    acts: dict[str, Callable[[], object]] = {
        "move": lambda: services.move(
            person_id=who.id,
            unit_id=unit.id,
            position_id=make_position().id,
            on=on,
            actor_id=cast.henri.id,
        ),
        "add": lambda: services.add_job(
            person_id=who.id,
            unit_id=unit.id,
            position_id=make_position("Trainer").id,
            on=on,
            actor_id=cast.henri.id,
        ),
        "leave": lambda: services.leave(person_id=who.id, on=on, actor_id=cast.henri.id),
        "manage": lambda: services.give_mandate(
            kind=Role.UNIT_MANAGER,
            person_id=who.id,
            scope_id=unit.id,
            on=on,
            giver_roles=roles,
            actor_id=cast.henri.id,
        ),
        "coach": lambda: services.give_mandate(
            kind=Role.COACH,
            person_id=who.id,
            scope_id=unit.id,
            on=on,
            giver_roles=roles,
            actor_id=cast.henri.id,
        ),
        "close": lambda: services.close_unit(unit_id=unit.id, on=on, actor_id=cast.henri.id),
        "region": lambda: services.relink_unit(
            unit_id=unit.id,
            what="region",
            target_id=cast.east.id if on.day % 2 else cast.west.id,
            on=on,
            actor_id=cast.henri.id,
        ),
        "undo": lambda: services.undo(change_id=done[-1], actor_id=cast.henri.id),
    }
    if verb == "undo" and not done:
        return
    with suppress(Problem, IntegrityError), session.begin_nested():
        made = acts[verb]()
        done.append(made.id) if hasattr(made, "verb") else done.pop()  # type: ignore[attr-defined]
    session.expire_all()


def overlaps() -> int:
    """Count pairs of rows that the constraints exist to refuse, by plain comparison."""
    found = session.execute(
        text(
            "SELECT (SELECT count(*) FROM network_membership a JOIN network_membership b"
            " ON a.person_id = b.person_id AND a.id < b.id AND a.during && b.during"
            " AND a.is_primary AND b.is_primary)"
            " + (SELECT count(*) FROM network_mandate a JOIN network_mandate b"
            " ON a.unit_id = b.unit_id AND a.kind = b.kind AND a.id < b.id"
            " AND a.during && b.during AND a.kind IN ('unit_manager', 'coach'))"
            " + (SELECT count(*) FROM network_unit_region a JOIN network_unit_region b"
            " ON a.unit_id = b.unit_id AND a.id < b.id AND a.during && b.during)"
        )
    )
    return int(found.scalar_one())


def rights_by_hand(cast: Cast, person: Person) -> set[tuple[str, object]]:
    """Recompute somebody's rights from the rows, without the product's query."""
    open_units = {u for u in _units(cast) if u.closed_on is None or u.closed_on > TODAY}
    ids = {u.id for u in open_units}
    held: set[tuple[str, object]] = set()
    for job in session.scalars(select(Membership).where(Membership.person_id == person.id)):
        if TODAY in job.during and job.unit_id in ids:
            held.add(("employee", job.unit_id))
    for mandate in session.scalars(select(Mandate)):
        theirs = person.id in {mandate.person_id, mandate.backup_person_id}
        if (
            theirs
            and TODAY in mandate.during
            and (mandate.unit_id is None or mandate.unit_id in ids)
        ):
            held.add((mandate.kind, mandate.scope_id))
    gone = person.left_on is not None and person.left_on <= TODAY
    return set() if gone else held


def _units(cast: Cast) -> list[object]:
    return [  # type: ignore[return-value]
        cast.nantes,
        cast.rennes,
        cast.strasbourg,
        cast.vannes,
        cast.brest,
        cast.head_office,
        cast.west_office,
    ]


def rights(viewer: Viewer) -> set[tuple[str, object]]:
    """Return a viewer's rights as (role, scope)."""
    return {(g.role.value, g.scope_id) for g in viewer.grants}


@EVERY
@given(steps=st.lists(STEP, min_size=1, max_size=8))
def test_rights_are_a_function_of_the_assignments_and_nothing_overlaps(
    cast: Cast, steps: list[tuple[str, str, str, date]]
) -> None:
    outer = session.begin_nested()
    done: list[UUID] = []
    try:
        for step in steps:
            act(cast, step, done)
        assert overlaps() == 0
        for name in ("alice", "bruno", "marion", "karim", "yann", "rachel"):
            person = session.get_one(Person, cast.people[name].id)
            assert rights(cast.viewer(person)) == rights_by_hand(cast, person)
    finally:
        outer.rollback()
        session.expire_all()


@EVERY
@given(steps=st.lists(STEP, min_size=1, max_size=6))
def test_regions_share_out_the_units_whatever_the_moves(
    cast: Cast, steps: list[tuple[str, str, str, date]]
) -> None:
    outer = session.begin_nested()
    try:
        for step in steps:
            act(cast, step, [])
        linked = set(
            session.scalars(select(UnitRegion.unit_id).where(UnitRegion.during.contains(TODAY)))
        )
        seen = [_region_units(cast, region) for region in (cast.west.id, cast.east.id)]
        assert not seen[0] & seen[1]
        assert seen[0] | seen[1] | {cast.head_office.id} == linked
    finally:
        outer.rollback()
        session.expire_all()


def _region_units(cast: Cast, region_id: UUID) -> set[UUID]:
    from lms.core.access import Grant

    lead = Viewer(
        person_id=cast.rachel.id,
        today=TODAY,
        grants=(Grant(Role.REGIONAL_LEAD, "region", region_id),),
        roles=frozenset({Role.REGIONAL_LEAD}),
    )
    return set(session.scalars(units_in_scope(lead, Permission.UNITS_READ)))


def test_canary_a_role_kept_after_the_mandate_is_seen(cast: Cast) -> None:
    """Planted bug: rights remembered from before the move; the recomputation must differ."""
    remembered = rights(cast.viewer(cast.marion))
    services.move(
        person_id=cast.marion.id,
        unit_id=cast.strasbourg.id,
        position_id=make_position().id,
        on=TODAY,
        actor_id=cast.henri.id,
    )
    assert remembered != rights_by_hand(cast, cast.marion)
    assert rights(cast.viewer(cast.marion)) == rights_by_hand(cast, cast.marion)


def test_canary_without_the_constraint_overlaps_are_counted(cast: Cast) -> None:
    """Planted bug: the database forgets its constraint; the count must notice."""
    session.execute(text("SET LOCAL ROLE NONE"))
    session.execute(
        text("ALTER TABLE network_membership DROP CONSTRAINT ex_network_membership_primary")
    )
    job = session.scalars(select(Membership).where(Membership.person_id == cast.alice.id)).one()
    session.execute(
        text(
            "INSERT INTO network_membership SELECT gen.id, m.person_id, :unit, m.position_id,"
            " m.during, true FROM network_membership m, (SELECT CAST(:id AS uuid) AS id) gen"
            " WHERE m.id = :job"
        ),
        {"unit": cast.rennes.id, "id": UUID(int=1), "job": job.id},
    )
    assert overlaps() == 1


def test_the_database_refuses_two_main_jobs_and_two_managers(cast: Cast) -> None:
    from tests.factories import make_mandate, make_membership

    with pytest.raises(IntegrityError), session.begin_nested():
        make_membership(cast.alice.id, cast.rennes)
    with pytest.raises(IntegrityError), session.begin_nested():
        make_mandate(cast.bruno.id, Role.UNIT_MANAGER, cast.nantes.id)


def test_names_read_by_a_manager_follow_the_moves(cast: Cast) -> None:
    services.move(
        person_id=cast.yann.id,
        unit_id=cast.nantes.id,
        position_id=make_position().id,
        on=TODAY,
        actor_id=cast.henri.id,
    )
    read = set(session.scalars(people_in_scope(cast.viewer(cast.marion), Permission.PEOPLE_READ)))
    assert cast.yann.id in read
    assert cast.yann.id not in set(
        session.scalars(people_in_scope(cast.viewer(cast.zoe), Permission.PEOPLE_READ))
    )
