"""A coach's day on pages: planned, opened, ended, filled, judged; each reader their own."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from lms.accounts.rules.limits import Kind, roles_on
from lms.coaching.models import Conflict, DashboardEntry, Day, Rating
from lms.coaching.rules.dashboards import PARTS
from lms.coaching.rules.observing import Right
from lms.coaching.rules.ratings import QUESTIONS
from lms.coaching.services import observations
from lms.coaching.services.observations import Begin
from lms.core import clock
from lms.core.access import ROLES_OF, Permission, Role
from lms.core.db import session
from tests.cast import TODAY, Cast
from tests.coaching.views.conftest import Enter
from tests.factories.coaching import EVENING, Visit, fill, finish, finished, planned, rate
from tests.pages import Statements, page, post

STAGES = {f"stage.{part}": "1" for part in PARTS}
FOURS = dict.fromkeys(QUESTIONS, "4")


def url(visit: Visit, act: str = "") -> str:
    return f"/coaching/days/{visit.day.id}" + (f"/{act}" if act else "")


def own(visit: Visit, act: str) -> str:
    return url(visit, f"{visit.id}/{act}")


def test_a_coach_plans_a_visit_and_the_store_sees_it(lit: Cast, enter: Enter):
    karim = enter(lit.karim)
    html = page(karim, "/coaching/days/new")
    assert "Nantes Beaulieu" in html
    assert "Strasbourg" not in html
    answer = post(
        karim,
        "/coaching/days/new",
        unit_id=str(lit.nantes.id),
        business_date=TODAY.isoformat(),
        goals="Le rituel du samedi",
    )
    assert answer.status_code == 303
    day = session.scalars(sa.select(Day)).one()
    assert "Le rituel du samedi" in page(karim, "/coaching/")
    assert "Le rituel du samedi" in page(enter(lit.marion), f"/coaching/days/{day.id}")
    assert "Nantes Beaulieu" in page(enter(lit.marion), "/coaching/visits")


def test_what_was_typed_stays_when_a_plan_is_refused(lit: Cast, enter: Enter):
    karim = enter(lit.karim)
    sent = {"unit_id": str(lit.rennes.id), "business_date": "2020-01-01", "goals": "Flux"}
    answer = post(karim, "/coaching/days/new", **sent)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="2020-01-01"' in html
    assert "Flux" in html
    assert f'value="{lit.rennes.id}" selected' in html
    assert post(karim, "/coaching/days/new").status_code == 422
    elsewhere = {**sent, "unit_id": str(lit.strasbourg.id), "business_date": TODAY.isoformat()}
    assert post(karim, "/coaching/days/new", **elsewhere).status_code == 404


def test_a_second_visit_of_a_day_is_not_told_as_something_missing(lit: Cast, enter: Enter):
    planned(lit)
    sent = {"unit_id": str(lit.nantes.id), "business_date": TODAY.isoformat()}
    html = post(enter(lit.karim), "/coaching/days/new", **sent).get_data(as_text=True)
    assert "Quelques points à revoir" in html
    assert "Une réponse manque" not in html


def test_ending_the_visit_leads_to_the_dashboard_and_to_an_opinion(lit: Cast, enter: Enter):
    visit = planned(lit)
    karim, marion = enter(lit.karim), enter(lit.marion)
    assert "/rate" not in page(marion, url(visit))
    answer = post(karim, url(visit, "finish"))
    assert answer.location.endswith("/dashboard")
    page(karim, answer.location)
    assert "/rate" in page(marion, url(visit))
    assert own(visit, "rate") in page(marion, "/coaching/visits")


def test_a_visit_asks_to_observe_first_then_to_end_it(lit: Cast, enter: Enter):
    karim, visit = enter(lit.karim), planned(lit)
    assert _asked(page(karim, url(visit))) == ["begin"]
    row = observations.begin(
        Begin(
            unit_id=lit.nantes.id,
            observer_id=lit.karim.id,
            observed_id=lit.alice.id,
            right=Right.OPEN,
        )
    )
    assert _asked(page(karim, url(visit))) == ["over"]
    observations.cancel(observation_id=row.id, actor_id=lit.karim.id)
    html = page(karim, url(visit))
    assert _asked(html) == ["begin"]
    assert url(visit, "finish") in html


def test_a_visit_of_yesterday_asks_only_to_be_ended(lit: Cast, enter: Enter):
    visit = planned(lit)
    with clock.frozen(EVENING + timedelta(days=1)):
        html = page(enter(lit.karim), url(visit))
    assert _asked(html) == ["over"]
    assert "/coaching/observe?" not in html


def _asked(html: str) -> list[str]:
    """Return the one thing to do now that a page shows."""
    return re.findall(r'class="c-now"[^>]*aria-labelledby="([^"]+)"', html)


def test_an_opinion_takes_four_taps_and_send(lit: Cast, enter: Enter):
    visit = finished(lit)
    marion = enter(lit.marion)
    with clock.frozen(EVENING):
        html = page(marion, own(visit, "rate"))
        assert html.count('type="radio"') == 20
        assert "required" not in html
        answer = post(marion, own(visit, "rate"), **FOURS)
        assert answer.status_code == 303
        assert "Envoyer" not in page(enter(lit.dina), own(visit, "rate"))
    row = session.scalars(sa.select(Rating)).one()
    assert (row.prep, row.rater_id) == (4, lit.marion.id)


def test_an_answer_left_out_is_asked_for_and_the_others_stay(lit: Cast, enter: Enter):
    visit = finished(lit)
    with clock.frozen(EVENING):
        sent = {"prep": "5", "listening": "3", "usefulness": "9", "signed": "Merci Karim"}
        answer = post(enter(lit.marion), own(visit, "rate"), **sent)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="5" aria-describedby="prep-5" checked' in html
    assert "Merci Karim" in html
    assert 'href="#follow_through"' in html
    assert session.scalar(sa.select(sa.func.count()).select_from(Rating)) == 0


def test_knowing_somebody_is_said_once_with_the_opinion_and_ended(lit: Cast, enter: Enter):
    visit = finished(lit)
    marion = enter(lit.marion)
    with clock.frozen(EVENING):
        post(marion, own(visit, "rate"), **FOURS, kind="friend")
        assert session.scalars(sa.select(Conflict)).one().kind == "friend"
        html = page(marion, own(visit, "rate"))
        assert 'name="kind"' not in html
        known = session.scalars(sa.select(Conflict.id)).one()
        assert "Karim Benali" in page(marion, "/coaching/visits")
        confirm, end = (f"/coaching/conflicts/{known}/{act}" for act in ("confirm", "end"))
        assert post(enter(lit.dina), end).status_code == 404
        assert post(marion, confirm).status_code == 303
        assert post(marion, end).status_code == 303
    assert session.scalars(sa.select(Conflict)).all() == []


@pytest.mark.usefixtures("lit")
def test_four_digits_on_a_shared_tablet_give_no_opinion():
    on_tablet = roles_on(Kind.SHARED, {Role.UNIT_MANAGER, Role.DEPUTY, Role.EMPLOYEE})
    assert not on_tablet & ROLES_OF[Permission.COACH_RATE]


def test_a_dashboard_is_prefilled_with_the_last_time(lit: Cast, enter: Enter):
    fill(finished(lit), stages=dict.fromkeys(PARTS, 2))
    week = timedelta(days=7)
    with clock.frozen(EVENING + week):
        visit = planned(lit, on=TODAY + week)
        karim = enter(lit.karim)
        html = page(karim, own(visit, "dashboard"))
        assert html.count(" checked") == len(PARTS)
        assert "data-outbox" in html
        sent = {**STAGES, "stage.voice": "3", "next_words": "Rituel à 9 h 40", "next_due": ""}
        refused = post(karim, own(visit, "dashboard"), **sent)
        assert refused.status_code == 422
        assert "Rituel à 9 h 40" in refused.get_data(as_text=True)
        done = {**sent, "next_owner_id": str(lit.marion.id), "next_due": "2026-03-21"}
        assert post(karim, own(visit, "dashboard"), **done).status_code == 303
        assert "Rituel à 9 h 40" in page(karim, own(visit, "dashboard"))
    row = session.scalars(
        sa.select(DashboardEntry).where(DashboardEntry.day_coach_id == visit.id)
    ).one()
    assert row.next_owner_id == lit.marion.id


def test_the_store_reads_the_dashboard_once_both_sides_are_in(lit: Cast, enter: Enter):
    visit = finished(lit)
    fill(visit, obstacle="La caisse ouvre trop tôt")
    marion = enter(lit.marion)
    with clock.frozen(EVENING):
        assert "La caisse ouvre" not in page(marion, url(visit))
        post(marion, own(visit, "rate"), **FOURS)
        assert "La caisse ouvre" in page(marion, url(visit))


def test_a_copied_dashboard_and_a_contradiction_are_told_to_the_coach_only(
    lit: Cast, enter: Enter, monkeypatch: pytest.MonkeyPatch
):
    from fractions import Fraction

    from lms.coaching.views import dashboards

    for week in range(4):
        visit = finished(lit, on=TODAY + timedelta(days=7 * week))
        fill(visit, at=EVENING + timedelta(days=7 * week), stages=dict.fromkeys(PARTS, 3))
    low = dict.fromkeys(PARTS) | {"rituals": (Fraction(8), Fraction(40))}
    monkeypatch.setattr(dashboards, "pillars_of", lambda _unit, _today: low)
    with clock.frozen(EVENING + timedelta(days=21)):
        html = page(enter(lit.karim), own(visit, "dashboard"))
        assert "8" in html
        assert "c-clash" in html
        assert "mot pour mot" in html or "word for word" in html
        rate(visit, lit.marion, at=EVENING + timedelta(days=21))
        other = page(enter(lit.marion), url(visit))
    assert "c-clash" not in other


@pytest.mark.parametrize("who", ["alice", "zoe", "henri", "yann"])
def test_others_open_nothing_of_a_visit(lit: Cast, enter: Enter, who: str):
    visit = finished(lit)
    browser = enter(getattr(lit, who))
    for path in (url(visit), own(visit, "dashboard"), own(visit, "rate")):
        assert browser.get(path).status_code in {403, 404}, path
    for path in (url(visit, "cancel"), own(visit, "dashboard"), own(visit, "rate")):
        assert post(browser, path, reason="x", **FOURS, **STAGES).status_code in {403, 404}, path
    assert session.get_one(Day, visit.day.id).state == "done"


def test_a_store_does_not_fill_and_a_coach_does_not_rate(lit: Cast, enter: Enter):
    visit = finished(lit)
    assert post(enter(lit.karim), own(visit, "rate"), **FOURS).status_code == 403
    assert post(enter(lit.marion), own(visit, "dashboard"), **STAGES).status_code == 403
    assert post(enter(lit.marion), url(visit, "move"), moved_to="2026-04-01").status_code == 409
    ahead = planned(lit, unit=lit.nantes, on=TODAY + timedelta(days=1))
    assert post(enter(lit.marion), url(ahead, "move"), moved_to="2026-04-01").status_code == 403
    assert post(enter(lit.karim), url(visit, "burn")).status_code == 404
    assert enter(lit.karim).get(f"/coaching/days/{uuid4()}").status_code == 404


def test_reading_changes_nothing_and_costs_the_same_for_one_or_many(lit: Cast, enter: Enter):
    karim = enter(lit.karim)
    planned(lit)
    page(karim, "/coaching/")
    with Statements() as few:
        page(karim, "/coaching/")
    for week in range(1, 3):
        planned(lit, on=TODAY + timedelta(days=5 * week))
        planned(lit, unit=lit.rennes, on=TODAY + timedelta(days=5 * week))
    with Statements() as many:
        page(karim, "/coaching/")
    assert len(many) == len(few)
    assert not [one for one in many.sent if one.startswith(("INSERT INTO coaching", "UPDATE coa"))]


def test_only_a_coachs_own_pages_may_be_kept_on_their_phone(lit: Cast, enter: Enter):
    visit = planned(lit)
    karim, marion = enter(lit.karim), enter(lit.marion)
    kept = karim.get("/coaching/")
    assert kept.headers["Offline-Copy"]
    also = [one for one in kept.headers["Offline-Also"].split() if "/static/" not in one]
    begin = ["/coaching/observe", "/coaching/observe/sheet"]
    assert also == [url(visit), own(visit, "dashboard"), *begin]
    marks = {karim.get(path).headers.get("Offline-Copy") for path in (url(visit), "/coaching/")}
    assert marks == {kept.headers["Offline-Copy"]}
    assert enter(lit.karim).get("/coaching/").headers["Offline-Copy"] not in marks
    finish(visit)
    with clock.frozen(EVENING):
        for path in (url(visit), own(visit, "rate"), "/coaching/visits"):
            assert "Offline-Copy" not in marion.get(path).headers, path


def test_a_coach_says_whom_they_know_and_never_reads_how(lit: Cast, enter: Enter):
    visit = finished(lit)
    karim = enter(lit.karim)
    with clock.frozen(EVENING):
        assert str(lit.marion.id) in page(karim, url(visit))
        path, rater = own(visit, "conflict"), str(lit.marion.id)
        assert post(karim, path, rater_id=rater, kind="").status_code == 422
        assert post(karim, path, rater_id=str(lit.zoe.id), kind="friend").status_code == 403
        assert post(karim, path, rater_id=rater, kind="former_report").status_code == 303
        html = page(karim, "/coaching/visits")
    assert "Marion Lefèvre" in html
    assert "former_report" not in html
