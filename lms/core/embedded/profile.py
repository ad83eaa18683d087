"""How the server is tuned (kernel K5: nothing people wrote reaches its log)."""

from dataclasses import dataclass

PORT = 5432
"""Only a part of the socket's name: the server listens on no network address."""

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    "log_error_verbosity": "terse",  # no DETAIL line: it quotes the refused row
    "log_min_error_statement": "panic",  # the statement of an error is never written down
    "log_statement": "none",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


@dataclass(frozen=True)
class Profile:
    """How a server is tuned: settings beside :data:`SETTINGS`, and whether ``initdb`` syncs."""

    settings: dict[str, str]
    sync_init: bool = True
    owner_may_create_databases: bool = False


DURABLE = Profile(
    {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "shared_buffers": "256MB",
    }
)
"""For people's data: a committed change survives a power cut."""

QUICK = Profile(
    {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "shared_buffers": "256MB",
        "max_connections": "300",
        "autovacuum_naptime": "10min",
    },
    sync_init=False,
    owner_may_create_databases=True,
)
"""For tests: as durable as for people's data; only the first copy of the files is not synced."""


def options(profile: Profile, socket: str) -> list[str]:
    """Return the arguments of ``postgres`` for ``profile``, listening in folder ``socket`` only."""
    settings = SETTINGS | profile.settings | {"unix_socket_directories": socket}
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
