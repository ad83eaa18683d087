"""How a manager lets people in: slips, links, lost phones; never a secret, never beyond the unit."""

import pytest
from sqlalchemy import select

from lms.accounts.models import Account, Invitation, Notice, Session
from lms.accounts.services.invitations import issue_slips
from lms.accounts.services.keys import slip_code
from lms.core.db import session
from lms.core.mail.models import Mail
from lms.core.models import AuditRow
from tests.accounts.browsing import cookie, form_on, forms_of, sign_in, submit
from tests.accounts.conftest import SECRET, alice, give_secret, henri, marion
from tests.cast import NOW, cast

__all__ = ["alice", "cast", "henri", "marion"]

NOBODY = "3d0c8a52-5a6a-4a8e-9b62-0a3a5b0d7c11"


@pytest.fixture
def manager(marion, client):
    sign_in(client, marion.email, SECRET)
    return client


def slips_for(client, *people):
    form = form_on(client, "/entries", "/entries/slips")
    data = {**form.fields, "person": [str(p.id) for p in people]}
    return client.post("/entries/slips", data=data)


def press(client, action, **fields):
    form = form_on(client, "/profile", "/sign-out")
    return client.post(action, data={**form.fields, "_key": action, **fields})


def code_of(person):
    row = session.scalars(
        select(Invitation.id)
        .where(Invitation.person_id == person.id, Invitation.revoked_at.is_(None))
        .order_by(Invitation.created_at.desc())
    ).first()
    return slip_code(row)


def test_a_manager_prints_slips_and_newcomers_come_in_with_them(manager, cast, app):
    answer = slips_for(manager, cast.alice, cast.bruno)
    assert answer.status_code == 303
    page = manager.get(answer.location).get_data(as_text=True)
    code = code_of(cast.alice)
    assert f"{code[:4]} {code[4:]}" in page
    assert page.count("<svg") >= 2
    newcomer = app.test_client()
    typed = submit(newcomer, "/slip", "/slip", code=f" {code[:4].lower()}-{code[4:].lower()}")
    assert typed.location == f"/in/{code}"
    chosen = submit(newcomer, typed.location, typed.location, new_secret=SECRET)
    assert chosen.location == "/first-steps"
    assert newcomer.get("/profile").status_code == 200
    assert session.get(Account, cast.alice.id) is not None


def test_the_sheet_is_a_pdf_with_the_slips_still_good(manager, cast):
    batch = slips_for(manager, cast.alice, cast.bruno).location
    sheet = manager.get(batch + ".pdf")
    assert sheet.status_code == 200
    assert sheet.content_type == "application/pdf"
    assert sheet.get_data().startswith(b"%PDF")
    assert sheet.headers["Cache-Control"] == "no-store"


def test_a_used_slip_disappears_from_the_screen_and_the_sheet(manager, cast, app):
    batch = slips_for(manager, cast.alice).location
    code = code_of(cast.alice)
    newcomer = app.test_client()
    submit(newcomer, f"/in/{code}", f"/in/{code}", new_secret=SECRET)
    assert code[:4] not in manager.get(batch).get_data(as_text=True)
    assert manager.get(batch + ".pdf").status_code == 404
    assert app.test_client().get(f"/in/{code}").status_code == 410


def test_another_slip_makes_the_first_void_and_signs_the_person_out_and_tells_them(
    manager, alice, app
):
    lost = app.test_client()
    sign_in(lost, alice.email, SECRET)
    first = slips_for(manager, alice)
    code = code_of(alice)
    assert lost.get("/profile").status_code == 302
    assert first.status_code == 303
    slips_for(manager, alice)
    again = code_of(alice)
    assert app.test_client().get(f"/in/{code}").status_code == 410
    fresh = app.test_client()
    submit(fresh, f"/in/{again}", f"/in/{again}", new_secret="quatre mots tout neufs")
    kinds = session.scalars(select(Notice.kind).order_by(Notice.kind)).all()
    assert kinds == ["secret_changed", "slip_issued", "slip_issued"]
    letters = session.scalars(select(Mail.letter)).all()
    assert letters == ["accounts.notice"] * 3
    assert "/notices/" in fresh.get("/profile").get_data(as_text=True)


def test_neither_the_screen_nor_the_database_ever_shows_a_secret(manager, alice):
    slips_for(manager, alice)
    for path in ("/entries", f"/entries?q={alice.family_name}"):
        page = manager.get(path).get_data(as_text=True)
        assert "argon2" not in page
        assert SECRET not in page
    code = code_of(alice)
    assert not any(code in str(vars(row)) for row in session.scalars(select(Invitation)))


@pytest.mark.parametrize("name", ["yann", "fatou", "gael", "leo", "noor", "zoe"])
def test_somebody_out_of_the_manager_s_charge_is_like_nobody(manager, cast, name):
    who = cast.people[name]
    foreign = press(manager, "/entries/slips", person=str(who.id))
    missing = press(manager, "/entries/slips", person=NOBODY)
    assert foreign.status_code == missing.status_code == 404
    for act in ("invite", "reopen", "sign-out"):
        assert press(manager, f"/entries/{who.id}/{act}").status_code == 404
    assert session.scalars(select(Invitation)).all() == []


