r"""Escapes of GIFT, hidden behind private characters while its marks are read.

They are `\~ \= \# \{ \} \:` and `\n`; two backslashes are one, and before anything else a
backslash stands for itself.
"""

import re

HIDDEN = {"~": "\ue001", "=": "\ue002", "#": "\ue003", "{": "\ue004", "}": "\ue005", ":": "\ue006"}
SHOWN = {hidden: char for char, hidden in HIDDEN.items()} | {"\ue007": "\n", "\ue008": "\\"}
_ESCAPED = re.compile(r"\\(\\|[~=#{}:]|n)")
_PRIVATE = re.compile("[\ue001-\ue008]")


def hide(text: str) -> str:
    """Put each escaped character behind a private one."""
    text = _PRIVATE.sub("", text)

    def private(found: re.Match[str]) -> str:
        char = found[1]
        if char == "n":
            return "\ue007"
        return "\ue008" if char == "\\" else HIDDEN[char]

    return _ESCAPED.sub(private, text)


def show(text: str) -> str:
    """Give escaped characters their place again."""
    return _PRIVATE.sub(lambda found: SHOWN[found[0]], text)
