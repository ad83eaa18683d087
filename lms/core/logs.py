"""What the server writes of its own life: one line per event, and never a word of anybody.

An error is told by its type and by where it went through, without its message: messages and local
values hold what people typed (kernel K5).
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

ROOT = Path(__file__).resolve().parents[2]
DEEPEST = 8
"""Calls named of an error, those nearest to it."""


def configure() -> None:
    """Set the one way every logger writes; done at each start, harmless twice."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            name_exception,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),
    )
    logging.getLogger("lms").addFilter(_tell_less)


def name_exception(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Replace an exception by its type and the calls it went through."""
    given = event.pop("exc_info", None)
    if isinstance(given, BaseException):
        event["error"], event["calls"] = type(given).__name__, calls_of(given)
    return event


def calls_of(error: BaseException) -> str:
    """Return "lms/home/views.py:22 index < ...", the nearest call first; no value, no message."""
    frames = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    return " < ".join(f"{_short(f.filename)}:{f.lineno} {f.name}" for f in reversed(frames))


def _short(filename: str) -> str:
    path = Path(filename)
    if path.is_relative_to(ROOT):
        path = path.relative_to(ROOT)
    return "/".join(path.parts[-4:])


def _tell_less(record: logging.LogRecord) -> bool:
    """Take the message and the values off what Flask itself reports."""
    if record.exc_info and record.exc_info[1] is not None:
        error = record.exc_info[1]
        record.msg, record.args = f"{type(error).__name__} {calls_of(error)}", ()
        record.exc_info = record.exc_text = None
    return True
