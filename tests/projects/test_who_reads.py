"""Who reads what of a store's project, as a table; and the walk hidden before one's own."""

import pytest

from lms.core.access import Permission as Right
from lms.core.db import session
from lms.core.errors import NotFound
from lms.projects.queries import diagnostic, places
from lms.projects.queries.projects import project_here
from lms.projects.rules.walks import Sense
from lms.projects.services import sections, walks
from tests.factories.projects import Ground, diagnosing, walked

READS = {
    "alice": {Right.PROJECT_TAKE_PART},
    "dina": {Right.PROJECT_TAKE_PART, Right.PROJECT_LEAD, Right.PROJECT_READ, Right.ACTION_VERIFY},
    "marion": {
        Right.PROJECT_TAKE_PART,
        Right.PROJECT_LEAD,
        Right.PROJECT_READ,
        Right.ACTION_VERIFY,
    },
    "karim": {Right.PROJECT_READ, Right.ACTION_VERIFY},
    "rachel": {Right.PROJECT_READ, Right.ACTION_VERIFY, Right.GATE_WAIVE},
    "henri": {Right.PROJECT_READ, Right.GATE_WAIVE},
    "zoe": None,
    "yann": None,
    "fatou": None,
    "gael": None,
}
ASKED = (
    Right.PROJECT_READ, Right.PROJECT_LEAD, Right.ACTION_VERIFY, Right.GATE_WAIVE,
)  # fmt: skip


@pytest.mark.parametrize("name", READS)
def test_each_one_has_their_rights_here_and_no_other(ground: Ground, name: str):
    project = diagnosing(ground)
    viewer = ground.cast.viewer(getattr(ground.cast, name))
    wanted = READS[name]
    if wanted is None:
        with pytest.raises(NotFound):
            project_here(viewer, project.id)
        return
    _project, here = project_here(viewer, project.id)
    held = {one for one in ASKED if here.may(one)}
    held |= {Right.PROJECT_TAKE_PART} if here.is_team else set()
    assert held == wanted
    if Right.PROJECT_LEAD not in wanted:
        with pytest.raises(NotFound):
            project_here(viewer, project.id, Right.PROJECT_LEAD)


def test_canary_a_scope_that_forgets_the_store_is_seen(ground: Ground, monkeypatch):
    project = diagnosing(ground)
    monkeypatch.setattr(places, "_reaches", lambda *_: True)
    viewer = ground.cast.viewer(ground.cast.zoe)
    assert project_here(viewer, project.id)[1].roles


def seen(ground: Ground, project, who: str) -> set:
    found = diagnostic.walking(project, getattr(ground.cast, who).id, 4)
    return {sense for _zone, sense in found.cells}


def test_a_walk_is_hidden_until_ones_own_is_given_with_that_sense(ground: Ground):
    project = diagnosing(ground)
    walks.draw_zones(project_id=project.id, names=["Vitrine", "Caisse"])
    walked(ground, project, "alice", Sense.SIGHT, (2, -2))
    walked(ground, project, "bruno", Sense.SMELL, (1, 1))
    assert {who: seen(ground, project, who) for who in ("alice", "bruno", "marion", "karim", "rachel")} == {
        "alice": {Sense.SIGHT}, "bruno": {Sense.SMELL}, "marion": set(), "karim": set(), "rachel": set(),
    }  # fmt: skip
    walked(ground, project, "bruno", Sense.SIGHT, (-2, -2))
    found = diagnostic.walking(project, ground.cast.bruno.id, 4)
    cells = {zone.name: found.cells[str(zone.id), Sense.SIGHT] for zone in found.zones}
    assert (cells["Vitrine"].mean, cells["Vitrine"].to_discuss) == (0, True)
    assert cells["Caisse"].spread == 0


def test_everybody_who_reads_sees_the_map_once_validated(ground: Ground):
    project = diagnosing(ground)
    walks.draw_zones(project_id=project.id, names=["Vitrine"])
    for who in ("alice", "bruno"):
        for sense in Sense:
            walked(ground, project, who, sense, (1,))
    sections.validate(project_id=project.id, code="walk", by=ground.by("marion"))
    assert seen(ground, project, "karim") == set(Sense)


def test_canary_a_map_that_shows_all_is_seen(ground: Ground, monkeypatch):
    project = diagnosing(ground)
    walks.draw_zones(project_id=project.id, names=["Vitrine"])
    walked(ground, project, "alice", Sense.SIGHT, (2,))
    monkeypatch.setattr(diagnostic, "_is_validated", lambda *_given: True)
    assert seen(ground, project, "karim") != set()


def test_ideas_never_name_a_store_nor_anybody():
    from dataclasses import fields

    from lms.projects.queries.plan import Idea

    assert {one.name for one in fields(Idea)} == {"action_id", "when_words", "do_words", "effect"}
    assert session is not None
