"""Siblings meet in core by code, and by nothing else."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import literal, select

from lms.core import conditions, ids, preparing, references, search, todo
from lms.core.access import ANONYMOUS
from lms.core.conditions import Answer
from lms.core.references import Reference
from lms.core.search import Hit
from lms.core.todo import Act

pytestmark = pytest.mark.usefixtures("app")

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _empty(monkeypatch):
    monkeypatch.setattr(todo, "FINDERS", {})
    monkeypatch.setattr(search, "SEARCHERS", {})
    monkeypatch.setattr(references, "SOURCES", {})
    monkeypatch.setattr(conditions, "CONDITIONS", {})
    monkeypatch.setattr(preparing, "SOURCES", {})


def act(rank, title, due=date.max) -> Act:
    return Act(rank=rank, due=due, title=title, url="/", code="test")


def test_first_things_come_first_whoever_knows_them():
    todo.finder("b.late")(lambda *_: [act(1, "late", date(2026, 3, 1)), act(3, "read")])
    todo.finder("a.next")(lambda *_: [act(1, "soon", date(2026, 3, 9)), act(2, "go on")])
    titles = [one.title for one in todo.next_acts(ANONYMOUS, NOON)]
    assert titles == ["late", "soon", "go on", "read"]
    assert len(todo.next_acts(ANONYMOUS, NOON, limit=1)) == 1


def test_a_condition_nobody_declared_is_an_error_never_met():
    person = ids.new_id()
    conditions.condition("test.done")(lambda _person, argument, **_: Answer(argument == "x", ""))
    assert conditions.is_met("test.done", person, "x", now=NOON).met
    with pytest.raises(KeyError):
        conditions.is_met("test.other", person, "x", now=NOON)


def test_everything_that_points_at_an_item_is_listed_by_source():
    references.source("b")(lambda _item, _viewer: [Reference("B", "two", "/2")])
    references.source("a")(lambda _item, _viewer: [Reference("A", "one", "/1")])
    assert [r.label for r in references.references_to(ids.new_id(), ANONYMOUS)] == ["one", "two"]


def test_search_asks_every_feature_and_none_for_nothing():
    asked = []

    @search.searcher("people")
    def people(viewer, words, each):
        asked.append((words, each))
        return [Hit("people", "Alice", "/p")]

    assert [hit.label for hit in search.search(ANONYMOUS, "alice")] == ["Alice"]
    assert search.search(ANONYMOUS, " ?! ") == []
    assert asked == [("alice", 5)]


@pytest.mark.parametrize(
    "register", [todo.finder, search.searcher, references.source, conditions.condition]
)
def test_a_code_is_declared_once(register):
    register("test.code")(lambda *_: [])
    with pytest.raises(ValueError, match="twice"):
        register("test.code")(lambda *_: [])


def test_a_visit_is_prepared_from_what_each_feature_knows_first_things_first():
    unit, line = ids.new_id(), preparing.Line
    one = {"n": select(literal(7).label("n"))}
    preparing.source("b.gaps", lambda _: one)(
        lambda asked, found, *_: [line(rank=found["n"][0].n, title="gap")] if asked == unit else []
    )
    preparing.source("a.due", lambda _: {})(
        lambda *_: [line(rank=9, title="late"), line(rank=1, title="due")]
    )
    preparing.source("c.else", lambda _: None)(lambda *_: [line(rank=0, title="not theirs")])
    told = [one.title for one in preparing.lines(unit, ANONYMOUS, NOON)]
    assert told == ["due", "gap", "late"]
    assert [one.title for one in preparing.lines(ids.new_id(), ANONYMOUS, NOON, 1)] == ["due"]
    with pytest.raises(ValueError, match="twice"):
        preparing.source("a.due", lambda _: {})(lambda *_: [])
