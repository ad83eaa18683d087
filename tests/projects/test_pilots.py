"""A pilot lived by its support team opens the other stores, and holds nothing but their projects."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from lms.core import clock, practised
from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import Forbidden, Invalid, NotFound, Refused
from lms.core.notices.models import Notice
from lms.core.practised import Practice
from lms.core.workflow import MoveHeldBack, MoveUndeclared
from lms.network.services import close_unit
from lms.projects.events import ProjectMoved
from lms.projects.jobs import follow_pilot, reviewed_pilots
from lms.projects.models import Pilot, PilotMember, Waiver
from lms.projects.queries import projects as reads
from lms.projects.queries.pilots import LIVE, members_of
from lms.projects.services import pilots
from tests.cast import NOW, TODAY
from tests.factories.governance import LIVED, lead, lived, ripe, run_since, the_pilot
from tests.factories.network import make_region
from tests.factories.projects import Ground, framed
from tests.factories.store import make_day, make_day_coach, make_observation

pytestmark = pytest.mark.usefixtures("english")


def held(ground: Ground) -> bool:
    """Tell whether Rennes is held back when it wants to begin."""
    project = reads.find_project(ground.cast.rennes.id) or framed(ground, ground.cast.rennes)
    return reads.facts_of(project, TODAY).pilot_gate is not None


def reviewed(ground: Ground) -> Pilot:
    return pilots.review(pilot_id=ripe(ground).id, changes="Nous venons le samedi", by=lead(ground))


def test_the_other_stores_begin_after_the_review_and_not_before(ground: Ground):
    assert held(ground)
    pilot = ripe(ground)
    assert held(ground)
    pilots.review(pilot_id=pilot.id, changes="Nous venons le samedi", by=lead(ground))
    assert not held(ground)
    assert [one.source for one in reviewed_pilots()] == [pilot.id]


def test_canary_a_gate_that_opens_as_soon_as_a_pilot_is_lived_is_seen(ground: Ground, monkeypatch):
    def planted(capability, *, is_pilot, pilots, waived):
        del capability
        return None if is_pilot or waived or set(pilots) & {"lived", "reviewed"} else "held"

    monkeypatch.setattr(reads, "pilot_gate", planted)
    ripe(ground)
    assert not held(ground)


def test_a_store_of_a_region_below_waits_for_the_same_pilot(ground: Ground):
    below = make_region("Brittany", ground.cast.west)
    from lms.network.models import UnitRegion

    link = session.query(UnitRegion).where(UnitRegion.unit_id == ground.cast.rennes.id).one()
    link.region_id = below.id
    session.flush()
    assert held(ground)
    reviewed(ground)
    assert not held(ground)


def test_the_head_office_alone_lifts_the_pilot_and_says_why(ground: Ground):
    west = ground.cast.west.id
    with pytest.raises(Refused):
        pilots.waive(region_id=west, reason="Deux magasins", by=lead(ground))
    with pytest.raises(Invalid):
        pilots.waive(region_id=west, reason=" ", by=ground.by("henri"))
    assert held(ground)
    made = pilots.waive(region_id=west, reason="Deux magasins", by=ground.by("henri"))
    assert not held(ground)
    assert (made.gate, made.region_id, made.project_id) == ("pilot", west, None)
    with pytest.raises(Refused):
        pilots.waive(region_id=west, reason="Encore", by=ground.by("henri"))
    assert session.query(Waiver).count() == 1


def test_each_one_lives_it_before_the_review_from_its_sixth_week(ground: Ground):
    pilot = the_pilot(ground)
    project = run_since(ground, 34)
    pilots.follow(project_id=project.id, now=NOW)
    assert pilot.state == "lived"
    for who in ("rachel", "karim"):
        lived(ground, who)
    with pytest.raises(MoveHeldBack, match="too early"):
        pilots.review(pilot_id=pilot.id, changes="X", by=lead(ground))
    project.running_since = TODAY - timedelta(days=35)
    lived(ground, "karim", change="")
    with pytest.raises(MoveHeldBack, match="Each member"):
        pilots.review(pilot_id=pilot.id, changes="X", by=lead(ground))
    lived(ground, "karim")
    with pytest.raises(MoveHeldBack, match="what your team changes"):
        pilots.review(pilot_id=pilot.id, changes=" ", by=lead(ground))
    pilots.review(pilot_id=pilot.id, changes="Le samedi", by=lead(ground))
    assert pilot.reviewed_at == clock.now()


def test_a_day_lived_is_counted_from_the_choice_on_the_clock_of_its_store(ground: Ground):
    """In the evening of Martinique it is tomorrow in London already."""
    pilot = the_pilot(ground)
    ground.cast.nantes.zone = "America/Martinique"
    pilot.chosen_at = datetime.combine(TODAY + timedelta(days=1), time(1), UTC)
    session.flush()
    assert lived(ground, "rachel").visited_on == TODAY
    pilot.chosen_at += timedelta(days=1)
    with pytest.raises(Invalid):
        lived(ground, "rachel")


def test_a_pilot_is_lived_as_soon_as_its_project_runs_told_twice_or_late(ground: Ground):
    pilot = the_pilot(ground)
    project = run_since(ground, 1, state="planning")
    follow_pilot(ProjectMoved(project_id=project.id, state="planning"), now=NOW)
    assert pilot.state == "chosen"
    project.state = "running"
    for _turn in range(2):
        follow_pilot(ProjectMoved(project_id=project.id, state="running"), now=NOW)
    assert pilot.state == "lived"


def test_what_coaching_knows_is_recognised_and_kept_at_the_review(ground: Ground):
    pilot = ripe(ground)
    mine = session.get_one(PilotMember, (pilot.id, ground.cast.karim.id))
    mine.visited_on = mine.observed_on = mine.debriefed_on = None
    day = make_day(ground.cast, state="done", finished_at=NOW)
    make_day_coach(ground.cast, day)
    make_observation(ground.cast)
    karim = next(one for one in members_of(pilot) if one.person_id == ground.cast.karim.id)
    assert karim.recognised == set(Practice)
    assert karim.lived.is_whole
    pilots.review(pilot_id=pilot.id, changes="Le samedi", by=lead(ground))
    session.refresh(mine)
    assert (mine.visited_on, mine.observed_on, mine.debriefed_on) == (TODAY, TODAY, TODAY)


def test_what_was_done_before_the_choice_or_elsewhere_is_not_recognised(ground: Ground):
    pilot = the_pilot(ground)
    make_observation(ground.cast, planned_on=TODAY - timedelta(days=9))
    make_observation(ground.cast, unit_id=ground.cast.rennes.id)
    karim = next(one for one in members_of(pilot) if one.person_id == ground.cast.karim.id)
    assert karim.recognised == frozenset()


def test_canary_a_source_that_forgets_the_place_is_seen(ground: Ground, monkeypatch):
    pilot = the_pilot(ground)
    make_observation(ground.cast, unit_id=ground.cast.rennes.id)
    real = practised.SOURCES["coaching.practice"]

    def planted(_unit, people, since):
        return real(ground.cast.rennes.id, people, since)

    monkeypatch.setitem(practised.SOURCES, "coaching.practice", planted)
    karim = next(one for one in members_of(pilot) if one.person_id == ground.cast.karim.id)
    assert Practice.OBSERVATION in karim.recognised


def test_a_member_writes_their_own_line_and_nobody_elses(ground: Ground):
    pilot = the_pilot(ground)
    with pytest.raises(NotFound):
        pilots.tell(pilot_id=pilot.id, days=LIVED, change="X", by=ground.by("marion"))
    for on in (TODAY + timedelta(days=1), TODAY - timedelta(days=1)):
        with pytest.raises(Invalid):
            pilots.tell(pilot_id=pilot.id, days={Practice.VISIT: on}, change="", by=lead(ground))
    lived(ground, "rachel")
    mine = session.get_one(PilotMember, (pilot.id, ground.cast.karim.id))
    assert (mine.visited_on, mine.change) == (None, "")


def test_a_closed_store_ends_its_pilot_and_another_replaces_it(ground: Ground):
    pilot = the_pilot(ground)
    close_unit(unit_id=ground.cast.nantes.id, on=TODAY, actor_id=ground.cast.henri.id)
    assert pilots.end_closed(NOW) == 1
    assert pilots.end_closed(NOW) == 0
    assert (pilot.state, bool(pilot.reason)) == ("failed", True)
    people = {ground.cast.rachel.id}
    west, by = ground.cast.west.id, lead(ground)
    with pytest.raises(Invalid):
        pilots.choose(region_id=west, unit_id=ground.cast.nantes.id, people=people, by=by)
    made = pilots.choose(region_id=west, unit_id=ground.cast.rennes.id, people=people, by=by)
    session.refresh(pilot)
    assert (pilot.state, made.state) == ("replaced", "chosen")
    live = select(Pilot).where(Pilot.region_id == west, Pilot.state.in_(LIVE))
    assert session.scalars(live).one() == made
    assert not held(ground)


def test_a_pilot_that_fails_says_why_and_is_over(ground: Ground):
    pilot = ripe(ground)
    with pytest.raises(MoveHeldBack, match="Say why"):
        pilots.fail(pilot_id=pilot.id, reason=" ", by=lead(ground))
    pilots.fail(pilot_id=pilot.id, reason="Le magasin est en travaux", by=lead(ground))
    with pytest.raises(MoveUndeclared):
        pilots.review(pilot_id=pilot.id, changes="X", by=lead(ground))
    with pytest.raises(Refused):
        lived(ground, "karim")
    assert held(ground)


def test_one_pilot_at_a_time_chosen_by_who_leads_with_people_of_theirs(ground: Ground):
    pilot = the_pilot(ground)
    given = {"region_id": ground.cast.west.id, "unit_id": ground.cast.rennes.id}
    karim = {ground.cast.karim.id}
    with pytest.raises(Refused):
        pilots.choose(**given, people=karim, by=lead(ground))
    with pytest.raises(Forbidden):
        pilots.choose(**given, people=karim, by=ground.by("marion", Role.UNIT_MANAGER))
    pilots.fail(pilot_id=pilot.id, reason="Travaux", by=lead(ground))
    for people in (set(), {ground.cast.yann.id}, {ground.cast.alice.id}):
        with pytest.raises(Invalid):
            pilots.choose(**given, people=people, by=lead(ground))
    elsewhere = {**given, "unit_id": ground.cast.strasbourg.id}
    with pytest.raises(Invalid):
        pilots.choose(**elsewhere, people=karim, by=lead(ground))


def test_who_stays_in_the_team_keeps_what_they_lived(ground: Ground):
    pilot = the_pilot(ground)
    lived(ground, "karim")
    people = {ground.cast.karim.id}
    pilots.set_team(pilot_id=pilot.id, people=people, by=lead(ground))
    rows = session.query(PilotMember).where(PilotMember.pilot_id == pilot.id).all()
    assert [(one.person_id, one.change) for one in rows] == [
        (ground.cast.karim.id, "Je viens le samedi")
    ]


def told(kind: str) -> list:
    return [one.person_id for one in session.query(Notice).where(Notice.kind == kind)]


def test_the_lead_is_told_once_that_the_review_may_be_held(ground: Ground):
    ripe(ground)
    assert pilots.tell_due(NOW) == 1
    assert pilots.tell_due(NOW) == 0
    assert told("projects.pilot_due") == [ground.cast.rachel.id]
    pilot = session.get_one(Pilot, ground.pilot_id)
    pilots.review(pilot_id=pilot.id, changes="Le samedi", by=lead(ground))
    assert session.query(Notice).where(Notice.kind == "projects.pilot_due").one().done_at


def test_nobody_is_told_before_its_sixth_week(ground: Ground):
    the_pilot(ground)
    pilots.follow(project_id=run_since(ground, 34).id, now=NOW)
    assert pilots.tell_due(NOW) == 0


def test_a_new_team_is_told_but_whoever_chose_it(ground: Ground):
    pilot = the_pilot(ground)
    pilots.fail(pilot_id=pilot.id, reason="Travaux", by=lead(ground))
    people = {ground.cast.rachel.id, ground.cast.karim.id}
    pilots.choose(
        region_id=ground.cast.west.id, unit_id=ground.cast.rennes.id, people=people, by=lead(ground)
    )
    assert told("projects.pilot_team") == [ground.cast.karim.id]
