"""Applying a plan of people: copied once, then a handful of statements over whole slices."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, text

from lms.accounts.rules.names import fold, sort_key
from lms.accounts.services.sessions import end_sessions
from lms.core import ids
from lms.core.db import session
from lms.network.imports.people import PersonAction, Scene
from lms.network.imports.plans import UnitFinder
from lms.network.imports.staging import stage, whole_slices
from lms.network.models import Position
from lms.network.services.mandates import hand_over

SLICE = 2_000
"""People written between two steps of the progress bar."""

Step = Callable[[int], None]

_COLUMNS = (
    ("slice", "int"),
    ("person_id", "uuid"),
    ("is_new", "bool"),
    ("external_id", "text"),
    ("given_name", "text"),
    ("family_name", "text"),
    ("sort_key", "text"),
    ("email", "text"),
    ("leave_on", "date"),
    ("job", "bool"),
    ("unit_id", "uuid"),
    ("position_id", "uuid"),
    ("starts", "date"),
    ("membership_id", "uuid"),
)

_STATEMENTS = (
    # Somebody new.
    """INSERT INTO accounts_person
       (id, external_id, given_name, family_name, sort_key, email, locale, left_on, created_at)
       SELECT person_id, external_id, given_name, family_name, sort_key, email, :locale,
              leave_on, :now
       FROM bringing WHERE slice = :slice AND is_new""",
    # Names, address, departure, return.
    """UPDATE accounts_person p
       SET given_name = b.given_name, family_name = b.family_name, sort_key = b.sort_key,
           email = b.email,
           left_on = CASE WHEN b.leave_on IS NOT NULL THEN b.leave_on
                          WHEN b.job THEN NULL ELSE p.left_on END
       FROM bringing b WHERE b.slice = :slice AND NOT b.is_new AND p.id = b.person_id
       AND (b.leave_on IS NOT NULL OR (b.job AND p.left_on IS NOT NULL)
            OR (p.given_name, p.family_name, p.sort_key) <>
               (b.given_name, b.family_name, b.sort_key)
            OR p.email IS DISTINCT FROM b.email)""",
    # A mandate over the unit left behind ends with the job.
    """DELETE FROM network_mandate d USING bringing b, network_membership m
       WHERE b.slice = :slice AND b.job AND NOT b.is_new AND d.person_id = b.person_id
       AND m.person_id = b.person_id AND m.is_primary AND m.during @> b.starts
       AND m.unit_id <> b.unit_id AND d.unit_id = m.unit_id
       AND d.kind IN ('unit_manager', 'deputy') AND lower(d.during) >= b.starts""",
    """UPDATE network_mandate d SET during = daterange(lower(d.during), b.starts)
       FROM bringing b, network_membership m
       WHERE b.slice = :slice AND b.job AND NOT b.is_new AND d.person_id = b.person_id
       AND m.person_id = b.person_id AND m.is_primary AND m.during @> b.starts
       AND m.unit_id <> b.unit_id AND d.unit_id = m.unit_id
       AND d.kind IN ('unit_manager', 'deputy')
       AND (upper_inf(d.during) OR upper(d.during) > b.starts)""",
    # The jobs that end: the main one of who moves, all those of who leaves.
    """DELETE FROM network_membership m USING bringing b
       WHERE b.slice = :slice AND m.person_id = b.person_id
       AND ((b.job AND (m.is_primary
                        OR (m.unit_id = b.unit_id AND m.position_id = b.position_id))
             AND lower(m.during) >= b.starts)
            OR (b.leave_on IS NOT NULL AND lower(m.during) >= b.leave_on))""",
    """UPDATE network_membership m
       SET during = daterange(lower(m.during), coalesce(b.leave_on, b.starts))
       FROM bringing b
       WHERE b.slice = :slice AND m.person_id = b.person_id
       AND (b.leave_on IS NOT NULL
            OR (b.job AND (m.is_primary
                           OR (m.unit_id = b.unit_id AND m.position_id = b.position_id))))
       AND (upper_inf(m.during) OR upper(m.during) > coalesce(b.leave_on, b.starts))""",
    # The jobs that begin.
    """INSERT INTO network_membership (id, person_id, unit_id, position_id, during, is_primary)
       SELECT membership_id, person_id, unit_id, position_id, daterange(starts, leave_on), true
       FROM bringing WHERE slice = :slice AND job""",
)


def apply_people(
    scene: Scene,
    actions: Sequence[PersonAction],
    managers: Mapping[str, str],
    *,
    now: datetime,
    locale: str,
    step: Step,
) -> None:
    """Write a plan in the present transaction; ``step`` hears how many people are done."""
    finder = UnitFinder(scene.units)
    positions = _positions(actions)
    stage("bringing", _COLUMNS, _rows(scene, actions, finder, positions))
    values = {"now": now, "locale": locale}
    for start in range(0, len(actions), SLICE):
        with whole_slices():
            for statement in _STATEMENTS:
                session.execute(text(statement), {**values, "slice": start // SLICE})
        step(min(start + SLICE, len(actions)))
    _let_go(now, scene.as_of)
    name_managers(
        [(unit.id, number) for code, number in managers.items() if (unit := finder.find(code))],
        scene.as_of,
    )
    session.expire_all()


def _positions(actions: Sequence[PersonAction]) -> dict[str, UUID]:
    """Return the identifiers of the positions needed, those that lack made."""
    known = {fold(name): one for one, name in session.execute(select(Position.id, Position.name))}
    codes = set(session.scalars(select(Position.code)))
    for name in sorted({action.position for action in actions if action.job and action.position}):
        if fold(name) not in known:
            code = _free(fold(name).replace(" ", "_") or "job", codes)
            made = Position(id=ids.new_id(), code=code, name=name)
            session.add(made)
            known[fold(name)] = made.id
    session.flush()
    return known


def _free(code: str, taken: set[str]) -> str:
    found, number = code, 1
    while found in taken:
        number += 1
        found = f"{code}_{number}"
    taken.add(found)
    return found


def _rows(
    scene: Scene,
    actions: Sequence[PersonAction],
    finder: UnitFinder,
    positions: Mapping[str, UUID],
) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for place, one in enumerate(actions):
        unit = finder.find(one.unit) if one.unit else None
        rows.append(
            (
                place // SLICE,
                one.person_id or ids.new_id(),
                one.person_id is None,
                one.number,
                one.given_name,
                one.family_name,
                sort_key(one.family_name, one.given_name),
                one.email,
                one.leave_on,
                one.job,
                unit.id if unit else None,
                positions[fold(one.position)] if one.job and one.position else None,
                (one.since or scene.as_of) if one.person_id is None else scene.as_of,
                ids.new_id(),
            )
        )
    return rows


def _let_go(now: datetime, as_of: date) -> None:
    """End the mandates of those who leave, coached units passing to backups, and their doors."""
    holders = session.execute(
        text(
            "SELECT DISTINCT b.person_id, b.leave_on FROM bringing b JOIN network_mandate d"
            " ON d.person_id = b.person_id OR d.backup_person_id = b.person_id"
            " WHERE b.leave_on IS NOT NULL"
        )
    ).all()
    for person_id, leave_on in holders:
        hand_over(person_id, leave_on)
    inside = session.execute(
        text(
            "SELECT DISTINCT b.person_id FROM bringing b JOIN ops.session s"
            " ON s.person_id = b.person_id AND s.revoked_at IS NULL"
            " WHERE b.leave_on <= :as_of"
        ),
        {"as_of": as_of},
    ).scalars()
    for person_id in inside.all():
        end_sessions(person_id=person_id, reason="left", now=now)


_NAMED = (
    """DELETE FROM network_mandate d USING naming n
       WHERE d.unit_id = n.unit_id AND d.kind = 'unit_manager' AND lower(d.during) >= :on""",
    """UPDATE network_mandate d SET during = daterange(lower(d.during), :on) FROM naming n
       WHERE d.unit_id = n.unit_id AND d.kind = 'unit_manager'
       AND (upper_inf(d.during) OR upper(d.during) > :on)""",
    """INSERT INTO network_mandate
       (id, person_id, kind, scope_kind, scope_id, backup_person_id, during)
       SELECT mandate_id, person_id, 'unit_manager', 'unit', unit_id, NULL, daterange(:on, NULL)
       FROM naming""",
)


def name_managers(pairs: Sequence[tuple[UUID, str]], on: date) -> None:
    """Make people, known by number, managers of units from ``on``; nothing when they are."""
    stage(
        "named",
        (("unit_id", "uuid"), ("number", "text"), ("mandate_id", "uuid")),
        [(unit_id, number, ids.new_id()) for unit_id, number in pairs],
    )
    session.execute(text("DROP TABLE IF EXISTS pg_temp.naming"))
    session.execute(
        text(
            "CREATE TEMP TABLE naming ON COMMIT DROP AS"
            " SELECT n.unit_id, p.id AS person_id, n.mandate_id"
            " FROM named n JOIN accounts_person p ON p.external_id = n.number"
            " WHERE p.left_on IS NULL AND NOT EXISTS (SELECT FROM network_mandate d"
            " WHERE d.unit_id = n.unit_id AND d.kind = 'unit_manager'"
            " AND d.person_id = p.id AND d.during @> CAST(:on AS date))"
        ),
        {"on": on},
    )
    for statement in _NAMED:
        session.execute(text(statement), {"on": on})
