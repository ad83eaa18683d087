"""Real files: Oracle's HR sample, French walk-in services; and twenty thousand people at once."""

import time

from sqlalchemy import func, select

from lms.accounts.models import Person
from lms.core import clock, tabular
from lms.core.db import session
from lms.network import imports, services
from lms.network.imports import runs
from lms.network.models import Import, ImportProgress, Mandate, Membership, Unit
from tests.cast import NOW, TODAY, Cast
from tests.material import MATERIAL, needs
from tests.network.imports_ground import begin, bring, counts


@needs("org")
def test_oracle_people_come_with_the_managers_of_their_departments(cast: Cast) -> None:
    folder = MATERIAL / "org" / "oracle_hr"
    units = bring((folder / "departments.csv").read_bytes(), "units")
    assert counts(units) == {"created": 27}
    assert units.counts["effects"]["unknown_managers"] == 11
    people = _without_mail((folder / "employees.csv").read_bytes())
    assert counts(people) == {"created": 106, "refused": 1}, "one employee has no department"
    again = bring((folder / "departments.csv").read_bytes(), "units")
    assert again.counts["changed"] >= 1
    managed = session.scalar(
        select(func.count())
        .select_from(Mandate)
        .where(
            Mandate.kind == "unit_manager",
            Mandate.during.contains(TODAY),
            Mandate.unit_id.in_(
                select(Unit.id).where(Unit.code.in_([str(n) for n in range(10, 120, 10)]))
            ),
        )
    )
    assert managed == 11
    assert counts(begin((folder / "departments.csv").read_bytes(), "units")) == {"unchanged": 27}


def _without_mail(data: bytes) -> Import:
    """Bring Oracle's employees; its e-mail column holds no addresses."""
    given = imports.Start(kind="people", filename="employees.csv", data=data)
    one = imports.start(given, actor_id=None, today=TODAY)
    columns = {name: place for name, place in one.columns.items() if name != "email"}
    imports.map_columns(one, columns)
    imports.check(one)
    imports.apply_import(one)
    return one


@needs("units")
def test_french_services_become_units_accents_and_all(cast: Cast) -> None:
    data = (MATERIAL / "units" / "france_services_even.csv").read_bytes()
    one = bring(data, "units")
    assert counts(one) == {"created": 1416}
    name = session.scalar(select(Unit.name).where(Unit.code == "1"))
    assert name == "France services de Valserhône"
    assert counts(begin(data, "units")) == {"unchanged": 1416}
    assert one.change_id is not None
    before = session.scalar(select(func.count()).select_from(Unit))
    services.undo(change_id=one.change_id, actor_id=cast.henri.id, partial=True)
    assert session.scalar(select(func.count()).select_from(Unit)) == (before or 0) - 1416


def _crowd(people: int, *, moved: int = 0) -> bytes:
    titles = ("Matricule", "Prénom", "Nom", "Code magasin", "Métier")
    rows = [
        (
            f"C{n:05}",
            f"Prénom{n % 97}",
            f"Nom{n}",
            f"U{(n + (n < moved)) % 200:03}",
            "Conseil de vente" if n % 9 else "Caisse",
        )
        for n in range(people)
    ]
    return tabular.write_csv(titles, rows)


def _shops() -> None:
    rows = [(f"U{n:03}", f"Magasin {n}", "Lyon") for n in range(200)]
    bring(tabular.write_csv(("Code", "Nom", "Ville"), rows), "units")


def test_twenty_thousand_people_come_in_under_a_minute(cast: Cast) -> None:
    _shops()
    began = time.perf_counter()
    first = bring(_crowd(20_000))
    assert time.perf_counter() - began < 60
    assert counts(first) == {"created": 20_000}


def test_a_crowd_comes_moves_and_is_undone(cast: Cast) -> None:
    _shops()
    before = session.scalar(select(func.count()).select_from(Person))
    first = bring(_crowd(2_500))
    assert counts(begin(_crowd(2_500))) == {"unchanged": 2_500}
    second = bring(_crowd(2_500, moved=600))
    assert counts(second) == {"changed": 600, "unchanged": 1_900}
    for one in (second, first):
        assert one.change_id is not None
        done = services.undo(change_id=one.change_id, actor_id=cast.henri.id, partial=True)
        assert done.kept == 0
    assert session.scalar(select(func.count()).select_from(Person)) == before


def test_progress_is_told_while_it_runs(cast: Cast) -> None:
    bring(tabular.write_csv(("Code", "Nom"), [("U000", "Magasin")]), "units")
    titles = ("Matricule", "Prénom", "Nom", "Code magasin")
    data = tabular.write_csv(titles, [(f"C{n}", "A", f"N{n}", "U000") for n in range(4_500)])
    one = begin(data)
    imports.queue(one, accepted=True)
    seen: list[int] = []
    told = select(ImportProgress.done).where(ImportProgress.import_id == one.id)
    plain = runs._progress

    def note(import_id: object, done: int, total: int) -> None:
        plain(import_id, done, total)  # type: ignore[arg-type]
        seen.append(session.scalar(told) or 0)

    runs._progress = note  # type: ignore[assignment]
    try:
        imports.apply_import(one)
    finally:
        runs._progress = plain
    assert seen == [2_000, 4_000, 4_500]
    assert clock.now() == NOW
    jobs = session.scalar(
        select(func.count()).select_from(Membership).where(Membership.during.contains(TODAY))
    )
    assert (jobs or 0) > 4_500
