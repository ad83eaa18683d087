"""Writing a draft whole: begun from the published words, its items keep who they are."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select

from lms.core import audit, clock, ids
from lms.core.db import session
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _
from lms.referential import models
from lms.referential.queries import (
    content_of,
    find_open,
    find_referential,
    find_version,
    get_version,
    kind_of,
)
from lms.referential.rules import (
    MOST_MOMENTS,
    OPEN,
    Content,
    Kind,
    Origin,
    State,
)
from lms.referential.services.translating import carry_over


def start_draft(
    *, kind: Kind = Kind.SERVICE, brand_id: UUID | None = None, actor_id: UUID | None
) -> models.Version:
    """Return the draft of a referential, begun from the published version when there is none."""
    draft = find_open(kind, brand_id)
    if draft is not None:
        return draft
    referential = find_referential(kind, brand_id)
    if referential is None:
        referential = models.Referential(id=ids.new_id(), kind=kind.value, brand_id=brand_id)
        session.add(referential)
        session.flush()
    published = find_version(State.PUBLISHED, kind, brand_id)
    content = content_of(published) if published else Content()
    draft = models.Version(
        id=ids.new_id(),
        referential_id=referential.id,
        number=_next_number(referential.id),
        state=State.DRAFT.value,
        language=content.language,
        promise_uid=ids.derived(referential.id, "promise"),
        promise=content.promise,
        created_at=clock.now(),
        created_by=actor_id,
        voices={},
        languages={},
        frozen_languages=[],
    )
    session.add(draft)
    session.flush()
    _write(draft, replace(content, origins=()))
    if published:
        carry_over(published, draft)
    audit.note("referential.start", "referential_version", draft.id, actor_id=actor_id)
    return draft


def _next_number(referential_id: UUID) -> int:
    last = select(func.max(models.Version.number)).where(
        models.Version.referential_id == referential_id
    )
    return (session.scalar(last) or 0) + 1


def save_draft(*, version_id: UUID, content: Content, actor_id: UUID | None) -> models.Version:
    """Put ``content`` in a draft; an item keeps its uid as long as it keeps its code.

    Raises Refused when the version is no draft any more, Invalid when a channel would get a sixth
    moment, a fourth attitude would be added, or a code is unknown or doubled.
    """
    version = writable(version_id)
    _check(content)
    version.promise, version.language = content.promise, content.language
    for model in (
        models.ChannelMoment,
        models.SkillMoment,
        models.MirrorLink,
        models.Lineage,
        models.Ritual,
        models.Attitude,
        models.Channel,
        models.Moment,
        models.Skill,
    ):
        session.execute(
            delete(model).where(model.version_id == version_id),
            execution_options={"synchronize_session": False},
        )
    session.expire_all()
    _write(version, content)
    audit.note("referential.save", "referential_version", version_id, actor_id=actor_id)
    return version


def writable(version_id: UUID) -> models.Version:
    """Return a draft, held until the transaction ends; raises Refused for any other version."""
    version = session.get(models.Version, version_id, with_for_update=True)
    if version is None:
        get_version(version_id)
    if version is None or version.state not in {state.value for state in OPEN}:
        raise Refused(_("This version is published: it does not change any more."))
    if version.state == State.CONSULTATION.value:
        raise Refused(_("Everybody is reading this version: close the consultation to change it."))
    return version


def _check(content: Content) -> None:
    errors: dict[str, str] = {}
    if len(content.attitudes) > 3:  # noqa: PLR2004 - the three attitudes
        errors["attitudes"] = _("Three attitudes, no more: choose.")
    known = {moment.code for moment in content.moments}
    for channel in content.channels:
        if len(channel.moments) > MOST_MOMENTS:
            errors["channels"] = _(
                "%(channel)s has more than five moments: five are lived, ten are forgotten.",
                channel=channel.name,
            )
        if not set(channel.moments) <= known or len(set(channel.moments)) < len(channel.moments):
            errors["channels"] = _("A moment of %(channel)s is unknown.", channel=channel.name)
    for skill in content.skills:
        if not set(skill.moments) <= known:
            errors["skills"] = _("A moment of %(skill)s is unknown.", skill=skill.name)
    for field in ("attitudes", "moments", "channels", "skills"):
        items = getattr(content, field)
        if len({one.code for one in items}) < len(items):
            errors[field] = _("Two items have the same code.")
        if any(not one.name.strip() for one in items):
            errors[field] = _("An item has no name.")
    for mirror in content.mirrors:
        if mirror.by and mirror.reason.strip():
            errors["mirrors"] = _("Either something mirrors it, or say why nothing does.")
    if errors:
        raise Invalid(errors)


def _write(version: models.Version, content: Content) -> None:
    def row(what: str, code: str, place: int, **values: Any) -> dict[str, Any]:
        uid = ids.derived(version.referential_id, f"{what}:{code}")
        base = {"id": ids.new_id(), "version_id": version.id, "uid": uid, "place": place}
        return {**base, "code": code, **values}

    attitudes = [
        row("attitude", one.code, place, name=one.name, meaning=one.meaning)
        for place, one in enumerate(content.attitudes, 1)
    ]
    moments = [
        row(
            "moment",
            one.code,
            place,
            name=one.name,
            expectation=one.expectation,
            emotion=one.emotion,
        )
        for place, one in enumerate(content.moments, 1)
    ]
    channels = [
        row("channel", one.code, place, name=one.name)
        for place, one in enumerate(content.channels, 1)
    ]
    skills = [
        row("skill", one.code, place, name=one.name) for place, one in enumerate(content.skills, 1)
    ]
    for model, rows in (
        (models.Attitude, attitudes),
        (models.Moment, moments),
        (models.Channel, channels),
        (models.Skill, skills),
    ):
        _insert(model, rows)
    _write_links(version, content, moments, channels, skills)
    _write_mirrors(version, content)
    _write_origins(version, content.origins)


def _write_mirrors(version: models.Version, content: Content) -> None:
    if not content.mirrors or kind_of(version) is Kind.SERVICE:
        return
    service = find_referential(Kind.SERVICE)
    if service is None:
        raise Refused(_("Publish the service referential first: mirrors answer it."))
    _insert(
        models.MirrorLink,
        [
            {
                "id": ids.new_id(),
                "version_id": version.id,
                "kind": one.kind,
                "service_uid": ids.derived(service.id, f"{one.kind}:{one.service}"),
                "service_code": one.service,
                "item_code": one.by,
                "reason": one.reason.strip(),
                "place": place,
            }
            for place, one in enumerate(content.mirrors, 1)
        ],
    )


def _write_origins(version: models.Version, origins: Iterable[Origin]) -> None:
    def uid(kind: str, code: str) -> UUID:
        return ids.derived(version.referential_id, f"{kind}:{code}")

    _insert(
        models.Lineage,
        [
            {
                "id": ids.new_id(),
                "version_id": version.id,
                "kind": one.kind,
                "relation": "said",
                "before_uid": uid(one.kind, one.before),
                "before_code": one.before,
                "after_uid": uid(one.kind, one.after),
                "after_code": one.after,
                "note": one.note,
            }
            for one in origins
        ],
    )


def _insert(model: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(model), rows)


def _write_links(
    version: models.Version,
    content: Content,
    moments: list[dict[str, Any]],
    channels: list[dict[str, Any]],
    skills: list[dict[str, Any]],
) -> None:
    by_code = {one["code"]: one["id"] for one in moments}

    def link(**values: Any) -> dict[str, Any]:
        return {"id": ids.new_id(), "version_id": version.id, **values}

    _insert(
        models.ChannelMoment,
        [
            link(channel_id=made["id"], moment_id=by_code[code], place=place)
            for made, one in zip(channels, content.channels, strict=True)
            for place, code in enumerate(one.moments, 1)
        ],
    )
    _insert(
        models.SkillMoment,
        [
            link(skill_id=made["id"], moment_id=by_code[code])
            for made, one in zip(skills, content.skills, strict=True)
            for code in dict.fromkeys(one.moments)
        ],
    )
    _insert(
        models.Ritual,
        [
            link(
                moment_id=by_code[one.code],
                uid=ids.derived(version.referential_id, f"{kind}:{one.code}:{words}"),
                kind=kind,
                words=words,
                place=place,
            )
            for one in content.moments
            for kind, said in (("ritual", one.rituals), ("clue", one.clues))
            for place, words in enumerate(dict.fromkeys(said), 1)
        ],
    )


def discard_draft(*, version_id: UUID, actor_id: UUID | None) -> None:
    """Forget a draft. Raises Refused when it is published."""
    version = get_version(version_id)
    if version.state not in {state.value for state in OPEN}:
        raise Refused(_("This version is published: it does not change any more."))
    session.delete(version)
    session.flush()
    audit.note("referential.discard", "referential_version", version_id, actor_id=actor_id)
