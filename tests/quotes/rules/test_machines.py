"""Every state x action x role of the four machines, against a table written by hand."""

import pytest

from lms.core.access import Role
from lms.core.workflow import Machine, MoveNotYours, MoveUndeclared
from lms.quotes.rules.machines import CARD, DIFFICULTY, DRAFT, ENDED, OPEN, REMOVAL

pytestmark = pytest.mark.usefixtures("english")

COACHING = "reassign:coach release:coach choose_coach:employee redirect:coach go_legal:employee no_card:coach merge:coach"

EXPECTED: dict[str, dict[str, str]] = {
    "difficulty": {
        "draft": "send:employee withdraw:employee",
        "submitted": f"acknowledge:coach interview:coach flag:coach withdraw:employee {COACHING}",
        "acknowledged": f"interview:coach flag:coach withdraw:employee {COACHING}",
        "interviewing": f"close_coaching:coach flag:coach withdraw:employee {COACHING}",
        "coached": f"card:coach withdraw:employee {COACHING}",
        "carded": "withdraw:employee reopen:coach no_card:coach release:coach",
        "merged": "withdraw:employee no_card:coach release:coach",
        "between": "withdraw:employee hand_over:employee restart:employee",
        "flagged": "withdraw:employee uphold:privacy_officer dismiss:privacy_officer",
        "redirected": "withdraw:employee",
        "no_card": "withdraw:employee",
        "withdrawn": "",
    },
    "card_draft": {
        "writing": "submit:coach drop:coach",
        "in_review": "pass_on:coach pass_workshop:coach send_back:coach take_back:coach drop:coach",
        "changes": "submit:coach drop:coach",
        "preview": "accept:employee let_pass:employee ask_change:employee refuse:employee take_back:coach drop:coach",
        "scheduled": "ask_change:employee refuse:employee take_back:coach drop:coach",
        "dropped": "",
    },
    "card": {
        "published": "supersede:learning_author,privacy_officer retire:learning_author,privacy_officer withdraw:learning_author,privacy_officer",
        "superseded": "withdraw:learning_author,privacy_officer",
        "retired": "restore:learning_author,privacy_officer withdraw:learning_author,privacy_officer",
        "withdrawn": "",
    },
    "card_removal": {
        "asked": "agree:learning_author,privacy_officer decline:learning_author,privacy_officer take_back:learning_author,privacy_officer",
        "done": "",
        "declined": "",
    },
}


class Anything:
    """A subject on which every guard is content."""

    draft_id = "some"
    kind = "report"


class Workshop(Anything):
    kind = "workshop"


def answers(machine: Machine) -> dict[tuple[str, str, Role], bool]:
    """Ask every question of the machine: may this role do this from here?"""
    found = {}
    for state in machine.states:
        for action in machine.actions:
            for role in Role:
                subject = Workshop() if action == "pass_workshop" else Anything()
                try:
                    machine.step(state, action, {role}, subject)
                except (MoveUndeclared, MoveNotYours):
                    found[state, action, role] = False
                else:
                    found[state, action, role] = True
    return found


def wanted(name: str) -> set[tuple[str, str, str]]:
    """Return what the table allows, as triples."""
    return {
        (state, action, role)
        for state, words in EXPECTED[name].items()
        for word in words.split()
        for action, roles in (word.split(":"),)
        for role in roles.split(",")
    }


@pytest.mark.parametrize("machine", [DIFFICULTY, DRAFT, CARD, REMOVAL], ids=lambda m: m.name)
def test_every_state_action_and_role_is_as_the_table_says(machine: Machine):
    allowed = {(s, a, r.value) for (s, a, r), yes in answers(machine).items() if yes}
    assert set(machine.states) == set(EXPECTED[machine.name])
    assert allowed == wanted(machine.name)


def test_canary_one_more_move_is_seen():
    from lms.core.workflow import Move

    states = {**CARD.states, "withdrawn": {"restore": Move("published", {Role.ADMINISTRATOR})}}
    planted = Machine("card", states)
    assert {(s, a, r.value) for (s, a, r), yes in answers(planted).items() if yes} != wanted("card")


def test_a_talk_does_not_end_before_something_is_written():
    class Bare(Anything):
        draft_id = None

    with pytest.raises(Exception, match="Write what works"):
        DIFFICULTY.step("interviewing", "close_coaching", {Role.COACH}, Bare())


def test_a_card_drawn_from_a_report_never_skips_its_reporter():
    with pytest.raises(Exception, match="re-read this card first"):
        DRAFT.step("in_review", "pass_workshop", {Role.COACH}, Anything())
    with pytest.raises(Exception, match="workshop card"):
        DRAFT.step("in_review", "pass_on", {Role.COACH}, Workshop())


def test_a_reporter_may_withdraw_until_the_end():
    for state, moves in DIFFICULTY.states.items():
        assert state == "withdrawn" or "withdraw" in moves


def test_open_and_ended_states_are_states():
    assert set(OPEN) | set(ENDED) | {"draft", "withdrawn"} == set(DIFFICULTY.states)
