"""A mail server on this machine that keeps what it is given, and misbehaves on demand."""

import email
import email.policy
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage


@dataclass
class Sink:
    """What the server received; ``answer_rcpt`` and ``answer_data`` are the codes it gives."""

    port: int = 0
    answer_rcpt: str = "250 ok"
    answer_data: str = "250 taken"
    delay: float = 0.0
    silence: float = 0.0
    """Seconds between keeping a message and saying so: time to kill the sender."""
    raw: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def messages(self) -> list[EmailMessage]:
        return [email.message_from_bytes(one, policy=email.policy.SMTP) for one in self.raw]

    @property
    def received(self) -> dict[str, EmailMessage]:
        """Messages as a mailbox shows them: one per Message-ID."""
        return {str(one["Message-ID"]): one for one in self.messages}


def _handler(sink: Sink) -> type[socketserver.StreamRequestHandler]:
    class Handler(socketserver.StreamRequestHandler):
        def say(self, words: str) -> None:
            self.wfile.write(words.encode() + b"\r\n")

        def handle(self) -> None:
            self.say("220 sink")
            while line := self.rfile.readline():
                verb = line[:4].upper()
                if verb == b"DATA":
                    self.take()
                elif verb == b"RCPT":
                    self.say(sink.answer_rcpt)
                elif verb == b"QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok")

        def take(self) -> None:
            self.say("354 go on")
            lines = []
            while (line := self.rfile.readline()) not in {b".\r\n", b""}:
                lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
            time.sleep(sink.delay)
            if sink.answer_data.startswith("2"):
                sink.raw.append(b"".join(lines))
            time.sleep(sink.silence)
            self.say(sink.answer_data)

    return Handler


@contextmanager
def smtp_sink() -> Iterator[Sink]:
    """Run a server until the block ends."""
    sink = Sink()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _handler(sink)) as server:
        server.daemon_threads = True
        sink.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            server.shutdown()
            thread.join()
