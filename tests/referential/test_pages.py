"""Head office writes and publishes the referential item by item; everybody reads it."""

from dataclasses import replace
from typing import Any

import pytest
from flask import current_app
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from lms.core.db import session
from lms.referential import services
from lms.referential.models import Version
from lms.referential.queries import content_of, find_open, find_version, list_items
from lms.referential.rules import Kind, Mirror, State
from tests.cast import Cast
from tests.pages import faults, page, token_of
from tests.pages import fill as post
from tests.referential.making import begin, publish
from tests.referential.rules.test_content import WHOLE
from tests.referential.rules.test_mirrors import KINDS_AND_CODES

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def keep(client: FlaskClient, draft: str, what: str, **fields: Any) -> TestResponse:
    """Post one item of a draft."""
    return post(client, draft.replace("/draft", f"/items/{what}"), **fields)


def test_head_office_writes_item_by_item(cast: Cast, client: FlaskClient) -> None:
    cast.sign_in(client, cast.henri)
    page(client, "/referential/versions")
    found = post(client, "/referential/versions").headers["Location"]
    draft = client.get(found).headers["Location"]
    page(client, draft)
    assert keep(client, draft, "moment", name="L'accueil", expectation="Être vu").status_code == 303
    assert keep(client, draft, "skill", name="Écouter", moments=["l-accueil"]).status_code == 303
    post(client, draft.replace("/draft", "/promise"), promise="Vous êtes vu.")
    html = page(client, draft)
    assert "Être vu" in html
    content = content_of(session.scalars(select(Version)).one())
    assert (content.promise, content.skills[0].moments) == ("Vous êtes vu.", ("l-accueil",))


def test_two_people_write_two_items_and_nothing_is_lost(cast: Cast, client: FlaskClient) -> None:
    draft = begin(cast)
    cast.sign_in(client, cast.henri)
    url = f"/referential/versions/{draft.id}/draft"
    opened = {code: services.stamp(one) for one in WHOLE.attitudes for code in (one.code,)}
    for code in ("a0", "a1"):
        sent = {"code": code, "was": opened[code], "name": f"Mine {code}"}
        assert keep(client, url, "attitude", **sent).status_code == 303
    session.expire_all()
    names = [one.name for one in content_of(draft).attitudes]
    assert names == ["Mine a0", "Mine a1", "Attitude 2"]


def test_the_same_item_written_twice_shows_both(cast: Cast, client: FlaskClient) -> None:
    draft = begin(cast)
    cast.sign_in(client, cast.henri)
    url = f"/referential/versions/{draft.id}/draft"
    was = services.stamp(WHOLE.attitudes[0])
    keep(client, url, "attitude", code="a0", was=was, name="Theirs")
    answer = keep(client, url, "attitude", code="a0", was=was, name="Mine")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Theirs" in html
    assert "Mine" in html
    assert faults(html) == []
    now = services.stamp(content_of(draft).attitudes[0])
    assert keep(client, url, "attitude", code="a0", over=now, name="Mine").status_code == 303


def test_a_kept_item_answers_htmx_with_how_it_stands(cast: Cast, client: FlaskClient) -> None:
    draft = begin(cast)
    cast.sign_in(client, cast.henri)
    answer = client.post(
        f"/referential/versions/{draft.id}/items/attitude",
        data={"code": "a0", "was": services.stamp(WHOLE.attitudes[0]), "name": "Vrai", "_key": "k"},
        headers=PARTIAL | {"X-CSRF-Token": token_of(client)},
    )
    assert answer.status_code == 200
    assert 'id="s-attitude-a0"' in answer.get_data(as_text=True)


