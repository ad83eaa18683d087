"""Writing a grid: line by line, saved as one types, by several people at once without loss."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update

from lms.accounts.models import Person
from lms.core import audit, clock, ids
from lms.core.db import get_row, session
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _
from lms.labels.models import (
    Criterion,
    CriterionVersion,
    Grid,
    GridEntry,
    Lineage,
    Program,
)
from lms.labels.models.grids import OPEN_GRID
from lms.labels.queries.grids import entries_since, get_program, load_grid
from lms.labels.rules.faults import GridFaults
from lms.labels.rules.reading import criterion_from, criterion_plain, read_grid
from lms.labels.services.linking import link_again

SETTINGS = ("locales", "quotas", "quota_by_tenure", "na_limit")
_FIRST: dict[str, Any] = {
    "locales": ["fr"],
    "quotas": {"bronze": "0.6", "silver": "0.75", "gold": "0.9"},
    "quota_by_tenure": {},
    "na_limit": "0.2",
}


class Conflict(Refused):
    """Somebody wrote the same field since it was read; ``theirs`` maps each field to its value."""

    def __init__(self, who: str, theirs: Mapping[str, Any], version: int) -> None:
        """Say who, and keep what stands now."""
        fields = ", ".join(sorted(theirs))
        message = _(
            "%(who)s changed this since you opened it: %(fields)s. Compare, then save again.",
            who=who,
            fields=fields,
        )
        super().__init__(message)
        self.who, self.theirs, self.version = who, dict(theirs), version


def create_program(*, code: str, names: Mapping[str, str], actor_id: UUID | None) -> Program:
    """Make a label; raises Invalid for an empty or known code."""
    code = code.strip()
    if not code or session.scalar(select(Program.id).where(Program.code == code)):
        raise Invalid({"code": _("Choose a code nobody uses yet.")})
    made = Program(
        id=ids.new_id(),
        code=code,
        names=dict(names),
        created_at=clock.now(),
        created_by=actor_id,
    )
    session.add(made)
    session.flush()
    return made


def start_draft(
    *,
    program_id: UUID,
    year: int,
    in_force_from: date,
    actor_id: UUID | None,
    from_grid_id: UUID | None = None,
    plain: Mapping[str, Any] | None = None,
) -> Grid:
    """Start a year's grid: empty, from a published one (lineage "equal" at first), or from a file.

    Raises Refused when the year has a draft or a published grid already, Invalid for a file that
    cannot be read.
    """
    program = get_program(program_id)
    taken = select(Grid.id).where(Grid.program_id == program_id, Grid.year == year)
    if session.scalar(taken.limit(1)):
        raise Refused(_("This year has a grid already."))
    before = load_grid(from_grid_id) if from_grid_id else None
    bodies = [line.body for line in before.versions.values()] if before else []
    settings = dict(before.row.settings) if before else dict(_FIRST)
    if plain is not None:
        settings, bodies = _from_file(plain, program, year)
    made = new_grid(
        program_id,
        year,
        0,
        settings=settings,
        in_force_from=in_force_from,
        from_grid_id=from_grid_id,
        actor_id=actor_id,
    )
    add_lines(made, bodies, actor_id, keep_uids=before is not None)
    if before is not None:
        link_again(made.id)
    tell(made, None, "start", actor_id, before={}, after={"year": year})
    return made


def _from_file(
    plain: Mapping[str, Any], program: Program, year: int
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    try:
        grid = read_grid({**plain, "program": program.code, "year": year, "minor": 0})
    except GridFaults as error:
        raise Invalid({fault.path or "grid": fault.words() for fault in error.faults}) from None
    kept = {name: plain[name] for name in SETTINGS if name in plain}
    return {**_FIRST, **kept}, [criterion_plain(one) for one in grid.criteria]


def new_grid(
    program_id: UUID,
    year: int,
    minor: int,
    *,
    settings: dict[str, Any],
    in_force_from: date,
    from_grid_id: UUID | None,
    actor_id: UUID | None,
) -> Grid:
    """Add the row of a draft."""
    made = Grid(
        id=ids.new_id(),
        program_id=program_id,
        year=year,
        minor=minor,
        state="draft",
        from_grid_id=from_grid_id,
        settings=settings,
        version=1,
        in_force_from=in_force_from,
        created_at=clock.now(),
        created_by=actor_id,
        solo_reason="",
    )
    session.add(made)
    session.flush()
    return made


def add_lines(
    grid: Grid, bodies: Sequence[Mapping[str, Any]], actor_id: UUID | None, *, keep_uids: bool
) -> None:
    """Add lines to a draft, under their own identities or new ones."""
    for place, body in enumerate(bodies):
        uid = UUID(body["uid"]) if keep_uids else _new_uid(grid.program_id)
        _add_line(grid, uid, place, dict(body), actor_id)
    session.flush()


def _new_uid(program_id: UUID) -> UUID:
    made = Criterion(uid=ids.new_id(), program_id=program_id, created_at=clock.now())
    session.add(made)
    session.flush()
    return made.uid


def _add_line(
    grid: Grid, uid: UUID, place: int, body: dict[str, Any], actor_id: UUID | None
) -> CriterionVersion:
    made = CriterionVersion(
        id=ids.new_id(),
        grid_id=grid.id,
        criterion_uid=uid,
        place=place,
        body={**body, "uid": str(uid)},
        version=1,
        updated_at=clock.now(),
        updated_by=actor_id,
    )
    session.add(made)
    return made


def lock_draft(grid_id: UUID) -> Grid:
    """Return a draft, its row held; raises NotFound, Refused once it is published."""
    found = get_row(Grid, grid_id, lock=True)
    if found.state not in OPEN_GRID:
        raise Refused(_("This grid is published: it does not change any more."))
    return found


def add_criterion(*, grid_id: UUID, body: Mapping[str, Any], actor_id: UUID | None) -> UUID:
    """Add a line at the end; return its uid. Raises Invalid for what cannot be read."""
    grid = lock_draft(grid_id)
    read = _read(body)
    last = session.scalar(
        select(func.max(CriterionVersion.place)).where(CriterionVersion.grid_id == grid.id)
    )
    uid = _new_uid(grid.program_id)
    _add_line(grid, uid, (last or 0) + 1, read, actor_id)
    session.flush()
    tell(grid, uid, "add", actor_id, before={}, after=read)
    _reopen(grid)
    link_again(grid.id)
    return uid


def _read(body: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return criterion_plain(criterion_from(body))
    except GridFaults as error:
        raise Invalid({fault.path: fault.words() for fault in error.faults}) from None


def save_criterion(
    *,
    grid_id: UUID,
    criterion_uid: UUID,
    changes: Mapping[str, Any],
    version: int,
    actor_id: UUID | None,
) -> CriterionVersion:
    """Write some fields of a line read at ``version``; others written meanwhile are kept.

    Raises Conflict when somebody else wrote the same field since (nothing is lost: it holds who,
    and what stands now), Invalid for what cannot be read, Refused once published.
    """
    grid = lock_draft(grid_id)
    line = _line(grid_id, criterion_uid)
    _refuse_overlap(
        grid_id, criterion_uid, changes, seen=version, now=line.version, actor_id=actor_id
    )
    before = dict(line.body)
    after = _read({**before, **changes, "uid": before["uid"]})
    changed = {name for name in after if after[name] != before.get(name)}
    if not changed:
        return line
    line.body, line.version = after, line.version + 1
    line.updated_at, line.updated_by = clock.now(), actor_id
    session.flush()
    was, now = _sides(before, after, changed)
    tell(grid, criterion_uid, "write", actor_id, before=was, after=now, version=line.version)
    _reopen(grid)
    link_again(grid_id)
    return line


def _sides(
    before: Mapping[str, Any], after: Mapping[str, Any], changed: set[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    return {k: before.get(k) for k in sorted(changed)}, {k: after.get(k) for k in sorted(changed)}


def _line(grid_id: UUID, criterion_uid: UUID) -> CriterionVersion:
    found = session.scalar(
        select(CriterionVersion)
        .where(CriterionVersion.grid_id == grid_id, CriterionVersion.criterion_uid == criterion_uid)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def _refuse_overlap(
    grid_id: UUID,
    uid: UUID | None,
    changes: Mapping[str, Any],
    *,
    seen: int,
    now: int,
    actor_id: UUID | None,
) -> None:
    """Raise Conflict when a field of ``changes`` was written by somebody else after ``seen``."""
    theirs: dict[str, Any] = {}
    who: UUID | None = None
    for entry in entries_since(grid_id, uid, seen) if seen < now else ():
        touched = {k: v for k, v in entry.after.items() if k in changes and v != changes[k]}
        if touched and entry.actor_id != actor_id:
            theirs, who = {**theirs, **touched}, entry.actor_id
    if theirs:
        person = session.get(Person, who) if who else None
        raise Conflict(
            f"{person.given_name} {person.family_name}" if person else _("Somebody"), theirs, now
        )


def save_settings(
    *,
    grid_id: UUID,
    changes: Mapping[str, Any],
    version: int,
    actor_id: UUID | None,
    in_force_from: date | None = None,
) -> Grid:
    """Write quotas, languages, the limit of what does not apply; as :func:`save_criterion`."""
    grid = lock_draft(grid_id)
    unknown = set(changes) - set(SETTINGS)
    if unknown:
        raise Invalid(dict.fromkeys(unknown, _("This is no setting of a grid.")))
    _refuse_overlap(grid_id, None, changes, seen=version, now=grid.version, actor_id=actor_id)
    before = dict(grid.settings)
    after = {**before, **changes}
    try:
        read_grid({**after, "criteria": []})
    except GridFaults as error:
        raise Invalid({fault.path: fault.words() for fault in error.faults}) from None
    changed = {name for name in after if after[name] != before.get(name)}
    if in_force_from is not None:
        grid.in_force_from = in_force_from
    if changed:
        grid.settings, grid.version = after, grid.version + 1
        session.flush()
        was, now = _sides(before, after, changed)
        tell(grid, None, "write", actor_id, before=was, after=now, version=grid.version)
    _reopen(grid)
    return grid


def remove_criterion(*, grid_id: UUID, criterion_uid: UUID, actor_id: UUID | None) -> None:
    """Take a line out; the history keeps its words, and the lineage says "retired"."""
    grid = lock_draft(grid_id)
    line = _line(grid_id, criterion_uid)
    body, version = dict(line.body), line.version + 1
    session.execute(delete(Lineage).where(Lineage.to_version_id == line.id))
    session.delete(line)
    session.flush()
    tell(grid, criterion_uid, "remove", actor_id, before=body, after={}, version=version)
    _reopen(grid)
    link_again(grid_id)


def put_in_order(*, grid_id: UUID, uids: Sequence[UUID], actor_id: UUID | None) -> None:
    """Give the lines the order of ``uids``; those not named stay after."""
    grid = lock_draft(grid_id)
    for place, uid in enumerate(uids):
        session.execute(
            update(CriterionVersion)
            .where(CriterionVersion.grid_id == grid_id, CriterionVersion.criterion_uid == uid)
            .values(place=place - len(uids))
        )
    _reopen(grid)


def _reopen(grid: Grid) -> None:
    """Ask for a draft that was written to be simulated and endorsed again."""
    grid.state, grid.simulation_id = "draft", None
    grid.submitted_at = grid.submitted_by = None
    session.flush()


def tell(
    grid: Grid,
    uid: UUID | None,
    action: str,
    actor_id: UUID | None,
    *,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    version: int = 1,
) -> None:
    """Write the history of a draft."""
    session.add(
        GridEntry(
            id=ids.new_id(),
            grid_id=grid.id,
            criterion_uid=uid,
            at=clock.now(),
            actor_id=actor_id,
            action=action,
            version=version,
            before=dict(before),
            after=dict(after),
        )
    )
    session.flush()
    audit.note(f"labels.grid:{action}", "labels_grid", grid.id, actor_id=actor_id, fields=after)
