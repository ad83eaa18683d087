"""What in the referential itself points at items: the mirrors of the service referential."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select

from lms.core.access import Permission
from lms.core.db import session
from lms.core.i18n import _, _l
from lms.core.references import Column, Pointer, holder
from lms.referential.models import MirrorLink, Referential, Version
from lms.referential.rules import Kind, State


@holder(
    "referential.mirrors",
    _l("Mirrors"),
    Column.OTHER,
    keepers=(Permission.REFERENTIAL_WRITE,),
    fill="referential.mirrors",
)
def mirrors_of(items: Sequence[UUID]) -> Iterable[Pointer]:
    """Yield the published mirrors that answer items of the service referential."""
    rows = session.execute(
        select(MirrorLink.service_uid, Referential.kind)
        .join(Version, Version.id == MirrorLink.version_id)
        .join(Referential, Referential.id == Version.referential_id)
        .where(
            MirrorLink.service_uid.in_(items),
            MirrorLink.item_code != "",
            Version.state == State.PUBLISHED.value,
        )
        .order_by(Referential.kind)
    )
    names = {Kind.MANAGEMENT: _("Management mirror"), Kind.COOPERATION: _("Cooperation mirror")}
    for uid, kind in rows:
        yield Pointer(item=uid, key=kind, label=names[Kind(kind)], endpoint="referential.mirrors")
