"""What a service may refuse, in words a person can act on; the app turns each into a page."""

from collections.abc import Mapping


class Problem(Exception):
    """A refusal with a message for the person and an HTTP status."""

    status = 400

    def __init__(self, message: str = "") -> None:
        """Keep the sentence shown to the person."""
        super().__init__(message)
        self.message = message


class NotFound(Problem):
    """Missing, or out of the viewer's scope: both answer alike."""

    status = 404


class Forbidden(Problem):
    """Readable by the viewer, not changeable."""

    status = 403


class Refused(Problem):
    """The rules do not allow this act in the present state."""

    status = 409


class Gone(Problem):
    """A single-use link already used or out of date."""

    status = 410


class Invalid(Problem):
    """Input with field errors; ``errors`` maps a field's name to its message."""

    status = 422

    def __init__(self, errors: Mapping[str, str], message: str = "") -> None:
        """Keep the message of each field."""
        super().__init__(message or " ".join(errors.values()))
        self.errors = dict(errors)


class TooMany(Problem):
    """Too many tries; ``retry_after`` is in seconds."""

    status = 429

    def __init__(self, message: str, retry_after: int) -> None:
        """Keep the delay before the next try."""
        super().__init__(message)
        self.retry_after = retry_after
