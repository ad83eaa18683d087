"""The named cast of every test: who works where in a small believable network.

France holds the regions West and East; the head office is under France. Everybody below works for
Maison Lumen, but Fatou, whose store is a franchise. Learning is live everywhere but in Vannes.

========  ============================================  =============================
Alice     sales assistant, Nantes                       employee
Bruno     sales assistant, Nantes                       employee
Dina      sales assistant, Nantes                       deputy of Nantes
Marion    store manager, Nantes                         unit manager of Nantes
Karim     coach, West office                            coach of Nantes and Rennes
Rachel    regional director, West office                regional lead of West
Henri     head office                                   all four network mandates
Zoe       store manager, Strasbourg (East)              unit manager of Strasbourg
Yann      sales assistant, Strasbourg (East)            employee
Fatou     sales assistant, Brest (franchise, West)      employee
Gael      sales assistant, Vannes (dark, West)          employee
Leo       left Nantes on 1 March 2026                   nobody any more
Noor      never had a job                               nobody
========  ============================================  =============================
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.accounts.rules.limits import Kind
from lms.accounts.services.sessions import open_session
from lms.core import clock
from lms.core.access import Role, Viewer
from lms.core.db import session
from lms.network.models import Brand, Employer, Region, Unit
from lms.network.queries import load_viewer
from tests.factories import (
    make_brand,
    make_employer,
    make_mandate,
    make_membership,
    make_person,
    make_region,
    make_unit,
    make_wave,
    since,
)
from tests.grounds import Stand, back, standing

NOW = datetime(2026, 3, 12, 8, 41, tzinfo=UTC)
"""A Thursday, 9:41 in Paris: the present of every test that uses the cast."""

TODAY = date(2026, 3, 12)
SESSION_COOKIE = "lms_sid"

Enter = Callable[[Person], FlaskClient]
"""Opens a browser somebody is signed in on."""


@dataclass
class Cast:
    """Everybody and every place, by name."""

    brand: Brand
    own: Employer
    franchise: Employer
    france: Region
    west: Region
    east: Region
    head_office: Unit
    west_office: Unit
    nantes: Unit
    rennes: Unit
    brest: Unit
    vannes: Unit
    strasbourg: Unit
    people: dict[str, Person] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Person:
        """Return a person by first name: ``cast.alice``."""
        try:
            return self.__dict__["people"][name]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(name) from None

    def open_session(self, who: Person, kind: Kind = Kind.OWN) -> str:
        """Open a session for somebody; return the token of its cookie."""
        opened = open_session(person_id=who.id, kind=kind, now=clock.now())
        session.flush()
        return opened.token

    def viewer(self, who: Person) -> Viewer:
        """Return somebody as the application sees them today."""
        token = self.open_session(who)
        return load_viewer(hashlib.sha256(token.encode()).digest(), clock.now())

    def sign_in(self, client: FlaskClient, who: Person) -> FlaskClient:
        """Put the cookie of a session of ``who`` in ``client``."""
        client.set_cookie(SESSION_COOKIE, self.open_session(who))
        return client


def _places() -> Cast:
    brand, own = make_brand(), make_employer()
    franchise = make_employer("Dubois Distribution")
    france = make_region("France")
    west, east = make_region("West", france), make_region("East", france)

    def store(name: str, code: str, region: Region, employer: Employer = own) -> Unit:
        return make_unit(name, code=code, region=region, employer=employer, brand=brand, city=name)

    return Cast(
        brand,
        own,
        franchise,
        france,
        west,
        east,
        head_office=make_unit(
            "Head office", code="0001", region=france, employer=own, kind="head_office"
        ),
        west_office=make_unit(
            "West office", code="0002", region=west, employer=own, kind="regional_office"
        ),
        nantes=store("Nantes Beaulieu", "0101", west),
        rennes=store("Rennes Alma", "0102", west),
        brest=store("Brest Siam", "0103", west, franchise),
        vannes=store("Vannes Port", "0104", west),
        strasbourg=store("Strasbourg Halles", "0201", east),
    )


def _jobs(cast: Cast) -> None:
    for given, family, unit, position in (
        ("Alice", "Martin", cast.nantes, "Sales assistant"),
        ("Bruno", "Le Goff", cast.nantes, "Sales assistant"),
        ("Dina", "Cohen", cast.nantes, "Sales assistant"),
        ("Marion", "Lefèvre", cast.nantes, "Store manager"),
        ("Karim", "Benali", cast.west_office, "Coach"),
        ("Rachel", "Morel", cast.west_office, "Regional director"),
        ("Henri", "Aubin", cast.head_office, "Head office"),
        ("Zoe", "Schmitt", cast.strasbourg, "Store manager"),
        ("Yann", "Weber", cast.strasbourg, "Sales assistant"),
        ("Fatou", "Diop", cast.brest, "Sales assistant"),
        ("Gael", "Le Roux", cast.vannes, "Sales assistant"),
    ):
        who = cast.people[given.lower()] = make_person(
            given, family, email=f"{given.lower()}@example.org"
        )
        make_membership(who.id, unit, position=position)
    cast.people["noor"] = make_person("Noor", "Haddad")
    left = cast.people["leo"] = make_person("Leo", "Roy", left_on=date(2026, 3, 1))
    make_membership(left.id, cast.nantes, during=since(end=date(2026, 3, 1)))


def _mandates(cast: Cast) -> None:
    make_mandate(cast.marion.id, Role.UNIT_MANAGER, cast.nantes.id)
    make_mandate(cast.dina.id, Role.DEPUTY, cast.nantes.id)
    make_mandate(cast.karim.id, Role.COACH, cast.nantes.id)
    make_mandate(cast.karim.id, Role.COACH, cast.rennes.id)
    make_mandate(cast.rachel.id, Role.REGIONAL_LEAD, cast.west.id)
    make_mandate(cast.zoe.id, Role.UNIT_MANAGER, cast.strasbourg.id)
    for kind in (
        Role.LEARNING_AUTHOR,
        Role.LABEL_OFFICER,
        Role.ADMINISTRATOR,
        Role.PRIVACY_OFFICER,
    ):
        make_mandate(cast.henri.id, kind)


def build() -> Cast:
    """Insert the whole cast in the present transaction."""
    cast = _places()
    _jobs(cast)
    _mandates(cast)
    for unit in (cast.head_office, cast.west_office, cast.nantes, cast.rennes, cast.brest):
        make_wave(unit)
    make_wave(cast.strasbourg)
    session.flush()
    return cast


@pytest.fixture(scope="session")
def cast_stand(_app: Flask) -> Iterator[Stand]:
    """The cast, where every test that asks for it finds it."""
    with standing(_app, "cast", build, at=NOW) as stand:
        yield stand


@pytest.fixture
def stands_on(request: pytest.FixtureRequest) -> Stand | None:
    """Say what the present test stands on; nothing is an empty network."""
    found = "cast" in request.fixturenames
    return request.getfixturevalue("cast_stand") if found else None


@pytest.fixture
def cast(stands_on: Stand, app: Flask) -> Iterator[Cast]:
    """Give the cast, with the clock held at :data:`NOW`; ``app`` opens the database."""
    with clock.frozen(NOW):
        found = back(stands_on.built)
        yield found if isinstance(found, Cast) else found.cast


@pytest.fixture
def enter(app: Flask, cast: Cast) -> Enter:
    """Sign somebody in, in a browser of their own."""
    return lambda person: cast.sign_in(app.test_client(), person)
