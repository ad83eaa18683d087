"""A file of questions, or a folder of them."""

from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID

from lms.assessment.imports.loading import load
from lms.assessment.imports.reading import read_file

SUFFIXES = {".gift", ".txt", ".xml"}


def import_path(
    path: Path,
    *,
    form: str = "",
    lang: str = "fr",
    source: str = "",
    actor_id: UUID | None = None,
) -> dict[str, Any]:
    """Load a file, or each question file under a folder; return the summary of all.

    In a folder, a file is one of questions by its suffix (.gift, .txt, .xml). Raise nothing for a
    file that cannot be read: it is a refusal.
    """
    if path.is_file():
        return _one(path, form=form, lang=lang, source=source or path.name, actor_id=actor_id)
    files = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
    total: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    summary: dict[str, Any] = {"files": [], "refused": [], "notes": [], "categories": []}
    for file in files:
        name = file.relative_to(path).as_posix()
        told = _one(file, form=form, lang=lang, source=name, actor_id=actor_id)
        counts = {key: told[key] for key in ("created", "updated", "unchanged")}
        total.update(counts)
        kinds.update(told["kinds"])
        summary["files"].append({"file": name, "format": told["format"], **counts})
        summary["categories"] += told["categories"]
        for key in ("refused", "notes"):
            summary[key] += [{"file": name, **row} for row in told[key]]
    return {
        **{key: total[key] for key in ("created", "updated", "unchanged")},
        "kinds": dict(kinds),
        **summary,
    }


def _one(path: Path, *, form: str, lang: str, source: str, actor_id: UUID | None) -> dict[str, Any]:
    reading, found = read_file(path.read_bytes(), source=source, form=form)
    return load(reading, lang=lang, actor_id=actor_id).summary(reading, form=found)
