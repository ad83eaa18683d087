"""Q7, Q8 and the receipt: one card for all eyes, marks from elsewhere, six words that name nobody."""

from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from lms.core.db import session
from lms.core.models import Idempotency
from lms.quotes.models import Card, CardUse, Mark, Receipt
from lms.quotes.rules import receipts
from lms.quotes.services import publishing
from tests.cast import Enter
from tests.factories.quotes import Ground, make_ready, uid
from tests.pages import Statements, page, post

TITLES = ("Rendre une lampe sans ticket", "Saluer les mains prises", "La file s’allonge")


@pytest.fixture
def card(ground: Ground) -> UUID:
    """The first of three published cards."""
    drafts = [
        make_ready(who, title=t)
        for who, t in zip((ground.nora, ground.omar, ground.karim), TITLES, strict=True)
    ]
    for draft in drafts:
        draft.theme_uid = uid("calm")
    session.flush()
    publishing.publish(drafts, "2026-Q1")
    session.flush()
    from lms.quotes.models import CardText

    return session.scalars(select(CardText.card_id).where(CardText.title == TITLES[0])).one()


def test_the_library_is_searched_forgiving_accents_and_plurals(
    alice: FlaskClient, card: UUID
) -> None:
    assert page(alice, "/cards").count("c-result") >= 3
    html = page(alice, "/cards?q=LAMPES")
    assert TITLES[0] in html
    assert TITLES[1] not in html
    assert "Pas encore de fiche" in page(alice, "/cards?q=hippopotame")
    part = alice.get(
        "/cards?q=lampe", headers={"HX-Request": "true", "HX-Request-Type": "partial"}
    ).get_data(as_text=True)
    assert TITLES[0] in part
    assert "<html" not in part


def test_the_body_is_the_same_bytes_for_everybody(enter: Enter, ground: Ground, card: UUID) -> None:
    people = [ground.alice, ground.cast.marion, ground.karim, ground.nora, ground.cast.henri]
    bodies = [enter(who).get(f"/cards/{card}/body") for who in people]
    post(enter(ground.alice), f"/cards/{card}/say", saying="me_too", on="1")
    bodies.append(enter(ground.alice).get(f"/cards/{card}/body"))
    assert {answer.status_code for answer in bodies} == {200}
    assert len({answer.get_data() for answer in bodies}) == 1
    assert len({answer.headers["ETag"] for answer in bodies}) == 1
    assert b"csrf" not in bodies[0].get_data()


