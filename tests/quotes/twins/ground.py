"""One base from which two lives start: three regions, a coach in each, both reporters in their place.

Mael works in Nantes (West, coached by Karim), Lea in Lyon (South, coached by Omar); Nora coaches the
East and reads for both. In both lives both coaches already hold a difficulty of somebody else, and
all three have written cards of the reserve: who reports is all that will differ.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, UUID

from flask.testing import FlaskClient
from sqlalchemy import update

from lms.accounts.models import Person
from lms.accounts.rules.limits import Kind
from lms.accounts.services.devices import enrol_device
from lms.accounts.services.sessions import open_session
from lms.app import create_app
from lms.core import clock, ids, jobs, policy, sweepers
from lms.core.access import Role
from lms.core.db import session
from lms.network.models import Brand, Employer, Mandate, Region, Unit
from lms.quotes.models import Draft
from lms.quotes.rules.facets import Asked
from lms.quotes.services import batches, publishing, telling
from tests.cast import NOW, SESSION_COOKIE, build
from tests.conftest import Browser, settings_for
from tests.factories import (
    make_mandate,
    make_membership,
    make_person,
    make_region,
    make_unit,
    make_wave,
)
from tests.factories.quotes import make_ready, publish_referential
from tests.house.ground import ANONYMOUS, House
from tests.house.world import World, build_world


@dataclass(frozen=True, slots=True)
class Part:
    """Who lives it: the reporter and their coach, by name."""

    reporter: str
    coach: str


WEST, SOUTH = Part("mael", "karim"), Part("lea", "omar")
"""The two lives."""

TABLET = "tablet"
INVOLVED = frozenset({"mael", "lea", "karim", "omar", "coach"})
"""Reporters and coaches of both lives: nothing they see is compared. "coach" is Karim again."""

BYSTANDERS = (
    "alice",
    "bruno",
    "dina",
    "marion",
    "rachel",
    "henri",
    "zoe",
    "yann",
    "nora",
    "lise",
    "remy",
)
NEIGHBOURS = ("paul", "solene", "ines")
"""Manager of Lyon, lead of the South, colleague in Lyon."""

OPENED, RESERVE = 4, 9


class Twins(House):
    """The application on the base of both lives; each life is rolled back."""

    def __init__(self, url: str, folder: Path, *, whole: bool) -> None:
        """Build the base: the whole house with the South added, or the least a life needs."""
        policy.forget()
        self.app = create_app(settings_for(url, folder))
        self.app.test_client_class = Browser
        self.connection = None
        with self.app.app_context(), clock.frozen(NOW), ids.seeded("base of both lives"):
            self.world = build_world() if whole else _lean()
            _complete(self.world, whole=whole)
            session.commit()
            # Nothing that was due before is left to be done in one life or the other.
            sweepers.tick(self.app, NOW)
            jobs.drain(self.app, strict=True)
            session.remove()
        self._statements, self._armed, self._kept = {}, {}, {}

        self.faces = self._faces()

    def _faces(self) -> dict[str, UUID]:
        """Return who signs in under each name; roles alone and odd cases come from the house."""
        world = self.world
        known = {name: one.person_id for name, one in world.viewers.items()}
        named = (*BYSTANDERS, *NEIGHBOURS)
        return {
            **{name: one for name, one in known.items() if name not in INVOLVED},
            **{n: world.people[n] for n in named if world.people[n] not in known.values()},
            TABLET: world.people["alice"],
        }

    def viewers(self) -> list[str]:
        """Return everybody whose pages must not tell the two lives apart, and a passer-by."""
        return [ANONYMOUS, *self.faces]

    def enter(self, name: str) -> FlaskClient:
        """Open a session for somebody at the clock's present; return their browser."""
        client = self.app.test_client()
        if name == ANONYMOUS:
            return client
        person = self.faces.get(name) or self.world.people[name]
        with self.app.app_context():
            opened = open_session(
                person_id=person,
                kind=Kind.SHARED if name == TABLET else Kind.OWN,
                now=clock.now(),
                device_id=UUID(self.world.things["device_west"]) if name == TABLET else None,
            )
            session.commit()
        client.set_cookie(SESSION_COOKIE, opened.token)
        return client


