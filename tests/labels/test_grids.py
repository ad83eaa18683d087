"""A grid is written by several people without loss, tried, agreed by two, and then never changes."""

import hashlib
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from lms.core import clock, ids
from lms.core.db import session
from lms.core.errors import Invalid, Refused
from lms.core.policy import decide
from lms.labels.models import CriterionVersion, Grid, GridEntry
from lms.labels.queries.editor import difference_page, editor_page
from lms.labels.queries.grids import GridBroken, load_grid
from lms.labels.rules.lineage import Relation
from lms.labels.services import commenting, drafting, linking, publishing, simulating
from lms.labels.services.drafting import Conflict
from tests.factories.labels import AUTUMN, Ground, criterion, publish, win

JANUARY = date(2027, 1, 1)


@pytest.fixture
def draft(ground: Ground) -> Grid:
    """The grid of 2028, started from the one of 2027."""
    return drafting.start_draft(
        program_id=ground.program.id,
        year=2028,
        in_force_from=JANUARY,
        actor_id=ground.henri.id,
        from_grid_id=ground.grid.id,
    )


def save(ground: Ground, draft: Grid, code: str, version: int, who: str = "henri", **changes):
    return drafting.save_criterion(
        grid_id=draft.id,
        criterion_uid=ground.uid(code),
        changes=changes,
        version=version,
        actor_id=getattr(ground, who).id,
    )


def past_without(grid: Grid) -> str:
    """Return the checksum of what was there before ``grid`` was published."""
    return past(f"AND id <> '{grid.id}'")


def past(besides: str = "") -> str:
    """Return a checksum of every row that was there, drafts and their history apart."""
    tables = session.scalars(
        text(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'labels_%'"
            " AND tablename NOT IN ('labels_grid_entry', 'labels_simulation') ORDER BY 1"
        )
    ).all()
    seen = hashlib.sha256()
    for table in tables:
        drafts = ""
        if table == "labels_grid":
            drafts = f" WHERE state NOT IN ('draft', 'simulated', 'approved') {besides}"
        if table in {"labels_criterion_version", "labels_lineage"}:
            drafts = " WHERE t.grid_id IN (SELECT id FROM labels_grid WHERE year < 2028)"
        rows = session.scalars(text(f"SELECT t::text FROM {table} t{drafts} ORDER BY 1"))
        seen.update("\n".join(rows).encode())
    return seen.hexdigest()


def test_next_years_grid_starts_equal_with_its_lineage(ground: Ground, draft: Grid):
    page = editor_page(draft.id)
    assert [line.criterion.code for line in page.lines] == [
        "welcome",
        "visits",
        "drive",
        "callback",
        "ritual",
    ]
    assert all(line.relations[0].relation is Relation.EQUAL for line in page.lines)
    assert all(not line.changes for line in page.lines)
    assert {line.criterion.uid for line in page.lines} == {
        one.uid for one in load_grid(ground.grid.id).grid.criteria
    }


def test_a_higher_threshold_is_said_tightened_with_last_years_value(ground: Ground, draft: Grid):
    save(ground, draft, "callback", 1, thresholds={"bronze": "1", "silver": "3", "gold": "4"})
    line = next(x for x in editor_page(draft.id).lines if x.criterion.code == "callback")
    assert line.relations[0].relation is Relation.TIGHTENED
    assert [change.field for change in line.changes]
    before, after, found = difference_page(draft.id)
    assert (before.row.year, after.row.year) == (2027, 2028)
    assert len(found.rows) == 5


def test_two_editors_write_two_fields_of_a_line_without_loss(ground: Ground, draft: Grid):
    save(ground, draft, "welcome", 1, "henri", weight="4")
    save(ground, draft, "welcome", 1, "odile", title={"fr": "Accueillir"})
    one = next(x for x in load_grid(draft.id).grid.criteria if x.code == "welcome")
    assert (one.weight, one.title["fr"]) == (4, "Accueillir")


@pytest.mark.usefixtures("english")
def test_two_editors_of_the_same_field_are_told_who_and_what(ground: Ground, draft: Grid):
    save(ground, draft, "welcome", 1, "henri", weight="4")
    with pytest.raises(Conflict, match="Henri Aubin changed this") as told:
        save(ground, draft, "welcome", 1, "odile", weight="5")
    assert told.value.theirs == {"weight": 4}
    assert told.value.version == 2
    save(ground, draft, "welcome", 2, "odile", weight="5")
    assert {
        e.actor_id for e in session.scalars(select(GridEntry).where(GridEntry.version > 1))
    } == {
        ground.henri.id,
        ground.odile.id,
    }


