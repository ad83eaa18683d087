"""Every detector over a text, the findings that overlap settled, put back in the text given."""

from lms.quotes.rules.guard.detectors import DETECTORS
from lms.quotes.rules.guard.findings import TONE, Finding, Hit, severity
from lms.quotes.rules.guard.folding import Folded, fold
from lms.quotes.rules.guard.reading import Reading
from lms.quotes.rules.guard.respelling import respelt
from lms.quotes.rules.guard.rosters import Roster
from lms.quotes.rules.guard.suggestions import suggestion

LONGEST = 1_000_000  # characters; what is beyond is not read


def check(text: str, roster: Roster, *, locale: str = "fr") -> list[Finding]:
    """Return what could tell who lived what a text says, in the order of the text.

    ``start`` and ``end`` count characters of ``text`` as given. Findings of one family do not
    overlap; one that blames may lie over one that betrays. Only the first million characters are
    read. ``locale`` is the language of the suggestions.
    """
    folded = Folded(text[:LONGEST])
    reading = Reading(folded)
    found = _found(reading, roster)
    meant = respelt(reading, roster)
    if meant is not None:
        found += _found(Reading(meant), roster)
    betraying = settled([one for one in found if one.kind not in TONE])
    blaming = settled([one for one in found if one.kind in TONE])
    return [_finding(text, one, locale) for one in sorted(betraying + blaming)]


def _found(reading: Reading, roster: Roster) -> list[Hit]:
    """Return what the detectors found, in characters of the text given."""
    hits = (hit for detector in DETECTORS for hit in detector(reading, roster))
    return [
        Hit(*reading.folded.span(hit.start, hit.end), hit.kind)
        for hit in hits
        if hit.end > hit.start
    ]


def settled(hits: list[Hit]) -> list[Hit]:
    """Return hits that do not overlap: where several do, the longest, else the first given."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: h.start):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
        elif hit.end - hit.start > kept[-1].end - kept[-1].start:
            kept[-1] = hit
    return kept


def _finding(text: str, hit: Hit, locale: str) -> Finding:
    """Return a hit as a finding of the text given."""
    words = suggestion(hit.kind, fold(text[hit.start : hit.end]), locale)
    return Finding(hit.start, hit.end, hit.kind, words, severity(hit.kind))
