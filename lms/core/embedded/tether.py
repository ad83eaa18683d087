"""Become another program that dies with its parent; run by path, standard library only.

``tether.py SIGNAL PARENT UID GID -- PROGRAM ARGS...``: takes the given user and group (``-1``
keeps ours), asks Linux for SIGNAL when PARENT dies, then turns into PROGRAM under the same pid.
Elsewhere than on Linux only the leash watches.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def become(signal: int, parent: int, uid: int, gid: int, program: list[str]) -> None:
    """Drop rights, tie our life to ``parent`` and execute ``program``; returns only by failing."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    if uid >= 0:
        os.setgroups([gid])
        os.setgid(gid)
        os.setuid(uid)
    if libc is not None:  # after the change of user, which clears it
        libc.prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("the parent died before its child started")
    os.execv(program[0], program)  # noqa: S606 - becoming it is the point


if __name__ == "__main__":
    signal, parent, uid, gid = (int(number) for number in sys.argv[1:5])
    become(signal, parent, uid, gid, sys.argv[6:])
