"""A store where each act waits for somebody: a difficulty, two cards, a visit, a plan, a season."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from playwright.sync_api import Page

from lms.coaching.services import goals
from lms.core import clock
from lms.core.db import session
from lms.projects.services import briefs, rituals
from tests.browser.stages import Stage
from tests.cast import NOW, TODAY, Cast, build
from tests.factories import coaching, labels, projects, quotes

LOOKS = ("alice", "bruno", "dina", "karim", "marion", "omar")
"""Who acts in these tests."""
EVERY_DAY = frozenset(range(1, 8))


@dataclass
class Store(Stage):
    """A served store and what waits in it, by name."""

    things: dict[str, UUID] = field(default_factory=dict)

    def fill(self) -> None:
        """Insert the cast and what waits for each; everything is committed."""
        with self.working():
            cast = build()
            plan, words = projects.open_projects(cast), quotes.open_quotes(cast)
            people = {**cast.people, "omar": words.omar}
            self.people = {name: person.id for name, person in people.items()}
            self._quotes(words)
            self._visits(cast)
            self._plan(plan)
            labels.open_labels(cast)
            for name in LOOKS:
                people[name].welcomed_at = NOW
                self.cookies[name] = cast.open_session(people[name])
            self.things["unit"] = cast.nantes.id

    def _quotes(self, ground: quotes.Ground) -> None:
        """Leave somebody to acknowledge, a card to read again, a card in the pool."""
        again = quotes.tell(ground, ground.cast.bruno)
        quotes.read_again(quotes.send(quotes.talk(again)), ground.omar)
        free = quotes.send(quotes.talk(quotes.tell(ground, ground.cast.bruno)))
        waiting = quotes.tell(ground, ground.cast.dina)
        self.things |= {"again": again.id, "free": free.id, "waiting": waiting.id}

    def _visits(self, cast: Cast) -> None:
        """Live a visit nine days ago, end another two days ago, take a try yesterday."""
        coaching.light(cast)
        ago = timedelta(days=2)
        coaching.lived(cast, TODAY - timedelta(days=9), cast.nantes, cast.marion, 4)
        with clock.frozen(NOW - ago):
            over = coaching.planned(cast, on=TODAY - ago)
        coaching.finish(over, coaching.EVENING - ago)
        with clock.frozen(NOW - timedelta(days=1)):
            tried = goals.take(person_id=cast.alice.id, words="Je lève les yeux d’abord")
        self.things |= {"visit": over.day.id, "side": over.id, "try": tried.id}

    def _plan(self, ground: projects.Ground) -> None:
        """Keep a point without an action, and compose the brief of the day."""
        made, by = projects.diagnosing(ground), ground.by("marion")
        projects.told(ground, made)
        draft = rituals.Draft(name="Brief", minutes=3, weekdays=EVERY_DAY, is_brief=True)
        held = rituals.set_up(unit_id=ground.cast.nantes.id, draft=draft, by=by)
        briefs.compose(unit=ground.cast.nantes, day=TODAY, now=clock.now())
        self.things |= {"project": made.id, "ritual": held.id}

    @contextmanager
    def rows(self) -> Iterator[Any]:
        """Read what the server wrote."""
        with self.app.app_context():
            yield session
            session.remove()

    def stand(self, page: Page, name: str, where: str) -> Page:
        """Open a page as somebody, before anything is touched."""
        self.enter(page, name).goto(f"{self.site}{where}")
        return page


def make_store(app: Flask) -> Store:
    """Build a store in an application's own database."""
    made = Store(app)
    made.fill()
    return made
