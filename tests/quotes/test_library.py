"""The library: found, filtered, counted in steps, the same for everybody."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, insert, select

from lms.core import clock, ids
from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.models import AuditRow, FactRow
from lms.core.notices.models import Notice
from lms.quotes.models import (
    Batch,
    Card,
    CardText,
    CardUse,
    Mark,
    Receipt,
    Removal,
    StaleItem,
    UseToken,
)
from lms.quotes.queries import desk, figures, library
from lms.quotes.queries.library import Wish
from lms.quotes.rules import receipts
from lms.quotes.services import gaps, impact, publishing, removing, signing, translating, using
from lms.quotes.services.publishing import Words
from tests.factories.courses import package, publish
from tests.factories.quotes import CARD, CONTENT, Ground, publish_referential, uid
from tests.pages import Statements

pytestmark = pytest.mark.usefixtures("english")

FILE = Words(
    title="Faire patienter une file",
    situation="La file s’allonge et les regards pèsent.",
    say="Je suis à vous dans deux minutes.",
    gesture="Lever les yeux vers chaque personne.",
)
TICKET = Words(
    title="Dire non à un échange sans ticket",
    situation="Un client demande un échange, le ticket manque.",
    say="Voyons ensemble ce que je peux faire.",
    gesture="Proposer deux solutions.",
)


def put(
    words: Words = FILE, *, batch: Batch | None = None, quarter: str = "2026-Q1", **facets: object
) -> Card:
    """Put a card in the library without its history."""
    if batch is None:
        batch = Batch(id=ids.new_id())
        session.add(batch)
        session.flush()
    card_id = ids.new_id()
    values = {
        "theme_uid": None,
        "moment_uid": None,
        "channel": None,
        "level": None,
        "status": "published",
        **facets,
    }
    session.execute(
        insert(Card).values(
            id=card_id,
            kind="anonymous",
            quarter=quarter,
            batch_id=batch.id,
            place=publishing.place_of(batch.id, card_id),
            frequency="",
            language="fr",
            superseded_by=None,
            **values,
        )
    )
    publishing.write_text(card_id, "fr", words, rev=1)
    session.execute(insert(CardUse).values(card_id=card_id, read=0, helped=0, me_too=0))
    return session.get_one(Card, card_id)


def titles(wish: Wish) -> list[str]:
    return [row.title for row in library.search_cards(wish).rows]


@pytest.mark.parametrize(
    "words", ["échange", "ECHANGES", "echanger ticket", "tick", "solution", "Échangé"]
)
def test_accents_plurals_and_halves_of_words_are_forgiven(ground: Ground, words: str):
    put(), put(TICKET)
    assert titles(Wish(words=words)) == [TICKET.title]


def test_the_title_weighs_more_than_the_rest(ground: Ground):
    put(replace(FILE, situation="Un échange de regards."))
    put(TICKET)
    assert titles(Wish(words="échange"))[0] == TICKET.title


def test_the_latest_quarter_comes_first_then_the_order_of_a_hash(ground: Ground):
    old = put(quarter="2025-Q4")
    batch = Batch(id=ids.new_id())
    session.add(batch)
    session.flush()
    new = [put(replace(TICKET, title=f"Fiche {n}"), batch=batch) for n in range(5)]
    order = [row.id for row in library.search_cards(Wish()).rows]
    assert order == [*(c.id for c in sorted(new, key=lambda c: c.place, reverse=True)), old.id]


def test_pages_are_counted(ground: Ground):
    for number in range(26):
        put(replace(FILE, title=f"Fiche {number}"))
    first, second = library.search_cards(Wish()), library.search_cards(Wish(page=2))
    assert (first.count, len(first.rows), first.has_next) == (26, 24, True)
    assert (len(second.rows), second.has_next) == (2, False)


def test_common_words_stop_at_the_latest_cards(ground: Ground, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(library.finding, "RANKED", 3)
    old = put(replace(FILE, title="File d’hier"), quarter="2025-Q4")
    new = [put(replace(FILE, title=f"File {n}")) for n in range(3)]
    found = library.search_cards(Wish(words="file"))
    assert (found.count, found.has_more, found.has_next) == (3, True, False)
    assert {row.id for row in found.rows} == {one.id for one in new} | {old.id}
    exact = library.search_cards(Wish(words="hier"))
    assert (exact.count, exact.has_more) == (1, False)


def test_words_find_only_what_lists_show_in_their_order(ground: Ground):
    put(replace(FILE, title="Une file, la file"), quarter="2025-Q4")
    new = [put(FILE, theme_uid=uid("calm")) for _n in range(3)]
    put(TICKET)
    retired = put(FILE)
    removing.retire(actor_id=ground.cast.henri.id, card_id=retired.id)
    found = [row.id for row in library.search_cards(Wish(words="file")).rows]
    assert found[1:] == [one.id for one in sorted(new, key=lambda c: c.place, reverse=True)]
    narrow = library.search_cards(Wish(words="file", theme_uid=uid("calm")))
    assert [row.id for row in narrow.rows] == found[1:]
    removing.restore(actor_id=ground.cast.henri.id, card_id=retired.id)
    assert retired.id in {row.id for row in library.search_cards(Wish(words="file")).rows}


def test_words_in_another_language_are_found_only_where_they_are_shown(ground: Ground):
    french = put(FILE)
    both = put(FILE)
    queue = replace(FILE, title="Keep a queue patient")
    publishing.write_text(both.id, "en", replace(queue, situation="Eyes.", say="Hello."), rev=1)
    in_english = {row.id for row in library.search_cards(Wish(words="regard"), "en").rows}
    assert in_english == {french.id}, "the translated card is read in English there"
    found = library.search_cards(Wish(words="queue"), "en").rows
    assert [row.id for row in found] == [both.id]
    assert library.search_cards(Wish(words="queue"), "fr").rows == []


def test_past_a_thousand_cards_are_turned_to_without_being_counted(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
):
    library.finding._page.cache_clear()
    monkeypatch.setattr(library.finding, "COUNTED", 3)
    for number in range(26):
        put(replace(FILE, title=f"Fiche {number}"))
    first, second = library.search_cards(Wish()), library.search_cards(Wish(page=2))
    assert (first.count, first.has_more, first.has_next) == (3, True, True)
    assert (len(second.rows), second.has_more, second.has_next) == (2, True, False)
    library.finding._page.cache_clear()


@pytest.mark.usefixtures("ground")
def test_a_page_of_the_library_costs_as_many_statements_however_many_cards():
    counts = []
    for _turn in range(2):
        for number in range(10):
            put(replace(FILE, title=f"Fiche {number}"), theme_uid=uid("calm"))
        with Statements() as sent:
            library.search_cards(Wish(words="fiche"))
            library.get_filters()
            library.nearest_cards("la file et les regards")
        counts.append(len(sent))
    assert counts == [3, 3]


def test_filters_narrow_and_rare_facets_are_not_offered(ground: Ground):
    for number in range(3):
        put(replace(FILE, title=f"Fiche {number}"), theme_uid=uid("calm"), level="beginner")
    put(TICKET, theme_uid=uid("greet"), moment_uid=uid("entry"))
    offered = library.get_filters()
    assert [one.name for one in offered.themes] == ["Apaiser"]
    assert [one.name for one in offered.levels] == ["Beginner"] or [
        one.name for one in offered.levels
    ] == ["Débutant"]
    assert offered.moments == ()
    assert titles(Wish(theme_uid=uid("greet"))) == [TICKET.title]
    assert len(titles(Wish(level="beginner"))) == 3


def test_the_nearest_cards_to_what_is_typed(ground: Ground):
    put(), put(TICKET)
    near = library.nearest_cards("Une dame voulait un échange et son ticket était perdu")
    assert [row.title for row in near] == [TICKET.title]
    assert library.nearest_cards("et la le") == []
    assert library.nearest_cards("girafe piscine volcan") == []


def test_cards_of_a_practice_or_a_moment(ground: Ground):
    put(TICKET, theme_uid=uid("calm"), moment_uid=uid("waiting"))
    put()
    assert [row.title for row in library.cards_for(uid("waiting"))] == [TICKET.title]
    assert [row.title for row in library.cards_for(uid("calm"))] == [TICKET.title]


def test_a_reader_counts_once_and_no_row_says_who(ground: Ground):
    card = put()
    for _ in range(2):
        using.say(person_id=ground.alice.id, card_id=card.id, saying="me_too")
    use = session.get_one(CardUse, card.id, populate_existing=True)
    assert (use.me_too, use.read) == (1, 0)
    assert using.said(ground.alice.id, card.id) == {"me_too"}
    assert using.said(ground.cast.bruno.id, card.id) == frozenset()
    columns = {c.name for c in UseToken.__table__.columns}
    assert columns == {"token"}
    assert using.unsay(person_id=ground.alice.id, card_id=card.id, saying="me_too")
    assert not using.unsay(person_id=ground.alice.id, card_id=card.id, saying="me_too")
    assert session.get_one(CardUse, card.id, populate_existing=True).me_too == 0


def test_counts_are_hidden_under_five(ground: Ground):
    card = put()
    people = [ground.cast.people[n] for n in ("alice", "bruno", "dina", "marion", "karim")]
    for who in people[:4]:
        using.say(person_id=who.id, card_id=card.id, saying="helped")
    assert library.get_card(card.id).use.helped is None
    using.say(person_id=people[4].id, card_id=card.id, saying="helped")
    session.expire_all()
    assert library.get_card(card.id).use.helped == 5
    assert library.search_cards(Wish()).rows[0].helped == 5


def test_marks_are_ones_own(ground: Ground):
    card = put()
    using.mark(person_id=ground.alice.id, card_id=card.id, kind="bookmark")
    using.mark(person_id=ground.alice.id, card_id=card.id, kind="bookmark")
    using.mark(person_id=ground.alice.id, card_id=card.id, kind="to_read")
    assert library.marks_of(ground.alice.id, card.id) == {"bookmark", "to_read"}
    assert [row.id for row in library.list_marked(ground.alice.id)] == [card.id]
    assert library.list_marked(ground.cast.bruno.id) == []
    using.unmark(person_id=ground.alice.id, card_id=card.id, kind="bookmark")
    assert library.list_marked(ground.alice.id) == []


# ------------------------------------------------------------------ receipts


def receipt_for(card: Card, holder: str = "reporter") -> str:
    words = receipts.draw()
    session.add(Receipt(hash=receipts.digest(words), card_id=card.id, holder=holder))
    session.flush()
    return words


def test_a_receipt_opens_the_exact_impact(ground: Ground):
    card = put()
    words = receipt_for(card)
    session.get_one(CardUse, card.id).read = 214
    session.flush()
    told = impact.open_receipt(words.upper())
    assert (told.card_id, told.title, told.read, told.course_born) == (
        card.id,
        FILE.title,
        214,
        False,
    )


def test_wrong_words_open_nothing(ground: Ground):
    put()
    with pytest.raises(Invalid):
        impact.open_receipt("bonjour")
    with pytest.raises(NotFound):
        impact.open_receipt(receipts.draw())
    with pytest.raises(NotFound):
        impact.open_receipt(receipt_for(put(), "coach"))


def test_the_holder_withdraws_at_once_and_for_good(ground: Ground):
    card = put()
    words = receipt_for(card)
    using.mark(person_id=ground.alice.id, card_id=card.id, kind="bookmark")
    impact.withdraw_by_receipt(words)
    assert titles(Wish()) == []
    with pytest.raises(NotFound):
        library.get_card(card.id)
    assert session.scalar(select(func.count()).select_from(CardText)) == 0
    assert session.scalar(select(func.count()).select_from(Mark)) == 0
    assert session.scalar(select(AuditRow.id).where(AuditRow.entity_id == card.id)) is None, (
        "no actor, no second"
    )
    with pytest.raises(Refused):
        impact.withdraw_by_receipt(words)


def test_a_coach_sees_five_cards_together_and_never_fewer(ground: Ground):
    cards = [put(replace(FILE, title=f"Fiche {n}")) for n in range(5)]
    words = [receipt_for(card, "coach") for card in cards]
    session.get_one(CardUse, cards[0].id).read = 7
    session.flush()
    with pytest.raises(Refused):
        impact.open_coach_receipts(words[:4])
    with pytest.raises(Refused):
        impact.open_coach_receipts([*words[:4], words[0]])
    assert impact.open_coach_receipts(words) == impact.Pooled(5, 7, 0, 0)


# ------------------------------------------------------------------ committee


def test_a_card_is_taken_out_by_two_people(ground: Ground):
    from lms.core.access import Role
    from tests.factories import make_mandate

    make_mandate(ground.cast.zoe.id, Role.PRIVACY_OFFICER)
    card, henri = put(), ground.cast.henri
    with pytest.raises(Invalid):
        removing.ask_removal(actor_id=henri.id, card_id=card.id, reason=" ")
    asked = removing.ask_removal(actor_id=henri.id, card_id=card.id, reason="Conseil dangereux.")
    assert [row.title for row in figures.list_removals()] == [FILE.title]
    told = session.scalars(select(Notice.person_id).where(Notice.kind == "quotes.removal")).all()
    assert told == [ground.cast.zoe.id]
    with pytest.raises(Refused):
        removing.agree_to_removal(actor_id=henri.id, removal_id=asked.id)
    with pytest.raises(Refused):
        removing.ask_removal(actor_id=ground.cast.zoe.id, card_id=card.id, reason="Moi aussi.")
    assert card.status == "published"
    removing.agree_to_removal(actor_id=ground.cast.zoe.id, removal_id=asked.id)
    assert (card.status, asked.state) == ("withdrawn", "done")
    assert session.scalar(select(FactRow.payload).where(FactRow.kind == "CardWithdrawn")) == {
        "card_id": str(card.id)
    }


def test_a_request_is_declined_or_taken_back(ground: Ground):
    card, henri = put(), ground.cast.henri
    asked = removing.ask_removal(actor_id=henri.id, card_id=card.id, reason="Doute.")
    removing.decline_removal(actor_id=henri.id, removal_id=asked.id)
    assert (asked.state, card.status) == ("declined", "published")
    assert session.scalar(select(func.count()).select_from(Removal)) == 1


def test_a_small_network_decides_alone_with_a_reason(ground: Ground):
    from lms.core import policy

    policy.decide("quotes.committee.people", 1, decided_by=None, reason="Petit réseau.")
    card = put()
    removing.ask_removal(actor_id=ground.cast.henri.id, card_id=card.id, reason="Conseil faux.")
    assert card.status == "withdrawn"


def test_a_better_card_takes_the_place_of_another(ground: Ground):
    old, new = put(), put(TICKET)
    henri = ground.cast.henri.id
    with pytest.raises(Refused):
        removing.supersede(actor_id=henri, card_id=old.id, by_card_id=old.id)
    removing.supersede(actor_id=henri, card_id=old.id, by_card_id=new.id)
    assert titles(Wish()) == [TICKET.title]
    assert library.get_card(old.id).superseded_by == new.id


def test_a_retired_card_is_kept_off_the_shelves_and_may_come_back(ground: Ground):
    card, henri = put(), ground.cast.henri.id
    removing.retire(actor_id=henri, card_id=card.id)
    assert titles(Wish()) == []
    removing.restore(actor_id=henri, card_id=card.id)
    assert titles(Wish()) == [FILE.title]


def test_advice_on_a_practice_that_left_is_reviewed(ground: Ground):
    card = put(TICKET, theme_uid=uid("calm"))
    assert removing.find_stale_items() == 0
    publish_referential(replace(CONTENT, skills=CONTENT.skills[1:], promise="Autre."))
    assert removing.find_stale_items() == 1
    assert removing.find_stale_items() == 0
    assert library.get_card(card.id).is_stale
    assert library.get_card(card.id).theme == "Apaiser", "its last name is still said"
    assert [row.title for row in desk.list_stale()] == [TICKET.title]
    removing.confirm_stale(actor_id=ground.cast.henri.id, card_id=card.id, theme_uid=uid("greet"))
    assert not library.get_card(card.id).is_stale


def test_a_card_whose_practice_and_moment_left_is_reviewed_once_by_the_first_day(ground: Ground):
    card = put(TICKET, theme_uid=uid("calm"), moment_uid=uid("entry"))
    put(FILE, theme_uid=uid("greet"))
    late, soon = date(2026, 3, 1), date(2026, 4, 1)
    session.add(StaleItem(item_uid=uid("calm"), review_by=soon))
    session.add(StaleItem(item_uid=uid("entry"), review_by=late))
    session.flush()
    (row,) = desk.list_stale()
    assert (row.card_id, row.review_by) == (card.id, late)
    assert set(row.gone) == {"Apaiser", "L’entrée"}
    assert desk.count_aside() == (1, 0)
    removing.retire(actor_id=ground.cast.henri.id, card_id=card.id)
    assert (desk.list_stale(), desk.count_aside()) == ([], (0, 1))


def test_what_no_card_speaks_of_is_said_until_one_does(ground: Ground):
    bare = {one.uid for one in desk.list_bare()}
    assert {uid("calm"), uid("entry")} <= bare
    card = put(TICKET, theme_uid=uid("calm"), moment_uid=uid("entry"))
    assert bare - {one.uid for one in desk.list_bare()} == {uid("calm"), uid("entry")}
    removing.retire(actor_id=ground.cast.henri.id, card_id=card.id)
    assert {one.uid for one in desk.list_bare()} == bare


# ------------------------------------------------------------------ leaders, languages


def test_a_leader_signs_their_own_card(ground: Ground):
    card_id = signing.sign_card(author_id=ground.cast.marion.id, card=CARD)
    assert library.get_card(card_id).signed_by == "Marion Lefèvre"
    with pytest.raises(Invalid) as refused:
        signing.sign_card(
            author_id=ground.cast.marion.id,
            card=replace(CARD, situation="Karim est parti.", say=""),
        )
    assert set(refused.value.errors) == {"situation", "say"}


def test_an_anonymous_card_cannot_be_signed(ground: Ground):
    from sqlalchemy.exc import IntegrityError

    from lms.quotes.models import Signature

    session.add(Signature(card_id=put().id, kind="signed", person_id=ground.karim.id))
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_card_is_translated_from_its_words_and_guarded_again(ground: Ground):
    card, henri = put(), ground.cast.henri.id
    english = Words(
        title="Keep a queue waiting",
        situation="The queue grows.",
        say="Two minutes.",
        gesture="Look up.",
    )
    with pytest.raises(Invalid):
        translating.translate(actor_id=henri, card_id=card.id, locale="fr", words=english)
    with pytest.raises(Invalid):
        translating.translate(
            actor_id=henri,
            card_id=card.id,
            locale="en",
            words=replace(english, say="Ask Karim about it."),
        )
    translating.translate(actor_id=henri, card_id=card.id, locale="en", words=english)
    again = translating.translate(
        actor_id=henri, card_id=card.id, locale="en", words=replace(english, title="Queues")
    )
    assert again.rev == 2
    assert library.get_card(card.id, "en").title == "Queues"
    assert library.get_card(card.id, "fr").title == FILE.title
    assert [row.title for row in library.search_cards(Wish(words="queues"), "en").rows] == [
        "Queues"
    ]


def test_in_another_language_a_name_is_known_by_its_capital():
    assert not translating.counts_anywhere("surname", "hands")
    assert translating.counts_anywhere("surname", "Hans")
    assert translating.counts_anywhere("phone", "06 12 34 56 78")
    assert not translating.counts_anywhere("blame", "Clumsy")


# ------------------------------------------------------------------ course gaps


def test_a_theme_that_comes_back_without_a_lesson_opens_one_ticket(ground: Ground):
    for number in range(5):
        put(
            replace(FILE, title=f"Fiche {number}"),
            theme_uid=uid("calm"),
            quarter=("2026-Q1", "2025-Q4")[number % 2],
        )
    put(TICKET, theme_uid=uid("greet"))
    assert gaps.open_gaps(clock.now()) == 1
    assert gaps.open_gaps(clock.now()) == 0
    rows = figures.list_gaps()
    assert [(row.theme, row.cards, row.state) for row in rows] == [("Apaiser", 5, "open")]
    told = session.scalars(select(Notice.person_id).where(Notice.kind == "quotes.gap")).all()
    assert told == [ground.cast.henri.id]


def test_me_too_opens_a_ticket_too_and_old_quarters_do_not(ground: Ground):
    card = put(theme_uid=uid("calm"))
    session.get_one(CardUse, card.id).me_too = 10
    old = [
        put(replace(FILE, title=f"Fiche {n}"), theme_uid=uid("greet"), quarter="2025-Q3")
        for n in range(6)
    ]
    assert old
    assert gaps.open_gaps(clock.now()) == 1
    assert figures.list_gaps()[0].theme == "Apaiser"


def publish_lesson_on(practice: str) -> None:
    """Publish a path with a lesson that works on a practice of the referential."""
    content = package()
    first = content.courses[0]
    taught = replace(first.lessons[0], skills=(practice,))
    course = replace(first, lessons=(taught, *first.lessons[1:]))
    publish(replace(content, courses=(course, *content.courses[1:])))
    session.flush()


def test_a_theme_with_a_lesson_asks_for_nothing_and_a_ticket_is_followed(ground: Ground):
    from datetime import timedelta

    for number in range(5):
        put(replace(FILE, title=f"Fiche {number}"), theme_uid=uid("calm"))
    gaps.open_gaps(clock.now())
    gap = figures.list_gaps()[0]
    henri = ground.cast.henri.id
    gaps.take_gap(actor_id=henri, gap_id=gap.id)
    with pytest.raises(Refused):
        gaps.take_gap(actor_id=henri, gap_id=gap.id)
    with pytest.raises(Refused, match="No published lesson"):
        gaps.release_gap(actor_id=henri, gap_id=gap.id)
    publish_lesson_on("calm")
    released = gaps.release_gap(actor_id=henri, gap_id=gap.id)
    assert (released.released_in, released.told_before) == ("2026-Q1", 0)
    gaps.measure_released(clock.now())
    assert released.told_after is None, "the next quarter is not over"
    gaps.measure_released(clock.now() + timedelta(days=150))
    assert released.told_after == 0
    assert gaps.open_gaps(clock.now()) == 0
