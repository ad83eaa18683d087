"""Writes the YAML of a front matter: one way to write each value, so that the same content is the same bytes."""

import json
import re
from collections.abc import Mapping, Sequence

Value = str | int | bool | Sequence["Value"] | Mapping[str, "Value"]

_PLAIN = re.compile(r"[^\W\d_](?:[\w’«».,;!?()/+@°%€ -]|'(?=\w))*(?<![ ])$")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_RESERVED = {"true", "false", "yes", "no", "on", "off", "null", "y", "n", "~"}
_EXOTIC = re.compile(r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def front_matter(entries: Mapping[str, Value]) -> str:
    """Return the entries between two `---`, in the order given, empty texts and lists left out."""
    kept = {key: value for key, value in entries.items() if value not in ("", (), [], {})}
    return "---\n" + "".join(_entry(key, value, 0) for key, value in kept.items()) + "---\n"


def _entry(key: str, value: Value, depth: int) -> str:
    margin = "  " * depth
    if isinstance(value, Mapping):
        inner = "".join(
            _entry(name, one, depth + 1) for name, one in value.items() if one not in ("", (), [])
        )
        return f"{margin}{key}:\n{inner}"
    if isinstance(value, str | bool | int):
        return f"{margin}{key}: {_scalar(value, depth)}\n"
    return f"{margin}{key}:\n" + "".join(_item(item, depth + 1) for item in value)


def _item(value: Value, depth: int) -> str:
    margin = "  " * depth
    if isinstance(value, Mapping):
        inner = "".join(
            _entry(name, one, depth + 1) for name, one in value.items() if one not in ("", (), [])
        )
        return f"{margin}- {inner[len(margin) + 2 :]}"
    if not isinstance(value, str | int):
        raise TypeError(type(value).__name__)
    return f"{margin}- {_scalar(value, depth)}\n"


def _scalar(value: str | int, depth: int) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if "\n" in value and not _EXOTIC.search(value):
        return _block(value, "  " * (depth + 1))
    return value if _is_plain(value) else _quoted(value)


def _block(value: str, margin: str) -> str:
    lines = value.split("\n")
    indented = "\n".join(margin + line if line else "" for line in lines)
    sign = "2" if lines[0].startswith((" ", "\t")) else ""
    return f"|{sign}-\n{indented}"


def _is_plain(value: str) -> bool:
    if _UUID.fullmatch(value):
        return True
    return (
        bool(_PLAIN.fullmatch(value))
        and value.lower() not in _RESERVED
        and not value.startswith("---")
    )


def _quoted(value: str) -> str:
    return _EXOTIC.sub(
        lambda found: f"\\U{ord(found[0]):08x}", json.dumps(value, ensure_ascii=False)
    )
