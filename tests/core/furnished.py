"""The kernel given what the whole application gives it: settings and templates."""

from dataclasses import replace

from flask import Flask

from lms.config import ROOT, Settings
from lms.core import pages

SENDER = "Comptoir <comptoir@example.org>"


def furnish(app: Flask, **changes: object) -> Flask:
    """Give ``app`` settings with ``changes`` and the page environments; return it."""
    settings = Settings(
        database_url="", owner_database_url="", secret_key="k" * 32, mail_from=SENDER
    )
    app.extensions["settings"] = replace(settings, **changes)
    app.extensions.pop("files", None)
    if "pages" not in app.extensions:
        maker = Flask("mailroom", template_folder=str(ROOT / "templates"))
        maker.jinja_environment = pages.FoldingEnvironment
        shared = {"static_url": str, "settings": settings}
        app.extensions["pages"] = pages.build_environments(maker, shared)
    return app
