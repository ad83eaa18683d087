"""Observations, skills and tries lived through the services, as people do."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from lms.coaching.models import Observation, Observer
from lms.coaching.queries.words import attitudes, skill_names
from lms.coaching.rules.observing import Right
from lms.coaching.services import exchanging, observations, skills
from lms.coaching.services.observations import Begin, Said
from lms.coaching.services.skills import Measured
from lms.core import clock
from lms.referential.queries import list_items
from tests.cast import NOW, TODAY, Cast
from tests.factories.store import keep

WORDS = Said(
    facts="« Je vous montre, c'est à deux pas. »",
    strength="Vous levez les yeux avant de finir votre geste.",
    try_words="Quand un client hésite, je reformule ce qu'il cherche.",
    try_on=TODAY + timedelta(days=1),
)


@dataclass(frozen=True)
class Floor:
    """The cast where coaching is live and a referential is published."""

    cast: Cast

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cast, name)

    def uid(self, code: str) -> UUID:
        """Return an item of the referential by code."""
        return next(one.uid for one in list_items() if one.code == code)

    @property
    def skills(self) -> list[UUID]:
        return list(skill_names())

    @property
    def attitudes(self) -> list[UUID]:
        return list(attitudes())


def begin(floor: Floor, observer: Any = None, observed: Any = None, **given: Any) -> Observation:
    """Let Karim begin to watch Alice in Nantes."""
    whole = {
        "observer_id": (observer or floor.karim).id,
        "observed_id": (observed or floor.alice).id,
        "unit_id": floor.nantes.id,
        "right": Right.OPEN,
    }
    return observations.begin(Begin(**{**whole, **given}))


def watch(floor: Floor, at: Any = NOW, **given: Any) -> Observation:
    """Let Karim watch Alice until the end."""
    with clock.frozen(at):
        row = begin(floor, **given)
        observations.watch(observation_id=row.id, actor_id=row.observer_id, taps=(), said=Said())
    return row


def share(row: Observation, at: Any = NOW, said: Said = WORDS) -> Observation:
    """Let the observer share what was talked about."""
    with clock.frozen(at):
        return exchanging.share(observation_id=row.id, actor_id=row.observer_id, said=said)


def measured(floor: Floor, who: Any, by: Any, *levels: int) -> None:
    """Let somebody measure the first skills of a person."""
    told = dict(zip(floor.skills, levels, strict=False))
    skills.measure(Measured(person_id=who.id, by_id=by.id, levels=told))


def may_observe(who: Any) -> None:
    """Open observing to somebody whose coach said so."""
    keep(Observer(person_id=who.id, opened_at=NOW))
