"""Coaches and desks of Quotes in the house: one difficulty, draft and card in each needed state."""

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import insert, select

from lms.accounts.models import Person
from lms.core import clock, ids, policy
from lms.core.access import Role
from lms.core.db import session
from lms.quotes.models import Card, CardText, Draft, Gap, Receipt, StaleItem
from lms.quotes.queries.findings import findings_of
from lms.quotes.rules import receipts
from lms.quotes.rules.facets import Asked
from lms.quotes.services import absences, drafting, protecting, publishing, removing, telling
from lms.quotes.services.telling import Told
from lms.referential.queries import list_items
from tests.cast import TODAY, Cast
from tests.factories import make_mandate, make_membership, make_person
from tests.factories.quotes import make_ready

if TYPE_CHECKING:
    from tests.house.world import World

CARDS = 6
"""Published cards: one to each desk's act, and enough to pool what became of five."""
RESERVE = 3
MARKED = "Un client attend avec Alice Martin devant la file."
"""A passage that the guard marks."""


def six(number: int) -> str:
    """Return six words that no other number gives."""
    return " ".join(receipts.lexicon()[6 * number : 6 * number + 6])


RECEIPT = six(0)
"""What the reporter of the first card holds."""
COACH_RECEIPTS = "\n".join(six(number) for number in range(1, CARDS + 1))
"""What the authors of all cards hold, one a line."""


def settle(cast: Cast, world: "World") -> None:
    """Let two coaches and the desks have something to do of each kind, here and in the east."""
    omar = cast.people["omar"] = make_person("Omar", "Saïdi", email="omar@example.org")
    make_membership(omar.id, cast.brest, position="Coach")
    make_mandate(omar.id, Role.COACH, cast.brest.id)
    world.people["omar"] = omar.id
    policy.decide("quotes.crowd.people", 5, decided_by=None, reason="A small network.")
    policy.decide("quotes.opening.cards", RESERVE, decided_by=None, reason="A small network.")
    for name, coach in (("bruno", cast.karim), ("erin", cast.people["nora"])):
        _alert(cast.people[name], coach, world)
    nora = cast.people["nora"]
    _write(cast.karim, world)
    _write(nora, world)
    marked = _read(nora, cast.karim, "Une fiche à juger", situation=MARKED)
    world.things |= {
        "marked": str(marked.id),
        "clean": str(_read(cast.karim, nora, "Une fiche sans rien").id),
        "passage": findings_of(marked)[0].key,
    }
    _publish(cast, world)
    _desks(cast, world)


def _alert(who: Person, coach: Person, world: "World") -> None:
    """Tell a danger, of which the person knows, and something the coach found abusive."""
    name = who.given_name.lower()
    told = Told(asked=Asked.WORDS, words="Le rayon du fond menace de tomber.")
    danger, abuse = (telling.submit(person_id=who.id, told=told) for _turn in range(2))
    protecting.tell_danger(coach_id=coach.id, difficulty_id=danger.id)
    protecting.flag_abuse(coach_id=coach.id, difficulty_id=abuse.id, summary="Des insultes")
    world.things |= {f"danger_{name}": str(danger.id), f"abuse_{name}": str(abuse.id)}


def _write(coach: Person, world: "World") -> None:
    """Begin a card, leave another to whoever may read it, and be away later on."""
    name = coach.given_name.lower()
    writing = drafting.open_workshop_card(coach_id=coach.id)
    free = _read(coach, None, "Personne ne la lit")
    away = absences.say_away(
        person_id=coach.id, first=TODAY + timedelta(days=40), after=TODAY + timedelta(days=45)
    )
    world.things |= {
        f"writing_{name}": str(writing.id),
        f"free_{name}": str(free.id),
        f"away_{name}": str(away.id),
    }


def _read(coach: Person, reader: Person | None, title: str, *, situation: str = "") -> Draft:
    """Leave a card of experience with a second reader, or in the pool."""
    draft = make_ready(coach, title=title)
    draft.situation = situation or draft.situation
    draft.state, draft.ready_at, draft.passed = "in_review", None, None
    draft.submitted_at = draft.review_by = clock.now()
    draft.reader_id = reader.id if reader else None
    draft.taken_at = clock.now() if reader else None
    session.flush()
    return draft


def _publish(cast: Cast, world: "World") -> None:
    """Publish cards from experience, whose receipts are known, and keep a few in reserve."""
    coaches = (cast.karim, cast.people["nora"])
    drafts = [make_ready(coaches[n % 2], title=f"La file, {n}") for n in range(CARDS)]
    for number, draft in enumerate(drafts, 1):
        draft.coach_receipt = receipts.digest(six(number))
    publishing.publish(drafts, "2026-Q1")
    named = {row.title: str(row.card_id) for row in session.scalars(select(CardText))}
    for number, name in enumerate(("card", "better", "retired", "stale", "asked", "other")):
        world.things[name] = named[f"La file, {number}"]
    values = {"hash": receipts.digest(RECEIPT), "card_id": world.card, "holder": "reporter"}
    session.execute(insert(Receipt), values)
    for number in range(RESERVE):
        make_ready(coaches[number % 2], title=f"En réserve, {number}")


def _desks(cast: Cast, world: "World") -> None:
    """Leave a retired card, a stale one, one somebody asks to take out, and a course gap."""
    author = cast.people["learning_author"].id
    removing.retire(actor_id=author, card_id=UUID(world.retired))
    asked = removing.ask_removal(
        actor_id=author, card_id=UUID(world.asked), reason="Elle n'est plus juste."
    )
    gone = ids.new_id()
    session.get_one(Card, UUID(world.stale)).theme_uid = gone
    session.add(StaleItem(item_uid=gone, review_by=TODAY + timedelta(days=30)))
    theme = next(one.uid for one in list_items() if one.code == "saluer")
    gap = Gap(
        id=ids.new_id(), theme_uid=theme, state="open", opened_in="2026-Q1", cards=5, me_too=0
    )
    session.add(gap)
    session.flush()
    world.things |= {"removal": str(asked.id), "gap": str(gap.id), "theme": str(theme)}
