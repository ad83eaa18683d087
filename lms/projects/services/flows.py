"""Painting the week, counting hours, setting weeks apart, agreeing on a usual week, functions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects.postgresql import insert

from lms.core import ids
from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _
from lms.core.policy import number
from lms.network.models import Unit
from lms.projects import policies
from lms.projects.models import (
    Count,
    Function,
    Holder,
    Paint,
    Reference,
    ReferenceSlot,
    Sample,
    Week,
)
from lms.projects.queries.flows import channels_of, functions_of, get_function, weeks_of
from lms.projects.queries.places import is_here
from lms.projects.rules.flows.painting import Shade
from lms.projects.rules.flows.reference import Place
from lms.projects.rules.flows.slots import SLOTS, Slot
from lms.projects.rules.staffing import Able
from lms.projects.services.moving import By, next_number

MOST = 10_000
"""Customers in one half hour, far beyond any store."""
DAYS = range(1, 8)
HOUR = 2
"""Half hours."""
REASON = 200
OLDEST = timedelta(days=800)
MOST_FUNCTIONS = 8


def _known(unit: Unit, channel: str) -> None:
    if channel not in channels_of(unit):
        raise Invalid({"channel": _("Choose one of the answers.")})


def paint(*, unit: Unit, channel: str, places: Iterable[Place], shade: Shade, by: By) -> int:
    """Paint half hours of the week; the last brush holds. Returns how many were painted."""
    _known(unit, channel)
    wanted = sorted({one for one in places if one[0] in DAYS and 0 <= one[1] < SLOTS})
    rows = [
        {
            "unit_id": unit.id,
            "channel": channel,
            "weekday": weekday,
            "slot": slot,
            "shade": int(shade),
            "painted_by": by.person_id,
            "at": by.now,
        }
        for weekday, slot in wanted
    ]
    if rows:
        made = insert(Paint)
        kept = {name: made.excluded[name] for name in ("shade", "painted_by", "at")}
        session.execute(
            made.on_conflict_do_update(
                index_elements=["unit_id", "channel", "weekday", "slot"], set_=kept
            ),
            rows,
        )
    return len(rows)


def sample(*, unit: Unit, channel: str, on: date, slot: int, count: int, by: By) -> Sample:
    """Keep an hour somebody counted; raises Invalid for an hour of no day that has come."""
    _known(unit, channel)
    errors = {}
    if not by.today - OLDEST <= on <= by.today:
        errors["on"] = _("Choose a day that has come.")
    if not 0 <= slot <= SLOTS - HOUR:
        errors["slot"] = _("Choose an hour.")
    if not 0 <= count <= MOST:
        errors["count"] = _("Write how many customers came.")
    if errors:
        raise Invalid(errors)
    made = Sample(
        id=ids.new_id(),
        unit_id=unit.id,
        channel=channel,
        on_date=on,
        slot=slot,
        slots=HOUR,
        count=count,
        actor_id=by.person_id,
        at=by.now,
    )
    session.add(made)
    session.flush()
    return made


def forget_sample(*, sample_id: UUID, unit_id: UUID) -> None:
    """Take back an hour that was counted by mistake; raises NotFound."""
    gone = session.execute(delete(Sample).where(Sample.id == sample_id, Sample.unit_id == unit_id))
    if not gone.rowcount:  # type: ignore[attr-defined]
        raise NotFound


def count(
    *, unit: Unit, channel: str, counts: Mapping[Slot, int], by: By, source: str = "typed",
    file_id: UUID | None = None,
) -> int:  # fmt: skip
    """Keep customers counted by half hour; a number said again replaces, its past stays.

    Returns how many numbers are new. Raises Invalid for one out of reach.
    """
    _known(unit, channel)
    for slot, n in counts.items():
        if not (0 <= n <= MOST and by.today - OLDEST <= slot.on <= by.today):
            raise Invalid({"count": _("Write how many customers came.")})
    session.get(Unit, unit.id, with_for_update=True)
    known = _numbers(unit.id, channel, {one.on for one in counts})
    rows = []
    for slot, n in sorted(counts.items()):
        last, said = known.get(slot, (0, None))
        if n != said:
            place = {"on_date": slot.on, "slot": slot.number, "fold": slot.fold}
            rows.append({**place, "id": ids.new_id(), "number": last + 1, "count": n})
    common = {
        "unit_id": unit.id,
        "channel": channel,
        "source": source,
        "file_id": file_id,
        "actor_id": by.person_id,
        "received_at": by.now,
    }
    if rows:
        session.execute(plain_insert(Count), [{**common, **row} for row in rows])
    return len(rows)


def _numbers(unit_id: UUID, channel: str, days: set[date]) -> dict[Slot, tuple[int, int | None]]:
    rows = session.execute(
        select(Count.on_date, Count.slot, Count.fold, Count.number, Count.count)
        .where(Count.unit_id == unit_id, Count.channel == channel, Count.on_date.in_(days))
        .order_by(Count.number)
    )
    return {Slot(on, slot, fold): (n, said) for on, slot, fold, n, said in rows}


def set_apart(*, unit_id: UUID, iso_week: str, reason: str, by: By) -> Week:
    """Set a week apart, with why; it stays and is never counted in the usual one."""
    if not reason.strip():
        raise Invalid({"reason": _("Say in a word why.")})
    known = select(Week).where(Week.unit_id == unit_id, Week.iso_week == iso_week)
    if session.scalar(known) is not None:
        raise Refused(_("This week is set apart already."))
    made = Week(
        id=ids.new_id(),
        unit_id=unit_id,
        iso_week=iso_week,
        reason=reason.strip()[:REASON],
        marked_by=by.person_id,
        at=by.now,
    )
    session.add(made)
    session.flush()
    return made


def bring_back(*, unit_id: UUID, iso_week: str) -> None:
    """Count a week among the ordinary ones again; raises NotFound."""
    gone = session.execute(delete(Week).where(Week.unit_id == unit_id, Week.iso_week == iso_week))
    if not gone.rowcount:  # type: ignore[attr-defined]
        raise NotFound


def agree(*, unit: Unit, by: By) -> Reference:
    """Freeze the usual week as it stands; raises Refused while there is no figure at all."""
    session.get(Unit, unit.id, with_for_update=True)
    weeks = weeks_of(unit)
    if not any(one.cells for one in weeks.values()):
        raise Refused(_("Paint the week and count three hours, or bring four weeks of figures."))
    points = [str(one.per_point) for one in weeks.values() if one.per_point is not None]
    made = Reference(
        id=ids.new_id(),
        unit_id=unit.id,
        version=next_number(Reference.version, Reference.unit_id == unit.id),
        weeks=" ".join(sorted({week for one in weeks.values() for week in one.weeks})),
        per_point=points[0] if points else None,
        made_by=by.person_id,
        made_at=by.now,
    )
    session.add(made)
    session.flush()
    rows = [
        {
            "reference_id": made.id,
            "channel": channel,
            "weekday": place[0],
            "slot": place[1],
            "median": str(cell.median),
            "p80": str(cell.p80),
            "weeks": cell.weeks,
            "origin": cell.origin.value,
        }
        for channel, one in weeks.items()
        for place, cell in one.cells.items()
    ]
    session.execute(plain_insert(ReferenceSlot), rows)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A function as it is written; times in seconds, shares in percent."""

    name: str
    channel: str
    handling: int | None
    share: int | None = 100


