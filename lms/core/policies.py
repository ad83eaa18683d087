"""The kernel's own policies; each name is the code to ask for."""

from lms.core import disclosure
from lms.core.i18n import _l
from lms.core.policy import define

DISCLOSURE_K = define(
    "core.disclosure.k",
    disclosure.DEFAULT,
    _l("A figure about people is shown only for a group of at least this size."),
    unit="people",
    floor=disclosure.FLOOR,
).code
FACTS_KEPT = define(
    "core.facts.kept",
    90,
    _l("Internal messages are deleted this long after everybody concerned has read them."),
    unit="days",
    floor=7,
    ceiling=90,
).code
LOOKS_KEPT = define(
    "core.looks.kept",
    180,
    _l("The record of who opened or was refused a protected page is kept this long."),
    unit="days",
    floor=30,
    ceiling=180,
).code
NOTICES_KEPT = define(
    "core.notices.kept",
    60,
    _l("What you were told stays in your inbox this long."),
    unit="days",
    floor=14,
    ceiling=180,
).code
SEVERANCE = define(
    "core.severance",
    True,
    _l("What you said in confidence is deleted for good when the rule says so."),
    relaxable=False,
).code
