"""The morning brief on its page and on paper."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from lms.core import clock
from lms.core.db import session
from lms.core.pdf import set_pages
from lms.projects.exports.brief import paper_data
from lms.projects.models import Occurrence
from lms.projects.queries import briefs as reads
from lms.projects.rules.briefs import BRIEF
from lms.projects.services import briefs, rituals
from tests.cast import NOW, TODAY
from tests.factories.projects import Ground, ritual
from tests.pages import Statements, page
from tests.pages import fill as post
from tests.projects import mornings
from tests.projects.views.conftest import Enter

FEW = 8


def address(ground: Ground) -> str:
    return f"/store/{ground.nantes.id}/brief"


def test_an_employee_reads_swaps_holds_and_takes_back(ground: Ground, enter: Enter):
    mornings.whole(ground)
    ritual(ground, is_brief=True)
    briefs.compose(unit=ground.nantes, day=TODAY, now=NOW)
    alice = enter("alice")
    url = address(ground)
    html = page(alice, url)
    assert "Pour la dame à la poussette" in html
    assert "data-outbox" in html
    key = reads.find_brief(ground.nantes.id, TODAY).parts["card"]["key"]
    assert post(alice, f"{url}/swap/card", shown=key).status_code == 303
    assert reads.find_brief(ground.nantes.id, TODAY).parts["card"]["key"] != key
    assert post(alice, f"{url}/done", on=TODAY.isoformat()).status_code == 303
    assert "/undo" in page(alice, url)
    post(alice, f"{url}/undo")
    assert "/undo" not in page(alice, url)
    assert post(alice, f"{url}/swap/lateness", shown="x").status_code == 404


def test_it_costs_few_statements_and_one_s_own_phone_keeps_it(ground: Ground, enter: Enter):
    mornings.whole(ground)
    ritual(ground, is_brief=True)
    briefs.compose(unit=ground.nantes, day=TODAY, now=NOW)
    alice = enter("alice")
    page(alice, address(ground))
    with Statements() as sent:
        answer = alice.get(address(ground))
    assert len(sent) <= FEW
    assert answer.headers["Offline-Copy"]
    assert len(answer.get_data()) < 40_000


def test_done_by_the_outbox_counts_for_the_day_it_was_held(ground: Ground, enter: Enter):
    ritual(ground, is_brief=True, weekdays=frozenset(range(1, 8)))
    alice = enter("alice")
    with clock.frozen(NOW + timedelta(days=2)):
        assert post(alice, f"{address(ground)}/done", on=TODAY.isoformat()).status_code == 303
    assert session.query(Occurrence).one().on_date == TODAY


def test_a_member_without_a_ritual_is_told_who_begins_it(ground: Ground, enter: Enter):
    alice = enter("alice")
    assert "/brief/done" not in page(alice, address(ground))
    post(alice, f"{address(ground)}/done")
    assert session.query(Occurrence).count() == 0
    marion = enter("marion")
    assert "/brief/done" in page(marion, address(ground))
    post(marion, f"{address(ground)}/done")
    assert session.query(Occurrence).count() == 1


def test_on_a_closed_day_the_next_brief_is_read_and_not_held(ground: Ground, marion: FlaskClient):
    mornings.whole(ground)
    by = ground.by("marion")
    rituals.close_days(unit_id=ground.nantes.id, first=TODAY, last=TODAY, reason="Travaux", by=by)
    html = page(marion, address(ground))
    assert "Pour la dame à la poussette" in html
    assert "/brief/done" not in html
    assert "/swap/" not in html
    answer = marion.get(f"{address(ground)}.pdf")
    assert (TODAY + timedelta(days=1)).isoformat() in answer.headers["Content-Disposition"]


def test_a_store_closed_for_long_has_no_brief(ground: Ground, marion: FlaskClient):
    by = ground.by("marion")
    rituals.close_days(
        unit_id=ground.nantes.id, first=TODAY, last=TODAY + timedelta(days=30), reason="Eau", by=by
    )
    assert "c-slate" not in page(marion, address(ground))
    assert marion.get(f"{address(ground)}.pdf").status_code == 409


@pytest.mark.parametrize(
    ("who", "read", "hold"),
    [
        ("alice", 200, 303),
        ("dina", 200, 303),
        ("karim", 200, 404),
        ("rachel", 200, 404),
        ("zoe", 404, 404),
    ],
)
def test_who_reads_a_brief_and_who_holds_it(
    ground: Ground, enter: Enter, who: str, read: int, hold: int
):
    somebody = enter(who)
    url = address(ground)
    assert somebody.get(url).status_code == read
    assert somebody.get(f"{url}.pdf").status_code == read
    assert post(somebody, f"{url}/done").status_code == hold
    assert post(somebody, f"{url}/undo").status_code == hold


def test_the_paper_is_one_page_whatever_is_in_it(ground: Ground):
    mornings.whole(ground)
    lines = reads.first_of(ground.nantes, TODAY)
    for given in (lines, dict.fromkeys(BRIEF)):
        assert len(set_pages("brief", paper_data("Nantes", TODAY, 3, given), 40)) == 1
