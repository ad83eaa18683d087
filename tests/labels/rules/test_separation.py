"""Random people try everything on an application, in any order: hands stay apart, whatever they do."""

import random
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.access import Role
from lms.core.errors import Problem
from lms.labels.rules import separation
from lms.labels.rules.grid import LEVELS, Level, rank
from lms.labels.rules.machines import APPLICATION, ApplicationFacts, Subject
from lms.labels.rules.separation import Hands, override_fault

PEOPLE = [UUID(int=n) for n in range(1, 25)]
MANAGER, COACH = PEOPLE[0], PEOPLE[1]
JUDGING = ("judge", "readmit", "keep_out")


@dataclass
class Life:
    """An application, what was done to it, and who did."""

    row: SimpleNamespace = field(
        default_factory=lambda: SimpleNamespace(id=UUID(int=99), state="open")
    )
    hands: Hands = field(
        default_factory=lambda: Hands(coaches=frozenset({COACH}), in_charge=frozenset({MANAGER}))
    )
    judges: set[UUID] = field(default_factory=set)
    levels: list[tuple[Level | None, Level | None, str]] = field(default_factory=list)
    was_lapsed: bool = False

    def attempt(self, rng: random.Random) -> str | None:
        """Let random people try a random act; return it when it was done."""
        known = sorted(APPLICATION.states[self.row.state])
        action = rng.choice(known if rng.random() < 0.9 else sorted(APPLICATION.actions))
        people = frozenset(rng.sample(PEOPLE, rng.randint(1, 3)))
        facts = ApplicationFacts(
            people=people,
            hands=self.hands,
            before_cut_off=rng.random() < 0.8,
            computed=rng.choice([None, *LEVELS]),
            decided=rng.choice([None, *LEVELS]),
            reason=rng.choice(["", "seen on site"]),
            may_appeal=rng.random() < 0.5,
            was_lapsed=self.was_lapsed,
        )
        before = self.row.state
        try:
            self.row.state = APPLICATION.step(before, action, set(Role), Subject(self.row, facts))
        except Problem:
            return None
        self._note(before, action, people, facts)
        return action

    def _note(
        self, before: str, action: str, people: frozenset[UUID], facts: ApplicationFacts
    ) -> None:
        if action == "submit":
            self.hands = replace(self.hands, submitter=MANAGER)
        elif action == "audit":
            self.hands = replace(self.hands, auditors=self.hands.auditors | people)
        elif action == "decide":
            self.hands = replace(self.hands, deciders=self.hands.deciders | people)
        elif action in JUDGING:
            self.judges |= people
        if action in {"decide", "judge"}:
            self.levels.append((facts.computed, facts.decided, facts.reason))
        self.was_lapsed = self.row.state == "lapsed" or (
            self.was_lapsed and self.row.state == "appealed"
        )
        assert before != "final" or action == "revise"


def broken(seed: int, *, tries: int = 150) -> list[str]:
    """Return which promises were broken in one life."""
    rng, life, found = random.Random(seed), Life(), []
    for _ in range(tries):
        life.attempt(rng)
        hands = life.hands
        own = {MANAGER, COACH}
        if hands.auditors & own:
            found.append("audited their own")
        if hands.deciders & own or life.judges & own:
            found.append("decided on their own")
        if any(abs(rank(c) - rank(d)) > 1 or (c is not d and not why) for c, d, why in life.levels):
            found.append("overrode")
    return found


@given(st.integers(0, 2**32))
@settings(deadline=None, max_examples=150)
def test_whoever_tries_whatever_hands_stay_apart(seed):
    assert broken(seed) == []


def test_lives_go_far_enough_to_prove_something():
    ends = set()
    for seed in range(60):
        rng, life = random.Random(seed), Life()
        ends |= {life.attempt(rng) for _ in range(150)}
    assert APPLICATION.actions <= ends


@pytest.mark.parametrize("name", ["audit_fault", "panel_fault", "judge_fault", "override_fault"])
def test_canary_any_rule_taken_away_is_seen(monkeypatch, name):
    monkeypatch.setattr(separation, name, lambda *_args, **_more: None)
    assert any(broken(seed) for seed in range(80))


def test_an_appeal_is_judged_by_none_of_those_who_audited_or_decided():
    hands = Hands(auditors=frozenset({PEOPLE[2]}), deciders=frozenset({PEOPLE[3], PEOPLE[4]}))
    for person in PEOPLE[2:5]:
        assert separation.judge_fault({person, PEOPLE[5]}, hands)
    assert separation.judge_fault({PEOPLE[5]}, hands) is None


def test_a_panel_of_one_is_a_setting_of_small_networks():
    assert separation.panel_fault({PEOPLE[5]}, Hands())
    assert separation.panel_fault({PEOPLE[5]}, Hands(), needed=1) is None


@pytest.mark.parametrize(
    ("computed", "decided", "reason", "refused"),
    [
        (Level.SILVER, Level.SILVER, "", False),
        (Level.SILVER, Level.GOLD, "", True),
        (Level.SILVER, Level.GOLD, "seen on site", False),
        (Level.BRONZE, None, "closed kitchen", False),
        (Level.BRONZE, Level.GOLD, "seen on site", True),
        (None, Level.SILVER, "seen on site", True),
    ],
)
def test_a_panel_moves_by_one_level_and_says_why(computed, decided, reason, refused):
    assert bool(override_fault(computed, decided, reason)) is refused
