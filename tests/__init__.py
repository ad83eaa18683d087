"""The tests. Their modules are compiled once, also where no compiled file may lie beside its source.

A check starts some hundred processes: each would compile the product again.
"""

import os
import sys
from pathlib import Path

COMPILED = Path(__file__).resolve().parent.parent / ".tools" / "compiled"

if sys.dont_write_bytecode:
    sys.dont_write_bytecode = False
    sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(COMPILED)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
