"""Due work is data (kernel K10): a minute tick asks each sweeper what is due, late or twice.

A sweeper takes ``now`` and looks at rows, never at "the last minute": run three days late it does
what is due, run twice it does nothing more. Two workers never run the same one at the same time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

import structlog
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import Insert, insert

from lms.core.db import aside, session
from lms.core.faults import name_error
from lms.core.models import Sweep

log = structlog.get_logger()


class Sweeping(Protocol):
    """What a sweeper looks like."""

    def __call__(self, *, now: datetime) -> None:
        """Do what is due at ``now``."""


F = TypeVar("F", bound=Sweeping)


@dataclass(frozen=True, slots=True)
class Sweeper:
    """A sweeper and how often it looks, in minutes."""

    name: str
    run: Sweeping
    every: int


SWEEPERS: dict[str, Sweeper] = {}


def sweeper(name: str, *, every: int = 1) -> Callable[[F], F]:
    """Register a sweeper that looks every ``every`` minutes (and after any longer stop)."""

    def register(run: F) -> F:
        if name in SWEEPERS:
            message = f"sweeper {name} is declared twice"
            raise ValueError(message)
        SWEEPERS[name] = Sweeper(name, run, every)
        return run

    return register


def tick(app: Flask, now: datetime) -> list[str]:
    """Run every sweeper whose turn has come at ``now``; return the names of those that ran.

    One that fails is noted in ``ops.sweep`` and never stops the others.
    """
    minute = now.replace(second=0, microsecond=0)
    return [name for name in sorted(SWEEPERS) if _run(app, SWEEPERS[name], minute, now)]


def _run(app: Flask, one: Sweeper, minute: datetime, now: datetime) -> bool:
    with app.app_context():
        try:
            if not _take_turn(one, minute, now):
                session.rollback()
                return False
            one.run(now=now)
            session.commit()
        except Exception as error:  # noqa: BLE001 - one sweeper never stops the others
            session.rollback()
            _note_failure(one, minute, now, error)
        return True


def _take_turn(one: Sweeper, minute: datetime, now: datetime) -> bool:
    """Hold the sweeper's lock until the end of the transaction, and mark its minute."""
    locked = session.execute(
        text("SELECT pg_try_advisory_xact_lock(hashtext(:name), 1)"), {"name": one.name}
    ).scalar_one()
    if not locked:
        return False
    last = session.execute(select(Sweep.tick).where(Sweep.name == one.name)).scalar_one_or_none()
    if last is not None and abs((minute - last).total_seconds()) < one.every * 60:
        return False
    session.execute(_mark(one.name, minute, now, None, None))
    return True


def _mark(
    name: str, minute: datetime, now: datetime, error: str | None, sqlstate: str | None
) -> Insert:
    values = {"tick": minute, "ran_at": now, "error": error, "sqlstate": sqlstate}
    return (
        insert(Sweep)
        .values(name=name, **values)
        .on_conflict_do_update(index_elements=["name"], set_=values)
    )


def _note_failure(one: Sweeper, minute: datetime, now: datetime, error: Exception) -> None:
    kind, sqlstate = name_error(error)
    log.error("sweeper_failed", sweeper=one.name, error=kind, sqlstate=sqlstate)
    with aside() as second:
        second.execute(_mark(one.name, minute, now, kind, sqlstate))
