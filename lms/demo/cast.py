"""The cast: one person per role, with credentials, in a store that shows everything."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from lms.accounts.models import Person
from lms.accounts.rules.names import fold
from lms.accounts.services.codes import keep_code
from lms.accounts.services.demo import CastMember
from lms.accounts.services.invitations import set_secret
from lms.core import clock, ids
from lms.core.db import session
from lms.core.i18n import _
from lms.courses import queries
from lms.courses.services import assigning, learning
from lms.courses.services.learning import Place
from lms.demo.network import Worker, World, span

SECRET = "bienvenue-au-comptoir"  # noqa: S105 - printed on the screen, for the demo only
CODE = "246813"


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody of the cast: name, address to come in with, and lessons done before today."""

    name: str
    given: str
    family: str
    lessons: int


PARTS = (
    Part("alice", "Alice", "Moreau", 3),
    Part("marion", "Marion", "Lefèvre", 8),
    Part("karim", "Karim", "Benali", 12),
    Part("rachel", "Rachel", "Dumas", 5),
    Part("henri", "Henri", "Aubin", 2),
    Part("zoe", "Zoé", "Schmitt", 6),
    Part("nora", "Nora", "Lemaire", 9),
    Part("sami", "Sami", "Renaud", 1),
)


def address_of(part: Part) -> str:
    """Return what a member of the cast types at the door."""
    return f"{part.name}@exemple.fr"


def place(world: World) -> dict[str, Worker]:
    """Give the cast's names to people who already hold the right jobs."""
    first = world.stores[0]
    other = next(s for s in world.stores if s.region != first.region)
    present = [w for w in world.workers if w.left_on is None]
    office = world.offices[first.region]

    def who(role: str, unit_id: UUID) -> Worker:
        return next(w for w in present if w.role == role and w.unit_id == unit_id)

    players = {
        "alice": who_sells(present, first.id),
        "marion": who("manager", first.id),
        "karim": _coach_of(world, first.id),
        "rachel": who("lead", office),
        "henri": next(w for w in present if w.role == "desk"),
        "zoe": who("manager", other.id),
        "sami": who_sells(present, other.id),
    }
    players["nora"] = _coach_far_from(world, players["karim"])
    for part in PARTS:
        _rename(world, players[part.name], part)
    henri = players["henri"]
    for kind in ("label_officer", "administrator", "privacy_officer"):
        row = (ids.new_id(), henri.id, kind, "network", None, None, span(henri.since))
        world.add("network_mandate", *row)
    return players


def who_sells(present: list[Worker], unit_id: UUID) -> Worker:
    """Return somebody who serves customers in a store, with no mandate."""
    return next(w for w in present if w.unit_id == unit_id and w.role in {"seller", "cashier"})


def _coach_of(world: World, unit_id: UUID) -> Worker:
    for row in world.rows["network_mandate"]:
        if row[2] == "coach" and row[4] == unit_id:
            return next(w for w in world.workers if w.id == row[1])
    raise LookupError(unit_id)


def _coach_far_from(world: World, near: Worker) -> Worker:
    """Return a coach who may read the cards of ``near``: no region in common, else another one."""
    known, coached = regions_known(world), regions_coached(world)
    others = [worker_id for worker_id in coached if worker_id != near.id]
    far = [one for one in others if not known[one] & coached[near.id]]
    return next(w for w in world.workers if w.id == (far or others)[0])


def regions_coached(world: World) -> dict[UUID, set[str]]:
    """Return the regions of the stores each coach looks after."""
    return _regions(world, backups=False)


def regions_known(world: World) -> dict[UUID, set[str]]:
    """Return the regions each coach knows: those of their stores, and where they stand in."""
    return _regions(world, backups=True)


def _regions(world: World, *, backups: bool) -> dict[UUID, set[str]]:
    region = {store.id: store.region for store in world.stores}
    found: dict[UUID, set[str]] = {}
    for _id, person, kind, _scope, unit, backup, _during in world.rows["network_mandate"]:
        if kind == "coach":
            found.setdefault(person, set()).add(region[unit])
            if backups and backup:
                found.setdefault(backup, set()).add(region[unit])
    return found


def _rename(world: World, worker: Worker, part: Part) -> None:
    worker.given, worker.family, worker.email = part.given, part.family, address_of(part)
    key = fold(f"{part.family} {part.given}")
    rows = world.rows["accounts_person"]
    for rank, row in enumerate(rows):
        if row[0] == worker.id:
            rows[rank] = (*row[:2], part.given, part.family, key, worker.email, *row[6:])


def give_paths(players: Mapping[str, Worker], versions: list[UUID]) -> None:
    """Put the cast on the main path, a few lessons done on the days before."""
    shape = queries.outline(versions[0])
    today = clock.now()
    with clock.frozen(today - timedelta(days=20)):
        assigning.assign_path(
            path_uid=shape.path_uid,
            person_ids=[worker.id for worker in players.values()],
            due_on=(today + timedelta(days=25)).date(),
            actor_id=players["henri"].id,
        )
    for part in PARTS:
        worker = players[part.name]
        where = Place(unit_id=worker.unit_id, zone="Europe/Paris")
        for rank in range(part.lessons):
            days = max(part.lessons - rank, 1)
            with clock.frozen(today - timedelta(days=days, minutes=17 * rank)):
                do_next(worker.id, shape.path_uid, where)


def do_next(person_id: UUID, path_uid: UUID, where: Place) -> None:
    """Do the next lesson of a path as the person would."""
    lesson = queries.get_on_path(person_id, path_uid).standing.next_lesson
    if lesson is None:
        return
    if lesson.steps:
        learning.record_step(person_id=person_id, lesson_uid=lesson.uid, step=0, place=where)
    if lesson.quiz_version_id:
        learning.finish_quiz(
            person_id=person_id,
            lesson_uid=lesson.uid,
            passed=True,
            exhausted=False,
            score=(4, 5),
            place=where,
        )
    elif lesson.kind == "acknowledgement":
        learning.acknowledge(
            person_id=person_id, lesson_uid=lesson.uid, version_id=lesson.version_id, place=where
        )
    else:
        learning.finish_lesson(person_id=person_id, lesson_uid=lesson.uid, place=where)


def give_secrets(players: Mapping[str, Worker]) -> None:
    """Set the same secret for the whole cast, and a tablet code."""
    now = clock.now()
    for worker in players.values():
        person = session.get_one(Person, worker.id)
        set_secret(person, SECRET, now)
        keep_code(person_id=worker.id, code=CODE, now=now)
        person.welcomed_at = now


def list_members() -> list[CastMember]:
    """Return the cast as the door of a demo shows it, one per role; empty without a demo."""
    addresses = [address_of(part) for part in PARTS]
    rows = session.scalars(select(Person).where(Person.email.in_(addresses))).all()
    known = {row.email: row for row in rows}
    words = {
        "alice": (_("Employee"), _("follows her path on her phone")),
        "marion": (_("Store manager"), _("looks after her team")),
        "karim": (_("Coach"), _("goes from store to store")),
        "rachel": (_("Regional lead"), _("supports the stores of her region")),
        "henri": (_("Head office"), _("publishes paths, people and stores")),
        "zoe": (_("Store manager"), _("in another region")),
        "nora": (_("Coach"), _("in another region")),
        "sami": (_("Employee"), _("takes part in the diagnostic of Zoé's store")),
    }
    return [
        CastMember(known[address].id, known[address].full_name, *words[part.name])
        for part, address in zip(PARTS, addresses, strict=True)
        if address in known
    ]
