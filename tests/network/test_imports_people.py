"""People come by file: compared first, applied at once, twice without effect, undone whole."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from lms.accounts.models import Person
from lms.core import clock, i18n
from lms.core.access import ANONYMOUS
from lms.core.db import session
from lms.core.errors import Refused
from lms.core.models import FactRow
from lms.network import imports, services
from lms.network.imports.runs import asks_twice, leavers_share
from lms.network.models import ImportLine, Mandate, Membership
from lms.network.queries import holders, primary_unit
from lms.network.queries.people import people_of_change
from tests.cast import NOW, TODAY, Cast
from tests.factories import make_person, make_position
from tests.network.imports_ground import begin, bring, counts, file_of
from tests.network.test_undo import picture


def line(cast: Cast, who: str, **changes: str) -> tuple[str, ...]:
    """Return the line of somebody as a file would say it, with something else."""
    person = cast.people[who]
    job = session.scalars(
        select(Membership).where(Membership.person_id == person.id, Membership.is_primary)
    ).first()
    codes = {u.id: u.code for u in (cast.nantes, cast.strasbourg, cast.rennes, cast.brest)}
    said = {
        "number": person.external_id or "",
        "given": person.given_name,
        "family": person.family_name,
        "unit": codes.get(job.unit_id, "0101") if job else "0101",
        "position": "",
        "mail": person.email or "",
        "since": "",
        "until": "",
        **changes,
    }
    return tuple(said.values())


def person(number: str) -> Person:
    """Return somebody by number."""
    return session.scalars(select(Person).where(Person.external_id == number)).one()


def test_a_new_line_makes_a_person_with_a_job_at_the_date_given(cast: Cast) -> None:
    one = bring(file_of(("n 900", "Lina", "Faure", "0101", "Vendeuse", "", "16/03/2026")))
    assert counts(one) == {"created": 1}
    lina = person("N900")
    assert lina.sort_key == "faure lina"
    place = primary_unit(lina.id, date(2026, 3, 16))
    assert place is not None
    assert place.unit_id == cast.nantes.id
    assert primary_unit(lina.id, date(2026, 3, 15)) is None


def test_the_same_file_twice_changes_nothing(cast: Cast) -> None:
    data = file_of(
        ("N1", "Lina", "Faure", "0101", "Vendeuse"),
        ("N2", "Omar", "Blin", "0201", "Vendeur"),
        line(cast, "bruno", unit="0102"),
    )
    bring(data)
    before = picture()
    again = begin(data)
    assert counts(again) == {"unchanged": 3}
    with pytest.raises(Refused):
        imports.queue(again, accepted=True)
    assert picture() == before


def test_a_move_is_told_before_and_after_then_done(cast: Cast) -> None:
    one = begin(file_of(line(cast, "bruno", unit="0201", position="Sales assistant")))
    told = session.scalars(select(ImportLine).where(ImportLine.import_id == one.id)).one()
    assert told.outcome == "changed"
    assert told.differences == [["unit", "Nantes Beaulieu", "Strasbourg Halles"]]
    imports.apply_import(one)
    place = primary_unit(cast.bruno.id, TODAY)
    assert place is not None
    assert place.unit_id == cast.strasbourg.id
    before = primary_unit(cast.bruno.id, TODAY - timedelta(days=1))
    assert before is not None
    assert before.unit_id == cast.nantes.id


def test_a_file_read_in_english_is_applied_by_a_worker_who_speaks_french(cast: Cast) -> None:
    """Whoever has no position in the file gets the network's, not the reader's."""
    with i18n.speaking("en"):
        one = begin(file_of(("N1", "Lina", "Faure", "0101")))
        told = session.scalars(select(ImportLine).where(ImportLine.import_id == one.id)).one()
        assert told.differences == [["job", "", "Membre de l’équipe, Nantes Beaulieu"]]
    with i18n.speaking(i18n.DEFAULT):
        imports.apply_import(one)
    assert primary_unit(person("N1").id, TODAY) is not None


def test_somebody_back_is_told_in_english_and_applied_in_french(cast: Cast) -> None:
    bring(file_of(line(cast, "bruno", until=str(TODAY - timedelta(days=3)))))
    with i18n.speaking("en"):
        one = begin(file_of(line(cast, "bruno", unit="0101")))
        told = session.scalars(select(ImportLine).where(ImportLine.import_id == one.id)).one()
        assert told.differences[0][2] == "comes back"
    with i18n.speaking(i18n.DEFAULT):
        imports.apply_import(one)
    assert primary_unit(cast.bruno.id, TODAY) is not None


def test_a_manager_moved_by_file_leaves_the_mandate(cast: Cast) -> None:
    bring(file_of(line(cast, "marion", unit="0201")))
    assert holders(cast.nantes.id, "unit_manager", TODAY) == []


def test_a_move_to_a_second_job_makes_it_the_main_one(cast: Cast) -> None:
    services.add_job(
        person_id=cast.bruno.id,
        unit_id=cast.rennes.id,
        position_id=make_position("Trainer").id,
        on=TODAY - timedelta(days=5),
        actor_id=cast.henri.id,
    )
    bring(file_of(line(cast, "bruno", unit="0102", position="Trainer")))
    now = session.scalars(
        select(Membership).where(
            Membership.person_id == cast.bruno.id, Membership.during.contains(TODAY)
        )
    ).all()
    assert [(m.unit_id, m.is_primary) for m in now] == [(cast.rennes.id, True)]


@pytest.mark.parametrize(
    ("row", "field", "words"),
    [
        (("N1", "Lina", "Faure", "0871"), "unit", "0871"),
        (("", "Lina", "Faure", "0101"), "external_id", ""),
        (("N1", "", "Faure", "0101"), "given_name", ""),
        (("N1", "Lina", "Faure", "0101", "", "lina"), "email", "lina"),
        (("N1", "Lina", "Faure", "0101", "", "", "31/02/2026"), "since", "31/02/2026"),
        (("N1", "Lina", "Faure", "0101", "", "", "2/3/2026", "1/3/2026"), "until", ""),
    ],
)
def test_a_wrong_line_is_refused_with_its_field_and_its_reason(
    cast: Cast, row: tuple[str, ...], field: str, words: str
) -> None:
    one = begin(file_of(row, ("N2", "Omar", "Blin", "0101")))
    assert counts(one) == {"created": 1, "refused": 1}
    told = session.scalars(
        select(ImportLine).where(ImportLine.import_id == one.id, ImportLine.outcome == "refused")
    ).one()
    assert (told.line, told.field) == (2, field)
    assert words in told.reason


def test_a_store_nearly_right_comes_with_its_cure(cast: Cast) -> None:
    one = begin(file_of(("N1", "Lina", "Faure", "Nantes Beaulieux")))
    told = session.scalars(select(ImportLine).where(ImportLine.import_id == one.id)).one()
    assert told.cure == "0101"
    imports.fix_line(one, line=told.line, field=told.field, words=told.cure)
    imports.check(one)
    assert counts(one) == {"created": 1}
    imports.apply_import(one)
    assert primary_unit(person("N1").id, TODAY) is not None


def test_a_number_twice_is_taken_once_and_refused_after(cast: Cast) -> None:
    one = begin(file_of(("N1", "Lina", "Faure", "0101"), ("N1", "Inès", "Moreau", "0101")))
    assert counts(one) == {"created": 1, "refused": 1}


def test_a_line_that_says_gone_ends_the_job_and_never_deletes(cast: Cast) -> None:
    token = cast.open_session(cast.bruno)
    assert token
    one = bring(file_of(line(cast, "bruno", until="08/03/2026")))
    assert counts(one) == {"ended": 1}
    gone = session.get_one(Person, cast.bruno.id)
    assert gone.left_on == date(2026, 3, 8)
    assert cast.viewer(gone) is ANONYMOUS
    again = begin(file_of(line(cast, "bruno", until="08/03/2026")))
    assert counts(again) == {"unchanged": 1}


def test_somebody_who_left_and_is_back_in_the_file_comes_back(cast: Cast) -> None:
    one = bring(file_of(line(cast, "leo")))
    assert counts(one) == {"changed": 1}
    assert session.get_one(Person, cast.leo.id).left_on is None
    assert cast.viewer(cast.leo).is_authenticated


def test_only_a_file_said_complete_ends_who_is_not_in_it(cast: Cast) -> None:
    data = file_of(*(line(cast, who) for who in ("alice", "bruno", "dina")))
    assert counts(begin(data)) == {"unchanged": 3}
    one = begin(data, is_complete=True)
    ended = set(
        session.scalars(
            select(ImportLine.label).where(
                ImportLine.import_id == one.id, ImportLine.outcome == "ended"
            )
        )
    )
    assert "Marion Lefèvre" in ended
    assert "Henri Aubin" not in ended, "who holds a network mandate is never ended by absence"
    assert leavers_share(one) > 10
    assert asks_twice(one)
    with pytest.raises(Refused):
        imports.queue(one, accepted=False)


def test_a_refused_line_without_number_ends_nobody(cast: Cast) -> None:
    data = file_of(line(cast, "alice"), ("", "Bruno", "Le Goff", "0101"))
    one = begin(data, is_complete=True)
    assert "ended" not in counts(one)
    assert one.counts["unsure"]


def test_a_coach_who_leaves_by_file_hands_over(cast: Cast) -> None:
    coached = session.scalars(
        select(Mandate).where(Mandate.scope_id == cast.rennes.id, Mandate.kind == "coach")
    ).one()
    coached.backup_person_id = cast.rachel.id
    session.flush()
    bring(file_of(line(cast, "karim", unit="0101", until="12/03/2026")))
    assert holders(cast.rennes.id, "coach", TODAY) == [cast.rachel.id]


def test_who_most_people_report_to_becomes_manager_of_the_unit(cast: Cast) -> None:
    titles = ("Matricule", "Prénom", "Nom", "Code magasin", "Responsable")
    bring(
        file_of(
            ("B1", "Eve", "Roux", "0102", "X9"),
            ("A1", "Lina", "Faure", "0102", "B1"),
            ("A2", "Omar", "Blin", "0102", "B1"),
            ("A3", "Iris", "Gay", "0102", "A2"),
            titles=titles,
        )
    )
    assert holders(cast.rennes.id, "unit_manager", TODAY) == [person("B1").id]


def test_a_whole_import_is_undone_to_the_very_same_rows(cast: Cast) -> None:
    make_position("Vendeuse")
    before = picture()
    one = bring(
        file_of(
            ("N1", "Lina", "Faure", "0101", "Vendeuse"),
            line(cast, "bruno", unit="0201"),
            line(cast, "marion", until="10/03/2026"),
            line(cast, "leo"),
            line(cast, "alice", family="Durand"),
        )
    )
    assert counts(one) == {"created": 1, "changed": 3, "ended": 1}
    assert picture() != before
    assert one.change_id is not None
    touched = set(session.scalars(people_of_change(one.change_id)))
    assert {cast.bruno.id, cast.marion.id, cast.leo.id, cast.alice.id} < touched
    done = services.undo(change_id=one.change_id, actor_id=cast.henri.id, partial=True)
    assert done.kept == 0
    assert picture() == before


def test_undoing_an_import_leaves_who_changed_since(cast: Cast) -> None:
    one = bring(file_of(line(cast, "bruno", unit="0201"), line(cast, "alice", unit="0201")))
    services.leave(person_id=cast.bruno.id, on=TODAY, actor_id=cast.henri.id)
    assert one.change_id is not None
    done = services.undo(change_id=one.change_id, actor_id=cast.henri.id, partial=True)
    assert done.kept > 0
    assert session.get_one(Person, cast.bruno.id).left_on == TODAY
    place = primary_unit(cast.alice.id, TODAY)
    assert place is not None
    assert place.unit_id == cast.nantes.id


def test_a_network_that_changed_since_the_check_stops_the_import(cast: Cast) -> None:
    one = begin(file_of(line(cast, "bruno", unit="0201")))
    services.leave(person_id=cast.bruno.id, on=TODAY, actor_id=cast.henri.id)
    with pytest.raises(Refused):
        imports.apply_import(one)


def test_one_import_tells_one_fact(cast: Cast) -> None:
    bring(file_of(("N1", "Lina", "Faure", "0101"), ("N2", "Omar", "Blin", "0101")))
    assert list(session.scalars(select(FactRow.kind))) == ["NetworkImported"]


def test_columns_are_remembered_by_their_titles(cast: Cast) -> None:
    titles = ("Clé", "P.", "N.", "Où")
    data = file_of(("N1", "Lina", "Faure", "0101"), titles=titles)
    given = imports.Start(kind="people", filename="a.csv", data=data)
    first = imports.start(given, actor_id=None, today=TODAY)
    imports.map_columns(first, {"external_id": 0, "given_name": 1, "family_name": 2, "unit": 3})
    second = imports.start(given, actor_id=None, today=TODAY)
    assert second.columns == {"external_id": 0, "given_name": 1, "family_name": 2, "unit": 3}


def test_a_pasted_block_goes_through_the_same_check(cast: Cast) -> None:
    block = "Matricule\tPrénom\tNom\tMagasin\nN1\tLina\tFaure\t0101\n"
    one = bring(block.encode(), pasted=True)
    assert counts(one) == {"created": 1}


def test_refused_lines_corrected_are_sent_back_as_they_are(cast: Cast) -> None:
    one = begin(file_of(("N1", "Lina", "Faure", "0871"), ("N2", "Omar", "Blin", "0101")))
    header, rows = imports.refused_table(one)
    assert len(rows) == 1
    place = header.index("Code magasin")
    rows[0][place] = "0101"
    again = begin(file_of(*map(tuple, rows), titles=tuple(header)))
    assert counts(again) == {"created": 1}


def test_people_without_number_are_never_touched_by_a_file(cast: Cast) -> None:
    nobody = make_person("Ana", "Sans", external_id=None)
    begin(file_of(("N1", "Lina", "Faure", "0101")), is_complete=True)
    assert session.get_one(Person, nobody.id).left_on is None


def test_a_day_later_a_planned_departure_has_its_effect(cast: Cast) -> None:
    bring(file_of(line(cast, "bruno", until="13/03/2026")))
    assert cast.viewer(cast.bruno).is_authenticated
    with clock.frozen(NOW + timedelta(days=1)):
        assert cast.viewer(cast.bruno) is ANONYMOUS
