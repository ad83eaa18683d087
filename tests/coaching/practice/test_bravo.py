"""Bravo: to whom, in how many words, how often, read by whom."""

from datetime import timedelta
from typing import Any

import pytest

from lms.coaching.models import Bravo
from lms.coaching.queries import bravo as reads
from lms.coaching.queries import morning
from lms.coaching.services import bravo
from lms.coaching.services.bravo import Thanks
from lms.core import clock
from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Refused
from lms.network.models import Membership
from tests.cast import NOW
from tests.factories.network import make_membership, since
from tests.factories.practice import Floor

pytestmark = pytest.mark.usefixtures("english")


def say(floor: Floor, author: Any = None, *people: Any, **given: Any) -> Bravo:
    whole = {
        "author_id": (author or floor.bruno).id,
        "people": [one.id for one in people or (floor.alice,)],
        "attitude_uid": floor.attitudes[0],
        "words": "Merci pour ce matin",
        "visibility": "private",
    }
    return bravo.say(Thanks(**{**whole, **given}))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"people": []}, "people"),
        ({"attitude_uid": None}, "attitude"),
        ({"words": "Merci"}, "words"),
        ({"words": "m" * 281}, "words"),
        ({"visibility": "everybody"}, "visibility"),
    ],
)
def test_what_lacks_is_said(floor: Floor, given: dict[str, Any], field: str):
    with pytest.raises(Invalid) as problem:
        say(floor, **given)
    assert set(problem.value.errors) == {field}


def test_a_bravo_is_for_others_who_are_here_and_for_six_at_most(floor: Floor):
    six = [floor.alice, floor.dina, floor.marion, floor.karim, floor.rachel, floor.henri]
    say(floor, floor.bruno, *six)
    for people in ([*six, floor.zoe], [floor.bruno], [floor.leo]):
        with pytest.raises(Invalid):
            say(floor, floor.bruno, *people)


def test_five_a_day_are_enough_and_tomorrow_is_another_day(floor: Floor):
    for _ in range(5):
        say(floor)
    with pytest.raises(Refused, match="tomorrow"):
        say(floor)
    with clock.frozen(NOW + timedelta(days=1)):
        say(floor)


def test_a_team_bravo_is_on_the_wall_of_the_first_thanked(floor: Floor):
    row = say(floor, floor.karim, floor.alice, floor.rachel, visibility="team")
    assert row.unit_id == floor.nantes.id
    for who in ("alice", "bruno", "marion", "karim", "rachel", "henri"):
        _unit, told = reads.wall(floor.cast.viewer(getattr(floor, who)), floor.nantes.id)
        assert [one.row.id for one in told] == [row.id], who
    with pytest.raises(NotFound):
        reads.wall(floor.cast.viewer(floor.zoe), floor.nantes.id)


def readers(floor: Floor, row: Bravo) -> set[str]:
    found = set()
    for who in ("alice", "bruno", "dina", "marion", "karim", "rachel", "henri", "zoe"):
        viewer = floor.cast.viewer(getattr(floor, who))
        lists = [reads.mine(viewer), reads.reported(viewer)]
        if any(one.row.id == row.id for told in lists for one in told):
            found.add(who)
    return found


def test_a_private_bravo_is_read_by_those_it_is_between_and_by_head_office_once_reported(
    floor: Floor,
):
    row = say(floor)
    assert readers(floor, row) - {"henri", "marion"} == {"alice", "bruno"}
    assert reads.reported(floor.cast.viewer(floor.henri)) == []
    with pytest.raises(NotFound):
        reads.get_readable(floor.cast.viewer(floor.marion), row.id)
    bravo.report(bravo_id=row.id, actor_id=floor.alice.id)
    assert [one.row.id for one in reads.reported(floor.cast.viewer(floor.henri))] == [row.id]


def test_what_is_withdrawn_or_hidden_is_read_by_nobody(floor: Floor):
    taken, hidden = say(floor, visibility="team"), say(floor, visibility="team")
    with pytest.raises(NotFound):
        bravo.withdraw(bravo_id=taken.id, author_id=floor.marion.id)
    bravo.withdraw(bravo_id=taken.id, author_id=floor.bruno.id)
    with pytest.raises(NotFound):
        bravo.judge(bravo_id=hidden.id, actor_id=floor.henri.id, hide=True)
    bravo.report(bravo_id=hidden.id, actor_id=floor.alice.id)
    bravo.judge(bravo_id=hidden.id, actor_id=floor.henri.id, hide=True)
    for row in (taken, hidden):
        assert readers(floor, row) == set()
    _unit, told = reads.wall(floor.cast.viewer(floor.alice), floor.nantes.id)
    assert told == []


def test_nobody_judges_their_own_bravo(floor: Floor):
    row = say(floor, floor.henri, floor.alice)
    bravo.report(bravo_id=row.id, actor_id=floor.alice.id)
    with pytest.raises(Refused):
        bravo.judge(bravo_id=row.id, actor_id=floor.henri.id, hide=False)


def test_the_screen_shows_a_bravo_once_everybody_in_it_agreed(floor: Floor):
    row = say(floor, floor.bruno, floor.alice, floor.dina, visibility="team")
    bravo.consent(bravo_id=row.id, person_id=floor.alice.id, agrees=True)
    assert morning.thanked(floor.nantes.id, NOW) == []
    bravo.consent(bravo_id=row.id, person_id=floor.dina.id, agrees=True)
    assert [one.people for one in morning.thanked(floor.nantes.id, NOW)] == [("Alice", "Dina")]
    bravo.consent(bravo_id=row.id, person_id=floor.dina.id, agrees=False)
    assert morning.thanked(floor.nantes.id, NOW) == []
    with pytest.raises(NotFound):
        bravo.consent(bravo_id=row.id, person_id=floor.bruno.id, agrees=True)


def test_the_screen_forgets_who_went_to_another_store(floor: Floor):
    row = say(floor, floor.bruno, floor.alice, floor.dina, visibility="team")
    for who in (floor.alice, floor.dina):
        bravo.consent(bravo_id=row.id, person_id=who.id, agrees=True)
    assert morning.thanked(floor.nantes.id, NOW) != []
    (job,) = session.query(Membership).filter_by(person_id=floor.dina.id)
    job.during = since(job.during.lower, NOW.date())
    make_membership(floor.dina.id, floor.rennes, during=since(NOW.date()))
    assert morning.thanked(floor.nantes.id, NOW) == []


def test_the_screen_keeps_a_bravo_for_who_never_worked_there(floor: Floor):
    row = say(floor, floor.bruno, floor.alice, floor.karim, visibility="team")
    for who in (floor.alice, floor.karim):
        bravo.consent(bravo_id=row.id, person_id=who.id, agrees=True)
    assert [one.people for one in morning.thanked(floor.nantes.id, NOW)] == [("Alice", "Karim")]


def test_one_thanks_those_one_knows_or_reaches(floor: Floor):
    alice = floor.cast.viewer(floor.alice)
    names = {one.name for one in reads.around(alice)}
    assert {"Bruno Le Goff", "Marion Lefèvre", "Karim Benali"} <= names
    assert "Alice Martin" not in names
    assert reads.found(alice, "zoe") == []
    henri = floor.cast.viewer(floor.henri)
    assert [one.name for one in reads.found(henri, "ZOÉ")] == ["Zoe Schmitt"]
    assert [
        x.id for x in reads.reachable(alice, [floor.zoe.id, floor.marion.id], reads.around(alice))
    ] == [floor.marion.id]
