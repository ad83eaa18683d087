"""Whom one may watch, as pages offer it and as forms say it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask import request

from lms.coaching.queries import days, practising
from lms.coaching.queries.practising import Someone
from lms.coaching.rules.observing import Right
from lms.coaching.services.observations import Begin
from lms.coaching.views.person import today
from lms.core.access import Viewer, me
from lms.core.errors import Invalid
from lms.core.i18n import _
from lms.core.ids import uuid_of

AT_A_GLANCE = 20
"""As many people are shown at once, whatever their stores."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What the viewer may choose from: people, and coaches beside whom the first one is held."""

    right: Right
    people: list[Someone]
    coaches: list[tuple[UUID, str]]


def offered(viewer: Viewer) -> Offered:
    """Return whom the viewer may watch; nobody before the path is followed."""
    right = practising.right_of(viewer)
    people = [] if right is Right.PATH else practising.observable(viewer)
    units = {one.unit_id for one in people}
    known = practising.coaches_of(units, today()) if right is Right.BESIDE else {}
    coaches = {person: name for held in known.values() for person, name in held}
    return Offered(right, people, list(coaches.items()))


def by_store(people: Iterable[Someone]) -> list[tuple[str, bool, list[Someone]]]:
    """Group whom one may watch by store, first where one is today: (store, shown, people)."""
    found: dict[UUID, list[Someone]] = {}
    for one in people:
        found.setdefault(one.unit_id, []).append(one)
    shown = set(found) if sum(map(len, found.values())) <= AT_A_GLANCE else here()
    ranked = sorted(found.items(), key=lambda held: (held[0] not in shown, held[1][0].unit))
    return [(held[0].unit, unit_id in shown, held) for unit_id, held in ranked]


def here() -> set[UUID]:
    """Return the store asked for, else those of today's visits."""
    asked = uuid_of(request.args.get("unit", ""))
    if asked is not None:
        return {asked}
    first = today()
    pairs = days.own_pairs(me(), first, first + timedelta(days=1))
    return {pair.day.unit_id for pair in pairs}


def said(person: Someone, right: Right) -> Begin:
    """Return what the form asks to begin with somebody; raises Invalid without the coach beside."""
    beside = uuid_of(request.form.get("beside", ""))
    if right is Right.BESIDE and beside not in _coaches(person.unit_id):
        raise Invalid({"beside": _("Say which coach is beside you.")})
    sheet = uuid_of(request.form.get("sheet", ""))
    return Begin(me(), person.id, person.unit_id, right, beside, sheet)


def _coaches(unit_id: UUID) -> set[UUID]:
    return {one for one, _name in practising.coaches_of([unit_id], today()).get(unit_id, [])}
