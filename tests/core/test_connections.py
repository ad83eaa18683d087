"""A database that was restarted costs nobody an error, whether the connections slept or not."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from psycopg import _queries
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import NullPool

from lms.core import connections
from lms.core.connections import RestingPool


@pytest.fixture
def engine(live_url: str) -> Iterator[sa.Engine]:
    made = sa.create_engine(live_url, poolclass=RestingPool, pool_size=3)
    yield made
    made.dispose()


def pid(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(sa.text("SELECT pg_backend_pid()")).scalar_one())


def cut(live_url: str, backend: int) -> None:
    owner = sa.create_engine(live_url, poolclass=NullPool)
    with owner.begin() as connection:
        connection.execute(sa.text("SELECT pg_terminate_backend(:p, 5000)"), {"p": backend})
    owner.dispose()


def test_one_in_use_is_not_asked(engine: sa.Engine) -> None:
    sent: list[str] = []
    first = pid(engine)
    sa.event.listen(engine, "before_cursor_execute", lambda _c, _k, words, *_: sent.append(words))
    assert [pid(engine) for _ in range(3)] == [first] * 3
    assert len(sent) == 3


def test_one_that_died_asleep_is_replaced(
    engine: sa.Engine, live_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = pid(engine)
    cut(live_url, first)
    monkeypatch.setattr(connections, "REST", 0.0)
    assert pid(engine) != first
    again = pid(engine)
    assert pid(engine) == again, "it is asked, and kept"


def test_canary_one_that_died_in_use_is_met(engine: sa.Engine, live_url: str) -> None:
    """Its first statement fails, tells that the connection is gone, and the next one is new."""
    first = pid(engine)
    cut(live_url, first)
    with pytest.raises(OperationalError) as met:
        pid(engine)
    assert met.value.connection_invalidated
    assert pid(engine) != first


def read(engine: sa.Engine, times: int = 12) -> None:
    """Read one thing in as many transactions, each given up as a page that only reads does."""
    for number in range(times):
        with engine.connect() as connection:
            connection.execute(sa.text("SELECT CAST(:n AS integer)"), {"n": number})
            connection.rollback()


def prepared(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        words = sa.text("SELECT count(*) FROM pg_prepared_statements WHERE statement ~ 'integer'")
        return int(connection.execute(words).scalar_one())


def test_a_statement_stays_planned_when_its_page_only_read(engine: sa.Engine) -> None:
    read(engine)
    assert prepared(engine) == 1


def test_canary_the_driver_alone_plans_it_each_time(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections.KeptStatements, "clear", connections.PrepareManager.clear)
    read(engine)
    assert prepared(engine) == 0


def test_a_failed_statement_spoils_no_other(engine: sa.Engine) -> None:
    read(engine)
    for _again in range(8):
        with engine.connect() as connection, pytest.raises(DBAPIError):
            connection.execute(sa.text("SELECT 1 / CAST(:n AS bigint)"), {"n": 0})
    read(engine)
    assert prepared(engine) == 1


def test_no_more_are_kept_than_agreed(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections.KeptStatements, "prepared_max", 3)
    for number in range(9):
        for _again in range(8):
            with engine.connect() as connection:
                connection.execute(sa.text(f"SELECT CAST(:n AS integer) + {number}"), {"n": 1})
    assert prepared(engine) <= 4


def ask_at_length(engine: sa.Engine) -> int:
    """Send a statement above the driver's limits three times; return how often it was read."""
    words = "SELECT 1 WHERE " + " OR ".join(f"CAST(:n{n} AS text) = 'nobody'" for n in range(120))
    values = {f"n{n}": "somebody" for n in range(120)}
    _queries._query2pg.cache_clear()
    before = _queries._query2pg.cache_info()
    for _again in range(3):
        with engine.connect() as connection:
            connection.execute(sa.text(words), values)
    after = _queries._query2pg.cache_info()
    return 3 - (after.hits - before.hits)


def test_a_long_statement_is_read_once(engine: sa.Engine) -> None:
    assert ask_at_length(engine) == 1


def test_canary_the_driver_alone_reads_it_each_time(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("psycopg._queries.MAX_CACHED_STATEMENT_LENGTH", 4096)
    monkeypatch.setattr("psycopg._queries.MAX_CACHED_STATEMENT_PARAMS", 50)
    assert ask_at_length(engine) == 3


def planned(engine: sa.Engine) -> tuple[int, int]:
    """Return how often a statement was executed by the plan for all values, and by its own."""
    read(engine, times=9)
    with engine.connect() as connection:
        words = sa.text(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements"
            " WHERE statement ~ 'integer'"
        )
        generic, own = connection.execute(words).one()
    return generic, own


def test_where_pages_are_answered_a_statement_is_planned_once(engine: sa.Engine) -> None:
    connections.plan_for_all_values()
    try:
        assert planned(engine) == (8, 0)
    finally:
        sa.event.remove(RestingPool, "connect", connections.plan_once)


def test_elsewhere_values_have_their_say(engine: sa.Engine) -> None:
    """The database plans five times with the values in before it compares."""
    assert planned(engine)[1] >= 5


def test_columns_are_described_to_who_looks_at_them(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        cursor.execute("SELECT 1 AS one, 'two' AS two")
        told = cursor.description
        assert told is not None
        assert [one[0] for one in told] == ["one", "two"]
        assert (told[-1][0], len(told), [one[0] for one in told[:1]]) == ("two", 2, ["one"])
        cursor.execute("SET TIME ZONE 'UTC'")
        assert cursor.description is None


def test_a_statement_known_already_is_not_described_again(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_any: object) -> None:
        message = "described"
        raise AssertionError(message)

    asked = sa.select(sa.literal(1).label("one"), sa.literal("two").label("two"))
    with engine.connect() as connection:
        first = connection.execute(asked).one()
        monkeypatch.setattr(connections.Columns, "__getitem__", refused)
        assert connection.execute(asked).one() == first == (1, "two")
        with pytest.raises(AssertionError, match="described"):
            connection.execute(sa.text("SELECT 3 AS three")).one()
