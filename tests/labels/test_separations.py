"""Separations through the services, each held by a promise that a planted bug breaks.

Every promise stands on several guards; the bug takes away what they all read.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from lms.core import clock
from lms.core.db import session
from lms.core.errors import Refused
from lms.labels.models import Decision
from lms.labels.queries import applications, evidence
from lms.labels.queries.applications import Applied, get_applied
from lms.labels.rules import season as calendar
from lms.labels.rules import separation
from lms.labels.rules.season import Timeliness
from lms.labels.services import auditing, deciding, showing
from lms.labels.services.showing import Shown
from lms.network.models import Mandate
from tests.factories.labels import DECIDED, SUBMITTED, Ground, look, show, submit

AFTER = datetime(2027, 1, 31, 23, 1, tzinfo=UTC)
"""One minute after midnight in Nantes, past the last day."""

Promise = Callable[[Ground], None]
Bug = Callable[[pytest.MonkeyPatch], None]


def attempts(act: Callable[[], Any]) -> bool:
    """Tell whether an act is done; nothing of it is kept."""
    with suppress(Refused), session.begin_nested() as kept:
        act()
        kept.rollback()
        return True
    return False


def nobody_validates_what_their_store_shows(ground: Ground) -> None:
    """Neither who submits nor who runs the store says that its evidence is good."""
    made = show(ground)
    for name in ("marion", "dina"):
        who = getattr(ground, name).id
        asked = {"revision_id": made.id, "verdict": "approved", "reviewer_id": who}
        assert not attempts(lambda asked=asked: showing.review(**asked)), name  # type: ignore[misc]


def nobody_audits_what_they_coached(ground: Ground) -> None:
    """A coach of the last 12 months does not audit, were it one day in somebody's place."""
    mine = (Mandate.person_id == ground.karim.id) & (Mandate.unit_id == ground.nantes.id)
    session.execute(update(Mandate).where(mine).values(backup_person_id=ground.ana.id))
    row = submit(ground)
    for name in ("karim", "ana"):
        who = getattr(ground, name).id
        asked = {"application_id": row.id, "auditor_id": who, "mode": "remote", "actor_id": None}
        with clock.frozen(SUBMITTED):
            done = attempts(lambda asked=asked: auditing.assign_audit(**asked))  # type: ignore[misc]
        assert not done, name


def nobody_decides_alone(ground: Ground) -> None:
    """One member who says it twice is still one member."""
    submit(ground)
    look(ground)
    with clock.frozen(DECIDED):
        row = deciding.propose(application_id=ground.application().id, actor_id=None)
        vote = {"application_id": row.id, "person_id": ground.ugo.id, "level": "silver"}
        for _turn in range(2):
            with suppress(Refused):
                deciding.vote(**vote, reason="Je confirme")  # type: ignore[arg-type]
    assert session.scalar(select(Decision)) is None


def late_evidence_is_not_taken(ground: Ground) -> None:
    """A minute after the last day, nothing more is shown."""
    asked = {
        "application_id": ground.application().id,
        "criterion_uid": ground.uid("visits"),
        "shown": Shown(note="Fait à temps", effective_on=date(2026, 12, 30)),
        "actor_id": ground.marion.id,
    }
    with clock.frozen(AFTER):
        assert not attempts(lambda: showing.add_evidence(**asked))  # type: ignore[arg-type]


def evidence_of_another_year_does_not_count(ground: Ground) -> None:
    """What shows a day before the year looked at gives nothing."""
    uid = ground.uid("visits")
    showing.add_evidence(
        application_id=ground.application().id,
        criterion_uid=uid,
        shown=Shown(note="L’an passé", effective_on=date(2025, 12, 30)),
        actor_id=ground.marion.id,
    )
    assert get_applied(ground.application().id).known.shown.get(str(uid), 0) == 0


def forget_who_runs_the_store(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(applications, "people_in_charge", lambda *_args: [])


def forget_who_coached(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(applications, "coaches_since", lambda *_args, **_more: set())
    patch.setattr(auditing, "_is_near", lambda *_args: False)


def forget_who_stood_in(patch: pytest.MonkeyPatch) -> None:
    def without(unit_id: Any, **more: Any) -> set[Any]:
        del more
        wanted = select(Mandate.person_id).where(Mandate.unit_id == unit_id)
        return set(session.scalars(wanted.where(Mandate.kind == "coach")))

    patch.setattr(applications, "coaches_since", without)


def count_one_member_as_two(patch: pytest.MonkeyPatch) -> None:
    real = deciding.agreeing
    patch.setattr(deciding, "agreeing", lambda *args: real(*args) * 2)
    patch.setattr(separation, "panel_fault", lambda *_args, **_more: None)
    patch.setattr(deciding, "insert", _ledger_of_one)


def _ledger_of_one(model: Any) -> Any:
    from sqlalchemy.dialects.postgresql import insert

    return insert(model).on_conflict_do_nothing()


def never_end_the_last_day(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Applied, "is_before_cut_off", lambda *_args: True)


def take_every_day_for_good(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(calendar, "timeliness", lambda *_args, **_more: Timeliness.COUNTS)
    assert evidence.counts


PROMISES: dict[str, tuple[Promise, Bug]] = {
    "submitter": (nobody_validates_what_their_store_shows, forget_who_runs_the_store),
    "coach": (nobody_audits_what_they_coached, forget_who_coached),
    "stand-in": (nobody_audits_what_they_coached, forget_who_stood_in),
    "panel": (nobody_decides_alone, count_one_member_as_two),
    "late": (late_evidence_is_not_taken, never_end_the_last_day),
    "other year": (evidence_of_another_year_does_not_count, take_every_day_for_good),
}


@pytest.mark.parametrize("name", sorted(PROMISES))
def test_hands_stay_apart_through_the_services(ground: Ground, name: str):
    PROMISES[name][0](ground)


@pytest.mark.parametrize("name", sorted(PROMISES))
def test_canary_a_guard_taken_away_is_seen(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, name: str
):
    promise, bug = PROMISES[name]
    bug(monkeypatch)
    with pytest.raises(AssertionError):
        promise(ground)
