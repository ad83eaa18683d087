"""``lms guard check`` as typed: texts, lines, rosters, and what cannot be read."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from lms.cli import main
from tests.conftest import as_application, drop_database, new_database

ROSTER = {"people": [{"given": "Karim", "family": "Benali"}], "units": ["Vélizy 2"]}


def guard(*words: str, given: str | bytes = "") -> Result:
    """Type ``lms guard check``."""
    return CliRunner().invoke(main, ["guard", "check", *words], input=given)


@pytest.fixture
def roster(tmp_path: Path) -> str:
    """Give a roster in a file."""
    path = tmp_path / "roster.json"
    path.write_text(json.dumps(ROSTER))
    return str(path)


def test_a_text_is_answered_in_json(roster: str):
    answer = guard("--roster", roster, "-", given="😊 Karim a vu le client à Vélizy 2")
    assert answer.exit_code == 0, answer.output
    found = json.loads(answer.stdout)
    assert [(f["start"], f["end"], f["kind"]) for f in found] == [
        (2, 7, "first_name"),
        (25, 33, "unit"),
    ]
    assert all(finding["suggestion"] for finding in found)


def test_a_clean_text_is_an_empty_list(roster: str, tmp_path: Path):
    path = tmp_path / "card.txt"
    path.write_text("Reformulez la demande avant de répondre.")
    answer = guard("--roster", roster, str(path))
    assert (answer.exit_code, json.loads(answer.stdout)) == (0, [])


def test_each_line_is_answered_with_its_own_roster():
    rows = [
        {"id": "a", "text": "Karim hésite", "roster": {"people": [], "units": []}},
        {"id": 7, "text": "wanda hésite", "roster": {"people": [{"given": "Wanda"}]}},
        {"id": None, "text": "Un client hésite", "roster": ROSTER},
    ]
    answer = guard("--jsonl", "-", given="\n\n".join(json.dumps(row) for row in rows))
    assert answer.exit_code == 0, answer.output
    said = [json.loads(line) for line in answer.stdout.splitlines()]
    assert [(row["id"], len(row["findings"])) for row in said] == [("a", 1), (7, 1), (None, 0)]


def test_lines_without_a_roster_use_the_one_given(roster: str):
    answer = guard("--jsonl", "--roster", roster, "-", given='{"id": 1, "text": "à velizy 2"}\n')
    assert json.loads(answer.stdout)["findings"][0]["kind"] == "unit"


def test_suggestions_come_in_english_too(roster: str):
    answer = guard("--roster", roster, "--locale", "en", "-", given="Karim")
    assert json.loads(answer.stdout)[0]["suggestion"] == "somebody on the team"


@pytest.mark.parametrize(
    ("words", "given", "sentence"),
    [
        (["--jsonl"], '{"id": 1, "text": "a", "roster": {}}\n{"id"', "line 2: this is not JSON"),
        (["--jsonl"], '{"id": 1}', 'line 1: an object with "id" and "text" is needed.'),
        (["--jsonl"], "[1]", 'line 1: an object with "id" and "text" is needed.'),
        (["--jsonl"], '{"id": 1, "text": "a", "roster": []}', "line 1: the roster must be"),
        (["--jsonl"], '{"text": "a", "roster": {"people": [3]}}', "line 1: somebody of the roster"),
        (["--jsonl"], b"\xff\xfe{", "line 1: byte 1 is not UTF-8."),
        ([], b"caf\xe9", "the text: byte 4 is not UTF-8."),
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence(
    words: list[str], given: str | bytes, sentence: str
):
    answer = guard(*words, "-", given=given)
    assert answer.exit_code == 2
    assert sentence in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 1


def test_lines_before_a_bad_one_are_answered():
    answer = guard("--jsonl", "-", given='{"id": 1, "text": "a", "roster": {}}\nnot json\n')
    assert answer.exit_code == 2
    assert json.loads(answer.stdout) == {"id": 1, "findings": []}


def test_a_missing_file_is_told():
    assert guard("/nowhere/at/all.txt").exit_code == 2


def test_without_a_database_a_roster_is_enough(roster: str):
    """The web and the database are not even imported."""
    code = (
        "import sys; from lms.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "assert not {'flask', 'sqlalchemy'} & set(sys.modules), 'imported'\n"
    )
    env = {"PATH": os.environ["PATH"], "LMS_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"}
    done = subprocess.run(
        [sys.executable, "-c", code, "guard", "check", "--roster", roster, "-"],
        input="Karim",
        capture_output=True,
        text=True,
        check=False,
        env=env | {"PYTHONPATH": os.environ.get("PYTHONPATH", ".")},
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)[0]["kind"] == "first_name"


def test_without_a_roster_the_network_gives_its_own(tmp_path: Path):
    """People of the database are known; the command closes what it opened."""
    url = new_database("guard")
    try:
        add_somebody(url)
        env = {
            "LMS_DATABASE_URL": as_application(url),
            "LMS_SECRET_KEY": "k3Jx9_vQ2mZr8Ty5Lp0Wb7Nc4Hd6Fg1Sa",
            "LMS_DEVELOPMENT": "1",
            "LMS_FILES_DIR": str(tmp_path),
        }
        words = ["guard", "check", "-"]
        answer = CliRunner().invoke(main, words, input="on a vu quemeneur", env=env)
    finally:
        drop_database(url)
    assert answer.exit_code == 0, answer.output
    assert [found["kind"] for found in json.loads(answer.stdout)] == ["surname"]


def add_somebody(url: str) -> None:
    """Write one person in a database."""
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    row = "insert into accounts_person (id, given_name, family_name, sort_key, created_at) values "
    with engine.begin() as connection:
        connection.execute(
            sa.text(row + "(gen_random_uuid(), 'Ouardia', 'Quemeneur', 'quemeneur ouardia', now())")
        )
    engine.dispose()
