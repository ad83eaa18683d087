"""A label that is live: a programme, a published grid of five criteria, an open season.

The season 2027 looks at 2026. Added to the cast: Odile runs the label with Henri; Ana (East office)
and Ugo (East office) look and decide; both are far from the West and coach nobody.
"""

import io
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from PIL import Image, ImageDraw
from sqlalchemy import select

from lms.accounts.models import Person
from lms.core import clock, ids
from lms.core.access import Role
from lms.core.db import session
from lms.labels.models import (
    Application,
    Audit,
    Concern,
    Decision,
    Grid,
    Program,
    Revision,
    Season,
    Value,
)
from lms.labels.queries.applications import find_application
from lms.labels.services import (
    applying,
    auditing,
    deciding,
    drafting,
    publishing,
    seasons,
    showing,
    simulating,
)
from lms.labels.services.applying import Said
from lms.labels.services.showing import Shown
from lms.network.models import Unit
from tests.cast import Cast
from tests.factories.network import (
    make_mandate,
    make_membership,
    make_person,
    make_unit,
    make_wave,
)

AUTUMN = datetime(2025, 9, 1, 9, 0, tzinfo=UTC)
"""When the grid of 2027 was published: long before the year it looks at."""

SUBMITTED = datetime(2027, 1, 12, 9, 0, tzinfo=UTC)
LOOKED = datetime(2027, 2, 16, 9, 0, tzinfo=UTC)
DECIDED = datetime(2027, 3, 16, 9, 0, tzinfo=UTC)
CLOSED = datetime(2027, 4, 20, 9, 0, tzinfo=UTC)


def criterion(code: str, **values: Any) -> dict[str, Any]:
    """Return a line of a grid file: a typed count from 1 to 3 unless said."""
    return {
        "code": code,
        "title": {"fr": code.capitalize()},
        "kind": "action",
        "measure": {"kind": "typed", "source": "Visite", "subject": "service"},
        "scale": "number",
        "thresholds": {"bronze": "1", "silver": "2", "gold": "3"},
        "weight": "1",
        "na": {"allowed": False, "when": {}},
        "evidence": {"types": [], "max_age_days": None, "minimum": 0},
        "expectation": {"source": "Baromètre", "figure": "8 clients sur 10", "on": "2025-06-01"},
        **values,
    }


CRITERIA = (
    criterion("welcome", weight="3", knockouts=["silver", "gold"]),
    criterion(
        "visits",
        evidence={"types": ["photo", "note"], "max_age_days": 365, "minimum": 1},
    ),
    criterion("drive", na={"allowed": True, "when": {"fr": "Sans service au volant"}}),
    criterion("callback", weight="2"),
    criterion("ritual", scale="yes_no", thresholds={"bronze": "1", "silver": "1", "gold": "1"}),
)


