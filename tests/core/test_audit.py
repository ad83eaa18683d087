"""The record of acts cannot be changed, and tells when it was."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import NullPool

from lms.core import audit, clock, ids, threads
from lms.core.db import session
from lms.core.models import AuditLook, AuditPrivate, AuditRow, AuditSeal

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HENRI = ids.derived(ids.COMPTOIR, "henri")


def note(**changes):
    return audit.note("unit:close", "unit", ids.new_id(), actor_id=HENRI, **changes)


def seals() -> int:
    return session.execute(select(func.count()).select_from(AuditSeal)).scalar_one()


def test_committed_rows_are_chained_and_the_tail_is_told(kernel):
    with clock.frozen(NOON):
        for _ in range(3):
            note(fields=("closed_on", "city"), reason="closed")
        audit.seal(now=NOON)
        note()
    verdict = audit.verify()
    assert (verdict.holds, verdict.sealed, verdict.unsealed) == (True, 3, 1)
    assert verdict.oldest_unsealed == NOON


def test_sealing_twice_seals_once(kernel):
    note()
    audit.seal(now=clock.now())
    audit.seal(now=clock.now())
    assert seals() == 1


def test_a_row_committed_late_is_sealed_after_the_others(kernel):
    with clock.frozen(NOON):
        note()
        audit.seal(now=NOON)
    with clock.frozen(NOON - timedelta(hours=3)):
        note()
    audit.seal(now=NOON)
    assert audit.verify().sealed == 2
    assert audit.verify().holds


@pytest.mark.parametrize(
    "statement",
    ["UPDATE core_audit SET action = 'x'", "DELETE FROM core_audit", "DELETE FROM core_audit_seal"],
)
@pytest.mark.parametrize("owner", [False, True])
def test_neither_the_application_nor_the_owner_changes_a_row(live, live_url, statement, owner):
    note()
    audit.seal(now=clock.now())
    session.commit()
    engine = sa.create_engine(live_url, poolclass=NullPool) if owner else None
    connection = engine.connect() if engine else session.connection()
    with pytest.raises(DBAPIError) as refused:
        connection.execute(text(statement))
    assert refused.value.orig.sqlstate == "42501"
    session.rollback()
    if engine:
        connection.close()


@pytest.mark.parametrize(
    ("tamper", "missing"),
    [
        ("UPDATE core_audit SET action = 'unit:open' WHERE at = :second", 0),
        ("DELETE FROM core_audit WHERE at = :second", 1),
        ("UPDATE core_audit_seal SET hash = '\\x00' WHERE seq = 2", 0),
        ("DELETE FROM core_audit_seal WHERE seq = 2", 0),
    ],
)
def test_canary_a_change_made_behind_the_triggers_is_seen(live, live_url, tamper, missing):
    for hour in range(3):
        with clock.frozen(NOON + timedelta(hours=hour)):
            note()
    audit.seal(now=NOON + timedelta(hours=4))
    session.commit()
    assert audit.verify().holds
    engine = sa.create_engine(live_url, poolclass=NullPool)
    with engine.begin() as owner:
        owner.execute(text("ALTER TABLE core_audit DISABLE TRIGGER append_only"))
        owner.execute(text("ALTER TABLE core_audit_seal DISABLE TRIGGER append_only"))
        owner.execute(
            text(tamper), {"second": NOON + timedelta(hours=1)} if ":second" in tamper else {}
        )
        owner.execute(text("ALTER TABLE core_audit ENABLE TRIGGER append_only"))
        owner.execute(text("ALTER TABLE core_audit_seal ENABLE TRIGGER append_only"))
    session.rollback()
    verdict = audit.verify()
    assert not verdict.holds
    assert (verdict.broken_at, verdict.missing) == (2, missing)


def test_a_sentence_is_no_reason(kernel):
    with pytest.raises(IntegrityError):
        note(reason="Alice was rude to a customer")


def test_a_private_row_is_never_sealed_and_goes_with_its_thread(kernel):
    thread = threads.open_thread()
    note(thread=thread)
    audit.seal(now=clock.now())
    assert seals() == 0
    assert session.execute(select(func.count()).select_from(AuditRow)).scalar_one() == 0
    threads.sever(thread)
    assert session.execute(select(func.count()).select_from(AuditPrivate)).scalar_one() == 0


def test_a_refusal_is_kept_though_the_request_is_rolled_back(live):
    note()
    audit.look("refused", "unit:read", "unit", ids.new_id(), actor_id=HENRI)
    session.rollback()
    assert session.execute(select(func.count()).select_from(AuditLook)).scalar_one() == 1
    assert session.execute(select(func.count()).select_from(AuditRow)).scalar_one() == 0
