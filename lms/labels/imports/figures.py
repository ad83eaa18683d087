"""Figures from outside, by CSV or XLSX: read, compared without writing, applied, taken back.

Each file says who measured and about what. What is about people one by one, or about what was told
in confidence, is refused: no label ever counts it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import distinct_on

from lms.core import audit, clock, ids
from lms.core.db import get_row, session
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _
from lms.core.tabular import (
    Difference,
    Field,
    Refusal,
    as_number,
    as_whole,
    clean,
    diff,
    propose,
    read,
    rows_of,
)
from lms.labels.models import Batch, External, Figure
from lms.labels.rules.grid import REFUSED_SUBJECTS, SUBJECTS
from lms.network.models import Unit

FIELDS = (
    Field("code", "Code", ("store", "unit", "magasin", "code magasin"), required=True),
    Field("value", "Value", ("valeur", "score", "note", "nps"), parse=as_number),
    Field("num", "Numerator", ("numerateur",), parse=as_number),
    Field("den", "Denominator", ("denominateur",), parse=as_number),
    Field("n", "Answers", ("reponses", "effectif", "n"), parse=as_whole, blank=1),
)
FACTORS = {"percent": 100, "points": 100}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file as its sender presents it."""

    code: str
    year: int
    filename: str
    data: bytes
    source: str
    subject: str
    as_of: date


def declare_external(
    *,
    code: str,
    names: Mapping[str, str],
    source: str,
    subject: str,
    unit: str,
    direction: str,
    actor_id: UUID | None,
) -> External:
    """Make a figure from outside known; raises Invalid for a subject no label may count."""
    errors = _faults(source, subject)
    if not clean(code) or session.get(External, clean(code)) is not None:
        errors["code"] = _("Choose a code nobody uses yet.")
    if errors:
        raise Invalid(errors)
    made = External(
        code=clean(code),
        names=dict(names),
        source=clean(source),
        subject=subject,
        unit=unit,
        direction=direction,
        created_at=clock.now(),
        created_by=actor_id,
    )
    session.add(made)
    session.flush()
    return made


def _faults(source: str, subject: str) -> dict[str, str]:
    errors = {}
    if not clean(source):
        errors["source"] = _("Say who measured it.")
    if subject in REFUSED_SUBJECTS:
        errors["subject"] = _(
            "A label never counts people one by one, nor what was told in confidence."
        )
    elif subject not in SUBJECTS:
        errors["subject"] = _("Say what it is about.")
    return errors


def start(sent: Sent, *, actor_id: UUID | None) -> Batch:
    """Keep a file to be checked; raises Invalid, NotFound for an unknown figure, Unreadable."""
    external = session.get(External, sent.code)
    if external is None:
        raise NotFound
    errors = _faults(sent.source, sent.subject)
    if errors:
        raise Invalid(errors)
    read(sent.data)
    made = Batch(
        id=ids.new_id(),
        code=external.code,
        year=sent.year,
        filename=sent.filename[:200],
        data=sent.data,
        source=clean(sent.source),
        subject=sent.subject,
        as_of=sent.as_of,
        state="read",
        counts={},
        created_at=clock.now(),
        actor_id=actor_id,
    )
    session.add(made)
    session.flush()
    return made


def check(batch: Batch) -> Difference[str]:
    """Compare a file with what is known, without writing a figure; counts are kept with it."""
    found = compare(batch)
    batch.state = "checked"
    batch.counts = {k: v for k, v in found.summary().items() if isinstance(v, int)} | {
        "refused": len(found.refused)
    }
    session.flush()
    return found


