"""Several questions to the database in one statement.

An exchange costs more than the few rows it brings: questions of any shape that are built once and
known by name travel together, and come back as rows with typed columns.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    JSON,
    CompoundSelect,
    Date,
    Select,
    TextualSelect,
    Uuid,
    bindparam,
    func,
    literal_column,
    select,
    union_all,
)

from lms.core.db import session

Wanted = Select[*tuple[Any, ...]]
Question = Wanted | CompoundSelect[*tuple[Any, ...]] | TextualSelect
"""What may be asked with others: text says the types of its columns (``text(...).columns(...)``)."""
Key = TypeVar("Key", bound=Hashable)

ME = bindparam("asked_me", type_=Uuid)
"""Who looks, in a question: the same question then serves everybody, and is built once."""
TODAY = bindparam("asked_today", type_=Date)
"""Their business date, in a question."""
UNIT = bindparam("asked_unit", type_=Uuid)
"""The unit a page is about, in a question."""
UNITS = bindparam("asked_units", type_=ARRAY(Uuid))
"""Some units, in a question."""
OTHER = bindparam("asked_other", type_=Uuid)
"""Another person than :data:`ME`, in a question."""
OWN = bindparam("asked_own", type_=ARRAY(Uuid))
"""The units who looks works in, in a question: ``Project.unit_id == func.any(OWN)``."""
PEOPLE = bindparam("asked_people", type_=ARRAY(Uuid))
"""Some people, in a question: ``Person.id == func.any(PEOPLE)``."""


class Row:
    """What a question answered: its columns by name; ``part`` tells which question, when asked."""

    part: str = ""

    def __init__(self, told: dict[str, Any]) -> None:
        self.__dict__ = told

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


def ask(wanted: Mapping[Key, Question], given: Mapping[str, Any]) -> dict[Key, list[Row]]:
    """Send selects as one statement; return the rows of each, in its order.

    Parameters:
        wanted: selects of named columns, with distinct labels; kept statements, built once, since
            the statement that joins them is kept by what they are. Values that change from one
            call to the next are parameters (``bindparam``), shared by all of them.
        given: the value of each parameter.

    """
    selects = tuple(wanted.items())
    statement = _together(tuple(one for _key, one in selects))
    found = dict(session.execute(statement, given).all())
    return {key: _typed(one, found[place] or ()) for place, (key, one) in enumerate(selects)}


@lru_cache(maxsize=512)
def _together(selects: tuple[Question, ...]) -> Any:
    """Return the union of questions of any shape: the place of each, and its rows as JSON.

    A question comes back as one value: fetching and reading a row costs more than what it says.
    """
    rows = [(place, one.subquery(f"asked_{place}")) for place, one in enumerate(selects)]
    return union_all(
        *(
            select(
                literal_column(str(place)),
                func.json_agg(rows.table_valued(), type_=JSON(none_as_null=True)),
            )
            for place, rows in rows
        )
    )


_TYPES: dict[type, Callable[[str], Any]] = {
    UUID: UUID,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    time: time.fromisoformat,
}


def _typed(one: Question, rows: Iterable[dict[str, Any]]) -> list[Row]:
    """Return rows of a question, what JSON does not know given back its type."""
    reads = _reads(one)
    found = []
    for told in rows:
        for name, read in reads.items():
            value = told[name]
            if value is not None:
                told[name] = read(value)
        found.append(Row(told))
    return found


@lru_cache(maxsize=1024)
def _reads(one: Question) -> dict[str, Callable[[str], Any]]:
    """Return how JSON gives back the columns it does not know."""
    known = {column.key: column.type.python_type for column in one.selected_columns if column.key}
    return {name: _TYPES[kind] for name, kind in known.items() if kind in _TYPES}
