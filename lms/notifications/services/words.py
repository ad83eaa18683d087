"""What people are told of learning, in words; the first kinds of the house."""

from datetime import date

from lms.core.access import Capability, Role
from lms.core.i18n import _, _l, format_day, ngettext
from lms.core.notices import Channel, Kind, Urgency, declare
from lms.notifications.queries import learning


def _given(path: str = "", until: date | None = None) -> str:
    if until is None:
        return _("%(path)s, at your own pace.", path=path)
    return _("%(path)s, to finish by %(day)s.", path=path, day=format_day(until))


def _soon(path: str = "", until: date | None = None) -> str:
    return _(
        "%(path)s is expected by %(day)s. Your place is kept.", path=path, day=format_day(until)
    )


def _late(path: str = "", until: date | None = None) -> str:
    return _(
        "%(path)s was expected by %(day)s. Three minutes are enough to take it up again.",
        path=path,
        day=format_day(until),
    )


def _finished(path: str = "") -> str:
    return _("%(path)s is finished. It is in your notebook.", path=path)


def _week(unit: str = "", late: int = 0, soon: int = 0, done: int = 0) -> str:
    told = [
        ngettext("%(num)s path finished", "%(num)s paths finished", done) if done else "",
        ngettext("%(num)s date this week", "%(num)s dates this week", soon) if soon else "",
        ngettext("%(num)s person to help", "%(num)s people to help", late) if late else "",
    ]
    return _("%(unit)s: %(figures)s.", unit=unit, figures=", ".join(filter(None, told)))


_SAMPLE = {"path": _l("Welcoming each client"), "until": date(2026, 3, 20)}

GIVEN = declare(
    Kind(
        code="courses.path_given",
        name=_l("A path is given to me"),
        title=_l("A path was given to you"),
        body=_given,
        audience=frozenset(Role),
        capability=Capability.LEARNING,
        sample=_SAMPLE,
    )
)
SOON = declare(
    Kind(
        code=learning.SOON,
        name=_l("The date of a path is near"),
        title=_l("A date is near"),
        body=_soon,
        audience=frozenset(Role),
        act=True,
        capability=Capability.LEARNING,
        sample=_SAMPLE,
    )
)
LATE = declare(
    Kind(
        code=learning.LATE,
        name=_l("The date of a path has passed"),
        title=_l("A path waits for you"),
        body=_late,
        audience=frozenset(Role),
        act=True,
        capability=Capability.LEARNING,
        sample=_SAMPLE,
    )
)
FINISHED = declare(
    Kind(
        code="courses.path_finished",
        name=_l("I finished a path"),
        title=_l("You finished a path"),
        body=_finished,
        audience=frozenset(Role),
        channels=frozenset({Channel.APP}),
        capability=Capability.LEARNING,
        sample={"path": _l("Welcoming each client")},
    )
)
TEAM = declare(
    Kind(
        code=learning.TEAM,
        name=_l("The week of my team, in figures"),
        title=_l("Your team's week"),
        body=_week,
        audience=frozenset({Role.UNIT_MANAGER}),
        urgency=Urgency.WEEKLY,
        capability=Capability.LEARNING,
        sample={"unit": "Nantes Graslin", "late": 2, "soon": 1, "done": 4},
    )
)
