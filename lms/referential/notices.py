"""What the referential tells people: a version that everybody may read and comment."""

from datetime import date

from lms.core.access import Role
from lms.core.i18n import _, _l, format_day
from lms.core.notices import Channel, Kind, declare


def _consultation(until: date) -> str:
    return _(
        "The words we share with customers and between us are about to change. Read them and say"
        " what you think, until %(day)s. Your name is never shown.",
        day=format_day(until),
    )


declare(
    Kind(
        code="referential.consultation",
        name=_l("A new version of our referential is read by everybody"),
        title=_l("Your view is asked"),
        body=_consultation,
        audience=frozenset(Role),
        channels=frozenset({Channel.APP}),
        sample={"until": date(2026, 4, 1)},
    )
)
