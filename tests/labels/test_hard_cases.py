"""Stores open, close, move, change hands; people leave; appeals are won late: each as it is written."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from lms.accounts.models import Person
from lms.core import clock, policy
from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import Invalid, Refused
from lms.core.notices.models import Notice
from lms.labels.jobs import follow_closing, follow_move
from lms.labels.models import Award, AwardEntry, Decision, Finding, Season
from lms.labels.queries.applications import get_applied
from lms.labels.queries.plaques import levels_held, plaque_of, public_award
from lms.labels.services import appealing, applying, auditing, awarding, closing, deciding, seasons
from lms.labels.services.applying import Said
from lms.labels.services.deciding import is_reproducible
from lms.network.events import UnitClosed, UnitMoved
from lms.network.models import Mandate, Unit
from tests.factories import make_mandate, make_unit, make_wave, since
from tests.factories.labels import (
    CLOSED,
    DECIDED,
    LOOKED,
    SUBMITTED,
    Ground,
    assess,
    decide,
    look,
    said,
    submit,
    win,
)

AFTER_CUT_OFF = datetime(2027, 2, 2, 9, tzinfo=UTC)
NEXT_YEAR = datetime(2028, 1, 10, 9, tzinfo=UTC)


def close(ground: Ground) -> Award:
    """Close the season; return the award of Nantes."""
    with clock.frozen(CLOSED):
        closing.ask_to_close(season_id=ground.season.id, actor_id=ground.henri.id)
        closing.close(season_id=ground.season.id, now=CLOSED)
    return session.scalars(
        select(Award)
        .where(Award.unit_id == ground.nantes.id)
        .execution_options(populate_existing=True)
    ).one()


def new_store(ground: Ground, opened_on: date) -> Unit:
    unit = make_unit(
        "Quimper Kerfeunteun",
        code="0199",
        region=ground.cast.west,
        employer=ground.cast.own,
        opened_on=opened_on,
    )
    make_wave(unit, "label")
    return unit


def test_a_unit_opened_after_the_first_of_july_is_flagged_and_asked_half(ground: Ground):
    unit = new_store(ground, date(2026, 9, 1))
    with clock.frozen(datetime(2026, 9, 15, tzinfo=UTC)):
        row = seasons.join_season(
            season_id=ground.season.id, unit_id=unit.id, actor_id=ground.henri.id
        )
    assert row.flag == "late_opening"
    assert get_applied(row.id).grid.criteria[1].evidence.minimum == 1


def test_a_unit_opened_in_spring_is_like_the_others(ground: Ground):
    unit = new_store(ground, date(2026, 4, 1))
    with clock.frozen(datetime(2026, 4, 2, tzinfo=UTC)):
        row = seasons.join_season(season_id=ground.season.id, unit_id=unit.id, actor_id=None)
    assert row.flag == ""


def test_a_unit_that_closes_has_its_award_ended_not_withdrawn(ground: Ground):
    win(ground)
    award = close(ground)
    on = date(2027, 6, 1)
    ground.nantes.closed_on = on
    session.flush()
    with clock.frozen(datetime(2027, 6, 1, 9, tzinfo=UTC)):
        follow_closing(
            UnitClosed(unit_id=ground.nantes.id, on=on, change_id=award.id), now=clock.now()
        )
        assert public_award(award.public_code).status == "ended"


def test_a_unit_of_another_region_keeps_its_award(ground: Ground):
    win(ground)
    award = close(ground)
    told = UnitMoved(unit_id=ground.nantes.id, what="region", on=CLOSED.date(), change_id=award.id)
    follow_move(told)
    assert session.get_one(Award, award.id).status == "active"


def test_a_unit_that_changes_brand_is_suspended_until_it_is_audited_again(ground: Ground):
    win(ground)
    award = close(ground)
    with clock.frozen(CLOSED + timedelta(days=1)):
        told = UnitMoved(
            unit_id=ground.nantes.id, what="brand", on=CLOSED.date(), change_id=award.id
        )
        follow_move(told)
        assert session.get_one(Award, award.id).status == "suspended"
        with pytest.raises(Refused):
            awarding.give_back(award_id=award.id, reason="Tout est prêt", actor_id=ground.henri.id)
    with clock.frozen(CLOSED + timedelta(days=20)):
        one = auditing.assign_audit(
            application_id=award.application_id,
            auditor_id=ground.paul.id,
            mode="onsite",
            actor_id=None,
        )
        auditing.hold_audit(
            audit_id=one.id,
            said=said(ground, welcome="2", visits="2", drive="2", callback="2", ritual=True),
            actor_id=ground.paul.id,
        )
        awarding.give_back(award_id=award.id, reason="Tout est prêt", actor_id=ground.henri.id)
    assert session.get_one(Award, award.id).status == "active"


@pytest.mark.parametrize(("days", "suspended"), [(60, False), (61, True)])
def test_a_refit_of_more_than_sixty_days_suspends(ground: Ground, days: int, *, suspended: bool):
    win(ground)
    award = close(ground)
    first = date(2027, 5, 1)
    with clock.frozen(datetime(2027, 8, 1, tzinfo=UTC)):
        found = awarding.declare_works(
            application_id=award.application_id,
            closed_on=first,
            until=first + timedelta(days=days),
            actor_id=None,
        )
    assert found is suspended
    assert (session.get_one(Award, award.id).status == "suspended") is suspended


def test_a_merger_leaves_the_survivor_its_own_until_year_end(ground: Ground):
    win(ground)
    award = close(ground)
    ground.rennes.closed_on = date(2027, 6, 1)
    session.flush()
    with clock.frozen(datetime(2027, 6, 1, 9, tzinfo=UTC)):
        awarding.end_for_unit(ground.rennes.id)
    kept = session.get_one(Award, award.id)
    assert (kept.status, kept.valid_until) == ("active", date(2028, 1, 1))


def test_a_renamed_unit_keeps_the_name_its_award_was_given_to(ground: Ground):
    win(ground)
    award = close(ground)
    ground.nantes.name = "Nantes Atlantis"
    session.flush()
    assert public_award(award.public_code).unit == "Nantes Beaulieu"


def test_the_label_belongs_to_the_unit_when_its_manager_changes(ground: Ground):
    win(ground)
    award = close(ground)
    session.execute(
        update(Mandate)
        .where(Mandate.person_id == ground.marion.id)
        .values(during=since(end=date(2027, 5, 1)))
    )
    make_mandate(
        ground.bruno.id, Role.UNIT_MANAGER, ground.nantes.id, during=since(date(2027, 5, 1))
    )
    with clock.frozen(datetime(2027, 5, 3, tzinfo=UTC)):
        assert plaque_of(ground.nantes, clock.now()).level == "silver"
        awarding.suspend(award_id=award.id, reason="Contrôle", actor_id=ground.henri.id)
    told = select(Notice.person_id).where(Notice.kind == "labels.changed")
    assert ground.bruno.id in set(session.scalars(told))
    assert ground.marion.id not in set(session.scalars(told))


def test_a_unit_of_one_has_its_figures_put_together_with_its_cluster(ground: Ground):
    cluster = seasons.declare_cluster(
        season_id=ground.season.id,
        name="Petits magasins",
        unit_ids=[ground.brest.id, ground.rennes.id],
        reason="Une personne chacun",
        actor_id=ground.henri.id,
    )
    with pytest.raises(Refused):
        seasons.declare_cluster(
            season_id=ground.season.id,
            name="Autre",
            unit_ids=[ground.brest.id, ground.nantes.id],
            reason="Encore",
            actor_id=None,
        )
    assert cluster.season_id == ground.season.id


def test_the_audit_of_somebody_who_left_is_given_to_somebody_else(ground: Ground):
    row = submit(ground)
    with clock.frozen(SUBMITTED):
        one = auditing.assign_audit(
            application_id=row.id, auditor_id=ground.ana.id, mode="onsite", actor_id=None
        )
    session.execute(
        update(Person).where(Person.id == ground.ana.id).values(left_on=date(2027, 2, 1))
    )
    with clock.frozen(LOOKED):
        assert auditing.release_leavers(LOOKED) == 1
    session.refresh(one)
    assert one.state == "ended"
    asked = set(session.scalars(select(Notice.person_id).where(Notice.kind == "labels.reassign")))
    assert ground.odile.id in asked
    look(ground, auditor=ground.paul)


def test_an_audit_held_by_somebody_who_left_since_stays(ground: Ground):
    submit(ground)
    one = look(ground)
    session.execute(
        update(Person).where(Person.id == ground.ana.id).values(left_on=date(2027, 3, 1))
    )
    assert auditing.release_leavers(DECIDED) == 0
    session.refresh(one)
    assert one.state == "held"


def appeal(ground: Ground, *, at: datetime) -> UUID:
    with clock.frozen(at):
        return appealing.file_appeal(
            application_id=ground.application().id,
            grounds="Le carnet de rappels était au siège.",
            actor_id=ground.marion.id,
            late_evidence=True,
        ).id


def test_an_appeal_won_after_year_end_reaches_back_and_keeps_its_trace(ground: Ground):
    submit(ground, callback="3", welcome="3", visits="3", drive="3")
    look(ground, welcome="3", visits="3", drive="3", callback="3")
    first = decide(ground, level="silver", reason="Un doute sur les rappels", at=CLOSED)
    award = close(ground)
    made = appeal(ground, at=CLOSED + timedelta(days=29))
    for judge in (ground.paul, ground.odile):
        with clock.frozen(NEXT_YEAR):
            decision = appealing.judge(
                appeal_id=made, person_id=judge.id, level="gold", answer="Le carnet a été retrouvé."
            )
    assert decision is not None
    assert (decision.rev, decision.effective_on) == (2, first.effective_on)
    assert decision.decided_at == NEXT_YEAR
    kept = session.get_one(Award, award.id)
    assert (kept.level, kept.decision_rev, kept.public_code) == ("gold", 2, award.public_code)
    steps = session.scalars(select(AwardEntry.level).order_by(AwardEntry.number)).all()
    assert steps == ["silver", "gold"]
    assert all(is_reproducible(one) for one in session.scalars(select(Decision)))


def test_an_appeal_is_judged_by_people_who_neither_audited_nor_decided(ground: Ground):
    win(ground)
    made = appeal(ground, at=DECIDED + timedelta(days=3))
    for name in ("ana", "ugo", "ines", "karim", "marion"):
        with clock.frozen(DECIDED + timedelta(days=4)), pytest.raises(Refused):
            appealing.judge(
                appeal_id=made, person_id=getattr(ground, name).id, level="gold", answer="Oui"
            )


def test_after_thirty_days_nobody_appeals_and_the_level_is_final(ground: Ground):
    win(ground)
    close(ground)
    late = DECIDED + timedelta(days=31)
    with pytest.raises(Refused):
        appeal(ground, at=late)
    with clock.frozen(late):
        assert closing.make_final(late) == 1
    assert session.get(type(ground.application()), ground.application().id).state == "final"


def test_a_unit_left_out_as_late_may_be_let_in(ground: Ground):
    assess(ground)
    assert applying.lapse_late(AFTER_CUT_OFF) == 4
    made = appeal(ground, at=AFTER_CUT_OFF + timedelta(days=3))
    with clock.frozen(AFTER_CUT_OFF + timedelta(days=4)):
        appealing.judge_late(appeal_id=made, person_id=ground.ugo.id, let_in=True, answer="Panne")
    row = ground.application()
    session.refresh(row)
    assert row.state == "submitted"


def test_an_override_is_one_level_at_most_and_says_why(ground: Ground):
    submit(ground)
    look(ground)
    with clock.frozen(DECIDED):
        row = deciding.propose(application_id=ground.application().id, actor_id=None)
        vote = {"application_id": row.id, "person_id": ground.ugo.id}
        for level, reason in (("gold", ""), ("none", "Trop peu de gestes")):
            with pytest.raises(Invalid):
                deciding.vote(**vote, level=level, reason=reason)
        assert deciding.vote(**vote, level="gold", reason="Des gestes remarquables") is None


@pytest.mark.parametrize("name", ["ana", "karim", "marion", "dina"])
def test_a_panel_holds_neither_auditor_coach_nor_the_store(ground: Ground, name: str):
    submit(ground)
    look(ground)
    with clock.frozen(DECIDED):
        row = deciding.propose(application_id=ground.application().id, actor_id=None)
        with pytest.raises(Refused):
            deciding.vote(application_id=row.id, person_id=getattr(ground, name).id, level="silver")


def test_one_person_alone_decides_nothing(ground: Ground):
    submit(ground)
    look(ground)
    with clock.frozen(DECIDED):
        row = deciding.propose(application_id=ground.application().id, actor_id=None)
        assert deciding.vote(application_id=row.id, person_id=ground.ugo.id, level="silver") is None
        assert deciding.vote(application_id=row.id, person_id=ground.ugo.id, level="silver") is None
    assert session.scalar(select(Decision)) is None


def test_a_small_network_decides_alone_and_everybody_reads_why(ground: Ground):
    policy.decide("core.panel.size", 1, decided_by=None, reason="Deux régions seulement")
    submit(ground)
    look(ground)
    with clock.frozen(DECIDED):
        row = deciding.propose(application_id=ground.application().id, actor_id=None)
        vote = {"application_id": row.id, "person_id": ground.ugo.id, "level": "silver"}
        with pytest.raises(Invalid), session.begin_nested():
            deciding.vote(**vote)
        made = deciding.vote(**vote, reason="Personne d’autre n’est libre de tout lien.")
    assert made is not None
    assert made.solo_reason == "Personne d’autre n’est libre de tout lien."
    assert made.override_reason == ""


def test_a_closed_store_does_not_hold_up_the_close(ground: Ground):
    submit(ground)
    awarding.end_for_unit(ground.nantes.id)
    with clock.frozen(CLOSED):
        closing.ask_to_close(season_id=ground.season.id, actor_id=ground.henri.id)
        assert closing.close(season_id=ground.season.id, now=CLOSED) == 0


@pytest.mark.parametrize("name", ["karim", "marion", "dina", "rachel"])
def test_nobody_audits_what_they_coached_submitted_run_or_live_beside(ground: Ground, name: str):
    row = submit(ground)
    with clock.frozen(SUBMITTED), pytest.raises(Refused):
        auditing.assign_audit(
            application_id=row.id, auditor_id=getattr(ground, name).id, mode="remote", actor_id=None
        )


def test_standing_in_for_a_coach_one_day_counts_as_coaching(ground: Ground):
    session.execute(
        update(Mandate)
        .where(Mandate.person_id == ground.karim.id, Mandate.unit_id == ground.nantes.id)
        .values(backup_person_id=ground.ana.id)
    )
    row = submit(ground)
    with clock.frozen(SUBMITTED), pytest.raises(Refused):
        auditing.assign_audit(
            application_id=row.id, auditor_id=ground.ana.id, mode="remote", actor_id=None
        )


def test_one_failed_criterion_asks_for_all_of_them(ground: Ground):
    row = submit(ground)
    with clock.frozen(LOOKED):
        one = auditing.assign_audit(
            application_id=row.id, auditor_id=ground.ana.id, mode="onsite", actor_id=None
        )
        one.drawn = [str(ground.uid("welcome"))]
        session.flush()
        held = auditing.hold_audit(
            audit_id=one.id,
            said={ground.uid("welcome"): Said(met=False)},
            actor_id=ground.ana.id,
        )
        assert (held.is_done, len(held.left)) == (False, 4)
        held = auditing.hold_audit(
            audit_id=one.id,
            said=said(ground, visits="1", drive="1", callback="1", ritual=True),
            actor_id=ground.ana.id,
        )
    assert held.is_done
    assert held.audit.is_full


def next_season(ground: Ground) -> Season:
    with clock.frozen(datetime(2026, 9, 1, tzinfo=UTC)):
        grid = publish_grid_again(ground)
    with clock.frozen(CLOSED + timedelta(days=1)):
        made = seasons.plan_season(
            grid_id=grid, days=seasons.usual_days(2028), actor_id=ground.henri.id
        )
        seasons.open_season(season_id=made.id, actor_id=ground.henri.id)
    return made


def publish_grid_again(ground: Ground) -> UUID:
    from lms.labels.services import drafting
    from tests.factories.labels import publish

    draft = drafting.start_draft(
        program_id=ground.program.id,
        year=2028,
        in_force_from=date(2027, 1, 1),
        actor_id=ground.henri.id,
        from_grid_id=ground.grid.id,
    )
    return publish(draft, ground.henri, ground.odile, ground.season).id


def test_nothing_renews_itself_and_findings_come_back_to_check(ground: Ground):
    win(ground)
    award = close(ground)
    season = next_season(ground)
    with clock.frozen(datetime(2028, 1, 1, 0, 1, tzinfo=UTC)):
        assert levels_held([ground.nantes.id], date(2028, 1, 1)) == {}
        assert public_award(award.public_code).status == "expired"
        plaque = plaque_of(ground.nantes, clock.now())
        assert (plaque.status, plaque.is_renewing) == ("expired", False)
    again = session.scalars(
        select(Finding)
        .join(type(ground.application()), Finding.application_id == type(ground.application()).id)
        .where(type(ground.application()).season_id == season.id)
    ).all()
    assert {(one.by, one.status) for one in again} == {("carried", "to_check")}
    assert {one.value for one in again} == {"1", "2"}
    from lms.labels.queries.applications import find_application

    row = find_application(season.id, ground.nantes.id)
    assert row is not None
    applied = get_applied(row.id)
    assert applied.result.level is None, "last year's level gives no point"
    assert row.years_held == 1


def test_canary_a_carried_finding_taken_as_met_would_give_points(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
):
    from sqlalchemy.exc import IntegrityError

    from lms.core.errors import Problem

    win(ground)
    close(ground)
    carried = seasons._carried
    monkeypatch.setattr(seasons, "_carried", lambda *given: {**carried(*given), "status": "met"})
    with (
        pytest.raises((IntegrityError, Problem), match="carried_is_to_check"),
        session.begin_nested(),
    ):
        next_season(ground)


@pytest.mark.parametrize(
    ("zone", "utc_hour"),
    [
        ("Indian/Reunion", 20),
        ("Europe/Paris", 23),
        ("America/Guadeloupe", 28),
        ("Pacific/Tahiti", 34),
    ],
)
def test_an_award_ends_at_midnight_of_its_own_unit(ground: Ground, zone: str, utc_hour: int):
    win(ground)
    award = close(ground)
    ground.nantes.zone = zone
    session.flush()
    midnight = datetime(2027, 12, 31, tzinfo=UTC) + timedelta(hours=utc_hour)
    before, after = midnight - timedelta(seconds=1), midnight
    for at, status, gone in ((before, "active", 0), (after, "expired", 1)):
        with clock.frozen(at):
            assert public_award(award.public_code).status == status
            assert awarding.expire_due(at) == gone


def test_canary_a_single_midnight_for_all_is_seen(ground: Ground, monkeypatch: pytest.MonkeyPatch):
    win(ground)
    award = close(ground)
    ground.nantes.zone = "Pacific/Tahiti"
    session.flush()
    real = clock.business_date
    monkeypatch.setattr(
        clock, "business_date", lambda at, _zone, *cut: real(at, "Europe/Paris", *cut)
    )
    with clock.frozen(datetime(2027, 12, 31, 23, 30, tzinfo=UTC)):
        assert public_award(award.public_code).status == "expired", (
            "planted: Tahiti has ten hours left"
        )


def test_a_trial_season_gives_no_award_and_no_public_page(cast):
    from tests.factories.labels import open_labels

    ground = open_labels(cast, is_trial=True)
    win(ground)
    with clock.frozen(CLOSED):
        closing.ask_to_close(season_id=ground.season.id, actor_id=ground.henri.id)
        assert closing.close(season_id=ground.season.id, now=CLOSED) == 0
    assert session.scalar(select(Award)) is None
