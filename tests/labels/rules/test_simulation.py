"""A draft tried on units: the same levels as one by one, causes that hold, sweeps, fairness, work."""

import random
from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.labels.rules.bars import Reading
from lms.labels.rules.counting import Answer, Line
from lms.labels.rules.grid import (
    LEVELS,
    Direction,
    EvidenceRule,
    EvidenceType,
    Grid,
    Level,
    Scale,
    rank,
)
from lms.labels.rules.scoring import evaluate
from lms.labels.rules.simulation import (
    Board,
    Cause,
    Rates,
    UnitSheet,
    compare,
    rates_of,
    simulate,
)
from lms.labels.rules.simulation.report import stricter
from tests.labels.rules.building import (
    BRONZE,
    GOLD,
    SILVER,
    criterion,
    grid,
    random_answers,
    random_criterion,
    random_grid,
    said,
)


def random_board(rng: random.Random, of: Grid, units: int = 12) -> Board:
    return Board(
        [
            UnitSheet(
                f"u{n}", random_answers(rng, of), rng.randint(0, 3), f"r{n % 3}", "s", f"f{n % 2}"
            )
            for n in range(units)
        ]
    )


def drafted(rng: random.Random, of: Grid) -> Grid:
    """Return next year's draft: thresholds moved, one criterion dropped, one new."""
    moved = []
    for one in of.criteria:
        other = stricter(one, rng.choice([-20, 0, 10, 30])) or one
        moved.append(
            replace(other, knockouts=random_criterion(rng, "x").knockouts & set(one.thresholds))
        )
    dropped = moved[rng.randint(0, 1) :]
    return replace(of, year=2027, criteria=(*dropped, random_criterion(rng, "new")))


seeds = st.integers(0, 2**32)


@given(seeds)
@settings(deadline=None, max_examples=30)
def test_the_board_gives_every_unit_what_the_evaluation_gives(seed):
    rng = random.Random(seed)
    of = random_grid(rng)
    board = random_board(rng, of)
    outcome = board.apply(of)
    for unit, level, place in zip(board.units, outcome.levels, outcome.places, strict=True):
        result = evaluate(of, unit.answers, years_held=unit.years_held)
        assert (level, place >= 0) == (result.level, result.assessable)


@given(seeds)
@settings(deadline=None, max_examples=30)
def test_the_flow_counts_every_unit_once_and_moves_are_those_of_the_evaluation(seed):
    rng = random.Random(seed)
    of = random_grid(rng)
    board, draft = random_board(rng, of), drafted(rng, of)
    found = simulate(board, of, draft)
    (seen, _), (then, _) = board.seen(draft), board.seen(of)
    assert sum(found.flow.values()) == len(board.units) == sum(found.after.values())
    expected = {
        unit.key: (
            evaluate(then, unit.answers, years_held=unit.years_held).level,
            evaluate(seen, unit.answers, years_held=unit.years_held).level,
        )
        for unit in board.units
    }
    assert {one.key: (one.before, one.after) for one in found.moved} == {
        k: v for k, v in expected.items() if v[0] is not v[1]
    }


@given(seeds)
@settings(deadline=None, max_examples=30)
def test_what_decides_really_decides_alone(seed):
    rng = random.Random(seed)
    of = random_grid(rng)
    board = random_board(rng, of)
    draft, _ = board.seen(drafted(rng, of))
    units = {unit.key: unit for unit in board.units}
    for one in simulate(board, of, draft).moved:
        unit = units[one.key]
        result = evaluate(draft, unit.answers, years_held=unit.years_held)
        raising = {flip.uid: rank(flip.level) for flip in result.deciding if flip.met}
        for uid in (*one.deciding, *one.remedies):
            if one.falls:
                assert raising[uid] >= rank(one.before)
        assert (one.cause is Cause.CRITERION) == bool(one.deciding)


@given(seeds)
@settings(deadline=None, max_examples=20)
def test_a_sweep_is_the_grid_with_that_threshold(seed):
    rng = random.Random(seed)
    of = random_grid(rng)
    board = random_board(rng, of)
    draft, _ = board.seen(of)
    for sweep in simulate(board, of, of).sweep:
        place = next(i for i, one in enumerate(draft.criteria) if one.uid == sweep.uid)
        other = stricter(draft.criteria[place], sweep.percent)
        assert other
        swept = replace(
            draft, criteria=(*draft.criteria[:place], other, *draft.criteria[place + 1 :])
        )
        fresh = Board(board.units).apply(swept)
        assert dict(sweep.counts) == fresh.counts()


RAISED = replace(
    grid(
        criterion("calls", 2, bronze=50, silver=70, gold=85),
        criterion("cards", 2, bronze=2, silver=4, gold=6),
        criterion("path", 1, bronze=1, silver=1, gold=1),
        quotas={"bronze": "0.6", "silver": "0.6", "gold": "0.8"},
    )
)


