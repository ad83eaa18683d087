"""Names stop at the employer; what opens them is written, dated, one way, and can be ended."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts.models import Person
from lms.core.access import Permission
from lms.core.db import session
from lms.core.errors import Invalid, Refused
from lms.core.i18n import speaking
from lms.network import services
from lms.network.models import Agreement, Change
from lms.network.queries import agreements, people_in_scope
from tests.cast import TODAY, Cast
from tests.pages import Statements, page, post

ASKED = {"reference": "Safe of the legal desk", "reason": "One training for both houses"}


def record(cast: Cast, **changes: object) -> Change:
    asked = {
        "employer_id": cast.franchise.id,
        "reader_id": cast.own.id,
        "on": TODAY,
        "today": TODAY,
        "actor_id": cast.henri.id,
        **ASKED,
        **changes,
    }
    return services.record_agreement(**asked)


def reads_fatou(cast: Cast) -> bool:
    scope = people_in_scope(cast.viewer(cast.rachel), Permission.PEOPLE_READ)
    found = session.scalar(
        select(Person.id).where(Person.id == cast.fatou.id, Person.id.in_(scope))
    )
    return found is not None


def test_a_recorded_agreement_opens_names_and_its_end_hides_them(cast: Cast) -> None:
    assert not reads_fatou(cast)
    made = record(cast)
    assert reads_fatou(cast)
    services.end_agreement(
        agreement_id=made.subject_id,
        on=TODAY,
        reason="The contract ended",
        today=TODAY,
        actor_id=cast.henri.id,
    )
    assert not reads_fatou(cast)


def test_an_end_to_come_leaves_names_until_that_day_and_the_line_for_ever(cast: Cast) -> None:
    made = record(cast, on=TODAY)
    services.end_agreement(
        agreement_id=made.subject_id,
        on=TODAY + timedelta(days=3),
        reason="The contract ends",
        today=TODAY,
        actor_id=cast.henri.id,
    )
    assert reads_fatou(cast)
    row = agreements.get_agreement(made.subject_id)
    assert (row.until, row.end_reason) == (TODAY + timedelta(days=3), "The contract ends")


def test_recording_and_ending_are_undone(cast: Cast) -> None:
    made = record(cast)
    services.undo(change_id=made.id, actor_id=cast.henri.id)
    assert not reads_fatou(cast)
    again = record(cast)
    ended = services.end_agreement(
        agreement_id=again.subject_id,
        on=TODAY + timedelta(days=1),
        reason="By mistake",
        today=TODAY,
        actor_id=cast.henri.id,
    )
    services.undo(change_id=ended.id, actor_id=cast.henri.id)
    session.expire_all()
    assert session.get_one(Agreement, again.subject_id).during.upper is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("on", TODAY - timedelta(days=1)),
        ("until", TODAY),
        ("reference", " "),
        ("reason", ""),
        ("reason", "x" * 301),
    ],
)
def test_nothing_opens_in_the_past_nor_without_words(cast: Cast, field: str, value: object) -> None:
    with pytest.raises(Invalid) as refused:
        record(cast, **{field: value})
    assert field in refused.value.errors


def test_two_employers_and_one_agreement_at_a_time(cast: Cast) -> None:
    with pytest.raises(Invalid):
        record(cast, reader_id=cast.franchise.id)
    record(cast)
    with pytest.raises(Refused):
        record(cast, on=TODAY + timedelta(days=30))


def test_consequences_are_counted_before(cast: Cast) -> None:
    with speaking("en"):
        told = agreements.of_agreement(cast.franchise.id, cast.own.id, TODAY)
    words = " ".join(one.text for one in told)
    assert "1 person of Dubois Distribution" in words
    assert "2 people there hold a role" in words, "Rachel over the west, Henri over everything"


def test_the_screen_shows_what_opens_then_records_lists_and_ends(
    cast: Cast, client: FlaskClient
) -> None:
    cast.sign_in(client, cast.henri)
    fields = {
        "employer": str(cast.franchise.id),
        "reader": str(cast.own.id),
        "on": TODAY.isoformat(),
        **ASKED,
    }
    asked = "&".join(f"{name}={value}" for name, value in fields.items())
    shown = page(client, f"/agreements/new?see=1&{asked}".replace(" ", "+"))
    assert "Dubois Distribution" in shown
    assert not session.scalars(select(Agreement)).all(), "looked at only"
    assert post(client, "/agreements/new", **fields).status_code == 303
    html = page(client, "/agreements")
    assert "One training for both houses" in html
    one = session.scalars(select(Agreement)).one()
    url = f"/agreements/{one.id}/end"
    assert "Dubois" in page(client, f"{url}?see=1&on={TODAY.isoformat()}&reason=Over")
    assert post(client, url, on=TODAY.isoformat(), reason="").status_code == 422
    assert post(client, url, on=TODAY.isoformat(), reason="Over").status_code == 303


def test_only_administrators_write_and_the_privacy_officer_reads(
    cast: Cast, client: FlaskClient
) -> None:
    cast.sign_in(client, cast.rachel)
    assert client.get("/agreements").status_code == 403
    assert client.get("/agreements/new").status_code == 403


def test_the_list_keeps_its_budget(cast: Cast, client: FlaskClient) -> None:
    record(cast)
    cast.sign_in(client, cast.henri)
    client.get("/agreements")
    with Statements() as sent:
        client.get("/agreements")
    assert len(sent) <= 8, sent.sent
