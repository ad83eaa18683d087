"""Where real files lie that the tests run on, when this machine has them."""

import os
from pathlib import Path

import pytest

MATERIAL = Path(
    os.environ.get("LMS_MATERIAL") or Path(__file__).resolve().parents[2] / "shared" / "material"
)


def needs(name: str) -> pytest.MarkDecorator:
    """Skip a test where the folder ``name`` of the material is absent, and say why."""
    folder = MATERIAL / name
    return pytest.mark.skipif(
        not folder.is_dir(), reason=f"{folder} is not there: set LMS_MATERIAL"
    )
