"""An audit on a phone: only its auditor opens it, what is found is kept, one failure widens it."""

import pytest
from flask.testing import FlaskClient

from lms.core import clock
from lms.core.db import session
from lms.labels.models import Audit
from lms.labels.services import auditing
from tests.cast import Enter
from tests.factories.labels import LOOKED, Ground, submit
from tests.pages import fill as post
from tests.pages import page


@pytest.fixture
def asked(ground: Ground) -> Audit:
    submit(ground)
    with clock.frozen(LOOKED):
        return auditing.assign_audit(
            application_id=ground.application().id,
            auditor_id=ground.ana.id,
            mode="onsite",
            actor_id=ground.henri.id,
        )


def found(ground: Ground, **values: str) -> dict[str, str]:
    """Return what a form says: a figure, or yes and no for the ritual."""
    said = {"welcome": "2", "visits": "2", "drive": "2", "callback": "2", **values}
    fields = {f"value.{ground.uid(code)}": value for code, value in said.items()}
    return {f"met.{ground.uid('ritual')}": "yes", **fields}


def test_an_audit_is_listed_then_handed_in(ground: Ground, asked: Audit, enter: Enter):
    path = f"/labels/audits/{asked.id}"
    with clock.frozen(LOOKED):
        ana = enter(ground.ana)
        assert "Nantes Beaulieu" in page(ana, "/labels/audits")
        html = page(ana, path)
        assert "data-outbox" in html
        assert html.count('<fieldset class="c-card') == len(asked.drawn)
        assert post(ana, path, **found(ground), minutes="45").status_code == 303
        session.expire_all()
        assert session.get_one(Audit, asked.id).state == "held"
        assert "rendu" in page(ana, path)


def test_what_is_half_done_is_kept(ground: Ground, asked: Audit, enter: Enter):
    path = f"/labels/audits/{asked.id}"
    with clock.frozen(LOOKED):
        ana = enter(ground.ana)
        uid = asked.drawn[0]
        answer = post(ana, path, **{f"value.{uid}": "2", f"reason.{uid}": "Vu au comptoir."})
        assert answer.location.endswith(path)
        assert "Vu au comptoir." in page(ana, path)


def test_what_cannot_be_read_is_said_and_kept(ground: Ground, asked: Audit, enter: Enter):
    path = f"/labels/audits/{asked.id}"
    with clock.frozen(LOOKED):
        ana = enter(ground.ana)
        answer = post(ana, path, **found(ground, callback="deux"), minutes="45")
        assert answer.status_code == 422
        assert 'value="deux"' in answer.get_data(as_text=True)
        assert post(ana, path, **found(ground), minutes="long").status_code == 422
        assert post(ana, path, **found(ground), held_on="2031-01-01").status_code == 422


@pytest.mark.parametrize("who", ["rachel", "marion", "henri"])
def test_nobody_else_opens_or_hands_in_an_audit(
    ground: Ground, asked: Audit, enter: Enter, who: str
):
    client: FlaskClient = enter(getattr(ground, who))
    path = f"/labels/audits/{asked.id}"
    assert client.get(path).status_code == 404
    assert post(client, path, **found(ground)).status_code == 404
    assert "Nantes Beaulieu" not in page(client, "/labels/audits").partition("<main")[2]


def test_employees_audit_nothing(ground: Ground, enter: Enter):
    assert enter(ground.alice).get("/labels/audits").status_code == 403
