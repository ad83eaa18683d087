"""Quotes in the house: one of each thing that has an address, and one act per route that writes."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from lms.core import clock
from lms.core.access import Role
from lms.core.db import session
from lms.quotes.models import Difficulty
from lms.quotes.rules.facets import Asked
from lms.quotes.services import absences, coaching, previewing, telling
from lms.quotes.services.telling import Told
from lms.referential.queries import list_items
from tests.cast import TODAY, Cast
from tests.factories import make_mandate, make_membership, make_person, make_wave
from tests.factories.quotes import make_ready
from tests.house import desks

if TYPE_CHECKING:
    from tests.house.world import World

WORDS = "Une dame voulait rendre une lampe sans son ticket."
CARD = {
    "notes": "",
    "title": "Devant la file",
    "situation": "Un client demande un échange sans ticket, et les mots viennent à manquer.",
    "say": "Voyons ensemble ce que je peux faire.",
    "gesture": "Se décaler d'un pas.",
}


def settle(cast: Cast, world: "World") -> None:
    """Open Quotes in Nantes and Strasbourg; let Alice and Yann tell, and a card come out."""
    for unit in (cast.head_office, cast.west_office, cast.nantes, cast.rennes, cast.brest):
        make_wave(unit, "quotes")
    make_wave(cast.strasbourg, "quotes")
    nora = cast.people["nora"] = make_person("Nora", "Lemaire", email="nora@example.org")
    make_membership(nora.id, cast.strasbourg, position="Coach")
    make_mandate(nora.id, Role.COACH, cast.strasbourg.id)
    world.people["nora"] = nora.id
    absences.set_contact(code="legal", name="Maître Roy", reach="alerte@example.org")
    for name in ("alice", "yann"):
        _tell(cast, world, name)
    desks.settle(cast, world)


def _tell(cast: Cast, world: "World", name: str) -> None:
    """Tell two difficulties: one is with the coach, the other's card is to be read again."""
    who = cast.people[name].id
    theme = next(one.uid for one in list_items() if one.code == "saluer")
    told = Told(asked=Asked.WORDS, words=WORDS, theme_uid=theme)
    one = telling.submit(person_id=who, told=told)
    one.legal_offered_at = clock.now()
    carded: Difficulty = telling.submit(person_id=who, told=told)
    assert carded.coach_id is not None
    coach = cast.karim if name == "alice" else cast.nora
    draft = make_ready(coach, kind="report", title="Devant la file")
    draft.state, draft.ready_at = "preview", None
    carded.state, carded.draft_id, carded.preview_at = "carded", draft.id, clock.now()
    session.flush()
    previewing.show(person_id=who, difficulty_id=carded.id)
    talked = telling.submit(person_id=who, told=told)
    talk = coaching.keep_interview(
        coach_id=coach.id, difficulty_id=talked.id, happened="Elle était seule.", **CARD
    )
    away = absences.say_away(person_id=who, first=TODAY, after=TODAY + timedelta(days=3))
    session.flush()
    world.things |= {
        f"told_{name}": str(one.id),
        f"carded_{name}": str(carded.id),
        f"talked_{name}": str(talked.id),
        f"talk_{name}": str(talk.id),
        f"away_{name}": str(away.id),
        f"draft_{name}": str(draft.id),
    }


DAYS = {"first": str(date(2026, 4, 6)), "last": str(date(2026, 4, 8))}