def test_one_item_is_open_at_a_time_and_its_part_comes_alone(
    cast: Cast, client: FlaskClient
) -> None:
    draft = begin(cast)
    cast.sign_in(client, cast.henri)
    url = f"/referential/versions/{draft.id}/draft"
    assert 'name="expectation"' not in page(client, url)
    assert page(client, f"{url}?open=moment-welcome").count('name="expectation"') == 1
    part = {
        query: client.get(f"{url}?{query}", headers=PARTIAL).get_data(as_text=True)
        for query in ("open=moment-welcome", "fold=moment-welcome", "open=moment-")
    }
    assert ["<html" in one or "<!doctype" in one.lower() for one in part.values()] == [False] * 3
    assert ['name="expectation"' in one for one in part.values()] == [True, False, True]
    for gone in ("moment-nowhere", "mirror-moment-welcome", "elsewhere-", ""):
        assert client.get(f"{url}?open={gone}", headers=PARTIAL).status_code == 404


def test_a_sixth_moment_comes_back_with_its_words(cast: Cast, client: FlaskClient) -> None:
    moments = tuple(replace(WHOLE.moments[0], code=f"m{n}", name=f"M{n}") for n in range(6))
    channel = replace(WHOLE.channels[0], moments=("m0",))
    draft = begin(cast, replace(WHOLE, moments=moments, channels=(channel,), skills=()))
    cast.sign_in(client, cast.henri)
    answer = post(
        client,
        f"/referential/versions/{draft.id}/items/channel",
        code="store",
        was=services.stamp(channel),
        name="In store",
        moments=[one.code for one in moments],
    )
    assert answer.status_code == 422
    assert faults(answer.get_data(as_text=True)) == []


def test_an_item_moves_up_and_is_taken_out(cast: Cast, client: FlaskClient) -> None:
    second = replace(WHOLE.skills[0], code="second", name="Second")
    draft = begin(cast, replace(WHOLE, skills=(*WHOLE.skills, second)))
    cast.sign_in(client, cast.henri)
    url = f"/referential/versions/{draft.id}/items/skill"
    post(client, f"{url}/up", code="second")
    post(client, f"{url}/remove", code="listen", was=services.stamp(WHOLE.skills[0]))
    session.expire_all()
    assert [one.code for one in content_of(draft).skills] == ["second"]


def test_an_unfinished_draft_is_neither_consulted_nor_published(
    cast: Cast, client: FlaskClient
) -> None:
    draft = begin(cast, replace(WHOLE, promise=""))
    cast.sign_in(client, cast.henri)
    page(client, f"/referential/versions/{draft.id}/publish")
    for act in ("consult", "publish"):
        assert post(client, f"/referential/versions/{draft.id}/{act}").status_code == 409


def test_a_published_version_has_no_editor(cast: Cast, client: FlaskClient) -> None:
    version = publish(cast)
    cast.sign_in(client, cast.henri)
    base = f"/referential/versions/{version.id}"
    assert client.get(f"{base}/draft").status_code == 404
    assert client.get(f"{base}/workshop").status_code == 404
    assert post(client, f"{base}/items/moment", name="X").status_code == 404
    page(client, base)
    assert b"promise:" in client.get(f"{base}/referential.yml").data


def test_employees_read_the_published_words(cast: Cast, client: FlaskClient) -> None:
    publish(cast)
    cast.sign_in(client, cast.alice)
    html = page(client, "/referential")
    assert "To be seen." in html
    page(client, f"/referential/items/{list_items()[0].uid}")
    page(client, "/referential/mirrors")


def test_an_empty_network_says_so(cast: Cast, client: FlaskClient) -> None:
    cast.sign_in(client, cast.henri)
    for address in (
        "/referential",
        "/referential/mirrors",
        "/referential/coverage",
        "/referential/tasks",
        "/referential/contribute",
        "/referential/versions?kind=management",
    ):
        page(client, address)


def test_a_mirror_is_written_from_its_page(cast: Cast, client: FlaskClient) -> None:
    publish(cast)
    draft = services.start_draft(kind=Kind.MANAGEMENT, actor_id=cast.henri.id)
    services.save_draft(version_id=draft.id, content=WHOLE, actor_id=cast.henri.id)
    cast.sign_in(client, cast.henri)
    base = f"/referential/versions/{draft.id}"
    page(client, f"{base}/draft")
    html = page(client, f"{base}/draft?open=mirror-moment-welcome")
    assert 'id="reason-moment-welcome"' in html
    wrong = {"kind": "moment", "service": "welcome", "by": "welcome", "reason": "Both"}
    refused = post(client, f"{base}/mirrors", **wrong)
    assert refused.status_code == 422
    assert faults(refused.get_data(as_text=True)) == []
    for kind, code in KINDS_AND_CODES:
        assert post(client, f"{base}/mirrors", kind=kind, service=code, by=code).status_code == 303
    session.expire_all()
    said = {(one.kind, one.service, one.by) for one in content_of(draft).mirrors}
    assert said == {(kind, code, code) for kind, code in KINDS_AND_CODES}


