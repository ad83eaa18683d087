"""Close the season of a database in this process, killed after so many statements: for the drill."""

import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from lms.app import create_app
from lms.core import clock
from lms.core.db import session
from lms.labels.models import Season
from lms.labels.services import closing
from tests.conftest import settings_for


def main(url: str, folder: str, at: str, dies_after: str) -> None:
    """Close, counting statements from the moment the work begins."""
    app = create_app(settings_for(url, Path(folder)))
    left = int(dies_after)

    def count(_connection: Any, _cursor: Any, _statement: str, *_more: Any) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    with app.app_context(), clock.frozen(datetime.fromisoformat(at)):
        season_id = session.scalars(select(Season.id)).one()
        event.listen(Engine, "after_cursor_execute", count)
        closing.close(season_id=season_id, now=clock.now())
        session.commit()


if __name__ == "__main__":
    main(*sys.argv[1:])
