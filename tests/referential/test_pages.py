"""The referential on screen: everybody reads, head office writes and publishes."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.core.db import session
from lms.referential.models import Version
from lms.referential.queries import content_of, list_items
from tests.cast import Cast
from tests.pages import faults, page, post
from tests.referential.test_rules import WHOLE
from tests.referential.test_services import publish


def _sent(**changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "promise": WHOLE.promise,
        "moment-0-name": "L'accueil",
        "moment-0-code": "accueil",
        "moment-0-rituals": "Lever les yeux\n\nSourire",
        "channel-0-name": "En magasin",
        "channel-0-moments": ["accueil"],
        "skill-0-name": "Écouter",
        "skill-0-moments": ["accueil"],
    }
    for n, name in enumerate(("Curieux", "Précis", "Chaleureux")):
        fields[f"attitude-{n}-name"] = name
    return {**fields, **changes}


def test_head_office_writes_reads_and_publishes(cast: Cast, client: FlaskClient) -> None:
    cast.sign_in(client, cast.henri)
    page(client, "/referential/versions")
    draft = post(client, "/referential/versions").headers["Location"]
    page(client, draft)
    assert post(client, draft, **_sent()).status_code == 303
    html = page(client, draft)
    assert "Lever les yeux" in html
    ready = post(client, draft, **_sent(publish="1")).headers["Location"]
    page(client, ready)
    assert post(client, ready).status_code == 303
    version = session.scalars(select(Version)).one()
    assert version.state == "published"
    assert content_of(version).moments[0].rituals == ("Lever les yeux", "Sourire")
    cast.sign_in(client, cast.alice)
    assert "En magasin" in page(client, "/referential")
    item = list_items()[0]
    page(client, f"/referential/items/{item.uid}")


def test_an_empty_network_says_so(cast: Cast, client: FlaskClient) -> None:
    cast.sign_in(client, cast.alice)
    page(client, "/referential")


def test_a_sixth_moment_comes_back_with_its_words(cast: Cast, client: FlaskClient) -> None:
    cast.sign_in(client, cast.henri)
    draft = post(client, "/referential/versions").headers["Location"]
    codes = [f"m{n}" for n in range(6)]
    many = {f"moment-{n}-name": f"Moment {n}" for n in range(6)}
    many |= {f"moment-{n}-code": code for n, code in enumerate(codes)}
    answer = post(client, draft, **_sent(**many, **{"channel-0-moments": codes}))
    assert answer.status_code == 422
    assert faults(answer.get_data(as_text=True)) == []


def test_an_unfinished_draft_is_not_published(cast: Cast, client: FlaskClient) -> None:
    cast.sign_in(client, cast.henri)
    draft = post(client, "/referential/versions").headers["Location"]
    ready = draft.replace("/draft", "/publish")
    page(client, ready)
    assert post(client, ready).status_code == 409


def test_a_published_version_has_no_editor(cast: Cast, client: FlaskClient) -> None:
    version = publish(cast)
    cast.sign_in(client, cast.henri)
    assert client.get(f"/referential/versions/{version.id}/draft").status_code == 404
    assert post(client, f"/referential/versions/{version.id}/draft", **_sent()).status_code == 404
    page(client, f"/referential/versions/{version.id}")


@pytest.mark.parametrize("who", ["alice", "marion", "karim", "rachel"])
def test_others_read_and_do_not_write(cast: Cast, client: FlaskClient, who: str) -> None:
    version = publish(cast)
    cast.sign_in(client, cast.people[who])
    assert client.get("/referential").status_code == 200
    for address in ("/referential/versions", f"/referential/versions/{version.id}"):
        assert client.get(address).status_code == 403
    assert post(client, "/referential/versions").status_code == 403


def test_hostile_words_are_shown_as_words(cast: Cast, client: FlaskClient) -> None:
    cast.sign_in(client, cast.henri)
    draft = post(client, "/referential/versions").headers["Location"]
    evil = "<script>alert(1)</script>"
    post(client, draft, **_sent(promise=evil, **{"moment-0-rituals": evil, "skill-0-name": evil}))
    html = page(client, draft)
    assert evil not in html
    ready = post(client, draft, **_sent(promise=evil, publish="1")).headers["Location"]
    assert evil not in page(client, ready)
