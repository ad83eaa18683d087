"""A draft is written, published frozen, superseded; the database holds it too."""

from dataclasses import replace

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from lms.core import ids
from lms.core.db import session
from lms.core.errors import Invalid, Refused
from lms.core.models import FactRow
from lms.referential import services
from lms.referential.imports import bring_referential, read_referential
from lms.referential.models import Channel, ChannelMoment, Moment, Skill, Version
from lms.referential.queries import content_of, find_version, list_items
from lms.referential.rules import Content, Kind, State
from lms.referential.rules import Moment as MomentWords
from lms.referential.services import NotReady
from tests.cast import NOW, Cast
from tests.referential.making import publish
from tests.referential.rules.test_content import MOMENT, WHOLE


def test_what_is_published_is_what_was_written(cast: Cast) -> None:
    version = publish(cast)
    session.expire_all()
    assert content_of(version) == WHOLE
    assert (version.state, version.published_at) == ("published", NOW)
    assert list(session.scalars(select(FactRow.kind))) == ["ReferentialPublished"]


def test_a_new_version_supersedes_and_items_keep_their_uid(cast: Cast) -> None:
    first = publish(cast)
    uid = session.scalar(select(Moment.uid).where(Moment.version_id == first.id))
    second = publish(cast, replace(WHOLE, promise="You leave with a smile."))
    session.expire_all()
    assert session.get_one(Version, first.id).state == "superseded"
    assert second.number == first.number + 1
    assert session.scalar(select(Moment.uid).where(Moment.version_id == second.id)) == uid
    assert content_of(session.get_one(Version, first.id)) == WHOLE


def test_a_draft_begins_from_what_is_published_and_there_is_one(cast: Cast) -> None:
    publish(cast)
    draft = services.start_draft(actor_id=cast.henri.id)
    assert content_of(draft) == WHOLE
    assert services.start_draft(actor_id=cast.henri.id).id == draft.id


def test_the_same_words_are_not_published_twice(cast: Cast) -> None:
    publish(cast)
    with pytest.raises(Refused):
        publish(cast)


def test_an_incomplete_draft_says_what_it_lacks(cast: Cast) -> None:
    with pytest.raises(NotReady) as refused:
        publish(cast, replace(WHOLE, promise="", attitudes=()))
    assert len(refused.value.missing) == 2


def _six() -> Content:
    moments = tuple(replace(MOMENT, code=f"m{n}", name=f"Moment {n}") for n in range(6))
    channel = replace(WHOLE.channels[0], moments=tuple(m.code for m in moments))
    return replace(WHOLE, moments=moments, channels=(channel,), skills=())


def test_a_sixth_moment_is_refused_in_words(cast: Cast) -> None:
    draft = services.start_draft(actor_id=cast.henri.id)
    with pytest.raises(Invalid):
        services.save_draft(version_id=draft.id, content=_six(), actor_id=cast.henri.id)


def test_a_sixth_moment_is_refused_by_the_database_too(cast: Cast) -> None:
    five = _six()
    five = replace(
        five, channels=(replace(five.channels[0], moments=five.channels[0].moments[:5]),)
    )
    draft = services.start_draft(actor_id=cast.henri.id)
    services.save_draft(version_id=draft.id, content=five, actor_id=cast.henri.id)
    channel = session.scalars(select(Channel).where(Channel.version_id == draft.id)).one()
    placed = select(ChannelMoment.moment_id)
    spare = session.scalars(
        select(Moment).where(Moment.version_id == draft.id, Moment.id.not_in(placed))
    ).one()
    for place in (5, 6):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.add(
                ChannelMoment(
                    id=ids.new_id(),
                    version_id=draft.id,
                    channel_id=channel.id,
                    moment_id=spare.id,
                    place=place,
                )
            )
            session.flush()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE referential_version SET promise = 'x' WHERE state = 'published'",
        "UPDATE referential_version SET state = 'draft', published_at = NULL",
        "DELETE FROM referential_version",
        "UPDATE referential_attitude SET name = 'x'",
        "DELETE FROM referential_ritual",
        "DELETE FROM referential_channel_moment",
        "UPDATE referential_skill SET name = 'x'",
        (
            "INSERT INTO referential_skill (id, version_id, uid, code, name, place)"
            " SELECT CAST('00000000-0000-4000-8000-000000000001' AS uuid), version_id,"
            " CAST('00000000-0000-4000-8000-000000000002' AS uuid), 'x', 'x', 9"
            " FROM referential_skill"
        ),
    ],
)
def test_the_database_keeps_what_was_published(cast: Cast, statement: str) -> None:
    publish(cast)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text(statement))


