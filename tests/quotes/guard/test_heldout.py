"""Sentences written by somebody who has not seen the rules; the rules' author has not read them.

Only the figures are printed, never a sentence. The floors are what is reached: they rise with the
guard and never fall.
"""

import pytest

from tests.quotes.guard.measuring import HERE, lines, measure

RECALL = 0.9
FALSE_ALARMS = 0.06


@pytest.mark.skipif(not (HERE / "heldout.jsonl").exists(), reason="the set kept aside is not there")
def test_what_was_kept_aside_is_found_as_well_as_before(capsys: pytest.CaptureFixture[str]):
    figures = measure(lines("heldout.jsonl"))
    with capsys.disabled():
        print(f"\n{figures.table()}")
    assert figures.recall >= RECALL
    assert figures.false_alarms <= FALSE_ALARMS