def test_three_referentials_stand_side_by_side(cast: Cast, client: FlaskClient) -> None:
    publish(cast)
    mirrors = tuple(Mirror(kind=k, service=c, by=c) for k, c in KINDS_AND_CODES)
    publish(cast, replace(WHOLE, promise="We look up too.", mirrors=mirrors), Kind.MANAGEMENT)
    cast.sign_in(client, cast.alice)
    html = page(client, "/referential/mirrors")
    assert "We look up too." in html
    assert "We look up too." in page(client, "/referential?kind=management")


def test_what_changed_is_read_side_by_side(cast: Cast, client: FlaskClient) -> None:
    publish(cast)
    second = publish(cast, replace(WHOLE, promise="You leave with a smile."))
    cast.sign_in(client, cast.alice)
    html = page(client, f"/referential/versions/{second.id}/difference")
    assert "You leave with a smile." in html
    assert "You leave with an answer." in html


def test_what_became_of_an_item_is_said_on_the_page(cast: Cast, client: FlaskClient) -> None:
    publish(cast)
    after = replace(WHOLE.skills[0], code="hear", name="Hear")
    draft = begin(cast, replace(WHOLE, skills=(after,)))
    cast.sign_in(client, cast.henri)
    base = f"/referential/versions/{draft.id}"
    page(client, f"{base}/draft")
    assert 'id="note-skill-listen"' in page(client, f"{base}/draft?open=left-skill-listen")
    fields = {"kind": "skill", "before": "listen", "into": "hear", "note": ""}
    assert post(client, f"{base}/origins", **fields).status_code == 303
    session.expire_all()
    assert [(o.before, o.after) for o in content_of(draft).origins] == [("listen", "hear")]


@pytest.mark.parametrize("who", ["alice", "marion", "karim", "rachel"])
def test_others_read_and_do_not_write(cast: Cast, client: FlaskClient, who: str) -> None:
    version = publish(cast)
    draft = begin(cast, replace(WHOLE, promise="Not yet."))
    cast.sign_in(client, cast.people[who])
    assert client.get("/referential").status_code == 200
    for address in ("/referential/versions", f"/referential/versions/{version.id}"):
        assert client.get(address).status_code == 403
    assert client.get(f"/referential/versions/{draft.id}/difference").status_code == 404
    assert post(client, "/referential/versions").status_code == 403


def test_a_draft_is_forgotten(cast: Cast, client: FlaskClient) -> None:
    draft = begin(cast)
    cast.sign_in(client, cast.henri)
    post(client, f"/referential/versions/{draft.id}/discard")
    assert find_open() is None
    assert find_version(State.PUBLISHED) is None


def test_hostile_words_are_shown_as_words(cast: Cast, client: FlaskClient) -> None:
    evil = "<script>alert(1)</script>"
    moment = replace(WHOLE.moments[0], name=evil, rituals=(evil,), expectation=evil)
    draft = begin(cast, replace(WHOLE, promise=evil, moments=(moment,)))
    cast.sign_in(client, cast.henri)
    for address in ("draft", "publish", "workshop", "difference"):
        assert evil not in page(client, f"/referential/versions/{draft.id}/{address}")


def test_everybody_finds_a_moment_by_its_name(cast: Cast) -> None:
    from lms.core.search import SEARCHERS

    publish(cast)
    find = SEARCHERS["referential.items"]
    with current_app.test_request_context():
        assert [one.label for one in find(cast.viewer(cast.alice), "welco", 5)] == []
        assert [one.label for one in find(cast.viewer(cast.alice), "welcome", 5)] == ["Welcome"]
