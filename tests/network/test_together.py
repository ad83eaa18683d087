"""Two people act at the same moment: one wins, the other is told, nothing is half done."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import Refused
from lms.network import imports, services
from lms.network.models import Mandate, RegionParent
from tests.cast import TODAY, Cast, build
from tests.committed import at_once, committed
from tests.network.imports_ground import file_of


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Cast]]:
    """An application on its own database, where what is done is committed."""
    folder = tmp_path_factory.mktemp("together")
    with committed("together", folder, build) as (app, cast, _url):
        yield app, cast


def test_two_regions_are_not_put_under_each_other(apart: tuple[Flask, Cast]) -> None:
    app, cast = apart
    west, east, henri = cast.west.id, cast.east.id, cast.henri.id

    def under(child: object, parent: object) -> Callable[[], object]:
        return lambda: services.move_region(
            region_id=child,  # type: ignore[arg-type]
            parent_id=parent,  # type: ignore[arg-type]
            on=TODAY,
            actor_id=henri,
        )

    found = at_once(app, under(west, east), under(east, west))
    assert sum(isinstance(one, Refused) for one in found) == 1, found
    parents = {
        row.region_id: row.parent_id
        for row in session.scalars(select(RegionParent).where(RegionParent.during.contains(TODAY)))
    }
    assert not (parents.get(west) == east and parents.get(east) == west)


def test_two_managers_named_at_once_leave_one(apart: tuple[Flask, Cast]) -> None:
    app, cast = apart
    unit, henri = cast.rennes.id, cast.henri.id

    def name(person: object) -> Callable[[], object]:
        return lambda: services.give_mandate(
            kind=Role.UNIT_MANAGER,
            person_id=person,  # type: ignore[arg-type]
            scope_id=unit,
            on=TODAY,
            giver_roles=frozenset({Role.ADMINISTRATOR}),
            actor_id=henri,
        )

    at_once(app, name(cast.alice.id), name(cast.bruno.id))
    held = session.scalars(
        select(Mandate).where(
            Mandate.scope_id == unit,
            Mandate.kind == "unit_manager",
            Mandate.during.contains(TODAY),
        )
    ).all()
    assert len(held) == 1


def test_the_same_file_applied_twice_at_once_is_applied_once(
    apart: tuple[Flask, Cast], tmp_path: Path
) -> None:
    app, _cast = apart
    data = file_of(*((f"N{n}", "Lina", f"Faure{n}", "0101") for n in range(50)))
    (tmp_path / "people.csv").write_bytes(data)
    found_ids = []
    for _time in range(2):
        given = imports.Start(kind="people", filename="people.csv", data=data)
        one = imports.start(given, actor_id=None, today=TODAY)
        imports.check(one)
        found_ids.append(one.id)
    session.commit()

    def go(import_id: object) -> Callable[[], object]:
        return lambda: imports.apply_import(imports.get_import(import_id))  # type: ignore[arg-type]

    found = at_once(app, go(found_ids[0]), go(found_ids[1]))
    assert sum(isinstance(one, Refused) for one in found) == 1, found
    count = session.execute(
        text("SELECT count(*) FROM accounts_person WHERE external_id LIKE 'N%'")
    ).scalar_one()
    assert count == 50
