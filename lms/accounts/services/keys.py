"""What is derived from the installation's key, and how secrets are hashed.

Links and slip codes follow from the invitation's identifier and the key: they can be printed or
mailed again by a job that knows the identifier only, and a stolen database holds none of them.
"""

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass
from threading import BoundedSemaphore
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from lms.accounts.rules.secrets import clean_secret, clean_slip_code, slip_code_from
from lms.config import Settings
from lms.core import ids


class NotConfigured(RuntimeError):
    """The application was not built before a secret was needed."""


@dataclass(frozen=True, slots=True)
class _Tools:
    key: bytes
    hasher: PasswordHasher
    nobody: str
    turn: BoundedSemaphore


_tools: _Tools | None = None


def configure(settings: Settings) -> None:
    """Take the key and the cost of hashing from ``settings``; called when the app is built.

    No more hashes at once than processors: each takes ``argon2_memory_kib`` of memory.
    """
    global _tools  # noqa: PLW0603 - one key per process
    hasher = PasswordHasher(
        time_cost=settings.argon2_time_cost,
        memory_cost=settings.argon2_memory_kib,
        parallelism=settings.argon2_parallelism,
    )
    _tools = _Tools(
        key=settings.secret_key.encode(),
        hasher=hasher,
        nobody=hasher.hash(ids.token()),
        turn=BoundedSemaphore(max(2, os.cpu_count() or 2)),
    )


def _ready() -> _Tools:
    if _tools is None:
        raise NotConfigured
    return _tools


def derive(purpose: str, subject: str) -> bytes:
    """Return 32 bytes that only this installation can compute for ``subject``."""
    return hmac.digest(_ready().key, f"{purpose}\0{subject}".encode(), "sha256")


def hash_token(token: str) -> bytes:
    """Return what is kept of a token that nobody can guess (session, device, link)."""
    return hashlib.sha256(token.encode()).digest()


def link_token(invitation_id: UUID) -> str:
    """Return the secret part of an invitation's or a reset's address."""
    raw = derive("link", str(invitation_id))
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def slip_code(invitation_id: UUID) -> str:
    """Return the eight characters printed on a slip."""
    return slip_code_from(derive("slip", str(invitation_id)))


def hash_slip(code: str) -> bytes:
    """Return what is kept of a slip's code: keyed, as forty bits alone could be searched."""
    return derive("slip-kept", clean_slip_code(code))


def counter_subject(kind: str, subject: str) -> str:
    """Return the key of a counter, from which neither address nor name can be read."""
    return f"{kind}:{derive('counter', subject).hex()[:40]}"


def hash_secret(secret: str) -> str:
    """Return the argon2id hash of a secret."""
    tools = _ready()
    with tools.turn:
        return tools.hasher.hash(clean_secret(secret))


def verify_secret(kept: str | None, secret: str) -> bool:
    """Tell whether ``secret`` is the one hashed in ``kept``.

    Without anything kept, the same work is done against nobody's hash and the answer is no: the
    time says nothing of whether the account exists.
    """
    tools = _ready()
    try:
        with tools.turn:
            tools.hasher.verify(kept or tools.nobody, clean_secret(secret))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Tell whether ``kept`` was hashed at another cost than today's."""
    return _ready().hasher.check_needs_rehash(kept)


def coded(person_id: UUID, code: str) -> str:
    """Return what is hashed of a tablet code: keyed first, as ten thousand codes are few."""
    return derive("code", f"{person_id}:{code}").hex()
