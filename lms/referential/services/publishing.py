"""A version's life: consulted for some days, published frozen, superseding the one before."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert

from lms.core import audit, clock, ids
from lms.core.db import session
from lms.core.errors import Refused
from lms.core.facts import record
from lms.core.i18n import _
from lms.core.jobs import enqueue
from lms.core.notices import settle
from lms.core.policy import number
from lms.network.rules import DEFAULT_ZONE
from lms.referential import models, policies
from lms.referential.events import ReferentialPublished
from lms.referential.queries import (
    content_of,
    find_before,
    find_version,
    kind_of,
    published_of,
)
from lms.referential.queries.together import heard_for, needed
from lms.referential.rules import OPEN, Content, Kind, Missing, State, gaps
from lms.referential.rules.lineage import Step, gone, lineage, lineage_gaps
from lms.referential.rules.mirrors import mirror_gaps
from lms.referential.rules.voices import Heard, consultation_gap, end_of_consultation, voice_gaps
from lms.referential.services.following import open_tasks
from lms.referential.services.translating import language_gaps, whole_languages

ASK = "referential.consultation"
"""The notice that asks everybody for their view, and the job that tells it."""


class NotReady(Refused):
    """A draft that lacks something; ``missing`` says what."""

    def __init__(self, missing: list[Missing]) -> None:
        """Keep what is missing, for the page."""
        super().__init__(_("This draft is not ready to be published."))
        self.missing = missing


def word_gaps(version: models.Version, content: Content) -> list[Missing]:
    """Return what lacks in the words of a version, mirrors and lineage included."""
    missing = gaps(content)
    if kind_of(version) is not Kind.SERVICE:
        service = published_of([Kind.SERVICE]).get(Kind.SERVICE)
        missing += mirror_gaps(content, content_of(service) if service else None)
    if content.origins:
        before = find_before(version)
        missing += lineage_gaps(content_of(before) if before else None, content)
    return missing


def people_gaps(version: models.Version) -> list[Missing]:
    """Return which groups were not heard enough, and whether everybody has had time to read."""
    missing = voice_gaps(heard_for(version), needed())
    days = number(policies.CONSULTATION)
    today = clock.today(DEFAULT_ZONE)
    return missing + consultation_gap(version.consulted_until, today, days)


def consult(*, version_id: UUID, actor_id: UUID | None) -> models.Version:
    """Let everybody read a draft and comment; its words hold still meanwhile.

    Raises NotReady when its words lack something, Refused when it is no draft.
    """
    version = session.get(models.Version, version_id, with_for_update=True)
    if version is None or version.state != State.DRAFT.value:
        raise Refused(_("This cannot be done at this stage."))
    missing = word_gaps(version, content_of(version))
    if missing:
        raise NotReady(missing)
    today = clock.today(DEFAULT_ZONE)
    version.consulted_from = today
    version.consulted_until = end_of_consultation(today, number(policies.CONSULTATION))
    _move(version, State.CONSULTATION, "consult", actor_id)
    if session.get_one(models.Referential, version.referential_id).brand_id is None:
        enqueue(ASK, version_id=version.id)
    return version


def reopen(*, version_id: UUID, actor_id: UUID | None) -> models.Version:
    """Take a version back from consultation to change its words; comments stay."""
    version = session.get(models.Version, version_id, with_for_update=True)
    if version is None or version.state != State.CONSULTATION.value:
        raise Refused(_("This cannot be done at this stage."))
    _move(version, State.DRAFT, "reopen", actor_id)
    settle(ASK, key=str(version.id))
    return version


def _move(version: models.Version, to: State, act: str, actor_id: UUID | None) -> None:
    before, version.state = version.state, to.value
    session.flush()
    audit.note(
        f"referential.{act}",
        "referential_version",
        version.id,
        actor_id=actor_id,
        state_from=before,
        state_to=to.value,
    )


def publish(*, version_id: UUID, actor_id: UUID | None, elsewhere: bool = False) -> models.Version:
    """Freeze a version and make it the one everybody reads; the one before is superseded.

    ``elsewhere``: its words come whole from a file, nobody was heard here and the version says so.
    Its languages that are whole are frozen with it. Raises NotReady when something is missing, a
    language asked for included; Refused when it is no draft or when its words are those already
    published.
    """
    version = session.get(models.Version, version_id, with_for_update=True)
    if version is None or version.state not in {state.value for state in OPEN}:
        raise Refused(_("This version is published: it does not change any more."))
    content = content_of(version)
    missing = [
        *word_gaps(version, content),
        *language_gaps(version, content),
        *([] if elsewhere else people_gaps(version)),
    ]
    if missing:
        raise NotReady(missing)
    version.voices = {} if elsewhere else _frozen(heard_for(version))
    version.languages = whole_languages(version, content)
    version.frozen_languages = sorted(version.languages)
    before = _supersede(version, content)
    version.published_at = clock.now()
    version.published_by, version.content_hash = actor_id, content.digest
    _move(version, State.PUBLISHED, "publish", actor_id)
    _forget_voices(version.id)
    settle(ASK, key=str(version.id))
    if before is not None:
        _open_tasks(version, before, content)
    record(
        ReferentialPublished(
            version_id=version.id, speaks_of=kind_of(version).value, number=version.number
        )
    )
    return version


def _frozen(heard: dict[Any, Heard]) -> dict[str, Any]:
    return {group.value: {"own": one.own, "room": one.room} for group, one in heard.items()}


def _supersede(version: models.Version, content: Content) -> models.Version | None:
    """Put aside the version before and keep how items follow from it; the order is the trigger's."""
    referential = session.get_one(models.Referential, version.referential_id)
    before = find_version(State.PUBLISHED, Kind(referential.kind), referential.brand_id)
    if before is None:
        _keep_lineage(version, ())
        return None
    if before.content_hash == content.digest and before.languages == version.languages:
        raise Refused(_("These are the words already published: nothing to publish."))
    before.state, before.superseded_at = State.SUPERSEDED.value, clock.now()
    _keep_lineage(version, lineage(content_of(before), content))
    session.flush()
    return before


def _keep_lineage(version: models.Version, steps: Iterable[Step]) -> None:
    session.execute(delete(models.Lineage).where(models.Lineage.version_id == version.id))
    rows = [_lineage_row(version, step) for step in steps]
    if rows:
        session.execute(insert(models.Lineage), rows)


def _lineage_row(version: models.Version, step: Step) -> dict[str, Any]:
    def uid(code: str) -> UUID | None:
        return ids.derived(version.referential_id, f"{step.kind}:{code}") if code else None

    old, new = (one.code if one else "" for one in (step.before, step.after))
    return {
        "id": ids.new_id(),
        "version_id": version.id,
        "kind": step.kind,
        "relation": step.relation.value,
        "before_uid": uid(old),
        "before_code": old,
        "after_uid": uid(new),
        "after_code": new,
        "note": step.note,
    }


def _forget_voices(version_id: UUID) -> None:
    """Delete who took part: their number is on the version, who they were is nobody's business."""
    session.execute(delete(models.Voice).where(models.Voice.version_id == version_id))


def _open_tasks(version: models.Version, before: models.Version, content: Content) -> None:
    items = {
        ids.derived(version.referential_id, f"{kind}:{one.code}"): (kind, one.name)
        for kind, one in gone(content_of(before), content)
    }
    open_tasks(version.id, items)