def test_the_database_refuses_to_publish_what_lacks_something(cast: Cast) -> None:
    draft = services.start_draft(actor_id=cast.henri.id)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(
            text(
                "UPDATE referential_version SET state = 'published', published_at = :now"
                " WHERE id = :id"
            ),
            {"id": draft.id, "now": NOW},
        )


def test_canary_without_its_trigger_the_past_can_be_rewritten(cast: Cast) -> None:
    """Planted bug: the trigger is gone; the very statement refused above goes through."""
    publish(cast)
    session.execute(text("SET LOCAL ROLE NONE"))
    session.execute(text("ALTER TABLE referential_skill DISABLE TRIGGER referential_freeze"))
    session.execute(text("UPDATE referential_skill SET name = 'x'"))
    assert session.scalar(select(Skill.name)) == "x"


def test_two_channels_may_share_a_moment(cast: Cast) -> None:
    phone = replace(WHOLE.channels[0], code="phone", name="By phone")
    version = publish(cast, replace(WHOLE, channels=(*WHOLE.channels, phone)))
    assert [c.moments for c in content_of(version).channels] == [("welcome",), ("welcome",)]


def test_a_mirrored_referential_has_its_own_life(cast: Cast) -> None:
    publish(cast)
    draft = services.start_draft(kind=Kind.MANAGEMENT, actor_id=cast.henri.id)
    assert content_of(draft) == Content()
    assert find_version(State.PUBLISHED, Kind.MANAGEMENT) is None


def test_items_are_found_by_those_who_point_at_them(cast: Cast) -> None:
    publish(cast)
    assert {(one.kind, one.code) for one in list_items()} == {
        ("attitude", "a0"),
        ("attitude", "a1"),
        ("attitude", "a2"),
        ("moment", "welcome"),
        ("skill", "listen"),
    }


def test_a_discarded_draft_leaves_nothing(cast: Cast) -> None:
    publish(cast)
    draft = services.start_draft(actor_id=cast.henri.id)
    services.discard_draft(version_id=draft.id, actor_id=cast.henri.id)
    assert find_version(State.DRAFT) is None
    with pytest.raises(Refused):
        services.discard_draft(
            version_id=session.scalars(select(Version.id)).one(), actor_id=cast.henri.id
        )


YAML = """
promise: You leave with an answer.
attitudes: [{name: Curieux}, {name: Précis}, {name: Chaleureux, meaning: Sourire d'abord}]
moments:
  - name: L'accueil
    expectation: Être vu
    emotion: Bienvenu
    rituals: [Lever les yeux]
    clues: [Le client sourit]
channels: [{name: En magasin, moments: [l-accueil]}]
skills: [{code: ecouter, name: Écouter, moments: [l-accueil]}]
"""


def test_a_referential_comes_as_yaml_once(cast: Cast) -> None:
    first = bring_referential(YAML, actor_id=cast.henri.id)
    assert content_of(first).moments == (
        MomentWords(
            code="l-accueil",
            name="L'accueil",
            expectation="Être vu",
            emotion="Bienvenu",
            rituals=("Lever les yeux",),
            clues=("Le client sourit",),
        ),
    )
    assert bring_referential(YAML, actor_id=cast.henri.id).id == first.id


@pytest.mark.parametrize(
    "wrong", ["[", "a: b: c", "just words", "kind: sales", "attitudes: 3", "moments: [x]"]
)
def test_yaml_that_does_not_read_is_refused(wrong: str) -> None:
    with pytest.raises(Invalid):
        read_referential(wrong)
