"""Folder or bucket: the same promises, and the bucket stays private and forgets."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import httpx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.config import Bucket, Settings, SettingsError, load_settings
from lms.core import clock, files, ids
from lms.core.db import session
from lms.core.doctor import Patient, State
from lms.core.errors import NotFound
from lms.core.files import Kind, LocalStorage, Storage
from lms.core.files.bucket import BucketStorage, BucketUnavailable
from lms.core.files.health import bucket as look
from lms.core.files.store import sweep_orphans
from lms.core.jobs import drain
from tests.cast import Cast
from tests.core import media
from tests.core.furnished import furnish
from tests.core.object_store import VERSIONED, new_bucket, object_store, say

pytestmark = pytest.mark.xdist_group("object_store")


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with object_store() as at:
        yield at


@pytest.fixture
def bucket(endpoint: str) -> Bucket:
    return new_bucket(endpoint)


@pytest.fixture(params=["folder", "bucket"])
def place(request, tmp_path: Path) -> Storage:
    if request.param == "folder":
        return LocalStorage(tmp_path / "files")
    return BucketStorage(request.getfixturevalue("bucket"), tmp_path / "files")


def keep(place: Storage, key: str, data: bytes) -> Path:
    prepared = place.workspace() / ids.new_id().hex
    prepared.write_bytes(data)
    place.save(key, prepared)
    return prepared


def known(place: Storage) -> list[str]:
    return [key for key, _at in place.keys()]  # noqa: SIM118


# --- one contract -------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, 70_000])
def test_what_is_kept_is_read_again_and_what_was_prepared_is_gone(place, size):
    data = bytes(range(256)) * (size // 256 + 1)
    prepared = keep(place, "ab12", data[:size])
    with place.open("ab12") as opened:
        assert opened.read() == data[:size]
    assert not prepared.exists()


def test_a_film_of_several_parts_is_read_from_any_place(place):
    film = Random(1).randbytes(20_000_000)
    keep(place, "f11f", film)
    with place.open("f11f") as opened:
        assert opened.seek(0, io.SEEK_END) == len(film)
        for at, count in ((0, 10), (8_388_600, 20), (19_999_990, 100), (3, 1)):
            assert opened.seek(at) == at
            assert opened.tell() == at
            assert opened.read(count) == film[at : at + count]
        opened.seek(12_345_678)
        assert opened.seek(-5_678, io.SEEK_CUR) == 12_340_000
        assert opened.read() == film[12_340_000:]


def test_saving_again_replaces_the_whole(place):
    keep(place, "ab12", b"first, and longer")
    keep(place, "ab12", b"second")
    with place.open("ab12") as opened:
        assert opened.read() == b"second"
    assert known(place) == ["ab12"]


def test_deleting_leaves_nothing_and_is_no_fault_twice(place):
    keep(place, "ab12", b"x")
    keep(place, "cd34", b"y")
    place.delete("ab12")
    place.delete("ab12")
    with pytest.raises(FileNotFoundError):
        place.open("ab12")
    assert known(place) == ["cd34"]


def test_keys_say_when_they_were_kept_and_what_was_left_half_done(place):
    before = datetime.now(UTC) - timedelta(seconds=2)
    keep(place, "ab12", b"x")
    (place.workspace() / "half").write_bytes(b"x")
    found = dict(place.keys())
    assert sorted(found) == [".incoming/half", "ab12"]
    assert all(before <= at <= datetime.now(UTC) + timedelta(seconds=2) for at in found.values())
    place.delete(".incoming/half")
    assert known(place) == ["ab12"]


def test_nothing_is_kept_in_a_place_never_written_to(place):
    assert known(place) == []


@pytest.mark.parametrize("key", ["../x", "a/b", "/etc/passwd", "", ".incoming/../x", "a.b", "é1"])
def test_a_key_is_never_a_path(place, key):
    (place.workspace() / "ab").write_bytes(b"x")
    for act in (place.open, place.delete, lambda one: place.save(one, place.workspace() / "ab")):
        with pytest.raises(ValueError, match="key"):
            act(key)


# --- the bucket under the application -----------------------------------------------------------


def objects(bucket: Bucket) -> set[str]:
    store = BucketStorage(bucket, Path("/nowhere"))
    return {key for key, _at in store.keys()}  # noqa: SIM118


@pytest.fixture
def shelf(kernel: Flask, bucket: Bucket, tmp_path: Path) -> Bucket:
    """The kernel keeping its files in the bucket."""
    furnish(kernel, files_dir=tmp_path / "files", bucket=bucket)
    return bucket


def send(kind: Kind = Kind.PHOTO, data: bytes | None = None) -> files.StoredFile:
    data = data or media.picture()
    return files.put(io.BytesIO(data), filename="a.jpg", kind=kind, owner=ids.new_id())


def test_a_file_sent_is_in_the_bucket_under_a_random_name_and_not_on_this_disk(shelf, tmp_path):
    kept = send()
    assert objects(shelf) == {kept.key}
    assert kept.id.hex != kept.key
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    with files.open_file(kept.id) as opened:
        assert len(opened.read()) == kept.size


def test_a_refused_file_never_reaches_the_bucket(shelf, tmp_path):
    with pytest.raises(files.FileRefused):
        send(data=b"<svg/>")
    assert objects(shelf) == set()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_deleting_takes_the_row_now_and_the_object_after_the_commit(shelf, kernel):
    kept = send()
    files.delete(kept.id)
    assert objects(shelf) == {kept.key}
    session.commit()
    drain(kernel, strict=True)
    assert objects(shelf) == set()


def test_objects_that_no_row_names_are_swept_and_those_of_others_stay(shelf):
    kept = send()
    store = BucketStorage(shelf, Path("/nowhere"))
    orphan = ids.new_id().hex
    say(f"{shelf.endpoint}/{shelf.name}/{shelf.prefix}/{orphan}", "PUT", b"left by a crash")
    say(f"{shelf.endpoint}/{shelf.name}/elsewhere/{orphan}", "PUT", b"of another installation")
    assert objects(shelf) == {kept.key, orphan}
    sweep_orphans(now=clock.now())
    assert objects(shelf) == {kept.key, orphan}, "an upload may still be under way"
    sweep_orphans(now=clock.now() + timedelta(hours=3))
    assert objects(shelf) == {kept.key}
    assert list(store._bench.keys()) == []
    other = replace(shelf, prefix="elsewhere")
    assert objects(other) == {orphan}


def test_a_lost_object_is_not_found_rather_than_an_accident(shelf):
    kept = send()
    files.storage().delete(kept.key)
    with pytest.raises(NotFound):
        files.open_file(kept.id)


def test_a_store_that_is_away_is_named_without_its_words(shelf, tmp_path):
    away = BucketStorage(replace(shelf, endpoint="http://127.0.0.1:9"), tmp_path)
    with pytest.raises(BucketUnavailable) as caught:
        keep(away, "ab12", b"x")
    assert shelf.name not in str(caught.value)
    assert "127.0.0.1" not in str(caught.value)
    assert caught.value.__cause__ is None
    gone = BucketStorage(replace(shelf, name="absent"), tmp_path)
    with pytest.raises(BucketUnavailable):
        keep(gone, "ab12", b"x")


@pytest.fixture
def alice(app: Flask, client: FlaskClient, cast: Cast, bucket: Bucket, tmp_path: Path):
    """Alice's phone, files being in the bucket."""
    before = app.extensions.get("files")
    app.extensions["files"] = BucketStorage(bucket, tmp_path)
    yield cast.sign_in(client, cast.alice)
    app.extensions["files"] = before


