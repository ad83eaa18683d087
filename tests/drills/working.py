"""A worker in a process of its own, to be killed: ``python -m tests.drills.working URL FOLDER``.

Its job ``drill.slow`` writes a row, says so in FOLDER, and waits there until FOLDER holds ``go``:
killed in between, what it wrote must not count.
"""

import sys
import time
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import text

from lms.core.db import session
from lms.core.ids import new_id
from lms.core.jobs import job
from lms.core.sweepers import sweeper
from lms.core.worker import Pace, run_worker
from tests.core.ground import bare_app

QUICK = Pace(heartbeat=0.3, stalled_after=1.5, look=0.3, poll=0.3, grace=10, again=0.3)


def declare(folder: Path) -> None:
    """Register the drill's jobs and its sweeper."""

    @job("drill.slow")
    def slow(*, now: datetime, effect_id: UUID) -> None:
        write(effect_id, now)
        (folder / f"begun-{time.monotonic_ns()}").touch()
        deadline = time.monotonic() + 30
        while not (folder / "go").exists() and time.monotonic() < deadline:
            time.sleep(0.02)

    @job("drill.quick")
    def quick(*, now: datetime, effect_id: UUID) -> None:
        write(effect_id, now)

    @sweeper("drill.sweep")
    def sweep(*, now: datetime) -> None:
        (folder / "swept").touch()


def write(effect_id: UUID, now: datetime) -> None:
    """Leave one row per run that was committed."""
    session.execute(
        text(
            "INSERT INTO core_audit (id, at, action, entity, entity_id, fields, reason) "
            "VALUES (:run, :at, 'drill:run', 'drill', :id, '{}', '')"
        ),
        {"run": new_id(), "at": now, "id": effect_id},
    )


if __name__ == "__main__":
    declare(Path(sys.argv[2]))
    run_worker(bare_app(sys.argv[1]), pace=QUICK)
