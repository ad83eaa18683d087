"""What is under way today: the cast's store near gold, a queue of evidence, audits, an appeal."""

import io
from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from lms.core import clock
from lms.core.db import session
from lms.core.errors import Refused
from lms.demo.labels import crowd, pictures
from lms.demo.labels.figures import Profiles
from lms.demo.labels.grids import uids_of
from lms.demo.labels.ground import Ground, at, words
from lms.labels.models import Application, Audit, Award, Decision, Revision, Season
from lms.labels.queries.applications import find_application
from lms.labels.queries.grids import grids_of_season
from lms.labels.rules.grid import Grid
from lms.labels.services import appealing, applying, auditing, awarding, deciding, showing
from lms.labels.services.applying import Said
from lms.labels.services.showing import Shown

SHOWING = 8
"""Stores that send photos, beside the cast's."""
SILENT = 0.3
"""Share of the stores that have not begun."""
EARLY = 4
"""One in so many of the others submitted already."""


def appeal(ground: Ground, season: Season) -> None:
    """Have a store ask again, and others than those who decided say yes."""
    found = session.execute(
        select(Application, Decision)
        .join(Decision, Decision.application_id == Application.id)
        .where(
            Application.season_id == season.id,
            Application.state == "decided",
            Decision.decided_level == "bronze",
            Decision.computed_level == "bronze",
            Application.unit_id.not_in([one.id for one in ground.stores[:2]]),
        )
        .order_by(Application.unit_id)
        .limit(1)
    ).first()
    if found is None:
        return
    one, said = found[0], words()["said"]
    with clock.frozen(at(season.year, 4, 2)):
        made = appealing.file_appeal(
            application_id=one.id,
            grounds=said["grounds"],
            actor_id=ground.in_charge(one.unit_id, clock.now().date()),
        )
    store = ground.store(one.unit_id)
    for days, judge in enumerate(_judges(ground, store.id)):
        with clock.frozen(at(season.year, 4, 10 + days)):
            appealing.judge(
                appeal_id=made.id, person_id=judge, level="silver", answer=said["answer"]
            )


def _judges(ground: Ground, unit_id: UUID) -> list[UUID]:
    leads = ground.leads_far(ground.store(unit_id))
    return [one.id for one in leads[:2]]


def change_awards(ground: Ground, season: Season) -> None:
    """Withdraw one award of the present label year, and suspend another."""
    worn = list(
        session.scalars(
            select(Award)
            .where(
                Award.year == season.year,
                Award.status == "active",
                Award.level != "gold",
                Award.unit_id.not_in([one.id for one in ground.stores[:2]]),
            )
            .order_by(Award.place)
        )
    )
    said, acts = words()["said"], (("withdraw", "withdrawn", 66), ("suspend", "suspended", 20))
    for award, (act, reason, days) in zip(worn[::5], acts, strict=False):
        with clock.frozen(max(ground.now - timedelta(days=days), at(season.year, 4, 21))):
            getattr(awarding, act)(
                award_id=award.id, reason=said[reason], actor_id=ground.officer.id
            )


def play_today(ground: Ground, season: Season, profiles: Profiles) -> None:
    """Put the running season in the state of an ordinary week."""
    main, rest = _split(season, ground.stores[0].id)
    talking = [one for one in rest if ground.chance.random() >= SILENT]
    shelf = crowd.say_and_show(ground, season, profiles, talking, ground.ago(6))
    early = talking[1::EARLY]
    _review_notes(ground, shelf)
    shelf.write()
    crowd.put(talking, state="self_assessed")
    _submit(ground, early)
    uids = uids_of(season.grid_id)
    for rank, one in enumerate(talking[:SHOWING]):
        _send_photos(ground, one, uids, rank)
    if main is not None:
        _play_main(ground, main, uids)
    _send_auditors(ground, early, season, profiles)


def _split(season: Season, unit_id: UUID) -> tuple[Application | None, list[Application]]:
    main = find_application(season.id, unit_id)
    return main, [one for one in crowd.applications_of(season) if one.unit_id != unit_id]


def _submit(ground: Ground, early: list[Application]) -> None:
    for one in early:
        moment = ground.ago(3 + ground.chance.random())
        who = ground.in_charge(one.unit_id, moment.date())
        with clock.frozen(moment):
            applying.submit(application_id=one.id, actor_id=who)


def _review_notes(ground: Ground, shelf: crowd.Shelf) -> None:
    """Say yes to most of what was written; the rest waits."""
    for revision in shelf.revisions:
        if ground.chance.random() < 0.7:  # noqa: PLR2004 - most of them
            crowd.approve(shelf, revision, ground.officer.id, ground.ago(4))


