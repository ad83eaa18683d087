"""Before a wave: figures read or typed with a source, difficulties never counted, people decide."""

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError

from lms.core import ids, promises
from lms.core.access import Capability, Role
from lms.core.db import session
from lms.core.errors import Invalid, Refused
from lms.projects.jobs import decided_waves
from lms.projects.models import Check as Row
from lms.projects.models import Decision
from lms.projects.queries import waves as reads
from lms.projects.queries.waves import PROMISE, frozen, lines_of, stores_of
from lms.projects.rules.governance import Check, Figure, Verdict
from lms.projects.services import waves
from tests.cast import NOW, TODAY
from tests.factories.governance import decided
from tests.factories.projects import Ground
from tests.factories.store import make_observation

pytestmark = pytest.mark.usefixtures("english")

PROJECT = Capability.PROJECT


def lines(ground: Ground, capability: Capability = PROJECT) -> dict:
    stores = stores_of(ground.cast.west.id, capability, TODAY)
    found = lines_of(ground.cast.west.id, capability, stores, NOW)
    return {one.check: one for one in found}


def typed(ground: Ground, code: Check, num, den, source="Nantes, 11 mars", **given) -> Row:
    return waves.check(
        region_id=ground.cast.west.id, capability=PROJECT, code=code, num=num, den=den,
        source=source, by=ground.by("rachel"), **given,
    )  # fmt: skip


def test_figures_are_read_by_measure_over_the_stores_of_the_region(ground: Ground):
    found = lines(ground)
    assert set(found) == set(Check)
    # Alice, Bruno, Dina, Marion in Nantes, Fatou in Brest, Gael in Vannes: nobody signed in yet.
    assert found[Check.SIGNED_IN].figure == Figure(0, 6)
    assert found[Check.TABLETS].figure == Figure(0, 4)
    assert found[Check.FIRST_LESSON].figure == Figure(0, 6)
    assert found[Check.OBSERVED].figure == Figure(0, 4)
    ground.cast.alice.welcomed_at = NOW - timedelta(days=3)
    session.flush()
    assert lines(ground)[Check.SIGNED_IN].figure == Figure(1, 6)


def test_one_debriefed_observation_is_enough_for_a_store_and_ten_are_no_more():
    from lms.core.measures import Reading

    readings = [Reading(Fraction(n), Fraction(12), 12, NOW, 1) for n in (0, 1, 10)]
    assert reads.HOW[Check.OBSERVED](readings) == Figure(2, 3)


def test_an_observation_in_the_region_counts_its_store(ground: Ground):
    make_observation(ground.cast)
    assert lines(ground)[Check.OBSERVED].figure is not None


def test_the_last_figure_of_each_cause_is_the_one_that_counts(ground: Ground):
    typed(ground, Check.UNDERSTOOD, 4, 5)
    for cause, num in (("tablet", 3), ("lesson", 5)):
        typed(ground, Check.HELP, num, 5, cause=cause)
    found = lines(ground)
    assert found[Check.UNDERSTOOD].verdict is Verdict.MET
    assert found[Check.HELP].figure == Figure(8, 10)
    assert {one.words for one in found[Check.HELP].rows} == {"tablet", "lesson"}


def test_words_tried_with_four_people_say_nothing(ground: Ground):
    typed(ground, Check.UNDERSTOOD, 4, 4)
    assert lines(ground)[Check.UNDERSTOOD].verdict is Verdict.NOT_MET


@pytest.mark.parametrize(
    ("num", "den", "source", "cause"),
    [(6, 5, "x", "tablet"), (1, 0, "x", "tablet"), (None, 5, "x", "tablet"),
     (1, 5, " ", "tablet"), (1, 5, "x", "witchcraft")],
)  # fmt: skip
def test_a_figure_without_sense_or_source_is_asked_again(ground: Ground, num, den, source, cause):
    with pytest.raises(Invalid):
        typed(ground, Check.HELP, num, den, source, cause=cause)


# ---- difficulties: never a number ---------------------------------------------------------------


@pytest.fixture
def promised(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict]:
    told: dict[str, Fraction | None] = {"share": None}
    monkeypatch.setitem(promises.PROMISES, PROMISE, lambda _at: told["share"])
    return told