def grid_file(*criteria: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Return a grid as its file says it."""
    return {
        "locales": ["fr"],
        "quotas": {"bronze": "0.6", "silver": "0.75", "gold": "0.9"},
        "na_limit": "0.3",
        "criteria": list(criteria or CRITERIA),
        **values,
    }


@dataclass
class Ground:
    """Everybody, every place, and the label."""

    cast: Cast
    program: Program
    grid: Grid
    season: Season
    people: dict[str, Person] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Person:
        """Return a person by first name: of the label, else of the cast."""
        people = self.__dict__.get("people", {})
        if name in people:
            return people[name]  # type: ignore[no-any-return]
        if name.startswith("__") or "cast" not in self.__dict__:
            raise AttributeError(name)
        cast = self.__dict__["cast"]
        return cast.__dict__.get(name) or getattr(cast, name)  # type: ignore[no-any-return]

    def uid(self, code: str) -> UUID:
        """Return the identity of a criterion by its code."""
        from lms.labels.queries.grids import load_grid

        grid = load_grid(self.grid.id).grid
        return UUID(next(one.uid for one in grid.criteria if one.code == code))

    def application(self, unit: Unit | None = None) -> Application:
        """Return the application of a unit, Nantes unless said."""
        found = find_application(self.season.id, (unit or self.cast.nantes).id)
        assert found is not None
        return found


def open_labels(cast: Cast, *, is_trial: bool = False) -> Ground:
    """Light labels in Nantes, Rennes, Brest and Strasbourg, publish a grid, open its season."""
    for unit in (cast.nantes, cast.rennes, cast.brest, cast.strasbourg):
        make_wave(unit, "label")
    people = _people(cast)
    henri, odile = cast.henri, people["odile"]
    with clock.frozen(AUTUMN):
        program = drafting.create_program(
            code="service", names={"fr": "Label Service"}, actor_id=henri.id
        )
        grid = publish_grid(program, 2027, date(2026, 1, 1), first=henri, second=odile)
    season = seasons.plan_season(
        grid_id=grid.id, days=seasons.usual_days(2027), actor_id=henri.id, is_trial=is_trial
    )
    seasons.open_season(season_id=season.id, actor_id=henri.id)
    session.flush()
    return Ground(cast, program, grid, season, people)


def _people(cast: Cast) -> dict[str, Person]:
    east_office = make_unit(
        "East office", code="0003", region=cast.east, employer=cast.own, kind="regional_office"
    )
    people = {}
    for given, family, unit in (
        ("Odile", "Garnier", cast.head_office),
        ("Ana", "Costa", east_office),
        ("Ugo", "Rossi", east_office),
        ("Ines", "Faure", east_office),
        ("Paul", "Girard", east_office),
    ):
        who = people[given.lower()] = make_person(
            given, family, email=f"{given.lower()}@example.org"
        )
        make_membership(who.id, unit, position="Head office")
    for name in ("odile", "ana", "ugo", "ines", "paul"):
        make_mandate(people[name].id, Role.LABEL_OFFICER)
    return people


def publish_grid(
    program: Program,
    year: int,
    from_day: date,
    *,
    first: Person,
    second: Person,
    plain: dict[str, Any] | None = None,
) -> Grid:
    """Write a grid, simulate it on nothing, endorse and publish it."""
    grid = drafting.start_draft(
        program_id=program.id,
        year=year,
        in_force_from=from_day,
        actor_id=first.id,
        plain=plain or grid_file(),
    )
    return publish(grid, first, second)


def publish(grid: Grid, first: Person, second: Person, season: Season | None = None) -> Grid:
    """Simulate, endorse and publish a draft."""
    simulating.keep_simulation(
        grid_id=grid.id, season_id=season.id if season else None, actor_id=first.id
    )
    publishing.endorse(grid_id=grid.id, actor_id=first.id)
    return publishing.publish(grid_id=grid.id, actor_id=second.id)


SILVER = {"welcome": "2", "visits": "2", "drive": "2", "callback": "2", "ritual": True}
GOLD = {"welcome": "3", "visits": "3", "drive": "3", "callback": "3", "ritual": True}
BRONZE = {"welcome": "1", "visits": "1", "drive": "1", "callback": "1", "ritual": True}


def said(ground: Ground, **values: Any) -> dict[UUID, Said]:
    """Return what is said of criteria by code: a value, yes or no, or a Said."""
    found = {}
    for code, value in values.items():
        if isinstance(value, Said):
            one = value
        elif isinstance(value, bool):
            one = Said(met=value)
        else:
            one = Said(value=value)
        found[ground.uid(code)] = one
    return found


def picture(words: str = "1", *, size: int = 160) -> bytes:
    """Return a photo of a shop front nobody else has: its look follows from its words."""
    made = Image.new("RGB", (size, size), "white")
    draw = ImageDraw.Draw(made)
    seed = sum(ord(letter) * (place + 1) * 7919 for place, letter in enumerate(words))
    for row in range(8):
        for column in range(9):
            seed = (seed * 1103515245 + 12345) % 2**31
            box = (
                column * size // 9,
                row * size // 8,
                (column + 1) * size // 9,
                (row + 1) * size // 8,
            )
            draw.rectangle(box, fill=(seed >> 8 & 255,) * 3)
    out = io.BytesIO()
    made.save(out, "JPEG", quality=90)
    return out.getvalue()


def show(
    ground: Ground,
    code: str = "visits",
    *,
    unit: Unit | None = None,
    who: Person | None = None,
    data: bytes | None = None,
    **values: Any,
) -> Revision:
    """Send a photo for a criterion."""
    return showing.add_evidence(
        application_id=ground.application(unit).id,
        criterion_uid=ground.uid(code),
        shown=Shown(stream=io.BytesIO(data or picture()), filename="photo.jpg", **values),
        actor_id=(who or ground.cast.marion).id,
    )


def assess(
    ground: Ground, *, unit: Unit | None = None, who: Person | None = None, **values: Any
) -> None:
    """Have a manager say what their store does (silver unless said), and show what is asked."""
    who = who or ground.cast.marion
    show(ground, unit=unit, who=who, data=picture(str((unit or ground.cast.nantes).code)))
    applying.self_assess(
        application_id=ground.application(unit).id,
        said=said(ground, **{**SILVER, **values}),
        actor_id=who.id,
    )


def submit(
    ground: Ground, *, unit: Unit | None = None, who: Person | None = None, **values: Any
) -> Application:
    """Bring an application to "submitted"."""
    who = who or ground.cast.marion
    assess(ground, unit=unit, who=who, **values)
    with clock.frozen(SUBMITTED):
        return applying.submit(application_id=ground.application(unit).id, actor_id=who.id)


def look(
    ground: Ground, *, unit: Unit | None = None, auditor: Person | None = None, **values: Any
) -> Audit:
    """Have somebody audit a submitted application, finding silver unless said."""
    auditor = auditor or ground.ana
    with clock.frozen(LOOKED):
        one = auditing.assign_audit(
            application_id=ground.application(unit).id,
            auditor_id=auditor.id,
            mode="onsite",
            actor_id=ground.cast.henri.id,
        )
        held = auditing.hold_audit(
            audit_id=one.id, said=said(ground, **{**SILVER, **values}), actor_id=auditor.id
        )
        assert held.is_done, held
    return one


def decide(
    ground: Ground,
    *,
    unit: Unit | None = None,
    level: str = "silver",
    reason: str = "",
    at: datetime = DECIDED,
    members: tuple[Person, ...] = (),
) -> Decision:
    """Have a panel of two decide an audited application."""
    row = ground.application(unit)
    with clock.frozen(at):
        deciding.propose(application_id=row.id, actor_id=ground.cast.henri.id)
        made = None
        for who in members or (ground.ugo, ground.ines):
            made = deciding.vote(
                application_id=row.id, person_id=who.id, level=level, reason=reason
            )
    assert made is not None
    return made


def win(
    ground: Ground,
    *,
    unit: Unit | None = None,
    who: Person | None = None,
    level: str = "silver",
    **values: Any,
) -> Decision:
    """Bring a unit from nothing to its decision."""
    who = who or ground.cast.marion
    submit(ground, unit=unit, who=who, **values)
    look(ground, unit=unit, **values)
    return decide(ground, unit=unit, level=level)


def doubt(row: Application, *, at: datetime = DECIDED) -> Concern:
    """Raise a concern on the decision of an application: a figure of it was corrected since."""
    decision = session.scalars(select(Decision).where(Decision.application_id == row.id)).one()
    value = Value(
        id=ids.new_id(),
        season_id=row.season_id,
        unit_id=row.unit_id,
        criterion_uid=UUID(next(iter(decision.inputs["answers"]))),
        pooled=False,
        rev=1,
        source="imported",
        measure="satisfaction",
        measure_version=1,
        num="1",
        den="1",
        n=1,
        as_of=at,
        taken_at=at,
    )
    session.add(value)
    session.flush()
    made = Concern(
        id=ids.new_id(),
        application_id=row.id,
        decision_id=decision.id,
        value_id=value.id,
        level_after="bronze",
        state="open",
        opened_at=at,
        reason="",
    )
    session.add(made)
    session.flush()
    return made
