"""Sentences once kept aside, written by somebody who had not seen the rules; read since to tune.

They measure no more than that nothing learnt is lost: what the guard is worth on new words is in
``test_blind``.
"""

import pytest

from tests.quotes.guard.measuring import HERE, lines, measure

RECALL = 0.97
FALSE_ALARMS = 0.02


@pytest.mark.skipif(not (HERE / "heldout.jsonl").exists(), reason="the set kept aside is not there")
def test_what_was_kept_aside_is_found_as_well_as_before(capsys: pytest.CaptureFixture[str]):
    figures = measure(lines("heldout.jsonl"))
    with capsys.disabled():
        print(f"\n{figures.table()}")
    assert figures.recall >= RECALL
    assert figures.false_alarms <= FALSE_ALARMS
