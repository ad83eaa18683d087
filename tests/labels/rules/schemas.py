"""As much of JSON Schema as our own schema uses, to hold it to the reader."""

import re
from typing import Any

TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "null": type(None),
}
KNOWN = {
    "$schema", "$id", "$defs", "$ref", "title", "description", "type", "enum", "const", "pattern", "format",
    "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minItems", "minProperties",
    "properties", "patternProperties", "additionalProperties", "required", "items", "anyOf",
}  # fmt: skip


def fits(
    schema: dict[str, Any], value: Any, root: dict[str, Any] | None = None, path: str = "$"
) -> list[str]:
    """Return where ``value`` does not fit ``schema``."""
    root = root or schema
    assert set(schema) <= KNOWN, set(schema) - KNOWN
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        return fits(root["$defs"][name], value, root, path)
    if "anyOf" in schema:
        return [] if any(not fits(one, value, root, path) for one in schema["anyOf"]) else [path]
    kinds = schema.get("type", [])
    wanted = [kinds] if isinstance(kinds, str) else kinds
    if wanted and not any(_is(value, kind) for kind in wanted):
        return [f"{path} is no {wanted}"]
    return [*_plain(schema, value, path), *_parts(schema, value, root, path)]


def _is(value: Any, kind: str) -> bool:
    return isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _plain(schema: dict[str, Any], value: Any, path: str) -> list[str]:
    wrong = [
        "enum" in schema and value not in schema["enum"],
        "const" in schema and value != schema["const"],
    ]
    if isinstance(value, str):
        wrong += [
            "pattern" in schema and not re.search(schema["pattern"], value),
            len(value) > schema.get("maxLength", 10**9),
        ]
    if isinstance(value, int | float) and not isinstance(value, bool):
        wrong += [value < schema.get("minimum", value), value > schema.get("maximum", value)]
        wrong += [
            value <= schema.get("exclusiveMinimum", value - 1),
            value >= schema.get("exclusiveMaximum", value + 1),
        ]
    return [path] if any(wrong) else []


def _parts(schema: dict[str, Any], value: Any, root: dict[str, Any], path: str) -> list[str]:
    found: list[str] = []
    if isinstance(value, list):
        found += [path] * (len(value) < schema.get("minItems", 0))
        for place, item in enumerate(value):
            found += fits(schema.get("items", {}), item, root, f"{path}[{place}]")
    if isinstance(value, dict):
        found += [f"{path}.{name}" for name in schema.get("required", []) if name not in value]
        found += [path] * (len(value) < schema.get("minProperties", 0))
        for name, item in value.items():
            found += (
                fits(_of(schema, name), item, root, f"{path}.{name}")
                if _of(schema, name) is not None
                else [f"{path}.{name}"]
            )
    return found


def _of(schema: dict[str, Any], name: str) -> Any:
    """Return the schema of a field, None when it is not allowed."""
    if name in schema.get("properties", {}):
        return schema["properties"][name]
    for pattern, inner in schema.get("patternProperties", {}).items():
        if re.search(pattern, name):
            return inner
    more = schema.get("additionalProperties", True)
    return {} if more is True else more or None
