"""Writing a draft, publishing it frozen, superseding the one before."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select

from lms.core import audit, clock, ids
from lms.core.db import session
from lms.core.errors import Invalid, Refused
from lms.core.facts import record
from lms.core.i18n import _
from lms.referential import models
from lms.referential.events import ReferentialPublished
from lms.referential.queries import content_of, find_referential, find_version, get_version
from lms.referential.rules import MOST_MOMENTS, Content, Gap, Kind, Missing, State, gaps


class NotReady(Refused):
    """A draft that lacks something; ``missing`` says what."""

    def __init__(self, missing: list[Missing]) -> None:
        """Keep what is missing, for the page."""
        super().__init__(_("This draft is not ready to be published."))
        self.missing = missing


def start_draft(
    *, kind: Kind = Kind.SERVICE, brand_id: UUID | None = None, actor_id: UUID | None
) -> models.Version:
    """Return the draft of a referential, begun from the published version when there is none."""
    draft = find_version(State.DRAFT, kind, brand_id)
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
    )
    session.add(draft)
    session.flush()
    _write(draft, content)
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
    version = get_version(version_id)
    if version.state != State.DRAFT.value:
        raise Refused(_("This version is published: it does not change any more."))
    _check(content)
    version.promise, version.language = content.promise, content.language
    for model in (
        models.ChannelMoment,
        models.SkillMoment,
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


def publish(*, version_id: UUID, actor_id: UUID | None) -> models.Version:
    """Freeze a draft and make it the one everybody reads; the one before is superseded.

    Raises NotReady when something is missing, Refused when it is no draft or when its words are
    those already published.
    """
    version = session.get(models.Version, version_id, with_for_update=True)
    if version is None or version.state != State.DRAFT.value:
        raise Refused(_("This version is published: it does not change any more."))
    referential = session.get_one(models.Referential, version.referential_id)
    content = content_of(version)
    missing = gaps(content)
    if missing:
        raise NotReady(missing)
    before = find_version(State.PUBLISHED, Kind(referential.kind), referential.brand_id)
    now = clock.now()
    if before is not None:
        if before.content_hash == content.digest:
            raise Refused(_("These are the words already published: nothing to publish."))
        before.state, before.superseded_at = State.SUPERSEDED.value, now
        session.flush()
    version.state, version.published_at = State.PUBLISHED.value, now
    version.published_by, version.content_hash = actor_id, content.digest
    session.flush()
    audit.note(
        "referential.publish",
        "referential_version",
        version.id,
        actor_id=actor_id,
        state_from=State.DRAFT.value,
        state_to=State.PUBLISHED.value,
    )
    record(
        ReferentialPublished(
            version_id=version.id, speaks_of=referential.kind, number=version.number
        )
    )
    return version


def discard_draft(*, version_id: UUID, actor_id: UUID | None) -> None:
    """Forget a draft. Raises Refused when it is published."""
    version = get_version(version_id)
    if version.state != State.DRAFT.value:
        raise Refused(_("This version is published: it does not change any more."))
    session.delete(version)
    session.flush()
    audit.note("referential.discard", "referential_version", version_id, actor_id=actor_id)


def gap_words(missing: Missing) -> str:
    """Return a gap as a sentence with its cure."""
    words = {
        Gap.ATTITUDES: _("Write exactly three attitudes."),
        Gap.PROMISE: _("Write the promise."),
        Gap.CHANNELS: _("Add a channel at least."),
        Gap.TOO_FEW_MOMENTS: _("Choose a moment at least for %(name)s."),
        Gap.TOO_MANY_MOMENTS: _("Keep five moments at most for %(name)s."),
        Gap.NO_RITUAL: _("Write a ritual or a clue for %(name)s."),
        Gap.NO_CHANNEL: _("Put %(name)s in a channel, or remove it."),
    }[missing.gap]
    return words % {"name": missing.about}
