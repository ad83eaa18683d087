"""Settings, read once from the environment and typed; nothing else reads ``os.environ``."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class SettingsError(Exception):
    """A setting that cannot be used; the message says which one and what to write."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket of an S3-compatible object store, and the key that opens it."""

    name: str
    key_id: str
    secret: str = field(repr=False)
    endpoint: str = ""
    """``https://...``; empty: Amazon's, by region."""
    region: str = "us-east-1"
    prefix: str = "comptoir"
    """What the names of this installation's objects begin with."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs between two installations.

    ``database_url`` is what web and worker use; ``owner_database_url`` is used by migrations only.
    """

    database_url: str
    owner_database_url: str
    secret_key: str
    base_url: str = "http://127.0.0.1:8000"
    trusted_hosts: tuple[str, ...] = ()
    trusted_proxies: int = 0
    demo: bool = False
    development: bool = False
    testing: bool = False
    files_dir: Path = ROOT / "instance" / "files"
    bucket: Bucket | None = None
    """Where files are kept; None: in ``files_dir``."""
    smtp_url: str = ""
    mail_from: str = "Comptoir <comptoir@localhost>"
    argon2_time_cost: int = 3
    argon2_memory_kib: int = 65536
    argon2_parallelism: int = 1
    pool_size: int = 8
    hotline: str = ""
    hotline_hours: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def https(self) -> bool:
        """Tell whether people reach the site over TLS, so that cookies are Secure."""
        return self.base_url.startswith("https://")


def _flag(env: Mapping[str, str], name: str) -> bool:
    value = env.get(name, "").strip().lower()
    if value not in {"", "0", "1", "no", "yes", "true", "false"}:
        message = f"{name} is {value!r}: write 1 or 0."
        raise SettingsError(message)
    return value in {"1", "yes", "true"}


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    raw = env.get(name, "").strip()
    if not raw:
        return default
    if not raw.isdigit():
        message = f"{name} is {raw!r}: write a whole number."
        raise SettingsError(message)
    return int(raw)


def psycopg_url(url: str) -> str:
    """Return ``url`` in the form SQLAlchemy reads with psycopg 3."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url[len(prefix) :]
    return url


def _bucket(env: Mapping[str, str]) -> Bucket | None:
    name, key_id, secret = (
        env.get(f"LMS_S3_{what}", "").strip() for what in ("BUCKET", "KEY_ID", "SECRET")
    )
    if not name:
        return None
    if not (key_id and secret):
        message = "LMS_S3_BUCKET is set: set LMS_S3_KEY_ID and LMS_S3_SECRET too."
        raise SettingsError(message)
    endpoint = env.get("LMS_S3_ENDPOINT", "").strip().rstrip("/")
    if endpoint and not endpoint.startswith(("https://", "http://")):
        message = f"LMS_S3_ENDPOINT is {endpoint!r}: write https://, then the host."
        raise SettingsError(message)
    region = env.get("LMS_S3_REGION", "").strip() or "us-east-1"
    prefix = env.get("LMS_S3_PREFIX", "").strip().strip("/") or "comptoir"
    return Bucket(name, key_id, secret, endpoint, region, prefix)


def load_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; raises SettingsError with one clear sentence on a bad value."""
    env = os.environ if env is None else env
    url = env.get("LMS_DATABASE_URL", "").strip()
    if not url:
        message = "LMS_DATABASE_URL is not set: start with `python3 dev.py run`, or give one."
        raise SettingsError(message)
    secret = env.get("LMS_SECRET_KEY", "").strip()
    if len(secret) < 32:  # noqa: PLR2004 - 32 characters, written in the sentence below
        message = "LMS_SECRET_KEY needs at least 32 characters."
        raise SettingsError(message)
    base_url = env.get("LMS_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
    hosts = tuple(h.strip() for h in env.get("LMS_TRUSTED_HOSTS", "").split(",") if h.strip())
    return Settings(
        database_url=psycopg_url(url),
        owner_database_url=psycopg_url(env.get("LMS_OWNER_DATABASE_URL", "").strip() or url),
        secret_key=secret,
        base_url=base_url,
        trusted_hosts=hosts,
        trusted_proxies=_number(env, "LMS_TRUSTED_PROXIES", 0),
        demo=_flag(env, "LMS_DEMO"),
        development=_flag(env, "LMS_DEVELOPMENT"),
        files_dir=Path(env.get("LMS_FILES_DIR") or ROOT / "instance" / "files"),
        bucket=_bucket(env),
        smtp_url=env.get("LMS_SMTP_URL", ""),
        mail_from=env.get("LMS_MAIL_FROM", "Comptoir <comptoir@localhost>"),
        pool_size=_number(env, "LMS_POOL_SIZE", 8),
        hotline=env.get("LMS_HOTLINE", ""),
        hotline_hours=env.get("LMS_HOTLINE_HOURS", ""),
    )
