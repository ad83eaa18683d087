"""``lms facts``, ``lms audit``, ``lms doctor`` and ``lms simulate``, as typed."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from sqlalchemy.pool import NullPool

from lms.cli import main
from lms.core import audit, clock, ids, jobs
from lms.core.db import db, session
from lms.core.facts import CONSUMERS, KINDS, Fact, consumer, record
from lms.core.jobs import drain
from tests.conftest import as_application, drop_database, new_database
from tests.core.ground import bare_app

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
Lms = Callable[..., Result]


@pytest.fixture
def url() -> Iterator[str]:
    made = new_database("cli")
    yield made
    drop_database(made)


@pytest.fixture
def lms(url: str, tmp_path) -> Iterator[Lms]:
    """Give the command line, on a database of its own; the kernel is open on it too."""
    env = {
        "LMS_DATABASE_URL": as_application(url),
        "LMS_OWNER_DATABASE_URL": url,
        "LMS_SECRET_KEY": "k3Jx9_vQ2mZr8Ty5Lp0Wb7Nc4Hd6Fg1Sa",
        "LMS_DEVELOPMENT": "1",
        "LMS_FILES_DIR": str(tmp_path / "files"),
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
    }
    app = bare_app(url)
    with app.app_context():
        yield lambda *words: CliRunner().invoke(main, words, env=env)
        session.remove()
        db.engine.dispose()


@pytest.fixture
def broken() -> Iterator[list[str]]:
    """A consumer that fails while the list is not empty, and its fact, recorded below."""
    before = dict(CONSUMERS), dict(KINDS)
    why = ["broken"]

    @dataclass(frozen=True)
    class Happened(Fact):
        n: int

    @consumer("test.broken", Happened)
    def take(fact):
        if why:
            raise LookupError("Alice Martin")

    yield why
    for one, kept in zip((CONSUMERS, KINDS), before, strict=True):
        one.clear()
        one.update(kept)


def die() -> None:
    """Record a fact and try it until it is given up."""
    record(KINDS["Happened"](1))
    session.commit()
    for attempt in range(jobs.TRIES):
        with clock.frozen(datetime(2030, 1, 1 + attempt, tzinfo=UTC)):
            drain()


def test_the_dead_are_listed_and_sent_again(lms, broken):
    die()
    rows = json.loads(lms("facts", "list", "--dead", "--json").stdout)
    assert [(r["kind"], r["consumer"], r["error"], r["attempts"]) for r in rows] == [
        ("Happened", "test.broken", "LookupError", 8)
    ]
    assert "Alice" not in lms("facts", "list", "--dead").output
    assert "Happened" in lms("facts", "list").output
    broken.clear()
    assert lms("facts", "replay", rows[0]["id"]).output == "1 sent again.\n"
    drain(strict=True)
    assert lms("facts", "list", "--dead").output == "No dead delivery.\n"


def test_a_backfill_nobody_can_do_is_refused_in_one_sentence(lms, broken):
    answer = lms("facts", "backfill", "Happened", "--consumer", "test.broken")
    assert answer.exit_code == 1
    assert answer.output.startswith("Error: 'Happened' is unknown")


def test_the_chain_is_verified_and_a_broken_one_told(lms, url):
    audit.note("unit:close", "unit", ids.new_id(), actor_id=None)
    audit.seal(now=clock.now())
    audit.note("unit:open", "unit", ids.new_id(), actor_id=None)
    session.commit()
    answer = lms("audit", "verify", "--json")
    assert answer.exit_code == 0
    told = json.loads(answer.stdout)
    assert (told["holds"], told["sealed"], told["unsealed"]) == (True, 1, 1)
    engine = sa.create_engine(url, poolclass=NullPool)
    with engine.begin() as owner:
        owner.execute(sa.text("ALTER TABLE core_audit DISABLE TRIGGER append_only"))
        owner.execute(sa.text("UPDATE core_audit SET action = 'unit:keep'"))
    answer = lms("audit", "verify")
    assert answer.exit_code == 1
    assert answer.output == "The chain is broken at link 1; 0 missing.\n"


def test_the_doctor_speaks_plainly_and_exits_1_when_something_is_ill(lms):
    answer = lms("doctor")
    assert answer.exit_code == 1
    assert "No worker was heard yet" in answer.output
    found = {row["check"]: row["state"] for row in json.loads(lms("doctor", "--json").stdout)}
    assert found["migrations"] == "well"
    assert found["roles"] == "well"
    assert found["worker"] == "ill"


def test_three_days_are_lived_in_a_moment(lms):
    answer = lms("simulate", "--from", "2026-03-01", "--to", "2026-03-03", "--step", "360")
    assert answer.exit_code == 0, answer.output
    assert [line[:10] for line in answer.output.splitlines() if line[:4] == "2026"] == [
        "2026-03-01",
        "2026-03-02",
        "2026-03-03",
    ]
    last = session.execute(
        sa.text("SELECT max(tick) FROM ops.sweep WHERE name = 'core.audit.seal'")
    ).scalar_one()
    assert last == datetime(2026, 3, 3, 18, tzinfo=UTC)
