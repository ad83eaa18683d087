"""Showing: evidence is added, never changed; its instant is the server's, its author the sender.

The same file or the same picture seen elsewhere, in another unit or another year, is told to those
who look at it. Nobody approves what they sent, nor what their own store submitted.
"""

import hashlib
import io
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO
from uuid import UUID

from PIL import Image
from sqlalchemy import select, text

from lms.core import audit, clock, files, ids
from lms.core.db import session
from lms.core.errors import Forbidden, Invalid, NotFound, Refused
from lms.core.facts import record
from lms.core.files import Kind
from lms.core.i18n import _
from lms.core.notices import About, notify
from lms.labels.events import EvidenceAdded
from lms.labels.models import Doubt, Evidence, Review, Revision
from lms.labels.queries.applications import Applied, get_applied, people_in_charge
from lms.labels.queries.evidence import chain_of, get_revision, last_revision, uploaders_of
from lms.labels.rules.grid import Criterion
from lms.labels.rules.machines import EVIDENCE, EvidenceFacts
from lms.labels.services.moving import move

SIDE = 8
NEAR = 5
"""Bits of 64 that may differ between two looks of one picture."""
PLAIN = 6
"""Fewer bits set (or unset) than this: a wall or the dark, which resembles many others."""
OPEN = frozenset({"open", "self_assessed", "submitted"})

ACTS = {"approved": "approve", "rejected": "reject", "withdrawn": "withdraw"}

