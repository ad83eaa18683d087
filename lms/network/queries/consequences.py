"""What an act would change, told before it is done.

Packages above register what only they know (paths under way, open quizzes) with :func:`teller`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from lms.accounts.models import Device, Person, Session
from lms.core import clock
from lms.core.access import Capability, Role
from lms.core.db import session
from lms.core.i18n import _, format_day, ngettext
from lms.network.models import Mandate, Membership, Unit, Wave
from lms.network.queries.words import capability_name, role_name


@dataclass(frozen=True, slots=True)
class Consequence:
    """One thing that will change, in words; ``human``: somebody will need somebody."""

    icon: str
    text: str
    human: bool = False


Teller = Callable[[str, Sequence[UUID], date], Iterable[Consequence]]
"""Takes the verb (move, leave, close_unit, darken), the people concerned and the day."""

TELLERS: dict[str, Teller] = {}


def teller(code: str) -> Callable[[Teller], Teller]:
    """Register who tells what an act changes outside the network (``courses.paths``)."""

    def register(tell: Teller) -> Teller:
        if TELLERS.setdefault(code, tell) is not tell:
            message = f"consequences {code} are told twice"
            raise ValueError(message)
        return tell

    return register


def _told(verb: str, people: Sequence[UUID], on: date) -> list[Consequence]:
    return [one for code in sorted(TELLERS) for one in TELLERS[code](verb, people, on)]


def of_move(person: Person, unit: Unit, on: date) -> list[Consequence]:
    """Tell what moving a person's main job to ``unit`` on ``on`` would change."""
    before = session.execute(
        select(Unit.id, Unit.name)
        .join(Membership, Membership.unit_id == Unit.id)
        .where(
            Membership.person_id == person.id,
            Membership.is_primary,
            Membership.during.contains(on),
        )
    ).one_or_none()
    if before is None or before.id == unit.id:
        return [Consequence("badge", _("Only the position changes."))]
    told = _lost(person.id, on, Mandate.unit_id == before.id, kinds=("unit_manager", "deputy"))
    told += _team_sight(before.name, unit.name)
    told += _tablets(before.id, before.name, unit.id, unit.name, person.given_name)
    if _is_dark(unit.id, on):
        told.append(
            Consequence(
                "info", _("Learning is not live in %(unit)s: their paths wait.", unit=unit.name)
            )
        )
    return told + _told("move", [person.id], on)


def _team_sight(before: str, after: str) -> list[Consequence]:
    return [
        Consequence(
            "eye",
            _(
                "Those in charge of %(after)s see their progress, those of %(before)s no more.",
                after=after,
                before=before,
            ),
        )
    ]


def _tablets(
    before_id: UUID, before: str, after_id: UUID, after: str, given_name: str
) -> list[Consequence]:
    """Tell which shared tablets show the person's name from then on."""
    equipped = set(
        session.scalars(
            select(Device.unit_id).where(
                Device.unit_id.in_((before_id, after_id)), Device.revoked_at.is_(None)
            )
        )
    )
    told = []
    if before_id in equipped:
        words = _("%(name)s leaves the tablet of %(unit)s.", name=given_name, unit=before)
        told.append(Consequence("tablet", words))
    if after_id in equipped:
        words = _("%(name)s is listed on the tablet of %(unit)s.", name=given_name, unit=after)
        told.append(Consequence("tablet", words))
    return told


def _is_dark(unit_id: UUID, on: date) -> bool:
    live = select(Wave.id).where(
        Wave.unit_id == unit_id, Wave.capability == "learning", Wave.during.contains(on)
    )
    return session.scalar(live.limit(1)) is None


def _lost(
    person_id: UUID, on: date, *which: object, kinds: Sequence[str] = ()
) -> list[Consequence]:
    """Tell which mandates of a person end, and who takes over."""
    backup = aliased(Person)
    chosen = (
        select(Mandate.kind, Unit.name, backup.given_name, Mandate.scope_kind)
        .outerjoin(Unit, Unit.id == Mandate.unit_id)
        .outerjoin(backup, backup.id == Mandate.backup_person_id)
    )
    chosen = chosen.where(
        Mandate.person_id == person_id,
        or_(func.upper_inf(Mandate.during), func.upper(Mandate.during) > on),
        *which,  # type: ignore[arg-type]
    )
    if kinds:
        chosen = chosen.where(Mandate.kind.in_(kinds))
    return [_ended(*row) for row in session.execute(chosen.order_by(Mandate.kind, Unit.name))]


