"""Hiring, moving, leaving, second jobs: what each act writes, refuses and undoes."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from lms.accounts.models import Person, Session
from lms.core import clock, ids
from lms.core.access import ANONYMOUS, Role
from lms.core.db import session
from lms.core.errors import Forbidden, Invalid, Refused
from lms.core.models import AuditRow, FactRow
from lms.network import services
from lms.network.models import Mandate, Membership
from lms.network.queries import holders, primary_unit
from tests.cast import NOW, TODAY, Cast
from tests.factories import make_position

TOMORROW = TODAY + timedelta(days=1)


def jobs(person: Person) -> list[tuple[object, date | None, date | None, bool]]:
    """Return unit, start, end and rank of each job, oldest first."""
    rows = session.scalars(
        select(Membership)
        .where(Membership.person_id == person.id)
        .order_by(Membership.during, Membership.is_primary.desc())
    )
    return [(j.unit_id, j.during.lower, j.during.upper, j.is_primary) for j in rows]


def facts() -> list[str]:
    """Return the kinds of facts told so far."""
    return list(session.scalars(select(FactRow.kind).order_by(FactRow.at, FactRow.kind)))


def hire(cast: Cast, **values: object) -> tuple[Person, object]:
    """Hire Lina in Nantes, unless told otherwise."""
    given = {
        "given_name": "Lina",
        "family_name": "Faure",
        "external_id": "n 12",
        "email": None,
        "unit_id": cast.nantes.id,
        "position_id": make_position().id,
        "on": TODAY,
        "actor_id": cast.marion.id,
        **values,
    }
    return services.hire(**given)  # type: ignore[arg-type]


def test_a_hire_makes_a_person_with_a_main_job_a_fact_and_an_audit_row(cast: Cast) -> None:
    lina, _change = hire(cast)
    assert lina.external_id == "N12"
    assert jobs(lina) == [(cast.nantes.id, TODAY, None, True)]
    assert facts() == ["PersonHired"]
    audited = session.scalars(select(AuditRow)).one()
    assert (audited.action, audited.entity_id, audited.actor_id) == (
        "network.hire",
        lina.id,
        cast.marion.id,
    )
    assert cast.viewer(lina).is_authenticated


def test_a_number_held_by_somebody_is_refused_without_saying_whose(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        hire(cast, external_id=cast.zoe.external_id)
    assert set(refused.value.errors) == {"external_id"}
    assert "Zoe" not in str(refused.value)


def test_somebody_who_left_comes_back_as_themselves(cast: Cast) -> None:
    back, _change = hire(
        cast, given_name="Léo", family_name="ROY", external_id=cast.leo.external_id
    )
    assert back.id == cast.leo.id
    assert back.left_on is None
    assert cast.viewer(cast.leo).is_authenticated


def test_nobody_is_hired_in_a_closed_unit(cast: Cast) -> None:
    cast.nantes.closed_on = TODAY
    session.flush()
    with pytest.raises(Refused):
        hire(cast)


def move(cast: Cast, person: Person, **values: object) -> object:
    """Move somebody to Strasbourg today, unless told otherwise."""
    given = {
        "person_id": person.id,
        "unit_id": cast.strasbourg.id,
        "position_id": make_position().id,
        "on": TODAY,
        "actor_id": cast.henri.id,
        **values,
    }
    return services.move(**given)  # type: ignore[arg-type]


def test_a_move_ends_the_main_job_and_opens_the_next_the_same_day(cast: Cast) -> None:
    move(cast, cast.bruno, on=TOMORROW)
    assert jobs(cast.bruno) == [
        (cast.nantes.id, date(2025, 1, 1), TOMORROW, True),
        (cast.strasbourg.id, TOMORROW, None, True),
    ]
    before, after = primary_unit(cast.bruno.id, TODAY), primary_unit(cast.bruno.id, TOMORROW)
    assert before is not None
    assert after is not None
    assert (before.unit_id, after.unit_id) == (cast.nantes.id, cast.strasbourg.id)
    assert facts() == ["PersonMoved"]


def test_a_manager_who_moves_leaves_the_mandate_behind(cast: Cast) -> None:
    move(cast, cast.marion)
    assert holders(cast.nantes.id, "unit_manager", TODAY) == []
    assert cast.viewer(cast.marion).roles == {Role.EMPLOYEE}


def test_a_move_on_the_very_first_day_replaces_the_job(cast: Cast) -> None:
    lina, _change = hire(cast)
    move(cast, lina)
    assert jobs(lina) == [(cast.strasbourg.id, TODAY, None, True)]


@pytest.mark.parametrize("twice", ["planned", "same"])
def test_a_move_over_a_planned_one_or_to_the_same_job_is_refused(cast: Cast, twice: str) -> None:
    if twice == "planned":
        move(cast, cast.bruno, on=TOMORROW)
        with pytest.raises(Refused):
            move(cast, cast.bruno, unit_id=cast.rennes.id)
    else:
        with pytest.raises(Refused):
            move(cast, cast.bruno, unit_id=cast.nantes.id)


def test_a_second_job_leaves_the_main_one_alone_and_ends_alone(cast: Cast) -> None:
    position = make_position("Trainer")
    services.add_job(
        person_id=cast.bruno.id,
        unit_id=cast.rennes.id,
        position_id=position.id,
        on=TODAY,
        actor_id=cast.henri.id,
    )
    assert len(cast.viewer(cast.bruno).memberships) == 2
    second = session.scalars(
        select(Membership).where(
            Membership.person_id == cast.bruno.id, Membership.is_primary.is_(False)
        )
    ).one()
    services.end_second_job(membership_id=second.id, on=TOMORROW, actor_id=cast.henri.id)
    assert jobs(cast.bruno)[1] == (cast.rennes.id, TODAY, TOMORROW, False)
    main = session.scalars(select(Membership).where(Membership.person_id == cast.alice.id)).one()
    with pytest.raises(Refused):
        services.end_second_job(membership_id=main.id, on=TOMORROW, actor_id=cast.henri.id)


def test_leaving_ends_jobs_mandates_and_sessions(cast: Cast) -> None:
    token = cast.open_session(cast.marion)
    assert token
    services.leave(person_id=cast.marion.id, on=TODAY, actor_id=cast.henri.id)
    assert cast.marion.left_on == TODAY
    assert holders(cast.nantes.id, "unit_manager", TODAY) == []
    opened = session.scalars(select(Session).where(Session.person_id == cast.marion.id)).one()
    assert opened.revoked_at == NOW
    assert cast.viewer(cast.marion) is ANONYMOUS
    with pytest.raises(Refused):
        services.leave(person_id=cast.marion.id, on=TODAY, actor_id=cast.henri.id)


def test_leaving_later_keeps_the_door_open_until_the_day(cast: Cast) -> None:
    services.leave(person_id=cast.alice.id, on=TOMORROW, actor_id=cast.marion.id)
    assert cast.viewer(cast.alice).is_authenticated
    with clock.frozen(NOW + timedelta(days=1)):
        assert cast.viewer(cast.alice) is ANONYMOUS


def test_a_coach_who_leaves_hands_over_to_the_backup(cast: Cast) -> None:
    session.scalars(
        select(Mandate).where(Mandate.scope_id == cast.rennes.id)
    ).one().backup_person_id = cast.rachel.id
    session.flush()
    services.leave(person_id=cast.karim.id, on=TODAY, actor_id=cast.henri.id)
    assert holders(cast.rennes.id, "coach", TODAY) == [cast.rachel.id]
    assert holders(cast.nantes.id, "coach", TODAY) == []


def test_a_mandate_replaces_the_one_holder_from_its_first_day(cast: Cast) -> None:
    services.give_mandate(
        kind=Role.UNIT_MANAGER,
        person_id=cast.bruno.id,
        scope_id=cast.nantes.id,
        on=TOMORROW,
        giver_roles=frozenset({Role.REGIONAL_LEAD}),
        actor_id=cast.rachel.id,
    )
    assert holders(cast.nantes.id, "unit_manager", TODAY) == [cast.marion.id]
    assert holders(cast.nantes.id, "unit_manager", TOMORROW) == [cast.bruno.id]


@pytest.mark.parametrize(
    ("giver", "kind", "allowed"),
    [
        (Role.UNIT_MANAGER, Role.DEPUTY, True),
        (Role.UNIT_MANAGER, Role.COACH, False),
        (Role.UNIT_MANAGER, Role.ADMINISTRATOR, False),
        (Role.REGIONAL_LEAD, Role.COACH, True),
        (Role.REGIONAL_LEAD, Role.REGIONAL_LEAD, False),
        (Role.REGIONAL_LEAD, Role.ADMINISTRATOR, False),
        (Role.EMPLOYEE, Role.DEPUTY, False),
        (Role.LEARNING_AUTHOR, Role.ADMINISTRATOR, False),
        (Role.ADMINISTRATOR, Role.ADMINISTRATOR, True),
    ],
)
def test_nobody_gives_more_than_their_role_allows(
    cast: Cast, giver: Role, kind: Role, *, allowed: bool
) -> None:
    scope = {Role.REGIONAL_LEAD: cast.west.id}.get(kind, cast.rennes.id)
    scope_id = None if kind is Role.ADMINISTRATOR else scope

    def give() -> None:
        services.give_mandate(
            kind=kind,
            person_id=cast.bruno.id,
            scope_id=scope_id,
            on=TODAY,
            giver_roles=frozenset({giver}),
            actor_id=cast.rachel.id,
        )

    if allowed:
        give()
    else:
        with pytest.raises(Forbidden):
            give()


def test_nobody_gives_themselves_a_mandate(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        services.give_mandate(
            kind=Role.COACH,
            person_id=cast.henri.id,
            scope_id=cast.nantes.id,
            on=TODAY,
            giver_roles=frozenset({Role.ADMINISTRATOR}),
            actor_id=cast.henri.id,
        )


def test_the_last_administrator_stays(cast: Cast) -> None:
    last = session.scalars(select(Mandate).where(Mandate.kind == "administrator")).one()
    with pytest.raises(Refused):
        services.end_mandate(
            mandate_id=last.id,
            on=TODAY,
            giver_roles=frozenset({Role.ADMINISTRATOR}),
            actor_id=ids.new_id(),
        )


def test_the_last_administrator_does_not_leave_either(cast: Cast) -> None:
    with pytest.raises(Refused):
        services.leave(person_id=cast.henri.id, on=TODAY, actor_id=cast.henri.id)


def test_who_comes_back_keeps_their_own_address(cast: Cast) -> None:
    cast.leo.email = "leo@example.org"
    session.flush()
    back, _change = hire(
        cast,
        given_name="Leo",
        family_name="Roy",
        external_id=cast.leo.external_id,
        email="somebody.else@example.org",
    )
    assert back.email == "leo@example.org"


def test_closing_the_head_office_does_not_shut_its_mandates_out(cast: Cast) -> None:
    services.close_unit(unit_id=cast.head_office.id, on=TODAY, actor_id=cast.henri.id)
    assert Role.ADMINISTRATOR in cast.viewer(session.get_one(Person, cast.henri.id)).roles