def test_a_film_of_the_bucket_is_served_by_parts_to_those_who_may(app, alice, cast, bucket):
    film = media.film()
    kept = files.put(io.BytesIO(film), filename="f.mp4", kind=Kind.VIDEO, owner=cast.alice.id)
    session.commit()
    whole = alice.get(kept.url, buffered=True)
    assert (whole.status_code, len(whole.data)) == (200, kept.size)
    for asked, part in (
        ("0-9", slice(0, 10)),
        ("100-", slice(100, None)),
        ("-20", slice(-20, None)),
    ):
        answer = alice.get(kept.url, headers={"Range": f"bytes={asked}"}, buffered=True)
        assert answer.status_code == 206
        assert answer.data == whole.data[part]
    assert alice.get(kept.url, headers={"Range": "bytes=9999999-"}).status_code == 416
    assert bucket.endpoint not in str(whole.headers)
    stranger = app.test_client().get(kept.url, buffered=True)
    assert stranger.status_code in {302, 401}


# --- the doctor ---------------------------------------------------------------------------------


def examined(bucket: Bucket | None, tmp_path: Path) -> dict[str, State]:
    settings = Settings("", "", "k" * 32, bucket=bucket, files_dir=tmp_path)
    return {one.check: one.state for one in look(Patient(settings, ""))}


