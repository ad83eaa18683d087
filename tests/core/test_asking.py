"""Questions that travel together: each comes back whole, typed, in its order."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import DateTime, Integer, Select, bindparam, literal, select
from sqlalchemy.exc import StatementError

from lms.core.asking import ask

SOME_ID = UUID("00000000-0000-7000-8000-000000000001")
pytestmark = pytest.mark.usefixtures("app")

AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


def numbers(*those: int) -> Select[int]:
    """Return a select of one row per number, the largest first."""
    every = [select(literal(one).label("n")) for one in those]
    together = every[0].union_all(*every[1:]).subquery()
    return select(together.c.n).order_by(together.c.n.desc())


def test_rows_come_back_by_question_in_their_order():
    first, second = numbers(1, 3, 2), numbers(10, 20)

    found = ask({"first": first, "second": second}, {})

    assert {key: [row.n for row in rows] for key, rows in found.items()} == {
        "first": [3, 2, 1],
        "second": [20, 10],
    }


def test_a_question_without_rows_has_its_empty_place():
    nothing = numbers(1, 2).where(literal(1) == 2)

    assert ask({"nothing": nothing, "some": numbers(4, 5)}, {})["nothing"] == []


def test_columns_come_back_as_their_types():
    typed = select(
        literal(SOME_ID).label("uid"),
        literal(date(2026, 11, 22)).label("day"),
        literal(AT, DateTime(timezone=True)).label("at"),
        literal(None, Integer()).label("nothing"),
    )

    (row,) = ask({"typed": typed}, {})["typed"]

    assert (row.uid, row.day, row.at, row.nothing) == (SOME_ID, date(2026, 11, 22), AT, None)


def test_values_are_shared_by_every_question():
    given = bindparam("asked_number", type_=Integer)
    one, other = select((given + 1).label("n")), select((given * 2).label("n"))

    found = ask({"one": one, "other": other}, {"asked_number": 5})

    assert (found["one"][0].n, found["other"][0].n) == (6, 10)
    assert ask({"one": one, "other": other}, {"asked_number": 7})["other"][0].n == 14


def test_a_value_left_out_is_refused():
    with pytest.raises(StatementError):
        ask({"one": select(bindparam("asked_nothing", type_=Integer).label("n"))}, {})


def test_a_column_nobody_asked_for_is_told():
    (row,) = ask({"one": select(literal(1).label("n"))}, {})["one"]

    with pytest.raises(AttributeError, match="other"):
        _ = row.other
