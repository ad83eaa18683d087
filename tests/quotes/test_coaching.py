"""What the assigned coach may do, and nobody else."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.core import clock
from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Problem, Refused
from lms.core.notices.models import Notice
from lms.quotes import jobs
from lms.quotes.models import Abuse, CoachYear, Danger, Difficulty, Draft, Interview, Tally
from lms.quotes.queries import figures, follow, inbox
from lms.quotes.rules.facets import NoCard, Redirect
from lms.quotes.rules.machines import DIFFICULTY
from lms.quotes.services import absences, coaching, protecting, telling
from tests.cast import NOW, TODAY
from tests.factories import make_mandate
from tests.factories.quotes import CARD, Ground, send, talk, tell, uid

pytestmark = pytest.mark.usefixtures("english")

OTHERS = ("alice", "marion", "rachel", "henri", "zoe", "nora", "lise")
"""The reporter, her manager, the lead, head office, a stranger, another coach, the backup."""


def somebody(ground: Ground, name: str):
    return ground.cast.people.get(name) or getattr(ground, name)


def acts(coach_id, one: Difficulty):
    """Every act of a coach on a difficulty, ready to be called."""
    both = {"coach_id": coach_id, "difficulty_id": one.id}
    return {
        "acknowledge": lambda: coaching.acknowledge(**both),
        "meet": lambda: coaching.propose_meeting(**both, at=NOW + timedelta(days=1)),
        "interview": lambda: coaching.start_interview(**both),
        "keep": lambda: coaching.keep_interview(**both, happened="Rien"),
        "close": lambda: coaching.close_coaching(**both),
        "aloud": lambda: coaching.accept_aloud(**both),
        "no_card": lambda: coaching.close_without_card(**both, reason=NoCard.SOLVED),
        "redirect": lambda: coaching.redirect(**both, to=Redirect.TECHNICAL),
        "legal": lambda: coaching.offer_legal(**both),
        "reassign": lambda: coaching.reassign(**both, to_coach_id=coach_id),
        "flag": lambda: protecting.flag_abuse(**both, summary="Des insultes."),
        "danger": lambda: protecting.tell_danger(**both),
        "pass_on": lambda: protecting.pass_danger_on(**both, to="le 15"),
        "open": lambda: inbox.get_assigned(coach_id, one.id, NOW),
    }


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_but_the_assigned_coach_acts_or_reads(ground: Ground, who: str):
    one = tell(ground)
    person = somebody(ground, who)
    for name, act in acts(person.id, one).items():
        with pytest.raises(NotFound):
            act()
        assert one.state == "submitted", name
    assert inbox.list_inbox(person.id, NOW) == []


def at_state(ground: Ground, state: str) -> Difficulty:
    """Bring a difficulty to a state by its own acts."""
    one = tell(ground)
    if state == "submitted":
        return one
    both = {"coach_id": ground.karim.id, "difficulty_id": one.id}
    if state == "flagged":
        protecting.flag_abuse(**both, summary="Des insultes.")
    elif state == "between":
        absences.release_all_of(coach_id=ground.karim.id)
    elif state == "no_card":
        coaching.close_without_card(**both, reason=NoCard.SOLVED)
    elif state == "redirected":
        coaching.redirect(**both, to=Redirect.TECHNICAL)
    elif state == "acknowledged":
        coaching.acknowledge(**both)
    elif state == "interviewing":
        coaching.keep_interview(**both, situation="Dans ce cas.", say="Bonjour.", gesture="Un pas.")
    elif state == "merged":
        other = talk(tell(ground, ground.cast.bruno))
        coaching.merge(**both, draft_id=other.id)
    else:
        draft = talk(one)
        if state == "carded":
            send(draft)
    assert one.state == state
    return one


MOVES = {
    "acknowledge": "acknowledge",
    "interview": "interview",
    "close": "close_coaching",
    "no_card": "no_card",
    "redirect": "redirect",
    "flag": "flag",
}


@pytest.mark.parametrize("state", [s for s in DIFFICULTY.states if s not in ("draft", "withdrawn")])
def test_services_do_what_the_machine_allows_and_nothing_else(ground: Ground, state: str):
    one = at_state(ground, state)
    session.flush()
    for name, action in MOVES.items():
        allowed = action in DIFFICULTY.allowed(state, {Role.COACH})
        held = session.begin_nested()
        try:
            acts(ground.karim.id, one)[name]()
        except Problem:
            assert not allowed, (state, action)
        else:
            assert allowed, (state, action)
        held.rollback()
        session.expire_all()
        assert session.get_one(Difficulty, one.id).state == state


def test_seen_twice_is_refused(ground: Ground):
    one = tell(ground)
    coaching.acknowledge(coach_id=ground.karim.id, difficulty_id=one.id)
    with pytest.raises(Refused):
        coaching.acknowledge(coach_id=ground.karim.id, difficulty_id=one.id)


def test_a_meeting_is_proposed_for_later(ground: Ground):
    one = tell(ground)
    with pytest.raises(Invalid):
        coaching.propose_meeting(coach_id=ground.karim.id, difficulty_id=one.id, at=NOW)
    coaching.propose_meeting(
        coach_id=ground.karim.id, difficulty_id=one.id, at=NOW + timedelta(days=1)
    )
    assert (one.state, one.appointment_at) == ("acknowledged", NOW + timedelta(days=1))


def test_an_interview_is_kept_as_it_is_typed(ground: Ground):
    one = tell(ground)
    both = {"coach_id": ground.karim.id, "difficulty_id": one.id}
    coaching.keep_interview(**both, happened="Seule au comptoir")
    draft = coaching.keep_interview(**both, happened="Seule", notes="Rappeler", say="Bonjour.")
    opened = inbox.get_assigned(ground.karim.id, one.id, NOW)
    assert (opened.happened, opened.notes, opened.draft) == ("Seule", "Rappeler", draft)
    assert draft.theme_uid == uid("calm")


def test_an_end_without_card_says_why_and_counts_for_nobody(ground: Ground):
    one = tell(ground)
    talk(one)
    coaching.close_without_card(
        coach_id=ground.karim.id, difficulty_id=one.id, reason=NoCard.KNOWN_CARD
    )
    trail = follow.get_mine(ground.alice.id, one.id)
    assert (trail.state, trail.reason) == ("no_card", "known_card")
    assert session.scalar(select(func.count()).select_from(Draft)) == 0
    assert session.get_one(CoachYear, (ground.karim.id, 2026)).ended == 1
    with pytest.raises(Invalid):
        coaching.close_without_card(
            coach_id=ground.karim.id, difficulty_id=tell(ground).id, reason=NoCard.ABUSE
        )


def test_what_ended_is_purged_after_two_weeks(ground: Ground):
    one = tell(ground)
    coaching.redirect(coach_id=ground.karim.id, difficulty_id=one.id, to=Redirect.TECHNICAL)
    jobs.purge_idle(now=NOW + timedelta(days=13))
    assert session.get(Difficulty, one.id) is not None
    jobs.purge_idle(now=NOW + timedelta(days=15))
    assert session.scalar(select(func.count()).select_from(Difficulty)) == 0


def test_what_nobody_touches_is_purged_after_a_warning(ground: Ground):
    one = tell(ground)
    jobs.purge_idle(now=NOW + timedelta(days=75))
    jobs.purge_idle(now=NOW + timedelta(days=77))
    warned = session.scalars(select(Notice).where(Notice.kind == "quotes.idle")).all()
    assert len(warned) == 1
    coaching.acknowledge(coach_id=ground.karim.id, difficulty_id=one.id)
    one.last_activity_at = NOW + timedelta(days=80)
    jobs.purge_idle(now=NOW + timedelta(days=91))
    assert session.get(Difficulty, one.id) is not None, "somebody touched it since"
    jobs.purge_idle(now=NOW + timedelta(days=171))
    assert session.scalar(select(func.count()).select_from(Difficulty)) == 0


def test_nothing_lives_longer_than_a_year(ground: Ground):
    one = tell(ground)
    one.last_activity_at = NOW + timedelta(days=365)
    session.flush()
    jobs.purge_idle(now=NOW + timedelta(days=361))
    assert session.scalar(select(func.count()).select_from(Difficulty)) == 0


def test_a_broken_promise_is_told_to_the_backup_and_the_lead_without_a_word(ground: Ground):
    one = tell(ground)
    jobs.watch_clocks(now=NOW + timedelta(days=3))
    assert session.scalar(select(Notice).where(Notice.kind == "quotes.backup")) is None
    for _twice in range(2):
        jobs.watch_clocks(now=NOW + timedelta(days=5))
    backup = session.scalars(select(Notice).where(Notice.kind == "quotes.backup")).one()
    lead = session.scalars(select(Notice).where(Notice.kind == "quotes.late")).one()
    assert (backup.person_id, backup.thread) == (ground.lise.id, one.thread)
    assert (lead.person_id, lead.thread, lead.values) == (ground.cast.rachel.id, None, {})
    assert str(one.id) not in lead.key
    with pytest.raises(NotFound):
        inbox.get_assigned(ground.lise.id, one.id, NOW)


def test_two_late_coaches_are_one_sentence_a_day(ground: Ground):
    tell(ground)
    tell(ground, ground.cast.bruno)
    with clock.frozen(NOW + timedelta(days=5)):
        jobs.watch_clocks(now=clock.now())
    assert len(session.scalars(select(Notice).where(Notice.kind == "quotes.late")).all()) == 1


def test_each_promise_breaks_once(ground: Ground):
    one = tell(ground)
    jobs.watch_clocks(now=NOW + timedelta(days=5))
    coaching.acknowledge(coach_id=ground.karim.id, difficulty_id=one.id)
    jobs.watch_clocks(now=NOW + timedelta(days=8))
    assert one.late_told == "interview"
    assert len(session.scalars(select(Notice).where(Notice.kind == "quotes.backup")).all()) == 2


def test_a_reassigned_difficulty_starts_afresh(ground: Ground):
    one = tell(ground)
    with pytest.raises(Invalid):
        coaching.reassign(
            coach_id=ground.karim.id, difficulty_id=one.id, to_coach_id=ground.cast.marion.id
        )
    coaching.reassign(coach_id=ground.karim.id, difficulty_id=one.id, to_coach_id=ground.omar.id)
    with pytest.raises(NotFound):
        inbox.get_assigned(ground.karim.id, one.id, NOW)
    assert inbox.get_assigned(ground.omar.id, one.id, NOW).words == one.words


def test_difficulties_alike_join_one_card(ground: Ground):
    first, second = tell(ground), tell(ground, ground.cast.bruno)
    draft, alone = talk(first), talk(second)
    assert [row[0] for row in inbox.list_mergeable(ground.karim.id, draft.id)] == [second.id]
    coaching.merge(coach_id=ground.karim.id, difficulty_id=second.id, draft_id=draft.id)
    assert (second.state, second.draft_id) == ("merged", draft.id)
    assert session.get(Draft, alone.id) is None
    with pytest.raises(Refused):
        coaching.merge(coach_id=ground.karim.id, difficulty_id=first.id, draft_id=draft.id)


def test_a_leaving_coach_lets_each_person_choose(ground: Ground):
    handed, again = tell(ground), tell(ground, ground.cast.bruno)
    both = {
        "situation": CARD.situation,
        "say": CARD.say,
        "gesture": CARD.gesture,
        "happened": "Seule",
        "notes": "à moi",
    }
    for one in (handed, again):
        coaching.keep_interview(coach_id=ground.karim.id, difficulty_id=one.id, **both)
    absences.say_away(person_id=ground.karim.id, first=TODAY, after=TODAY + timedelta(days=30))
    jobs.watch_coaches(now=NOW)
    assert handed.state == again.state == "between"
    telling.hand_over(person_id=ground.alice.id, difficulty_id=handed.id, coach_id=ground.lise.id)
    telling.restart(person_id=ground.cast.bruno.id, difficulty_id=again.id, coach_id=ground.omar.id)
    session.flush()
    talk_handed = session.get_one(Interview, handed.id)
    assert (talk_handed.happened, talk_handed.notes) == ("Seule", ""), (
        "notes are the former coach's own"
    )
    draft = session.get_one(Draft, handed.draft_id)
    assert (draft.coach_id, draft.say) == (ground.lise.id, CARD.say)
    assert session.get(Interview, again.id) is None
    assert again.draft_id is None


def test_a_coach_without_mandate_any_more_lets_go(ground: Ground):
    one = tell(ground, coach_id=ground.omar.id)
    from sqlalchemy import delete

    from lms.network.models import Mandate

    session.execute(delete(Mandate).where(Mandate.person_id == ground.omar.id))
    jobs.watch_coaches(now=NOW)
    assert one.state == "between"


def test_the_legal_contact_is_offered_and_only_the_person_goes(ground: Ground):
    one = tell(ground)
    with pytest.raises(Invalid):
        coaching.redirect(coach_id=ground.karim.id, difficulty_id=one.id, to=Redirect.LEGAL)
    with pytest.raises(Refused):
        telling.go_legal(person_id=ground.alice.id, difficulty_id=one.id)
    assert "go_legal" not in follow.get_mine(ground.alice.id, one.id).actions
    coaching.offer_legal(coach_id=ground.karim.id, difficulty_id=one.id)
    told = {
        n.kind for n in session.scalars(select(Notice).where(Notice.person_id != ground.karim.id))
    }
    assert told == {"quotes.channel"}, "nobody but the person hears of it"
    telling.go_legal(person_id=ground.alice.id, difficulty_id=one.id)
    assert (one.state, one.reason) == ("redirected", "legal")


def test_a_danger_is_passed_on_after_the_person_was_told(ground: Ground):
    one = tell(ground)
    with pytest.raises(Refused, match="first"):
        protecting.pass_danger_on(coach_id=ground.karim.id, difficulty_id=one.id, to="le 15")
    protecting.tell_danger(coach_id=ground.karim.id, difficulty_id=one.id)
    with clock.frozen(NOW + timedelta(minutes=2)):
        protecting.pass_danger_on(coach_id=ground.karim.id, difficulty_id=one.id, to="le 15")
    trail = follow.get_mine(ground.alice.id, one.id)
    assert (trail.danger_told_at, trail.danger_passed_to) == (NOW, "le 15")
    assert session.get_one(Danger, one.id).passed_at == NOW + timedelta(minutes=2)


def test_abuse_is_decided_by_a_second_person_on_a_summary(ground: Ground):
    one = tell(ground, words="Des mots que personne ne doit lire")
    protecting.flag_abuse(coach_id=ground.karim.id, difficulty_id=one.id, summary="Des insultes.")
    henri = ground.cast.henri
    assert [(row.difficulty_id, row.summary) for row in figures.list_abuse(henri.id)] == [
        (one.id, "Des insultes.")
    ]
    with pytest.raises(Refused):
        protecting.judge_abuse(judge_id=ground.karim.id, difficulty_id=one.id, upheld=True)
    with pytest.raises(NotFound):
        inbox.get_assigned(henri.id, one.id, NOW)
    protecting.judge_abuse(judge_id=henri.id, difficulty_id=one.id, upheld=True)
    assert (one.state, one.reason) == ("no_card", "abuse")


def test_what_is_not_abuse_goes_to_a_coach_of_the_persons_choice(ground: Ground):
    one = tell(ground)
    protecting.flag_abuse(coach_id=ground.karim.id, difficulty_id=one.id, summary="Ton sec.")
    protecting.judge_abuse(judge_id=ground.cast.henri.id, difficulty_id=one.id, upheld=False)
    assert one.state == "between"
    telling.restart(person_id=ground.alice.id, difficulty_id=one.id, coach_id=ground.omar.id)
    assert session.get_one(Abuse, one.id).upheld is False


def test_nobody_judges_their_own_report(ground: Ground):
    one = tell(ground)
    protecting.flag_abuse(coach_id=ground.karim.id, difficulty_id=one.id, summary="Des insultes.")
    with pytest.raises(NotFound):
        protecting.judge_abuse(judge_id=ground.alice.id, difficulty_id=one.id, upheld=False)


def test_tallies_name_a_theme_and_a_quarter_only(ground: Ground):
    talk_over = talk(tell(ground))
    send(talk_over)
    row = session.scalars(select(Tally)).one()
    assert (row.quarter, row.theme_uid, row.told) == ("2026-Q1", uid("calm"), 1)
    assert figures.themes_by_quarter(["2026-Q1"])[0].told == {"2026-Q1": None}, "too few to say"
    row.told = 8
    session.flush()
    assert figures.themes_by_quarter(["2026-Q1"])[0].told == {"2026-Q1": 8}


def test_a_manager_who_coaches_nobody_above_can_be_heard(ground: Ground):
    make_mandate(ground.karim.id, Role.REGIONAL_LEAD, ground.cast.west.id)
    one = tell(ground, ground.cast.marion)
    assert one.coach_id not in (ground.karim.id, ground.cast.rachel.id)


def test_a_short_absence_leaves_what_can_wait(ground: Ground):
    one = tell(ground)
    absences.say_away(person_id=ground.karim.id, first=TODAY, after=TODAY + timedelta(days=2))
    jobs.watch_coaches(now=NOW)
    assert one.state == "submitted", "promised for Monday, back on Saturday"
    absences.say_away(person_id=ground.karim.id, first=TODAY, after=TODAY + timedelta(days=6))
    jobs.watch_coaches(now=NOW)
    assert one.state == "between"


def test_a_card_handed_over_is_read_anew_and_its_notes_stay_behind(ground: Ground):
    from sqlalchemy import delete

    from lms.network.models import Mandate
    from tests.factories.quotes import agree, read_again

    first, second = tell(ground), tell(ground, ground.cast.bruno)
    draft = talk(first)
    coaching.merge(coach_id=ground.karim.id, difficulty_id=second.id, draft_id=draft.id)
    read_again(send(draft), ground.nora)
    agree(first)
    session.execute(delete(Mandate).where(Mandate.person_id == ground.karim.id))
    jobs.watch_coaches(now=NOW)
    assert (first.state, second.state) == ("between", "between")
    telling.hand_over(person_id=ground.alice.id, difficulty_id=first.id, coach_id=ground.omar.id)
    assert (draft.coach_id, draft.state, first.answer) == (ground.omar.id, "changes", "")
    telling.hand_over(
        person_id=ground.cast.bruno.id, difficulty_id=second.id, coach_id=ground.nora.id
    )
    assert (second.draft_id, first.draft_id) == (None, draft.id), "the card went to somebody else"


def test_purging_one_of_several_leaves_the_others(ground: Ground):
    first, second = tell(ground), tell(ground, ground.cast.bruno)
    draft = talk(first)
    coaching.merge(coach_id=ground.karim.id, difficulty_id=second.id, draft_id=draft.id)
    first.last_activity_at = NOW + timedelta(days=30)
    session.flush()
    jobs.purge_idle(now=NOW + timedelta(days=91))
    assert session.get(Difficulty, second.id) is None
    assert session.get_one(Draft, draft.id).state == "writing"
    assert session.get(Difficulty, first.id) is not None
