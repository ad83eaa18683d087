"""Mail that leaves once: a row and a job in the transaction that asks, SMTP afterwards.

Two ways to ask. ``queue_mail`` takes the words themselves. ``queue_letter`` names a composer
registered with ``@letter`` and gives it identifiers only: nothing personal and no secret link waits
in the database, and whoever left in the meantime gets nothing. Words: *letter* (what is sent),
*outbox* (``ops.mail``), *capture* (development: the letter is kept there, nothing leaves).

Sent once: ``key`` is unique, so asking twice is one mail. A worker claims the row before talking to
the server and writes the server's answer straight after, each in a transaction of its own. If it
dies between the two the outcome is unknown, and a lost invitation is worse than a doubled one: the
same message goes again ten minutes later under the same Message-ID, by which receivers drop it.
"""

from lms.core.mail.deliver import deliver, retry
from lms.core.mail.letters import Later, Letter, letter
from lms.core.mail.queue import queue_letter, queue_letters, queue_mail

__all__ = [
    "Later",
    "Letter",
    "deliver",
    "letter",
    "queue_letter",
    "queue_letters",
    "queue_mail",
    "retry",
]
