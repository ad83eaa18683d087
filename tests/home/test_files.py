"""Files are served to those who may read them, and never run."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.core import files, ids
from lms.core.db import session
from lms.core.files import Kind, StoredFile
from tests.cast import Cast
from tests.core import media


def keep(kind: Kind, data: bytes, cast: Cast, name: str = "fichier") -> StoredFile:
    kept = files.put(io.BytesIO(data), filename=name, kind=kind, owner=cast.alice.id)
    session.commit()
    return kept


def fetch(client: FlaskClient, url: str, headers: dict[str, str] | None = None) -> TestResponse:
    """Read an answer to its end, so that the file is closed."""
    return client.get(url, headers=headers, buffered=True)


@pytest.fixture
def alice(client: FlaskClient, cast: Cast) -> FlaskClient:
    """Alice's phone."""
    return cast.sign_in(client, cast.alice)


def test_lesson_content_is_kept_by_the_browser_alone(alice, cast):
    kept = keep(Kind.IMAGE, media.picture(), cast, "Été <1>.png")
    answer = fetch(alice, kept.url)
    assert answer.status_code == 200
    assert len(answer.data) == kept.size
    assert answer.content_type == "image/jpeg"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"].startswith("inline")
    again = fetch(alice, kept.url, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("asked", "status", "wanted"),
    [
        ("bytes=0-9", 206, slice(0, 10)),
        ("bytes=100-", 206, slice(100, None)),
        ("bytes=-20", 206, slice(-20, None)),
        ("bytes=9999999-", 416, None),
    ],
)
def test_a_film_is_read_by_parts(alice, cast, asked, status, wanted):
    kept = keep(Kind.VIDEO, media.film(), cast)
    whole = fetch(alice, kept.url).data
    answer = fetch(alice, kept.url, headers={"Range": asked})
    assert answer.status_code == status
    if wanted is not None:
        assert answer.data == whole[wanted]
        assert answer.headers["Content-Range"].endswith(f"/{len(whole)}")
        assert answer.headers["Accept-Ranges"] == "bytes"


def test_what_a_browser_could_open_elsewhere_is_handed_over(alice, cast):
    kept = keep(Kind.TABLE, media.CSV, cast, 'a"; filename=evil.html.csv')
    answer = fetch(alice, kept.url)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "evil.html" not in answer.headers["Content-Disposition"].replace("evil.html.csv", "")
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_stranger_and_a_colleague_get_nothing_and_missing_looks_the_same(app: Flask, cast: Cast):
    photo = keep(Kind.PHOTO, media.picture(), cast)
    assert fetch(app.test_client(), photo.url).status_code in {302, 401}
    bruno = cast.sign_in(app.test_client(), cast.bruno)
    foreign, missing = fetch(bruno, photo.url), fetch(bruno, files.url(ids.new_id(), photo.name))
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert len(foreign.data) == len(missing.data)
    ranged = fetch(bruno, photo.url, headers={"Range": "bytes=0-9"})
    assert ranged.status_code == 404


def test_canary_serving_by_bare_identifier_would_show_it(app: Flask, cast: Cast, monkeypatch):
    photo = keep(Kind.PHOTO, media.picture(), cast)
    monkeypatch.setattr(files, "readable", lambda _viewer, file_id: files.get(file_id))
    bruno = cast.sign_in(app.test_client(), cast.bruno)
    assert fetch(bruno, photo.url).status_code == 200
