"""Both sides of a day through the services: sealed, opened together, frozen; raced for."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from lms.coaching.models import DashboardEntry, EntryPart, Rating, RatingWords
from lms.coaching.queries.sides import pairs, words_of
from lms.coaching.services import dashboards, days, ratings
from lms.coaching.services.days import Wanted
from lms.core import clock
from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import Forbidden, Invalid, Refused
from lms.core.notices.models import Notice
from lms.network.models import Mandate
from tests.cast import NOW, TODAY, Cast, build
from tests.committed import at_once, committed
from tests.factories.coaching import (
    EVENING,
    MIDNIGHT,
    STAGES,
    Visit,
    fill,
    finished,
    light,
    planned,
    rate,
    said,
)

DEADLINE = MIDNIGHT + timedelta(hours=72)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _words(english: None) -> None:
    """Quote refusals in English."""


def told(kind: str) -> set[object]:
    return set(session.scalars(sa.select(Notice.person_id).where(Notice.kind == kind)))


def test_the_manager_or_the_deputy_speaks_and_the_store_speaks_once(lit: Cast):
    visit = finished(lit)
    rate(visit, lit.dina)
    with pytest.raises(Refused, match="already said"):
        rate(visit, lit.marion)


@pytest.mark.parametrize("who", ["alice", "karim", "rachel", "henri", "zoe", "leo"])
def test_nobody_else_speaks_for_the_store(lit: Cast, who: str):
    visit = finished(lit)
    with pytest.raises(Forbidden):
        rate(visit, getattr(lit, who))


def test_who_became_manager_since_does_not_judge_what_they_did_not_live(lit: Cast):
    visit = finished(lit)
    held = session.scalars(sa.select(Mandate).where(Mandate.person_id == lit.marion.id)).one()
    held.during = type(held.during)(held.during.lower, TODAY)
    session.flush()
    with pytest.raises(Forbidden):
        rate(visit, lit.marion)
    rate(visit, lit.dina)


def test_a_coach_who_stands_in_as_manager_does_not_rate_themselves(lit: Cast):
    from tests.factories.network import make_mandate

    make_mandate(lit.karim.id, Role.DEPUTY, lit.nantes.id)
    visit = finished(lit)
    with pytest.raises(Forbidden):
        rate(visit, lit.karim)


def test_the_day_must_be_over_but_nobody_needs_to_press(lit: Cast):
    visit = planned(lit)
    with pytest.raises(Refused, match="not over"):
        rate(visit, lit.marion, at=MIDNIGHT - SECOND)
    rate(visit, lit.marion, at=MIDNIGHT)
    assert visit.day.state == "done"


def test_a_day_that_did_not_take_place_is_judged_by_nobody(lit: Cast):
    visit = planned(lit)
    days.act("cancel", day_id=visit.day.id, actor_id=None, roles=None, wanted=Wanted(reason="Snow"))
    with pytest.raises(Refused, match="did not take place"):
        rate(visit, lit.marion, at=MIDNIGHT)
    with pytest.raises(Refused, match="did not take place"):
        fill(visit)


def test_what_is_said_again_before_the_reveal_is_another_row_and_old_words_are_gone(lit: Cast):
    visit = finished(lit)
    rate(visit, lit.marion, 2, signed="Thank you", confidential="She was late")
    rate(visit, lit.marion, 4, signed="Thank you both")
    rows = session.scalars(sa.select(Rating).order_by(Rating.number)).all()
    assert [(row.number, row.prep) for row in rows] == [(1, 2), (2, 4)]
    kept = session.scalars(sa.select(RatingWords)).all()
    assert [(row.signed, row.confidential) for row in kept] == [("Thank you both", "")]


def test_once_both_are_in_nothing_changes_any_more(lit: Cast):
    visit = finished(lit)
    rate(visit, lit.marion)
    fill(visit)
    for write in (lambda: rate(visit, lit.marion, 1), lambda: fill(visit)):
        with pytest.raises(Refused, match="no longer changes"):
            write()
    assert told("coaching.revealed") == {lit.marion.id, lit.dina.id, lit.karim.id}


def test_after_72_hours_who_spoke_is_frozen_and_who_was_silent_is_late(lit: Cast):
    visit = finished(lit)
    rate(visit, lit.marion, at=DEADLINE - SECOND)
    with pytest.raises(Refused, match="no longer changes"):
        rate(visit, lit.marion, at=DEADLINE)
    assert fill(visit, at=DEADLINE).is_late
    rating = visit.rating()
    assert rating is not None
    assert not rating.is_late


@pytest.mark.parametrize("pressed", [EVENING, MIDNIGHT + timedelta(days=2)])
def test_pressing_late_moves_no_hour(lit: Cast, pressed: object):
    visit = planned(lit)
    with clock.frozen(pressed):  # type: ignore[arg-type]
        days.act("finish", day_id=visit.day.id, actor_id=lit.karim.id, roles={Role.COACH})
    (pair,) = pairs()
    assert pair.blind.deadline == DEADLINE


@pytest.mark.parametrize("answer", [0, 6])
def test_four_answers_from_one_to_five(lit: Cast, answer: int):
    visit = finished(lit)
    with pytest.raises(Invalid) as refused:
        rate(visit, lit.marion, answer)
    assert set(refused.value.errors) == {"prep", "listening", "usefulness", "follow_through"}


def test_words_have_a_length(lit: Cast):
    visit = finished(lit)
    with pytest.raises(Invalid) as refused:
        rate(visit, lit.marion, signed="x" * 501, confidential="y" * 501)
    assert set(refused.value.errors) == {"signed", "confidential"}


def test_filling_ends_the_day_and_keeps_when_each_part_was_seen(lit: Cast):
    first = planned(lit)
    fill(first)
    assert first.day.state == "done"
    later = planned(lit, on=TODAY + timedelta(days=7))
    after = EVENING + timedelta(days=7)
    fill(later, at=after, stages={**STAGES, "voice": 2}, again=frozenset({"walk"}))
    entry = later.entry()
    assert entry is not None
    rows = session.scalars(sa.select(EntryPart).where(EntryPart.entry_id == entry.id)).all()
    fresh = {row.part for row in rows if row.seen_on == TODAY + timedelta(days=7)}
    assert fresh == {"voice", "walk"}


def test_a_next_step_has_an_owner_of_the_store_and_a_day_to_come(lit: Cast):
    visit = finished(lit)
    with pytest.raises(Invalid) as refused:
        fill(visit, next_words="Ritual at 9:40", next_owner_id=lit.zoe.id)
    assert set(refused.value.errors) == {"next_owner_id", "next_due"}
    with pytest.raises(Invalid, match="day to come"):
        fill(visit, next_words="x", next_owner_id=lit.alice.id, next_due=TODAY - timedelta(days=1))
    row = fill(visit, next_words="x", next_owner_id=lit.alice.id, next_due=TODAY)
    assert row.next_owner_id == lit.alice.id
    assert fill(visit, next_owner_id=lit.alice.id, next_due=TODAY).next_owner_id is None


@pytest.mark.parametrize(
    "stages", [{}, {"voice": 4}, {"loop": 1}], ids=["nothing", "too much", "no such part"]
)
def test_what_was_seen_is_one_of_four_stages_of_known_parts(lit: Cast, stages: dict[str, int]):
    with pytest.raises(Invalid):
        fill(finished(lit), stages=stages)


def test_another_coach_does_not_fill_this_one(lit: Cast):
    visit = finished(lit)
    with pytest.raises(Forbidden):
        dashboards.fill(day_coach_id=visit.id, seen=dashboards.Seen(STAGES), coach_id=lit.zoe.id)


def test_a_coach_replaced_in_the_day_makes_two_pairs_each_with_its_own_seal(lit: Cast):
    from tests.factories.network import make_mandate, make_person

    nora = make_person("Nora", "Petit", email="nora@example.org")
    make_mandate(nora.id, Role.COACH, lit.brest.id)
    visit = finished(lit)
    days.act(
        "replace",
        day_id=visit.day.id,
        actor_id=lit.karim.id,
        roles={Role.COACH},
        wanted=Wanted(replacement=nora.id),
    )
    rate(visit, lit.marion)
    fill(visit)
    mine, hers = pairs()
    assert mine.blind.is_revealed(EVENING)
    assert not hers.blind.is_revealed(EVENING)
    assert visit.day.state == "done"


def _ready() -> tuple[Cast, Visit]:
    cast = light(build())
    return cast, finished(cast)


def test_two_opinions_at_once_and_the_store_spoke_once(tmp_path: Path):
    with committed("ratings", tmp_path, _ready) as (app, (cast, visit), _url):
        day_coach_id, people = visit.id, (cast.marion.id, cast.dina.id)

        def speak(rater_id: object) -> object:
            return ratings.rate(day_coach_id=day_coach_id, said=said(), rater_id=rater_id).id  # type: ignore[arg-type]

        with clock.frozen(EVENING):
            found = at_once(app, lambda: speak(people[0]), lambda: speak(people[1]))
        assert sum(isinstance(one, Refused) for one in found) == 1
        assert session.scalar(sa.select(sa.func.count()).select_from(Rating)) == 1


def test_a_correction_racing_the_other_side_is_before_the_reveal_or_refused(tmp_path: Path):
    """Whatever the order, what was corrected was not readable yet: rows agree with one order."""
    with committed("reveal", tmp_path, _ready) as (app, (cast, visit), _url):
        day_coach_id, marion_id, karim_id = visit.id, cast.marion.id, cast.karim.id
        with clock.frozen(EVENING):
            ratings.rate(day_coach_id=day_coach_id, said=said(2), rater_id=marion_id)
            session.commit()

            def correct() -> object:
                return ratings.rate(
                    day_coach_id=day_coach_id, said=said(5), rater_id=marion_id
                ).number

            def open_both() -> object:
                seen = dashboards.Seen(STAGES)
                row = dashboards.fill(day_coach_id=day_coach_id, seen=seen, coach_id=karim_id)
                # What the coach's side could read the moment it was in.
                (pair,) = pairs()
                assert pair.rating is not None
                return row.number, pair.rating.number

            corrected, opened = at_once(app, correct, open_both)
        assert isinstance(opened, tuple)
        last = session.scalar(sa.select(sa.func.max(Rating.number)))
        assert opened[1] == last, "what was open changed afterwards"
        assert isinstance(corrected, Refused) == (last == 1)
        assert session.scalar(sa.select(sa.func.count()).select_from(DashboardEntry)) == 1


def test_canary_without_the_lock_what_was_open_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A correction that read before the other side committed, and wrote after, is let through."""
    with committed("unlocked", tmp_path, _ready) as (_app, (cast, visit), _url):
        with clock.frozen(EVENING):
            ratings.rate(day_coach_id=visit.id, said=said(2), rater_id=cast.marion.id)
            (before,) = pairs()
            monkeypatch.setattr(ratings, "held_pair", lambda _id: before)
            dashboards.fill(
                day_coach_id=visit.id, seen=dashboards.Seen(STAGES), coach_id=cast.karim.id
            )
            ratings.rate(day_coach_id=visit.id, said=said(5), rater_id=cast.marion.id)
        assert session.scalar(sa.select(sa.func.max(Rating.number))) == 2


def test_words_are_for_who_they_name(lit: Cast):
    visit = finished(lit)
    row = rate(visit, lit.marion, signed="Thank you", confidential="Help her")
    words = words_of([row.id])[row.id]
    assert (words.signed, words.confidential) == ("Thank you", "Help her")
    assert words.received_at == EVENING > NOW
