"""What the kernel's own tables hold about people."""

from lms.core.i18n import _l
from lms.core.policies import LOOKS_KEPT, NOTICES_KEPT
from lms.core.privacy import Erasure, declare, declare_impersonal

declare_impersonal(
    "core_thread",
    "core_fact_delivery",
    "core_fact_dead",
    "core_audit_seal",
    "ops.job_done",
    "ops.job_failure",
    "ops.sweep",
    "ops.severance",
)
declare(
    "core_fact",
    _l("Internal messages between parts of the product: identifiers only, deleted after use."),
    thread="thread",
)
declare(
    "core_idempotency",
    _l("The last answers you were given, kept eight days so that a form sent twice counts once."),
    person=("person_id",),
    erase=Erasure.DELETE,
    hidden=("key", "request_hash", "headers", "body"),
)
declare(
    "core_audit",
    _l("Who did what to what: identifiers only, never words."),
    person=("actor_id",),
)
declare(
    "core_audit_private",
    _l("Who did what in a confidential exchange; goes with it."),
    person=("actor_id",),
    thread="thread",
)
declare(
    "ops.audit_look",
    _l("Which protected pages you opened or were refused."),
    person=("actor_id",),
    erase=Erasure.DELETE,
    kept_by=LOOKS_KEPT,
    dated="at",
)
declare("core_policy", _l("Who decided a rule, and why."), person=("decided_by",))
declare(
    "core_snapshot",
    _l("Figures as they stood at the end of a period; some are about one person."),
)
declare(
    "core_file",
    _l("The files you sent: their name, size and type; photos keep no place or device."),
    person=("owner_id",),
    thread="thread",
    hidden=("key", "sha256"),
)
declare(
    "ops.mail",
    _l("Mails waiting to be sent to you; their words go once sent, the trace after 30 days."),
    thread="thread",
)
declare(
    "core_notice",
    _l("What you were told: the kind, when, and what it leads to; its words are made when read."),
    person=("person_id",),
    thread="thread",
    erase=Erasure.DELETE,
    hidden=("sent_with",),
    kept_by=NOTICES_KEPT,
    dated="created_at",
)
declare(
    "core_notice_mute",
    _l("What you asked not to be told."),
    person=("person_id",),
    erase=Erasure.DELETE,
)
