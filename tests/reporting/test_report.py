"""A path seen from above: numbers equal their lists, by today's rights, live stores only."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from lms.core import clock
from lms.core.access import Permission
from lms.core.db import session
from lms.courses.events import EnrolmentChanged
from lms.courses.models import Enrolment
from lms.courses.queries.team import list_team
from lms.courses.services import assigning, learning
from lms.courses.services.learning import Place
from lms.reporting import queries, services
from lms.reporting.jobs import count_again
from lms.reporting.models import PathTally
from tests.cast import NOW, TODAY, Cast
from tests.factories.courses import KNOWN, publish
from tests.pages import Statements, page


@pytest.fixture
def path(cast: Cast) -> None:
    publish()
    everybody = [cast.alice, cast.bruno, cast.dina, cast.yann, cast.fatou, cast.gael]
    with clock.frozen(NOW - timedelta(days=30)):
        assigning.assign_path(
            path_uid=KNOWN.path,
            person_ids=[p.id for p in everybody],
            due_on=TODAY - timedelta(days=2),
            actor_id=cast.henri.id,
        )
    with clock.frozen(NOW - timedelta(days=10)):
        begin(cast)
    services.recount_all(today=TODAY)


def begin(cast: Cast) -> None:
    place = Place(unit_id=cast.nantes.id, zone="Europe/Paris")
    learning.record_step(person_id=cast.alice.id, lesson_uid=KNOWN.welcome, step=1, place=place)


def lines(cast: Cast, who: str, **asked: object) -> dict[str, tuple[int, int, int, int]]:
    viewer = cast.viewer(cast.people[who])
    asked = {"region_id": None, "day": TODAY, "past": False, **asked}
    found = queries.list_lines(viewer, path_uid=KNOWN.path, **asked)  # type: ignore[arg-type]
    return {x.name: (x.people, x.begun, x.done, x.late) for x in found}


def test_head_office_sees_every_region_where_learning_is_live(cast: Cast, path: None) -> None:
    assert lines(cast, "henri") == {"East": (1, 0, 0, 1), "West": (4, 1, 0, 4)}


def test_a_regional_lead_sees_their_own_region_only(cast: Cast, path: None) -> None:
    assert lines(cast, "rachel") == {"West": (4, 1, 0, 4)}


def test_a_region_opens_on_its_units(cast: Cast, path: None) -> None:
    found = lines(cast, "henri", region_id=cast.west.id)
    assert found == {"Brest Siam": (1, 0, 0, 1), "Nantes Beaulieu": (3, 1, 0, 3)}


def test_the_past_is_told_as_it_was(cast: Cast, path: None) -> None:
    before = lines(cast, "henri", day=TODAY - timedelta(days=20), past=True)
    assert before["West"] == (4, 0, 0, 0)
    now = lines(cast, "henri", day=TODAY, past=True)
    assert now == lines(cast, "henri")
    assert lines(cast, "henri", day=TODAY - timedelta(days=40), past=True) == {}


def test_each_number_equals_its_list(cast: Cast, path: None) -> None:
    viewer = cast.viewer(cast.henri)
    total = queries.total_of(
        queries.list_lines(viewer, path_uid=KNOWN.path, region_id=None, day=TODAY, past=False)
    )
    for show, number in (("all", total.people), ("begun", total.begun), ("late", total.late)):
        found = queries.list_people(
            viewer, path_uid=KNOWN.path, unit_id=None, region_id=None, show=show, day=TODAY
        )
        assert found.count == number
        assert len(found.rows) + found.unnamed == number


def test_names_stop_at_the_employer_and_are_counted(cast: Cast, path: None) -> None:
    found = queries.list_people(
        cast.viewer(cast.henri),
        path_uid=KNOWN.path,
        unit_id=cast.brest.id,
        region_id=None,
        show="all",
        day=TODAY,
    )
    assert (found.count, found.unnamed, found.rows) == (1, 1, [])


def test_taking_a_fact_twice_changes_nothing(cast: Cast, path: None) -> None:
    fact = EnrolmentChanged(enrolment_id=cast.alice.id, path_uid=KNOWN.path, unit_id=cast.nantes.id)
    columns = (PathTally.unit_id, PathTally.people, PathTally.begun, PathTally.late)
    count_again(fact, now=NOW)
    once = set(session.execute(select(*columns)).all())
    count_again(fact, now=NOW)
    assert set(session.execute(select(*columns)).all()) == once


def test_a_passing_date_makes_late_those_who_have_not_finished(cast: Cast, path: None) -> None:
    session.execute(text("UPDATE courses_enrolment SET due_on = '2026-03-20'"))
    services.recount_all(today=TODAY)
    assert services.recount_due(today=TODAY) == 0
    assert services.recount_due(today=TODAY + timedelta(days=10)) == 4
    late = session.scalars(select(PathTally.late).order_by(PathTally.late)).all()
    assert sum(late) == 6


def test_pages_show_it_and_export_it(cast: Cast, path: None, client: FlaskClient) -> None:
    cast.sign_in(client, cast.henri)
    html = page(client, f"/reports/paths/{KNOWN.path}")
    assert "West" in html
    page(client, f"/reports/paths/{KNOWN.path}?region={cast.west.id}&as_of=2026-03-01")
    people = page(client, f"/reports/paths/{KNOWN.path}/people?show=late")
    assert "Alice" in people
    assert "Fatou" not in people
    table = client.get(f"/reports/paths/{KNOWN.path}/people?show=late&format=csv")
    assert table.get_data(as_text=True).count("\r\n") == people.count('<th scope="row">') + 1


def test_a_wrong_day_is_said_in_words(cast: Cast, path: None, client: FlaskClient) -> None:
    cast.sign_in(client, cast.henri)
    answer = client.get(f"/reports/paths/{KNOWN.path}?as_of=soon")
    assert answer.status_code == 422


def test_an_employee_has_no_report(cast: Cast, path: None, client: FlaskClient) -> None:
    cast.sign_in(client, cast.alice)
    assert client.get(f"/reports/paths/{KNOWN.path}").status_code == 403
    assert not cast.viewer(cast.alice).may(Permission.PATH_REPORT)


def test_the_report_keeps_its_budget(cast: Cast, path: None, client: FlaskClient) -> None:
    cast.sign_in(client, cast.henri)
    client.get(f"/reports/paths/{KNOWN.path}")
    with Statements() as sent:
        client.get(f"/reports/paths/{KNOWN.path}")
    assert len(sent) <= 12, sent.sent


def test_a_day_is_the_one_where_the_store_is(cast: Cast, path: None, client: FlaskClient) -> None:
    """Ten in the evening in London is the day after on an island of the Indian Ocean."""
    cast.nantes.zone = "Indian/Reunion"
    row = session.scalars(select(Enrolment).where(Enrolment.person_id == cast.alice.id)).one()
    row.state, row.done, row.progress = "complete", row.total, 100
    row.moved_at = row.completed_at = datetime(2026, 3, 1, 22, tzinfo=UTC)
    session.flush()
    cast.sign_in(client, cast.henri)
    table = client.get(f"/reports/paths/{KNOWN.path}/people?show=done&format=csv")
    assert "2026-03-02" in table.get_data(as_text=True)
    found = list_team(
        cast.viewer(cast.marion), unit_id=cast.nantes.id, path_uid=KNOWN.path, today=TODAY
    )
    days = {(one.moved_on, one.completed_on) for one in found if one.state == "complete"}
    assert days == {(date(2026, 3, 2), date(2026, 3, 2))}
