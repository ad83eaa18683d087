"""Grids from JSON and back; one spelling, one fingerprint; every fault with its place."""

import json
import random
import re
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.labels.rules.checks import check, errors
from lms.labels.rules.faults import GridFaults
from lms.labels.rules.grid import Decision, Expectation, Level
from lms.labels.rules.numbers import plain_number, read_number
from lms.labels.rules.reading import (
    as_plain,
    canonical,
    criterion_from,
    criterion_plain,
    fingerprint,
    read_grid,
)
from lms.labels.rules.schema import SCHEMA
from tests.labels.rules.building import REFERENCE, random_grid
from tests.labels.rules.schemas import fits

LEAST = {
    "quotas": {"bronze": 0.6, "silver": 0.75, "gold": 0.9},
    "criteria": [{"code": "welcome", "thresholds": {"bronze": 60}}],
}


@given(st.integers(0, 2**32))
@settings(deadline=None, max_examples=60)
def test_a_grid_is_read_back_as_it_was_written(seed):
    grid = random_grid(random.Random(seed))
    through = json.loads(json.dumps(as_plain(grid)))
    assert read_grid(through) == grid
    assert fits(SCHEMA, through) == []


def test_the_least_grid_is_read_with_usual_values():
    grid = read_grid(LEAST)
    assert grid.quotas[Level.SILVER] == Fraction(3, 4)
    assert grid.criteria[0].uid == "welcome"
    assert (grid.criteria[0].weight, grid.na_limit) == (1, Fraction(1, 5))
    assert fits(SCHEMA, LEAST) == []


def test_words_of_every_field_survive():
    full = replace(
        REFERENCE.criteria[0],
        title={"fr": "Accueil", "en": "Welcome"},
        help={"fr": "Saluer"},
        decision={Level.GOLD: Decision.LOWER_BOUND},
        expectation=Expectation("Baromètre", "72 % l'attendent", date(2026, 3, 1)),
    )
    assert criterion_from(criterion_plain(full)) == full


def test_one_decision_for_all_levels_is_one_word():
    one = criterion_from({"code": "x", "decision": "lower_bound_80"})
    assert one.decided_by(Level.BRONZE) is Decision.LOWER_BOUND


def test_the_same_grid_has_the_same_fingerprint_however_it_is_written():
    other = json.loads(json.dumps(LEAST))
    other["quotas"] = {"gold": "0.90", "bronze": "3/5", "silver": Decimal("0.750")}
    assert fingerprint(read_grid(other)) == fingerprint(read_grid(LEAST))
    assert len(fingerprint(REFERENCE)) == 64
    assert b" " not in canonical(REFERENCE)


