"""``lms import units`` and ``lms import people``, as typed."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lms.cli import main
from tests.conftest import as_application, drop_database, new_database
from tests.material import MATERIAL, needs
from tests.network.imports_ground import file_of

Lms = Callable[..., Result]


@pytest.fixture(scope="module")
def lms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lms]:
    """Give the command line on a database of its own."""
    url = new_database("network")
    env = {
        "LMS_DATABASE_URL": as_application(url),
        "LMS_OWNER_DATABASE_URL": url,
        "LMS_SECRET_KEY": "k3Jx9_vQ2mZr8Ty5Lp0Wb7Nc4Hd6Fg1Sa",
        "LMS_DEVELOPMENT": "1",
        "LMS_FILES_DIR": str(tmp_path_factory.mktemp("files")),
    }
    yield lambda *words: CliRunner().invoke(main, ["import", *words], env=env)
    drop_database(url)


@pytest.fixture(scope="module")
def shops(lms: Lms, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two stores, brought in by the command."""
    path = tmp_path_factory.mktemp("shops") / "shops.csv"
    path.write_text("Code;Nom;Ville\n0101;Nantes Beaulieu;Nantes\n0102;Rennes Alma;Rennes\n")
    assert lms("units", str(path)).exit_code == 0
    return path


def test_a_good_file_leaves_with_0_and_twice_changes_nothing(lms: Lms, shops: Path) -> None:
    done = lms("units", str(shops), "--json")
    told = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (told["created"], told["unchanged"], told["refused"]) == (0, 2, [])


def test_a_dry_run_keeps_nothing(lms: Lms, shops: Path, tmp_path: Path) -> None:
    assert shops.exists()
    path = tmp_path / "people.csv"
    path.write_bytes(file_of(("N1", "Lina", "Faure", "0101")))
    for _time in range(2):
        told = json.loads(lms("people", str(path), "--json", "--dry-run").stdout)
        assert told["created"] == 1


def test_a_refusal_leaves_with_1_and_the_rest_is_taken(
    lms: Lms, shops: Path, tmp_path: Path
) -> None:
    assert shops.exists()
    path = tmp_path / "people.csv"
    path.write_bytes(file_of(("P1", "Lina", "Faure", "0101"), ("P2", "Omar", "Blin", "zzzz")))
    done = lms("people", str(path), "--json")
    told = json.loads(done.stdout)
    assert done.exit_code == 1
    assert told["created"] == 1
    assert [(row["row"], row["field"]) for row in told["refused"]] == [(3, "unit")]


def test_many_leavers_need_to_be_accepted(lms: Lms, shops: Path, tmp_path: Path) -> None:
    assert shops.exists()
    everybody, few = tmp_path / "all.csv", tmp_path / "few.csv"
    rows = [(f"M{n}", "Lina", f"Faure{n}", "0102") for n in range(10)]
    everybody.write_bytes(file_of(*rows))
    few.write_bytes(file_of(*rows[:3]))
    assert lms("people", str(everybody)).exit_code == 0
    refused = lms("people", str(few), "--complete")
    assert refused.exit_code == 1
    assert "--accept-leavers" in refused.output
    done = lms("people", str(few), "--complete", "--accept-leavers", "--json")
    assert json.loads(done.stdout)["ended"] >= 7


def test_columns_are_named_on_the_command_line(lms: Lms, shops: Path, tmp_path: Path) -> None:
    assert shops.exists()
    path = tmp_path / "odd.csv"
    titles = ("Clé", "P.", "N.", "Où", "E-mail")
    path.write_bytes(file_of(("Q1", "Lina", "Faure", "0101", "lina"), titles=titles))
    words = [f"--map={pair}" for pair in ("external_id=Clé", "given_name=P.", "family_name=N.")]
    done = lms("people", str(path), *words, "--map=unit=Où", "--ignore=E-mail", "--json")
    assert json.loads(done.stdout)["created"] == 1, done.output
    assert lms("people", str(path), "--map=unit=Nowhere").exit_code == 2


@pytest.mark.parametrize(("path", "code"), [("/nowhere/a.csv", 2), ("/tmp", 1)])
def test_what_is_no_file_is_one_sentence(lms: Lms, path: str, code: int) -> None:
    done = lms("people", path)
    assert done.exit_code == code
    assert "Traceback" not in done.output


@needs("org")
def test_oracle_sample_comes_in_three_commands(lms: Lms) -> None:
    folder = MATERIAL / "org" / "oracle_hr"
    units, people = str(folder / "departments.csv"), str(folder / "employees.csv")
    assert json.loads(lms("units", units, "--json").stdout)["created"] == 27
    told = json.loads(lms("people", people, "--ignore", "email", "--json").stdout)
    assert (told["created"], len(told["refused"])) == (106, 1)
    assert lms("units", units).exit_code == 0
    assert json.loads(lms("units", units, "--json").stdout)["unchanged"] == 27
