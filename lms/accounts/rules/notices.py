"""Kinds of notices and the life of invitations."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """What happened to somebody's account that they must know of."""

    SLIP_ISSUED = "slip_issued"
    SECRET_CHANGED = "secret_changed"  # noqa: S105 - a kind of notice


class Purpose(StrEnum):
    """Why somebody may choose a secret."""

    INVITE = "invite"
    RESET = "reset"
    SLIP = "slip"


RESETS_PER_HOUR = 3
