"""The server browsers of tests talk to, which closes each answer even when its reader hung up.

Werkzeug's own drains the request before it closes the answer; when the reader is gone (a film left
in the middle) that fails, and the file being sent would stay open until it is collected.
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

ANSWER = "tests.answer"


class Answer:
    """What the application answers, closed once."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        """Keep ``parts`` until they are read."""
        self.parts, self.is_closed = parts, False

    def __iter__(self) -> Iterator[bytes]:
        """Read it."""
        return iter(self.parts)

    def close(self) -> None:
        """Let it close what it holds open."""
        if not self.is_closed and hasattr(self.parts, "close"):
            self.parts.close()
        self.is_closed = True


class Handler(WSGIRequestHandler):
    """Answers one request."""

    environ: WSGIEnvironment

    def run_wsgi(self) -> None:
        """Answer, then close the answer whatever became of the reader."""
        try:
            super().run_wsgi()
        finally:
            answer: Any = self.environ.get(ANSWER)
            if answer is not None:
                answer.close()


def kept(app: Flask) -> WSGIApplication:
    """Return ``app`` with its answer remembered beside the request."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Answer:
        environ[ANSWER] = Answer(app(environ, start_response))
        return environ[ANSWER]

    return answer


@contextmanager
def serving(app: Flask, port: int = 0) -> Iterator[str]:
    """Answer requests for ``app``, a thread for each, until the block ends; gives the address.

    Without a ``port`` any free one is taken.
    """
    server = make_server("127.0.0.1", port, kept(app), threaded=True, request_handler=Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()
