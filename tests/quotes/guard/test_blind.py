"""Sentences written by somebody who knew neither the rules nor the earlier sets.

Half of them (``a``) were read once to tune; the other half (``b``) has been read by nobody, only
measured: see ``blind.md``. Only figures are printed. The floors are just under what was measured.
"""

import pytest

from lms.quotes.rules.guard import detectors, engine
from tests.quotes.guard.measuring import half, lines, measure_marks

RECALL = 0.94
FALSE_ALARMS = 0.03


def test_the_halves_stay_what_they_were() -> None:
    rows = lines("blind.jsonl")
    halves = [half(row) for row in rows]
    assert (len(rows), halves.count("a"), halves.count("b")) == (490, 240, 250)


def test_what_nobody_read_is_found_as_well_as_it_was_measured(
    capsys: pytest.CaptureFixture[str],
) -> None:
    figures = measure_marks([row for row in lines("blind.jsonl") if half(row) == "b"])
    with capsys.disabled():
        print(f"\n{figures.table()}")
    assert figures.recall >= RECALL
    assert figures.false_alarms <= FALSE_ALARMS


def test_canary_without_the_detector_of_names_the_floor_is_broken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = [one for one in detectors.DETECTORS if one.__name__ not in {"names", "unknown"}]
    monkeypatch.setattr(engine, "DETECTORS", tuple(names))
    figures = measure_marks([row for row in lines("blind.jsonl") if half(row) == "b"])
    assert figures.recall < RECALL
