"""A region's actions come back when their owner is of its team no more; without stores it is kept."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import Range

from lms.core import clock
from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import Invalid, Refused
from lms.core.notices.models import Notice
from lms.core.workflow import MoveHeldBack
from lms.network.models import Mandate, Unit, UnitRegion
from lms.projects.models import Action, Project, ProjectEntry
from lms.projects.queries import there
from lms.projects.queries.own import own_states
from lms.projects.queries.plan import Told
from lms.projects.services import actions, projects, sections
from lms.projects.services import own as acts_on
from tests.cast import NOW, TODAY
from tests.factories.governance import act, lead, own_project, own_running, project_now
from tests.factories.network import make_mandate, make_region
from tests.factories.projects import Ground
from tests.pages import page, post
from tests.projects.views.conftest import Enter, enter

__all__ = ["enter"]

pytestmark = pytest.mark.usefixtures("english")

LATER = NOW + timedelta(days=3)


def told(kind: str = "projects.action_unowned") -> set:
    """Return who is told something that still waits."""
    rows = session.query(Notice.person_id).where(Notice.kind == kind, Notice.done_at.is_(None))
    return {row[0] for row in rows}


def action_of(project: Project) -> Action:
    return session.scalars(select(Action).where(Action.project_id == project.id)).one()


def owned(ground: Ground) -> Action:
    """Give the one action of West to Alice, of its support team because she coaches Vannes."""
    make_mandate(ground.cast.alice.id, Role.COACH, ground.cast.vannes.id)
    one = action_of(own_running(ground))
    one.owner_id = ground.cast.alice.id
    session.flush()
    return one


def loses_mandates(ground: Ground, who: str = "alice") -> None:
    """End what somebody holds; their job stays."""
    ended = Range(TODAY - timedelta(days=90), TODAY)
    held = update(Mandate).where(Mandate.person_id == getattr(ground.cast, who).id)
    session.execute(held.values(during=ended))
    session.expire_all()


def leaves(ground: Ground, who: str = "alice") -> None:
    person = getattr(ground.cast, who)
    person.left_on = TODAY
    session.flush()


def without_stores(ground: Ground) -> None:
    """Send the units of West to East."""
    west = UnitRegion.region_id == ground.cast.west.id
    session.execute(
        update(UnitRegion).where(west).values(during=Range(TODAY - timedelta(900), TODAY))
    )
    session.expire_all()


# ---- actions given back -------------------------------------------------------------------------


@pytest.mark.parametrize("goes", [loses_mandates, leaves])
def test_the_action_of_who_is_of_the_team_no_more_is_given_back(ground: Ground, goes):
    one = owned(ground)
    assert actions.release_leavers() == 0
    goes(ground)
    assert actions.release_leavers() == 1
    session.refresh(one)
    assert (one.state, one.owner_id, one.unowned_since) == ("accepted", None, TODAY)
    assert actions.release_leavers() == 0


def test_the_lead_is_told_after_three_days_and_once(ground: Ground):
    owned(ground)
    loses_mandates(ground)
    actions.release_leavers()
    assert actions.tell_left() == 0
    with clock.frozen(LATER):
        assert actions.tell_left() == 1
        assert told() == {ground.cast.rachel.id}
        assert actions.tell_left() == 0
    (one,) = session.scalars(select(Notice).where(Notice.kind == "projects.action_unowned"))
    assert one.endpoint == "projects.region_own"
    assert one.args == {"region_id": str(ground.cast.west.id)}


def test_canary_a_region_that_keeps_leavers_is_seen(ground: Ground, monkeypatch):
    """Planted bug: everybody is of every team."""
    owned(ground)
    loses_mandates(ground)
    monkeypatch.setattr(actions, "team_of", lambda *_: {ground.cast.alice.id})
    assert actions.release_leavers() == 0


def test_the_actions_of_a_suspended_project_stay_where_they_are(ground: Ground):
    one = owned(ground)
    by = lead(ground)
    projects.move_project(project_id=one.project_id, action="suspend", reason="x", by=by)
    loses_mandates(ground)
    assert actions.release_leavers() == 0


def test_who_leads_gives_it_to_somebody_of_the_team_and_to_nobody_else(
    ground: Ground, enter: Enter
):
    one = owned(ground)
    loses_mandates(ground)
    actions.release_leavers()
    with clock.frozen(LATER):
        actions.tell_left()
    url = f"/regions/actions/{one.id}/assign"
    fields = {"due": (TODAY + timedelta(days=20)).isoformat()}
    assert post(enter("marion"), url, owner=ground.cast.rachel.id, **fields).status_code == 404
    rachel = enter("rachel")
    assert url in page(rachel, f"/regions/{ground.cast.west.id}/project")
    for stranger in (ground.cast.alice.id, ground.cast.zoe.id, ""):
        assert post(rachel, url, owner=stranger, **fields).status_code == 422
    assert post(rachel, url, owner=ground.cast.rachel.id, **fields).status_code == 303
    session.refresh(one)
    assert (one.owner_id, one.unowned_since) == (ground.cast.rachel.id, None)
    assert told() == set(), "nobody is missing any more"
    assert url not in page(rachel, f"/regions/{ground.cast.west.id}/project")


def test_no_action_is_given_to_somebody_of_elsewhere(ground: Ground):
    project = own_running(ground)
    with pytest.raises(MoveHeldBack):
        actions.move_action(
            action_id=action_of(project).id,
            action="assign",
            told=Told(owner_id=ground.cast.zoe.id),
            by=lead(ground),
        )


# ---- a region without stores --------------------------------------------------------------------


def test_the_project_of_a_region_without_stores_is_kept_to_be_read(ground: Ground):
    project = own_running(ground)
    assert acts_on.archive(NOW) == 0
    without_stores(ground)
    assert acts_on.archive(NOW) == 1
    assert project_now(project).state == "suspended"
    assert acts_on.archive(NOW) == 0
    last = select(ProjectEntry).where(ProjectEntry.project_id == project.id)
    entry = session.scalars(last.order_by(ProjectEntry.number.desc()).limit(1)).one()
    assert (entry.action, entry.actor_id, entry.reason) == (
        "suspend",
        None,
        "The region has no store any more.",
    )


def test_nothing_of_it_moves_any_more(ground: Ground):
    project = own_running(ground)
    without_stores(ground)
    acts_on.archive(NOW)
    one = action_of(project)
    by = lead(ground)
    with pytest.raises(MoveHeldBack, match="no store any more"):
        projects.move_project(project_id=project.id, action="resume_running", by=by)
    with pytest.raises(Refused):
        actions.move_action(action_id=one.id, action="abandon", by=by)
    with pytest.raises(Invalid):
        act(ground, project)
    with pytest.raises(Refused):
        sections.write(project_id=project.id, code="owe", words="Autre chose", by=by)
    with pytest.raises(Refused):
        projects.review(project_id=project.id, count=1, of=2, kept="x", changed="", by=by)
    with pytest.raises(Refused):
        projects.open_region_project(region_id=ground.cast.west.id, by=by)


def test_it_does_not_make_the_region_done(ground: Ground):
    own_project(ground)
    without_stores(ground)
    acts_on.archive(NOW)
    assert own_states([ground.cast.west.id]) == {ground.cast.west.id: "suspended"}


def test_given_stores_again_it_goes_on_from_where_it_stood(ground: Ground):
    project = own_running(ground)
    without_stores(ground)
    acts_on.archive(NOW)
    west = UnitRegion.region_id == ground.cast.west.id
    session.execute(
        update(UnitRegion).where(west).values(during=Range(TODAY - timedelta(900), None))
    )
    session.expire_all()
    by = lead(ground)
    moved = projects.move_project(project_id=project.id, action="resume_running", by=by)
    assert moved.state == "running"


def test_stores_that_all_closed_are_no_stores(ground: Ground):
    own_running(ground)
    units = select(UnitRegion.unit_id).where(UnitRegion.region_id == ground.cast.west.id)
    session.execute(update(Unit).where(Unit.id.in_(units)).values(closed_on=TODAY))
    session.expire_all()
    assert there.has_no_store(ground.cast.west.id, TODAY - timedelta(days=1)) is False
    assert acts_on.archive(NOW) == 1


def test_a_region_that_begins_is_not_over(ground: Ground):
    fresh = make_region("North", ground.cast.france)
    assert there.has_no_store(fresh.id, TODAY) is False
    assert there.has_no_store(ground.cast.france.id, TODAY) is False
    assert there.has_no_store(ground.cast.west.id, TODAY) is False


def test_canary_a_region_that_never_ends_is_seen(ground: Ground, monkeypatch):
    """Planted bug: nobody looks whether stores are left."""
    project = own_running(ground)
    without_stores(ground)
    monkeypatch.setattr(acts_on, "has_no_store", lambda *_: False)
    assert acts_on.archive(NOW) == 0
    assert project_now(project).state == "running"


def test_what_was_told_of_its_actions_waits_for_nobody(ground: Ground):
    own_running(ground)
    assert told("projects.action_yours") == {ground.cast.karim.id}
    without_stores(ground)
    acts_on.archive(NOW)
    assert told("projects.action_yours") == set()


@pytest.mark.parametrize("who", ["rachel", "henri"])
def test_its_page_is_read_and_offers_nothing(ground: Ground, enter: Enter, who: str):
    project = own_running(ground)
    without_stores(ground)
    acts_on.archive(NOW)
    html = page(enter(who), f"/regions/{ground.cast.west.id}/project")
    assert "c-note" in html
    assert f"/regions/projects/{project.id}/moves" not in html
    assert "/regions/actions/" not in html
    assert f"/regions/projects/{project.id}/review" not in html
    assert session.scalar(select(func.count()).select_from(Action)) == 1
