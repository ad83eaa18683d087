"""The rules of paths and lessons, as everybody reads them and an administrator may change them."""

from lms.core.i18n import _l
from lms.core.policy import define

VERSION_UNDO = define(
    "courses.version.undo",
    7,
    _l("What a new version of a path changed for people can be undone this long."),
    unit="days",
    floor=1,
    ceiling=30,
).code
WAIVER_UNDO = define(
    "courses.waiver.undo",
    7,
    _l("A lesson that a manager did not ask of somebody can be asked again this long."),
    unit="days",
    floor=1,
    ceiling=30,
).code
