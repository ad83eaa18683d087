"""Q5, Q9 and the desks: the guard beside the card, a reader from elsewhere, two people to take out."""

import re
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from lms.accounts.models import Person
from lms.core import clock
from lms.core.db import session
from lms.quotes.models import Card, CardText, Draft, Gap, Removal, StaleItem
from lms.quotes.queries.crowds_held import HELD
from lms.quotes.queries.looking import look
from lms.quotes.rules.facets import Facets
from lms.quotes.rules.mending import mend
from lms.quotes.services import publishing
from tests import pages
from tests.cast import TODAY, Enter
from tests.factories.quotes import CARD, WORDS, Ground, make_ready, send, talk, tell, uid
from tests.pages import Statements, page

BUDGET = 24
"""Statements of the editor, its guard included."""


def post(client: FlaskClient, url: str, **fields: Any) -> TestResponse:
    """Post, then forget what this side read."""
    answer = pages.post(client, url, **fields)
    session.expire_all()
    return answer


@pytest.fixture
def draft(ground: Ground) -> Draft:
    return talk(tell(ground))


@pytest.fixture
def karim(enter: Enter, ground: Ground) -> FlaskClient:
    return enter(ground.karim)


@pytest.fixture
def card(ground: Ground) -> UUID:
    """A published card."""
    drafts = [make_ready(who, title=who.given_name) for who in (ground.nora, ground.omar)]
    publishing.publish(drafts, "2026-Q1")
    session.flush()
    return session.scalars(select(CardText.card_id).where(CardText.title == "Nora")).one()


TYPED = {
    "title": CARD.title,
    "situation": CARD.situation,
    "say": CARD.say,
    "gesture": CARD.gesture,
}
NAMED = {**TYPED, "situation": "Alice Martin ne trouvait plus ses mots devant la file."}


def fixes(html: str) -> list[str]:
    """Return the passages a page offers to replace."""
    return re.findall(r'value="fix:(\w+)"', html)


def test_the_editor_shows_how_many_could_have_lived_it(karim: FlaskClient, draft: Draft) -> None:
    with Statements() as sent:
        html = page(karim, f"/drafts/{draft.id}")
    assert len(sent) <= BUDGET, sent.sent
    assert html.count('<g transform="translate(') == 20
    assert "Il en faut au moins 20, sur 3 magasins et 2 coachs." in html
    assert "style=" not in html


@pytest.mark.parametrize("who", ["nora", "alice", "marion", "rachel", "henri", "zoe"])
def test_only_its_author_opens_a_card(enter: Enter, ground: Ground, draft: Draft, who: str) -> None:
    person: Person = getattr(ground, who, None) or ground.cast.people[who]
    browser, missing = enter(person), uuid4()
    for path in ("", "/keep", "/guard", "/take-back", "/drop", "/receipt"):
        url = f"/drafts/{{}}{path}"
        codes = [post(browser, url.format(key), **TYPED).status_code for key in (draft.id, missing)]
        assert codes[0] == codes[1], path
        assert codes[0] in (403, 404), path
    assert browser.get(f"/drafts/{draft.id}").status_code in (403, 404)


def test_the_guard_speaks_beside_and_keeps_nothing(karim: FlaskClient, draft: Draft) -> None:
    part = post(karim, f"/drafts/{draft.id}/guard", **NAMED).get_data(as_text=True)
    assert "Alice" in part
    assert fixes(part)
    assert "<textarea" not in part
    assert 'id="situation"' not in part
    assert draft.situation == CARD.situation


def counting(sent: Statements) -> list[str]:
    """Return the statements that count who could have lived a card."""
    return [
        one for one in sent.sent if "JOIN network_wave" in one and "count(distinct" in one.lower()
    ]


def test_while_somebody_types_the_crowd_is_counted_once(karim: FlaskClient, draft: Draft) -> None:
    with Statements() as first:
        pages.post(karim, f"/drafts/{draft.id}/guard", **TYPED)
    with Statements() as again:
        part = pages.post(karim, f"/drafts/{draft.id}/guard", **NAMED).get_data(as_text=True)
    assert "Alice" in part
    assert len(again) < len(first)
    assert not counting(again)
    with Statements() as later, clock.frozen(clock.now() + HELD):
        pages.post(karim, f"/drafts/{draft.id}/guard", **TYPED)
    assert len(counting(first)) == len(counting(later)) > 0


def test_copied_words_are_shown(karim: FlaskClient, draft: Draft) -> None:
    part = post(karim, f"/drafts/{draft.id}/guard", **{**TYPED, "situation": WORDS})
    assert "Des mots de la personne sont repris" in part.get_data(as_text=True)


