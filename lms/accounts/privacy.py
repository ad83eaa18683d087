"""What accounts hold about people, for how long, and what becomes of it."""

from lms.core.i18n import _l
from lms.core.policy import define
from lms.core.privacy import Erasure, declare, declare_impersonal

define(
    "accounts.sessions.kept",
    180,
    _l("The list of your past sessions is deleted this long after each is over."),
    unit="days",
    floor=1,
    ceiling=365,
)
define(
    "accounts.invitations.kept",
    90,
    _l("Used or expired invitations and slips are deleted after this long."),
    unit="days",
    floor=7,
    ceiling=365,
)

declare_impersonal("ops.attempt_counter")
declare(
    "accounts_person",
    _l("Your names, employee number, e-mail, language and look."),
    person=("id",),
    erase=Erasure.CLEAR,
    cleared={
        "external_id": None,
        "given_name": "",
        "family_name": "",
        "sort_key": "",
        "email": None,
    },
)
declare(
    "accounts_account",
    _l("Your secret, in a form nobody can read back."),
    person=("person_id",),
    erase=Erasure.DELETE,
    hidden=("password_hash",),
)
declare(
    "accounts_pin",
    _l("Your tablet code, in a form nobody can read back."),
    person=("person_id",),
    erase=Erasure.DELETE,
    hidden=("code_hash",),
)
declare(
    "accounts_invitation",
    _l("The invitations and slips made for you or by you."),
    person=("person_id", "issued_by"),
    erase=Erasure.KEEP,
    hidden=("token_hash", "batch_id"),
    kept_by="accounts.invitations.kept",
    dated="expires_at",
)
declare(
    "accounts_device",
    _l("The shared tablets you put in service or took back."),
    person=("enrolled_by", "revoked_by"),
    hidden=("token_hash",),
)
define(
    "accounts.calls.kept",
    90,
    _l("A request to be called back is deleted this long after it was made."),
    unit="days",
    floor=1,
    ceiling=365,
)
declare(
    "accounts_call_request",
    _l("Your requests to be called back."),
    person=("person_id", "done_by"),
    erase=Erasure.DELETE,
    kept_by="accounts.calls.kept",
    dated="created_at",
)
declare(
    "accounts_notice",
    _l("What you were told about your own account."),
    person=("person_id", "actor_id"),
)
declare(
    "ops.session",
    _l("When and on what you were signed in."),
    person=("person_id",),
    erase=Erasure.DELETE,
    hidden=("token_hash",),
    kept_by="accounts.sessions.kept",
    dated="expires_at",
)
