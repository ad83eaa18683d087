"""Where the real question files are, if they are."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
MATERIAL = Path(os.environ.get("LMS_MATERIAL", ROOT.parent / "shared" / "material"))
QUESTIONS = MATERIAL / "questions"

needs_material = pytest.mark.skipif(
    not QUESTIONS.is_dir(), reason=f"no question files in {QUESTIONS}: set LMS_MATERIAL"
)
