"""Practice in the house: exchanges, tries, skills and bravos, here and in the east."""

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from lms.accounts.models import Person
from lms.coaching.models import Bravo
from lms.coaching.queries.words import attitudes, skill_names
from lms.coaching.rules.observing import Right
from lms.coaching.services import bravo, exchanging, goals, observations, skills
from lms.coaching.services.bravo import Thanks
from lms.coaching.services.goals import Proposed
from lms.coaching.services.observations import Begin, Said, Tapped
from lms.coaching.services.skills import Measured
from lms.core import clock
from lms.core.db import session
from lms.network.models import Unit
from tests.cast import NOW, TODAY, Cast
from tests.factories import make_wave

if TYPE_CHECKING:
    from tests.house.world import World

SAID = Said(
    facts="« Je vous montre, c'est à deux pas. »",
    strength="Vous levez les yeux avant de finir votre geste.",
    try_words="Quand un client hésite, je reformule.",
    try_on=TODAY,
)
THANKS = "Merci pour la file de samedi."
SIDES = (
    ("alice", "bruno", "dina", "marion", "karim", "nantes"),
    ("yann", "erin", "erin", "zoe", "nora", "strasbourg"),
)
"""Somebody, a colleague, who learns to observe, their manager, their coach, their store."""


def settle(cast: Cast, world: "World") -> None:
    """Open coaching in two stores, and live a few days of it in each."""
    places = (cast.head_office, cast.west_office, cast.nantes, cast.rennes, cast.brest)
    for unit in (*places, cast.strasbourg):
        make_wave(unit, "coaching")
    world.things |= {
        "attitudes": " ".join(map(str, attitudes())),
        "practices": " ".join(map(str, skill_names())),
    }
    for who, peer, learner, manager, coach, place in SIDES:
        people = [cast.people[name] for name in (who, peer, learner, manager, coach)]
        _live(world, getattr(cast, place), who, people)
        session.flush()


def _live(world: "World", unit: Unit, name: str, people: list[Person]) -> None:
    who, peer, learner, manager, coach = people
    watched = _begin(unit, coach, who)
    with clock.frozen(NOW - timedelta(days=1)):
        told = _share(_begin(unit, coach, who), coach)
        beside = Begin(learner.id, who.id, unit.id, Right.BESIDE, coach.id)
        learnt = _share(str(observations.begin(beside).id), learner)
        taken = goals.take(person_id=who.id, words="Je lève les yeux d'abord")
        offered = [
            goals.propose(Proposed(person_id=who.id, proposer_id=one.id, origin=kind, words=words))
            for one, kind, words in (
                (manager, "manager", "Dire le prénom"),
                (coach, "coach", "Annoncer un délai"),
            )
        ]
    levels = dict.fromkeys(skill_names(), 1)
    skills.measure(Measured(person_id=who.id, by_id=coach.id, levels=levels))
    received = [_thank(peer, who, "team"), _thank(peer, who, "private")]
    bravo.report(bravo_id=received[1].id, actor_id=who.id)
    world.things |= {
        f"sheet_{name}": watched,
        f"exchange_{name}": told,
        f"learnt_{name}": learnt,
        f"goal_{name}": str(taken.id),
        f"offer_{name}": str(offered[0].id),
        f"thanked_{name}": str(received[0].id),
        f"flagged_{name}": str(received[1].id),
        f"thanks_{name}": str(_thank(who, peer, "team").id),
    }


def _begin(unit: Unit, observer: Person, observed: Person) -> str:
    return str(observations.begin(Begin(observer.id, observed.id, unit.id, Right.OPEN)).id)


def _share(observation_id: str, observer: Person) -> str:
    taps = [Tapped("attitude", uid, 3) for uid in attitudes()]
    exchanging.share(
        observation_id=UUID(observation_id), actor_id=observer.id, said=SAID, taps=taps
    )
    return observation_id


def _thank(author: Person, who: Person, visibility: str) -> Bravo:
    wanted = Thanks(
        author_id=author.id,
        people=[who.id],
        attitude_uid=next(iter(attitudes())),
        words=THANKS,
        visibility=visibility,
    )
    return bravo.say(wanted)
