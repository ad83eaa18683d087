"""Files and functions stay readable at one sitting (house.md: a compass with two fences)."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE_LINES, FUNCTION_LINES, TYPICAL_FUNCTION = 400, 60, 10
NEVER_NAMED = {"utils", "util", "helpers", "common", "manager", "misc"}


def code() -> list[Path]:
    """Return every Python file of the product, versions of the schema apart."""
    found = [ROOT / "dev.py", *sorted((ROOT / "lms").rglob("*.py"))]
    return [path for path in found if "versions" not in path.parts]


def function_lengths(source: str) -> dict[str, int]:
    """Return the number of lines of each function, decorators apart."""
    return {
        f"{node.name}:{node.lineno}": (node.end_lineno or 0) - node.lineno + 1
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_no_file_is_longer_than_400_lines():
    lengths = {path: len(path.read_text().splitlines()) for path in code()}
    assert {str(path): n for path, n in lengths.items() if n > FILE_LINES} == {}


def test_no_function_is_longer_than_60_lines():
    long = {
        f"{path.relative_to(ROOT)}:{name}": lines
        for path in code()
        for name, lines in function_lengths(path.read_text()).items()
        if lines > FUNCTION_LINES
    }
    assert long == {}


def test_half_of_the_functions_fit_in_ten_lines():
    lengths = sorted(n for path in code() for n in function_lengths(path.read_text()).values())
    assert lengths[len(lengths) // 2] <= TYPICAL_FUNCTION


def test_no_module_is_named_after_nothing():
    assert [path for path in code() if path.stem in NEVER_NAMED] == []


def test_a_planted_long_function_is_measured():
    planted = "def f():\n" + "    x = 1\n" * 61
    assert function_lengths(planted) == {"f:1": 62}
