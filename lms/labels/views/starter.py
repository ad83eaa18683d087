"""The grid one starts from when a label has none: twelve criteria to make one's own."""

import json
from functools import cache
from pathlib import Path
from typing import Any

STARTER = Path(__file__).parent.parent / "data" / "starter.json"


@cache
def _words() -> str:
    return STARTER.read_text(encoding="utf-8")


def starter_grid() -> dict[str, Any]:
    """Return the starter grid as grid files write it."""
    found: dict[str, Any] = json.loads(_words())
    return found
