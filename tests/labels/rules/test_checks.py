"""Every fault of a grid: where it is, whether it refuses, words that say what to do."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from lms.labels.rules import faults
from lms.labels.rules.checks import KnownMeasure, check, errors
from lms.labels.rules.faults import WORDS, Fault
from lms.labels.rules.grid import (
    Criterion,
    Decision,
    Direction,
    EvidenceRule,
    EvidenceType,
    Expectation,
    Kind,
    Level,
    MeasureKind,
    NaRule,
    Scale,
    Source,
)
from tests.labels.rules.building import REFERENCE, USUAL, criterion, grid

SOUND = criterion(
    "welcome",
    bronze=60,
    silver=75,
    gold=90,
    title={"fr": "Accueil"},
    measure=Source(MeasureKind.TYPED, source="Visites mystère", subject="visits"),
    evidence=EvidenceRule((EvidenceType.PHOTO,), 365, 1),
    expectation=Expectation("Baromètre 2026", "72 % l'attendent", date(2026, 3, 1)),
)
PUBLISHED = grid(SOUND)
REGISTERED = Source(MeasureKind.REGISTRY, "courses.path_completion")


def found(change, **more):
    """Return the faults of a grid of one criterion changed."""
    return check(grid(replace(SOUND, **change)), **more)


def paths(faults_found):
    return {(one.path, one.code) for one in faults_found}


def test_a_sound_grid_has_no_fault():
    assert check(PUBLISHED, publishing=True) == []
    assert errors(check(REFERENCE)) == []


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"code": ""}, "code", "code_empty"),
        ({"code": "a b"}, "code", "code_signs"),
        ({"weight": Fraction(0)}, "weight", "weight"),
        ({"weight": Fraction(-1)}, "weight", "weight"),
        ({"weight": Fraction(1001)}, "weight", "weight"),
        ({"weight": Fraction(1, 3)}, "weight", "weight"),
        ({"thresholds": {}}, "thresholds", "no_threshold"),
        (
            {"thresholds": {Level.BRONZE: Fraction(5), Level.SILVER: Fraction(4)}},
            "thresholds.silver",
            "order_up",
        ),
        (
            {"thresholds": {Level.BRONZE: Fraction(5), Level.GOLD: Fraction(4)}},
            "thresholds.gold",
            "order_up",
        ),
        ({"direction": Direction.DOWN}, "thresholds.silver", "order_down"),
        ({"scale": Scale.YES_NO}, "thresholds.bronze", "yes_no_threshold"),
        (
            {"scale": Scale.PERCENT, "thresholds": {Level.GOLD: Fraction(101)}},
            "thresholds.gold",
            "out_of_scale",
        ),
        (
            {"scale": Scale.POINTS, "thresholds": {Level.GOLD: Fraction(-101)}},
            "thresholds.gold",
            "out_of_scale",
        ),
        (
            {"thresholds": {Level.GOLD: Fraction(1)}, "knockouts": frozenset({Level.BRONZE})},
            "knockouts",
            "knockout_nothing",
        ),
        ({"decision": {Level.GOLD: Decision.LOWER_BOUND}}, "decision", "bound_scale"),
        (
            {
                "scale": Scale.PERCENT,
                "thresholds": {Level.GOLD: Fraction(100)},
                "decision": {Level.GOLD: Decision.LOWER_BOUND},
            },
            "decision.gold",
            "bound_unreachable",
        ),
        ({"evidence": EvidenceRule((EvidenceType.PHOTO,), 0, 1)}, "evidence.max_age_days", "age"),
        ({"evidence": EvidenceRule((), None, 1)}, "evidence.types", "evidence_kind"),
        ({"measure": Source(MeasureKind.REGISTRY)}, "measure.code", "measure_code"),
        (
            {"measure": Source(MeasureKind.TYPED, source="x", subject="persons")},
            "measure.subject",
            "subject_refused",
        ),
        (
            {"measure": Source(MeasureKind.IMPORTED, source="x", subject="reports")},
            "measure.subject",
            "subject_refused",
        ),
        (
            {"measure": Source(MeasureKind.TYPED, source="x", subject="moods")},
            "measure.subject",
            "not_one_of",
        ),
    ],
)
@pytest.mark.usefixtures("english")
def test_what_is_refused(change, path, code):
    refused = errors(found(change))
    assert (f"criteria[0].{path}", code) in paths(refused)
    assert all(one.words().endswith(".") for one in refused)


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"title": {}}, "title.fr", "title_missing"),
        ({"expectation": Expectation()}, "expectation.source", "expectation_source"),
        (
            {"expectation": Expectation("x", "", date(2026, 1, 1))},
            "expectation.figure",
            "expectation_figure",
        ),
        ({"expectation": Expectation("x", "y")}, "expectation.on", "expectation_on"),
        ({"na": NaRule(allowed=True)}, "na.when.fr", "na_when"),
        ({"measure": Source()}, "measure.subject", "subject_missing"),
        ({"measure": Source()}, "measure.source", "source_missing"),
    ],
)
def test_what_a_draft_may_lack_but_not_a_publication(change, path, code):
    assert (f"criteria[0].{path}", code) not in paths(found(change))
    assert (f"criteria[0].{path}", code) in paths(errors(found(change, publishing=True)))


def test_a_measure_has_to_be_known_allowed_and_read_the_same_way():
    change = {"measure": REGISTERED}
    code = REGISTERED.code
    assert errors(found(change)) == []
    assert paths(errors(found(change, measures={}))) == {
        ("criteria[0].measure.code", "measure_unknown")
    }
    barred = {code: KnownMeasure(code, may_feed_label=False)}
    assert paths(errors(found(change, measures=barred))) == {
        ("criteria[0].measure.code", "measure_barred")
    }
    down = {code: KnownMeasure(code, may_feed_label=True, direction=Direction.DOWN)}
    assert paths(errors(found(change, measures=down))) == {
        ("criteria[0].measure.code", "measure_direction")
    }


def whole(**more) -> list[Fault]:
    return check(grid(SOUND, **more))


@pytest.mark.parametrize(
    ("more", "path", "code"),
    [
        ({"quotas": USUAL | {"bronze": 0}}, "quotas.bronze", "quota_range"),
        ({"quotas": USUAL | {"gold": "1.1"}}, "quotas.gold", "quota_range"),
        ({"quotas": USUAL | {"silver": "0.5"}}, "quotas.silver", "quota_order"),
        ({"quota_by_tenure": {0: Fraction(0)}}, "quota_by_tenure.0", "tenure_range"),
        ({"quota_by_tenure": {1: Fraction(-1, 10)}}, "quota_by_tenure.1", "tenure_range"),
        ({"quota_by_tenure": {3: Fraction(1, 5)}}, "quota_by_tenure.3", "tenure_over"),
        ({"na_limit": Fraction(1)}, "na_limit", "na_limit"),
    ],
)
def test_what_is_refused_of_the_grid_itself(more, path, code):
    assert (path, code) in paths(errors(whole(**more)))


def test_a_grid_needs_a_criterion_and_each_level_one():
    assert ("criteria", "no_criterion") in paths(check(grid()))
    assert ("quotas.bronze", "level_empty") in paths(check(grid(criterion("a", silver=1, gold=1))))


def test_a_published_grid_has_a_name_and_a_year():
    nameless = replace(PUBLISHED, program="", year=0)
    assert paths(check(nameless, publishing=True)) == {("program", "program"), ("year", "year")}


def test_criteria_do_not_share_a_code_or_an_identifier():
    twins = check(grid(SOUND, SOUND))
    assert paths(twins) == {("criteria[1].uid", "uid_twice"), ("criteria[1].code", "code_twice")}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (
            grid(*(criterion(f"c{n}", bronze=1, silver=1, gold=1) for n in range(16))),
            "many_criteria",
        ),
        (grid(SOUND, criterion("a", 3, bronze=1, na=True)), "na_much"),
        (grid(criterion("a", bronze=1, silver=1, gold=1, na=True)), "level_na"),
        (grid(SOUND, quota_by_tenure={1: Fraction(1, 10), 2: Fraction(1, 20)}), "tenure_order"),
        (grid(replace(SOUND, scale=Scale.POINTS, kind=Kind.PERFORMANCE, n_min=29)), "few_answers"),
        (
            grid(
                replace(SOUND, scale=Scale.PERCENT, decision={Level.SILVER: Decision.LOWER_BOUND})
            ),
            "bound_order",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.usefixtures("english")
def test_what_makes_one_think_again_refuses_nothing(given, code):
    warned = [one for one in check(given) if one.code == code]
    assert warned
    assert errors(check(given)) == []
    assert warned[0].words().endswith(".")


def test_fifteen_criteria_are_not_too_many():
    assert check(grid(*(criterion(f"c{n}", bronze=1, silver=1, gold=1) for n in range(15)))) == []


def test_every_fault_has_words_and_every_words_a_use():
    """A code said nowhere is dead, a code without words would fail in front of somebody."""
    import ast
    from pathlib import Path

    folder = Path(faults.__file__).parent
    said = {
        node.value
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and path.name != "faults.py"
    }
    made = {"expectation_source", "expectation_figure", "expectation_on"}
    assert set(WORDS) - said - made == set()


def test_canary_thresholds_in_disorder_are_seen_at_each_level():
    for level in (Level.SILVER, Level.GOLD):
        planted: Criterion = replace(SOUND, thresholds=SOUND.thresholds | {level: Fraction(1)})
        assert (f"criteria[0].thresholds.{level}", "order_up") in paths(check(grid(planted)))
