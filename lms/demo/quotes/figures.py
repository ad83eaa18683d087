"""What is counted of nobody: exchanges by theme and quarter, by coach and year; course gaps."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from lms.core import ids
from lms.core.db import session
from lms.demo.network import QUOTES_DAYS
from lms.demo.quotes.library import Out
from lms.demo.quotes.stage import Stage
from lms.quotes.models import CoachYear, Contact, Gap, Tally
from lms.quotes.services.gaps import quarter_before
from lms.quotes.services.severing import quarter_at

COVERED = "accueillir-d-ailleurs"
"""A lesson came out on this practice: fewer difficulties were told on it since."""
BEFORE, AFTER = 24, 11
WITHOUT_THEME = 14
CONTACTS = (
    ("legal", "Référente alerte éthique", "alerte@exemple.fr, réponse sous sept jours"),
    ("safety", "Astreinte sécurité du réseau", "numéro affiché en salle de pause, jour et nuit"),
)


def count_all(stage: Stage, cards: Sequence[Out]) -> None:
    """Write the counters, the course gaps they opened, and whom to turn to."""
    rows = [{"code": code, "name": name, "reach": reach} for code, name, reach in CONTACTS]
    session.execute(insert(Contact), rows)
    released = _quarters(stage)[-4]
    told = _tell(stage, cards, released)
    _write_years(stage, told)
    session.execute(insert(Gap), _gaps(stage, cards, released))


def _quarters(stage: Stage) -> list[str]:
    """Return the quarters of the history, the first one first."""
    found = [quarter_at(stage.now)]
    first = quarter_at(stage.now - timedelta(days=QUOTES_DAYS))
    while found[0] != first:
        found.insert(0, quarter_before(found[0]))
    return found


def _tell(stage: Stage, cards: Sequence[Out], released: str) -> Counter[str]:
    """Write what was told by theme and quarter; return how much by quarter."""
    scale = max(1, len(stage.coaches) // 10)
    out = Counter((card.quarter, card.theme) for card in cards)
    themes = sorted({card.theme for card in cards})
    rows, told = [], Counter[str]()
    for quarter in _quarters(stage):
        for theme in (*themes, None):
            shown = out[quarter, theme] if theme else 0
            count = (shown + stage.chance.randrange(8, 18)) * scale
            if theme == COVERED:
                count = {released: BEFORE, _after(released): AFTER}.get(quarter, count)
            uid = stage.uids[theme] if theme else None
            count = count if theme else WITHOUT_THEME * scale
            rows.append({"id": ids.new_id(), "quarter": quarter, "theme_uid": uid, "told": count})
            told[quarter] += count
    session.execute(insert(Tally), rows)
    return told


def _after(quarter: str) -> str:
    year, rank = map(int, quarter.split("-Q"))
    return f"{year + rank // 4}-Q{rank % 4 + 1}"


def _write_years(stage: Stage, told: Counter[str]) -> None:
    """Share what was told between the coaches, year by year."""
    ended: Counter[tuple[UUID, int]] = Counter()
    coaches = [one.id for one in stage.coaches]
    for quarter, count in told.items():
        for coach in stage.chance.choices(coaches, k=count):
            ended[coach, int(quarter[:4])] += 1
    rows = [{"coach_id": who, "year": year, "ended": n} for (who, year), n in ended.items()]
    session.execute(insert(CoachYear), rows)


def _gaps(stage: Stage, cards: Sequence[Out], released: str) -> list[dict[str, Any]]:
    this = quarter_at(stage.now)
    nobody = {"taken_by": None, "released_in": None, "told_before": None, "told_after": None}
    author = stage.players["henri"].id

    def gap(theme: str, state: str, quarter: str) -> dict[str, Any]:
        recent = (quarter, quarter_before(quarter))
        near = [one for one in cards if one.theme == theme and one.quarter in recent]
        return {
            "id": ids.new_id(),
            "theme_uid": stage.uids[theme],
            "state": state,
            "opened_in": quarter,
            "cards": len(near),
            "me_too": sum(one.me_too for one in near),
            **nobody,
        }

    done = {"released_in": released, "told_before": BEFORE, "told_after": AFTER}
    old = gap(COVERED, "released", quarter_before(released))
    return [
        gap("dire-non", "open", this),
        {**gap("tenir-deux-fronts", "taken", quarter_before(this)), "taken_by": author},
        {**old, **done, "taken_by": author, "cards": 3, "me_too": 17},
    ]
