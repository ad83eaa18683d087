"""What the coach saw: prefilled, dated part by part, contradicted aloud, never averaged."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from lms.coaching.rules.dashboards import (
    PARTS,
    Contradiction,
    Entry,
    Part,
    Stage,
    contradictions,
    filled,
    is_copied,
)

TODAY = date(2026, 11, 20)
THEN = date(2026, 9, 1)


def before(**stages: Stage) -> Entry:
    return Entry({code: Part(stage, THEN) for code, stage in stages.items()})


def test_a_part_sent_again_untouched_keeps_the_day_it_was_seen():
    last = before(voice=Stage.BEGUN, walk=Stage.BEGUN, flows=Stage.BEGUN)
    entry = filled(
        last,
        {"voice": Stage.BEGUN, "walk": Stage.VISIBLE, "flows": Stage.BEGUN, "skills": Stage.BEGUN},
        frozenset({"flows"}),
        TODAY,
    )
    days = {code: part.seen_on for code, part in entry.parts.items()}
    assert days == {"voice": THEN, "walk": TODAY, "flows": TODAY, "skills": TODAY}


def test_a_part_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="mood"):
        filled(None, {"mood": Stage.ALIVE}, frozenset(), TODAY)


def test_a_part_is_greyed_after_45_days_and_keeps_its_value():
    part = Part(Stage.VISIBLE, TODAY - timedelta(days=45))
    assert not part.is_stale(TODAY)
    assert part.is_stale(TODAY + timedelta(days=1))


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("share", [None, *(Fraction(n, 6) for n in range(7))])
def test_a_contradiction_is_said_only_at_opposite_ends(stage, share):
    found = contradictions(Entry({"walk": Part(stage, TODAY)}), {"walk": share})
    less = share is not None and share >= Fraction(2, 3) and stage == Stage.NOT_BEGUN
    more = share is not None and share <= Fraction(1, 3) and stage >= Stage.VISIBLE
    expected = Contradiction.SEEN_LESS if less else Contradiction.SEEN_MORE if more else None
    assert found.get("walk") is expected


def test_canary_na_read_as_nothing_done_would_contradict():
    entry = Entry({"walk": Part(Stage.ALIVE, TODAY)})
    assert contradictions(entry, {"walk": None}) != contradictions(entry, {"walk": Fraction()})


def test_three_empty_differences_in_a_row_are_pointed_out():
    assert not is_copied(["a"] * 3)
    assert is_copied(["a"] * 4)
    assert is_copied(["b", "a", "a", "a", "a"])
    assert not is_copied(["a", "a", "a", "a", "b"])


def test_a_copy_is_known_by_what_it_says_not_by_its_days():
    one = Entry({"walk": Part(Stage.BEGUN, THEN)}, "no time", "walk")
    same = Entry({"walk": Part(Stage.BEGUN, TODAY)}, "no time ", " walk")
    other = Entry({"walk": Part(Stage.BEGUN, TODAY)}, "no timew", "alk")
    assert one.content_hash == same.content_hash != other.content_hash


def test_parts_are_those_of_a_project():
    assert PARTS == ("voice", "walk", "flows", "skills", "actions", "rituals")
