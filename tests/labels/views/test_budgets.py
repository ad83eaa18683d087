"""How many statements each page of the label asks for, whatever the number of rows."""

from datetime import date

from flask.testing import FlaskClient

from lms.core import clock
from lms.core.db import session
from lms.labels.models import Evidence
from lms.labels.services import auditing, drafting
from tests.cast import Enter
from tests.factories.labels import LOOKED, Ground, assess, picture, show, submit
from tests.pages import Statements

MOST = 12
"""For a desk."""


def asked(who: FlaskClient, url: str) -> int:
    """Return how many statements a page asks for, once the process is warm."""
    assert who.get(url).status_code == 200, url
    with Statements() as found:
        who.get(url)
    return len(found)


def test_the_page_of_a_store_asks_for_four_whatever_it_shows(ground: Ground, enter: Enter):
    """The viewer, the store with its years and grids, all that is known, the audits of visits."""
    url, marion = f"/labels/stores/{ground.nantes.id}", enter(ground.marion)
    few = asked(marion, url)
    assess(ground)
    for number in range(4):
        show(ground, data=picture(f"again {number}"))
    assert asked(marion, url) == few <= 4


def test_the_list_of_the_network_asks_for_four(ground: Ground, enter: Enter):
    henri = enter(ground.henri)
    few = asked(henri, "/labels/network")
    submit(ground)
    submit(ground, unit=ground.cast.strasbourg, who=ground.cast.zoe)
    assert asked(henri, "/labels/network") == few <= 4


def test_a_desk_asks_for_twelve_at_most(ground: Ground, enter: Enter):
    submit(ground)
    row = ground.application()
    shown = session.query(Evidence).filter_by(application_id=row.id).one()
    with clock.frozen(LOOKED):
        henri, rachel, ana = enter(ground.henri), enter(ground.rachel), enter(ground.ana)
        before = asked(henri, f"/labels/applications/{row.id}")
        one = auditing.assign_audit(
            application_id=row.id, auditor_id=ground.ana.id, mode="onsite", actor_id=None
        )
        counts = {
            "who goes": before,
            "audit asked for": asked(henri, f"/labels/applications/{row.id}"),
            "evidence": asked(rachel, f"/labels/evidence/{shown.id}"),
            "audit": asked(ana, f"/labels/audits/{one.id}"),
            "criterion": asked(
                ana, f"/labels/applications/{row.id}/criteria/{ground.uid('visits')}"
            ),
        }
    assert all(count <= MOST for count in counts.values()), counts


def test_the_pages_of_a_draft_ask_for_twelve_at_most(ground: Ground, enter: Enter):
    draft = drafting.start_draft(
        program_id=ground.program.id,
        year=2028,
        in_force_from=date(2027, 1, 1),
        actor_id=ground.henri.id,
        from_grid_id=ground.grid.id,
    )
    henri, base = enter(ground.henri), f"/labels/grids/{draft.id}"
    pages = ("edit", f"criteria/{ground.uid('visits')}", "simulation", "touched", "difference")
    counts = {name: asked(henri, f"{base}/{name}") for name in (*pages, "simulation/compared")}
    assert all(count <= MOST for count in counts.values()), counts