def test_one_tap_replaces_a_passage(karim: FlaskClient, draft: Draft) -> None:
    post(karim, f"/drafts/{draft.id}", act="keep", **NAMED)
    for _turn in range(4):
        left = fixes(page(karim, f"/drafts/{draft.id}"))
        if not left:
            break
        now = {**TYPED, "situation": draft.situation}
        answer = post(karim, f"/drafts/{draft.id}", act=f"fix:{left[0]}", **now)
        assert answer.headers["Location"].endswith("at=situation")
    assert "Alice" not in draft.situation
    assert "Martin" not in draft.situation
    assert draft.situation[0].isupper()
    assert draft.situation.endswith("devant la file.")


def test_a_passage_is_kept_with_a_reason_only(karim: FlaskClient, draft: Draft) -> None:
    key = fixes(post(karim, f"/drafts/{draft.id}/guard", **NAMED).get_data(as_text=True))[0]
    refused = post(karim, f"/drafts/{draft.id}", act=f"ask:{key}", **NAMED)
    assert refused.status_code == 422
    assert f'id="reason-{key}-e"' in refused.get_data(as_text=True)
    post(karim, f"/drafts/{draft.id}", act=f"ask:{key}", **NAMED, **{f"reason-{key}": "Un rôle"})
    assert draft.judgements[key]["reason"] == "Un rôle"


def test_sending_says_what_is_left_then_goes(karim: FlaskClient, draft: Draft) -> None:
    refused = post(karim, f"/drafts/{draft.id}", act="send", **NAMED)
    assert refused.status_code == 422
    assert "c-errsum" in refused.get_data(as_text=True)
    assert post(karim, f"/drafts/{draft.id}", act="send", **TYPED).status_code == 303
    assert draft.state == "in_review"
    html = page(karim, f"/drafts/{draft.id}")
    assert "Chez un second lecteur" in html
    words = post(karim, f"/drafts/{draft.id}/receipt").get_data(as_text=True)
    assert words.count("<li>") >= 6
    assert "c-words6" in words
    assert "c-words6" not in page(karim, f"/drafts/{draft.id}")
    post(karim, f"/drafts/{draft.id}/take-back")
    assert draft.state == "writing"


def test_a_facet_that_narrows_is_shown_with_what_giving_it_up_changes(
    ground: Ground, karim: FlaskClient, draft: Draft
) -> None:
    seen = look(TYPED, Facets(moment_uid=uid("ringing"), level="expert"), TODAY)
    assert dict(seen.without).keys() <= {"moment_uid", "level"}
    post(karim, f"/drafts/{draft.id}", act="drop:level", level="expert", **TYPED)
    assert draft.level is None


def test_a_card_from_experience_has_the_same_guard(karim: FlaskClient, ground: Ground) -> None:
    assert "La réserve" in page(karim, "/drafts")
    made = post(karim, "/drafts")
    url = made.headers["Location"]
    page(karim, url)
    assert post(karim, f"{url}/keep", **TYPED).status_code == 204
    assert "D’expérience" in page(karim, url)
    post(karim, f"{url}/drop")
    assert session.scalars(select(Draft)).all() == []


def test_a_reader_from_elsewhere_needs_two_taps(enter: Enter, ground: Ground, draft: Draft) -> None:
    send(draft)
    nora = enter(ground.nora)
    assert "1 fiche attend" in page(nora, "/reading")
    post(nora, "/reading/next")
    html = page(nora, "/reading")
    assert CARD.title in html
    assert "Alice" not in html
    assert "Karim" not in html
    post(nora, f"/reading/{draft.id}/pass", guess="impossible")
    assert draft.state == "preview"


def test_a_right_guess_sends_it_back(enter: Enter, ground: Ground, draft: Draft) -> None:
    send(draft)
    nora = enter(ground.nora)
    post(nora, "/reading/next")
    assert post(nora, f"/reading/{draft.id}/pass", guess=" ").status_code == 422
    post(nora, f"/reading/{draft.id}/pass", guess="Nantes Beaulieu")
    assert (draft.state, draft.passed) == ("changes", False)


def test_a_card_goes_back_with_words(
    enter: Enter, ground: Ground, draft: Draft, karim: FlaskClient
) -> None:
    send(draft)
    nora = enter(ground.nora)
    post(nora, "/reading/next")
    assert post(nora, f"/reading/{draft.id}/back", note="").status_code == 422
    post(nora, f"/reading/{draft.id}/back", note="Dites-en moins sur la file")
    html = page(karim, f"/drafts/{draft.id}")
    assert "Dites-en moins" in html
    assert "Nora" not in html


