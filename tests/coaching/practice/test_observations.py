"""Observations from the first look to the answer of the person."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from lms.coaching.events import ObservationDebriefed
from lms.coaching.models import Observation, ObservationEntry, Observer
from lms.coaching.rules.observing import Right
from lms.coaching.services import exchanging, observations, overdue
from lms.coaching.services.observations import Said, Tapped, Times
from lms.core import clock
from lms.core.db import session
from lms.core.errors import Forbidden, Invalid, NotFound, Refused
from lms.core.models import FactRow
from lms.core.notices.models import Notice
from tests.cast import NOW, TODAY
from tests.factories.practice import WORDS, Floor, begin, share, watch

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.usefixtures("english")


def moves(row: Observation) -> list[str]:
    found = select(ObservationEntry.action).where(ObservationEntry.observation_id == row.id)
    return list(session.scalars(found.order_by(ObservationEntry.number)))


def told(kind: str) -> list[Any]:
    return list(session.scalars(select(Notice).where(Notice.kind == f"coaching.{kind}")))


def test_an_observation_goes_from_a_look_to_the_answer_of_the_person(floor: Floor):
    row = begin(floor)
    tap = Tapped("attitude", floor.attitudes[0], 6)
    observations.watch(
        observation_id=row.id, actor_id=floor.karim.id, taps=[tap], said=Said(facts="A fact")
    )
    share(row)
    assert [one.person_id for one in told("shared")] == [floor.alice.id]
    exchanging.acknowledge(observation_id=row.id, actor_id=floor.alice.id)
    exchanging.reply(observation_id=row.id, author_id=floor.alice.id, words=" Merci ")
    assert moves(row) == ["plan", "observe", "debrief", "acknowledge"]
    assert row.state == "acknowledged"
    assert told("shared")[0].done_at is not None
    assert [one.person_id for one in told("replied")] == [floor.karim.id]


def test_beginning_twice_the_same_day_gives_the_same_sheet(floor: Floor):
    assert begin(floor).id == begin(floor).id
    assert begin(floor, observed=floor.bruno).id != begin(floor).id


def test_nobody_begins_on_themselves_or_without_the_right(floor: Floor):
    with pytest.raises(Invalid):
        begin(floor, observed=floor.karim)
    with pytest.raises(Refused, match="path"):
        begin(floor, observer=floor.marion, right=Right.PATH, beside_id=floor.karim.id)
    with pytest.raises(Refused, match="beside your coach"):
        begin(floor, observer=floor.marion, right=Right.BESIDE)


@pytest.mark.parametrize(("late", "state"), [(0, "debriefed"), (48, "debriefed"), (48.01, "")])
def test_an_exchange_counts_within_two_days_of_the_look(floor: Floor, late: float, state: str):
    row = watch(floor)
    said = Said(WORDS.facts, WORDS.strength, WORDS.try_words, TODAY + timedelta(days=9))
    if state:
        assert share(row, NOW + HOUR * late, said).state == state
    else:
        with pytest.raises(Refused, match="passed"):
            share(row, NOW + HOUR * late, said)


def test_a_phone_without_network_is_believed_about_the_hour_for_a_week(floor: Floor):
    row = begin(floor)
    times = Times(NOW + HOUR, NOW + 2 * HOUR)
    with clock.frozen(NOW + timedelta(days=5)):
        exchanging.share(observation_id=row.id, actor_id=floor.karim.id, said=WORDS, times=times)
    assert (row.observed_at, row.debriefed_at) == (NOW + HOUR, NOW + 2 * HOUR)
    entry = session.scalars(
        select(ObservationEntry).order_by(ObservationEntry.number.desc())
    ).first()
    assert entry is not None
    assert (entry.occurred_at, entry.received_at) == (NOW + 2 * HOUR, NOW + timedelta(days=5))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (Said("", "s", "t", TODAY), "facts"),
        (Said("f", " ", "t", TODAY), "strength"),
        (Said("f", "s", "", TODAY), "try_words"),
        (Said("f", "s", "t" * 121, TODAY), "try_words"),
        (Said("f", "s", "t", None), "try_on"),
        (Said("f", "s", "t", TODAY - timedelta(days=1)), "try_on"),
        (Said("f", "s", "t", TODAY + timedelta(days=61)), "try_on"),
    ],
)
def test_what_lacks_is_said_field_by_field(floor: Floor, given: Said, field: str):
    row = watch(floor)
    with pytest.raises(Invalid) as problem:
        share(row, said=given)
    assert list(problem.value.errors) == [field]
    assert session.get_one(Observation, row.id).state == "observed"


def test_words_change_until_the_person_read_them(floor: Floor):
    row = share(watch(floor))
    better = Said("Seen twice", WORDS.strength, WORDS.try_words, WORDS.try_on)
    with clock.frozen(NOW + timedelta(days=4)):
        exchanging.correct(observation_id=row.id, actor_id=floor.karim.id, said=better)
    assert row.facts == "Seen twice"
    exchanging.acknowledge(observation_id=row.id, actor_id=floor.alice.id)
    with pytest.raises(Refused):
        exchanging.correct(observation_id=row.id, actor_id=floor.karim.id, said=WORDS)
    with pytest.raises(Refused):
        observations.keep(
            observation_id=row.id, actor_id=floor.karim.id, taps=(), said=Said(facts="x")
        )


ACTS: dict[str, Callable[..., Any]] = {
    "watch": lambda one, who: observations.watch(
        observation_id=one, actor_id=who, taps=(), said=Said()
    ),
    "share": lambda one, who: exchanging.share(observation_id=one, actor_id=who, said=WORDS),
    "cancel": lambda one, who: observations.cancel(observation_id=one, actor_id=who),
    "acknowledge": lambda one, who: exchanging.acknowledge(observation_id=one, actor_id=who),
    "reply": lambda one, who: exchanging.reply(observation_id=one, author_id=who, words="Oui"),
    "confirm": lambda one, who: exchanging.confirm_beside(observation_id=one, actor_id=who),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["bruno", "marion", "zoe"])
def test_others_touch_nothing_of_an_observation(floor: Floor, act: str, who: str):
    row = begin(floor)
    with pytest.raises(NotFound):
        ACTS[act](row.id, getattr(floor, who).id)


@pytest.mark.parametrize("act", ["watch", "share", "cancel"])
def test_the_person_watched_changes_nothing_of_what_is_written(floor: Floor, act: str):
    row = begin(floor)
    with pytest.raises(Forbidden):
        ACTS[act](row.id, floor.alice.id)


def test_nothing_is_read_before_it_is_shared(floor: Floor):
    row = watch(floor)
    for act in ("acknowledge", "reply"):
        with pytest.raises(NotFound):
            ACTS[act](row.id, floor.alice.id)


def test_what_nobody_talked_about_ends_and_its_observer_was_reminded_once(floor: Floor):
    row = watch(floor)
    for hours in (30, 37, 40, 47):
        with clock.frozen(NOW + HOUR * hours):
            overdue.remind_due(clock.now())
            assert overdue.expire_due(clock.now()) == 0
    assert [one.person_id for one in told("debrief_due")] == [floor.karim.id]
    with clock.frozen(NOW + HOUR * 49):
        assert overdue.expire_due(clock.now()) == 1
        assert overdue.expire_due(clock.now()) == 0
        overdue.remind_due(clock.now())
    assert (row.state, moves(row)[-1]) == ("expired", "expire")
    assert told("debrief_due")[0].done_at is not None


def test_a_sweeper_three_days_late_reminds_nobody_of_what_is_over(floor: Floor):
    watch(floor)
    with clock.frozen(NOW + timedelta(days=3)):
        assert overdue.remind_due(clock.now()) == 0
        assert overdue.expire_due(clock.now()) == 1


def test_one_learns_beside_the_coach_who_says_so(floor: Floor):
    row = begin(floor, observer=floor.marion, right=Right.BESIDE, beside_id=floor.karim.id)
    with pytest.raises(Refused, match="confirms"):
        begin(
            floor,
            observer=floor.marion,
            observed=floor.bruno,
            right=Right.BESIDE,
            beside_id=floor.karim.id,
        )
    with pytest.raises(NotFound):
        ACTS["confirm"](row.id, floor.karim.id)
    share(row)
    assert [one.person_id for one in told("beside")] == [floor.karim.id]
    ACTS["confirm"](row.id, floor.karim.id)
    ACTS["confirm"](row.id, floor.karim.id)
    assert session.get_one(Observer, floor.marion.id).beside_id == row.id
    assert told("beside")[0].done_at is not None


def test_facts_name_nobody_and_are_told_again_from_the_ledger(floor: Floor):
    share(watch(floor))
    facts = session.scalars(
        select(FactRow).where(FactRow.kind == ObservationDebriefed.__name__)
    ).all()
    assert [set(one.payload) for one in facts] == [{"observation_id", "unit_id"}]