def test_canary_any_figure_changed_changes_the_fingerprint():
    prints = {fingerprint(REFERENCE)}
    for place, one in enumerate(REFERENCE.criteria):
        for other in (
            replace(one, weight=one.weight + 1),
            replace(one, n_min=one.n_min + 1),
            replace(one, title={"fr": "Autre"}),
        ):
            criteria = (*REFERENCE.criteria[:place], other, *REFERENCE.criteria[place + 1 :])
            prints.add(fingerprint(replace(REFERENCE, criteria=criteria)))
    assert len(prints) == 1 + 3 * len(REFERENCE.criteria)


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"quotas": {"bronze": 1, "silver": 1}}, "quotas.gold", "missing"),
        ({"quotas": {"bronze": "a", "silver": 1, "gold": 1}}, "quotas.bronze", "not_a_number"),
        ({"criteria": "x"}, "criteria", "not_a_list"),
        ({"criteria": None}, "criteria", "missing"),
        ({"criteria": [3]}, "criteria[0]", "not_an_object"),
        ({"year": "2026"}, "year", "not_whole"),
        ({"year": True}, "year", "not_whole"),
        ({"format": "other/1"}, "format", "format_unknown"),
        ({"zzz": 1}, "zzz", "unknown_field"),
        ({"quota_by_tenure": {"soon": 1}}, "quota_by_tenure.soon", "unknown_field"),
        ({"criteria": [{"code": 3}]}, "criteria[0].code", "not_text"),
        ({"criteria": [{"code": "a", "kind": "art"}]}, "criteria[0].kind", "not_one_of"),
        (
            {"criteria": [{"code": "a", "weight": float("nan")}]},
            "criteria[0].weight",
            "not_a_number",
        ),
        ({"criteria": [{"code": "a", "weight": True}]}, "criteria[0].weight", "not_a_number"),
        (
            {"criteria": [{"code": "a", "knockouts": ["top"]}]},
            "criteria[0].knockouts[0]",
            "not_one_of",
        ),
        (
            {"criteria": [{"code": "a", "knockouts": [{}]}]},
            "criteria[0].knockouts[0]",
            "not_one_of",
        ),
        (
            {"criteria": [{"code": "a", "thresholds": {"top": 1}}]},
            "criteria[0].thresholds.top",
            "unknown_field",
        ),
        (
            {"criteria": [{"code": "a", "na": {"allowed": "yes"}}]},
            "criteria[0].na.allowed",
            "not_yes_no",
        ),
        ({"criteria": [{"code": "a", "decision": "luck"}]}, "criteria[0].decision", "not_one_of"),
        (
            {"criteria": [{"code": "a", "expectation": {"on": "soon"}}]},
            "criteria[0].expectation.on",
            "not_a_date",
        ),
        ({"criteria": [{"code": "a", "measure": []}]}, "criteria[0].measure", "not_an_object"),
    ],
)
@pytest.mark.usefixtures("english")
def test_a_fault_says_where_and_what_to_do(change, path, code):
    with pytest.raises(GridFaults) as caught:
        read_grid(LEAST | change)
    fault = next(one for one in caught.value.faults if one.path == path)
    assert fault.code == code
    assert fault.words().endswith(".")


def test_all_faults_are_found_at_once():
    with pytest.raises(GridFaults) as caught:
        read_grid({"criteria": [{"code": 1, "weight": "x", "n_min": -1}]})
    assert len(caught.value.faults) == 6


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from([*SCHEMA["properties"], "code", "bronze", "x"]), inner
            )
        ),
        max_leaves=20,
    )
)
@settings(deadline=None, max_examples=60)
def test_anything_at_all_is_a_grid_or_faults(anything):
    with suppress(GridFaults):
        read_grid(anything)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("12,5", "25/2"),
        (0.1, "1/10"),
        ("3/4", "3/4"),
        (7, "7"),
        ("1 000", "1000"),
        ("-2.50", "-5/2"),
        (Decimal("0.30"), "3/10"),
        (1e-7, "1/10000000"),
    ],
)
def test_a_number_is_what_its_author_typed(said, value):
    assert read_number(said) == Fraction(value)


@pytest.mark.parametrize(
    "said",
    ["", "a", "1/0", "1e9", True, None, float("inf"), "1.2.3", 10**13, 1e-15, "--1", "１２x"],
)
def test_what_is_no_number_is_refused(said):
    with pytest.raises(ValueError):
        read_number(said)


@given(st.fractions(max_denominator=10**6).filter(lambda one: abs(one) < 10**6))
@settings(deadline=None)
def test_a_number_is_written_back_exactly(value):
    assert Fraction(plain_number(value)) == value


def test_a_whole_number_stays_one_and_a_decimal_is_short():
    assert [plain_number(Fraction(x)) for x in ("3", "3/4", "-1/20", "2/3")] == [
        3,
        "0.75",
        "-0.05",
        "2/3",
    ]


def test_canary_the_schema_refuses_what_the_reader_refuses():
    assert fits(SCHEMA, LEAST | {"zzz": 1}) != []
    assert fits(SCHEMA, {"criteria": []}) != []
    assert fits(SCHEMA, LEAST | {"criteria": [{"code": "a", "thresholds": {"bronze": "x"}}]}) != []


def test_the_example_of_the_documentation_is_a_grid():
    words = (Path(__file__).resolve().parents[3] / "docs" / "labels.md").read_text()
    example = json.loads(words.split("```json\n")[1].split("```")[0])
    assert fits(SCHEMA, example) == []
    assert errors(check(read_grid(example))) == []
    told = set(re.findall(r"`([a-z_]+)`", words.split("## The values file")[0]))
    fields = {*SCHEMA["properties"], *SCHEMA["$defs"]["criterion"]["properties"]} - {"$schema"}
    assert fields <= told
