"""Retiring an item opens a task on each thing that points at it; holes of the coverage are named."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.core import references
from lms.core.access import Permission
from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _l
from lms.core.references import Choice, Column, Pointer
from lms.referential import services
from lms.referential.exports import as_yaml
from lms.referential.imports import read_referential
from lms.referential.models import Cover, Lineage, Task
from lms.referential.queries import content_of, list_items
from lms.referential.queries.following import coverage, tasks_for
from lms.referential.queries.history import steps_of
from lms.referential.rules import Content, Kind, Mirror, Origin, Skill
from lms.referential.rules.coverage import COLUMNS, Standing
from lms.referential.services import NotReady, following
from tests.cast import NOW, TODAY, Cast
from tests.pages import faults, page
from tests.pages import fill as post
from tests.referential.making import begin, publish
from tests.referential.rules.test_content import WHOLE
from tests.referential.rules.test_mirrors import KINDS_AND_CODES

OTHER = replace(WHOLE, skills=(Skill(code="hear", name="Hear", moments=("welcome",)),))
SAID = replace(OTHER, origins=(Origin(kind="skill", before="listen", after="hear", note="Wider"),))


def uid_of(code: str) -> UUID:
    """Return an item of the published referential."""
    return next(one.uid for one in list_items() if one.code == code)


@pytest.fixture
def pointing(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Give a list: a thing of a test's own holder points at each item in it."""
    held: list[UUID] = []
    monkeypatch.setattr(references, "HOLDERS", {})

    @references.holder(
        "test.things", _l("Things"), Column.LESSON, keepers=(Permission.GRIDS_WRITE,)
    )
    def things(items: Sequence[UUID]) -> Iterable[Pointer]:
        for item in held:
            if item in items:
                yield Pointer(item=item, key=f"thing {item}", label="A thing")

    @references.holder("test.past", _l("Past"), Column.OBSERVATION, opens=False)
    def past(items: Sequence[UUID]) -> Iterable[Pointer]:
        for item in held:
            if item in items:
                yield Pointer(item=item, key="seen", label="Seen")

    @references.chooser("test.criteria", _l("Criteria"), Column.CRITERION)
    def criteria() -> Iterable[Choice]:
        yield Choice(key="c1", label="Answers in three minutes")

    return held


# ---- retiring -----------------------------------------------------------------------------------


def test_retiring_opens_a_task_on_what_points_there(cast: Cast, pointing: list[UUID]) -> None:
    publish(cast)
    pointing.append(uid_of("listen"))
    publish(cast, OTHER)
    task = session.scalars(select(Task)).one()
    assert (task.kind, task.item_name, task.source) == ("skill", "Listen", "test.things")
    assert (task.opened_at, task.closed_at) == (NOW, None)


def test_nothing_points_there_no_task(cast: Cast, pointing: list[UUID]) -> None:
    publish(cast)
    pointing.append(uid_of("welcome"))
    publish(cast, OTHER)
    assert session.scalars(select(Task)).all() == []


def test_a_task_closes_by_itself_once_the_thing_moved(cast: Cast, pointing: list[UUID]) -> None:
    publish(cast)
    pointing.append(uid_of("listen"))
    publish(cast, SAID)
    assert following.close_gone(NOW) == 0
    pointing.clear()
    assert following.close_gone(NOW) == 1
    assert following.close_gone(NOW) == 0
    task = session.scalars(select(Task)).one()
    assert (task.closed_at, task.closed_by) == (NOW, None)


def test_a_thing_stays_with_a_reason_by_who_answers_for_it(
    cast: Cast, pointing: list[UUID]
) -> None:
    publish(cast)
    pointing.append(uid_of("listen"))
    publish(cast, SAID)
    task = session.scalars(select(Task)).one()
    with pytest.raises(NotFound):
        following.settle_task(task_id=task.id, viewer=cast.viewer(cast.marion), note="Mine")
    viewer = cast.viewer(cast.henri)
    with pytest.raises(Invalid):
        following.settle_task(task_id=task.id, viewer=viewer, note=" ")
    following.settle_task(task_id=task.id, viewer=viewer, note="Kept for history")
    shown = tasks_for(viewer)[0]
    assert (shown.note, shown.into) == ("Kept for history", ("Hear",))


