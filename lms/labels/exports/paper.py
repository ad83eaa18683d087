"""The certificate and the plaque of the door: print-ready, with the code customers scan."""

from datetime import timedelta

from lms.core.i18n import _, format_day
from lms.core.pdf import set_pdf
from lms.core.qr import qr_picture
from lms.labels.notices import level_name
from lms.labels.queries.plaques import PublicAward

_DAY = timedelta(days=1)


def award_paper(paper: str, award: PublicAward, *, program: str, url: str) -> bytes:
    """Return the ``certificate`` or the ``plaque`` of an award as PDF; ``url`` is its public page."""
    return set_pdf("award", paper_data(paper, award, program=program, url=url))


def paper_data(paper: str, award: PublicAward, *, program: str, url: str) -> dict[str, object]:
    """Return what the template reads: plain values, and all its words."""
    level = level_name(award.level)
    return {
        "paper": paper,
        "level": award.level,
        "qr": qr_picture(url),
        "url": url,
        "words": {
            "title": _("Label %(program)s", program=program),
            "program": program,
            "level": level[:1].upper() + level[1:],
            "unit": award.unit,
            "city": award.city if award.city not in award.unit else "",
            "year": str(award.year),
            "given": _("is given to"),
            "until": _("Valid until %(day)s", day=format_day(award.valid_until - _DAY, "year")),
            "grid": _("Earned on the grid of %(year)s", year=_grid(award)),
            "check": _("Scan to check that it is still valid"),
            "picture": _("Code that leads to the page of the award"),
        },
    }


def _grid(award: PublicAward) -> str:
    minor = f".{award.grid_minor}" if award.grid_minor else ""
    return f"{award.grid_year}{minor}"
