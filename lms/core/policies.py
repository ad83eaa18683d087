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
SMALL_REGIONS = define(
    "core.small.regions",
    3,
    _l("A network with fewer regions than this is proposed the rules of a small one."),
    floor=1,
    ceiling=10,
).code
SMALL_UNITS = define(
    "core.small.units",
    20,
    _l("A network with fewer stores than this is proposed the rules of a small one."),
    floor=1,
    ceiling=100,
).code
AUDITOR_OUTSIDE = define(
    "core.auditor.outside",
    False,
    _l("Somebody from outside the network may read again or audit, by a link that invites them."),
).code
PANEL_SIZE = define(
    "core.panel.size",
    2,
    _l("A decision about a label or an appeal is taken by at least this many people."),
    unit="people",
    floor=1,
    ceiling=7,
).code
NOTICE_DAYS = define(
    "core.notice.days",
    90,
    _l("What people will have to reach is announced at least this long before it counts."),
    unit="days",
    floor=30,
    ceiling=365,
).code
DISCLOSURE_FLOOR = define(
    "core.disclosure.floor",
    disclosure.FLOOR,
    _l("No figure about people is ever shown for fewer of them than this."),
    unit="people",
    relaxable=False,
).code
PANEL_REASON = define(
    "core.panel.reason",
    True,
    _l("Who decides alone publishes why."),
    relaxable=False,
).code
NOT_THE_SUBMITTER = define(
    "core.separation.submitter",
    True,
    _l("Who audits or validates is never who submitted."),
    relaxable=False,
).code
NOT_THE_COACH = define(
    "core.separation.coach",
    True,
    _l("Who audits a store is never its coach."),
    relaxable=False,
).code