def _lean() -> World:
    cast = build()
    world = World(things=_anything())
    for unit in (cast.nantes, cast.rennes, cast.strasbourg, cast.head_office, cast.west_office):
        make_wave(unit, "quotes")
    nora = cast.people["nora"] = make_person("Nora", "Lemaire", email="nora@example.org")
    make_membership(nora.id, cast.strasbourg, position="Coach")
    make_mandate(nora.id, Role.COACH, cast.strasbourg.id)
    publish_referential()
    world.people = {name: person.id for name, person in cast.people.items()}
    world.units = {
        u.name.split()[0].lower(): u.id for u in (cast.nantes, cast.rennes, cast.strasbourg)
    }
    world.regions = {r.name.lower(): r.id for r in (cast.west, cast.east)}
    tablet = enrol_device(
        unit_id=cast.nantes.id, name="Comptoir", enrolled_by=cast.marion.id, now=NOW
    )
    world.things["device_west"] = str(tablet.device.id)
    return world


def _anything() -> dict[str, str]:
    """Stand for things the least base does not have: an identifier that leads nowhere."""
    nowhere = str(ids.derived(NAMESPACE_URL, "nowhere"))
    return defaultdict(lambda: nowhere, {"line": "1", "field": "name"})


def _complete(world: World, *, whole: bool) -> None:
    """Add the South, the reserve, a library already open, and sessions for everybody."""
    people = _south(world)
    world.people |= {name: who.id for name, who in people.items()}
    named = (people["omar"].id, world.people["nora"], world.people["karim"])
    _write_cards([session.get_one(Person, one) for one in named])
    # No other card waits for a second reader: the one of the life is the first in the pool.
    free = {"state": "writing", "reader_id": None, "taken_at": None}
    session.execute(update(Draft).where(Draft.state == "in_review").values(**free))
    if not whole:
        _tell_elsewhere(world)
    batches.publish_week(NOW)


def _south(world: World) -> dict[str, Person]:
    """Make Lyon: a coach, a manager, a lead, and people enough to hide in."""
    france = session.query(Region).filter_by(name="France").one()
    south = make_region("South", france)
    lyon = make_unit(
        "Lyon Terreaux",
        code="0301",
        region=south,
        employer=session.query(Employer).filter_by(name="Maison Lumen").one(),
        brand=session.query(Brand).first(),
        city="Lyon",
    )
    rennes = session.get_one(Unit, world.units["rennes"])
    for capability in ("learning", "quotes"):
        make_wave(lyon, capability)
    world.units["lyon"], world.regions["south"] = lyon.id, south.id
    found: dict[str, Person] = {}
    for given, family, position in (
        ("Omar", "Saïdi", "Coach"),
        ("Lea", "Fontaine", "Sales assistant"),
        ("Mael", "Guillou", "Sales assistant"),
        ("Ines", "Carpentier", "Sales assistant"),
        ("Paul", "Besson", "Store manager"),
        ("Solene", "Rigaud", "Regional director"),
        ("Remy", "Chauvin", "Coach"),
        ("Lise", "Perrot", "Coach"),
    ):
        who = found[given.lower()] = make_person(
            given, family, email=f"{given.lower()}@example.org"
        )
        where = {"Lise": rennes, "Mael": session.get_one(Unit, world.units["nantes"])}
        make_membership(who.id, where.get(given, lyon), position=position)
    for number in range(16):
        who = make_person(f"Prénom{number}", f"Nomdefamille{number}")
        make_membership(who.id, (lyon, rennes)[number % 2])
    make_mandate(found["omar"].id, Role.COACH, lyon.id, backup_id=found["remy"].id)
    make_mandate(found["paul"].id, Role.UNIT_MANAGER, lyon.id)
    make_mandate(found["solene"].id, Role.REGIONAL_LEAD, south.id)
    session.execute(
        update(Mandate)
        .where(Mandate.person_id == world.people["karim"], Mandate.unit_id == world.units["nantes"])
        .values(backup_person_id=found["lise"].id)
    )
    return found


def _write_cards(authors: list[Person]) -> None:
    """Open the library with a few cards and keep others in reserve, each coach in turn."""
    before = NOW - timedelta(days=20)

    def ready(number: int, title: str) -> Draft:
        author = authors[number % len(authors)]
        return make_ready(author, title=title, at=before + timedelta(hours=number))

    opened = [ready(number, f"Un geste, {number}") for number in range(OPENED)]
    publishing.publish(opened, "2026-Q1")
    for number in range(RESERVE):
        ready(number, f"De l’expérience, {number}")
    session.flush()


def _tell_elsewhere(world: World) -> None:
    """Give each coach a difficulty of somebody else, the same in both lives."""
    for name in ("alice", "ines"):
        telling.submit(person_id=world.people[name], told=telling.Told(asked=Asked.CALL))
