"""Where a person may be sent next, and under which host name we answer."""

import re
from urllib.parse import urlsplit

HOME = "/"
LONGEST = 500
PATH = re.compile(r"/(?:[A-Za-z0-9._~-][A-Za-z0-9._~%/-]*)?")
QUERY = re.compile(r"[A-Za-z0-9._~%=&+,:/@!*()-]*")
FRAGMENT = re.compile(r"[A-Za-z0-9._~-]*")
ENCODED_TRICKS = ("%2f", "%5c", "%0", "%25", "%2e", "%1", "%7f")


def safe_next(target: str | None) -> str:
    """Return ``target`` when it is a plain path of this site, else the home page.

    An allow-list, not a search for known tricks: one slash then ordinary characters; no scheme,
    host, backslash, control or non-ASCII character, no second slash in a row, no ``..``.
    """
    if not target or len(target) > LONGEST or not target.isascii():
        return HOME
    path, query, fragment = _parts(target)
    lowered = path.lower()
    plain = PATH.fullmatch(path) and QUERY.fullmatch(query) and FRAGMENT.fullmatch(fragment)
    if not plain or "//" in path or ".." in path:
        return HOME
    if any(trick in lowered for trick in ENCODED_TRICKS):
        return HOME
    return target


def _parts(target: str) -> tuple[str, str, str]:
    # Cut by hand: urlsplit drops tabs and line ends before reading, browsers do too.
    rest, _, fragment = target.partition("#")
    path, _, query = rest.partition("?")
    return path, query, fragment


def is_own_host(host: str, base_url: str) -> bool:
    """Tell whether ``host`` (a Host header) is the one of ``base_url``.

    A port missing from ``base_url`` is the one of its scheme. Every loop-back name is accepted
    when ``base_url`` itself is on the loop-back (development).
    """
    own = urlsplit(base_url)
    default = 443 if own.scheme == "https" else 80
    asked = _host_and_port(host, default)
    if asked is None or not own.hostname:
        return False
    mine = (own.hostname.lower(), own.port or default)
    if mine[0] in LOOPBACK and asked[0] in LOOPBACK:
        return True
    return asked == mine


LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::(?P<port>[0-9]{1,5}))?")


def _host_and_port(host: str, default: int) -> tuple[str, int] | None:
    found = HOST.fullmatch(host)
    if found is None:
        return None
    return found["name"].strip("[]").lower(), int(found["port"] or default)
