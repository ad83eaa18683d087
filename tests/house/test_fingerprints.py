"""What tells that nothing changed: rows written are seen, rows put back are seen no more."""

import pytest
import sqlalchemy as sa

from lms.accounts.models import Person
from lms.core.db import session
from tests.house.ground import House, changed

WELCOME_AGAIN = sa.update(Person).values(welcomed_at=None)


def write(house: House) -> None:
    """Change people's rows by a request's own means, and commit."""
    with house.app.app_context():
        session.execute(WELCOME_AGAIN)
        session.commit()


def test_what_is_written_is_seen_and_what_is_put_back_no_more(house: House) -> None:
    before = house.fingerprint()
    with house.scratch():
        write(house)
        inside = house.fingerprint()
        assert changed(before, inside) == {"accounts_person"}
        assert changed(inside, house.fingerprint()) == set()
    assert changed(before, house.fingerprint()) == set()
    with house.scratch():
        write(house)
    assert changed(before, house.fingerprint()) == set()


def test_what_is_read_first_inside_and_then_put_back_is_read_again(house: House) -> None:
    with house.scratch():
        inside = house.fingerprint()
        write(house)
        assert changed(inside, house.fingerprint()) == {"accounts_person"}
    assert changed(inside, house.fingerprint()) == set()
    write(house)
    assert changed(inside, house.fingerprint()) == {"accounts_person"}


def test_canary_a_row_that_no_count_tells_is_caught(house: House) -> None:
    """Planted: a table is believed to be as it was, and is not."""
    house.fingerprint()
    write(house)
    counted = house._counts()["accounts_person"]
    kept = house._kept[False]
    kept["accounts_person"] = counted, kept["accounts_person"][1]
    with pytest.raises(AssertionError):
        house._confirm()
    house._kept.clear()
