"""Every table says what it holds about people; one that does not cannot be forgotten."""

from collections.abc import Iterator
from importlib import import_module

import pytest
import sqlalchemy as sa

from lms.core import privacy
from lms.core.db import Base
from lms.core.i18n import _l
from lms.models import load_all
from lms.wiring import REGISTRIES


@pytest.fixture(autouse=True)
def _declarations() -> None:
    load_all()
    for name in REGISTRIES:
        import_module(name)


@pytest.fixture
def planted() -> Iterator[sa.Table]:
    """A table somebody adds and forgets to declare."""
    made = sa.Table(
        "planted",
        Base.metadata,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.ForeignKey("accounts_person.id")),
        sa.Column("thread", sa.ForeignKey("core_thread.id")),
    )
    yield made
    Base.metadata.remove(made)
    privacy.DECLARED.pop("planted", None)


def test_every_table_is_declared_and_every_declaration_is_true():
    assert privacy.faults() == []


def about_planted() -> list[str]:
    return [fault for fault in privacy.faults() if fault.startswith("planted")]


def test_canary_an_undeclared_table_is_found(planted):
    assert about_planted() == ["planted is not declared"]


def test_canary_a_person_or_a_thread_left_out_is_found(planted):
    privacy.declare_impersonal("planted")
    assert about_planted() == [
        "planted.person_id points at a person and is not declared",
        "planted.thread is a thread and is not declared",
        "planted.thread would survive its severance",
    ]


def test_canary_a_sweeper_nobody_runs_is_found(planted):
    privacy.declare("planted", _l("x"), person=("person_id",), thread="thread", swept_by="a broom")
    assert "planted is swept by a broom, which nobody runs" in about_planted()


def test_a_table_that_went_is_found():
    privacy.declare_impersonal("planted")
    try:
        assert about_planted() == ["planted does not exist"]
    finally:
        del privacy.DECLARED["planted"]


def test_every_declaration_of_persons_is_put_in_words():
    silent = [p.table for p in privacy.DECLARED.values() if p.person and not str(p.describe)]
    assert silent == []
