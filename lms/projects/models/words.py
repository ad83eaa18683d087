"""How tables of projects say which words a column takes, and what they point at."""

from collections.abc import Iterable
from typing import Final

PERSON: Final = "accounts_person.id"
UNIT: Final = "network_unit.id"
PROJECT: Final = "projects_project.id"
REGION: Final = "network_region.id"
FILE: Final = "core_file.id"


def one_of(column: str, words: Iterable[str]) -> str:
    """Return the SQL that keeps ``column`` among ``words``."""
    return f"{column} in ({', '.join(repr(str(word)) for word in words)})"