def test_only_the_reader_who_took_it_opens_it(enter: Enter, ground: Ground, draft: Draft) -> None:
    send(draft)
    post(enter(ground.nora), "/reading/next")
    for who in (ground.omar, ground.karim, ground.cast.marion, ground.cast.henri):
        browser = enter(who)
        for path in ("keep", "back", "pass"):
            fields = {"guess": "impossible", "note": "x", "key": "k", "reason": "r"}
            codes = [
                post(browser, f"/reading/{key}/{path}", **fields).status_code
                for key in (draft.id, uuid4())
            ]
            assert codes[0] == codes[1], (who.given_name, path)
            assert codes[0] in (403, 404)
    assert draft.state == "in_review"


def test_two_people_take_a_card_out(enter: Enter, ground: Ground, card: UUID) -> None:
    henri = enter(ground.cast.henri)
    page(henri, "/desk")
    page(henri, f"/desk/cards/{card}")
    assert post(henri, f"/desk/cards/{card}/remove", reason="").status_code == 422
    post(henri, f"/desk/cards/{card}/remove", reason="Fausse")
    assert "Fausse" in page(henri, "/desk/cards")
    removal = session.scalars(select(Removal)).one()
    assert post(henri, f"/desk/removals/{removal.id}/agree").status_code == 409
    post(henri, f"/desk/removals/{removal.id}/decline")
    assert session.get_one(Card, card).status == "published"


def test_a_card_is_retired_put_back_and_replaced(enter: Enter, ground: Ground, card: UUID) -> None:
    henri = enter(ground.cast.henri)
    post(henri, f"/desk/cards/{card}/retire")
    assert "Nora" in page(henri, "/desk/retired")
    post(henri, f"/desk/cards/{card}/restore")
    assert post(henri, f"/desk/cards/{card}/supersede", by="x").status_code == 422
    other = session.scalars(select(CardText.card_id).where(CardText.title == "Omar")).one()
    post(henri, f"/desk/cards/{card}/supersede", by=f"https://comptoir.test/cards/{other}")
    assert session.get_one(Card, card).superseded_by == other


def test_a_card_that_still_holds_is_called_by_a_name_of_today(
    enter: Enter, ground: Ground, card: UUID
) -> None:
    henri, url, gone = enter(ground.cast.henri), f"/desk/cards/{card}/confirm", uuid4()
    session.get_one(Card, card).theme_uid = gone
    session.add(StaleItem(item_uid=gone, review_by=TODAY))
    session.flush()
    for wrong in ("x", str(uuid4()), str(uid("waiting"))):
        answer = post(henri, url, theme_uid=wrong)
        assert answer.status_code == 422
        assert 'id="theme_uid-e"' in answer.get_data(as_text=True)
    assert session.get_one(Card, card).theme_uid == gone
    assert post(henri, url, theme_uid=str(uid("calm"))).status_code == 303
    assert session.get_one(Card, card).theme_uid == uid("calm")
    session.get_one(Card, card).status = "withdrawn"
    session.flush()
    assert post(henri, url).status_code == 404


def test_a_translation_is_guarded_again(enter: Enter, ground: Ground, card: UUID) -> None:
    henri = enter(ground.cast.henri)
    words = {
        "title": "A queue",
        "situation": "A customer waits.",
        "say": "Hello.",
        "gesture": "Nod.",
    }
    named = {**words, "situation": "Alice Martin waits."}
    url = f"/desk/cards/{card}/translate"
    assert post(henri, url, locale="en", **named).status_code == 422
    long = {**words, "say": "Hello. " * 50}
    assert post(henri, url, locale="en", **long).status_code == 422
    assert post(henri, url, locale="en", **words).status_code == 303
    assert session.get_one(CardText, (card, "en")).title == "A queue"


def test_a_facet_that_does_not_exist_is_refused_in_words(karim: FlaskClient, draft: Draft) -> None:
    for name in ("level", "channel"):
        wrong = {**TYPED, name: "9999-12-31"}
        answer = post(karim, f"/drafts/{draft.id}", act="keep", **wrong)
        assert answer.status_code == 422, name
        assert f'id="{name}-e"' in answer.get_data(as_text=True)
        assert post(karim, f"/drafts/{draft.id}/guard", **wrong).status_code == 200
    assert (draft.level, draft.channel) == (None, None)


def test_leaders_sign_their_own(enter: Enter, ground: Ground) -> None:
    marion = enter(ground.cast.marion)
    page(marion, "/desk/sign")
    assert post(marion, "/desk/sign", title="x").status_code == 422
    unknown = post(marion, "/desk/sign", **TYPED, theme_uid=str(uuid4()))
    assert unknown.status_code == 422
    assert 'id="theme_uid-e"' in unknown.get_data(as_text=True)
    answer = post(marion, "/desk/sign", **TYPED, level="9999-12-31", channel="nowhere")
    signed = session.scalars(select(Card).where(Card.kind == "signed")).one()
    assert (signed.level, signed.channel) == (None, None)
    assert "Marion" in page(marion, answer.headers["Location"])


