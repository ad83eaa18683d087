"""A worker of the whole application, to be killed, its clock held at MOMENT.

``python -m tests.notifications.sending URL SMTP MOMENT``
"""

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp

from flask import Flask

from lms.app import create_app
from lms.core import clock
from lms.core.worker import run_worker
from tests.conftest import settings_for
from tests.drills.working import QUICK


def mailing_app(url: str, smtp_url: str, folder: Path) -> Flask:
    """Return the application on the database of owner ``url``, its mail leaving by ``smtp_url``."""
    return create_app(
        replace(
            settings_for(url, folder),
            smtp_url=smtp_url,
            mail_from="Comptoir <comptoir@example.org>",
            development=False,
        )
    )


if __name__ == "__main__":
    with clock.frozen(datetime.fromisoformat(sys.argv[3])):
        run_worker(mailing_app(sys.argv[1], sys.argv[2], Path(mkdtemp())), pace=QUICK)
