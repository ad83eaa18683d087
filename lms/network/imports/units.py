"""Planning a file of units: pure comparison of its lines with what is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from lms.core.clock import zone_info
from lms.core.i18n import _, format_day
from lms.core.tabular import Incoming, Refusal, diff, fold
from lms.network.imports.plans import Line, Plan
from lms.network.rules import DEFAULT_ZONE

COMPARED = (
    "name",
    "kind",
    "city",
    "postcode",
    "region",
    "brand",
    "employer",
    "zone",
    "format",
    "manager",
)
LINKED = ("region", "brand", "employer")


@dataclass(frozen=True, slots=True)
class UnitFull:
    """A unit with its links of the day of the import, by name."""

    id: UUID
    code: str
    closed_on: date | None
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class UnitAction:
    """What the database will be told about one unit."""

    unit_id: UUID | None
    code: str
    fields: Mapping[str, Any]
    opened_on: date | None = None
    close_on: date | None = None


@dataclass(frozen=True, slots=True)
class UnitScene:
    """What the plan compares with; ``numbers`` are those of people who may be named managers."""

    units: Mapping[str, UnitFull]
    names: Mapping[str, Sequence[str]]
    numbers: frozenset[str]
    as_of: date


def plan_units(
    scene: UnitScene, incoming: Sequence[Incoming[str]], refused: Sequence[Refusal]
) -> Plan:
    """Compare the lines of a file with the units that are there; nothing is written."""
    plan = Plan(present=len(scene.units))
    known_names = {
        what: {fold(name): name for name in scene.names.get(what, ())} for what in LINKED
    }
    taken, more, unknown = _resolve(scene, incoming, known_names)
    labels = {row.line: str(row.fields.get("name") or "") for row in incoming}
    existing = {code: dict(unit.fields) for code, unit in scene.units.items()}
    found = diff(existing, [_compared(scene, row) for row in taken], refused=[*refused, *more])
    rows = {row.key: row for row in taken}
    for made in found.created:
        row = rows[made.key]
        city = made.fields.get("city") or ""
        label = str(made.fields["name"])
        plan.lines.append(Line(made.line, "created", made.key, label, (("city", "", city),)))
        plan.actions.append(
            UnitAction(
                None, made.key, made.fields, row.fields.get("opened_on"), _closing(scene, row)
            )
        )
    for changed in found.updated:
        after = {name: change.after for name, change in changed.changes.items()}
        differences = tuple(
            (name, str(change.before or ""), str(change.after or ""))
            for name, change in changed.changes.items()
        )
        label = str(after.get("name") or existing[changed.key]["name"])
        plan.lines.append(Line(changed.line, "changed", changed.key, label, differences))
        plan.actions.append(UnitAction(scene.units[changed.key].id, changed.key, after))
    closed = [_close(plan, scene, row) for row in taken if row.key in scene.units]
    updated = {one.key for one in found.updated}
    plan.unchanged = len(found.unchanged) - len(
        [key for key in closed if key and key not in updated]
    )
    plan.refuse(found.refused, labels)
    plan.effects = _effects(scene, known_names, unknown)
    return plan


def _resolve(
    scene: UnitScene,
    incoming: Sequence[Incoming[str]],
    known_names: dict[str, dict[str, str]],
) -> tuple[list[Incoming[str]], list[Refusal], list[str]]:
    taken: list[Incoming[str]] = []
    refused: list[Refusal] = []
    unknown: list[str] = []
    for row in incoming:
        fields = dict(row.fields)
        if fields.get("zone") and not _is_zone(fields["zone"]):
            words = _(
                'The time zone "%(zone)s" is unknown: write Europe/Paris.', zone=fields["zone"]
            )
            refused.append(Refusal(row.line, "zone", words, row.key))
            continue
        for what in LINKED:
            if fields.get(what):
                fields[what] = known_names[what].setdefault(fold(fields[what]), fields[what])
        if fields.get("manager") and fields["manager"] not in scene.numbers:
            unknown.append(fields.pop("manager"))
        taken.append(Incoming(row.line, row.key, fields))
    return taken, refused, unknown


def _is_zone(name: str) -> bool:
    try:
        zone_info(name)
    except (LookupError, ValueError, OSError):
        return False
    return True


def _compared(scene: UnitScene, row: Incoming[str]) -> Incoming[str]:
    """Keep what is compared; a blank cell leaves a known unit as it is."""
    known = row.key in scene.units
    fields = {
        name: row.fields[name]
        for name in COMPARED
        if name in row.fields and (not known or row.fields[name] is not None)
    }
    if not known:
        fields.setdefault("zone", DEFAULT_ZONE)
        fields["zone"] = fields["zone"] or DEFAULT_ZONE
        fields["kind"] = fields.get("kind") or "store"
    return Incoming(row.line, row.key, fields)


def _closing(scene: UnitScene, row: Incoming[str]) -> date | None:
    found: date | None = row.fields.get("closed_on")
    return found


def _close(plan: Plan, scene: UnitScene, row: Incoming[str]) -> str | None:
    """Plan the closing of a unit that the file says is closed; return its code when it is."""
    known, on = scene.units[row.key], row.fields.get("closed_on")
    if on is None or known.closed_on == on or known.closed_on is not None:
        return None
    words = _("Closed on %(day)s.", day=format_day(on, "year"))
    label = str(known.fields["name"])
    plan.lines.append(Line(row.line, "ended", row.key, label, reason=words))
    plan.actions.append(UnitAction(known.id, row.key, {}, close_on=on))
    return row.key


def _effects(
    scene: UnitScene, known_names: Mapping[str, Mapping[str, str]], unknown: Sequence[str]
) -> dict[str, Any]:
    new = {
        what: sorted(
            name
            for key, name in known_names[what].items()
            if key not in {fold(one) for one in scene.names.get(what, ())}
        )
        for what in LINKED
    }
    return {
        **{f"new_{what}": names for what, names in new.items()},
        "unknown_managers": len(unknown),
    }
