"""``lms files to-bucket`` and what ``lms doctor`` says of the bucket, as typed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from lms.cli import main
from lms.core.files import LocalStorage
from lms.core.files.bucket import BucketStorage
from tests.conftest import as_application, drop_database, new_database
from tests.core.object_store import new_bucket, object_store

pytestmark = pytest.mark.xdist_group("object_store")


@pytest.fixture
def url() -> Iterator[str]:
    made = new_database("cli_files")
    yield made
    drop_database(made)


def test_a_folder_goes_to_its_bucket_once_and_the_doctor_is_well(url, tmp_path: Path):
    folder = LocalStorage(tmp_path)
    for key in ("ab12", "cd34"):
        prepared = folder.workspace() / key
        prepared.write_bytes(key.encode())
        folder.save(key, prepared)
    (folder.workspace() / "half").write_bytes(b"left by a crash")
    with object_store() as endpoint:
        bucket = new_bucket(endpoint)
        env = {
            "LMS_DATABASE_URL": as_application(url),
            "LMS_SECRET_KEY": "k3Jx9_vQ2mZr8Ty5Lp0Wb7Nc4Hd6Fg1Sa",
            "LMS_FILES_DIR": str(tmp_path),
            "LMS_S3_BUCKET": bucket.name,
            "LMS_S3_KEY_ID": bucket.key_id,
            "LMS_S3_SECRET": bucket.secret,
            "LMS_S3_ENDPOINT": endpoint,
        }
        told = [CliRunner().invoke(main, ["files", "to-bucket"], env=env) for _turn in (1, 2)]
        assert [one.output.split(",")[0] for one in told] == [
            f"{n} files copied to {bucket.name}" for n in (2, 0)
        ], told
        place = BucketStorage(bucket, tmp_path)
        with place.open("cd34") as opened:
            assert opened.read() == b"cd34"
        found = json.loads(CliRunner().invoke(main, ["doctor", "--json"], env=env).output)
        assert [one["state"] for one in found if one["check"] == "files"] == ["well"]
    with folder.open("ab12") as opened:
        assert opened.read() == b"ab12", "the folder is kept"


def test_without_a_bucket_there_is_nowhere_to_copy(url, tmp_path: Path):
    env = {
        "LMS_DATABASE_URL": as_application(url),
        "LMS_SECRET_KEY": "k3Jx9_vQ2mZr8Ty5Lp0Wb7Nc4Hd6Fg1Sa",
        "LMS_FILES_DIR": str(tmp_path),
    }
    said = CliRunner().invoke(main, ["files", "to-bucket"], env=env)
    assert said.exit_code == 1
    assert "LMS_S3_BUCKET" in said.output
