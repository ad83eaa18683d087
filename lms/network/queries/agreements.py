"""Agreements between employers: who may read whose names, since when, and what one would open."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import aliased

from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.i18n import _, ngettext
from lms.network.models import Agreement, Employer
from lms.network.queries.consequences import Consequence


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An agreement as its page shows it."""

    id: UUID
    employer: str
    reader: str
    employer_id: UUID
    reader_id: UUID
    since: date | None
    until: date | None
    reference: str
    reason: str
    end_reason: str


def list_agreements() -> list[AgreementRow]:
    """Return every agreement, those that run first, the latest first."""
    rows = session.execute(
        _rows().order_by(
            func.upper(Agreement.during).desc().nulls_first(),
            func.lower(Agreement.during).desc(),
            Agreement.id,
        )
    )
    return [_row(row) for row in rows]


def get_agreement(agreement_id: UUID) -> AgreementRow:
    """Return one agreement; raises NotFound."""
    row = session.execute(_rows().where(Agreement.id == agreement_id)).one_or_none()
    if row is None:
        raise NotFound
    return _row(row)


def _rows() -> Any:
    reader = aliased(Employer)
    return (
        select(Agreement, Employer.name.label("employer"), reader.name.label("reader"))
        .join(Employer, Employer.id == Agreement.employer_id)
        .join(reader, reader.id == Agreement.reader_id)
    )


def _row(row: Any) -> AgreementRow:
    one: Agreement = row.Agreement
    return AgreementRow(
        one.id,
        row.employer,
        row.reader,
        one.employer_id,
        one.reader_id,
        one.during.lower,
        one.during.upper,
        one.reference,
        one.reason,
        one.end_reason or "",
    )


def list_employers() -> list[tuple[UUID, str]]:
    """Return every employer, by name."""
    rows = session.execute(select(Employer.id, Employer.name).order_by(Employer.name, Employer.id))
    return [(row.id, row.name) for row in rows]


# Who would read: those who work for the reader and hold a role that reaches one of the units.
_REACH = text(
    """
    WITH RECURSIVE place AS (
        SELECT e.unit_id FROM network_unit_employer e
         WHERE e.employer_id = :employer AND e.during @> CAST(:day AS date)
    ), area AS (
        SELECT r.region_id AS id FROM network_unit_region r JOIN place USING (unit_id)
         WHERE r.during @> CAST(:day AS date)
        UNION
        SELECT p.parent_id FROM network_region_parent p JOIN area ON area.id = p.region_id
         WHERE p.during @> CAST(:day AS date)
    )
    SELECT (SELECT count(*) FROM place) AS units,
           (SELECT count(DISTINCT m.person_id) FROM network_membership m JOIN place USING (unit_id)
             WHERE m.during @> CAST(:day AS date)) AS people,
           (SELECT count(DISTINCT d.person_id) FROM network_mandate d
             WHERE d.during @> CAST(:day AS date)
               AND (d.scope_kind = 'network' OR d.unit_id IN (SELECT unit_id FROM place)
                    OR d.region_id IN (SELECT id FROM area))
               AND EXISTS (SELECT FROM network_membership j
                             JOIN network_unit_employer w ON w.unit_id = j.unit_id
                              AND w.during @> CAST(:day AS date)
                            WHERE j.person_id = d.person_id AND j.during @> CAST(:day AS date)
                              AND w.employer_id = :reader)) AS readers
    """
)


def _reach(employer_id: UUID, reader_id: UUID, on: date) -> Any:
    asked = {"employer": employer_id, "reader": reader_id, "day": on}
    return session.execute(_REACH, asked).one()


def of_agreement(employer_id: UUID, reader_id: UUID, on: date) -> list[Consequence]:
    """Tell what recording an agreement would open, and to how many."""
    row = _reach(employer_id, reader_id, on)
    names = dict(list_employers())
    employer, reader = names.get(employer_id, ""), names.get(reader_id, "")
    return [
        Consequence(
            "eye",
            ngettext(
                "%(reader)s can read the name of %(num)s person of %(employer)s, by role.",
                "%(reader)s can read the names of %(num)s people of %(employer)s, by role.",
                row.people,
                reader=reader,
                employer=employer,
            ),
            human=True,
        ),
        Consequence(
            "store",
            ngettext("%(num)s store is concerned.", "%(num)s stores are concerned.", row.units),
        ),
        Consequence(
            "people",
            ngettext(
                "%(num)s person there holds a role that reaches them today.",
                "%(num)s people there hold a role that reaches them today.",
                row.readers,
            ),
        ),
        Consequence("hand", _("Answers, confidences and cards stay as closed as before.")),
        Consequence("swap", _("Not the other way round: that takes an agreement of its own.")),
    ]


def of_end(one: AgreementRow, on: date) -> list[Consequence]:
    """Tell what ending an agreement would close."""
    row = _reach(one.employer_id, one.reader_id, on)
    return [
        Consequence(
            "eye",
            ngettext(
                "The name of %(num)s person of %(employer)s is hidden again.",
                "The names of %(num)s people of %(employer)s are hidden again.",
                row.people,
                employer=one.employer,
            ),
            human=True,
        ),
        Consequence(
            "people",
            ngettext(
                "%(num)s person of %(reader)s sees numbers only from then on.",
                "%(num)s people of %(reader)s see numbers only from then on.",
                row.readers,
                reader=one.reader,
            ),
        ),
        Consequence("file", _("The agreement stays in this list, with its dates.")),
    ]
