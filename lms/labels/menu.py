"""The entries of the label in the menu."""

from lms.core.access import Permission
from lms.core.i18n import _l
from lms.core.menu import STORE, Entry, entries

GRIDS = ("labels.grid", "labels.edit_grid", "labels.simulate", "labels.touched", "labels.comp")
WRITES = (Permission.GRIDS_WRITE, Permission.GRIDS_PUBLISH)

entries(
    Entry(
        place=280,
        label=_l("Labels"),
        endpoint="labels.network",
        icon="medal",
        needs=(Permission.LABELS_NETWORK,),
    ),
    Entry(
        place=280,
        label=_l("Label"),
        endpoint="labels.mine",
        dock=dict.fromkeys(STORE, 4),
        icon="medal",
        needs=(Permission.LABELS_READ,),
        under=("labels.store",),
    ),
    Entry(
        place=290,
        label=_l("Evidence to look at"),
        endpoint="labels.evidence_queue",
        icon="camera",
        needs=(Permission.LABELS_REVIEW,),
    ),
    Entry(
        place=300,
        label=_l("Labels to decide"),
        endpoint="labels.desk",
        icon="hand",
        needs=(Permission.LABELS_DECIDE,),
        under=("labels.app",),
    ),
    Entry(
        place=310,
        label=_l("Seasons of the label"),
        endpoint="labels.seasons",
        icon="calendar",
        needs=WRITES,
        under=("labels.season",),
    ),
    Entry(
        place=320,
        label=_l("Grids of the label"),
        endpoint="labels.grids",
        icon="grid",
        needs=WRITES,
        under=GRIDS,
    ),
)
