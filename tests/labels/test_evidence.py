"""T09: what is shown is never altered, never dated back, never validated by who showed it."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from PIL import Image
from sqlalchemy import insert, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from lms.core import clock, files, ids
from lms.core.db import session
from lms.core.errors import Forbidden, Invalid, Refused
from lms.core.workflow import MoveHeldBack
from lms.labels.models import Review, Revision
from lms.labels.queries.applications import get_applied
from lms.labels.queries.evidence import chain_of, doubts_of, is_intact, last_revision
from lms.labels.services import applying, showing
from lms.labels.services.showing import Shown, look_of
from tests.cast import NOW
from tests.factories.labels import Ground, assess, picture, said, show

LAST = datetime(2027, 1, 31, 22, 59, tzinfo=UTC)
AFTER = datetime(2027, 1, 31, 23, 1, tzinfo=UTC)
"""One minute before and after midnight in Nantes, on the last day."""


def note(ground: Ground, **values):
    return showing.add_evidence(
        application_id=ground.application().id,
        criterion_uid=ground.uid("visits"),
        shown=Shown(note="Fait ce matin", **values),
        actor_id=ground.marion.id,
    )


def counted(ground: Ground) -> int:
    return get_applied(ground.application().id).known.shown.get(str(ground.uid("visits")), 0)


def test_a_photo_is_kept_with_the_servers_instant_its_sender_and_a_hash(ground: Ground):
    made = show(ground)
    assert (made.received_at, made.uploaded_by, made.number) == (NOW, ground.marion.id, 1)
    assert made.sha256 == files.get(made.file_id).sha256
    assert is_intact(made.evidence_id)
    assert counted(ground) == 1


def test_where_a_photo_was_taken_is_taken_off(ground: Ground):
    opened = Image.open(io.BytesIO(picture()))
    exif = Image.Exif()
    exif[0x010E] = "Nantes, 47.2184"
    out = io.BytesIO()
    opened.save(out, "JPEG", exif=exif)
    made = show(ground, data=out.getvalue())
    with files.open_file(made.file_id) as kept:
        assert b"47.2184" not in kept.read()


@pytest.mark.parametrize(
    "table",
    [
        "labels_revision",
        "labels_evidence",
        "labels_review",
        "labels_finding",
        "labels_decision",
        "labels_ballot",
        "labels_value",
    ],
)
@pytest.mark.parametrize("act", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_application_can_neither_change_nor_delete_a_ledger(
    ground: Ground, table: str, act: str
):
    show(ground)
    with pytest.raises(DatabaseError, match="permission denied"), session.begin_nested():
        session.execute(text(act.format(table)))


def test_another_state_of_an_evidence_leaves_the_first_one(ground: Ground):
    first = show(ground)
    shown = Shown(stream=io.BytesIO(picture("2")), filename="b.jpg")
    with clock.frozen(NOW + timedelta(days=1)):
        second = showing.add_revision(
            evidence_id=first.evidence_id, shown=shown, actor_id=ground.dina.id
        )
    assert (second.number, last_revision(first.evidence_id).id) == (2, second.id)
    assert session.get_one(Revision, first.id).sha256 == first.sha256
    assert is_intact(first.evidence_id)


def forged(made: Revision, **values) -> dict:
    row = {c.name: getattr(made, c.name) for c in Revision.__table__.c}
    return {**row, "id": ids.new_id(), **values}


def test_the_database_refuses_a_revision_dated_before_the_last(ground: Ground):
    made = show(ground)
    back = forged(made, number=2, received_at=NOW - timedelta(days=30))
    with pytest.raises(IntegrityError, match="only added"), session.begin_nested():
        session.execute(insert(Revision), back)


def test_the_database_refuses_a_day_shown_after_it_was_received(ground: Ground):
    made = show(ground)
    ahead = forged(made, number=2, effective_on=made.received_on + timedelta(days=1))
    with pytest.raises(IntegrityError, match="not_ahead"), session.begin_nested():
        session.execute(insert(Revision), ahead)


def test_canary_a_forged_row_breaks_the_chain(ground: Ground):
    made = show(ground)
    session.execute(insert(Revision), forged(made, number=2, note="forged"))
    assert not is_intact(made.evidence_id)
    assert chain_of(made, None) == made.chain


def test_a_day_to_come_is_refused(ground: Ground):
    with pytest.raises(Invalid) as told:
        note(ground, effective_on=date(2026, 4, 1))
    assert set(told.value.errors) == {"effective_on"}


@pytest.mark.parametrize("name", ["marion", "dina"])
def test_nobody_validates_what_they_sent_or_what_their_store_sent(ground: Ground, name: str):
    made = show(ground)
    with pytest.raises(Refused):
        showing.review(
            revision_id=made.id, verdict="approved", reviewer_id=getattr(ground, name).id
        )


def test_a_coach_does_not_validate_what_their_store_shows(ground: Ground):
    made = show(ground)
    with pytest.raises(Refused):
        showing.review(revision_id=made.id, verdict="approved", reviewer_id=ground.karim.id)


def test_the_database_itself_refuses_a_verdict_by_the_sender(ground: Ground):
    made = show(ground)
    row = {
        "id": ids.new_id(), "revision_id": made.id, "uploader_id": ground.marion.id, "number": 1,
        "verdict": "approved", "reason": "", "reviewer_id": ground.marion.id, "at": NOW,
    }  # fmt: skip
    with pytest.raises(IntegrityError, match="not_the_submitter"), session.begin_nested():
        session.execute(insert(Review), row)
    lied = {**row, "uploader_id": ground.dina.id}
    with pytest.raises(IntegrityError, match="fk_labels_review_revision"), session.begin_nested():
        session.execute(insert(Review), lied)


def test_a_rejected_evidence_counts_no_more_and_says_why(ground: Ground):
    made = show(ground)
    with pytest.raises(MoveHeldBack):
        showing.review(revision_id=made.id, verdict="rejected", reviewer_id=ground.rachel.id)
    showing.review(
        revision_id=made.id,
        verdict="rejected",
        reason="On ne voit rien.",
        reviewer_id=ground.rachel.id,
    )
    assert counted(ground) == 0
    showing.review(revision_id=made.id, verdict="approved", reviewer_id=ground.rachel.id)
    assert counted(ground) == 1


def test_only_its_store_takes_an_evidence_back(ground: Ground):
    made = show(ground)
    with pytest.raises(Forbidden):
        showing.review(revision_id=made.id, verdict="withdrawn", reviewer_id=ground.rachel.id)
    showing.review(revision_id=made.id, verdict="withdrawn", reviewer_id=ground.marion.id)
    assert counted(ground) == 0


def test_the_same_file_in_another_store_is_told(ground: Ground):
    show(ground)
    other = show(ground, unit=ground.strasbourg, who=ground.zoe)
    found = doubts_of([other.id])[other.id]
    assert [(one.kind, one.unit, one.same_unit) for one in found] == [
        ("same_file", "Nantes Beaulieu", False)
    ]


def test_the_same_picture_made_smaller_is_told(ground: Ground):
    show(ground, data=picture("front", size=320))
    other = show(ground, unit=ground.strasbourg, who=ground.zoe, data=picture("front", size=160))
    assert doubts_of([other.id])[other.id][0].kind == "same_picture"


def test_another_picture_and_a_plain_wall_are_told_of_nobody(ground: Ground):
    wall = io.BytesIO()
    Image.new("RGB", (64, 64), "white").save(wall, "JPEG")
    assert look_of(wall.getvalue()) is None
    show(ground, data=picture("front"))
    other = show(ground, unit=ground.strasbourg, who=ground.zoe, data=picture("other shop"))
    assert doubts_of([other.id]) == {}


def test_canary_without_a_look_a_smaller_copy_passes(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(showing, "look_of", lambda _data: None)
    show(ground, data=picture("front", size=320))
    other = show(ground, unit=ground.strasbourg, who=ground.zoe, data=picture("front", size=160))
    assert doubts_of([other.id]) == {}, "planted"


def test_late_evidence_is_heard_in_an_appeal_only(ground: Ground):
    with clock.frozen(LAST):
        note(ground, effective_on=date(2026, 12, 30))
    with clock.frozen(AFTER), pytest.raises(Refused):
        note(ground, effective_on=date(2026, 12, 30))
    assert counted(ground) == 1


def test_evidence_of_another_year_or_too_old_does_not_count(ground: Ground):
    note(ground, effective_on=date(2025, 12, 30))
    assert counted(ground) == 0
    with clock.frozen(LAST):
        note(ground, effective_on=date(2027, 1, 5))
    assert counted(ground) == 0, "the year looked at is 2026"


def test_an_evidence_that_runs_out_before_the_last_day_does_not_count(ground: Ground):
    note(ground, expires_on=date(2026, 6, 1))
    assert counted(ground) == 0


@pytest.mark.usefixtures("english")
def test_what_is_said_without_what_is_asked_is_not_submitted(ground: Ground):
    applying.self_assess(
        application_id=ground.application().id,
        said=said(ground, visits="2"),
        actor_id=ground.marion.id,
    )
    with pytest.raises(Refused, match="evidence"):
        applying.submit(application_id=ground.application().id, actor_id=ground.marion.id)
    assess(ground)
    applying.submit(application_id=ground.application().id, actor_id=ground.marion.id)


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("marion", True),
        ("dina", True),
        ("rachel", True),
        ("henri", True),
        ("alice", False),
        ("zoe", False),
        ("karim", False),
    ],
)
def test_a_photo_is_opened_by_its_store_and_those_who_judge(
    ground: Ground, name: str, *, may: bool
):
    made = show(ground)
    viewer = ground.cast.viewer(getattr(ground, name))
    assert files.may_read(viewer, files.get(made.file_id)) is may
