"""``lms import questions``, as typed."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lms.cli import main
from tests.conftest import as_application, drop_database, new_database

Lms = Callable[..., Result]


@pytest.fixture(scope="module")
def lms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lms]:
    """Give the command line on a database of its own."""
    url = new_database("questions")
    env = {
        "LMS_DATABASE_URL": as_application(url),
        "LMS_OWNER_DATABASE_URL": url,
        "LMS_SECRET_KEY": "k3Jx9_vQ2mZr8Ty5Lp0Wb7Nc4Hd6Fg1Sa",
        "LMS_DEVELOPMENT": "1",
        "LMS_FILES_DIR": str(tmp_path_factory.mktemp("files")),
    }
    yield lambda *words: CliRunner().invoke(main, ["import", "questions", *words], env=env)
    drop_database(url)


def test_a_good_file_leaves_with_0_and_is_kept(lms: Lms, tmp_path: Path) -> None:
    path = tmp_path / "a.gift"
    path.write_text("Le premier geste ?{=Le regard ~Le silence}\n\nOn salue.{T}")
    for counts in ((2, 0), (0, 2)):
        done = lms(str(path), "--json")
        told = json.loads(done.stdout)
        assert done.exit_code == 0
        assert (told["created"], told["unchanged"]) == counts
        assert (told["format"], told["refused"]) == ("gift", [])


def test_a_refusal_leaves_with_1_and_says_where_and_why(lms: Lms, tmp_path: Path) -> None:
    path = tmp_path / "b.gift"
    path.write_text("On salue.{T}\n\n::Sans réponse juste::Q{~a ~b}")
    done = lms(str(path), "--json")
    assert done.exit_code == 1
    (row,) = json.loads(done.stdout)["refused"]
    assert (row["row"], row["name"], row["field"]) == (3, "Sans réponse juste", "options")
    assert "valent ensemble moins" in row["reason"], "in the language of who reads it"
    said = lms(str(path))
    assert said.exit_code == 1
    assert "unchanged: 1" in said.stdout


def test_a_missing_file_is_one_sentence(lms: Lms) -> None:
    done = lms("/nowhere/a.gift")
    assert done.exit_code == 2
    assert "does not exist" in done.output