_LIKE = text(
    "SELECT r.id, r.sha256 = :sha AS same FROM labels_revision r"
    " WHERE r.id <> :id AND (r.sha256 = :sha OR (CAST(:look AS text) IS NOT NULL"
    "  AND r.look IS NOT NULL AND bit_count(CAST('x' || r.look AS bit(64))"
    "  # CAST('x' || CAST(:look AS text) AS bit(64))) <= :near))"
    " ORDER BY r.received_at, r.id LIMIT 20"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a unit shows: a file or a note, the day it speaks of, the day it is worth nothing."""

    stream: BinaryIO | None = None
    filename: str = ""
    note: str = ""
    effective_on: date | None = None
    expires_on: date | None = None


def add_evidence(
    *, application_id: UUID, criterion_uid: UUID, shown: Shown, actor_id: UUID
) -> Revision:
    """Add an evidence to a criterion of a unit's application.

    Raises NotFound, Invalid (nothing shown, a day to come), Refused once the application is audited
    or beyond the last day, FileRefused for a file that is not kept.
    """
    applied, criterion = _open(application_id, criterion_uid)
    made = Evidence(
        id=ids.new_id(),
        application_id=application_id,
        criterion_uid=criterion_uid,
        created_at=clock.now(),
    )
    session.add(made)
    session.flush()
    revision = _add(applied, criterion, made.id, 1, before=None, shown=shown, actor_id=actor_id)
    record(EvidenceAdded(evidence_id=made.id, unit_id=applied.unit.id), source=revision.id)
    return revision


def add_revision(*, evidence_id: UUID, shown: Shown, actor_id: UUID) -> Revision:
    """Add another state of an evidence; the one before stays, with its verdicts."""
    evidence = session.get(Evidence, evidence_id)
    if evidence is None:
        raise NotFound
    session.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:id, 3))"), {"id": str(evidence_id)}
    )
    applied, criterion = _open(evidence.application_id, evidence.criterion_uid)
    before = last_revision(evidence_id)
    return _add(
        applied,
        criterion,
        evidence_id,
        before.number + 1,
        before=before,
        shown=shown,
        actor_id=actor_id,
    )


def _open(application_id: UUID, criterion_uid: UUID) -> tuple[Applied, Criterion]:
    applied = get_applied(application_id)
    criterion = applied.grid.find(str(criterion_uid))
    if criterion is None:
        raise NotFound
    if applied.application.state not in OPEN:
        raise Refused(_("This application is being looked at: nothing is added any more."))
    if not applied.is_before_cut_off(clock.now()):
        raise Refused(_("The last day has passed. Late evidence is heard in an appeal only."))
    return applied, criterion


def _add(
    applied: Applied,
    criterion: Criterion,
    evidence_id: UUID,
    number: int,
    *,
    before: Revision | None,
    shown: Shown,
    actor_id: UUID,
) -> Revision:
    now = clock.now()
    today = clock.business_date(now, applied.unit.zone, applied.unit.day_cut)
    _check(shown, today)
    kept = _keep(shown, actor_id)
    if criterion.evidence.types and kept.type not in {t.value for t in criterion.evidence.types}:
        raise Invalid({"file": _("This criterion does not take this kind of evidence.")})
    made = Revision(
        id=ids.new_id(),
        evidence_id=evidence_id,
        number=number,
        type=kept.type,
        file_id=kept.file_id,
        sha256=kept.sha256,
        look=kept.look,
        note=shown.note.strip()[:2000],
        effective_on=shown.effective_on or today,
        received_at=now,
        received_on=today,
        expires_on=shown.expires_on,
        uploaded_by=actor_id,
        chain="",
    )
    made.chain = chain_of(made, before)
    session.add(made)
    session.flush()
    _doubt(made)
    audit.note("labels.evidence:add", "labels_revision", made.id, actor_id=actor_id)
    return made


def _check(shown: Shown, today: date) -> None:
    errors = {}
    if shown.stream is None and not shown.note.strip():
        errors["file"] = _("Take a photo, choose a file, or write a note.")
    if shown.effective_on and shown.effective_on > today:
        errors["effective_on"] = _("This day has not come.")
    if shown.expires_on and shown.expires_on <= today:
        errors["expires_on"] = _("This is out of date already.")
    if errors:
        raise Invalid(errors)


@dataclass(frozen=True, slots=True)
class _Kept:
    type: str
    sha256: str
    file_id: UUID | None = None
    look: str | None = None


def _keep(shown: Shown, actor_id: UUID) -> _Kept:
    if shown.stream is None:
        return _Kept("note", hashlib.sha256(shown.note.strip().encode()).hexdigest())
    stored = files.put(shown.stream, filename=shown.filename, kind=Kind.EVIDENCE, owner=actor_id)
    if not stored.media_type.startswith("image/"):
        return _Kept("document", stored.sha256, stored.id)
    with files.open_file(stored.id) as opened:
        return _Kept("photo", stored.sha256, stored.id, look_of(opened.read()))


def look_of(data: bytes) -> str | None:
    """Return what a picture looks like in 64 bits (each pixel against its neighbour), in hex.

    None for a plain one, which would resemble too many.
    """
    with Image.open(io.BytesIO(data)) as picture:
        small = picture.convert("L").resize((SIDE + 1, SIDE), Image.Resampling.LANCZOS)
    pixels = small.tobytes()
    bits = 0
    for row in range(SIDE):
        for column in range(SIDE):
            at = row * (SIDE + 1) + column
            bits = bits << 1 | (pixels[at] > pixels[at + 1])
    if not PLAIN <= bits.bit_count() <= SIDE * SIDE - PLAIN:
        return None
    return f"{bits:016x}"


def _doubt(made: Revision) -> None:
    """Note where the same file, or the same picture, was shown before; across units and years."""
    asked = {"id": made.id, "sha": made.sha256, "look": made.look, "near": NEAR}
    for other, same in session.execute(_LIKE, asked):
        if made.file_id is None:
            continue
        kind = "same_file" if same else "same_picture"
        session.add(Doubt(revision_id=made.id, other_id=other, kind=kind, at=made.received_at))
    session.flush()


@dataclass
class _Standing:
    """A revision and the state its verdicts gave it."""

    id: UUID
    state: str


def review(*, revision_id: UUID, verdict: str, reason: str = "", reviewer_id: UUID) -> Review:
    """Approve, reject or withdraw a revision; the last verdict counts, all are kept.

    Raises Refused to whoever sent a revision of it, submitted the application, runs or coaches the
    store (but its own people may withdraw it in time), and for a rejection that does not say why.
    """
    if verdict not in ACTS:
        raise Invalid({"verdict": _("Choose one of the answers.")})
    revision = get_revision(revision_id)
    evidence = session.get_one(Evidence, revision.evidence_id)
    applied = get_applied(evidence.application_id, lock=True)
    last = session.scalar(
        select(Review)
        .where(Review.revision_id == revision_id)
        .order_by(Review.number.desc())
        .limit(1)
    )
    _step(applied, revision, last, verdict, reason=reason, reviewer_id=reviewer_id)
    made = Review(
        id=ids.new_id(),
        revision_id=revision_id,
        uploader_id=revision.uploaded_by,
        number=(last.number if last else 0) + 1,
        verdict=verdict,
        reason=reason.strip()[:500],
        reviewer_id=reviewer_id,
        at=clock.now(),
    )
    session.add(made)
    session.flush()
    if verdict == "rejected":
        about = About("labels.evidence", {"evidence_id": evidence.id})
        who = people_in_charge([applied.unit.id], applied.today)
        notify("labels.rejected", who, key=str(made.id), about=about, reason=made.reason)
    return made


def _step(
    applied: Applied,
    revision: Revision,
    last: Review | None,
    verdict: str,
    *,
    reason: str,
    reviewer_id: UUID,
) -> None:
    """Do the move of the machine of evidence, with what its guards ask."""
    own = uploaders_of(revision.evidence_id)
    if verdict == "withdrawn" and reviewer_id not in own | applied.hands.in_charge:
        raise Forbidden(_("Only its store takes an evidence back."))
    if verdict != "withdrawn" and reviewer_id in own | applied.hands.coaches:
        raise Refused(_("Nobody validates evidence they gave, or of a store they coach."))
    facts = EvidenceFacts(
        actor=reviewer_id,
        uploader=revision.uploaded_by,
        hands=applied.hands,
        before_cut_off=applied.is_before_cut_off(clock.now()),
        reason=reason,
    )
    standing = _Standing(revision.id, last.verdict if last else "sent")
    move(EVIDENCE, standing, ACTS[verdict], facts, actor_id=reviewer_id)
