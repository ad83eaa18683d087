"""The last days of the cast, lived through the services: something waits for each of them."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from lms.coaching.models import Observer
from lms.coaching.queries.words import attitudes
from lms.coaching.rules.observing import PATH_UID, Right
from lms.coaching.services import bravo, exchanging, goals, observations
from lms.coaching.services.bravo import Thanks
from lms.coaching.services.goals import Proposed
from lms.coaching.services.observations import Begin, Said, Tapped
from lms.core import clock
from lms.core.db import session
from lms.courses.services import assigning
from lms.courses.services.learning import Place
from lms.demo.cast import do_next
from lms.demo.network import Worker, World

DAY = timedelta(days=1)


def live(world: World, players: Mapping[str, Worker]) -> None:
    """Give the path to those who run stores, and let the cast watch, talk, try and thank."""
    _give_path(world, players)
    alice, karim, marion = (players[name] for name in ("alice", "karim", "marion"))
    team = [
        one
        for one in world.workers
        if one.left_on is None
        and one.unit_id == alice.unit_id
        and one.role in {"seller", "cashier", "stock"}
        and one.id != alice.id
    ]
    _exchange(karim, alice)
    if team:
        _watched(marion, team[0])
        _propose(marion, team[-1])
        _thank(marion, [alice, team[0]], "team")
        _thank(team[0], [alice], "private")
    _thank(players["henri"], [karim, marion], "private")


def _give_path(world: World, players: Mapping[str, Worker]) -> None:
    """Give the path to managers; Marion and Zoé have finished it, and observed beside a coach."""
    path_uid = UUID(PATH_UID)
    chiefs = [one.id for one in world.workers if one.left_on is None and one.role == "manager"]
    now = clock.now()
    with clock.frozen(now - 40 * DAY):
        assigning.assign_path(
            path_uid=path_uid, person_ids=chiefs, due_on=None, actor_id=players["henri"].id
        )
    for name in ("marion", "zoe"):
        worker = players[name]
        where = Place(unit_id=worker.unit_id, zone="Europe/Paris")
        for rank in range(6):
            with clock.frozen(now - (30 - 3 * rank) * DAY):
                do_next(worker.id, path_uid, where)
        known = session.scalar(select(Observer).where(Observer.person_id == worker.id))
        if known is None:
            session.add(Observer(person_id=worker.id, opened_at=now - 9 * DAY))
    session.flush()


def _begin(observer: Worker, observed: Worker) -> UUID:
    wanted = Begin(observer.id, observed.id, observed.unit_id, Right.OPEN)
    return observations.begin(wanted).id


def _exchange(karim: Worker, alice: Worker) -> None:
    """Yesterday Karim watched Alice and they talked: her try is for today, she has to read it."""
    now = clock.now()
    counts = [
        Tapped("attitude", uid, seen) for uid, seen in zip(attitudes(), (6, 3, 2), strict=False)
    ]
    with clock.frozen(now - DAY + timedelta(hours=3)):
        one = _begin(karim, alice)
        observations.watch(observation_id=one, actor_id=karim.id, taps=counts, said=Said())
    with clock.frozen(now - DAY + timedelta(hours=4)):
        said = Said(
            facts="« Je vous montre, c’est à deux pas. » Trois regards sur quatre avant le comptoir.",
            strength="Vous levez les yeux avant de finir votre geste. Les clients ralentissent.",
            try_words="Quand un client hésite entre deux produits, je reformule ce qu’il cherche.",
            try_on=goals.today_of(alice.id, now).on,
        )
        exchanging.share(observation_id=one, actor_id=karim.id, said=said)


def _watched(marion: Worker, observed: Worker) -> None:
    """Yesterday evening Marion watched somebody: the talk waits."""
    counts = [
        Tapped("attitude", uid, seen) for uid, seen in zip(attitudes(), (4, 1, 3), strict=False)
    ]
    with clock.frozen(clock.now() - DAY + timedelta(hours=9)):
        one = _begin(marion, observed)
        said = Said(facts="« Prenez votre temps, je suis juste là. »")
        observations.watch(observation_id=one, actor_id=marion.id, taps=counts, said=said)


def _propose(marion: Worker, who: Worker) -> None:
    goals.propose(
        Proposed(
            person_id=who.id,
            proposer_id=marion.id,
            origin="manager",
            words="Quand la file dépasse trois personnes, j’appelle un renfort tout de suite.",
        )
    )


def _thank(author: Worker, people: list[Worker], visibility: str) -> None:
    words = {
        "team": "Vous avez tenu la file de samedi à deux, sans perdre un sourire.",
        "private": "Merci d’avoir pris le temps de m’expliquer le retrait, calmement.",
    }
    with clock.frozen(clock.now() - 2 * DAY):
        said = bravo.say(
            Thanks(
                author_id=author.id,
                people=[one.id for one in people],
                attitude_uid=next(iter(attitudes())),
                words=words[visibility],
                visibility=visibility,
            )
        )
        for one in people if visibility == "team" else []:
            bravo.consent(bravo_id=said.id, person_id=one.id, agrees=True)