def asking(of: Grid, uid: str, **levels: int) -> Grid:
    """Return ``of`` with other thresholds for one criterion."""
    criteria = tuple(
        replace(one, thresholds=one.thresholds | {Level(k): Fraction(v) for k, v in levels.items()})
        if one.uid == uid
        else one
        for one in of.criteria
    )
    return replace(of, year=2027, criteria=criteria)


GOLDEN = [
    UnitSheet("lyon", said(calls=86, cards=7, path=1), region="sud", format="ville"),
    UnitSheet("rouen", said(calls=95, cards=7, path=1), region="nord", format="ville"),
    UnitSheet("lille", said(calls=86, cards=6, path=1), region="nord", format="centre"),
    UnitSheet("vide", {}, region="nord", format="centre"),
]


def test_who_loses_gold_and_which_criterion_decides():
    found = simulate(Board(GOLDEN), RAISED, asking(RAISED, "calls", gold=90))
    assert found.flow[GOLD, SILVER] == 2
    assert found.lost(GOLD) == 2
    assert found.why == {GOLD: {"calls": 2}}
    assert found.causes == {GOLD: {Cause.CRITERION: 2}}
    assert {one.key for one in found.moved} == {"lyon", "lille"}
    assert (found.before[GOLD], found.after[GOLD]) == (3, 1)


def test_two_criteria_together_decide_when_none_does_alone():
    stricter_one = asking(asking(RAISED, "calls", gold=90), "cards", gold=7)
    found = simulate(Board(GOLDEN), RAISED, stricter_one)
    lille = next(one for one in found.moved if one.key == "lille")
    assert (lille.cause, lille.deciding) == (Cause.TOGETHER, ())
    assert found.why[GOLD] == {"calls": 1}


def test_a_quota_alone_is_no_criterion_s_fault():
    loose = replace(RAISED, quotas=RAISED.quotas | {GOLD: Fraction(3, 5)})
    board = Board([UnitSheet("one", said(calls=86, cards=3, path=1))])
    found = simulate(board, loose, RAISED)
    (one,) = found.moved
    assert (one.before, one.cause, one.deciding, one.remedies) == (
        GOLD,
        Cause.RULES,
        (),
        ("cards",),
    )


def test_a_new_knock_out_decides():
    barred = replace(
        RAISED,
        criteria=(replace(RAISED.criteria[2], knockouts=frozenset({GOLD})), *RAISED.criteria[:2]),
    )
    board = Board([UnitSheet("one", said(calls=86, cards=7, path=0))])
    (one,) = simulate(board, RAISED, barred).moved
    assert (one.cause, one.deciding) == (Cause.CRITERION, ("path",))


def test_who_rises_has_its_deciding_criterion_too():
    found = simulate(Board(GOLDEN), asking(RAISED, "calls", gold=90), RAISED)
    assert {(one.key, one.deciding, one.falls) for one in found.moved} == {
        ("lyon", ("calls",), False),
        ("lille", ("calls",), False),
    }
    assert found.why == {}


def test_a_unit_that_keeps_its_level_may_be_pressed():
    found = simulate(Board(GOLDEN[1:2]), RAISED, asking(RAISED, "path", gold=2))
    assert (found.moved, found.pressed, found.touched) == ((), ("rouen",), 1)


def test_fairness_is_told_by_region_and_format():
    found = simulate(Board(GOLDEN), RAISED, asking(RAISED, "calls", gold=90))
    shares = {(one.facet, one.value): one.fall_share for one in found.groups}
    assert shares == {
        ("region", "nord"): Fraction(1, 3),
        ("region", "sud"): 1,
        ("format", "centre"): Fraction(1, 2),
        ("format", "ville"): Fraction(1, 2),
    }
    assert sum(one.units for one in found.groups if one.facet == "region") == 4


def test_dead_criteria_are_named():
    easy = asking(
        asking(RAISED, "path", bronze=0, silver=0, gold=0), "cards", bronze=50, silver=60, gold=70
    )
    found = simulate(Board(GOLDEN[:3]), RAISED, easy)
    assert {(one.uid, one.nobody_fails, one.nobody_passes) for one in found.dead} == {
        ("calls", True, False),
        ("path", True, False),
        ("cards", False, True),
    }


def test_what_nobody_has_figures_for_is_left_out_and_said():
    fresh = replace(
        RAISED,
        criteria=(
            *RAISED.criteria,
            criterion(
                "fresh",
                9,
                bronze=1,
                silver=1,
                gold=1,
                evidence=EvidenceRule((EvidenceType.PHOTO,), None, 2),
            ),
        ),
    )
    found = simulate(Board(GOLDEN), RAISED, fresh)
    assert found.blind == ("fresh",)
    assert found.moved == ()
    assert found.workload.evidence == 8


