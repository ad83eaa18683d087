"""Planning a file of people: pure comparison of its lines with who is there."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from lms.core.i18n import _, format_day
from lms.core.tabular import Created, Incoming, Refusal, Updated, diff, fold
from lms.network.imports.plans import STATE, Cured, Line, Plan, UnitFinder, UnitKnown

COMPARED = ("given_name", "family_name", "email", "unit", "position")


@dataclass(frozen=True, slots=True)
class PersonKnown:
    """Somebody with a number, as of the day of the import."""

    id: UUID
    number: str
    given_name: str
    family_name: str
    email: str | None
    left_on: date | None
    unit: str | None
    position: str | None
    starts: date | None
    protected: bool
    """Holds a mandate over the whole network: never ended by absence from a file."""


@dataclass(frozen=True, slots=True)
class PersonAction:
    """What the database will be told about one person."""

    person_id: UUID | None
    number: str
    given_name: str
    family_name: str
    email: str | None
    unit: str | None
    position: str | None
    since: date | None = None
    leave_on: date | None = None
    job: bool = False
    """A main job opens: somebody new, moved or back."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What the plan compares with."""

    people: Mapping[str, PersonKnown]
    units: Sequence[UnitKnown]
    positions: Sequence[str]
    as_of: date
    is_complete: bool
    default_position: str


def plan_people(
    scene: Scene, incoming: Sequence[Incoming[str]], refused: Sequence[Refusal]
) -> Plan:
    """Compare the lines of a file with who is there; nothing is written."""
    plan = Plan(present=sum(1 for one in scene.people.values() if _is_here(one, scene.as_of)))
    finder = UnitFinder(scene.units)
    positions = {fold(name): name for name in scene.positions}
    taken, more = _resolve(scene, incoming, finder, positions)
    labels = {row.line: _name_of(row.fields) for row in incoming}
    leaving, staying = _split(scene, taken)
    found = diff(_existing(scene), staying, refused=[*refused, *more])
    extra = {row.key: row for row in taken}
    for made in found.created:
        _create(plan, scene, made, extra[made.key], finder)
    for changed in found.updated:
        _change(plan, scene, changed, finder)
    for row in leaving:
        _leave(plan, scene.people[row.key], row.line, row.fields["until"], scene.as_of)
    plan.unchanged = len(found.unchanged) + len(taken) - len(staying) - len(leaving)
    plan.unsure = not found.missing_is_sure
    if scene.is_complete and found.missing_is_sure:
        spoken = {row.key for row in leaving}
        _end_missing(plan, scene, [key for key in found.missing if key not in spoken])
    plan.refuse(found.refused, labels)
    plan.effects = _effects(plan, scene, taken, positions)
    return plan


def _is_here(one: PersonKnown, as_of: date) -> bool:
    return one.left_on is None or one.left_on > as_of


def _name_of(fields: Mapping[str, Any]) -> str:
    return f"{fields.get('given_name', '')} {fields.get('family_name', '')}".strip()


def _resolve(
    scene: Scene,
    incoming: Sequence[Incoming[str]],
    finder: UnitFinder,
    positions: dict[str, str],
) -> tuple[list[Incoming[str]], list[Refusal]]:
    """Turn units and positions into those of the network; refuse what leads nowhere."""
    taken: list[Incoming[str]] = []
    refused: list[Refusal] = []
    for row in incoming:
        unit = finder.find(row.fields["unit"])
        if unit is None:
            refused.append(_no_unit(row, finder))
        elif unit.closed_on is not None and unit.closed_on <= scene.as_of:
            words = _("%(unit)s is closed: choose an open store.", unit=unit.name)
            refused.append(Refusal(row.line, "unit", words, row.key))
        elif row.fields.get("until") and _is_protected(scene, row.key):
            words = _("Holds a mandate over the whole network: end it first.")
            refused.append(Refusal(row.line, "until", words, row.key))
        elif _ends_before(row.fields):
            words = _("The end comes before the start.")
            refused.append(Refusal(row.line, "until", words, row.key))
        else:
            fields = dict(row.fields)
            fields["unit"] = unit.code
            if fields.get("position"):
                said = fields["position"]
                fields["position"] = positions.setdefault(fold(said), said)
            taken.append(Incoming(row.line, row.key, fields))
    return taken, refused


def _is_protected(scene: Scene, number: str) -> bool:
    known = scene.people.get(number)
    return known is not None and known.protected


def _no_unit(row: Incoming[str], finder: UnitFinder) -> Refusal:
    typed = row.fields["unit"]
    near = finder.nearest(typed)
    if near is None:
        words = _('The store "%(code)s" does not exist: add it first, or correct it.', code=typed)
        return Refusal(row.line, "unit", words, row.key)
    words = _(
        'The store "%(code)s" does not exist. The closest: "%(near)s %(name)s".',
        code=typed,
        near=near.code,
        name=near.name,
    )
    return Cured(row.line, "unit", words, row.key, near.code)


def _ends_before(fields: Mapping[str, Any]) -> bool:
    since, until = fields.get("since"), fields.get("until")
    return bool(since and until and until <= since)


def _split(
    scene: Scene, taken: Sequence[Incoming[str]]
) -> tuple[list[Incoming[str]], list[Incoming[str]]]:
    """Part those the file says have left from those it says are here.

    A departure already known, or of somebody never seen here, changes nothing.
    """
    leaving: list[Incoming[str]] = []
    staying: list[Incoming[str]] = []
    seen: set[str] = set()
    for row in taken:
        until = row.fields.get("until")
        known = scene.people.get(row.key)
        if until is None or (until > scene.as_of and known is None):
            staying.append(_compared(row, known))
        elif known is not None and row.key not in seen and _departs(known, until, scene.as_of):
            leaving.append(row)
        seen.add(row.key)
    return leaving, staying


