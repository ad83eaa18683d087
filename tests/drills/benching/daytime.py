"""The application and its worker at a working hour: nobody is mailed at night.

``python -m tests.drills.benching.daytime`` is the worker, ``create_app`` is for the web server; both
move the clock by ``BENCH_CLOCK`` seconds, the nearest working hour to come.
"""

import os
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

from flask import Flask

from lms.core import clock
from lms.network.rules import DEFAULT_ZONE
from lms.notifications.rules.hours import Week, is_working, next_working

ASIDE = timedelta(minutes=30)
"""Not at the last minute of a day, nor at its first, when what waited leaves."""


def offset() -> timedelta:
    """Return how far the clock is moved: not at all in the middle of a working day."""
    now, week = datetime.now(UTC), Week()
    if all(is_working(now + one, DEFAULT_ZONE, week) for one in (timedelta(0), 2 * ASIDE)):
        return timedelta(0)
    return next_working(now + 2 * ASIDE, DEFAULT_ZONE, week) + ASIDE - now


def moved(by: timedelta) -> Any:
    """Return what moves this process's clock, for a block or from ``start`` on."""
    return patch.object(clock, "_source", lambda: datetime.now(UTC) + by)


def create_app() -> Flask:
    """Build the application with its clock moved for good."""
    from lms.app import create_app as build

    moved(timedelta(seconds=float(os.environ["BENCH_CLOCK"]))).start()
    return build()


def main() -> None:
    """Work until stopped."""
    from lms.core.worker import run_worker

    run_worker(create_app(), concurrency=2)


if __name__ == "__main__":
    main()
