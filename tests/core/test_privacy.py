"""What is held about somebody can be handed over, erased, and does not outlive its time."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import func, insert, select

from lms.core import clock, declarations, idempotency, ids, policies, policy, privacy  # noqa: F401
from lms.core.db import Base, session
from lms.core.i18n import _l
from lms.core.models import AuditLook, Idempotency
from lms.core.privacy import Erasure, Personal, declare, erase_person, expire, export_person

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ALICE, KARIM = ids.derived(ids.COMPTOIR, "alice"), ids.derived(ids.COMPTOIR, "karim")


@pytest.fixture(autouse=True)
def only_core(monkeypatch):
    """Only what this file declares, whatever other features loaded in this process."""
    kept = {name: one for name, one in privacy.DECLARED.items() if name in CORE}
    monkeypatch.setattr(privacy, "DECLARED", kept)


CORE = ("core_idempotency", "ops.audit_look", "core_audit")


def looked(who, at=NOON):
    session.execute(
        insert(AuditLook),
        {
            "id": ids.new_id(),
            "at": at,
            "actor_id": who,
            "outcome": "read",
            "action": "unit:read",
            "entity": "unit",
            "entity_id": None,
        },
    )


def looks() -> int:
    return session.execute(select(func.count()).select_from(AuditLook)).scalar_one()


def test_an_export_holds_ones_own_rows_and_no_secret(kernel):
    looked(ALICE)
    looked(KARIM)
    idempotency.begin(person_id=ALICE, key="k", request_hash=b"x")
    export = export_person(ALICE)
    assert set(export) == {"core_idempotency", "ops.audit_look"}
    assert [row["actor_id"] for row in export["ops.audit_look"]] == [ALICE]
    assert set(export["core_idempotency"][0]) == {"person_id", "status", "created_at"}


@pytest.fixture
def pair(kernel):
    """A table where two people meet in a row."""
    table = sa.Table(
        "test_pair",
        Base.metadata,
        sa.Column("giver_id", sa.Uuid),
        sa.Column("taker_id", sa.Uuid),
        sa.Column("words", sa.Text),
        prefixes=["TEMPORARY"],
    )
    table.create(session.connection())
    session.execute(insert(table), {"giver_id": ALICE, "taker_id": KARIM, "words": "Merci"})
    yield table
    Base.metadata.remove(table)


def test_the_other_person_of_a_row_is_not_in_ones_export(pair):
    declare("test_pair", _l("Thanks"), person=("giver_id", "taker_id"))
    assert export_person(ALICE) == {"test_pair": [{"giver_id": ALICE, "words": "Merci"}]}
    assert export_person(KARIM) == {"test_pair": [{"taker_id": KARIM, "words": "Merci"}]}


def test_erasure_deletes_empties_or_keeps_as_declared(pair):
    declare(
        "test_pair",
        _l("Thanks"),
        person=("giver_id",),
        erase=Erasure.CLEAR,
        cleared={"words": None},
    )
    looked(ALICE)
    looked(KARIM)
    assert erase_person(ALICE) == {"core_idempotency": 0, "ops.audit_look": 1, "test_pair": 1}
    assert looks() == 1
    assert session.execute(select(pair.c.words)).scalars().all() == [None]


@pytest.mark.parametrize("days", [1, 365, 5 * 365])
def test_rows_go_when_their_time_is_over(kernel, days):
    looked(ALICE)
    looked(ALICE, at=NOON - timedelta(days=180))
    with clock.frozen(NOON + timedelta(days=days)) as now:
        expire(now=now)
    assert looks() == (1 if days < 180 else 0)


def test_a_shorter_time_decided_by_somebody_is_the_time(kernel):
    looked(ALICE, at=NOON - timedelta(days=40))
    with clock.frozen(NOON) as now:
        policy.decide(policies.LOOKS_KEPT, 30, decided_by=KARIM, reason="Enough")
        expire(now=now)
    assert looks() == 0


def test_a_declaration_is_whole_and_made_once():
    with pytest.raises(ValueError, match="half"):
        declare("a", _l("x"), erase=Erasure.CLEAR)
    with pytest.raises(ValueError, match="half"):
        declare("a", _l("x"), kept_by="core.looks.kept")
    with pytest.raises(ValueError, match="half"):
        declare("a", _l("x"), kept_by="core.looks.kept", dated="at", swept_by="somebody")
    with pytest.raises(ValueError, match="twice"):
        privacy.declare_impersonal("b", "b")
    assert privacy.DECLARED["b"] == Personal("b", None)


def test_answers_kept_for_replay_go_with_the_person(kernel):
    idempotency.begin(person_id=ALICE, key="k", request_hash=b"x")
    erase_person(ALICE)
    assert session.execute(select(func.count()).select_from(Idempotency)).scalar_one() == 0
