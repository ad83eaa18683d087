"""Customers by half hour from a till's file: read, compared without writing, then written.

A line says a day, an hour and a number; the half hour is the wall's. A number said again replaces.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from lms.core import files
from lms.core.errors import Invalid, NotFound
from lms.core.files import Kind
from lms.core.i18n import _
from lms.core.tabular import Field, Refusal, as_date, as_whole, propose, read, rows_of
from lms.network.models import Unit
from lms.projects.queries.flows import known_counts
from lms.projects.rules.flows.reference import week_of
from lms.projects.rules.flows.slots import MINUTES, Slot, slots_of
from lms.projects.services import flows
from lms.projects.services.moving import By

HOURS = 24


def as_half_hour(text: str) -> int:
    """Return the half hour of a clock time ("17:30", "17 h 30", "17h"); raises ValueError."""
    digits = text.lower().replace("h", ":").replace(" ", "").split("-", maxsplit=1)[0]
    hour, _colon, minute = digits.partition(":")
    minutes = minute.split(":", maxsplit=1)[0] or "0"
    if not (hour.isdecimal() and minutes.isdecimal() and int(hour) < HOURS and int(minutes) < 60):  # noqa: PLR2004
        raise ValueError(_("Write a time, like 17:30."))
    return int(hour) * 2 + int(minutes) // MINUTES


FIELDS = (
    Field("day", "Day", ("date", "jour", "on"), required=True, parse=as_date),
    Field("time", "Time", ("heure", "hour", "creneau", "slot", "tranche"), required=True,
          parse=as_half_hour),
    Field("count", "Customers", ("clients", "tickets", "passages", "nombre", "count", "entrees"),
          required=True, parse=as_whole),
    Field("again", "Second time", ("deuxieme", "fold"), parse=as_whole, blank=0),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file would do, without doing it."""

    counts: Mapping[Slot, int]
    new: int
    changed: int
    same: int
    refused: tuple[Refusal, ...]
    weeks: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing would be written."""
        return not (self.new or self.changed)


def keep(data: bytes, filename: str, by: By) -> UUID:
    """Keep a file to be read; raises Invalid for one no row can be read from."""
    if not data.strip():
        raise Invalid({"file": _("Choose a file, or paste a block.")})
    read(data)
    stored = files.put(io.BytesIO(data), filename=filename, kind=Kind.TABLE, owner=by.person_id)
    return stored.id


def compare(data: bytes, unit: Unit, channel: str, today: date) -> Reading:
    """Read a file and tell what it would write; lines of one half hour are added up."""
    sheet = read(data)
    columns = propose(sheet, FIELDS).columns
    taken, refused = rows_of(sheet, columns, FIELDS, key=_key)
    counts: dict[Slot, int] = {}
    shut: dict[date, set[Slot]] = {}
    for row in taken:
        slot, fault = _placed(row.fields, unit.zone, today, shut)
        if slot is None:
            refused.append(Refusal(row.line, "time", fault, row.key))
        else:
            counts[slot] = counts.get(slot, 0) + row.fields["count"]
    known = known_counts(unit.id, channel)
    changed = sum(slot in known and known[slot] != n for slot, n in counts.items())
    same = sum(known.get(slot) == n for slot, n in counts.items())
    return Reading(
        counts=counts,
        new=len(counts) - changed - same,
        changed=changed,
        same=same,
        refused=tuple(sorted(refused, key=lambda one: one.line)),
        weeks=tuple(sorted({week_of(slot.on) for slot in counts})),
    )


def _key(values: Mapping[str, Any]) -> str | None:
    day, time = values.get("day"), values.get("time")
    return None if day is None or time is None else f"{day} {time}"


def _placed(
    values: Mapping[str, Any], zone: str, today: date, days: dict[date, set[Slot]]
) -> tuple[Slot | None, str]:
    on, n = values["day"], values["count"]
    if not today - flows.OLDEST <= on <= today:
        return None, _("Choose a day that has come.")
    if not 0 <= n <= flows.MOST:
        return None, _("Write how many customers came.")
    slot = Slot(on, values["time"], 1 if values.get("again") else 0)
    known = days.setdefault(on, set(slots_of(on, zone)))
    return (slot, "") if slot in known else (None, _("No clock shows this time on that day."))


def apply(*, file_id: UUID, unit: Unit, channel: str, by: By) -> int:
    """Write what a kept file says; raises NotFound for somebody else's. Returns numbers written."""
    data = stored(file_id, by)
    found = compare(data, unit, channel, by.today)
    return flows.count(
        unit=unit, channel=channel, counts=found.counts, by=by, source="csv", file_id=file_id
    )


def stored(file_id: UUID, by: By) -> bytes:
    """Return the bytes of a table this person sent; raises NotFound for any other."""
    found = files.get(file_id)
    if found.owner_id != by.person_id or found.kind is not Kind.TABLE:
        raise NotFound
    with files.open_file(file_id) as stream:
        return stream.read()
