"""Each language says everything: no message without words, none with other placeholders."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
SOURCE = "en"
"""Its messages are the msgids themselves when left empty."""

PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[sd]")
FILES = sorted((ROOT / "translations").glob("*/LC_MESSAGES/*.po"))


def forms(words: object) -> tuple[str, ...]:
    """Return singular and plurals of a msgid or msgstr."""
    return tuple(words) if isinstance(words, tuple | list) else (str(words or ""),)


def faults(message: Message, *, source: bool = False) -> list[str]:
    """Return what is wrong with the translation of one message."""
    found = ["fuzzy"] if message.fuzzy else []
    said = forms(message.string)
    if not all(said):
        return found if source and not any(said) else [*found, "empty"]
    wanted = {name for one in forms(message.id) for name in PLACEHOLDER.findall(one)}
    last = set(PLACEHOLDER.findall(said[-1]))
    if last != wanted or any(set(PLACEHOLDER.findall(one)) - wanted for one in said):
        found.append("other placeholders")
    return found


def all_faults(catalogue: Catalog, *, source: bool = False) -> list[str]:
    return [
        f"{forms(message.id)[0]!r}: {', '.join(wrong)}"
        for message in catalogue
        if message.id and (wrong := faults(message, source=source))
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.parent.name)
def test_every_message_is_said(path: Path):
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parent.parent.name)
    assert all_faults(catalogue, source=catalogue.locale_identifier == SOURCE) == []


def test_french_and_english_are_there():
    assert {path.parent.parent.name for path in FILES} >= {"fr", "en"}


@pytest.mark.parametrize(
    "planted",
    [
        Message("Hello", ""),
        Message("Hello", "Bonjour", flags=["fuzzy"]),
        Message("%(n)s lessons", "leçons"),
        Message("%(n)s lessons", "%(m)s leçons"),
        Message(("%(n)s lesson", "%(n)s lessons"), ("%(n)s leçon", "")),
        Message(("%(n)s lesson", "%(n)s lessons"), ("%(n)s leçon", "des leçons")),
    ],
    ids=lambda message: str(message.string),
)
def test_each_planted_fault_is_seen(planted: Message):
    assert faults(planted)


def test_a_singular_may_do_without_its_number():
    assert faults(Message(("%(n)s lesson", "%(n)s lessons"), ("une leçon", "%(n)s leçons"))) == []
