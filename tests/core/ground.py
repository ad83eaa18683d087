"""An application that knows the kernel only: quick to make, in a process of its own too."""

import sqlalchemy as sa
from flask import Flask

from lms.core.db import APP_ROLE, db


def bare_app(url: str) -> Flask:
    """Return the kernel on the database at ``url`` (its owner's), with the application's rights."""
    role = sa.make_url(url).update_query_dict({"options": f"-c role={APP_ROLE}"})
    made = Flask("kernel")
    made.testing = True
    made.config["SQLALCHEMY_DATABASE_URI"] = role.render_as_string(hide_password=False)
    made.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"hide_parameters": True, "pool_size": 20}
    db.init_app(made)
    return made
