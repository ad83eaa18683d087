"""Bring in a package read from a folder or archive: its files kept, its content published."""

import hashlib
from io import BytesIO
from typing import Protocol
from uuid import UUID

from PIL import Image

from lms.core import files, ids
from lms.core.db import session
from lms.core.errors import Refused
from lms.core.files import Kind
from lms.core.i18n import _
from lms.courses import models
from lms.courses.rules.content import Asset, Package, Path, PathSet
from lms.courses.services.proposing import is_held
from lms.courses.services.publishing import Published, StoreAsset, publish_package

MOST_PIXELS = 40_000_000
_KINDS = {"image": Kind.IMAGE, "video": Kind.VIDEO, "audio": Kind.AUDIO}
_TEXTS = (".md", ".yml", ".yaml", ".json", ".txt")


class Bytes(Protocol):
    """Where the files of a package are: names, and the bytes of each."""

    def names(self) -> tuple[str, ...]:
        """List the files."""

    def read(self, name: str) -> bytes:
        """Return the bytes of a file."""


def kind_of(media_type: str) -> Kind:
    """Return for what a content file is kept."""
    if media_type == "text/vtt":
        return Kind.CAPTIONS
    return _KINDS.get(media_type.split("/", maxsplit=1)[0], Kind.DOCUMENT)


def keep_from(source: Bytes, owner: UUID | None) -> StoreAsset:
    """Return what keeps an asset of ``source`` in the files store, found by its SHA-256."""
    places: dict[str, str] = {}

    def store(asset: Asset) -> UUID:
        if not places:
            for name in source.names():
                if not name.lower().endswith(_TEXTS):
                    places[hashlib.sha256(source.read(name)).hexdigest()] = name
        data, filename = source.read(places[asset.sha256]), asset.name.rsplit("/", 1)[-1]
        if asset.media_type == "image/gif":
            data, filename = _still(data), f"{filename.rsplit('.', 1)[0]}.png"
        kept = files.put(
            BytesIO(data), filename=filename, kind=kind_of(asset.media_type), owner=owner
        )
        return kept.id

    return store


def _still(data: bytes) -> bytes:
    """Return the first frame of a GIF as PNG: nothing moves by itself in a lesson."""
    out = BytesIO()
    with Image.open(BytesIO(data)) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise Refused(_("This picture is too large. Make it smaller, then import again."))
        picture.convert("RGBA").save(out, "PNG")
    return out.getvalue()


def bring_package(
    package: Package, source: Bytes, *, actor_id: UUID | None, change: str = "content"
) -> Published:
    """Publish a package read from ``source``; see :func:`publish_package`.

    Courses that come without a path get one of their own, for only a path can be given to people,
    unless paths hold them already: those are proposed the new version instead.
    """
    return publish_package(
        _given(package),
        actor_id=actor_id,
        store_asset=keep_from(source, actor_id),
        change=change,
    )


def _given(package: Package) -> Package:
    """Return ``package`` with a path over those of its courses that no path holds."""
    if package.path is not None:
        return package
    whole = with_path(package)
    if whole.path is not None and session.get(models.Path, whole.path.uid) is not None:
        return whole
    alone = tuple(course for course in package.courses if not is_held(course.uid))
    return Package(courses=package.courses, path=with_path(Package(courses=alone)).path)


def with_path(package: Package) -> Package:
    """Return ``package`` with a path over its courses when it has none; always the same one."""
    if package.path is not None or not package.courses:
        return package
    first = package.courses[0]
    uid = ids.derived(first.uid, "path")
    whole = PathSet(
        uid=ids.derived(uid, "set"),
        title=first.title,
        courses=tuple(course.uid for course in package.courses),
    )
    path = Path(
        uid=uid,
        slug=f"{first.slug}-{str(uid)[:8]}",
        title=first.title,
        sets=(whole,),
        language=first.language,
        level=first.level,
        brand=first.brand,
        summary=first.summary,
        skills=first.skills,
        moments=first.moments,
        practice=first.practice,
    )
    return Package(courses=package.courses, path=path)