def _ended(kind: str, unit: str | None, backup: str | None, scope_kind: str) -> Consequence:
    role = role_name(Role(kind))
    if kind == Role.COACH and backup:
        words = _("%(backup)s, the backup, coaches %(unit)s.", backup=backup, unit=unit)
        return Consequence("swap", words)
    if kind == Role.COACH:
        return Consequence("bell", _("%(unit)s has no coach any more.", unit=unit), human=True)
    if kind == Role.UNIT_MANAGER:
        return Consequence("bell", _("%(unit)s has no manager any more.", unit=unit), human=True)
    if scope_kind == "unit":
        return Consequence("lock", _("The mandate ends: %(role)s, %(unit)s.", role=role, unit=unit))
    return Consequence("lock", _("The mandate ends: %(role)s.", role=role))


def of_leaving(person: Person, on: date) -> list[Consequence]:
    """Tell what ending every job of a person on ``on`` would change."""
    told = [
        Consequence(
            "lock",
            _("Their access closes on %(day)s.", day=format_day(on)),
        )
    ]
    count = _open_sessions([person.id])
    if count:
        told.append(
            Consequence(
                "phone",
                ngettext("%(num)s device is signed out.", "%(num)s devices are signed out.", count),
            )
        )
    told += _lost(person.id, on)
    told.append(Consequence("file", _("Nothing is deleted: what they learned stays recorded.")))
    return told + _told("leave", [person.id], on)


def _open_sessions(people: Sequence[UUID]) -> int:
    open_ones = select(func.count(Session.id)).where(
        Session.person_id.in_(people),
        Session.revoked_at.is_(None),
        Session.expires_at > clock.now(),
    )
    return session.scalar(open_ones) or 0


def of_closing(unit: Unit, on: date) -> list[Consequence]:
    """Tell what closing a unit on ``on`` would change, people without another job by name."""
    people = _people_of(unit.id, on)
    alone = [(one, name) for one, name, others in people if not others]
    told: list[Consequence] = []
    if alone:
        names = ", ".join(name for _one, name in alone[:8])
        words = ngettext(
            "%(num)s person has no other job and loses access: %(names)s",
            "%(num)s people have no other job and lose access: %(names)s",
            len(alone),
            names=names + ("…" if len(alone) > 8 else "."),  # noqa: PLR2004 - a line of names
        )
        told.append(Consequence("people", words, human=True))
    kept = len(people) - len(alone)
    if kept:
        words = ngettext(
            "%(num)s person keeps another job.", "%(num)s people keep another job.", kept
        )
        told.append(Consequence("badge", words))
    told += _ending_with(unit, on)
    return told + _told("close_unit", [one for one, _name in alone], on)


