"""A rule that everybody reads on "/policies" is one that something obeys."""

import re
from collections.abc import Iterable
from pathlib import Path

from lms.core import policy

ROOT = Path(__file__).resolve().parents[2] / "lms"
DECLARED = re.compile(r'^([A-Z_]+) = (?:policy\.)?define\(\s*"([a-z_.]+)"', re.MULTILINE)


def sources() -> dict[Path, str]:
    """Return the text of the product, file by file."""
    return {path: path.read_text() for path in ROOT.rglob("*.py")}


def idle(texts: dict[Path, str], codes: Iterable[str]) -> set[str]:
    """Return the rules whose name, or code, is written where they are declared only."""
    wanted, found = set(codes), set()
    for home, text in texts.items():
        for name, code in DECLARED.findall(text):
            if code in wanted and not any(
                _repeats(other, name, code) if path == home else _asks(other, home, name, code)
                for path, other in texts.items()
            ):
                found.add(code)
    return found


def _repeats(text: str, name: str, code: str) -> bool:
    return text.count(f'"{code}"') > 1 or len(re.findall(rf"\b{name}\b", text)) > 1


def _asks(text: str, home: Path, name: str, code: str) -> bool:
    knows = f"lms.{home.parent.name}.policies" in text or "policies." in text
    return f'"{code}"' in text or (knows and re.search(rf"\b{name}\b", text) is not None)


def relaxable() -> set[str]:
    """Return the rules that can be changed; the others are promises, shown as such."""
    return {code for code, one in policy.POLICIES.items() if one.relaxable}


def test_every_rule_is_obeyed_by_something(app):
    assert idle(sources(), relaxable()) == set()


def test_canary_a_rule_that_nothing_asks_is_caught():
    declared = 'UNHEARD = define(\n    "labels.unheard",\n    3,\n).code\n'
    other = "from lms.labels.policies import HEARD\n"
    texts = {ROOT / "labels/policies.py": declared, ROOT / "labels/rules.py": other}
    assert idle(texts, ["labels.unheard"]) == {"labels.unheard"}
