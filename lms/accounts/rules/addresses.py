"""Where a person may be sent next."""

import re

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