def test_a_criterion_nobody_has_figures_for_makes_nobody_rise_when_it_goes():
    heavier = replace(RAISED, criteria=(*RAISED.criteria, criterion("silent", 9, gold=1)))
    empty = [replace(unit, answers=unit.answers | {"silent": Answer()}) for unit in GOLDEN]
    found = simulate(Board(empty), heavier, RAISED)
    assert (found.moved, found.before[GOLD]) == ((), 3)


def test_what_cannot_be_assessed_is_counted():
    loose = replace(
        RAISED,
        criteria=tuple(
            replace(one, na=replace(one.na, allowed=True), n_min=5) for one in RAISED.criteria
        ),
    )
    units = [
        UnitSheet("aside", said(calls=86, path=1, na=["cards"])),
        UnitSheet(
            "few",
            {one.uid: Answer(Reading(Fraction(90), Fraction(1), 4)) for one in RAISED.criteria},
        ),
        UnitSheet("unknown", {}),
    ]
    found = simulate(Board(units), RAISED, loose)
    assert (found.unassessable, found.insufficient, found.unknown) == (1, 2, Fraction(3, 9))


def test_the_work_of_a_season_is_foreseen():
    asked = replace(
        RAISED,
        criteria=tuple(
            replace(one, evidence=EvidenceRule((EvidenceType.PHOTO,), None, 2))
            for one in RAISED.criteria
        ),
    )
    rates = Rates(evidence_minutes=5, criterion_minutes=10, audit_minutes=60, drawn=2)
    work = simulate(Board(GOLDEN), RAISED, asked, rates=rates).workload
    assert (work.evidence, work.evidence_minutes) == (4 * 3 * 2, 120)
    assert (work.audits, work.audited_criteria, work.audit_minutes) == (4, 8, 4 * 80)
    assert (work.hours, work.audit_hours) == (8, 6)


def test_an_audit_takes_as_long_as_the_network_says():
    """On the grid of the season; a draft with fewer criteria to look at takes less."""
    rates = rates_of(RAISED, hours=6, drawn=2)
    one_less = replace(RAISED, criteria=RAISED.criteria[:1])
    found = simulate(Board(GOLDEN), RAISED, one_less, rates=rates)
    assert found.workload_before.audit_minutes == 4 * 6 * 60
    assert found.workload.audit_minutes == 4 * (6 * 60 - 15)
    short = rates_of(RAISED, hours=0, drawn=2)
    assert simulate(Board(GOLDEN), RAISED, one_less, rates=short).workload.audit_minutes == 0


def test_two_drafts_are_compared():
    found = compare(Board(GOLDEN), RAISED, asking(RAISED, "calls", gold=90), RAISED)
    assert (found.first.after[GOLD], found.second.after[GOLD]) == (1, 3)
    assert (found.better, found.worse) == (("lyon", "lille"), ())
    assert found.between[SILVER, GOLD] == 2


def test_one_changed_threshold_computes_one_column(monkeypatch):
    board = Board(GOLDEN)
    simulate(board, RAISED, RAISED, steps=())
    asked: list[str] = []
    whole = Line.column
    monkeypatch.setattr(
        Line,
        "column",
        lambda self, *base: (asked.append(self.criterion.uid), whole(self, *base))[1],
    )
    simulate(board, RAISED, asking(RAISED, "calls", gold=90), steps=())
    assert asked == ["calls"]


def test_simulating_changes_nothing():
    before = repr((GOLDEN, RAISED))
    simulate(Board(GOLDEN), RAISED, asking(RAISED, "calls", gold=90))
    assert repr((GOLDEN, RAISED)) == before


def test_a_threshold_stays_in_its_scale_and_a_yes_stays_a_yes():
    assert stricter(criterion("a", bronze=1, scale=Scale.YES_NO), 10) is None
    assert stricter(criterion("a", gold=95, scale=Scale.PERCENT), 10).thresholds[GOLD] == 100
    down = stricter(criterion("a", gold=40, direction=Direction.DOWN), 10)
    assert down.thresholds[GOLD] == 36
    assert stricter(criterion("a", gold=0), 10) is None


def test_canary_a_column_kept_from_another_threshold_is_seen(monkeypatch):
    """A cache keyed by the criterion alone would say that nobody falls."""
    from lms.labels.rules.simulation import board as boards

    monkeypatch.setattr(boards, "_asked", lambda one: one.uid)
    assert simulate(Board(GOLDEN), RAISED, asking(RAISED, "calls", gold=90)).moved == ()


def test_every_level_is_in_the_counts():
    found = simulate(Board(GOLDEN), RAISED, RAISED)
    assert set(found.before) == {None, *LEVELS} == set(found.after)
    assert found.after[BRONZE] == 0
