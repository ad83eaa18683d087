"""A small network of its own, served: the cast, and one imported path given to some of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from playwright.sync_api import Page

from lms.accounts.rules.limits import Kind
from lms.accounts.services.invitations import set_secret
from lms.accounts.services.sessions import open_session
from lms.core import clock
from lms.core.db import db, session
from lms.core.jobs import drain
from lms.courses.imports.problems import Report
from lms.courses.imports.reading import opened, read_source
from lms.courses.services import assigning
from lms.courses.services.bringing import bring_package
from tests.cast import SESSION_COOKIE, Cast, build

SECRET = "trois mots doux"


@dataclass
class Stage:
    """An application people of the cast use in browsers; everything is committed."""

    app: Flask
    site: str = ""
    people: dict[str, UUID] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def set_up(self, *, known: tuple[str, ...]) -> None:
        """Insert the cast; those ``known`` have a secret, were welcomed and hold a session."""
        with self.app.app_context():
            cast = build()
            for name in known:
                set_secret(cast.people[name], SECRET, clock.now())
                cast.people[name].welcomed_at = clock.now()
            session.flush()
            self.people = {name: person.id for name, person in cast.people.items()}
            self.cookies = {name: cast.open_session(cast.people[name]) for name in known}
            session.commit()

    @contextmanager
    def working(self) -> Iterator[None]:
        """Work on the rows; commit at the end."""
        with self.app.app_context():
            yield
            session.commit()

    def bring(self, folder: Path) -> tuple[UUID, Report]:
        """Import the course in ``folder``; return its path and what was said about it."""
        report = Report()
        with self.working(), opened(folder) as source:
            package = read_source(source, report)
            assert package is not None
            published = bring_package(package, source, actor_id=None)
        assert published.path_uid is not None
        return published.path_uid, report

    def give(self, path_uid: UUID, *names: str) -> None:
        """Give a path to people of the cast."""
        with self.working():
            assigning.assign_path(
                path_uid=path_uid,
                person_ids=[self.people[name] for name in names],
                due_on=None,
                actor_id=self.people["marion"],
            )

    def run_jobs(self) -> None:
        """Do now what the worker would do in a moment."""
        with self.app.app_context():
            drain()

    def enter(self, page: Page, name: str) -> Page:
        """Give ``page`` the session of somebody."""
        kept: Any = {"name": SESSION_COOKIE, "value": self.cookies[name], "url": self.site}
        page.context.add_cookies([kept])
        return page

    def renew(self, name: str) -> None:
        """Open another session for somebody whose own will end."""
        with self.working():
            opened = open_session(person_id=self.people[name], kind=Kind.OWN, now=clock.now())
            self.cookies[name] = opened.token

    def close(self) -> None:
        """Let the database go."""
        with self.app.app_context():
            session.remove()
            db.engine.dispose()


NewStage = Callable[..., Stage]
__all__ = ["SECRET", "Cast", "NewStage", "Stage"]
