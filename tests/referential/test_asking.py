"""Everybody is told that a version may be read, and is led to it from their home until they spoke."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import current_app
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import Range

from lms.core import clock, jobs, todo
from lms.core.db import session
from lms.core.notices.models import Notice
from lms.network.models import Brand, Membership
from lms.referential import services
from lms.referential.models import Comment, Referential, Version
from lms.referential.queries import asking
from lms.referential.rules.voices import Group
from lms.referential.services import publishing, together
from lms.referential.services.together import Words
from tests.cast import NOW, TODAY, Cast
from tests.pages import page
from tests.referential.making import begin, nobody_needed, publish
from tests.referential.rules.test_content import WHOLE

SAID = Words(expects="To be seen")


def open_it(cast: Cast) -> Version:
    """Open the consultation of a second version, and do what follows by itself."""
    publish(cast)
    draft = begin(cast, replace(WHOLE, promise="Next."))
    with clock.frozen(NOW):
        services.consult(version_id=draft.id, actor_id=cast.henri.id)
        jobs.drain(strict=True)
    return draft


def told() -> dict[str, list[Notice]]:
    session.expire_all()
    rows = session.scalars(select(Notice).where(Notice.kind == publishing.ASK)).all()
    return {
        str(one.person_id): [*(r for r in rows if r.person_id == one.person_id)] for one in rows
    }


def acts(cast: Cast, who: str) -> list[str]:
    with current_app.test_request_context():
        found = todo.next_acts(cast.viewer(cast.people[who]), NOW)
    return [act.url for act in found if act.code == "referential.asked"]


def test_everybody_at_work_is_told_once_in_the_app_only(cast: Cast) -> None:
    draft = open_it(cast)
    found = told()
    for who in ("alice", "marion", "karim", "rachel", "zoe"):
        (one,) = found[str(cast.people[who].id)]
        assert (one.endpoint, one.args) == (
            "referential.consultation",
            {"version_id": str(draft.id)},
        )
        assert (one.mail, one.act) == ("none", False)
    assert len(found) == len(list(asking.at_work(TODAY)))


def test_who_left_is_not_told(cast: Cast) -> None:
    over = Range(TODAY - timedelta(days=400), TODAY - timedelta(days=1))
    jobs_of = update(Membership).where(Membership.person_id == cast.bruno.id)
    session.execute(jobs_of.values(during=over))
    open_it(cast)
    assert str(cast.bruno.id) not in told()
    assert str(cast.alice.id) in told()


def test_taken_back_before_the_telling_tells_nobody(cast: Cast) -> None:
    publish(cast)
    draft = begin(cast, replace(WHOLE, promise="Next."))
    services.consult(version_id=draft.id, actor_id=cast.henri.id)
    services.reopen(version_id=draft.id, actor_id=cast.henri.id)
    jobs.drain(strict=True)
    assert told() == {}


def test_taken_back_it_waits_for_nobody_and_the_notice_leads_to_the_words_in_force(
    cast: Cast, client: FlaskClient
) -> None:
    draft = open_it(cast)
    services.reopen(version_id=draft.id, actor_id=cast.henri.id)
    assert all(one.done_at for rows in told().values() for one in rows)
    cast.sign_in(client, cast.alice)
    answer = client.get(f"/referential/versions/{draft.id}/consultation")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/referential")


def test_opened_again_another_day_it_is_told_again(cast: Cast) -> None:
    draft = open_it(cast)
    services.reopen(version_id=draft.id, actor_id=cast.henri.id)
    with clock.frozen(NOW + timedelta(days=2)):
        services.consult(version_id=draft.id, actor_id=cast.henri.id)
        jobs.drain(strict=True)
    assert [one.done_at is None for one in told()[str(cast.alice.id)]].count(True) == 1
    assert len(told()[str(cast.alice.id)]) == 2


def test_published_it_waits_for_nobody(cast: Cast) -> None:
    nobody_needed(cast)
    draft = open_it(cast)
    services.publish(version_id=draft.id, actor_id=cast.henri.id)
    assert all(one.done_at for rows in told().values() for one in rows)


def test_the_referential_of_one_brand_is_not_told_to_the_network(cast: Cast) -> None:
    publish(cast)
    draft = begin(cast, replace(WHOLE, promise="Next."))
    brand = session.scalars(select(Brand.id).limit(1)).one()
    session.execute(
        update(Referential).where(Referential.id == draft.referential_id).values(brand_id=brand)
    )
    session.expire_all()
    services.consult(version_id=draft.id, actor_id=cast.henri.id)
    jobs.drain(strict=True)
    assert told() == {}
    assert acts(cast, "alice") == []


# ---- from home ----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["alice", "marion", "karim", "rachel"])
def test_home_leads_to_what_is_read_by_everybody(cast: Cast, client: FlaskClient, who: str) -> None:
    draft = open_it(cast)
    cast.sign_in(client, cast.people[who])
    where = f"/referential/versions/{draft.id}/consultation"
    assert f'href="{where}"' in page(client, "/")
    page(client, where)


def test_who_commented_is_not_asked_again(cast: Cast) -> None:
    draft = open_it(cast)
    assert acts(cast, "alice") == [f"/referential/versions/{draft.id}/consultation"]
    with clock.frozen(NOW):
        together.comment(
            version_id=draft.id, person_id=cast.alice.id, group=Group.FRONTLINE, about="", body="Ok"
        )
    assert acts(cast, "alice") == []
    assert len(acts(cast, "bruno")) == 1


def test_canary_a_question_that_forgets_who_spoke_is_caught(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted bug: whoever's comment ends the asking of everybody."""
    draft = open_it(cast)
    with clock.frozen(NOW):
        together.comment(
            version_id=draft.id, person_id=cast.bruno.id, group=Group.FRONTLINE, about="", body="Ok"
        )
    assert len(acts(cast, "alice")) == 1
    asking._to_read.cache_clear()
    monkeypatch.setattr(todo, "ME", Comment.author_id)
    try:
        assert acts(cast, "alice") == []
    finally:
        asking._to_read.cache_clear()


def test_who_writes_it_is_not_asked(cast: Cast) -> None:
    open_it(cast)
    assert acts(cast, "henri") == []


def test_after_its_last_day_nobody_is_led_to_it(cast: Cast) -> None:
    draft = open_it(cast)
    last = update(Version).where(Version.id == draft.id)
    session.execute(
        last.values(
            consulted_from=TODAY - timedelta(days=20), consulted_until=TODAY - timedelta(days=1)
        )
    )
    assert acts(cast, "alice") == []


def test_words_are_asked_of_a_group_until_enough_of_it_were_heard(cast: Cast) -> None:
    draft = begin(cast)
    assert acts(cast, "alice") == ["/referential/contribute"]
    together.contribute(
        version_id=draft.id, person_id=cast.alice.id, group=Group.FRONTLINE, words=SAID
    )
    session.flush()
    assert acts(cast, "alice") == []
    assert acts(cast, "bruno") == ["/referential/contribute"]
    together.hold_workshop(version_id=draft.id, actor_id=cast.henri.id, people={Group.FRONTLINE: 4})
    session.flush()
    assert acts(cast, "bruno") == []
    assert acts(cast, "marion") == ["/referential/contribute"]
