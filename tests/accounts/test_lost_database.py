"""The database is killed between two pages: whoever is signed in sees the second all the same."""

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from tests.accounts.browsing import sign_in
from tests.accounts.conftest import SECRET, Live

EVERYBODY = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def cut_everybody(live: Live) -> int:
    owner = sa.create_engine(live.owner_url, poolclass=NullPool)
    with owner.begin() as connection:
        return len(connection.execute(sa.text(EVERYBODY)).all())


def test_a_page_outlives_a_lost_database(live: Live) -> None:
    client = live.client()
    with live.context():
        sign_in(client, live.cast.alice.email, SECRET)
    assert client.get("/profile").status_code == 200
    assert cut_everybody(live) >= 1
    assert client.get("/profile").status_code == 200
