"""Commands of accounts: doors, sessions, invitations, devices, what people set themselves."""

from lms.accounts.services.sessions import (
    end_other_sessions,
    end_session,
    end_sessions,
    secret_is_fresh,
    touch_session,
)

__all__ = [
    "end_other_sessions",
    "end_session",
    "end_sessions",
    "secret_is_fresh",
    "touch_session",
]
