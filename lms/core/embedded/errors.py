"""What can go wrong with the embedded server, as one sentence a newcomer can act on."""


class EmbeddedError(Exception):
    """The embedded PostgreSQL cannot be prepared or started; the message is one clear sentence."""
