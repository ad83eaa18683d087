"""After publication nothing of the report is left: neither on the disk, nor in a dump, nor by id.

The shape of the tables is proved in :mod:`tests.quotes.test_shape`.
"""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.pool import NullPool

from lms.config import psycopg_url
from lms.core import clock, jobs, threads
from lms.core.db import Base, session
from lms.core.embedded.places import packaged_binaries
from lms.quotes.models import Card, Difficulty, Draft
from lms.quotes.services import batches, publishing
from tests.factories.quotes import Ground, agree, make_ready, read_again, send, talk, tell
from tests.quotes.ground import committed
from tests.quotes.test_at_once import TUESDAY

MARKS = ("zirconium", "quetzalcoatl", "rutabagas")
"""Words of the report, of what happened, and of the coach's own notes: nowhere else on the disk."""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[Flask, Ground, str]]:
    with committed("severed", tmp_path) as made:
        yield made


def owner(url: str) -> sa.Connection:
    engine = sa.create_engine(psycopg_url(url), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    return engine.connect()


def on_disk(url: str, needles: list[bytes]) -> dict[str, list[str]]:
    """Return which needles are in the files of which relations, catalogues and indexes included."""
    found: dict[str, list[str]] = {}
    with owner(url) as connection:
        connection.execute(text("CHECKPOINT"))
        names = connection.execute(
            text(
                "SELECT oid::bigint, oid::regclass::text FROM pg_class WHERE relkind IN ('r','i','t','m')"
                " AND pg_relation_filepath(oid) IS NOT NULL AND NOT relisshared"
            )
        )
        # By number: names of the toast's schema are not everybody's to read.
        read = text("SELECT pg_read_binary_file(pg_relation_filepath(CAST(:t AS bigint)::oid))")
        for number, name in names.all():
            content = bytes(connection.execute(read, {"t": number}).scalar_one())
            for needle in needles:
                if needle in content:
                    found.setdefault(name, []).append(needle.hex()[:16])
    return found


def dumped(url: str) -> str:
    """Return the whole database as text, statistics of the planner included."""
    program = packaged_binaries() / "bin" / "pg_dump"
    target = sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    done = subprocess.run(
        [program, "--statistics", target], capture_output=True, check=True, env={**os.environ}
    )
    return done.stdout.decode(errors="replace")


def needles_of(ids: list[UUID]) -> list[bytes]:
    """Return words as they are stored, and identifiers as uuid columns and as text hold them."""
    found = [word.encode() for word in MARKS]
    for one in ids:
        found += [one.bytes, str(one).encode()]
    return found


def live_through(ground: Ground) -> list[UUID]:
    """Live a whole report up to the eve of its release; return the identifiers it had."""
    from lms.quotes.services import coaching

    batches.publish_week(clock.now())
    for number in range(9):
        make_ready((ground.omar, ground.nora)[number % 2], title=f"Fiche {number}")
    one = tell(
        ground, words="Une dame parlait de zirconium sans ticket et tout le monde regardait."
    )
    coaching.acknowledge(coach_id=ground.karim.id, difficulty_id=one.id)
    coaching.keep_interview(
        coach_id=ground.karim.id,
        difficulty_id=one.id,
        happened="Elle parlait de quetzalcoatl au comptoir.",
        notes="Penser aux rutabagas.",
    )
    draft = talk(one)
    session.commit()
    kept = [one.id, one.thread, draft.id, draft.thread]
    read_again(send(draft), ground.nora)
    agree(one)
    session.commit()
    jobs.drain(strict=True)
    return kept


def release(url: str) -> None:
    with clock.frozen(TUESDAY):
        assert batches.publish_week(TUESDAY) == 3
        session.commit()
        jobs.drain(strict=True)
        session.remove()
        with owner(url) as connection:
            connection.execute(text("ANALYZE"))
        assert threads.vacuum()


def test_the_disk_and_the_dump_hold_nothing_of_the_report(world: tuple[Flask, Ground, str]):
    _app, ground, url = world
    identifiers = live_through(ground)
    with owner(url) as connection:
        connection.execute(text("ANALYZE"))
    before = on_disk(url, needles_of(identifiers))
    assert any("quotes_difficulty" in name for name in before), "the search works"
    assert "pg_statistic" not in before, "the planner keeps no sample of confidential columns"
    release(url)
    assert on_disk(url, needles_of(identifiers)) == {}
    whole = dumped(url)
    assert "quotes_card" in whole
    assert [m for m in (*MARKS, *map(str, identifiers)) if m in whole] == []


def test_canary_a_stub_left_behind_is_found(
    world: tuple[Flask, Ground, str], monkeypatch: pytest.MonkeyPatch
):
    """Planted: a publication that forgets to sever the difficulty."""
    _app, ground, url = world
    identifiers = live_through(ground)
    monkeypatch.setattr(publishing, "sever_all", session.delete)
    with clock.frozen(TUESDAY):
        batches.publish_week(TUESDAY)
        session.commit()
    found = on_disk(url, needles_of(identifiers))
    assert any("quotes_difficulty" in name for name in found)


def test_canary_statistics_keep_words_unless_told_not_to(world: tuple[Flask, Ground, str]):
    _app, ground, url = world
    with owner(url) as connection:
        connection.execute(
            text("ALTER TABLE quotes_difficulty ALTER COLUMN words SET STATISTICS -1")
        )
    for who in (ground.alice, ground.cast.bruno, ground.cast.dina, ground.cast.marion):
        for _twice in range(2):
            tell(ground, who, words="Une dame parlait de zirconium.")
    session.commit()
    with owner(url) as connection:
        connection.execute(text("ANALYZE quotes_difficulty"))
    assert "pg_statistic" in on_disk(url, [b"zirconium"])


# ------------------------------------------------------------------ what the database keeps


def test_confidential_columns_keep_no_statistics(world: tuple[Flask, Ground, str]):
    _app, _ground, url = world
    with owner(url) as connection:
        sampled = connection.execute(
            text(
                "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
                " WHERE c.relname IN ('quotes_difficulty', 'quotes_interview', 'quotes_danger',"
                " 'quotes_abuse', 'quotes_draft', 'core_audit_private', 'core_notice')"
                " AND a.attnum > 0 AND NOT a.attisdropped AND a.attstattarget IS DISTINCT FROM 0"
            )
        ).all()
    assert sampled == []


def test_the_coachs_part_is_one_counter_a_year(world: tuple[Flask, Ground, str]):
    """With the whole database in hand: what still names Karim says a year and a number."""
    _app, ground, url = world
    live_through(ground)
    release(url)
    them = {ground.karim.id, ground.alice.id}
    naming = [
        (table.name, {k: v for k, v in row.items() if k != "coach_id"})
        for table in Base.metadata.sorted_tables
        if table.name.startswith("quotes_")
        for row in session.execute(select(table)).mappings()
        if them & {v for v in row.values() if isinstance(v, UUID)}
    ]
    assert naming == [("quotes_coach_year", {"year": 2026, "ended": 1})]
    assert session.scalar(select(Difficulty.id)) is None
    assert {d.kind for d in session.scalars(select(Draft))} == {"workshop"}
    assert len(session.scalars(select(Card)).all()) == 3
