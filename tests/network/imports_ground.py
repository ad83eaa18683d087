"""Files for the tests of imports: real material, and lines made on the spot."""

from typing import Any

from lms.core import tabular
from lms.core.db import session
from lms.network import imports
from lms.network.models import Import
from tests.cast import TODAY

TITLES = ("Matricule", "Prénom", "Nom", "Code magasin", "Métier", "E-mail", "Entrée", "Sortie")


def file_of(*rows: tuple[Any, ...], titles: tuple[str, ...] = TITLES) -> bytes:
    """Return a CSV of ``rows``, short ones filled with blanks."""
    width = len(titles)
    return tabular.write_csv(titles, [[*row, *([""] * (width - len(row)))] for row in rows])


def begin(data: bytes, kind: str = "people", **options: Any) -> Import:
    """Start and check an import."""
    given = imports.Start(kind=kind, filename="file.csv", data=data, **options)
    one = imports.start(given, actor_id=None, today=TODAY)
    imports.check(one)
    return one


def bring(data: bytes, kind: str = "people", **options: Any) -> Import:
    """Start, check and apply an import."""
    one = begin(data, kind, **options)
    imports.apply_import(one)
    session.flush()
    session.expire_all()
    return one


def counts(one: Import) -> dict[str, int]:
    """Return the counts of a checked import."""
    names = ("created", "changed", "ended", "refused", "unchanged")
    return {name: one.counts[name] for name in names if one.counts[name]}