@pytest.mark.parametrize("name", ["marion", "dina", "karim"])
def test_a_manager_opens_no_door_of_somebody_with_a_mandate_nor_their_own(manager, cast, name):
    who = cast.people[name]
    assert f'value="{who.id}"' not in manager.get("/entries").get_data(as_text=True)
    assert press(manager, "/entries/slips", person=str(who.id)).status_code == 404
    assert press(manager, f"/entries/{who.id}/sign-out").status_code == 404


def test_a_slip_smuggled_among_others_refuses_the_whole(manager, cast):
    assert slips_for(manager, cast.alice, cast.yann).status_code == 404
    assert session.scalars(select(Invitation)).all() == []


def test_the_administrator_gives_a_slip_to_a_manager(henri, cast, client):
    sign_in(client, henri.email, SECRET)
    assert slips_for(client, cast.marion).status_code == 303


@pytest.mark.parametrize("name", ["alice", "karim", "rachel"])
def test_others_do_not_hand_out_slips(cast, client, name):
    give_secret(cast.people[name])
    sign_in(client, cast.people[name].email, SECRET)
    assert client.get("/entries").status_code == 403
    assert press(client, "/entries/slips", person=str(cast.bruno.id)).status_code == 403


def test_the_slips_of_somebody_else_are_like_none(manager, cast):
    batch = issue_slips(person_ids=[cast.bruno.id], issued_by=cast.dina.id, now=NOW)
    session.commit()
    for path in (f"/entries/slips/{batch}", f"/entries/slips/{batch}.pdf"):
        assert manager.get(path).status_code == 404
        assert manager.get(path.replace(str(batch), NOBODY)).status_code == 404


def test_nobody_ticked_is_said_and_nothing_is_made(manager, cast):
    answer = slips_for(manager)
    assert answer.status_code == 422
    assert session.scalars(select(Invitation)).all() == []


def test_a_link_goes_to_somebody_with_an_email(manager, cast):
    answer = press(manager, f"/entries/{cast.bruno.id}/invite")
    assert answer.status_code == 303
    assert session.scalars(select(Mail.letter)).all() == ["accounts.link"]
    cast.alice.email = None
    session.commit()
    assert press(manager, f"/entries/{cast.alice.id}/invite").status_code == 409


def test_a_lost_phone_is_signed_out_at_once(manager, alice, app):
    phone = app.test_client()
    sign_in(phone, alice.email, SECRET)
    assert press(manager, f"/entries/{alice.id}/sign-out").status_code == 303
    assert phone.get("/profile").status_code == 302
    reasons = session.scalars(select(Session.revoked_reason).where(Session.person_id == alice.id))
    assert reasons.all() == ["manager"]


def test_each_act_leaves_an_audit_row_without_names(manager, alice, cast):
    slips_for(manager, alice)
    press(manager, f"/entries/{alice.id}/sign-out")
    press(manager, f"/entries/{cast.bruno.id}/invite")
    rows = session.scalars(select(AuditRow).where(AuditRow.actor_id == cast.marion.id)).all()
    actions = {row.action for row in rows}
    assert {
        "accounts:slip:issue",
        "accounts:session:end",
        "accounts:invitation:send",
    } <= actions
    assert not any("Alice" in str(vars(row)) or "Martin" in str(vars(row)) for row in rows)


def test_people_are_found_by_name_without_accents_or_by_number(manager, cast):
    for q in ("le goff", "LE GÖFF", cast.bruno.external_id):
        page = manager.get("/entries", query_string={"q": q}).get_data(as_text=True)
        assert f'value="{cast.bruno.id}"' in page
        assert f'value="{cast.alice.id}"' not in page


def test_a_fragment_of_the_list_is_the_list_alone(manager, cast):
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
    part = manager.get("/entries", headers=headers).get_data(as_text=True)
    assert part.lstrip().startswith('<div id="results"')
    assert str(cast.alice.id) in part


def test_the_same_form_sent_twice_makes_one_batch(manager, cast):
    form = form_on(manager, "/entries", "/entries/slips")
    data = {**form.fields, "person": [str(cast.bruno.id)]}
    first, second = (manager.post("/entries/slips", data=data) for _ in range(2))
    assert first.location == second.location
    assert len(session.scalars(select(Invitation)).all()) == 1


def test_a_page_of_fifty_and_the_rest_behind_next(henri, cast, client):
    from tests.factories import make_membership, make_person

    for n in range(60):
        person = make_person(f"Person {n:02}", "Aaa")
        make_membership(person.id, cast.nantes)
    session.commit()
    sign_in(client, henri.email, SECRET)
    page = client.get("/entries")
    boxes = [f for f in forms_of(page) if f.action == "/entries/slips"]
    assert page.get_data(as_text=True).count('name="person"') == 50
    assert boxes
    assert "page=2" in page.get_data(as_text=True)
    assert cookie(client)