@pytest.mark.parametrize(
    ("share", "verdict"),
    [(None, Verdict.NOT_APPLICABLE), (Fraction(17, 20), Verdict.MET), (Fraction(1, 3), Verdict.NOT_MET)],
)  # fmt: skip
def test_difficulties_are_a_promise_kept_or_not(ground: Ground, promised, share, verdict):
    promised["share"] = share
    assert lines(ground)[Check.ACKNOWLEDGED].verdict is verdict


def test_nobody_types_anything_about_difficulties_nor_what_is_read(ground: Ground):
    for code in (Check.ACKNOWLEDGED, Check.SIGNED_IN, Check.TABLETS, Check.OBSERVED):
        with pytest.raises(Refused):
            typed(ground, code, 4, 5)
    row = Row(
        id=ids.new_id(), region_id=ground.cast.west.id, capability="project", code="acknowledged",
        num=1, den=400, source="x", words="", checked_by=None, at=NOW,
    )  # fmt: skip
    session.add(row)
    session.flush()
    assert lines(ground)[Check.ACKNOWLEDGED].verdict is Verdict.NOT_APPLICABLE


def counted(inputs: dict) -> bool:
    """Tell whether a decision keeps a figure about difficulties."""
    return set(inputs["acknowledged"]) != {"verdict"}


def test_a_decision_keeps_the_word_about_difficulties_and_no_figure(ground: Ground, promised):
    promised["share"] = Fraction(4, 5)
    made = decided(ground)
    assert made.inputs["acknowledged"] == {"verdict": "met"}
    assert made.inputs["signed_in"] == {"verdict": "not_met", "num": 0, "den": 6}
    assert not counted(made.inputs)


def test_canary_a_decision_that_keeps_how_many_is_seen(ground: Ground, promised, monkeypatch):
    promised["share"] = Fraction(4, 5)
    monkeypatch.setattr(reads, "NEVER_TYPED", frozenset())
    assert counted(frozen(lines(ground).values()))


def verdicts_by_number(ground: Ground, promised, share_of) -> set:
    """Return what a wave is told, whatever the number of difficulties behind the same share."""
    found = set()
    for told in (8, 80, 800):
        promised["share"] = share_of(told)
        found.add(tuple(sorted((k.value, v.verdict.value) for k, v in lines(ground).items())))
    return found


def test_the_number_of_difficulties_is_never_a_gate(ground: Ground, promised):
    assert len(verdicts_by_number(ground, promised, lambda told: Fraction(told, told))) == 1


def test_canary_a_gate_on_their_number_is_seen(ground: Ground, promised):
    assert len(verdicts_by_number(ground, promised, lambda told: Fraction(1, told // 8))) > 1


# ---- the decision -------------------------------------------------------------------------------


def test_people_decide_whatever_the_figures_and_say_why(ground: Ground):
    assert decided(ground, "go").decision == "go"
    assert decided(ground, "no_go", who="rachel").signed_by == ground.cast.rachel.id
    for given in ({"reason": "oui"}, {"live_on": None}, {"live_on": TODAY - timedelta(days=1)}):
        with pytest.raises(Invalid):
            decided(ground, **given)
    with pytest.raises(Invalid):
        decided(ground, "perhaps")
    assert len([one for one in decided_waves()]) == 2  # noqa: C416


def test_nobody_else_signs_and_nothing_is_lit(ground: Ground):
    with pytest.raises(Refused):
        waves.decide(
            region_id=ground.cast.west.id, capability=PROJECT, live_on=TODAY, decision="go",
            reason="Toutes les équipes", by=ground.by("marion", Role.UNIT_MANAGER),
        )  # fmt: skip
    before = stores_of(ground.cast.west.id, PROJECT, TODAY)
    decided(ground, live_on=TODAY)
    assert stores_of(ground.cast.west.id, PROJECT, TODAY) == before


def test_a_decision_is_never_written_over(ground: Ground):
    decided(ground)
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(delete(Decision))


def test_a_region_is_told_of_its_own_stores_only(ground: Ground):
    west = stores_of(ground.cast.west.id, PROJECT, TODAY)
    assert ground.cast.strasbourg.id not in west
    assert west[ground.cast.nantes.id]
    assert not west[ground.cast.vannes.id]
