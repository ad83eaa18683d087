"""``lms import course`` then ``lms paths``: a new version is proposed, chosen, undone, as typed."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from sqlalchemy.pool import NullPool

from lms.cli import main
from lms.config import psycopg_url
from tests.conftest import as_application, drop_database, new_database

Lms = Callable[..., Result]

COURSE = "---\ntitle: Un\n---\n"
LESSON = "---\ntitle: A\n---\n{words}\n"
FOLLOW = """
INSERT INTO accounts_person (id, external_id, given_name, family_name, sort_key, created_at)
VALUES (md5('p')::uuid, 'N1', 'Alice', 'Martin', 'martin alice', '2026-01-01');
INSERT INTO courses_enrolment (id, person_id, path_uid, path_version_id, enrolled_at, state,
       progress, done, total)
SELECT md5('e')::uuid, md5('p')::uuid, uid, current_version_id, '2026-01-01', 'not_started', 0, 0, 1
FROM courses_path;
"""


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    url = new_database("paths")
    yield url
    drop_database(url)


@pytest.fixture(scope="module")
def lms(database: str, tmp_path_factory: pytest.TempPathFactory) -> Lms:
    """Give the command line on a database of its own."""
    env = {
        "LMS_DATABASE_URL": as_application(database),
        "LMS_OWNER_DATABASE_URL": database,
        "LMS_SECRET_KEY": "k3Jx9_vQ2mZr8Ty5Lp0Wb7Nc4Hd6Fg1Sa",
        "LMS_DEVELOPMENT": "1",
        "LMS_FILES_DIR": str(tmp_path_factory.mktemp("files")),
    }
    return lambda *words: CliRunner().invoke(main, list(words), env=env)


def test_a_course_brought_again_asks_and_the_choice_is_typed(
    lms: Lms, database: str, tmp_path: Path
) -> None:
    (tmp_path / "course.md").write_text(COURSE)
    (tmp_path / "a.md").write_text(LESSON.format(words="Regardez."))
    first = json.loads(lms("import", "course", str(tmp_path), "--json").stdout)
    assert first["proposals"] == []
    engine = sa.create_engine(psycopg_url(database), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text(FOLLOW))
    engine.dispose()
    (tmp_path / "a.md").write_text(LESSON.format(words="Levez les yeux."))
    again = json.loads(lms("import", "course", str(tmp_path), "--json").stdout)
    [asked] = again["proposals"]
    [row] = json.loads(lms("paths", "versions", "--json").stdout)
    assert (row["id"], row["people"], row["keep"]) == (asked, 1, {"moves": 1})
    assert "1 people" in lms("paths", "versions").stdout
    refused = lms("paths", "choose", asked, "void")
    assert refused.exit_code == 1
    chosen = lms("paths", "choose", asked, "void", "--reason", "New law")
    assert (chosen.exit_code, chosen.stdout) == (0, "1 people to look at\n")
    assert json.loads(lms("paths", "versions", "--json").stdout) == []
    assert lms("paths", "undo", asked).exit_code == 1, "not while it is being applied"
