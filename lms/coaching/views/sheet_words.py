"""The counters and words of a sheet: as a page shows them, as a form sends them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

from flask import request

from lms.coaching.forms.practice import OTHER, said_of, taps_of
from lms.coaching.queries.observing import Blank, Counter, Sheet
from lms.coaching.rules.machines.facts import GOAL_WORDS
from lms.coaching.services.observations import LONGEST, Said
from lms.coaching.views.person import today
from lms.core.i18n import _, format_day

S = TypeVar("S", Sheet, Blank)


def shown(sheet: Sheet | Blank, kept: Said) -> dict[str, Any]:
    """Return what the fields of a sheet hold: what was typed and refused, else what is kept."""
    typed = request.form if request.method == "POST" else None
    return {
        "said": _typed(typed, kept) if typed else kept,
        "strengths": list(_strengths(sheet).items()),
        "strength_of": typed.get("strength_of", "") if typed else "",
        "picked": _picked(typed, kept),
        "typed_date": typed.get("try_date", "") if typed else "",
        "days": _days(),
        "other": OTHER,
        "longest": LONGEST,
        "try_longest": GOAL_WORDS,
    }


def _typed(typed: Mapping[str, str], kept: Said) -> Said:
    words = {name: typed.get(name, "") for name in ("facts", "strength", "try_words")}
    return Said(**words, try_on=kept.try_on)


def _picked(typed: Mapping[str, str] | None, kept: Said) -> str:
    """Return which pill of days is on."""
    if typed:
        return typed.get("try_on", "")
    if kept.try_on is None:
        return ""
    said = kept.try_on.isoformat()
    return said if said in {value for value, _words in _days()} else OTHER


def _days() -> list[tuple[str, str]]:
    """Return the days one usually agrees on, and "another"."""
    first = today()
    near = [(first + timedelta(days=1), _("Tomorrow"))]
    near += [(first + timedelta(days=n), format_day(first + timedelta(days=n))) for n in (2, 7)]
    return [*((day.isoformat(), words) for day, words in near), (OTHER, _("Another day"))]


def _strengths(sheet: Sheet | Blank) -> dict[str, str]:
    return {str(one.uid): one.name for one in sheet.counters}


def read(sheet: Sheet) -> dict[str, Any]:
    """Return what the form says of a sheet, as commands take it."""
    known = [(one.kind, one.uid) for one in sheet.counters]
    return {
        "observation_id": sheet.row.id,
        "actor_id": sheet.row.observer_id,
        "taps": taps_of(request.form, known),
        "said": said_of(request.form, _strengths(sheet)),
    }


def counted(sheet: S) -> S:
    """Return the sheet with the counters that came with the refused form."""
    known = [(one.kind, one.uid) for one in sheet.counters]
    seen = {(one.kind, one.uid): one.seen for one in taps_of(request.form, known)}

    def told(counters: tuple[Counter, ...]) -> tuple[Counter, ...]:
        return tuple(replace(one, seen=seen.get((one.kind, one.uid), one.seen)) for one in counters)

    return replace(sheet, attitudes=told(sheet.attitudes), moments=told(sheet.moments))
