"""Aiken, and texts with embedded answers."""

import pytest

from lms.assessment.imports.aiken import read_aiken
from lms.assessment.imports.embedded import read_embedded
from lms.assessment.rules.questions import Cloze, Single
from lms.core.markdown import plain
from tests.material import MATERIAL, needs


@needs("questions")
def test_the_real_files_are_read() -> None:
    folder = MATERIAL / "questions" / "moodle"
    aiken = read_aiken((folder / "questions.aiken.txt").read_text(), "a")
    assert (len(aiken.found), aiken.refused) == (2, [])
    second = aiken.found[1].question
    assert isinstance(second, Single)
    assert plain(second.stem).endswith('includes <html class="cool"> & images:')
    assert [o.fraction for o in second.options] == [1, 0]
    embedded = read_embedded((folder / "questions.multianswer.txt").read_text(), "b")
    assert (len(embedded.found), embedded.refused) == (1, [])
    cloze = embedded.found[0].question
    assert isinstance(cloze, Cloze)
    assert len(cloze.gaps) == 5


def test_dots_brackets_and_many_lines() -> None:
    reading = read_aiken("Un\ndeux ?\nA. x\nB. y\nANSWER: b\n\nQ\nA) x\nB) y\nanswer: A", "a")
    assert [plain(found.question.stem) for found in reading.found] == ["Un deux ?", "Q"]
    assert [found.line for found in reading.found] == [1, 7]


@pytest.mark.parametrize(
    ("text", "field", "reason"),
    [
        ("Q\nA) x\nB) y\nANSWER: C", "answer", "letter"),
        ("Q\nA) x\nB) y\nANSWER: A, B", "answer", "letter"),
        ("Q\nA) x\nB) y", "answer", "ends before"),
        ("Q\nA) x\nA) y\nANSWER: A", "options", "twice"),
        ("Q\nA) x\nB)\nANSWER: A", "options", "no text"),
        ("Q\nA) x\nsuite\nB) y\nANSWER: A", "options", "neither"),
        ("Q\nA) x\nANSWER: A", "options", "two options"),
        ("A) x\nB) y\nANSWER: A", "stem", "no text"),
        ("ANSWER: A", "answer", "letter"),
    ],
)
def test_faults_are_named(text: str, field: str, reason: str) -> None:
    reading = read_aiken(f"Avant\nA) x\nB) y\nANSWER: A\n\n{text}", "a")
    assert len(reading.found) == 1
    (refusal,) = reading.refused
    assert (refusal.line, refusal.field) == (6, field)
    assert reason in refusal.reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Un {1:INCONNU:=a} mot", "INCONNU"),
        ("Un {1:SA:=a mot", "cannot be read"),
        ("Un {1:NM:=douze} mot", "not a number"),
        ("Un {1:MC:a~b} mot", "no option is right"),
        ("Un {1:SA:%500%a} mot", "beyond"),
    ],
)
def test_gaps_at_fault_are_named(text: str, reason: str) -> None:
    reading = read_embedded(text, "a")
    assert reading.found == []
    assert reason in reading.refused[0].reason
