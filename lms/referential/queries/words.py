"""Reads of the referential: the published words, any version, its life."""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, literal, select, union_all

from lms.accounts.models import Person
from lms.core.db import session
from lms.core.errors import NotFound
from lms.referential import models, rules
from lms.referential.rules import OPEN, Kind, State


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version in the list of its referential."""

    id: UUID
    number: int
    state: str
    created_at: datetime
    published_at: datetime | None
    superseded_at: datetime | None
    published_by: str | None
    consulted_until: date | None


def find_referential(kind: Kind, brand_id: UUID | None = None) -> models.Referential | None:
    """Return the referential of a kind, of the network or of one brand."""
    return session.scalar(
        select(models.Referential).where(
            models.Referential.kind == kind.value,
            models.Referential.brand_id.is_not_distinct_from(brand_id),
        )
    )


def find_version(
    state: State, kind: Kind = Kind.SERVICE, brand_id: UUID | None = None
) -> models.Version | None:
    """Return the draft or the published version of a referential, or None."""
    return session.scalar(
        select(models.Version)
        .join(models.Referential, models.Referential.id == models.Version.referential_id)
        .where(
            models.Version.state == state.value,
            models.Referential.kind == kind.value,
            models.Referential.brand_id.is_not_distinct_from(brand_id),
        )
    )


def find_open(kind: Kind = Kind.SERVICE, brand_id: UUID | None = None) -> models.Version | None:
    """Return the version being written or commented, or None."""
    return session.scalar(
        select(models.Version)
        .join(models.Referential, models.Referential.id == models.Version.referential_id)
        .where(
            models.Version.state.in_([state.value for state in OPEN]),
            models.Referential.kind == kind.value,
            models.Referential.brand_id.is_not_distinct_from(brand_id),
        )
    )


def published_of(kinds: Iterable[Kind] = tuple(Kind)) -> dict[Kind, models.Version]:
    """Return the published version of each kind, for the whole network, in one statement."""
    rows = session.execute(
        select(models.Referential.kind, models.Version)
        .join(models.Version, models.Version.referential_id == models.Referential.id)
        .where(
            models.Version.state == State.PUBLISHED.value,
            models.Referential.brand_id.is_(None),
            models.Referential.kind.in_([kind.value for kind in kinds]),
        )
    )
    return {Kind(kind): version for kind, version in rows}


def opened() -> dict[Kind, models.Version]:
    """Return the version of each kind that is being written or commented."""
    rows = session.execute(
        select(models.Referential.kind, models.Version)
        .join(models.Version, models.Version.referential_id == models.Referential.id)
        .where(
            models.Version.state.in_([state.value for state in OPEN]),
            models.Referential.brand_id.is_(None),
        )
    )
    return {Kind(kind): version for kind, version in rows}


def kind_of(version: models.Version) -> Kind:
    """Return what a version speaks of."""
    return Kind(session.get_one(models.Referential, version.referential_id).kind)


def find_before(version: models.Version) -> models.Version | None:
    """Return the version that was published before this one, or None."""
    return session.scalar(
        select(models.Version)
        .where(
            models.Version.referential_id == version.referential_id,
            models.Version.number < version.number,
            models.Version.published_at.is_not(None),
        )
        .order_by(models.Version.number.desc())
        .limit(1)
    )


def get_version(version_id: UUID) -> models.Version:
    """Return a version, or raise NotFound."""
    version = session.get(models.Version, version_id)
    if version is None:
        raise NotFound
    return version


def list_versions(kind: Kind = Kind.SERVICE, brand_id: UUID | None = None) -> list[VersionRow]:
    """Return every version of a referential, the latest first."""
    rows = session.execute(
        select(
            models.Version.id,
            models.Version.number,
            models.Version.state,
            models.Version.created_at,
            models.Version.published_at,
            models.Version.superseded_at,
            Person.given_name + " " + Person.family_name,
            models.Version.consulted_until,
        )
        .select_from(models.Version)
        .join(models.Referential, models.Referential.id == models.Version.referential_id)
        .outerjoin(Person, Person.id == models.Version.published_by)
        .where(
            models.Referential.kind == kind.value,
            models.Referential.brand_id.is_not_distinct_from(brand_id),
        )
        .order_by(models.Version.number.desc())
    )
    return [VersionRow(*row) for row in rows]


_frozen: OrderedDict[tuple[UUID, str], rules.Content] = OrderedDict()
KEPT = 32
"""Versions whose words a process remembers: what was published never changes."""


def content_of(version: models.Version) -> rules.Content:
    """Return everything a version says: eight statements whatever its size, none once known."""
    if version.content_hash is None:
        return _read_content(version)
    key = (version.id, version.content_hash)
    if key not in _frozen:
        _frozen[key] = _read_content(version)
        if len(_frozen) > KEPT:
            _frozen.popitem(last=False)
    return _frozen[key]


def _read_content(version: models.Version) -> rules.Content:
    moments, codes = _moments(version.id)
    mirrors, origins = _links(version.id)
    return rules.Content(
        language=version.language,
        promise=version.promise,
        attitudes=tuple(
            rules.Attitude(code=one.code, name=one.name, meaning=one.meaning)
            for one in _items(models.Attitude, version.id)
        ),
        moments=moments,
        channels=_channels(version.id, codes),
        skills=_skills(version.id, codes),
        mirrors=mirrors,
        origins=origins,
    )


def _links(version_id: UUID) -> tuple[tuple[rules.Mirror, ...], tuple[rules.Origin, ...]]:
    """Return what a version mirrors, and where its items were said to come from."""
    mirror, line = models.MirrorLink, models.Lineage
    rows = session.execute(
        union_all(
            select(
                literal("mirror").label("what"),
                mirror.kind,
                mirror.service_code.label("one"),
                mirror.item_code.label("other"),
                mirror.reason.label("words"),
                mirror.place.label("place"),
            ).where(mirror.version_id == version_id),
            select(
                literal("origin"),
                line.kind,
                line.before_code,
                line.after_code,
                line.note,
                literal(0, Integer),
            ).where(line.version_id == version_id, line.relation == "said"),
        ).order_by("what", "place", "one", "other")
    ).all()
    return (
        tuple(
            rules.Mirror(kind=row.kind, service=row.one, by=row.other, reason=row.words)
            for row in rows
            if row.what == "mirror"
        ),
        tuple(
            rules.Origin(kind=row.kind, before=row.one, after=row.other, note=row.words)
            for row in rows
            if row.what == "origin"
        ),
    )


def _items(model: Any, version_id: UUID) -> list[Any]:
    """Return the items of a version in their order."""
    return list(
        session.scalars(select(model).where(model.version_id == version_id).order_by(model.place))
    )


def _moments(version_id: UUID) -> tuple[tuple[rules.Moment, ...], dict[UUID, str]]:
    said: dict[tuple[UUID, str], list[str]] = defaultdict(list)
    for ritual in _items(models.Ritual, version_id):
        said[ritual.moment_id, ritual.kind].append(ritual.words)
    rows = _items(models.Moment, version_id)
    found = tuple(
        rules.Moment(
            code=one.code,
            name=one.name,
            expectation=one.expectation,
            emotion=one.emotion,
            rituals=tuple(said[one.id, "ritual"]),
            clues=tuple(said[one.id, "clue"]),
        )
        for one in rows
    )
    return found, {one.id: one.code for one in rows}


def _channels(version_id: UUID, codes: dict[UUID, str]) -> tuple[rules.Channel, ...]:
    placed: dict[UUID, list[str]] = defaultdict(list)
    for link in _items(models.ChannelMoment, version_id):
        placed[link.channel_id].append(codes[link.moment_id])
    return tuple(
        rules.Channel(code=one.code, name=one.name, moments=tuple(placed[one.id]))
        for one in _items(models.Channel, version_id)
    )


def _skills(version_id: UUID, codes: dict[UUID, str]) -> tuple[rules.Skill, ...]:
    order = {code: place for place, code in enumerate(codes.values())}
    called: dict[UUID, list[str]] = defaultdict(list)
    links = select(models.SkillMoment).where(models.SkillMoment.version_id == version_id)
    for link in session.scalars(links):
        called[link.skill_id].append(codes[link.moment_id])
    return tuple(
        rules.Skill(
            code=one.code,
            name=one.name,
            moments=tuple(sorted(called[one.id], key=order.__getitem__)),
        )
        for one in _items(models.Skill, version_id)
    )
