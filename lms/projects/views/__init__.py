"""Pages of projects: a store's project and its parts, flows, the plan, rituals, boards."""

from flask import Blueprint

bp = Blueprint("projects", __name__)

from lms.projects.views import (  # noqa: E402 - they add their routes to bp
    boards,  # noqa: F401
    briefs,  # noqa: F401
    counting,  # noqa: F401
    flows,  # noqa: F401
    framing,  # noqa: F401
    functions,  # noqa: F401
    governance_acts,  # noqa: F401
    kits,  # noqa: F401
    own,  # noqa: F401
    pilots,  # noqa: F401
    plan,  # noqa: F401
    registries,  # noqa: F401
    rituals,  # noqa: F401
    screens,  # noqa: F401
    store,  # noqa: F401
    voice,  # noqa: F401
    walks,  # noqa: F401
    waves,  # noqa: F401
)
