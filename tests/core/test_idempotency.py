"""The same POST sent twice acts once, even at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from lms.core import clock, idempotency, ids
from lms.core.db import session
from lms.core.idempotency import KeyReused, Replay, begin, finish
from lms.core.models import Idempotency

ALICE, KARIM = ids.derived(ids.COMPTOIR, "alice"), ids.derived(ids.COMPTOIR, "karim")
ASKED, OTHER = b"a" * 32, b"b" * 32


def answer(person=ALICE, body="Saved"):
    headers = {"Location": "/next"}
    finish(person_id=person, key="k", status=303, headers=headers, body=body)


def test_a_first_request_acts_and_the_second_gets_its_answer(kernel):
    assert begin(person_id=ALICE, key="k", request_hash=ASKED) is None
    answer()
    session.commit()
    replay = begin(person_id=ALICE, key="k", request_hash=ASKED)
    assert replay == Replay(303, {"Location": "/next"}, "Saved")


def test_a_key_used_for_another_form_is_refused(kernel):
    begin(person_id=ALICE, key="k", request_hash=ASKED)
    answer()
    with pytest.raises(KeyReused) as refused:
        begin(person_id=ALICE, key="k", request_hash=OTHER)
    assert refused.value.status == 409


def test_somebody_else_has_keys_of_their_own(kernel):
    begin(person_id=ALICE, key="k", request_hash=ASKED)
    answer()
    assert begin(person_id=KARIM, key="k", request_hash=OTHER) is None


def test_a_request_that_failed_frees_its_key(live):
    begin(person_id=ALICE, key="k", request_hash=ASKED)
    session.rollback()
    assert begin(person_id=ALICE, key="k", request_hash=OTHER) is None
    session.rollback()


def test_nobody_signed_in_has_no_key(kernel):
    assert begin(person_id=None, key="k", request_hash=ASKED) is None
    finish(person_id=None, key="k", status=200, headers={}, body="")
    assert session.execute(select(func.count()).select_from(Idempotency)).scalar_one() == 0


def test_an_answer_never_kept_is_not_invented(kernel):
    begin(person_id=ALICE, key="k", request_hash=ASKED)
    with pytest.raises(KeyReused):
        begin(person_id=ALICE, key="k", request_hash=ASKED)


def test_a_duplicate_in_flight_waits_and_gets_the_same_answer(live):
    begun, together = Event(), []

    def duplicate() -> Replay | None:
        with live.app_context():
            begun.set()
            found = begin(person_id=ALICE, key="k", request_hash=ASKED)
            session.rollback()
            return found

    begin(person_id=ALICE, key="k", request_hash=ASKED)
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(duplicate)
        begun.wait()
        together.append(second.done())
        answer(body="The very answer")
        session.commit()
        assert second.result(10) == Replay(303, {"Location": "/next"}, "The very answer")
    assert together == [False]


def submit(app: Flask, start: Barrier, *, keyed: bool) -> str:
    """Do what a request does: begin, act, finish, commit."""
    with app.app_context():
        start.wait()
        if keyed:
            replay = begin(person_id=ALICE, key="k", request_hash=ASKED)
            if replay is not None:
                session.rollback()
                return replay.body
        made = ids.new_id()
        session.execute(
            text("INSERT INTO core_thread (id, opened_at) VALUES (:id, :at)"),
            {"id": made, "at": clock.now()},
        )
        if keyed:
            answer(body=str(made))
        session.commit()
        return str(made)


@pytest.mark.parametrize("keyed", [True, False], ids=["keyed", "canary: no key"])
def test_twenty_at_once_act_once_and_all_get_the_same_answer(live, keyed):
    start = Barrier(20)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: submit(live, start, keyed=keyed), range(20)))
    acts = session.execute(text("SELECT count(*) FROM core_thread")).scalar_one()
    assert (acts, len(set(answers))) == ((1, 1) if keyed else (20, 20))


def test_old_answers_are_forgotten(kernel):
    begin(person_id=ALICE, key="k", request_hash=ASKED)
    answer()
    idempotency.purge(now=clock.now() + timedelta(days=7))
    assert begin(person_id=ALICE, key="k", request_hash=ASKED) is not None
    idempotency.purge(now=clock.now() + timedelta(days=9))
    assert begin(person_id=ALICE, key="k", request_hash=OTHER) is None


def test_rows_without_an_answer_lose_the_number_of_their_transaction(live):
    """It stands beside that of a visit's: within the hour they all carry the same one."""
    for number in range(3):
        begin(person_id=ids.new_id(), key=str(number), request_hash=ASKED)
        finish(person_id=ALICE, key=str(number), status=303, headers={}, body="")
        session.execute(text("UPDATE core_idempotency SET body = '' WHERE body IS NULL"))
        session.commit()
    numbers = text("SELECT count(DISTINCT xmin::text) FROM core_idempotency")
    assert session.execute(numbers).scalar_one() == 3
    idempotency.purge(now=clock.now())
    session.commit()
    assert session.execute(numbers).scalar_one() == 1
