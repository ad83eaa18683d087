"""The demo's referential has a past, two mirrors, people who were heard, a next version under way."""

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core.db import session
from lms.referential.models import Task, Voice
from lms.referential.queries import content_of, opened, published_of
from lms.referential.queries.following import coverage
from lms.referential.queries.history import steps_of
from lms.referential.queries.together import heard_for, remarks_on, table_of
from lms.referential.queries.translations import reviewed_in
from lms.referential.rules import Kind, State
from lms.referential.rules.lineage import Relation
from lms.referential.rules.mirrors import mirror_gaps
from lms.referential.rules.translations import texts_of
from tests.demo.conftest import TODAY

pytestmark = pytest.mark.xdist_group("demo")


def test_three_referentials_answer_each_other(world: tuple[Flask, str]) -> None:
    versions = published_of()
    assert set(versions) == set(Kind)
    service = content_of(versions[Kind.SERVICE])
    for kind in (Kind.MANAGEMENT, Kind.COOPERATION):
        assert mirror_gaps(content_of(versions[kind]), service) == []


@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_published_is_whole_in_english(world: tuple[Flask, str], kind: Kind) -> None:
    version = published_of()[kind]
    texts = {one.key for one in texts_of(content_of(version))}
    assert set(reviewed_in(version, "en")) == texts


def test_the_present_one_was_heard_read_and_has_every_kind_of_past(
    world: tuple[Flask, str],
) -> None:
    version = published_of()[Kind.SERVICE]
    assert all(one.people >= 3 for one in heard_for(version).values())
    _before, steps = steps_of(version)
    assert {step.relation for step in steps} == set(Relation)


def test_the_next_one_is_on_the_table_and_another_is_being_read(world: tuple[Flask, str]) -> None:
    writing = opened()
    draft, read = writing[Kind.SERVICE], writing[Kind.COOPERATION]
    table = table_of(draft, heard_for(draft))
    assert table.themes
    assert table.alone
    assert read.state == State.CONSULTATION.value
    assert len(remarks_on(read.id, None)) == 3
    assert session.scalars(select(Voice)).all() == []


def test_some_promises_are_not_lived_and_a_criterion_waits_to_move(
    world: tuple[Flask, str],
) -> None:
    found = coverage(published_of()[Kind.SERVICE], TODAY)
    assert 0 < found.holes < 5 * len(found.rows)
    sources = set(session.scalars(select(Task.source).where(Task.closed_at.is_(None))))
    assert "labels.criteria" in sources
