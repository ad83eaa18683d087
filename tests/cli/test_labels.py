"""``lms labels evaluate`` as typed: what it prints, what it refuses, its exit status."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from lms.cli import main
from lms.labels.rules.schema import SCHEMA

GRID: dict[str, Any] = {
    "program": "service",
    "year": 2026,
    "quotas": {"bronze": 0.6, "silver": 0.75, "gold": 0.9},
    "criteria": [
        {
            "code": "welcome",
            "weight": 3,
            "thresholds": {"bronze": 60, "silver": 75, "gold": 90},
            "knockouts": ["silver", "gold"],
        },
        {"code": "nps", "weight": 2, "thresholds": {"bronze": 0, "silver": 20, "gold": 40}},
        {"code": "training", "weight": 2, "thresholds": {"bronze": 50, "silver": 70, "gold": 90}},
        {"code": "drive", "thresholds": {"silver": 1, "gold": 1}, "na": {"allowed": True}},
        {"code": "callback", "weight": 2, "thresholds": {"bronze": 50, "silver": 70, "gold": 85}},
    ],
}
VALUES = """unit;welcome;nps;training;drive;callback
Lyon Part-Dieu;80;30;60;;90
Rouen;80;30;60;NA;90
Lille;70;50;95;1;95
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    grid, values = tmp_path / "GRID.json", tmp_path / "VALUES.csv"
    grid.write_text(json.dumps(GRID))
    values.write_text(VALUES)
    return grid, values


def evaluate(*words: object, given: str = "") -> Result:
    return CliRunner().invoke(main, ["labels", "evaluate", *map(str, words)], input=given)


def test_units_are_scored_as_the_specification_says(files):
    answer = evaluate(*files)
    assert answer.exit_code == 0, answer.output
    lyon, rouen, lille = json.loads(answer.stdout)["units"]
    assert [one["level"] for one in (lyon, rouen, lille)] == ["bronze", "silver", "bronze"]
    assert lyon["unit"] == "Lyon Part-Dieu"
    assert lyon["shares"]["silver"] == {
        "share": 0.7,
        "exact": "7/10",
        "quota": "0.75",
        "reached": False,
    }
    assert rouen["shares"]["silver"]["exact"] == "7/9"
    assert lille["failed_knock_outs"] == {"bronze": [], "silver": ["welcome"], "gold": ["welcome"]}
    assert lyon["deciding_criteria"] == [
        {"criterion": "training", "if_met": True, "level": "silver"},
        {"criterion": "drive", "if_met": True, "level": "silver"},
    ]
    assert rouen["criteria"]["drive"] == {"silver": "na", "gold": "na"}


def test_a_figure_at_the_edge_is_not_lost_in_a_float(files):
    """0.1 + 0.2 is 0.3 here, as whoever typed it thinks."""
    grid, values = files
    grid.write_text('{"quotas": {"bronze": 0.3, "silver": 0.3, "gold": 1}, "criteria": ['
                    '{"code": "a", "weight": 0.1, "thresholds": {"bronze": 0.1, "silver": 0.1, "gold": 1}},'
                    '{"code": "b", "weight": 0.2, "thresholds": {"bronze": 0.7, "silver": 0.7, "gold": 1}},'
                    '{"code": "c", "weight": 0.7, "thresholds": {"bronze": 1, "silver": 1, "gold": 1}}]}')  # fmt: skip
    values.write_text("unit,a,b,c\nLyon,0.1,1,0\n")
    (unit,) = json.loads(evaluate(grid, values).stdout)["units"]
    assert (unit["level"], unit["shares"]["silver"]["exact"]) == ("silver", "3/10")


def test_warnings_go_beside_the_answer(files):
    grid, values = files
    values.write_text("unit,welcome\nLyon,80\n")
    answer = evaluate(grid, values)
    assert answer.exit_code == 0
    assert json.loads(answer.stdout)
    assert 'line 1, column "nps": No column says it' in answer.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("unit,welcome,nps\nLyon,80,abc\n", 'VALUES.csv: line 2, column "nps": "abc" is no number'),
        (
            "unit,welcome\nLyon,80\n\nLyon,70\n",
            'line 4, column "unit": This unit is on line 2 already.',
        ),
        ("unit,welcome\nLyon,80,90,70\n", "line 2: This line has 4 cells"),
        ("welcome\n80\n", 'line 1, column "unit"'),
        ("", "VALUES.csv: This file holds no row"),
    ],
)
def test_values_that_cannot_be_read_say_line_and_column(files, text, words):
    grid, values = files
    values.write_text(text)
    answer = evaluate(grid, values)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert words in answer.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"quotas": {},\n "criteria": [}', "GRID.json: line 2, column 15: this is not JSON"),
        ('{"a": 1, "a": 2}', '"a" is said twice'),
        ('{"year": NaN}', "NaN is no number"),
        ("[]", "An object is expected here."),
        ("[" * 100_000, "too deep"),
        (json.dumps(GRID | {"zzz": 1}), "zzz: This field is not known"),
        (
            json.dumps(GRID | {"quotas": {"bronze": 75, "silver": 80, "gold": 90}}),
            "write 0.75 for 75 %.",
        ),
        (json.dumps(GRID | {"criteria": []}), "criteria: Add one criterion at least."),
    ],
)
def test_a_grid_that_cannot_be_read_says_where(files, text, words):
    grid, values = files
    grid.write_text(text)
    answer = evaluate(grid, values)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert words in answer.stderr


def test_bytes_that_are_no_text_are_refused(files):
    grid, values = files
    grid.write_bytes(b"\xff\xfe{}")
    assert "is not UTF-8" in evaluate(grid, values).stderr
    assert evaluate(grid, values.with_name("missing.csv")).exit_code == 2


def test_thresholds_in_disorder_are_told_in_words(files):
    grid, values = files
    planted = json.loads(json.dumps(GRID))
    planted["criteria"][1]["thresholds"]["gold"] = 10
    grid.write_text(json.dumps(planted))
    answer = evaluate(grid, values)
    assert answer.exit_code == 2
    assert (
        "criteria[1].thresholds.gold: gold asks less than silver (20). Raise it, or lower silver."
        in answer.stderr
    )


def test_canary_one_figure_changed_changes_the_answer(files):
    grid, values = files
    before = evaluate(grid, values).stdout
    values.write_text(VALUES.replace("80;30;60;;90", "80;30;70;;90"))
    after = evaluate(grid, values).stdout
    assert json.loads(after)["units"][0]["level"] == "silver"
    assert before != after


def test_the_schema_is_printed():
    answer = CliRunner().invoke(main, ["labels", "schema"])
    assert json.loads(answer.stdout) == SCHEMA
