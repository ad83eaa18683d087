"""Who is looking: session, person, today's jobs and rights, in one statement."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from lms.accounts.queries import is_within_limits
from lms.accounts.rules.limits import Kind, roles_on
from lms.core import clock
from lms.core.access import ANONYMOUS, Grant, Membership, Role, Viewer
from lms.core.db import session
from lms.network.rules import DEFAULT_ZONE

# Days are business dates of each unit; a mandate above units follows the network's own zone.
_VIEWER = text(
    """
WITH live AS (
    SELECT s.id AS session_id, s.person_id, s.device_id, s.kind, s.secret_checked_at,
           s.created_at, s.last_seen_at,
           p.given_name, p.family_name, p.locale, p.theme, p.left_on
    FROM ops.session s
    JOIN accounts_person p ON p.id = s.person_id
    WHERE s.token_hash = :token_hash
      AND s.revoked_at IS NULL
      AND s.expires_at > :now
      AND s.last_seen_at + s.idle_seconds * interval '1 second' > :now
      AND p.erased_at IS NULL
), place AS (
    SELECT u.id, u.name, u.zone,
           ((:now AT TIME ZONE u.zone) - (u.day_cut - time '00:00'))::date AS day
    FROM network_unit u
    WHERE u.id IN (
        SELECT m.unit_id FROM network_membership m JOIN live ON live.person_id = m.person_id
        UNION
        SELECT d.unit_id FROM network_mandate d JOIN live
            ON live.person_id = d.person_id OR live.person_id = d.backup_person_id
    ) AND (u.closed_on IS NULL
           OR u.closed_on > ((:now AT TIME ZONE u.zone) - (u.day_cut - time '00:00'))::date)
), job AS (
    SELECT m.unit_id, m.is_primary, lower(m.during) AS since, c.name AS position,
           place.name, place.zone, place.day, e.employer_id
    FROM live
    JOIN network_membership m ON m.person_id = live.person_id
    JOIN place ON place.id = m.unit_id AND m.during @> place.day
    JOIN network_position c ON c.id = m.position_id
    LEFT JOIN network_unit_employer e ON e.unit_id = m.unit_id AND e.during @> place.day
), mandate AS (
    SELECT d.kind, d.scope_kind, d.scope_id, d.unit_id
    FROM live
    JOIN network_mandate d
        ON d.person_id = live.person_id OR d.backup_person_id = live.person_id
    LEFT JOIN place ON place.id = d.unit_id
    WHERE (d.unit_id IS NULL OR place.id IS NOT NULL)
      AND d.during @> coalesce(place.day, (:now AT TIME ZONE :zone)::date)
)
SELECT live.*,
    coalesce((SELECT json_agg(json_build_array(unit_id, name, zone, position, is_primary,
                                               employer_id)
                              ORDER BY is_primary DESC, since, unit_id) FROM job), '[]') AS jobs,
    coalesce((SELECT json_agg(json_build_array(kind, scope_kind, scope_id)
                              ORDER BY kind, scope_id) FROM mandate), '[]') AS mandates,
    coalesce((SELECT json_agg(DISTINCT w.capability)
              FROM network_wave w JOIN place ON place.id = w.unit_id AND w.during @> place.day
              WHERE w.unit_id IN (SELECT unit_id FROM job UNION SELECT unit_id FROM mandate)),
             '[]') AS capabilities,
    coalesce((SELECT json_object_agg(coalesce(n.capability, ''), n.num)
              FROM (SELECT c.capability, count(*) AS num FROM core_notice c
                    WHERE c.person_id = live.person_id
                      AND c.act AND NOT c.muted AND c.done_at IS NULL
                    GROUP BY c.capability) n), '{}') AS acts
FROM live
"""
)


def load_viewer(token_hash: bytes, now: datetime) -> Viewer:
    """Return who holds the session with this hash, with the rights of ``now``.

    A session that is unknown, revoked or expired, and one of a person who left or holds neither
    job nor mandate any more, gives the anonymous viewer: an ended job is a dead session.
    """
    row = session.execute(
        _VIEWER, {"token_hash": token_hash, "now": now, "zone": DEFAULT_ZONE}
    ).one_or_none()
    if row is None or not (row.jobs or row.mandates):
        return ANONYMOUS
    memberships = tuple(_membership(job) for job in row.jobs)
    day = _day(memberships, now)
    if row.left_on is not None and row.left_on <= day:
        return ANONYMOUS
    kind = Kind(row.kind)
    grants = _grants(memberships, row.mandates)
    held = roles_on(kind, {g.role for g in grants})
    if not is_within_limits(
        kind, held, created_at=row.created_at, last_seen_at=row.last_seen_at, now=now
    ):
        return ANONYMOUS
    return Viewer(
        person_id=row.person_id,
        given_name=row.given_name,
        family_name=row.family_name,
        locale=row.locale,
        theme=row.theme,
        session_id=row.session_id,
        shared_device=kind is Kind.SHARED,
        device_id=row.device_id,
        memberships=memberships,
        grants=tuple(g for g in grants if g.role in held),
        capabilities=frozenset(row.capabilities),
        today=day,
        secret_checked_at=row.secret_checked_at,
        seen_at=row.last_seen_at,
        roles=held,
        waiting=_waiting(row.acts, frozenset(row.capabilities), grants),
    )


def _waiting(acts: dict[str, int], lit: frozenset[str], grants: tuple[Grant, ...]) -> int:
    """Return the number on the bell: acts of what is live for them, as their inbox lists them."""
    above = any(grant.scope_kind != "unit" for grant in grants)
    return sum(count for wave, count in acts.items() if not wave or wave in lit or above)


def _membership(job: list[Any]) -> Membership:
    unit_id, name, zone, position, is_primary, employer_id = job
    return Membership(
        UUID(unit_id), name, zone, position, is_primary, UUID(employer_id) if employer_id else None
    )


def _grants(memberships: tuple[Membership, ...], mandates: list[list[Any]]) -> tuple[Grant, ...]:
    held = [Grant(Role.EMPLOYEE, "unit", m.unit_id) for m in memberships]
    held += [
        Grant(Role(kind), scope_kind, UUID(scope_id) if scope_id else None)
        for kind, scope_kind, scope_id in mandates
    ]
    return tuple(held)


def _day(memberships: tuple[Membership, ...], now: datetime) -> date:
    return clock.business_date(now, memberships[0].zone if memberships else DEFAULT_ZONE)
