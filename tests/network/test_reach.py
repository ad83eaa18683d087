"""A manager acts on their own team only, never on what somebody holds elsewhere."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from lms.accounts.models import Person
from lms.core import clock
from lms.core.access import Role
from lms.core.db import session
from lms.network import imports
from lms.network.jobs import apply
from lms.network.models import Change, Import, Mandate
from tests.cast import NOW, TODAY, Cast
from tests.factories import make_mandate, make_membership, make_position
from tests.network.imports_ground import begin, counts, file_of
from tests.pages import page, post


def _lend(cast: Cast, who: Person) -> None:
    """Give somebody of elsewhere a second job in Nantes."""
    make_membership(who.id, cast.nantes, position="Trainer", is_primary=False)


ACTS = {
    "leave": {},
    "move": {"unit": "nantes", "position": "job"},
    "correct": {"given_name": "X", "family_name": "Y"},
}


@pytest.mark.parametrize("act", ACTS)
def test_somebody_lent_to_a_unit_is_not_ended_moved_or_renamed_there(
    cast: Cast, client: FlaskClient, act: str
) -> None:
    _lend(cast, cast.henri)
    cast.sign_in(client, cast.marion)
    page(client, f"/people/{cast.henri.id}")
    fields: dict[str, Any] = {"on": TODAY.isoformat(), **ACTS[act]}
    if "unit" in fields:
        fields |= {"unit": str(cast.nantes.id), "position": str(make_position().id)}
    assert client.get(f"/people/{cast.henri.id}/{act}").status_code == 403
    assert post(client, f"/people/{cast.henri.id}/{act}", **fields).status_code == 403
    assert not session.scalars(select(Change)).all()


def test_somebody_with_a_mandate_one_could_not_give_is_not_ended(
    cast: Cast, client: FlaskClient
) -> None:
    make_mandate(cast.bruno.id, Role.LABEL_OFFICER)
    cast.sign_in(client, cast.marion)
    answer = post(client, f"/people/{cast.bruno.id}/leave", on=TODAY.isoformat())
    assert answer.status_code == 403
    cast.sign_in(client, cast.henri)
    answer = post(client, f"/people/{cast.bruno.id}/leave", on=TODAY.isoformat())
    assert answer.status_code == 303


def test_a_manager_changes_no_address_and_no_number(cast: Cast, client: FlaskClient) -> None:
    """With the e-mail goes the way back into an account: only head office holds it."""
    cast.sign_in(client, cast.marion)
    before = (cast.alice.email, cast.alice.external_id)
    html = page(client, f"/people/{cast.alice.id}/correct")
    assert 'name="email"' not in html
    fields = {
        "given_name": "Alicia",
        "family_name": "Martin",
        "email": "marion@example.org",
        "external_id": "X1",
    }
    assert post(client, f"/people/{cast.alice.id}/correct", **fields).status_code == 303
    session.expire_all()
    alice = session.get_one(Person, cast.alice.id)
    assert (alice.email, alice.external_id) == before
    assert alice.given_name == "Alicia"


def test_an_import_asked_for_by_somebody_who_lost_the_right_stops(cast: Cast) -> None:
    one = imports.start(
        imports.Start(
            kind="people", filename="a.csv", data=file_of(("N1", "Lina", "Faure", "0101"))
        ),
        actor_id=cast.henri.id,
        today=TODAY,
    )
    imports.check(one)
    imports.queue(one, accepted=False)
    session.execute(delete(Mandate).where(Mandate.person_id == cast.henri.id))
    apply(now=clock.now(), import_id=one.id)
    session.flush()
    stopped = session.get_one(Import, one.id)
    assert stopped.state == "failed"
    assert not session.scalars(select(Person).where(Person.external_id == "N1")).all()


def test_canary_a_job_that_trusts_its_queue_would_import(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted bug: rights are not asked again; the same import goes through."""
    from lms.network import jobs

    monkeypatch.setattr(jobs, "_check_right", lambda *_: None)
    one = begin(file_of(("N1", "Lina", "Faure", "0101")))
    one.actor_id = cast.alice.id
    imports.queue(one, accepted=False)
    apply(now=NOW, import_id=one.id)
    assert session.scalars(select(Person).where(Person.external_id == "N1")).all()


def test_a_file_does_not_end_who_holds_the_network(cast: Cast) -> None:
    titles = ("Matricule", "Prénom", "Nom", "Code magasin", "Sortie")
    row = (cast.henri.external_id or "", "Henri", "Aubin", "0001", "10/03/2026")
    assert counts(begin(file_of(row, titles=titles))) == {"refused": 1}
