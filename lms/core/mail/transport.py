"""The way out: an SMTP server named by one address, or nowhere in development."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

TIMEOUT = 20.0
_PERMANENT = 500
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class Unreachable(Exception):
    """The server did not take the message now; it is tried again later."""


class Rejected(Exception):
    """The server will never take this message."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where to hand mail over. ``tls``: "wrap" (465), "start" (must upgrade) or "none"."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: str = "start"

    @classmethod
    def at(cls, url: str) -> Self:
        """Read ``smtp://user:password@host:587`` or ``smtps://host``; raises ValueError.

        Without TLS (``?tls=none``) only to this machine, or without a password.
        """
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            message = "a mail server is written smtp://user:password@host:587"
            raise ValueError(message)
        default = "wrap" if parts.scheme == "smtps" else "start"
        if parts.scheme == "smtp" and parts.hostname in _HERE:
            default = "none"
        tls = parse_qs(parts.query).get("tls", [default])[0]
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        if tls not in {"wrap", "start", "none"} or (
            tls == "none" and password and parts.hostname not in _HERE
        ):
            message = "a password for the mail server only travels under TLS"
            raise ValueError(message)
        port = parts.port or (465 if tls == "wrap" else 587)
        return cls(parts.hostname, port, user, password, tls)


def send(server: Server, message: EmailMessage, *, sender: str, to: str) -> str:
    """Hand ``message`` over and return the server's code; raises Unreachable or Rejected."""
    try:
        with _connected(server) as connection:
            refused = connection.send_message(message, from_addr=sender, to_addrs=[to])
    except smtplib.SMTPRecipientsRefused as error:
        raise _judged(*next(iter(error.recipients.values()))) from None
    except smtplib.SMTPResponseException as error:
        raise _judged(error.smtp_code, error.smtp_error) from None
    except smtplib.SMTPNotSupportedError as error:
        raise Rejected(type(error).__name__) from None
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable(type(error).__name__) from None
    return "partly" if refused else "250"


def _judged(code: int, _words: object) -> Exception:
    # 535 and 530 are about our own password: somebody corrects it, nothing is lost.
    if code >= _PERMANENT and code not in {530, 534, 535, 538}:
        return Rejected(str(code))
    return Unreachable(str(code))


@contextmanager
def _connected(server: Server) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    if server.tls == "wrap":
        opened: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=TIMEOUT, context=context
        )
    else:
        opened = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    try:
        if server.tls == "start":
            opened.starttls(context=context)
        if server.user:
            opened.login(server.user, server.password)
        yield opened
    finally:
        _leave(opened)


def _leave(opened: smtplib.SMTP) -> None:
    try:
        opened.quit()
    except (OSError, smtplib.SMTPException):
        opened.close()  # the message was taken or refused already: the goodbye changes nothing