def compare(batch: Batch) -> Difference[str]:
    """Compare a file with what is known; nothing at all is written. Refused once applied."""
    external = session.get_one(External, batch.code)
    if batch.data is None or batch.state not in {"read", "checked"}:
        raise Refused(_("This file was applied already."))
    sheet = read(batch.data)
    columns = propose(sheet, FIELDS).columns
    rows, refused = rows_of(sheet, columns, FIELDS, key=lambda values: values.get("code"))
    units = _units()
    factor = FACTORS.get(external.unit, 1)
    taken = []
    for row in rows:
        figure, why = _figure(row.fields, factor)
        if row.key.casefold() not in units:
            refused.append(Refusal(row.line, "code", _("No store has this code."), row.key))
        elif figure is None:
            refused.append(Refusal(row.line, "value", why, row.key))
        else:
            taken.append(type(row)(row.line, row.key.casefold(), figure))
    return diff(_present(batch), taken, refused=refused)


def _figure(fields: Mapping[str, Any], factor: int) -> tuple[dict[str, Any] | None, str]:
    """Return num, den and n of a line, or why it has none."""
    n = int(fields.get("n") or 1)
    num, den, value = fields.get("num"), fields.get("den"), fields.get("value")
    if n < 0 or (den is not None and den < 0):
        return None, _("A number of answers is never below 0.")
    if num is not None and den is not None:
        return {"num": _exact(num), "den": _exact(den), "n": n}, ""
    if value is None:
        return None, _("Give a value, or a numerator and a denominator.")
    return {"num": _exact(value), "den": str(factor), "n": n}, ""


def _exact(number: Decimal) -> str:
    return str(Fraction(number))


def _units() -> dict[str, UUID]:
    rows = session.execute(select(Unit.code, Unit.id)).all()
    return {code.casefold(): unit_id for code, unit_id in rows}


def _present(batch: Batch) -> dict[str, dict[str, Any]]:
    """Return the figures that count now, by folded code of unit."""
    rows = session.execute(
        select(Unit.code, Figure.num, Figure.den, Figure.n)
        .join(Unit, Unit.id == Figure.unit_id)
        .join(Batch, Batch.id == Figure.batch_id)
        .where(Figure.code == batch.code, Figure.year == batch.year, Batch.state == "applied")
        .ext(distinct_on(Figure.unit_id))
        .order_by(Figure.unit_id, Figure.as_of.desc(), Figure.received_at.desc())
    )
    return {code.casefold(): {"num": num, "den": den, "n": n} for code, num, den, n in rows}


def apply(batch_id: UUID, *, actor_id: UUID | None) -> Batch:
    """Write the figures of a checked file; the file itself is kept no more.

    Raises NotFound, Refused when it was not checked or was applied already.
    """
    batch = lock_batch(batch_id)
    if batch.state != "checked":
        raise Refused(_("Check this file first, or it was applied already."))
    found = check(batch)
    units, now = _units(), clock.now()
    as_of = datetime.combine(batch.as_of, time(), tzinfo=now.tzinfo)
    changed: dict[str, dict[str, Any]] = {one.key: dict(one.fields) for one in found.created}
    present = _present(batch)
    for one in found.updated:
        changed[one.key] = {
            **present[one.key],
            **{name: change.after for name, change in one.changes.items()},
        }
    rows = [
        {
            "id": ids.new_id(),
            "batch_id": batch.id,
            "code": batch.code,
            "year": batch.year,
            "unit_id": units[key],
            "as_of": as_of,
            "received_at": now,
            **figure,
        }
        for key, figure in changed.items()
    ]
    if rows:
        session.execute(insert(Figure), rows)
    batch.state, batch.applied_at, batch.data = "applied", now, None
    session.flush()
    audit.note("labels.figures:apply", "labels_batch", batch.id, actor_id=actor_id)
    return batch


def undo(batch_id: UUID, *, actor_id: UUID | None) -> Batch:
    """Take a file back: what was there before it counts again; decisions taken stay."""
    batch = lock_batch(batch_id)
    if batch.state != "applied":
        raise Refused(_("This file does not count: there is nothing to take back."))
    batch.state, batch.undone_at, batch.undone_by = "undone", clock.now(), actor_id
    session.flush()
    audit.note("labels.figures:undo", "labels_batch", batch.id, actor_id=actor_id)
    return batch


def lock_batch(batch_id: UUID) -> Batch:
    """Return a file of figures, held; raises NotFound."""
    return get_row(Batch, batch_id, lock=True)