def test_a_private_bucket_that_forgets_is_well_and_left_as_it_was(bucket, tmp_path):
    assert examined(bucket, tmp_path) == {"files": State.WELL}
    assert objects(bucket) == set()
    assert examined(None, tmp_path) == {"files": State.WELL}


def test_a_bucket_that_does_not_answer_or_is_not_there_is_ill(bucket, tmp_path):
    for wrong in (
        replace(bucket, endpoint="http://127.0.0.1:9"),
        replace(bucket, name="absent"),
    ):
        assert examined(wrong, tmp_path) == {"files": State.ILL}


def test_canary_a_bucket_that_anybody_reads_is_ill(bucket, tmp_path):
    kept = BucketStorage(bucket, tmp_path)
    keep(kept, "ab12", b"x")
    url = f"{bucket.endpoint}/{bucket.name}"
    assert httpx.get(f"{url}/{bucket.prefix}/ab12").status_code == 403
    policy = (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",'
        f' "Action": "s3:GetObject", "Resource": "arn:aws:s3:::{bucket.name}/*"}}]}}'
    )
    say(f"{url}?policy", "PUT", policy.encode())
    assert httpx.get(f"{url}/{bucket.prefix}/ab12").content == b"x"
    assert examined(bucket, tmp_path) == {"files.open": State.ILL}


def test_canary_a_bucket_that_keeps_versions_is_told(bucket, tmp_path):
    say(f"{bucket.endpoint}/{bucket.name}?versioning", "PUT", VERSIONED)
    assert examined(bucket, tmp_path) == {"files.versions": State.WEAK}


# --- settings -----------------------------------------------------------------------------------

ENV = {
    "LMS_DATABASE_URL": "postgresql:///x",
    "LMS_SECRET_KEY": "k" * 32,
    "LMS_S3_BUCKET": "files",
    "LMS_S3_KEY_ID": "id",
    "LMS_S3_SECRET": "very-secret",
    "LMS_S3_ENDPOINT": "https://s3.example.org/",
}


def test_a_bucket_is_named_by_the_environment_and_its_secret_is_not_printed():
    found = load_settings(ENV)
    assert found.bucket == Bucket("files", "id", "very-secret", "https://s3.example.org")
    assert "very-secret" not in repr(found)
    assert load_settings(ENV | {"LMS_S3_BUCKET": ""}).bucket is None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"LMS_S3_SECRET": ""}, "LMS_S3_SECRET"),
        ({"LMS_S3_KEY_ID": " "}, "LMS_S3_KEY_ID"),
        ({"LMS_S3_ENDPOINT": "s3.example.org"}, "LMS_S3_ENDPOINT"),
    ],
)
def test_a_bucket_half_named_is_one_clear_sentence(change, sentence):
    with pytest.raises(SettingsError, match=sentence):
        load_settings(ENV | change)
