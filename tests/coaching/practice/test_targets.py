"""Head office says what each job asks of a skill; it is traced, and taken back in one tap."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from lms.coaching.models import Target
from lms.coaching.queries import targets as reads
from lms.coaching.queries.skills import targets_of
from lms.coaching.queries.words import skill_names
from lms.coaching.services import targets as acts
from lms.core import clock, ids
from lms.core.db import session
from lms.core.errors import Invalid, NotFound
from lms.core.models import AuditRow
from lms.network.models import Membership
from tests.cast import NOW, TODAY
from tests.factories.practice import Floor
from tests.pages import Statements, page, post

pytestmark = pytest.mark.usefixtures("english")

PLACE = "/coaching/targets"


def job(floor: Floor):
    """Return the position Alice holds."""
    return session.scalar(
        sa.select(Membership.position_id).where(Membership.person_id == floor.alice.id)
    )


def asked(floor: Floor) -> list[int]:
    """Return what is asked of Alice, skill by skill."""
    found = targets_of([floor.alice.id], TODAY, skill_names())[floor.alice.id]
    return [found[str(uid)] for uid in floor.skills]


def desk(app: Flask, floor: Floor, who: str = "henri") -> FlaskClient:
    return floor.cast.sign_in(app.test_client(), floor.cast.people[who])


def test_what_a_job_asks_wins_over_everybodys_which_wins_over_the_rule(floor: Floor):
    first, second = floor.skills[:2]
    henri = floor.cast.henri.id
    assert asked(floor)[:2] == [2, 2]
    acts.aim(position_id=None, levels={first: 1, second: 1}, actor_id=henri)
    assert asked(floor)[:2] == [1, 1]
    acts.aim(position_id=job(floor), levels={first: 3}, actor_id=henri)
    assert asked(floor)[:2] == [3, 1]
    one = reads.aims_of(job(floor))[0]
    assert (one.level, one.usual, one.set_by) == (3, 1, henri)
    acts.aim(position_id=job(floor), levels={first: None}, actor_id=henri)
    assert asked(floor)[:2] == [1, 1]
    assert reads.aims_of(job(floor))[0].level is None


def test_another_job_keeps_its_own(floor: Floor):
    acts.aim(position_id=job(floor), levels={floor.skills[0]: 3}, actor_id=floor.cast.henri.id)
    karim = targets_of([floor.karim.id], TODAY, skill_names())[floor.karim.id]
    assert karim[str(floor.skills[0])] == 2


def test_it_says_what_it_replaced_and_only_what_changed(floor: Floor):
    first, second = floor.skills[:2]
    henri = floor.cast.henri.id
    assert acts.aim(position_id=None, levels={first: 3, second: None}, actor_id=henri) == {
        first: None
    }
    assert acts.aim(position_id=None, levels={first: 3}, actor_id=henri) == {}
    assert acts.aim(position_id=None, levels={first: 1}, actor_id=henri) == {first: 3}


def test_who_set_what_and_when_is_traced(floor: Floor):
    first, henri = floor.skills[0], floor.cast.henri.id
    with clock.frozen(NOW):
        acts.aim(position_id=job(floor), levels={first: 3}, actor_id=henri)
        acts.aim(position_id=job(floor), levels={first: 3}, actor_id=henri)
    with clock.frozen(NOW + timedelta(days=1)):
        acts.aim(position_id=job(floor), levels={first: None}, actor_id=henri)
    rows = session.scalars(
        sa.select(AuditRow).where(AuditRow.action == "coaching:target:set").order_by(AuditRow.at)
    ).all()
    assert [(one.actor_id, one.entity_id, list(one.fields)) for one in rows] == [
        (henri, job(floor), [str(first)])
    ] * 2


def test_what_cannot_be_asked_is_refused(floor: Floor):
    first, henri = floor.skills[0], floor.cast.henri.id
    for levels in ({first: 4}, {first: 0}, {ids.new_id(): 2}):
        with pytest.raises(Invalid):
            acts.aim(position_id=None, levels=levels, actor_id=henri)
    with pytest.raises(NotFound):
        acts.aim(position_id=ids.new_id(), levels={first: 2}, actor_id=henri)
    assert session.scalar(sa.select(sa.func.count()).select_from(Target)) == 0


def test_head_office_saves_and_takes_back_in_one_tap(app: Flask, floor: Floor):
    henri, position = desk(app, floor), job(floor)
    first = floor.skills[0]
    page(henri, PLACE)
    page(henri, f"{PLACE}?position={position}")
    answer = post(henri, PLACE, position=position, **{f"level.{first}": "3"})
    assert answer.status_code == 303
    assert asked(floor)[0] == 3
    html = page(henri, answer.headers["Location"])
    assert f'name="level.{first}" value="0"' in html.split("c-undo")[1]
    again = post(henri, PLACE, position=position, undo="1", **{f"level.{first}": "0"})
    assert asked(floor)[0] == 2
    assert "c-undo" not in page(henri, again.headers["Location"])


def test_canary_a_level_of_the_wrong_job_is_caught(app: Flask, floor: Floor, monkeypatch):
    """Planted bug: whatever job is asked, everybody's level is set."""
    from lms.coaching.views import targets as views

    kept = views.aim
    monkeypatch.setattr(views, "aim", lambda **given: kept(**{**given, "position_id": None}))
    post(desk(app, floor), PLACE, position=job(floor), **{f"level.{floor.skills[0]}": "3"})
    assert reads.aims_of(job(floor))[0].level is None


def test_an_unknown_job_and_garbage_change_nothing(app: Flask, floor: Floor):
    henri = desk(app, floor)
    assert henri.get(f"{PLACE}?position={ids.new_id()}").status_code == 404
    assert henri.get(f"{PLACE}?position=x").status_code == 404
    sent = {f"level.{floor.skills[0]}": "9", "level.x": "1"}
    assert post(henri, PLACE, **sent).status_code == 303
    assert session.scalar(sa.select(sa.func.count()).select_from(Target)) == 0


def test_its_page_costs_eight_statements_at_most(app: Flask, floor: Floor):
    acts.aim(position_id=job(floor), levels={floor.skills[0]: 3}, actor_id=floor.cast.henri.id)
    henri = desk(app, floor)
    place = f"{PLACE}?position={job(floor)}&level.{floor.skills[0]}=2"
    page(henri, place)
    with Statements() as sent:
        html = page(henri, place)
    assert len(sent) <= 8, sent.sent
    assert len(html.encode()) < 40_000


@pytest.mark.parametrize("who", ["alice", "marion", "karim", "rachel"])
def test_only_head_office_sets_it(app: Flask, floor: Floor, who: str):
    browser = desk(app, floor, who)
    assert browser.get(PLACE).status_code == 403
    assert PLACE not in browser.get("/coaching/skills").get_data(as_text=True)