def _people_of(unit_id: UUID, on: date) -> list[tuple[UUID, str, bool]]:
    """Return who works in a unit on ``on`` or will, and whether they have another job."""
    other = aliased(Membership)
    elsewhere = (
        select(other.id)
        .where(
            other.person_id == Person.id,
            other.unit_id != unit_id,
            or_(func.upper_inf(other.during), func.upper(other.during) > on),
        )
        .exists()
    )
    rows = session.execute(
        select(Person.id, Person.given_name + " " + Person.family_name, elsewhere)
        .where(
            Person.id.in_(
                select(Membership.person_id).where(
                    Membership.unit_id == unit_id,
                    or_(func.upper_inf(Membership.during), func.upper(Membership.during) > on),
                )
            )
        )
        .order_by(Person.sort_key)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def _ending_with(unit: Unit, on: date) -> list[Consequence]:
    """Tell which mandates, waves and tablets end with a unit."""
    counts = session.execute(
        select(
            select(func.count())
            .where(
                Mandate.unit_id == unit.id,
                or_(func.upper_inf(Mandate.during), func.upper(Mandate.during) > on),
            )
            .scalar_subquery(),
            select(func.count())
            .where(
                Wave.unit_id == unit.id,
                or_(func.upper_inf(Wave.during), func.upper(Wave.during) > on),
            )
            .scalar_subquery(),
            select(func.count())
            .where(Device.unit_id == unit.id, Device.revoked_at.is_(None))
            .scalar_subquery(),
        )
    ).one()
    words = (
        ("lock", ngettext("%(num)s mandate ends.", "%(num)s mandates end.", counts[0]), counts[0]),
        (
            "calendar",
            ngettext("%(num)s live period ends.", "%(num)s live periods end.", counts[1]),
            counts[1],
        ),
        (
            "tablet",
            ngettext("%(num)s shared tablet stops.", "%(num)s shared tablets stop.", counts[2]),
            counts[2],
        ),
    )
    return [Consequence(icon, text) for icon, text, count in words if count]


def of_relinking(unit: Unit, what: str, target: str | None, on: date) -> list[Consequence]:
    """Tell what giving a unit another region, brand or employer on ``on`` would change."""
    people = len(_people_of(unit.id, on))
    if what == "employer":
        return [
            Consequence(
                "eye",
                ngettext(
                    "The name of %(num)s person is read by those who work for %(name)s only.",
                    "The names of %(num)s people are read by those who work for %(name)s only.",
                    people,
                    name=target or _("no employer"),
                ),
            ),
            Consequence("report", _("Others keep seeing totals.")),
        ]
    if what == "region":
        return [
            Consequence(
                "eye",
                _(
                    "Those in charge of %(name)s see this store from %(day)s, the others no more.",
                    name=target or _("no region"),
                    day=format_day(on),
                ),
            ),
            Consequence("report", _("Past figures stay with the region of their day.")),
        ]
    return [Consequence("store", _("Past figures stay with the brand of their day."))]


def of_mandate(kind: Role, unit: Unit | None, person: Person, on: date) -> list[Consequence]:
    """Tell what giving a mandate from ``on`` would change."""
    told: list[Consequence] = []
    if unit is not None and kind in {Role.UNIT_MANAGER, Role.COACH}:
        present = session.scalar(
            select(Person.given_name + " " + Person.family_name)
            .join(Mandate, Mandate.person_id == Person.id)
            .where(
                Mandate.unit_id == unit.id,
                Mandate.kind == kind.value,
                Mandate.during.contains(on),
                Person.id != person.id,
            )
        )
        if present:
            words = _(
                "%(name)s holds it today and hands over on %(day)s.",
                name=present,
                day=format_day(on),
            )
            told.append(Consequence("swap", words, human=True))
    gained = {
        Role.UNIT_MANAGER: _("They see the progress of the team and manage its people."),
        Role.DEPUTY: _("They see the progress of the team."),
        Role.COACH: _("They see the progress of the people of this store."),
        Role.REGIONAL_LEAD: _("They see every store of the region and manage its people."),
        Role.ADMINISTRATOR: _("They manage people, stores, rights and imports everywhere."),
        Role.LEARNING_AUTHOR: _("They write paths and the referential for everybody."),
        Role.LABEL_OFFICER: _("They run the label for everybody."),
        Role.PRIVACY_OFFICER: _("They read the journal and answer requests about personal data."),
    }
    told.append(Consequence("eye", gained[kind]))
    return told


def of_wave(
    unit_ids: Sequence[UUID], capability: Capability, on: date, *, lit: bool
) -> list[Consequence]:
    """Tell what lighting or darkening a capability in these units on ``on`` would change."""
    people = list(
        session.scalars(
            select(Membership.person_id)
            .where(Membership.unit_id.in_(unit_ids), Membership.during.contains(on))
            .distinct()
        )
    )
    name = capability_name(capability)
    if lit:
        words = ngettext(
            "%(num)s person finds it in the menu: %(name)s.",
            "%(num)s people find it in the menu: %(name)s.",
            len(people),
            name=name,
        )
        return [Consequence("pen", words)]
    words = ngettext(
        "%(num)s person finds it no more in the menu: %(name)s.",
        "%(num)s people find it no more in the menu: %(name)s.",
        len(people),
        name=name,
    )
    kept = Consequence("file", _("Nothing is deleted: it comes back when it is live again."))
    return [Consequence("eye", words), kept, *_told("darken", people, on)]