def test_canary_a_body_that_knows_its_reader_is_caught(
    enter: Enter, ground: Ground, card: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lms.core.access import current_viewer
    from lms.quotes.views import library

    plain = library._card

    def knowing(card_id: UUID) -> dict[str, object]:
        return {**plain(card_id), "chips": [current_viewer().given_name]}

    monkeypatch.setattr(library, "_card", knowing)
    bodies = {
        enter(who).get(f"/cards/{card}/body").get_data() for who in (ground.alice, ground.karim)
    }
    assert len(bodies) == 2


def test_what_a_reader_says_is_counted_once_and_taken_back(alice: FlaskClient, card: UUID) -> None:
    for _ in range(2):
        post(alice, f"/cards/{card}/say", saying="helped", on="1")
    use = session.get_one(CardUse, card)
    session.refresh(use)
    assert use.helped == 1
    assert 'aria-pressed="true"' in page(alice, f"/cards/{card}/mine")
    post(alice, f"/cards/{card}/say", saying="helped", on="0")
    session.refresh(use)
    assert use.helped == 0


def test_reading_is_counted_by_a_post_of_the_page_never_by_opening(
    alice: FlaskClient, card: UUID
) -> None:
    page(alice, f"/cards/{card}")
    use = session.get_one(CardUse, card)
    assert use.read == 0
    part = post(alice, f"/cards/{card}/read")
    session.refresh(use)
    assert (part.status_code, use.read) == (200, 1)


def test_counts_show_from_five_by_steps(alice: FlaskClient, card: UUID) -> None:
    assert "ou plus" not in page(alice, f"/cards/{card}")
    session.execute(update(CardUse).where(CardUse.card_id == card).values(helped=4, me_too=13))
    html = page(alice, f"/cards/{card}")
    assert "10 personnes ou plus" in html
    assert "20 personnes" not in html


def test_cards_are_kept_at_hand(alice: FlaskClient, card: UUID) -> None:
    for kind in ("bookmark", "to_read"):
        post(alice, f"/cards/{card}/keep", kind=kind, on="1")
    assert TITLES[0] in page(alice, "/cards/kept")
    assert TITLES[0] in page(alice, "/cards/kept?kind=to_read")
    post(alice, f"/cards/{card}/keep", kind="bookmark", on="0")
    assert session.scalars(select(Mark.kind)).all() == ["to_read"]


def test_no_row_ties_a_reader_to_a_card_but_the_list_they_keep(
    alice: FlaskClient, card: UUID
) -> None:
    for path, fields in (
        ("read", {}),
        ("say", {"saying": "me_too", "on": "1"}),
        ("keep", {"kind": "bookmark", "on": "1"}),
    ):
        post(alice, f"/cards/{card}/{path}", **fields)
    assert session.scalars(select(Idempotency)).all() == []


def test_cards_beside_a_lesson_come_as_a_part_or_a_page(alice: FlaskClient, card: UUID) -> None:
    assert TITLES[0] in page(alice, "/cards/beside?skill=calm")
    part = alice.get(
        "/cards/beside?skill=greet", headers={"HX-Request": "true", "HX-Request-Type": "partial"}
    ).get_data(as_text=True)
    assert part.strip() == '<div id="beside"></div>'


def hold(card: UUID) -> str:
    """Give the card a receipt; return its words."""
    words = receipts.draw()
    session.add(Receipt(hash=receipts.digest(words), card_id=card, holder="reporter"))
    session.flush()
    return words


def test_six_words_open_the_impact_then_take_the_card_out(
    alice: FlaskClient, enter: Enter, ground: Ground, card: UUID
) -> None:
    words = hold(card)
    session.execute(update(CardUse).where(CardUse.card_id == card).values(read=214, helped=31))
    page(alice, "/receipt")
    html = post(alice, "/receipt", words=words.upper()).get_data(as_text=True)
    assert "214 fois" in html
    assert "31 fois" in html
    post(alice, "/receipt/withdraw", words=words)
    assert enter(ground.cast.bruno).get(f"/cards/{card}").status_code == 404
    assert session.get_one(Card, card).status == "withdrawn"
    assert session.scalars(select(Idempotency)).all() == []
    assert post(alice, "/receipt/withdraw", words=words).status_code == 409


def test_wrong_words_stay_in_the_field(alice: FlaskClient) -> None:
    answer = post(alice, "/receipt", words="six mots au hasard ici là")
    assert answer.status_code == 422
    assert "six mots au hasard" in answer.get_data(as_text=True)
    answer = post(alice, "/receipt", words=receipts.draw())
    assert answer.status_code == 404


def test_a_card_that_is_not_there_is_not_found(alice: FlaskClient, card: UUID) -> None:
    for path in ("", "/body", "/mine"):
        assert alice.get(f"/cards/{uuid4()}{path}").status_code == 404


@pytest.mark.parametrize(
    ("path", "budget"), [("/cards", 6), ("/cards/CARD", 8), ("/cards/CARD/mine", 8)]
)
def test_its_pages_stay_within_their_budget(
    alice: FlaskClient, card: UUID, path: str, budget: int
) -> None:
    url = path.replace("CARD", str(card))
    alice.get(url)
    with Statements() as sent:
        page(alice, url)
    assert len(sent) <= budget, sent.sent