def add_function(*, unit: Unit, given: Post, by: By) -> Function:
    """Name something people do for customers; raises Invalid. ``by`` is told to the audit only."""
    errors = {} if given.name.strip() else {"name": _("Name it.")}
    if given.handling is None or not 5 <= given.handling <= 7200:  # noqa: PLR2004 - to two hours
        errors["handling"] = _("From 5 seconds to 2 hours.")
    if given.share is None or not 1 <= given.share <= 100:  # noqa: PLR2004 - percent
        errors["share"] = _("A percentage, from 1 to 100.")
    if given.channel not in channels_of(unit):
        errors["channel"] = _("Choose one of the answers.")
    if errors:
        raise Invalid(errors)
    known = functions_of(unit.id)
    if len(known) >= MOST_FUNCTIONS:
        raise Refused(_("Eight functions are enough."))
    codes = {one.code for one in known}
    made = Function(
        id=ids.new_id(),
        unit_id=unit.id,
        code=next(f"f{n}" for n in range(1, 100) if f"f{n}" not in codes),
        name=given.name.strip()[:60],
        channel=given.channel,
        place=len(known) + 1,
        share_pct=given.share,
        handling_s=given.handling,
        target_pct=number(policies.SERVED),
        target_s=number(policies.WITHIN),
        occupancy_pct=number(policies.OCCUPANCY),
    )
    session.add(made)
    session.flush()
    return made


def remove_function(*, function_id: UUID, unit_id: UUID) -> None:
    """Take a function back, and who holds it; raises NotFound."""
    one = get_function(function_id)
    if one.unit_id != unit_id:
        raise NotFound
    session.execute(delete(Holder).where(Holder.function_id == function_id))
    session.delete(one)
    session.flush()


def hold(*, function_id: UUID, person_id: UUID, able: Able | None, by: By) -> None:
    """Say how a person of the unit holds a function; None: they do not. Raises Invalid."""
    one = get_function(function_id)
    if not is_here(person_id, one.unit_id, by.today):
        raise Invalid({"person": _("Choose somebody.")})
    if able is None:
        session.execute(
            delete(Holder).where(Holder.function_id == function_id, Holder.person_id == person_id)
        )
        return
    made = insert(Holder).values(
        function_id=function_id,
        person_id=person_id,
        able=able.value,
        set_by=by.person_id,
        set_at=by.now,
    )
    kept = {name: made.excluded[name] for name in ("able", "set_by", "set_at")}
    session.execute(
        made.on_conflict_do_update(index_elements=["function_id", "person_id"], set_=kept)
    )
