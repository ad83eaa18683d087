"""French hospital sentences whose names, dates and numbers are labelled: another trade than ours."""

import re
from collections import Counter

import pytest

from lms.quotes.rules.guard import Roster, check
from tests.material import MATERIAL, needs
from tests.quotes.guard.measuring import touched

LABEL = re.compile(r"\[([^\]]*)\]\(([A-Z_]+)\)")
RECALL = 0.93


def spans(block: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Return a block without its labels, and where they were."""
    text, labels, last = "", [], 0
    for match in LABEL.finditer(block):
        text += block[last : match.start()]
        labels.append((len(text), len(text) + len(match[1]), match[2]))
        text += match[1]
        last = match.end()
    return text + block[last:], labels


@needs("french_pii")
def test_names_dates_and_numbers_of_another_trade_are_found(capsys: pytest.CaptureFixture[str]):
    found: Counter[str] = Counter()
    labelled: Counter[str] = Counter()
    for path in sorted((MATERIAL / "french_pii").glob("*.txt")):
        for block in path.read_text().split("\n\n"):
            text, labels = spans(block)
            findings = check(text, Roster())
            for start, end, label in labels:
                labelled[label] += 1
                found[label] += touched(findings, start, end)
    with capsys.disabled():
        rows = [f"{label:<16}{found[label]:>4} /{n:>4}" for label, n in sorted(labelled.items())]
        print("\n" + "\n".join(rows))
    assert sum(found.values()) / sum(labelled.values()) >= RECALL
