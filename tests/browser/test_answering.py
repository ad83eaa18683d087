"""A reader who leaves before the end leaves nothing open behind."""

import socket
import struct
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

from flask import Flask, Response

from tests.browser.answering import serving

HUNG_UP = struct.pack("ii", 1, 0)
"""Linger for no time at all: the reader's goodbye is a reset."""
WHOLE = b"the whole of a film"


def test_an_answer_is_closed_when_its_reader_hangs_up() -> None:
    app = Flask(__name__)
    begun, left, closed = threading.Event(), threading.Event(), threading.Event()

    @app.get("/film")
    def film() -> Response:
        def parts() -> Iterator[bytes]:
            yield WHOLE
            begun.set()
            left.wait(10)

        answer = Response(parts())
        answer.content_length = len(WHOLE)
        answer.call_on_close(closed.set)
        return answer

    with serving(app) as address:
        where = urlsplit(address)
        with socket.create_connection((where.hostname, where.port)) as reader:
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, HUNG_UP)
            reader.sendall(b"GET /film HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert begun.wait(10)
        left.set()
        assert closed.wait(10)