def test_canary_without_the_history_the_second_editor_wins_silently(
    ground: Ground, draft: Grid, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(drafting, "entries_since", lambda *_which: [])
    save(ground, draft, "welcome", 1, "henri", weight="4")
    save(ground, draft, "welcome", 1, "odile", weight="5")
    assert load_grid(draft.id).grid.find(str(ground.uid("welcome"))).weight == 5, "planted"


def test_a_criterion_taken_out_is_retired_and_a_new_one_is_new(ground: Ground, draft: Grid):
    drafting.remove_criterion(
        grid_id=draft.id, criterion_uid=ground.uid("ritual"), actor_id=ground.henri.id
    )
    drafting.add_criterion(grid_id=draft.id, body=criterion("smile"), actor_id=ground.henri.id)
    page = editor_page(draft.id)
    assert [one.code for one in page.retired] == ["ritual"]
    assert page.lines[-1].relations[0].relation is Relation.NEW


def test_a_criterion_split_in_two_leaves_no_equal_child(ground: Ground, draft: Grid):
    made = drafting.add_criterion(
        grid_id=draft.id, body=criterion("callback_2"), actor_id=ground.henri.id
    )
    for child in (ground.uid("callback"), made):
        linking.say_link(
            grid_id=draft.id,
            relation=Relation.SPLIT,
            before_uid=ground.uid("callback"),
            after_uid=child,
            note="Deux gestes",
        )
    links = [
        link
        for line in editor_page(draft.id).lines
        for link in line.relations
        if link.before == str(ground.uid("callback"))
    ]
    assert {link.relation for link in links} == {Relation.SPLIT}
    assert len(links) == 2


def test_a_remark_is_kept_and_closed(ground: Ground, draft: Grid):
    one = commenting.comment(
        grid_id=draft.id,
        author_id=ground.odile.id,
        body="Trop haut ?",
        criterion_uid=ground.uid("drive"),
    )
    assert next(x for x in editor_page(draft.id).lines if x.criterion.code == "drive").comments == 1
    commenting.close_comment(comment_id=one.id, actor_id=ground.henri.id)
    assert next(x for x in editor_page(draft.id).lines if x.criterion.code == "drive").comments == 0


@pytest.mark.usefixtures("english")
def test_publishing_asks_for_a_simulation_two_people_and_notice(ground: Ground, draft: Grid):
    with clock.frozen(AUTUMN + timedelta(days=200)):
        with pytest.raises(Refused):
            publishing.endorse(grid_id=draft.id, actor_id=ground.henri.id)
        simulating.keep_simulation(
            grid_id=draft.id, season_id=ground.season.id, actor_id=ground.henri.id
        )
        publishing.endorse(grid_id=draft.id, actor_id=ground.henri.id)
        with pytest.raises(Refused, match="One more person"):
            publishing.publish(grid_id=draft.id, actor_id=ground.henri.id)
    with clock.frozen(AUTUMN + timedelta(days=240)), pytest.raises(Refused, match="too old"):
        publishing.publish(grid_id=draft.id, actor_id=ground.odile.id)
    late = clock.now().replace(month=11)
    with clock.frozen(late), pytest.raises(Refused, match="earlier"):
        publish(draft, ground.henri, ground.odile, ground.season)


def test_a_written_draft_is_simulated_and_endorsed_again(ground: Ground, draft: Grid):
    simulating.keep_simulation(
        grid_id=draft.id, season_id=ground.season.id, actor_id=ground.henri.id
    )
    publishing.endorse(grid_id=draft.id, actor_id=ground.henri.id)
    save(ground, draft, "welcome", 1, weight="4")
    row = session.get_one(Grid, draft.id)
    assert (row.state, row.submitted_by, row.simulation_id) == ("draft", None, None)
    with pytest.raises(Refused):
        publishing.publish(grid_id=draft.id, actor_id=ground.odile.id)


@pytest.mark.usefixtures("english")
def test_publication_refuses_an_empty_client_expectation(ground: Ground, draft: Grid):
    save(ground, draft, "drive", 1, expectation={"source": "", "figure": "", "on": None})
    simulating.keep_simulation(
        grid_id=draft.id, season_id=ground.season.id, actor_id=ground.henri.id
    )
    with pytest.raises(Invalid) as told:
        publishing.endorse(grid_id=draft.id, actor_id=ground.henri.id)
    assert any("expectation" in path for path in told.value.errors)


def test_a_small_network_may_publish_alone_and_says_why(ground: Ground, draft: Grid):
    decide("labels.publishers", 1, decided_by=None, reason="Une seule personne au siège")
    simulating.keep_simulation(
        grid_id=draft.id, season_id=ground.season.id, actor_id=ground.henri.id
    )
    with pytest.raises(Invalid):
        publishing.publish(grid_id=draft.id, actor_id=ground.henri.id)
    row = publishing.publish(
        grid_id=draft.id, actor_id=ground.henri.id, solo_reason="Personne d’autre au siège"
    )
    assert (row.state, row.solo_reason) == ("published", "Personne d’autre au siège")


@pytest.mark.parametrize(
    "change",
    [
        lambda grid: update(Grid).where(Grid.id == grid).values(in_force_from=JANUARY),
        lambda grid: update(Grid).where(Grid.id == grid).values(state="draft"),
        lambda grid: delete(Grid).where(Grid.id == grid),
        lambda grid: (
            update(CriterionVersion).where(CriterionVersion.grid_id == grid).values(place=9)
        ),
        lambda grid: delete(CriterionVersion).where(CriterionVersion.grid_id == grid),
    ],
)
def test_the_database_refuses_any_change_of_a_published_grid(ground: Ground, change):
    with pytest.raises(IntegrityError, match="frozen"), session.begin_nested():
        session.execute(change(ground.grid.id))


def test_the_database_refuses_a_line_more_in_a_published_grid(ground: Ground):
    line = session.scalars(select(CriterionVersion).limit(1)).one()
    values = {c.name: getattr(line, c.name) for c in CriterionVersion.__table__.c}
    with pytest.raises(IntegrityError, match="frozen"), session.begin_nested():
        session.execute(insert(CriterionVersion), {**values, "id": ids.new_id()})


def test_services_refuse_to_write_a_published_grid(ground: Ground):
    with pytest.raises(Refused):
        save(ground, ground.grid, "welcome", 1, weight="9")
    with pytest.raises(Refused):
        simulating.keep_simulation(grid_id=ground.grid.id, season_id=None, actor_id=None)


def test_canary_a_published_grid_changed_by_other_ways_is_not_read(ground: Ground):
    load_grid(ground.grid.id)
    ground.grid.content_hash = "0" * 64
    with session.no_autoflush, pytest.raises(GridBroken):
        from lms.labels.queries import grids

        row = ground.grid
        lines = session.scalars(select(CriterionVersion).where(CriterionVersion.grid_id == row.id))
        grids._load(row, "service", list(lines))
    session.expire(ground.grid)


def test_an_erratum_only_clarifies_or_loosens_and_the_better_counts(ground: Ground):
    erratum = publishing.start_erratum(grid_id=ground.grid.id, actor_id=ground.henri.id)
    save(ground, erratum, "callback", 1, thresholds={"bronze": "1", "silver": "3", "gold": "4"})
    simulating.keep_simulation(
        grid_id=erratum.id, season_id=ground.season.id, actor_id=ground.henri.id
    )
    with pytest.raises(Invalid):
        publishing.endorse(grid_id=erratum.id, actor_id=ground.henri.id)
    save(ground, erratum, "callback", 2, thresholds={"bronze": "1", "silver": "1", "gold": "3"})
    publish(erratum, ground.henri, ground.odile, ground.season)
    made = win(ground, callback="1")
    assert made.computed_level == "silver", "the erratum asks one call-back, the first grid two"
    assert made.grid_hash == session.get_one(Grid, erratum.id).content_hash


def test_simulating_and_publishing_change_no_row_of_the_past(ground: Ground, draft: Grid):
    win(ground)
    before = past()
    save(ground, draft, "welcome", 1, thresholds={"bronze": "2", "silver": "3", "gold": "4"})
    kept = simulating.keep_simulation(
        grid_id=draft.id, season_id=ground.season.id, actor_id=ground.henri.id
    )
    assert kept.figures["units"] == 4
    assert past() == before
    publish(draft, ground.henri, ground.odile, ground.season)
    new = session.get_one(Grid, draft.id)
    assert (new.state, past_without(new)) == ("published", before)


def test_canary_the_checksum_sees_one_changed_value(ground: Ground):
    win(ground)
    before = past()
    row = ground.application()
    row.proposed_level = "gold"
    session.flush()
    assert past() != before


def test_a_simulation_says_who_falls_and_which_criterion_decides(ground: Ground, draft: Grid):
    win(ground)
    save(ground, draft, "welcome", 1, thresholds={"bronze": "1", "silver": "3", "gold": "4"})
    kept = simulating.keep_simulation(
        grid_id=draft.id, season_id=ground.season.id, actor_id=ground.henri.id
    )
    moved = kept.figures["moved"]
    assert [(one["from"], one["to"]) for one in moved] == [("silver", "bronze")]
    assert moved[0]["deciding"] == [str(ground.uid("welcome"))]
    with pytest.raises(DatabaseError), session.begin_nested():
        session.execute(text("DELETE FROM labels_simulation"))


def test_canary_a_line_changed_since_it_was_read_is_not_believed(ground: Ground):
    from lms.labels.queries import grids

    row = load_grid(ground.grid.id).row
    lines = session.scalars(
        select(CriterionVersion).where(CriterionVersion.grid_id == row.id)
    ).all()
    session.expunge_all()
    lines[0].body = {**lines[0].body, "weight": "9"}
    with pytest.raises(GridBroken):
        grids._load(row, "service", list(lines))
