"""An S3 server of its own on 127.0.0.1, in another process, for as long as a block lasts."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import uuid4

import httpx

from lms.config import Bucket

PROGRAM = (
    "import sys\n"
    "from moto.moto_server.werkzeug_app import create_backend_app\n"
    "from werkzeug.serving import run_simple\n"
    "run_simple('127.0.0.1', int(sys.argv[1]), create_backend_app('s3'), threaded=True)\n"
)
VERSIONED = (
    b'<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
    b"<Status>Enabled</Status></VersioningConfiguration>"
)


@contextmanager
def object_store() -> Iterator[str]:
    """Give the endpoint of a server with nothing in it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", PROGRAM, str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(server, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def _wait(server: "subprocess.Popen[bytes]", port: int) -> None:
    for _turn in range(600):
        assert server.poll() is None, "the object store ended"
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.1)
    raise AssertionError("the object store does not answer")


def new_bucket(endpoint: str) -> Bucket:
    """Make a private bucket."""
    bucket = Bucket(f"b{uuid4().hex}", "key", "secret-of-the-bucket", endpoint, "eu-west-3")
    say(f"{endpoint}/{bucket.name}", "PUT")
    return bucket


def say(url: str, method: str, data: bytes = b"") -> None:
    """Speak to the server as its owner does, without signing."""
    httpx.request(method, url, content=data, timeout=30).raise_for_status()
