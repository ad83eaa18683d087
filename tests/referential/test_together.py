"""A version is written with those who carry it, and nobody is exposed."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.core import clock
from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.models import AuditRow
from lms.core.policy import decide
from lms.core.privacy import erase_person, export_person
from lms.referential import services
from lms.referential.models import Comment, Contribution, Version, Voice
from lms.referential.queries import content_of
from lms.referential.queries.together import heard_for, remarks_on, table_of
from lms.referential.rules import Gap, State
from lms.referential.rules.voices import Group, Heard
from lms.referential.services import NotReady, together
from lms.referential.services.together import Words
from tests.cast import NOW, Cast
from tests.pages import faults, page
from tests.pages import fill as post
from tests.referential.making import begin, nobody_needed, publish
from tests.referential.rules.test_content import WHOLE

SEEN = Words(moment="At the door", expects="To be seen", feels="I am welcome", does="Look up")
FRONT = Group.FRONTLINE


def speak(cast: Cast, version: Version, *names: str, group: Group = FRONT) -> None:
    """Let people contribute, each their own line."""
    for name in names:
        together.contribute(
            version_id=version.id, person_id=cast.people[name].id, group=group, words=SEEN
        )
    session.flush()


@pytest.fixture
def later() -> Iterator[Any]:
    """Give a clock that can be moved by days."""
    with clock.frozen(NOW):
        yield lambda days: clock.frozen(NOW + timedelta(days=days))


# ---- contributions ------------------------------------------------------------------------------


def test_words_and_people_are_kept_apart(cast: Cast) -> None:
    draft = begin(cast)
    speak(cast, draft, "alice")
    one = session.scalars(select(Contribution)).one()
    mine = {str(cast.alice.id), cast.alice.given_name}
    assert not mine & {str(value) for value in vars(one).values()}
    columns = set(Contribution.__table__.c.keys())
    assert not columns & {"author_id", "person_id", "at", "created_at", "unit_id"}
    assert [one.person_id for one in session.scalars(select(Voice))] == [cast.alice.id]


def test_no_audit_says_who_contributed(cast: Cast) -> None:
    draft = begin(cast)
    before = set(session.scalars(select(AuditRow.id)))
    speak(cast, draft, "alice", "bruno")
    assert set(session.scalars(select(AuditRow.id))) == before


def test_canary_an_audit_line_would_be_seen(cast: Cast) -> None:
    """Planted bug: contributing leaves a line with its author; the test above would fail."""
    from lms.core import audit

    draft = begin(cast)
    before = set(session.scalars(select(AuditRow.id)))
    speak(cast, draft, "alice")
    audit.note("referential.contribute", "version", draft.id, actor_id=cast.alice.id)
    session.flush()
    assert set(session.scalars(select(AuditRow.id))) != before


def test_who_of_a_group_spoke_changes_nothing_that_is_read(cast: Cast) -> None:
    """Twin worlds: Alice, Bruno and Yann, or Alice, Bruno and Fatou; the table is the same."""
    seen = []
    for third in ("yann", "fatou"):
        with session.begin_nested() as world:
            draft = begin(cast)
            speak(cast, draft, "alice", "bruno", third)
            heard = heard_for(draft)
            table = table_of(draft, heard)
            seen.append((heard, sorted((s.group, s.expects, s.votes) for s in table.alone)))
            world.rollback()
        session.expire_all()
    assert seen[0] == seen[1]


def test_words_of_a_group_wait_until_three_of_its_people_wrote(cast: Cast) -> None:
    draft = begin(cast)
    speak(cast, draft, "alice", "bruno")
    speak(cast, draft, "alice")
    table = table_of(draft, heard_for(draft))
    assert (table.alone, dict(table.waiting)) == ((), {FRONT: 3})
    speak(cast, draft, "yann")
    table = table_of(draft, heard_for(draft))
    assert len(table.alone) == 4
    assert not table.waiting


def test_what_is_said_in_the_room_is_read_at_once_and_opens_nothing_else(cast: Cast) -> None:
    draft = begin(cast)
    speak(cast, draft, "alice")
    together.hold_workshop(version_id=draft.id, actor_id=cast.henri.id, people={FRONT: 9})
    together.say_in_room(version_id=draft.id, group=FRONT, words=SEEN)
    table = table_of(draft, heard_for(draft))
    assert [one.in_room for one in table.alone] == [True]
    assert dict(table.waiting) == {FRONT: 1}


def test_a_contribution_starts_from_the_client(cast: Cast) -> None:
    draft = begin(cast)
    with pytest.raises(Invalid):
        together.contribute(
            version_id=draft.id,
            person_id=cast.alice.id,
            group=FRONT,
            words=Words(moment="At the till", does="We smile"),
        )
    assert session.scalar(select(Voice.person_id)) is None


# ---- the workshop -------------------------------------------------------------------------------


def test_what_says_the_same_becomes_a_moment_of_the_draft(cast: Cast) -> None:
    draft = begin(cast)
    made = [
        together.say_in_room(
            version_id=draft.id,
            group=group,
            words=Words(expects=f"Expects {n}", feels=f"Feels {n}", does=f"Does {n}"),
        )
        for n, group in enumerate(Group)
    ]
    together.vote(contribution_id=made[1].id, hands=1)
    theme = together.regroup(
        version_id=draft.id, contribution_ids=[one.id for one in made], title="The door"
    )
    code = together.adopt(theme_id=theme.id, channel="store", actor_id=cast.henri.id)
    session.expire_all()
    content = content_of(draft)
    moment = next(one for one in content.moments if one.code == code)
    assert (moment.name, moment.expectation, moment.emotion) == ("The door", "Expects 1", "Feels 1")
    assert set(moment.rituals) == {"Does 0", "Does 1", "Does 2"}
    assert content.channels[0].moments == ("welcome", code)
    with pytest.raises(Refused):
        together.adopt(theme_id=theme.id, channel="store", actor_id=cast.henri.id)


def test_hands_are_never_fewer_than_none(cast: Cast) -> None:
    draft = begin(cast)
    made = together.say_in_room(version_id=draft.id, group=FRONT, words=SEEN)
    for hands in (-1, 1, 1, -1):
        together.vote(contribution_id=made.id, hands=hands)
    assert made.votes == 1


def test_words_nobody_may_read_yet_are_not_put_together(cast: Cast) -> None:
    draft = begin(cast)
    speak(cast, draft, "alice")
    hidden = session.scalars(select(Contribution.id)).one()
    with pytest.raises(Invalid):
        together.regroup(version_id=draft.id, contribution_ids=[hidden], title="Guess")


def test_a_group_is_taken_apart(cast: Cast) -> None:
    draft = begin(cast)
    made = together.say_in_room(version_id=draft.id, group=FRONT, words=SEEN)
    theme = together.regroup(version_id=draft.id, contribution_ids=[made.id], title="Door")
    together.ungroup(theme_id=theme.id)
    table = table_of(draft, heard_for(draft))
    assert (table.themes, len(table.alone)) == ((), 1)


def test_a_workshop_is_lived_on_one_screen(cast: Cast, client: FlaskClient) -> None:
    draft = begin(cast)
    cast.sign_in(client, cast.henri)
    base = f"/referential/versions/{draft.id}/workshop"
    assert post(client, f"{base}/people").status_code == 422
    assert post(client, f"{base}/people", frontline="6", managers="2").status_code == 303
    wrong = post(client, f"{base}/say", group="frontline", does="Nothing of the client")
    assert wrong.status_code == 422
    assert faults(wrong.get_data(as_text=True)) == []
    said = {"group": "frontline", "expects": "To be seen", "feels": "Welcome"}
    assert post(client, f"{base}/say", **said).status_code == 303
    one = session.scalars(select(Contribution)).one()
    assert post(client, f"/referential/contributions/{one.id}/vote", hands="1").status_code == 303
    assert post(client, f"{base}/regroup", title="Door", chosen=str(one.id)).status_code == 303
    session.expire_all()
    theme = session.scalars(select(Contribution.theme_id)).one()
    part = client.get(base, headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert part.get_data(as_text=True).lstrip().startswith('<div id="table"')
    adopted = post(client, f"/referential/themes/{theme}/adopt", channel="store")
    assert adopted.status_code == 303
    html = page(client, base)
    assert "Door" in html


# ---- consultation and publication ---------------------------------------------------------------


def test_a_version_is_published_once_heard_and_read(cast: Cast, later: Any) -> None:
    draft = begin(cast)
    with pytest.raises(NotReady) as refused:
        services.publish(version_id=draft.id, actor_id=cast.henri.id)
    assert {one.gap for one in refused.value.missing} == {
        Gap.VOICES_FRONTLINE,
        Gap.VOICES_MANAGERS,
        Gap.VOICES_BRAND,
        Gap.NOT_CONSULTED,
    }
    people = {Group.FRONTLINE: 5, Group.MANAGERS: 3, Group.BRAND: 1}
    together.hold_workshop(version_id=draft.id, actor_id=cast.henri.id, people=people)
    speak(cast, draft, "henri", group=Group.BRAND)
    services.consult(version_id=draft.id, actor_id=cast.henri.id)
    with later(13), pytest.raises(NotReady):
        services.publish(version_id=draft.id, actor_id=cast.henri.id)
    with later(14):
        services.publish(version_id=draft.id, actor_id=cast.henri.id)
    assert draft.state == State.PUBLISHED.value
    heard = heard_for(draft)
    assert heard[Group.BRAND] == Heard(own=1, room=1)
    assert session.scalars(select(Voice)).all() == []


def test_what_comes_from_a_file_says_that_nobody_was_heard(cast: Cast, client: FlaskClient) -> None:
    publish(cast)
    cast.sign_in(client, cast.alice)
    assert heard_for(session.scalars(select(Version)).one()) == {}
    assert page(client, "/referential").count('id="with"') == 1


def test_words_hold_still_while_everybody_reads(cast: Cast) -> None:
    draft = begin(cast)
    services.consult(version_id=draft.id, actor_id=cast.henri.id)
    with pytest.raises(Refused):
        services.save_draft(version_id=draft.id, content=WHOLE, actor_id=cast.henri.id)
    services.reopen(version_id=draft.id, actor_id=cast.henri.id)
    services.save_draft(version_id=draft.id, content=WHOLE, actor_id=cast.henri.id)


def test_a_comment_is_dated_grouped_and_answered(cast: Cast, later: Any) -> None:
    draft = begin(cast)
    services.consult(version_id=draft.id, actor_id=cast.henri.id)
    made = together.comment(
        version_id=draft.id,
        person_id=cast.alice.id,
        group=FRONT,
        about="moment:welcome",
        body="Ten seconds is long.",
    )
    together.answer(comment_id=made.id, actor_id=cast.henri.id, words="Five, then.")
    seen = remarks_on(draft.id, cast.bruno.id)[0]
    assert (seen.group, seen.at, seen.answer, seen.is_mine) == (FRONT, NOW, "Five, then.", False)
    assert remarks_on(draft.id, cast.alice.id)[0].is_mine
    with later(14), pytest.raises(Refused):
        together.comment(
            version_id=draft.id, person_id=cast.alice.id, group=FRONT, about="", body="Late"
        )


def test_one_takes_back_ones_own_comment_only(cast: Cast) -> None:
    draft = begin(cast)
    services.consult(version_id=draft.id, actor_id=cast.henri.id)
    made = together.comment(
        version_id=draft.id, person_id=cast.alice.id, group=FRONT, about="", body="Mine"
    )
    with pytest.raises(NotFound):
        together.take_back(comment_id=made.id, person_id=cast.bruno.id)
    together.take_back(comment_id=made.id, person_id=cast.alice.id)
    assert session.scalars(select(Comment)).all() == []


def test_erasing_somebody_keeps_the_words_and_loses_the_author(cast: Cast) -> None:
    draft = begin(cast)
    speak(cast, draft, "alice")
    services.consult(version_id=draft.id, actor_id=cast.henri.id)
    together.comment(
        version_id=draft.id, person_id=cast.alice.id, group=FRONT, about="", body="Kept words"
    )
    held = export_person(cast.alice.id)
    assert {"referential_voice", "referential_comment"} <= set(held)
    assert "referential_contribution" not in held
    erase_person(cast.alice.id)
    session.expire_all()
    kept = session.scalars(select(Comment)).one()
    assert (kept.body, kept.author_id) == ("Kept words", None)
    assert session.scalars(select(Voice)).all() == []
    assert len(session.scalars(select(Contribution)).all()) == 1


# ---- who reads what -----------------------------------------------------------------------------

EVERYBODY = ("alice", "marion", "karim", "rachel", "henri")
PLACES = {
    "/referential": EVERYBODY,
    "/referential/mirrors": EVERYBODY,
    "/referential/contribute": EVERYBODY,
    "/referential/versions/{open}/consultation": EVERYBODY,
    "/referential/versions/{open}/difference": EVERYBODY,
    "/referential/versions": ("henri",),
    "/referential/versions/{draft}/draft": ("henri",),
    "/referential/versions/{draft}/workshop": ("henri",),
    "/referential/versions/{draft}/difference": ("henri",),
    "/referential/coverage": ("henri",),
    "/referential/coverage.csv": ("henri",),
    "/referential/tasks": ("henri",),
}


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_reads_what(cast: Cast, client: FlaskClient, who: str) -> None:
    from dataclasses import replace

    from lms.referential.rules import Kind

    publish(cast)
    opened = begin(cast, replace(WHOLE, promise="Next."))
    services.consult(version_id=opened.id, actor_id=cast.henri.id)
    draft = services.start_draft(kind=Kind.COOPERATION, actor_id=cast.henri.id)
    cast.sign_in(client, cast.people[who])
    read = {
        place
        for place in PLACES
        if client.get(place.format(open=opened.id, draft=draft.id)).status_code == 200
    }
    assert read == {place for place, readers in PLACES.items() if who in readers}


def test_a_comment_shows_no_name_to_anybody(cast: Cast, client: FlaskClient) -> None:
    draft = begin(cast)
    services.consult(version_id=draft.id, actor_id=cast.henri.id)
    together.comment(
        version_id=draft.id, person_id=cast.alice.id, group=FRONT, about="", body="Hello"
    )
    for who in ("bruno", "marion", "henri"):
        cast.sign_in(client, cast.people[who])
        html = page(client, f"/referential/versions/{draft.id}/consultation")
        assert "Hello" in html
        assert cast.alice.family_name not in html
        assert str(cast.alice.id) not in html


def test_everybody_speaks_from_their_phone(cast: Cast, client: FlaskClient) -> None:
    draft = begin(cast)
    cast.sign_in(client, cast.alice)
    page(client, "/referential/contribute")
    wrong = post(client, "/referential/contribute", does="We smile")
    assert wrong.status_code == 422
    assert faults(wrong.get_data(as_text=True)) == []
    sent = post(client, "/referential/contribute", expects="To be seen", feels="Welcome")
    assert sent.status_code == 303
    assert heard_for(draft)[FRONT].own == 1
    services.consult(version_id=draft.id, actor_id=cast.henri.id)
    base = f"/referential/versions/{draft.id}"
    assert post(client, f"{base}/comments", body=" ").status_code == 422
    assert post(client, f"{base}/comments", body="Good", about="promise").status_code == 303
    one = session.scalars(select(Comment)).one()
    assert post(client, f"/referential/comments/{one.id}/answer", answer="x").status_code == 403
    cast.sign_in(client, cast.henri)
    assert post(client, f"/referential/comments/{one.id}/answer", answer="").status_code == 422
    assert (
        post(client, f"/referential/comments/{one.id}/answer", answer="Thanks").status_code == 303
    )


def test_head_office_publishes_from_its_pages(cast: Cast, client: FlaskClient, later: Any) -> None:
    nobody_needed(cast, days=1)
    draft = begin(cast)
    cast.sign_in(client, cast.henri)
    base = f"/referential/versions/{draft.id}"
    page(client, f"{base}/publish")
    assert post(client, f"{base}/consult").status_code == 303
    page(client, f"{base}/consultation")
    assert post(client, f"{base}/publish").status_code == 409
    with later(1):
        cast.sign_in(client, cast.henri)
        page(client, f"{base}/publish")
        assert post(client, f"{base}/publish").status_code == 303
    session.expire_all()
    assert session.get_one(Version, draft.id).state == "published"


def test_a_minimum_is_never_below_what_a_policy_says(cast: Cast) -> None:
    with pytest.raises(Invalid):
        decide("referential.voices.readable", 2, decided_by=cast.henri.id, reason="Quicker")