def test_figures_and_gaps_name_no_store(enter: Enter, ground: Ground) -> None:
    from lms.core import ids

    gap = Gap(
        id=ids.new_id(), theme_uid=uid("calm"), state="open", opened_in="2026-Q1", cards=5, me_too=0
    )
    session.add(gap)
    session.flush()
    henri = enter(ground.cast.henri)
    assert "Nantes" not in page(henri, "/desk/figures")
    assert "Apaiser" in page(henri, "/desk/gaps")
    post(henri, f"/desk/gaps/{gap.id}", act="take")
    assert gap.state == "taken"
    assert post(henri, f"/desk/gaps/{gap.id}", act="x").status_code == 409
    post(henri, f"/desk/gaps/{gap.id}", act="close")
    assert "Clos sans leçon" in page(henri, "/desk/gaps")


def test_contacts_are_named_and_the_library_waits_for_its_cards(
    enter: Enter, ground: Ground
) -> None:
    henri = enter(ground.cast.henri)
    page(henri, "/desk/opening")
    assert post(henri, "/desk/opening/contact", code="legal", name="").status_code == 422
    long = post(henri, "/desk/opening/contact", code="legal", name="x" * 201, reach="01")
    assert long.status_code == 422
    assert 'id="legal-name-e"' in long.get_data(as_text=True)
    post(henri, "/desk/opening/contact", code="legal", name="Maître Roy", reach="01")
    assert "Maître Roy" in page(henri, "/desk/opening")
    assert post(henri, "/desk/opening").status_code == 409
    page(henri, "/desk/stale")


def shelve(status: str, title: str, theme_uid: UUID | None = None) -> None:
    """Put a card under a leader's name on the shelves, or off them."""
    card = Card(
        id=uuid4(),
        kind="signed",
        status=status,
        quarter="2026-Q1",
        place=title.encode(),
        theme_uid=theme_uid,
        frequency="",
        language="fr",
    )
    session.add(card)
    session.flush()
    words = publishing.Words(title=title, situation="Une file.", say="Oui.", gesture="Un pas.")
    publishing.write_text(card.id, "fr", words, rev=1)


def test_cards_to_review_and_off_the_shelves_are_listed_page_by_page(
    enter: Enter, ground: Ground
) -> None:
    for number in range(46):
        shelve("retired", f"Ancienne {number:02}")
    shelve("published", "À revoir", uid("calm"))
    session.add(StaleItem(item_uid=uid("calm"), review_by=date(2020, 1, 1)))
    session.flush()
    henri = enter(ground.cast.henri)
    desk = page(henri, "/desk/cards")
    assert "46 fiches hors des rayons" in desk
    assert "1 fiche à revoir" in desk
    first, second = page(henri, "/desk/retired"), page(henri, "/desk/retired?page=2")
    assert ("Ancienne 44" in first, "Ancienne 45" in first) == (True, False)
    assert ("Ancienne 44" in second, "Ancienne 45" in second) == (False, True)
    stale = page(henri, "/desk/stale")
    assert "À revoir" in stale
    assert "En retard depuis le" in stale
    bare = page(henri, "/desk/gaps").split('id="bare"')[1]
    assert "L’entrée" in bare
    assert "Apaiser" not in bare


def test_the_desks_of_the_committee_are_not_for_stores_nor_coaches(
    enter: Enter, ground: Ground
) -> None:
    for who in (ground.alice, ground.cast.marion, ground.karim):
        browser = enter(who)
        for path in ("/desk/stale", "/desk/retired", "/desk/gaps"):
            assert browser.get(path).status_code == 403, (who.given_name, path)


@pytest.mark.parametrize(
    ("text", "start", "end", "instead", "result"),
    [
        ("Léa répète.", 0, 3, "une personne", "Une personne répète."),
        ("Puis Léa répète.", 5, 8, "une personne", "Puis une personne répète."),
        ("Il part. Léa rit.", 9, 12, "une personne", "Il part. Une personne rit."),
        ("Un client âgé attend.", 10, 13, "", "Un client attend."),
        ("Un client âgé.", 10, 13, "", "Un client."),
    ],
)
def test_a_replacement_keeps_the_sentence(
    text: str, start: int, end: int, instead: str, result: str
) -> None:
    assert mend(text, start, end, instead) == result
