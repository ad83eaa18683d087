"""What the mails made of notices hold about people."""

from lms.core.i18n import _l
from lms.core.privacy import Erasure, declare

declare(
    "notifications_dispatch",
    _l("That a mail was sent to you today; forgotten the next day."),
    person=("person_id",),
    thread="thread",
    erase=Erasure.DELETE,
    hidden=("mail_id",),
)
