"""The morning brief on one A4 page, to read aloud in front of the team."""

from collections.abc import Mapping
from datetime import date

from lms.core.briefs import Line, Part
from lms.core.i18n import _, format_day
from lms.core.pdf import set_pdf
from lms.projects.rules.briefs import BRIEF


def brief_paper(unit: str, on: date, minutes: int, lines: Mapping[Part, Line | None]) -> bytes:
    """Return the brief of a day as PDF; a part that has nothing leaves lines to write on."""
    return set_pdf("brief", paper_data(unit, on, minutes, lines))


def paper_data(
    unit: str, on: date, minutes: int, lines: Mapping[Part, Line | None]
) -> dict[str, object]:
    """Return what the template reads: plain values, and all its words."""
    names = {
        Part.CARD: (_("A card"), _("Read it aloud, 40 seconds")),
        Part.TRY: (_("A try"), _("Today, each of us tries it once")),
        Part.GAP: (_("A gap to close"), _("What would help? One idea each")),
        Part.THANKS: (_("A thank-you"), _("To finish on")),
    }
    return {
        "parts": [_part(part, *names[part], lines.get(part)) for part in BRIEF],
        "words": {
            "title": _("Morning brief"),
            "unit": unit,
            "day": format_day(on, "full"),
            "minutes": _("%(n)s minutes, standing, all together", n=minutes),
            "write": _("Yours to write"),
            "done": _("Held? One tap on “It is done”, it counts as the ritual."),
        },
    }


def _part(part: Part, name: str, how: str, line: Line | None) -> dict[str, object]:
    return {
        "code": part.value,
        "name": name,
        "how": how,
        "words": line.words if line else "",
        "body": list(line.body) if line else [],
        "about": line.about if line else "",
    }
