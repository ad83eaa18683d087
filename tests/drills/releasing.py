"""A process that publishes the week's batch and may die in the middle of it."""

import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from lms.app import create_app
from lms.core import clock
from lms.core.db import session
from lms.quotes.services import batches, publishing
from tests.conftest import settings_for


def main(url: str, folder: str, at: str, dies_after: int) -> None:
    """Publish at ``at``; after ``dies_after`` cards the process kills itself, as a power cut would."""
    app = create_app(settings_for(url, Path(folder)))
    done = 0
    real = publishing._publish_one

    def one(*given: object) -> None:
        nonlocal done
        if done == dies_after:
            session.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        real(*given)  # type: ignore[arg-type]
        done += 1

    publishing._publish_one = one  # type: ignore[assignment]
    instant = datetime.fromisoformat(at)
    with app.app_context(), clock.frozen(instant):
        batches.publish_week(instant)
        session.commit()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
