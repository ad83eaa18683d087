"""Reads the YAML between the two `---` at the top of a file, with the line of every value.

Values stay text until a field says what it wants: `no`, `1.10` or `08:30` are never turned into something else.
Anchors and aliases are refused (a few lines of them can grow without end).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

import yaml

from lms.core.i18n import _l
from lms.courses.imports.problems import Message, Notes
from lms.courses.rules.texts import markdown, one_line

_E = TypeVar("_E", bound=StrEnum)
MAX_FRONT = 64_000
_DIGITS = 8
_FLAGS = {"true": True, "yes": True, "false": False, "no": False}


class _Loader(yaml.SafeLoader):
    """A loader that composes nodes and refuses aliases."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "alias", mark)
        return super().compose_node(parent, index)


@dataclass(slots=True)
class Fields:
    """The entries of a YAML mapping, each taken once; what is never taken is reported by `finish`."""

    notes: Notes
    nodes: dict[str, yaml.Node]
    lines: dict[str, int]
    prefix: str = ""
    line: int = 0
    taken: set[str] = field(default_factory=set)

    def has(self, key: str) -> bool:
        """Say whether `key` was written."""
        return key in self.nodes

    def at(self, key: str) -> int:
        """Return the line of `key`, or of the mapping when it is absent."""
        return self.lines.get(key, self.line)

    def refuse(self, key: str, message: Message) -> None:
        """Report something wrong with `key`."""
        self.notes.refuse(self.at(key), self.prefix + key, message)

    def raw(self, key: str) -> str:
        """Return the characters of a scalar, or an empty text."""
        self.taken.add(key)
        node = self.nodes.get(key)
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self.refuse(key, _l("A text is expected here, not a list or a group of fields."))
            return ""
        return "" if node.tag == "tag:yaml.org,2002:null" else str(node.value)

    def text(self, key: str, *, required: bool = False) -> str:
        """Return a one-line text."""
        value = one_line(self.raw(key))
        if required and not value:
            self.refuse(
                key,
                _l(
                    "This field is missing. Write “%(key)s: ...” between the two --- lines.",
                    key=key,
                ),
            )
        return value

    def words(self, key: str) -> str:
        """Return a Markdown text of any number of lines."""
        return markdown(self.raw(key))

    def integer(
        self, key: str, default: int | None, low: int = 0, high: int = 100_000
    ) -> int | None:
        """Return a whole number from `low` to `high`."""
        value = self.text(key)
        if not value:
            return default
        if not (
            value.isascii()
            and value.isdigit()
            and len(value) <= _DIGITS
            and low <= int(value) <= high
        ):
            self.refuse(
                key, _l("Write a whole number from %(low)s to %(high)s.", low=low, high=high)
            )
            return default
        return int(value)

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self.text(key).lower()
        if value and value not in _FLAGS:
            self.refuse(key, _l("Write true or false."))
        return _FLAGS.get(value, default)

    def choice(self, key: str, among: type[_E], default: _E) -> _E:
        """Return one of the members of `among`."""
        value = self.text(key)
        if value and value not in set(among):
            self.refuse(
                key,
                _l(
                    "“%(value)s” is not known. Write one of: %(known)s.",
                    value=value,
                    known=", ".join(among),
                ),
            )
            return default
        return among(value) if value else default

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of one-line texts; a single text is a list of one."""
        node = self.nodes.get(key)
        if not isinstance(node, yaml.SequenceNode):
            return tuple(value for value in (self.text(key),) if value)
        self.taken.add(key)
        plain = [item for item in node.value if isinstance(item, yaml.ScalarNode)]
        if len(plain) < len(node.value):
            self.refuse(key, _l("Each entry of this list must be a text."))
        return tuple(text for text in (one_line(str(item.value)) for item in plain) if text)

    def group(self, key: str) -> "Fields | None":
        """Return the fields written under `key`, or None."""
        self.taken.add(key)
        node = self.nodes.get(key)
        if node is None:
            return None
        if not isinstance(node, yaml.MappingNode):
            self.refuse(
                key,
                _l(
                    "Fields are expected under this one, each on its own line, moved right by two spaces."
                ),
            )
            return None
        return _fields(node, self.notes, f"{self.prefix}{key}.")

    def groups(self, key: str) -> Iterator["Fields"]:
        """List the groups of fields of a list."""
        self.taken.add(key)
        node = self.nodes.get(key)
        if node is None:
            return
        if not isinstance(node, yaml.SequenceNode):
            self.refuse(key, _l("A list is expected here: each entry starts with a dash."))
            return
        for place, item in enumerate(node.value):
            if isinstance(item, yaml.MappingNode):
                yield _fields(item, self.notes, f"{self.prefix}{key}[{place + 1}].")
            else:
                self.refuse(key, _l("Each entry of this list must hold fields, as “- title: ...”."))

    def finish(self) -> None:
        """Report the fields that nobody asked for."""
        for key in self.nodes:
            if key not in self.taken:
                self.refuse(key, _l("This field is not known here. Correct its name or remove it."))


def split(text: str) -> tuple[str, str, int]:
    """Return the YAML, the body, and the number of lines before the body. No front matter: empty YAML."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return "", text, 0
    for place, line in enumerate(lines[1:], start=1):
        if line.rstrip() in ("---", "..."):
            return "\n".join(lines[1:place]), "\n".join(lines[place + 1 :]), place + 1
    return "\n".join(lines[1:]), "", len(lines)


def read(yaml_text: str, notes: Notes) -> Fields:
    """Return the fields of a front matter; what cannot be read is reported and gives no field."""
    nothing = Fields(notes, {}, {})
    if len(yaml_text) > MAX_FRONT:
        notes.refuse(
            0, "", _l("The fields at the top are longer than %(max)s characters.", max=MAX_FRONT)
        )
        return nothing
    try:
        node = _Loader(yaml_text).get_single_node() if yaml_text.strip() else None
    except yaml.MarkedYAMLError as error:
        notes.refuse(error.problem_mark.line if error.problem_mark else 0, "", _why(error))
        return nothing
    except (yaml.YAMLError, RecursionError):
        notes.refuse(
            0,
            "",
            _l("The fields at the top cannot be read. Remove unusual characters and deep nesting."),
        )
        return nothing
    if node is not None and not isinstance(node, yaml.MappingNode):
        notes.refuse(0, "", _l("Fields are expected at the top, as “title: ...”."))
        return nothing
    return _fields(node, notes, "") if node is not None else nothing


def _why(error: yaml.MarkedYAMLError) -> Message:
    if error.problem == "alias":
        return _l(
            "Anchors and aliases (& and *) are not allowed. Write the text again, or put it between quotes."
        )
    return _l(
        "The fields at the top cannot be read here. Put a text that holds a colon or starts with a sign between quotes."
    )


def _fields(node: yaml.MappingNode, notes: Notes, prefix: str) -> Fields:
    fields = Fields(notes, {}, {}, prefix, node.start_mark.line)
    for key_node, value in node.value:
        key, line = str(key_node.value), key_node.start_mark.line
        if key in fields.nodes:
            notes.refuse(line, prefix + key, _l("This field is written twice. Keep one."))
            continue
        fields.nodes[key] = value
        fields.lines[key] = line
    return fields