def test_an_item_that_comes_back_and_goes_again_asks_again(
    cast: Cast, pointing: list[UUID]
) -> None:
    publish(cast)
    pointing.append(uid_of("listen"))
    publish(cast, OTHER)
    viewer = cast.viewer(cast.henri)
    task = session.scalars(select(Task)).one()
    following.settle_task(task_id=task.id, viewer=viewer, note="For now")
    publish(cast, WHOLE)
    publish(cast, OTHER)
    session.expire_all()
    again = session.scalars(select(Task)).one()
    assert (again.closed_at, again.note) == (None, "")


def test_canary_a_publication_that_forgets_tasks_is_caught(
    cast: Cast, pointing: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted bug: publishing opens nothing; the first test of this file would fail."""
    from lms.referential.services import publishing

    monkeypatch.setattr(publishing, "open_tasks", lambda _version, _items: 0)
    publish(cast)
    pointing.append(uid_of("listen"))
    publish(cast, OTHER)
    assert session.scalars(select(Task)).all() == []


def test_the_tasks_are_settled_on_their_page(
    cast: Cast, client: FlaskClient, pointing: list[UUID]
) -> None:
    publish(cast)
    pointing.append(uid_of("listen"))
    publish(cast, SAID)
    task = session.scalars(select(Task)).one()
    cast.sign_in(client, cast.henri)
    assert "A thing" in page(client, "/referential/tasks")
    wrong = post(client, f"/referential/tasks/{task.id}/settle", note=" ")
    assert wrong.status_code == 422
    assert faults(wrong.get_data(as_text=True)) == []
    assert post(client, f"/referential/tasks/{task.id}/settle", note="So").status_code == 303
    page(client, "/referential/tasks")


# ---- lineage ------------------------------------------------------------------------------------


def test_lineage_is_kept_with_the_version(cast: Cast) -> None:
    publish(cast)
    second = publish(cast, SAID)
    _before, steps = steps_of(second)
    skills = [(s.relation.value, s.note) for s in steps if s.kind == "skill"]
    assert skills == [("reworded", "Wider")]
    assert {row.relation for row in session.scalars(select(Lineage))} == {"same", "reworded"}
    with pytest.raises(Refused):
        services.save_draft(version_id=second.id, content=WHOLE, actor_id=cast.henri.id)


def test_a_new_draft_does_not_inherit_what_was_said(cast: Cast) -> None:
    publish(cast)
    publish(cast, SAID)
    draft = services.start_draft(actor_id=cast.henri.id)
    assert content_of(draft).origins == ()


def test_a_tangled_lineage_is_not_published(cast: Cast) -> None:
    two = replace(WHOLE, skills=(*WHOLE.skills, Skill(code="look", name="Look")))
    publish(cast, two)
    after = tuple(Skill(code=code, name=code) for code in ("x", "y"))
    links = tuple(
        Origin(kind="skill", before=before, after=code)
        for before, code in (("listen", "x"), ("listen", "y"), ("look", "x"))
    )
    with pytest.raises(NotReady):
        publish(cast, replace(WHOLE, skills=after, origins=links))


# ---- mirrors ------------------------------------------------------------------------------------


def mirror(content: Content = WHOLE, without: str = "") -> Content:
    """Return a mirror of the service referential, an item left without one."""
    said = tuple(
        Mirror(kind=k, service=c, by="" if c == without else c, reason="No" if c == without else "")
        for k, c in KINDS_AND_CODES
    )
    return replace(content, promise="We do so first.", mirrors=said)


def test_a_mirror_answers_each_item_of_service(cast: Cast) -> None:
    publish(cast)
    with pytest.raises(NotReady):
        publish(cast, replace(WHOLE, promise="Alone."), Kind.COOPERATION)
    made = publish(cast, mirror(without="a1"), Kind.COOPERATION)
    session.expire_all()
    assert content_of(made).mirrors == mirror(without="a1").mirrors


def test_no_mirror_before_service(cast: Cast) -> None:
    with pytest.raises(Refused):
        publish(cast, mirror(), Kind.MANAGEMENT)


def test_retiring_a_moment_asks_its_mirror_to_move(cast: Cast) -> None:
    publish(cast)
    publish(cast, mirror(), Kind.MANAGEMENT)
    moment = replace(WHOLE.moments[0], code="hello", name="Hello")
    channel = replace(WHOLE.channels[0], moments=("hello",))
    publish(cast, replace(WHOLE, moments=(moment,), channels=(channel,), skills=()))
    found = session.scalars(select(Task)).all()
    assert [(one.source, one.key, one.item_name) for one in found] == [
        ("referential.mirrors", "management", "Welcome")
    ]


# ---- coverage -----------------------------------------------------------------------------------


def test_each_hole_is_named_and_leads_to_what_fills_it(
    cast: Cast, client: FlaskClient, pointing: list[UUID]
) -> None:
    version = publish(cast)
    moment = uid_of("welcome")
    pointing.append(uid_of("listen"))
    found = coverage(version, TODAY.replace(year=2027))
    standing = dict(zip(COLUMNS, (cell.standing for cell in found.rows[0].cells), strict=True))
    assert standing[Column.LESSON] is Standing.LIVED
    assert standing[Column.CARD] is Standing.HOLE
    assert found.holes == 2
    cast.sign_in(client, cast.henri)
    html = page(client, "/referential/coverage")
    for column in COLUMNS:
        url = f"/referential/coverage/{moment}/{column.value}"
        assert url in html
        page(client, url)
    assert client.get(f"/referential/coverage/{moment}/nothing").status_code == 404
    assert b"Welcome" in client.get("/referential/coverage.csv").data


def test_head_office_ties_a_criterion_to_a_moment(
    cast: Cast, client: FlaskClient, pointing: list[UUID]
) -> None:
    version = publish(cast)
    moment = uid_of("welcome")
    cast.sign_in(client, cast.henri)
    url = f"/referential/coverage/{moment}/criterion"
    wrong = post(client, f"{url}/tie", source="test.criteria", key="ghost")
    assert wrong.status_code == 422
    assert faults(wrong.get_data(as_text=True)) == []
    for _twice in range(2):
        tied = post(client, f"{url}/tie", source="test.criteria", key="c1")
        assert tied.status_code == 303
    assert "Answers in three minutes" in page(client, url)
    criterion = COLUMNS.index(Column.CRITERION)
    assert coverage(version, TODAY).rows[0].cells[criterion].count == 1
    post(client, f"{url}/untie", source="test.criteria", key="c1")
    assert session.scalars(select(Cover)).all() == []


def test_a_tied_criterion_of_a_retired_moment_is_a_task(cast: Cast, pointing: list[UUID]) -> None:
    publish(cast)
    following.tie(
        moment_uid=uid_of("welcome"), source="test.criteria", key="c1", actor_id=cast.henri.id
    )
    moment = replace(WHOLE.moments[0], code="hello", name="Hello")
    channel = replace(WHOLE.channels[0], moments=("hello",))
    publish(cast, replace(WHOLE, moments=(moment,), channels=(channel,), skills=()))
    assert [one.label for one in session.scalars(select(Task))] == ["Answers in three minutes"]


def test_nothing_is_tied_to_a_moment_that_is_not_published(
    cast: Cast, pointing: list[UUID]
) -> None:
    begin(cast)
    with pytest.raises(NotFound):
        following.tie(moment_uid=UUID(int=1), source="test.criteria", key="c1", actor_id=None)


HOLDERS = (
    "coaching.focus",
    "coaching.observations",
    "courses.lessons",
    "labels.criteria",
    "projects.points",
    "quotes.cards",
    "referential.mirrors",
)


def test_every_holder_is_known(cast: Cast) -> None:
    assert set(HOLDERS) == set(references.HOLDERS)


@pytest.mark.parametrize("code", HOLDERS)
def test_every_holder_answers_for_items_nobody_knows(cast: Cast, code: str) -> None:
    holder = references.HOLDERS[code]
    assert list(holder.find([UUID(int=7), UUID(int=8)])) == []
    if holder.choices is not None:
        assert list(holder.choices()) == []


def test_a_version_taken_away_reads_back_the_same(cast: Cast) -> None:
    publish(cast)
    made = mirror(without="a1")
    assert read_referential(as_yaml(Kind.COOPERATION, made)) == (Kind.COOPERATION, made)
    assert read_referential(as_yaml(Kind.SERVICE, SAID)) == (Kind.SERVICE, SAID)
