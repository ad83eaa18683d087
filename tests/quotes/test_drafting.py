"""Writing a card: the guard's findings, copied words, the crowd, the second reader."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.core import clock, policy
from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.notices.models import Notice
from lms.quotes import jobs
from lms.quotes.models import Draft
from lms.quotes.queries import candidates, drafts, findings
from lms.quotes.rules.facets import Crowd, Facets
from lms.quotes.services import coaching, drafting, reading
from lms.quotes.services.drafting import NotReady
from tests.cast import NOW, TODAY
from tests.factories import make_mandate
from tests.factories.quotes import CARD, WORDS, Ground, read_again, send, talk, tell, uid

pytestmark = pytest.mark.usefixtures("english")

NAMED = replace(CARD, situation="Karim voulait aider, un client attend devant le comptoir.")


def keep(draft: Draft, card: drafting.Card) -> Draft:
    return drafting.keep_card(coach_id=draft.coach_id, draft_id=draft.id, card=card)


def desk(draft: Draft) -> drafts.Desk:
    return drafts.get_desk(draft.coach_id, draft.id, TODAY)


def test_a_name_has_to_go_before_anybody_reads(ground: Ground):
    draft = keep(talk(tell(ground)), NAMED)
    assert [(f.field, f.words, f.state) for f in desk(draft).to_fix] == [
        ("situation", "Karim", "open")
    ]
    with pytest.raises(NotReady) as refused:
        send(draft)
    assert refused.value.desk.to_fix
    send(keep(draft, CARD))
    assert draft.state == "in_review"


def test_a_passage_may_be_asked_for_with_a_reason_and_the_reader_decides(ground: Ground):
    draft = keep(talk(tell(ground)), NAMED)
    key = desk(draft).to_fix[0].key
    with pytest.raises(Invalid):
        drafting.ask_to_keep(coach_id=ground.karim.id, draft_id=draft.id, key=key, reason=" ")
    drafting.ask_to_keep(coach_id=ground.karim.id, draft_id=draft.id, key=key, reason="Une marque.")
    send(draft)
    reading.take_next(reader_id=ground.nora.id)
    seen = drafts.get_reading(ground.nora.id, draft.id, TODAY)
    assert [(f.state, f.reason) for f in seen.to_judge] == [("asked", "Une marque.")]
    with pytest.raises(Refused):
        reading.pass_on(reader_id=ground.nora.id, draft_id=draft.id, guess="impossible")
    reading.keep_passage(
        reader_id=ground.nora.id, draft_id=draft.id, key=key, reason="Connue partout."
    )
    assert reading.pass_on(reader_id=ground.nora.id, draft_id=draft.id, guess="impossible")


def test_other_words_are_judged_anew(ground: Ground):
    draft = keep(talk(tell(ground)), NAMED)
    key = desk(draft).to_fix[0].key
    drafting.ask_to_keep(coach_id=ground.karim.id, draft_id=draft.id, key=key, reason="Une marque.")
    keep(draft, replace(NAMED, situation="Alice voulait aider, un client attend."))
    assert [f.words for f in desk(draft).to_fix] == ["Alice"]
    with pytest.raises(Refused, match="not there"):
        drafting.ask_to_keep(
            coach_id=ground.karim.id, draft_id=draft.id, key=key, reason="Une marque."
        )


@pytest.mark.parametrize("source", [WORDS, "Elle était seule au comptoir."])
def test_six_words_of_the_reporter_in_a_row_are_refused_and_five_pass(ground: Ground, source: str):
    draft = talk(tell(ground))
    many = " ".join(source.split()[:6])
    few = " ".join(source.split()[:5])
    keep(draft, replace(CARD, situation=f"Un client : {many}"))
    copied = len(source.split()) > 5
    assert bool(desk(draft).copied) is copied
    if copied:
        with pytest.raises(NotReady):
            send(draft)
    keep(draft, replace(CARD, situation=f"Un client : {few}"))
    assert not desk(draft).copied


def test_the_coachs_own_fields_are_not_the_reporters_words(ground: Ground):
    draft = talk(tell(ground))
    assert findings.sources_of(draft) == [WORDS, "Elle était seule au comptoir."]


def test_words_too_long_and_unknown_facets_are_refused_by_field(ground: Ground):
    draft = talk(tell(ground))
    wrong = replace(CARD, title="a" * 121, theme_uid=uid("waiting"), channel="fax", level="guru")
    with pytest.raises(Invalid) as refused:
        keep(draft, wrong)
    assert set(refused.value.errors) == {"title", "theme_uid", "channel", "level"}


def test_an_empty_field_is_said_missing(ground: Ground):
    draft = keep(talk(tell(ground)), replace(CARD, gesture=" "))
    assert desk(draft).missing == ("gesture",)
    with pytest.raises(NotReady):
        send(draft)


def test_a_card_being_read_is_not_changed_unless_taken_back(ground: Ground):
    draft = send(talk(tell(ground)))
    with pytest.raises(Refused):
        keep(draft, CARD)
    drafting.take_back(coach_id=ground.karim.id, draft_id=draft.id)
    keep(draft, replace(CARD, say="Bonjour."))
    assert draft.state == "writing"


@pytest.mark.parametrize("who", ["alice", "rachel", "henri", "nora", "lise"])
def test_a_foreign_draft_is_like_none(ground: Ground, who: str):
    draft = talk(tell(ground))
    person = ground.cast.people.get(who) or getattr(ground, who)
    for act in (
        lambda: drafts.get_desk(person.id, draft.id, TODAY),
        lambda: drafting.keep_card(coach_id=person.id, draft_id=draft.id, card=CARD),
        lambda: drafting.send(coach_id=person.id, draft_id=draft.id),
        lambda: drafting.draw_receipt(coach_id=person.id, draft_id=draft.id),
    ):
        with pytest.raises(NotFound):
            act()


# ------------------------------------------------------------------ the crowd


def test_the_crowd_is_everybody_of_the_quarter_where_quotes_is_live(ground: Ground):
    standing = candidates.stand(Facets(), TODAY)
    # Nantes: Alice, Bruno, Dina, Marion and Leo who left on 1 March; eight in Rennes, eight in Lyon
    # with Omar; Zoe, Yann and Nora in Strasbourg.
    assert standing.crowd == Crowd(people=25, units=4, coaches=3)
    assert standing.is_wide


def test_facets_that_thin_the_crowd_are_dropped_before_anybody_reads(ground: Ground):
    """Nobody answers the telephone here: a card about it would be about nobody else."""
    draft = keep(
        talk(tell(ground)),
        replace(CARD, channel="phone", moment_uid=uid("ringing"), theme_uid=uid("calm")),
    )
    standing = desk(draft).standing
    assert (standing.asked.people, standing.dropped) == (0, ("channel", "moment_uid"))
    send(draft)
    assert (draft.channel, draft.moment_uid, draft.theme_uid) == (None, None, uid("calm"))


def test_a_crowd_too_small_stops_the_card(ground: Ground):
    policy.decide("quotes.crowd.people", 26, decided_by=None, reason="Essai.")
    draft = talk(tell(ground))
    with pytest.raises(NotReady) as refused:
        send(draft)
    assert not refused.value.desk.standing.is_wide


def test_the_floor_of_the_crowd_holds(ground: Ground):
    with pytest.raises(Invalid):
        policy.decide("quotes.crowd.people", 4, decided_by=None, reason="Trop peu.")
    for code in ("quotes.anonymous", "quotes.words.copied"):
        with pytest.raises(Refused):
            policy.decide(code, policy.value(code), decided_by=None, reason="Jamais.")


def test_canary_counting_where_quotes_is_dark_would_be_seen(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
):
    from lms.network.models import Unit

    monkeypatch.setattr(candidates, "_units", lambda *_given: select(Unit.id))
    assert candidates.stand(Facets(), TODAY).crowd.people > 25


# ------------------------------------------------------------------ second reading


def test_the_oldest_card_is_served_first_and_each_once(ground: Ground):
    older = send(talk(tell(ground)))
    with clock.frozen(NOW + timedelta(hours=1)):
        newer = send(talk(tell(ground, ground.cast.bruno)))
    assert reading.take_next(reader_id=ground.nora.id) == older.id
    assert reading.take_next(reader_id=ground.nora.id) == older.id, "the one in hand"
    assert reading.take_next(reader_id=ground.omar.id) == newer.id
    assert drafts.count_to_read(ground.nora.id, TODAY, NOW) == 1


def test_a_reader_comes_from_another_region_and_never_coached_there(ground: Ground):
    send(talk(tell(ground)))
    assert reading.take_next(reader_id=ground.karim.id) is None, "the author"
    assert reading.take_next(reader_id=ground.lise.id) is None, "stands in for Nantes"
    make_mandate(ground.nora.id, Role.COACH, ground.cast.brest.id)
    assert reading.take_next(reader_id=ground.nora.id) is None, "the same region"
    assert reading.take_next(reader_id=ground.omar.id) is not None


def test_a_reader_who_coached_there_last_year_waits_a_year(ground: Ground):
    from tests.factories import since

    send(talk(tell(ground)))
    gone = since(end=TODAY - timedelta(days=200))
    policy.decide("quotes.reader.elsewhere", False, decided_by=None, reason="Petit réseau.")
    from sqlalchemy import update

    from lms.network.models import Mandate

    session.execute(
        update(Mandate)
        .where(Mandate.person_id == ground.karim.id)
        .values(during=since(TODAY - timedelta(days=199)))
    )
    make_mandate(ground.nora.id, Role.COACH, ground.cast.nantes.id, during=gone)
    assert reading.take_next(reader_id=ground.nora.id) is None
    policy.decide("quotes.reader.months", 6, decided_by=None, reason="Petit réseau.")
    assert reading.take_next(reader_id=ground.nora.id) is not None


def test_a_coach_never_reads_what_they_told_themselves(ground: Ground):
    draft = send(talk(tell(ground, ground.nora, coach_id=ground.omar.id)))
    assert draft.coach_id == ground.omar.id
    assert reading.take_next(reader_id=ground.nora.id) is None
    assert reading.take_next(reader_id=ground.karim.id) == draft.id


def test_a_right_guess_sends_the_card_back_and_is_not_kept(ground: Ground):
    draft = send(talk(tell(ground)))
    reading.take_next(reader_id=ground.nora.id)
    with pytest.raises(Invalid):
        reading.pass_on(reader_id=ground.nora.id, draft_id=draft.id, guess=" ")
    assert (
        reading.pass_on(reader_id=ground.nora.id, draft_id=draft.id, guess="nantes beaulieu")
        is False
    )
    assert (draft.state, draft.passed, draft.reader_id) == ("changes", False, None)
    row = session.execute(select(Draft.__table__)).one()
    assert "beaulieu" not in str(row).lower()


@pytest.mark.parametrize("guess", ["impossible", "Lyon Terreaux", "je ne sais pas"])
def test_a_wrong_guess_passes(ground: Ground, guess: str):
    draft = send(talk(tell(ground)))
    reading.take_next(reader_id=ground.nora.id)
    assert reading.pass_on(reader_id=ground.nora.id, draft_id=draft.id, guess=guess)
    assert draft.state == "preview"


def test_a_reader_sends_back_with_a_word(ground: Ground):
    draft = send(talk(tell(ground)))
    reading.take_next(reader_id=ground.nora.id)
    with pytest.raises(Invalid):
        reading.send_back(reader_id=ground.nora.id, draft_id=draft.id, note="")
    reading.send_back(reader_id=ground.nora.id, draft_id=draft.id, note="Plus court.")
    assert (draft.state, draft.reader_note) == ("changes", "Plus court.")
    assert (
        session.scalar(select(Notice.person_id).where(Notice.kind == "quotes.changes"))
        == ground.karim.id
    )
    send(draft)
    assert draft.times_sent == 2


def test_nobody_answers_for_a_card_they_did_not_take(ground: Ground):
    draft = send(talk(tell(ground)))
    for act in (
        lambda: reading.pass_on(reader_id=ground.nora.id, draft_id=draft.id, guess="impossible"),
        lambda: reading.send_back(reader_id=ground.nora.id, draft_id=draft.id, note="Non."),
        lambda: drafts.get_reading(ground.nora.id, draft.id, TODAY),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_card_held_too_long_goes_to_somebody_else(ground: Ground):
    draft = send(talk(tell(ground)))
    reading.take_next(reader_id=ground.nora.id)
    assert reading.take_next(reader_id=ground.omar.id) is None
    with clock.frozen(NOW + timedelta(hours=25)):
        assert reading.take_next(reader_id=ground.omar.id) == draft.id
        with pytest.raises(NotFound):
            reading.send_back(reader_id=ground.nora.id, draft_id=draft.id, note="Trop tard.")


def test_readers_are_told_once_a_day_that_cards_wait(ground: Ground):
    send(talk(tell(ground)))
    jobs.watch_readings(now=NOW)
    jobs.watch_readings(now=NOW + timedelta(hours=2))
    told = session.scalars(select(Notice.person_id).where(Notice.kind == "quotes.to_read")).all()
    assert set(told) == {ground.nora.id, ground.omar.id}
    assert len(told) == 2


# ------------------------------------------------------------------ workshop


def test_a_card_from_experience_goes_to_the_reserve_after_a_second_reading(ground: Ground):
    draft = keep(drafting.open_workshop_card(coach_id=ground.karim.id), CARD)
    send(draft)
    assert reading.take_next(reader_id=ground.lise.id) is None
    assert read_again(draft, ground.nora)
    assert (draft.state, drafts.count_reserve(), drafts.count_missing()) == ("scheduled", 1, 19)
    assert [row.state for row in drafts.list_own(ground.karim.id)] == ["scheduled"]


def test_a_card_from_experience_may_be_given_up_but_not_one_of_a_report(ground: Ground):
    draft = drafting.open_workshop_card(coach_id=ground.karim.id)
    drafting.drop_card(coach_id=ground.karim.id, draft_id=draft.id)
    assert session.scalar(select(func.count()).select_from(Draft)) == 0
    with pytest.raises(Refused):
        drafting.drop_card(coach_id=ground.karim.id, draft_id=talk(tell(ground)).id)


def test_the_authors_receipt_is_drawn_once_the_card_left_the_desk(ground: Ground):
    draft = talk(tell(ground))
    with pytest.raises(Refused):
        drafting.draw_receipt(coach_id=ground.karim.id, draft_id=draft.id)
    send(draft)
    words = drafting.draw_receipt(coach_id=ground.karim.id, draft_id=draft.id)
    assert len(words.split()) == 6
    assert draft.coach_receipt is not None


def test_a_card_read_aloud_is_known_by_its_words(ground: Ground):
    one = tell(ground)
    draft = talk(one)
    coaching.accept_aloud(coach_id=ground.karim.id, difficulty_id=one.id)
    assert one.answered_hash == findings.hash_of(draft)
    keep(draft, replace(CARD, say="Autre chose."))
    assert one.answer == ""
