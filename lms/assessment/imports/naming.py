"""Uids of questions read from files: the same file read again gives the same ones."""

from collections import Counter
from uuid import UUID

from lms.core import ids

QUESTIONS = ids.derived(ids.COMPTOIR, "assessment.imports")


class Names:
    """Gives uids out of the file's name, the category and the question's own name."""

    def __init__(self, source: str) -> None:
        """Start on a file."""
        self._source = source
        self._seen: Counter[str] = Counter()

    def pick(self, category: str, name: str, known: str = "") -> UUID:
        """Return the uid of a question; `known` is the identifier the file itself gives it.

        Answers take no part in it: a uid says nothing of them, and correcting one keeps it.
        """
        key = f"{self._source}\n#{known}" if known else f"{self._source}\n{category}\n{name}"
        self._seen[key] += 1
        again = f"\n{self._seen[key]}" if self._seen[key] > 1 else ""
        return ids.derived(QUESTIONS, key + again)
