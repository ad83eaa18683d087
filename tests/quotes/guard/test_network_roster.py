"""The network's names: one roster a process, made again when a name has changed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from lms.core.db import session
from lms.quotes.queries import roster as network
from lms.quotes.rules.guard import Roster, check
from tests.factories import make_person, make_unit

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=2)

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(autouse=True)
def _nothing_held() -> Iterator[None]:
    network.forget()
    yield
    network.forget()


def finds(roster: Roster, words: str) -> bool:
    """Tell whether the words, in small letters, are a name of the network."""
    return bool(check(f"on a appelé {words} pour la suite", roster))


def test_people_and_units_of_the_network_are_known():
    make_person("Ouardia", "Quemeneur")
    make_unit("Brocéliande Outlet")
    session.flush()
    roster = network.network_roster(now=NOON)
    assert finds(roster, "ouardia")
    assert finds(roster, "quemeneur")
    assert finds(roster, "brocéliande")


def test_the_same_roster_serves_until_a_name_changes():
    person = make_person("Ouardia", "Quemeneur")
    session.flush()
    first = network.network_roster(now=NOON)
    assert network.network_roster(now=LATER) is first
    person.family_name = "Zwingelstein"
    session.flush()
    assert network.network_roster(now=LATER + timedelta(seconds=5)) is first
    again = network.network_roster(now=LATER + timedelta(minutes=2))
    assert again is not first
    assert finds(again, "zwingelstein")
    assert not finds(again, "quemeneur")


def test_somebody_erased_is_not_read():
    person = make_person("Ouardia", "Quemeneur")
    person.erased_at = NOON
    session.flush()
    assert not finds(network.network_roster(now=NOON), "quemeneur")


def test_canary_a_version_that_never_changes_keeps_old_names(monkeypatch):
    make_person("Ouardia", "Quemeneur")
    session.flush()
    monkeypatch.setattr(network, "roster_version", lambda: "always")
    network.network_roster(now=NOON)
    make_person("Nolwenn", "Zwingelstein")
    session.flush()
    assert not finds(network.network_roster(now=LATER), "zwingelstein")
