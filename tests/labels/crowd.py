"""Many decided stores at once, for races, stops and clocks: rows written without their history."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, select, text, update

from lms.core import clock, ids
from lms.core.db import session
from lms.labels.models import Application, Award, AwardEntry, Decision, Member, Season
from lms.labels.queries.applications import get_season
from lms.labels.services.deciding import hash_of
from lms.network.models import Unit
from tests import committed as apart
from tests.cast import build
from tests.factories.labels import DECIDED, Ground, open_labels


@contextmanager
def decided(label: str, folder: Path, units: int) -> Iterator[tuple[Flask, Ground, str]]:
    """Give a committed network of ``units`` stores whose level is decided, season open."""

    def made() -> Ground:
        ground = open_labels(build())
        fill(ground, units)
        return ground

    with apart.committed(label, folder, made) as (app, ground, url):
        yield app, ground, url


def fill(ground: Ground, units: int) -> None:
    """Add stores and write a decision for every application of the season."""
    season = get_season(ground.season.id)
    rows = [
        {
            "id": ids.new_id(), "code": f"X{number:05}", "name": f"Store {number}",
            "sort_key": f"store {number:05}", "kind": "store", "zone": "Europe/Paris", "day_cut": time(0),
            "opened_on": date(2025, 1, 1), "channels": ["store"],
        }
        for number in range(units - 4)
    ]  # fmt: skip
    if rows:
        session.execute(insert(Unit), rows)
        session.execute(
            insert(Application),
            [
                {
                    "id": ids.new_id(), "season_id": season.id, "unit_id": row["id"],
                    "grid_id": season.grid_id, "state": "open", "is_trial": False, "flag": "",
                    "years_held": 0, "opened_at": clock.now(), "refit": {},
                }
                for row in rows
            ],
        )  # fmt: skip
    applications = session.scalars(select(Application)).all()
    decisions = [_decision(one.id, ground, number) for number, one in enumerate(applications)]
    session.execute(insert(Decision), decisions)
    session.execute(
        insert(Member),
        [{"decision_id": one["id"], "person_id": ground.ugo.id} for one in decisions],
    )
    session.execute(update(Application).values(state="decided"))
    session.flush()
    session.expire_all()


def _decision(application_id: Any, ground: Ground, number: int) -> dict[str, Any]:
    inputs: dict[str, Any] = {"years_held": 0, "answers": {}}
    level = ("bronze", "silver", "gold", "silver", "none")[number % 5]
    return {
        "id": ids.new_id(), "application_id": application_id, "rev": 1, "kind": "first",
        "grid_id": ground.grid.id, "grid_hash": ground.grid.content_hash, "inputs": inputs,
        "inputs_hash": hash_of(inputs), "computed_level": level, "decided_level": level,
        "override_reason": "", "result": {}, "solo_reason": "", "effective_on": DECIDED.date(),
        "decided_at": DECIDED,
    }  # fmt: skip


def counts() -> tuple[int, int, str]:
    """Return how many awards, rows of their ledgers, and the season's state."""
    session.rollback()
    session.expire_all()
    return (
        session.scalar(select(func.count(Award.id))) or 0,
        session.scalar(select(func.count(AwardEntry.id))) or 0,
        session.scalars(select(Season.state)).one(),
    )


def reopen() -> None:
    """Forget the close, as the owner would: only for repeating a race."""
    session.rollback()
    session.execute(text("DELETE FROM procrastinate_jobs"))
    session.execute(
        update(Season).values(state="open", closed_at=None, closing_by=None, closing_at=None)
    )
    session.commit()