def _send_photos(ground: Ground, one: Application, uids: Mapping[str, UUID], rank: int) -> None:
    codes = ("welcome", "access", "complaints", "listening")
    for turn in range(2):
        code = codes[(rank + turn) % len(codes)]
        days = 9 - turn - ground.chance.random()
        sent = show(ground, one, uids[code], code, days=days)
        _judge(ground, sent, (rank * 2 + turn) % 4, days=days - 2)


def show(
    ground: Ground, one: Application, uid: UUID, code: str, *, days: float, again: bytes = b""
) -> Revision:
    """Send a photo for a criterion, ``days`` ago."""
    texts = words()["shown"][code]
    moment = ground.ago(days)
    with clock.frozen(moment):
        return showing.add_evidence(
            application_id=one.id,
            criterion_uid=uid,
            shown=Shown(
                stream=io.BytesIO(again or pictures.draw(code, ground.chance)),
                filename=f"{code}.jpg",
                note=ground.chance.choice(texts),
                effective_on=min(moment.date(), date(ground.last - 1, 12, 28)),
            ),
            actor_id=ground.in_charge(one.unit_id, moment.date()),
        )


def _judge(ground: Ground, sent: Revision, rank: int, *, days: float) -> None:
    """Validate one in four, refuse one in four; the others wait."""
    verdict = {0: "approved", 1: "rejected"}.get(rank)
    if verdict is None:
        return
    reason = words()["said"]["rejected_other"] if verdict == "rejected" else ""
    with clock.frozen(ground.ago(max(days, 0.5))):
        showing.review(
            revision_id=sent.id, verdict=verdict, reason=reason, reviewer_id=ground.officer.id
        )


def _play_main(ground: Ground, one: Application, uids: Mapping[str, UUID]) -> None:
    """Play the cast's store: photos validated, refused and waiting, gold within reach."""
    moment = ground.ago(12)
    who = ground.in_charge(one.unit_id, moment.date())
    said = {
        uids["welcome"]: Said(met=True),
        uids["access"]: Said(met=True),
        uids["briefing"]: Said(met=True),
        uids["complaints"]: Said(met=True),
        uids["listening"]: Said(value="3"),
    }
    for code, days, verdict in (
        ("welcome", 11.0, 0),
        ("access", 10.0, 2),
        ("listening", 9.0, 0),
        ("complaints", 8.0, 1),
    ):
        sent = show(ground, one, uids[code], code, days=days)
        _judge(ground, sent, verdict, days=days - 3)
    same = pictures.draw("briefing", ground.chance)
    show(ground, one, uids["briefing"], "briefing", days=2.0, again=same)
    with clock.frozen(moment):
        applying.self_assess(application_id=one.id, said=said, actor_id=who)


def _send_auditors(
    ground: Ground, early: list[Application], season: Season, profiles: Profiles
) -> None:
    """Ask the cast's coaches and others to audit what was submitted; some audits were held."""
    order = [ground.players["karim"], ground.players["nora"], *ground.coaches, *ground.leads]
    grid = grids_of_season(season)[-1].grid
    for rank, one in enumerate(early[:6]):
        store = ground.store(one.unit_id)
        for who in order[rank:]:
            if _is_asked(
                ground, one, who.id, is_far=store.region not in ground.known.get(who.id, set())
            ):
                break
        if rank >= 3:  # noqa: PLR2004 - half of them
            _hold(ground, one, grid, profiles)


def _is_asked(ground: Ground, one: Application, who: UUID, *, is_far: bool) -> bool:
    if not is_far:
        return False
    try:
        with clock.frozen(ground.ago(2)):
            auditing.assign_audit(
                application_id=one.id,
                auditor_id=who,
                mode="onsite",
                actor_id=ground.officer.id,
                due_on=(ground.now + timedelta(days=18)).date(),
            )
    except Refused:
        return False
    return True


def _hold(ground: Ground, one: Application, grid: Grid, profiles: Profiles) -> None:
    """Have an audit done, and its store put before the panel."""
    audit = session.scalar(
        select(Audit).where(Audit.application_id == one.id, Audit.state == "assigned")
    )
    if audit is None:
        return
    with clock.frozen(ground.ago(1)):
        said = crowd.said_of(grid.criteria, profiles[one.unit_id])
        held = auditing.hold_audit(
            audit_id=audit.id, said=said, actor_id=audit.auditor_id, minutes=110
        )
        if held.is_done:
            deciding.propose(application_id=one.id, actor_id=ground.officer.id)
