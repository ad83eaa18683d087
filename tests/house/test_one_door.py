"""Time and chance have one door each (kernel K2): core.clock and core.ids."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOORS = {"lms/core/clock.py", "lms/core/ids.py"}

CHANCE = {"random", "secrets"}
"""Modules nobody else imports; of ``uuid`` only the type ``UUID`` may be taken."""

CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
    ("os", "urandom"),
}

SQL_TIME = re.compile(
    r"\b(now\s*\(\s*\)|CURRENT_(TIMESTAMP|DATE|TIME)\b|LOCALTIME(STAMP)?\b"
    r"|(statement|transaction|clock)_timestamp\s*\(|gen_random_uuid\s*\(|uuidv[47]\s*\(|random\s*\(\s*\)"
    r"|timeofday\s*\()",
    re.IGNORECASE,
)
SQL_WORDS = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DEFAULT|VALUES|CHECK|WHERE)\b")
FUNC = {
    "now",
    "current_timestamp",
    "current_date",
    "current_time",
    "localtimestamp",
    "gen_random_uuid",
    "random",
    "clock_timestamp",
    "statement_timestamp",
    "uuidv4",
    "uuidv7",
}

VENDORED = {"procrastinate_3_10.sql"}
"""SQL of others: its instants are the queue's own affairs (ops), never a fact's."""


def python_offences(source: str) -> list[str]:
    """Return each use of time or chance in a Python file, with its line."""
    found: list[str] = []
    docs = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            docs |= {id(one.value) for one in node.body if isinstance(one, ast.Expr)}
        found += [f"{node.lineno}: {what}" for what in _offences(node, docs)]
    return found


def _offences(node: ast.AST, docs: set[int]) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [
                f"import {one.name}" for one in names if one.name.split(".")[0] in CHANCE | {"uuid"}
            ]
        case ast.ImportFrom(module=str(module), names=names):
            return _from(module, [one.name for one in names])
        case ast.Attribute(attr=attr, value=ast.Name(id=owner)) if (owner, attr) in CLOCKS:
            return [f"{owner}.{attr}"]
        case ast.Attribute(attr=attr, value=ast.Attribute(attr=owner)) if (owner, attr) in CLOCKS:
            return [f"{owner}.{attr}"]
        case ast.Call(func=ast.Attribute(attr=attr, value=ast.Name(id="func"))) if attr in FUNC:
            return [f"func.{attr}()"]
        case ast.Call(func=ast.Attribute(attr=attr, value=ast.Attribute(attr="func"))) if (
            attr in FUNC
        ):
            return [f"func.{attr}()"]
        case ast.Constant(value=str(words)) if id(node) not in docs:
            return _sql(words)
    return []


def _from(module: str, names: list[str]) -> list[str]:
    if module in CHANCE:
        return [f"from {module}"]
    if module == "uuid":
        return [f"from uuid import {name}" for name in names if name != "UUID"]
    if module == "time":
        return [f"from time import {name}" for name in names if ("time", name) in CLOCKS]
    return []


def _sql(words: str) -> list[str]:
    found = SQL_TIME.search(words)
    if found and (SQL_WORDS.search(words) or words.strip().startswith(found.group())):
        return [f"SQL {found.group()}"]
    return []


def sql_offences(source: str) -> list[str]:
    """Return each use of time or chance in a file of SQL, comments apart."""
    lines = (line.split("--")[0] for line in source.splitlines())
    return [
        f"{number}: SQL {found.group()}"
        for number, line in enumerate(lines, 1)
        if (found := SQL_TIME.search(line))
    ]


def _files(pattern: str) -> list[Path]:
    return [path for path in sorted((ROOT / "lms").rglob(pattern)) if path.name not in VENDORED]


def test_code_asks_only_the_two_doors_for_time_and_chance():
    offences = [
        f"{name}:{one}"
        for path in _files("*.py")
        if (name := path.relative_to(ROOT).as_posix()) not in DOORS
        for one in python_offences(path.read_text())
    ]
    assert offences == []


def test_sql_files_ask_nobody_for_time_and_chance():
    offences = [
        f"{path.relative_to(ROOT)}:{one}"
        for path in _files("*.sql")
        for one in sql_offences(path.read_text())
    ]
    assert offences == []


@pytest.mark.parametrize(
    "bug",
    [
        "from datetime import datetime\nat = datetime.now()",
        "import datetime\nat = datetime.datetime.now(datetime.UTC)",
        "import datetime as d\nat = d.datetime.utcnow()",
        "from datetime import date\nday = date.today()",
        "import time\nat = time.time()",
        "from time import time\nat = time()",
        "import random",
        "from secrets import token_urlsafe",
        "import uuid\nkey = uuid.uuid4()",
        "from uuid import UUID, uuid4",
        "import os\nraw = os.urandom(8)",
        "at = mapped_column(default=func.now())",
        "at = mapped_column(server_default=sa.func.current_timestamp())",
        "at = mapped_column(server_default=text('now()'))",
        "key = sa.Column(server_default=sa.text('gen_random_uuid()'))",
        "op.execute('UPDATE network_unit SET opened_on = CURRENT_DATE')",
        "rows = session.execute(text('SELECT 1 WHERE at < now() - interval $$1 day$$'))",
    ],
)
def test_each_planted_reading_of_time_or_chance_is_caught(bug: str):
    assert python_offences(bug)


def test_a_planted_default_in_sql_is_caught():
    assert sql_offences("CREATE TABLE t (\n at timestamptz DEFAULT now()\n);") == ["2: SQL now()"]


@pytest.mark.parametrize(
    "fine",
    [
        '"""Tells what now() and random() mean."""',
        "from uuid import UUID",
        "from lms.core import clock\nat = clock.now()",
        "import time\nstart = time.monotonic()",
        "message = _('Do it now (please)')",
        "stmt = text('SELECT now_serving FROM queue')",
    ],
)
def test_what_only_looks_like_it_passes(fine: str):
    assert python_offences(fine) == []
