"""Notices: somebody is told that something waits for them, or should be known (kernel K11).

A feature declares its kinds at start-up and calls ``notify`` in the transaction that makes the thing
true; ``settle`` when it is done. The row is the notice of the inbox at once; what leaves by e-mail,
and when, is decided by ``lms.notifications``. Words: *notice* (one row for one person), *kind* (what
it is about, declared once), *act* (a kind that waits for the person to do something), *confidential*
(its body is read in the app only, on one's own screen, and no figure ever counts it).
"""

from lms.core.notices.kinds import KINDS, About, Channel, Kind, Urgency, declare
from lms.core.notices.telling import ALERT, notify, settle

__all__ = [
    "ALERT",
    "KINDS",
    "About",
    "Channel",
    "Kind",
    "Urgency",
    "declare",
    "notify",
    "settle",
]
