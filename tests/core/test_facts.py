"""Facts reach every consumer once, whatever fails."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from lms.core import clock, facts, ids, threads
from lms.core.db import session
from lms.core.facts import Emission, Fact, bus, consumer, record, upkeep
from lms.core.jobs import drain
from lms.core.models import FactDead, FactDelivery, FactRow

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ALICE = UUID("a11ce000-0000-4000-8000-000000000001")


@pytest.fixture
def finished():
    """A kind of fact, and who took what."""

    @dataclass(frozen=True, slots=True)
    class LessonFinished(Fact):
        person_id: UUID
        occurred_on: date
        score: int | None = None

    return LessonFinished


def a_fact(kind):
    return kind(ALICE, date(2026, 3, 2))


def count(model) -> int:
    return session.execute(select(func.count()).select_from(model)).scalar_one()


def test_each_consumer_gets_the_very_fact(kernel, finished):
    taken = []

    @consumer("test.one", finished)
    def one(fact, *, now, fact_id, at, thread):
        taken.append((fact, now, fact_id, at, thread))

    @consumer("test.two", finished)
    def two(fact):
        taken.append(fact)

    with clock.frozen(NOON):
        fact_id = record(a_fact(finished))
        assert taken == []
        assert drain(kernel, strict=True) == 2
    assert taken == [(a_fact(finished), NOON, fact_id, NOON, None), a_fact(finished)]


def test_a_fact_and_its_deliveries_go_with_the_change_rolled_back(live, finished):
    @consumer("test.one", finished)
    def one(fact):
        pytest.fail("nothing happened")

    record(a_fact(finished))
    session.rollback()
    assert count(FactRow) == 0
    assert drain(live) == 0


def test_a_fact_for_nobody_is_kept_without_job(kernel, finished):
    record(a_fact(finished))
    assert count(FactRow) == 1
    assert drain(kernel) == 0


def test_recording_is_one_statement(kernel, finished, statements):
    for name in ("test.one", "test.two", "test.three"):
        consumer(name, finished)(lambda _fact: None)
    with statements() as seen:
        record(a_fact(finished))
    assert len(seen) == 1


def test_one_failing_consumer_holds_up_nobody_and_dies_in_the_end(kernel, finished):
    taken, broken = [], [True]

    @consumer("test.ok", finished)
    def ok(fact):
        taken.append("ok")

    @consumer("test.broken", finished)
    def broke(fact):
        if broken[0]:
            raise LookupError("the words of Alice")
        taken.append("mended")

    now = NOON
    with clock.frozen(now):
        fact_id = record(a_fact(finished))
    for _ in range(12):
        with clock.frozen(now):
            drain(kernel)
        now += timedelta(hours=4)
    assert taken == ["ok"]
    ((dead, kind),) = upkeep.list_dead()
    assert (dead.fact_id, dead.consumer, dead.error, dead.sqlstate, dead.attempts, kind) == (
        fact_id,
        "test.broken",
        "LookupError",
        None,
        8,
        "LessonFinished",
    )
    broken[0] = False
    with clock.frozen(now):
        assert upkeep.replay(consumer="test.ok") == 0
        assert upkeep.replay(fact_ids=[fact_id]) == 1
        drain(kernel, strict=True)
    assert taken == ["ok", "mended"]
    assert upkeep.count_dead() == 0


def test_a_failing_consumer_keeps_nothing_of_what_it_did(kernel, finished):
    @consumer("test.half", finished)
    def half(fact):
        threads.open_thread()
        raise LookupError

    record(a_fact(finished))
    drain(kernel)
    assert session.execute(text("SELECT count(*) FROM core_thread")).scalar_one() == 0
    assert count(FactDelivery) == 0


@pytest.mark.parametrize("unique", [True, False], ids=["unique", "canary: no unique row"])
def test_a_delivery_sent_twice_is_taken_once(kernel, finished, monkeypatch, unique):
    taken = []

    @consumer("test.tally", finished)
    def tally(fact):
        taken.append(fact)

    if not unique:
        monkeypatch.setattr(bus, "_took", lambda *_: True)
    fact_id = record(a_fact(finished))
    at = session.execute(select(FactRow.at)).scalar_one()
    bus.enqueue_many(bus.DELIVER, [{"fact_id": fact_id, "fact_at": at, "consumer": "test.tally"}])
    drain(kernel, strict=True)
    assert len(taken) == (1 if unique else 2)


def test_a_ledger_tells_again_to_a_new_consumer_and_the_old_one_takes_nothing_twice(
    kernel, finished
):
    rows = [ids.new_id() for _ in range(3)]
    taken = {"old": 0, "new": 0}

    @consumer("test.old", finished)
    def old(fact):
        taken["old"] += 1

    @facts.backfill(finished)
    def tell():
        return [Emission(row, NOON, a_fact(finished)) for row in rows]

    with clock.frozen(NOON):
        record(a_fact(finished), source=rows[0])
        drain(kernel, strict=True)

    @consumer("test.new", finished)
    def new(fact):
        taken["new"] += 1

    with clock.frozen(NOON + timedelta(days=1)):
        assert facts.emit_again("LessonFinished", "test.new") == 3
        assert facts.emit_again("LessonFinished", "test.old") == 3
        drain(kernel, strict=True)
    assert taken == {"old": 3, "new": 3}
    with pytest.raises(KeyError):
        facts.emit_again("Nothing", "test.new")


def test_a_fact_is_a_frozen_dataclass_of_plain_values(kernel, finished):
    class Bare(Fact):
        pass

    @dataclass(frozen=True)
    class WithObject(Fact):
        what: object

    with pytest.raises(TypeError):
        record(Bare())
    with pytest.raises(TypeError):
        record(WithObject(object()))
    with pytest.raises(ValueError, match="takes nothing"):
        consumer("test.none")
    assert count(FactRow) == 0


def test_a_field_since_removed_is_ignored(kernel, finished):
    record(a_fact(finished))
    row = session.execute(select(FactRow)).scalar_one()
    assert facts.kinds.unpack(row.kind, {**row.payload, "gone": 1}) == a_fact(finished)


def test_severing_a_thread_takes_its_facts_and_their_traces(kernel, finished):
    @consumer("test.one", finished)
    def one(fact):
        pass

    @consumer("test.bad", finished)
    def bad(fact):
        raise LookupError

    thread = threads.open_thread()
    record(a_fact(finished), thread=thread)
    record(a_fact(finished))
    drain(kernel)
    assert threads.sever(thread)
    assert not threads.sever(thread)
    assert (count(FactRow), count(FactDelivery)) == (1, 1)
    left = session.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar_one()
    assert left == 1, "the other fact's failed delivery waits for its second try"


def test_facts_go_ninety_days_after_everybody_took_them(kernel, finished):
    @consumer("test.one", finished)
    def one(fact):
        pass

    @consumer("test.bad", finished)
    def bad(fact):
        raise LookupError

    @dataclass(frozen=True)
    class Heard(Fact):
        n: int

    consumer("test.heard", Heard)(lambda _fact: None)
    with clock.frozen(NOON):
        upkeep.prepare(now=NOON)
        record(a_fact(finished))
        record(Heard(1))
        drain(kernel)
    almost, after = NOON + timedelta(days=89), NOON + timedelta(days=91)
    with clock.frozen(almost):
        upkeep.purge(now=almost)
        assert count(FactRow) == 2
    with clock.frozen(after):
        upkeep.purge(now=after)
        assert session.execute(select(FactRow.kind)).scalars().all() == ["LessonFinished"]
    del facts.CONSUMERS["test.bad"]
    with clock.frozen(after):
        upkeep.purge(now=after)
    assert (count(FactRow), count(FactDelivery), count(FactDead)) == (0, 0, 0)


def partitions() -> list[str]:
    found = session.execute(
        text("SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r' ORDER BY 1")
    )
    return list(found.scalars())


def test_months_are_ready_ahead_and_dropped_when_empty(kernel, finished):
    upkeep.prepare(now=datetime(2026, 11, 20, tzinfo=UTC))
    expected = ["core_fact_p202611", "core_fact_p202612", "core_fact_p202701", "core_fact_p202702"]
    assert partitions() == [*expected, "core_fact_pdefault"]
    upkeep.prepare(now=datetime(2026, 11, 20, tzinfo=UTC))
    with clock.frozen(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)):
        record(a_fact(finished))
    held = session.execute(text("SELECT tableoid::regclass::text FROM core_fact")).scalar_one()
    assert held == "core_fact_p202612"
    session.execute(
        text("SELECT core_drop_partitions(:before)"), {"before": datetime(2027, 2, 1, tzinfo=UTC)}
    )
    assert partitions() == ["core_fact_p202612", "core_fact_p202702", "core_fact_pdefault"]


def test_a_fact_before_the_first_tick_is_kept_and_its_month_stays_by_default(kernel, finished):
    with clock.frozen(NOON):
        record(a_fact(finished))
    assert upkeep.ensure_partitions(NOON, months=1) == 1
    assert partitions() == ["core_fact_p202604", "core_fact_pdefault"]
