"""The sentences the rules were tuned on: every one as labelled."""

from lms.quotes.rules.guard import check, engine
from tests.quotes.guard.measuring import common_roster, lines, measure, touched

LEAST = 150


def test_the_set_is_large_and_half_of_it_is_clean():
    rows = lines("tuning.jsonl")
    clean = sum(row["kind"] is None for row in rows)
    assert len(rows) >= 2 * LEAST
    assert 0.4 <= clean / len(rows) <= 0.6
    assert len({row["kind"] for row in rows}) > 25


def test_every_span_is_found_and_no_clean_sentence_is_flagged():
    figures = measure(lines("tuning.jsonl"))
    assert (figures.recall, figures.false_alarms) == (1.0, 0.0), figures.table()


def test_nine_findings_in_ten_are_called_by_their_name():
    roster, same, all_of_them = common_roster(), 0, 0
    for row in lines("tuning.jsonl"):
        if row["kind"]:
            found = [f for f in check(row["text"], roster) if touched([f], *row["spans"][0])]
            same += row["kind"] in {finding.kind.value for finding in found}
            all_of_them += 1
    assert same / all_of_them >= 0.9


def test_canary_a_detector_taken_away_is_missed(monkeypatch):
    names = [one for one in engine.DETECTORS if one.__name__ != "dates"]
    monkeypatch.setattr(engine, "DETECTORS", tuple(names))
    figures = measure(lines("tuning.jsonl"))
    assert figures.found["date"] < figures.labelled["date"]
    assert figures.recall < 1