def _departs(known: PersonKnown, until: date, as_of: date) -> bool:
    """Tell whether ``until`` is news: somebody here, or leaving another day."""
    return _is_here(known, as_of) and known.left_on != until


def _compared(row: Incoming[str], known: PersonKnown | None) -> Incoming[str]:
    """Keep what is compared; a blank cell of somebody known leaves them as they are."""
    fields = {
        name: row.fields[name]
        for name in COMPARED
        if name in row.fields and (known is None or row.fields[name] is not None)
    }
    return Incoming(row.line, row.key, fields)


def _existing(scene: Scene) -> dict[str, dict[str, Any]]:
    return {
        number: {
            "given_name": one.given_name,
            "family_name": one.family_name,
            "email": one.email,
            # Somebody who left has no store: being in the file again brings them back.
            "unit": one.unit if _is_here(one, scene.as_of) else None,
            "position": one.position if _is_here(one, scene.as_of) else None,
        }
        for number, one in scene.people.items()
    }


def _create(
    plan: Plan, scene: Scene, made: Created[str], row: Incoming[str], finder: UnitFinder
) -> None:
    fields = made.fields
    unit = finder.find(fields["unit"])
    since, until = row.fields.get("since"), row.fields.get("until")
    position = fields.get("position") or scene.default_position
    where = f"{position}, {unit.name if unit else ''}"
    plan.lines.append(Line(made.line, "created", made.key, _name_of(fields), (("job", "", where),)))
    plan.actions.append(
        PersonAction(
            None,
            made.key,
            fields["given_name"],
            fields["family_name"],
            fields.get("email"),
            fields["unit"],
            position,
            since=since,
            leave_on=until,
            job=True,
        )
    )


def _change(plan: Plan, scene: Scene, changed: Updated[str], finder: UnitFinder) -> None:
    known = scene.people[changed.key]
    now = {name: change.after for name, change in changed.changes.items()}
    back = not _is_here(known, scene.as_of)
    differences = []
    for name, change in changed.changes.items():
        before, after = change.before, change.after
        if name == "unit":
            before, after = _unit_name(finder, before), _unit_name(finder, after)
        differences.append((name, str(before or ""), str(after or "")))
    if back and known.left_on is not None:
        left = _("left on %(day)s", day=format_day(known.left_on, "year"))
        differences.insert(0, (STATE, left, _("comes back")))
    label = f"{now.get('given_name', known.given_name)} {now.get('family_name', known.family_name)}"
    plan.lines.append(Line(changed.line, "changed", changed.key, label, tuple(differences)))
    plan.actions.append(
        PersonAction(
            known.id,
            changed.key,
            now.get("given_name", known.given_name),
            now.get("family_name", known.family_name),
            now.get("email", known.email),
            now.get("unit", known.unit),
            now.get("position", known.position) or scene.default_position,
            job=back or "unit" in now or "position" in now,
        )
    )


def _unit_name(finder: UnitFinder, code: str | None) -> str:
    unit = finder.find(code) if code else None
    return unit.name if unit else ""


def _leave(plan: Plan, known: PersonKnown, line: int, on: date, as_of: date) -> None:
    start = known.starts
    day = max(on, start) if start is not None and on <= as_of else on
    words = _("Left on %(day)s.", day=format_day(day, "year"))
    label = f"{known.given_name} {known.family_name}"
    plan.lines.append(Line(line, "ended", known.number, label, reason=words))
    plan.actions.append(_leaving(known, day))


def _leaving(known: PersonKnown, on: date) -> PersonAction:
    return PersonAction(
        known.id,
        known.number,
        known.given_name,
        known.family_name,
        known.email,
        None,
        None,
        leave_on=on,
    )


def _end_missing(plan: Plan, scene: Scene, keys: Iterable[str]) -> None:
    """End whoever is here, began already, and that a complete file does not name any more."""
    for key in keys:
        known = scene.people[key]
        begun = known.starts is not None and known.starts <= scene.as_of
        if known.protected or known.left_on is not None or not begun:
            continue
        words = _("No longer in the file.")
        label = f"{known.given_name} {known.family_name}"
        plan.lines.append(Line(0, "ended", known.number, label, reason=words))
        plan.actions.append(_leaving(known, scene.as_of))


def _effects(
    plan: Plan, scene: Scene, taken: Sequence[Incoming[str]], positions: Mapping[str, str]
) -> dict[str, Any]:
    created = [one for one in plan.actions if one.person_id is None]
    known = {fold(name) for name in scene.positions}
    return {
        "by_mail": sum(1 for one in created if one.email),
        "by_slip": sum(1 for one in created if not one.email),
        "positions": sorted(name for key, name in positions.items() if key not in known),
        "managers": managers(taken),
    }


def managers(taken: Sequence[Incoming[str]]) -> dict[str, str]:
    """Return the manager of each unit, from whom its people report to.

    Candidates work in the unit and report to nobody in it. The one most people of the unit name
    is its manager; when two are named as often, nobody is: the unit's page settles it.
    """
    unit_of = {row.key: row.fields["unit"] for row in taken if not row.fields.get("until")}
    boss_of = {row.key: row.fields.get("manager") for row in taken if row.key in unit_of}
    named: dict[str, Counter[str]] = defaultdict(Counter)
    for key, boss in boss_of.items():
        unit = unit_of[key]
        if boss and unit_of.get(boss) == unit and unit_of.get(boss_of.get(boss) or "") != unit:
            named[unit][boss] += 1
    found: dict[str, str] = {}
    for unit, votes in named.items():
        (first, most), *rest = votes.most_common(2)
        if not rest or rest[0][1] < most:
            found[unit] = first
    return found
