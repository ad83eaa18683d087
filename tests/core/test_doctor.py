"""The doctor says what is wrong in one sentence, with its cure."""

import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import text

from lms.config import Settings
from lms.core import clock, doctor, ids
from lms.core.db import session
from lms.core.doctor import Patient, State, examine
from lms.core.facts import upkeep
from lms.core.models import FactDead, FactRow, JobFailure

STRONG = "k3Jx9_vQ2mZr8Ty5Lp0Wb7Nc4Hd6Fg1Sa"


@pytest.fixture
def patient(tmp_path: Path) -> Patient:
    settings = Settings(
        database_url="",
        owner_database_url="",
        secret_key=STRONG,
        development=True,
        files_dir=tmp_path / "files",
    )
    return Patient(settings, "0007_reporting")


def found(patient: Patient, name: str) -> dict[str, State]:
    return {f.check: f.state for f in examine(patient) if f.check.split(".")[0] == name}


def test_each_finding_that_is_not_well_has_a_cure(kernel, patient):
    findings = examine(patient)
    assert {f.check.split(".")[0] for f in findings} >= {
        "durability",
        "roles",
        "migrations",
        "worker",
        "jobs",
        "facts",
        "audit",
        "mail",
        "disk",
        "secret",
        "address",
    }
    assert [f for f in findings if f.state is not State.WELL and not f.cure] == []
    assert all(f.sentence.endswith(".") for f in findings)


def test_a_healthy_database_has_its_three_settings(kernel, patient):
    assert set(found(patient, "durability").values()) == {State.WELL}


def test_canary_a_database_that_forgets_is_ill(kernel, patient):
    session.execute(text("SET LOCAL synchronous_commit = off"))
    assert found(patient, "durability")["durability.synchronous_commit"] is State.ILL


def test_the_application_that_owns_its_ledgers_is_ill(kernel, patient):
    assert found(patient, "roles") == {"roles": State.WELL}
    session.execute(text("RESET ROLE"))
    session.execute(text("SET LOCAL ROLE NONE"))
    assert found(patient, "roles") == {"roles": State.ILL}
    session.execute(text("SET LOCAL ROLE lms_app"))


def test_tables_of_another_age_are_ill(kernel, patient):
    assert found(replace(patient, head="9999_later"), "migrations") == {"migrations": State.ILL}


def test_no_worker_is_ill_and_one_that_beats_is_well(kernel, patient):
    assert found(patient, "worker") == {"worker": State.ILL}
    session.execute(text("SELECT procrastinate_register_worker_v1()"))
    assert found(patient, "worker") == {"worker": State.WELL}


def test_a_dead_delivery_is_told(kernel, patient):
    now = clock.now()
    upkeep.ensure_partitions(now)
    assert found(patient, "facts") == {"facts": State.WELL}
    fact = FactRow(at=now, id=ids.new_id(), kind="X", payload={}, consumers=["c"])
    session.add(fact)
    session.flush()
    session.add(
        FactDead(
            fact_id=fact.id,
            fact_at=now,
            consumer="c",
            error="LookupError",
            attempts=8,
            died_at=now,
        )
    )
    session.flush()
    assert found(patient, "facts") == {"facts.dead": State.WEAK}


def test_months_without_a_place_are_told(kernel, patient):
    with clock.frozen(clock.now() + timedelta(days=4000)):
        assert found(patient, "facts") == {"facts.partitions": State.WEAK}


def test_a_job_given_up_is_told(kernel, patient):
    assert found(patient, "jobs") == {"jobs": State.WELL}
    session.add(
        JobFailure(
            id=ids.new_id(),
            job_id=1,
            name="x",
            error="E",
            attempt=8,
            final=True,
            failed_at=clock.now(),
        )
    )
    session.flush()
    assert found(patient, "jobs") == {"jobs.given_up": State.WEAK}


@pytest.mark.parametrize(
    ("key", "state"), [(STRONG, State.WELL), ("a" * 40, State.ILL), (STRONG[:20], State.ILL)]
)
def test_a_guessable_secret_is_ill(kernel, patient, key, state):
    weak = replace(patient, settings=replace(patient.settings, secret_key=key))
    assert found(weak, "secret") == {"secret": state}


def test_no_mail_server_is_ill_outside_development(kernel, patient):
    live = replace(patient, settings=replace(patient.settings, development=False, demo=True))
    assert found(live, "mail") == {"mail": State.ILL}
    assert found(live, "address") == {"address": State.ILL, "address.demo": State.ILL}


def test_a_mail_server_is_spoken_to(kernel, patient):
    def serve(listening: socket.socket) -> None:
        talk, _ = listening.accept()
        with talk:
            talk.sendall(b"220 here\r\n")
            while line := talk.recv(100):
                talk.sendall(b"221 bye\r\n" if line.lower().startswith(b"quit") else b"250 ok\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listening, ThreadPoolExecutor(1) as pool:
        url = f"smtp://127.0.0.1:{listening.getsockname()[1]}"
        spoken = replace(patient, settings=replace(patient.settings, smtp_url=url))
        pool.submit(serve, listening)
        assert found(spoken, "mail") == {"mail": State.WELL}
    assert found(spoken, "mail") == {"mail": State.ILL}


def test_a_full_disk_is_ill(kernel, patient, monkeypatch):
    usage = type("Usage", (), {"free": 10_000_000})
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _place: usage)
    assert found(patient, "disk") == {"disk": State.ILL}


def test_a_check_that_breaks_is_bad_news_not_silence(kernel, patient, monkeypatch):
    def breaks(_patient):
        session.execute(sa.text("SELECT * FROM no_such_table"))
        return []

    monkeypatch.setitem(doctor.CHECKS, "test.breaks", breaks)
    assert found(patient, "test") == {"test.breaks": State.ILL}
