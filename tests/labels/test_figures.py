"""Figures from outside and their corrections: named, sourced, taken back; decisions never change alone."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from sqlalchemy import func, inspect, select

from lms.core import clock
from lms.core.db import session
from lms.core.errors import Invalid, Refused
from lms.core.ids import new_id
from lms.core.measures import MEASURES, Direction, Measure, MeasureClass, Reading
from lms.labels.imports import figures
from lms.labels.models import Award, Batch, Concern, Decision, Figure, Value
from lms.labels.queries.applications import get_applied, get_season
from lms.labels.queries.grids import known_measures
from lms.labels.services import closing, correcting, deciding, drafting, seasons, values
from tests.cast import NOW, Cast
from tests.factories.labels import (
    CLOSED,
    DECIDED,
    Ground,
    criterion,
    decide,
    grid_file,
    look,
    open_labels,
    publish,
    submit,
)
from tests.grounds import Stand

IMPORTED = criterion(
    "nps",
    kind="performance",
    measure={"kind": "imported", "code": "nps", "source": "Institut", "subject": "customers"},
    scale="points",
    thresholds={"bronze": "0", "silver": "20", "gold": "40"},
    weight="5",
    n_min=30,
)
TRAINING = criterion(
    "training",
    kind="performance",
    measure={"kind": "registry", "code": "courses.path_completion", "source": "", "subject": ""},
    scale="percent",
    thresholds={"bronze": "10", "silver": "50", "gold": "90"},
)


@pytest.fixture
def stands_on(cast_stand: Stand) -> Stand:
    """The cast alone: the label of these tests has a criterion more."""
    return cast_stand


@pytest.fixture
def ground(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Ground:
    from tests.factories import labels

    monkeypatch.setattr(labels, "CRITERIA", (*labels.CRITERIA, IMPORTED))
    made = open_labels(cast)
    figures.declare_external(
        code="nps",
        names={"fr": "Recommandation"},
        source="Institut",
        subject="customers",
        unit="points",
        direction="up",
        actor_id=cast.henri.id,
    )
    return made


def sent(text: str, **values) -> figures.Sent:
    given = {
        "code": "nps", "year": 2027, "filename": "nps.csv", "data": text.encode(), "source": "Institut",
        "subject": "customers", "as_of": date(2026, 3, 1), **values,
    }  # fmt: skip
    return figures.Sent(**given)


def bring(ground: Ground, text: str, **values) -> Batch:
    batch = figures.start(sent(text, **values), actor_id=ground.henri.id)
    figures.check(batch)
    return figures.apply(batch.id, actor_id=ground.henri.id)


FIRST = "code;value;n\n0101;35;40\n0102;12,5;31\n9999;50;40\n0201;abc;12\n"


def test_a_file_is_compared_without_writing_then_applied(ground: Ground):
    batch = figures.start(sent(FIRST), actor_id=ground.henri.id)
    found = figures.check(batch)
    assert (len(found.created), len(found.refused)) == (2, 2)
    assert session.scalar(select(func.count(Figure.id))) == 0
    figures.apply(batch.id, actor_id=ground.henri.id)
    rows = {row.unit_id: (row.num, row.den, row.n) for row in session.scalars(select(Figure))}
    assert rows == {ground.nantes.id: ("35", "100", 40), ground.rennes.id: ("25/2", "100", 31)}
    assert batch.data is None
    with pytest.raises(Refused):
        figures.apply(batch.id, actor_id=ground.henri.id)


@pytest.mark.parametrize("subject", ["persons", "reports", "", "employees"])
def test_figures_about_people_or_what_was_told_are_refused(ground: Ground, subject: str):
    with pytest.raises(Invalid):
        figures.start(sent(FIRST, subject=subject), actor_id=ground.henri.id)
    with pytest.raises(Invalid):
        figures.declare_external(
            code="x",
            names={},
            source="S",
            subject=subject,
            unit="points",
            direction="up",
            actor_id=None,
        )


def test_a_figure_without_source_is_refused(ground: Ground):
    with pytest.raises(Invalid):
        figures.start(sent(FIRST, source=" "), actor_id=ground.henri.id)


def test_a_file_taken_back_gives_the_figures_of_before_again(ground: Ground):
    bring(ground, FIRST)
    second = bring(ground, "code;value;n\n0101;50;60\n", as_of=date(2026, 3, 2))
    season = get_season(ground.season.id)
    values.take_values(season=season, now=NOW)
    assert value(ground) == Fraction(50)
    figures.undo(second.id, actor_id=ground.henri.id)
    values.take_values(season=season, now=NOW)
    assert value(ground) == Fraction(35)
    with pytest.raises(Refused):
        figures.undo(second.id, actor_id=ground.henri.id)


def test_the_only_file_taken_back_leaves_no_figure_at_all(ground: Ground):
    only = bring(ground, FIRST)
    season = get_season(ground.season.id)
    values.take_values(season=season, now=NOW)
    figures.undo(only.id, actor_id=ground.henri.id)
    assert len(values.take_values(season=season, now=NOW)) == 2
    assert value(ground) is None
    assert values.take_values(season=season, now=NOW) == []


def value(ground: Ground) -> Fraction | None:
    from lms.labels.rules.bars import value_of

    applied = get_applied(ground.application().id)
    one = applied.grid.find(str(ground.uid("nps")))
    reading = applied.answers[one.uid].reading
    return value_of(one, reading) if reading else None


def test_the_same_figures_taken_again_write_nothing(ground: Ground):
    bring(ground, FIRST)
    season = get_season(ground.season.id)
    assert len(values.take_values(season=season, now=NOW)) == 2
    assert values.take_values(season=season, now=NOW) == []


def test_a_line_answered_by_hand_keeps_the_figure_it_once_held(ground: Ground):
    bring(ground, FIRST)
    season = get_season(ground.season.id)
    held = values.take_values(season=season, now=NOW)[0]
    columns = {one.key: getattr(held, one.key) for one in inspect(Value).column_attrs}
    session.add(Value(**{**columns, "id": new_id(), "criterion_uid": ground.uid("welcome")}))
    assert values.take_values(season=season, now=NOW) == []


def test_too_few_answers_are_insufficient_and_a_cluster_stands_in(ground: Ground):
    seasons.declare_cluster(
        season_id=ground.season.id,
        name="Petits",
        unit_ids=[ground.nantes.id, ground.rennes.id],
        reason="Peu de réponses",
        actor_id=None,
    )
    bring(ground, "code;num;den;n\n0101;8;20;20\n0102;6;15;15\n")
    values.take_values(season=get_season(ground.season.id), now=NOW)
    uid = str(ground.uid("nps"))
    applied = get_applied(ground.application().id)
    assert uid in applied.result.pooled
    pooled = applied.answers[uid].pooled
    assert (pooled.num, pooled.den, pooled.n) == (14, 35, 35)


def test_only_named_measures_that_may_feed_a_label_are_known(ground: Ground):
    known = {code for code, one in known_measures().items() if one.may_feed_label}
    assert known == {code for code, one in MEASURES.items() if one.may_feed_label}
    assert all(MEASURES[code].klass is MeasureClass.NAMED for code in known)


@pytest.mark.usefixtures("english")
def test_publication_refuses_a_measure_that_may_not_feed_a_label(ground: Ground, monkeypatch):
    planted = Measure(
        code="practice.rating",
        version=1,
        klass=MeasureClass.SENSITIVE,
        direction=Direction.UP,
        unit="share",
        readings=lambda *_given: {},
    )
    monkeypatch.setitem(MEASURES, planted.code, planted)
    measure = {"kind": "registry", "code": planted.code, "source": "", "subject": ""}
    draft = drafting.start_draft(
        program_id=ground.program.id,
        year=2029,
        in_force_from=date(2028, 1, 1),
        actor_id=None,
        plain=grid_file(criterion("rated", measure=measure)),
    )
    with pytest.raises(Invalid) as told:
        publish(draft, ground.henri, ground.odile, ground.season)
    assert any("measure" in path for path in told.value.errors)


def decided(ground: Ground) -> Decision:
    bring(ground, FIRST)
    values.take_values(season=get_season(ground.season.id), now=NOW)
    submit(ground)
    look(ground)
    return decide(ground, level="silver")


def test_a_corrected_figure_lists_the_decisions_and_changes_none(ground: Ground):
    before = decided(ground)
    with clock.frozen(CLOSED):
        closing.ask_to_close(season_id=ground.season.id, actor_id=ground.henri.id)
        closing.close(season_id=ground.season.id, now=CLOSED)
        bring(ground, "code;value;n\n0101;5;40\n", as_of=date(2026, 12, 1))
        found = correcting.take_again(season_id=ground.season.id, now=CLOSED)
    assert [(one.decision_id, one.level_after) for one in found] == [(before.id, "bronze")]
    assert session.scalar(select(func.count(Decision.id))) == 1
    assert session.scalars(select(Award.level)).all() == ["silver"]
    assert session.scalar(select(func.max(Value.rev))) == 2


def test_the_panel_may_keep_a_decision_whose_figure_was_wrong(ground: Ground):
    decided(ground)
    with clock.frozen(DECIDED):
        bring(ground, "code;value;n\n0101;5;40\n", as_of=date(2026, 12, 1))
        one = correcting.take_again(season_id=ground.season.id, now=DECIDED)[0]
        correcting.handle_concern(
            concern_id=one.id, actor_id=ground.henri.id, revise=False, reason="Écart infime"
        )
        with pytest.raises(Refused):
            correcting.handle_concern(
                concern_id=one.id, actor_id=ground.henri.id, revise=True, reason="Encore"
            )
    assert session.get_one(Concern, one.id).state == "kept"
    assert ground.application().state == "decided"


def test_put_again_before_the_panel_the_award_follows_and_the_past_stays(ground: Ground):
    first = decided(ground)
    with clock.frozen(CLOSED):
        closing.ask_to_close(season_id=ground.season.id, actor_id=ground.henri.id)
        closing.close(season_id=ground.season.id, now=CLOSED)
        bring(ground, "code;value;n\n0101;5;40\n", as_of=date(2026, 12, 1))
        one = correcting.take_again(season_id=ground.season.id, now=CLOSED)[0]
        correcting.handle_concern(
            concern_id=one.id, actor_id=ground.henri.id, revise=True, reason="Mesure fausse"
        )
        for who in (ground.paul, ground.odile):
            made = deciding.vote(
                application_id=ground.application().id, person_id=who.id, level="bronze"
            )
    assert made is not None
    assert (made.rev, made.kind, made.effective_on) == (2, "correction", first.effective_on)
    assert session.scalars(select(Award.level)).all() == ["bronze"]
    assert [deciding.is_reproducible(x) for x in session.scalars(select(Decision))] == [True, True]


def test_canary_a_correction_that_changed_awards_by_itself_is_seen(ground: Ground, monkeypatch):
    decided(ground)

    def bad(application, decision, value, level):
        application.proposed_level = level
        decision.decided_level = level
        return Concern(
            id=value.id, application_id=application.id, decision_id=decision.id, value_id=value.id,
            level_after=level, state="open", opened_at=clock.now(), reason="",
        )  # fmt: skip

    monkeypatch.setattr(correcting, "_open", bad)
    with clock.frozen(DECIDED):
        bring(ground, "code;value;n\n0101;5;40\n", as_of=date(2026, 12, 1))
        with pytest.raises(Exception, match="permission denied"), session.begin_nested():
            correcting.take_again(season_id=ground.season.id, now=DECIDED)


def test_a_measure_of_the_registry_is_taken_for_every_unit(ground: Ground, monkeypatch):
    seen = {}

    def readings(ids, kind, period, as_of):
        seen["period"], seen["as_of"] = period.key, as_of
        return {one: Reading(Fraction(3), Fraction(4), 4, as_of, 1) for one in ids}

    measure = MEASURES["courses.path_completion"]
    planted = Measure(
        code=measure.code, version=1, klass=measure.klass, direction=measure.direction, unit="share",
        readings=readings, may_feed_label=True,
    )  # fmt: skip
    monkeypatch.setitem(MEASURES, measure.code, planted)
    draft = drafting.start_draft(
        program_id=ground.program.id,
        year=2028,
        in_force_from=date(2027, 1, 1),
        actor_id=None,
        plain=grid_file(TRAINING),
    )
    grid = publish(draft, ground.henri, ground.odile, ground.season)
    season = seasons.plan_season(grid_id=grid.id, days=seasons.usual_days(2028), actor_id=None)
    seasons.open_season(season_id=season.id, actor_id=None)
    late = datetime(2028, 2, 1, tzinfo=UTC)
    assert len(values.take_values(season=season, now=late)) == 4
    assert seen["period"] == "2027"
    assert seen["as_of"] == datetime(2027, 12, 31, 23, tzinfo=UTC), "figures stop with the year"
