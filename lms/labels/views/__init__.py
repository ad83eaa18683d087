"""Pages of labels: a store's level and what to do next, audits, panels, grids, the public page."""

from flask import Blueprint

bp = Blueprint("labels", __name__)

from lms.labels.views import (  # noqa: E402 - they add their routes to bp
    audits,  # noqa: F401
    awards,  # noqa: F401
    clusters,  # noqa: F401
    deciding,  # noqa: F401
    desk,  # noqa: F401
    editing,  # noqa: F401
    evidence,  # noqa: F401
    figures,  # noqa: F401
    grids,  # noqa: F401
    lineage,  # noqa: F401
    morning,  # noqa: F401
    proofs,  # noqa: F401
    public,  # noqa: F401
    publishing,  # noqa: F401
    registries,  # noqa: F401
    seasons,  # noqa: F401
    simulating,  # noqa: F401
    store,  # noqa: F401
)
