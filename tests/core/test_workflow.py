"""What is not declared cannot happen, and what happens is written."""

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select

from lms.core import ids, threads, workflow
from lms.core.access import Role
from lms.core.db import session
from lms.core.models import AuditPrivate, AuditRow
from lms.core.workflow import (
    Machine,
    Move,
    MoveHeldBack,
    MoveNotYours,
    MoveUndeclared,
    apply,
)
from tests.core.machines import Case, Subject, attempts, check, enumerate_moves, walk

AUTHOR, OFFICER = Role.LEARNING_AUTHOR, Role.LABEL_OFFICER


def not_empty(subject: Subject) -> str | None:
    return None if subject.title else "It has no title."


class Page(Subject):
    title = "Welcome"


PAGE = Machine(
    "page",
    {
        "draft": {
            "submit": Move("review", {AUTHOR}, not_empty),
            "drop": Move("dropped", {AUTHOR, OFFICER}),
        },
        "review": {
            "publish": Move("published", {OFFICER}),
            "send_back": Move("draft", {OFFICER}),
        },
        "published": {},
        "dropped": {},
    },
)


@pytest.mark.parametrize("case", enumerate_moves(PAGE), ids=str)
def test_every_state_action_and_role(kernel, case: Case):
    check(case, Page)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(tries=attempts(PAGE))
def test_a_page_goes_where_the_table_says_and_nowhere_else(kernel, tries):
    walk(PAGE, Page("draft"), tries)


def test_canary_one_extra_move_in_the_engine_is_caught(kernel, monkeypatch):
    def lenient(machine, subject, action, **_others):
        subject.state = "published" if action == "publish" else subject.state
        return subject.state

    monkeypatch.setattr("tests.core.machines.apply", lenient)
    caught = 0
    for case in enumerate_moves(PAGE):
        try:
            check(case, Page)
        except AssertionError:
            caught += 1
    assert caught


def test_a_move_writes_who_did_it_and_from_where_to_where(kernel):
    page, henri = Page("review"), ids.new_id()
    apply(PAGE, page, "publish", actor_id=henri, roles={OFFICER}, reason="season")
    row = session.execute(select(AuditRow)).scalar_one()
    assert (row.action, row.entity_id, row.actor_id) == ("page:publish", page.id, henri)
    assert (row.state_from, row.state_to, row.reason) == ("review", "published", "season")


def test_a_refused_move_changes_and_writes_nothing(kernel):
    page = Page("draft")
    page.title = ""
    with pytest.raises(MoveHeldBack, match="no title") as held:
        apply(PAGE, page, "submit", actor_id=None, roles={AUTHOR})
    with pytest.raises(MoveNotYours) as not_yours:
        apply(PAGE, page, "submit", actor_id=None, roles={OFFICER})
    with pytest.raises(MoveUndeclared) as undeclared:
        apply(PAGE, page, "publish", actor_id=None, roles=set(Role))
    assert (held.value.status, not_yours.value.status, undeclared.value.status) == (409, 403, 409)
    assert page.state == "draft"
    assert session.execute(select(AuditRow.id)).all() == []


def test_a_confidential_move_is_written_in_its_thread(kernel):
    thread = threads.open_thread()
    apply(PAGE, Page("draft"), "drop", actor_id=None, roles={AUTHOR}, thread=thread)
    assert session.execute(select(AuditRow.id)).all() == []
    assert session.execute(select(AuditPrivate.thread)).scalars().all() == [thread]


def test_open_actions_are_those_of_the_roles_held():
    assert PAGE.allowed("draft", {OFFICER}) == ["drop"]
    assert PAGE.allowed("draft", {AUTHOR, OFFICER}) == ["drop", "submit"]
    assert PAGE.allowed("published", set(Role)) == []


@pytest.mark.parametrize(
    "states",
    [{"draft": {"go": Move("nowhere", {AUTHOR})}}, {"draft": {"go": Move("draft", set())}}],
    ids=["leads out", "for nobody"],
)
def test_a_machine_that_makes_no_sense_is_refused(states):
    with pytest.raises(ValueError):
        workflow.Machine("odd", states)
