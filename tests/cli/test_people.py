"""``lms accounts``, as typed by whoever keeps the server."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from sqlalchemy.pool import NullPool

from lms.accounts.services.keys import configure
from lms.app import create_app
from lms.cli import main
from lms.config import load_settings
from lms.core.db import db
from tests.accounts.browsing import submit
from tests.conftest import as_application, drop_database, new_database

Lms = Callable[..., Result]
WHO = ["--given", "Inès", "--family", "Moreau", "--email", "ines@example.org"]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Give the environment of an installation on an empty database."""
    url = new_database("people")
    yield {
        "LMS_DATABASE_URL": as_application(url),
        "LMS_OWNER_DATABASE_URL": url,
        "LMS_SECRET_KEY": "k3Jx9_vQ2mZr8Ty5Lp0Wb7Nc4Hd6Fg1Sa",
        "LMS_BASE_URL": "http://localhost",
        "LMS_DEVELOPMENT": "1",
        "LMS_FILES_DIR": str(tmp_path_factory.mktemp("files")),
    }
    drop_database(url)


@pytest.fixture
def lms(place) -> Iterator[Lms]:
    yield lambda *words: CliRunner().invoke(main, ["accounts", *words], env=place)
    engine = sa.create_engine(place["LMS_OWNER_DATABASE_URL"], poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text("TRUNCATE accounts_person CASCADE"))


@pytest.fixture
def browse(place):
    app = create_app(load_settings(place))
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()
    configure(load_settings(place))


def test_the_first_administrator_of_an_empty_installation_comes_in(lms, browse):
    done = lms("make-administrator", *WHO)
    assert done.exit_code == 0, done.output
    link = done.stdout.strip().splitlines()[-1].removeprefix("http://localhost")
    answer = submit(browse, link, link, new_secret="trois mots doux")
    assert answer.status_code == 303
    assert browse.get("/help/calls").status_code == 200
    assert browse.get("/entries").status_code == 200


def test_named_twice_somebody_holds_each_mandate_once(lms):
    assert lms("make-administrator", *WHO).exit_code == 0
    again = lms("make-administrator", "ines@example.org")
    assert again.exit_code == 0
    assert "is now" not in again.output


def test_a_slip_and_a_reset_are_printed(lms):
    lms("make-administrator", *WHO)
    slip = lms("invite", "INES@example.org", "--slip")
    assert slip.stdout.startswith("http://localhost/slip  ")
    assert len(slip.stdout.split("/slip")[1].strip()) == 9
    assert "/in/" in lms("reset", "ines@example.org").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["invite", "nobody@example.org"], "Nobody"),
        (["reset", "nobody@example.org"], "Nobody"),
        (["make-administrator"], "Say who"),
        (["make-administrator", "--given", "Inès"], "Say who"),
    ],
)
def test_nobody_is_one_clear_sentence(lms, words, said):
    done = lms(*words)
    assert done.exit_code != 0
    assert said in done.output
    assert "Traceback" not in done.output
