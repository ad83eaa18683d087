"""Compile the guard's words into ``lms/quotes/data/lexicon-1.zip``: ``python3 dev.py lexicons``.

Each source is fetched at one version and its digest compared; Faker is installed by the command
that starts this file. The file made is committed: an installation fetches nothing.
"""

import hashlib
import importlib
import io
import json
import re
import sys
import tarfile
import unicodedata
import urllib.request
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[2] / "lms" / "quotes" / "data"
MADE = DATA / "lexicon-1.zip"
REGISTRY = "https://registry.npmjs.org"
TOWNS = (
    f"{REGISTRY}/@etalab/decoupage-administratif/-/decoupage-administratif-6.0.0.tgz",
    "package/data/communes.json",
    "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a",
)
WORDS = (
    f"{REGISTRY}/an-array-of-french-words/-/an-array-of-french-words-2.0.0.tgz",
    "package/index.json",
    "037dd0983a4cb18c9d5226b0fdad7943d8f1d562f0a5a5b50b2b989f06f347f2",
)
FRENCH = ("fr_FR", "fr_BE", "fr_CA", "fr_CH", "fr_DZ")
ELSEWHERE = ("es_ES", "it_IT", "pl_PL", "pt_PT", "ro_RO", "tr_TR", "vi_VN", "en_GB")
GIVEN = ("first_names", "first_names_male", "first_names_female")
HEAD_POPULATION = 2000
LINKS = {"sur", "sous", "en", "les", "lez", "de", "du", "des", "d", "la", "le", "l", "aux", "et"}
MOMENT = (2026, 1, 1, 0, 0, 0)  # one moment for every member: the same words give the same bytes


def fold(text: str) -> str:
    """Return words in small letters without accents, ``saint`` spelt out, one space between."""
    spelt = text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae")
    plain = unicodedata.normalize("NFKD", spelt).casefold()
    words = re.findall(r"[a-z]+|[0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


def fetch(source: tuple[str, str, str]) -> Any:
    """Return the JSON file of an npm package, refused when it is not the one we read."""
    address, member, digest = source
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - a constant https address
        packed = answer.read()
    found = hashlib.sha256(packed).hexdigest()
    if found != digest:
        sys.exit(f"{address} changed: its digest is {found}.")
    with tarfile.open(fileobj=io.BytesIO(packed)) as package:
        inside = package.extractfile(member)
        if inside is None:
            sys.exit(f"{address} holds no {member}.")
        return json.load(inside)


def names_of(locale: str, attributes: Iterable[str]) -> Iterator[str]:
    """Yield the names Faker knows in a locale."""
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    for attribute in attributes:
        yield from getattr(provider, attribute, ())


def names(attributes: tuple[str, ...]) -> list[str]:
    """Return ``folded<TAB>1`` for names of French lists, ``folded<TAB>0`` for those of others."""
    found: dict[str, int] = {}
    for rank, locales in ((0, ELSEWHERE), (1, FRENCH)):
        for locale in locales:
            for name in names_of(locale, attributes):
                key = fold(name)
                if key and key.isascii():
                    found[key] = max(rank, found.get(key, 0))
    return [f"{name}\t{rank}" for name, rank in sorted(found.items())]


def towns(rows: list[dict[str, Any]]) -> list[str]:
    """Return ``folded<TAB>people``, the largest of towns of one name; heads of names too."""
    found: dict[str, int] = {}
    for row in rows:
        key, people = fold(row["nom"]), int(row.get("population") or 0)
        found[key] = max(people, found.get(key, 0))
        head = head_of(row["nom"])
        if head and people >= HEAD_POPULATION:
            found.setdefault(head, people)
    return [f"{name}\t{people}" for name, people in sorted(found.items())]


def head_of(name: str) -> str:
    """Return what people say of a long name: Villefranche for Villefranche-sur-Saône, or ""."""
    parts = fold(name).split()
    for place, part in enumerate(parts):
        if place and part in LINKS:
            head = parts[:place]
            alone = len(head) == 1 and head[0] in {"saint", "sainte", *LINKS}
            return "" if alone else " ".join(head)
    return ""


def words(rows: list[str]) -> list[str]:
    """Return the words in small letters without accents, a line of each first three letters."""
    groups: dict[str, list[str]] = {}
    for word in sorted({piece for row in rows for piece in fold(row).split()}):
        if word.isalpha():
            groups.setdefault(word[:3], []).append(word)
    return [f"{head} {' '.join(group)} " for head, group in sorted(groups.items())]


def main() -> None:
    """Write the file."""
    members = {
        "towns": towns(fetch(TOWNS)),
        "given": names(GIVEN),
        "family": names(("last_names",)),
        "words": words(fetch(WORDS)),
    }
    with zipfile.ZipFile(MADE, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, lines in members.items():
            file.writestr(packed(name), "\n".join(lines))
        file.writestr(packed("LICENCES"), (DATA / "LICENCES").read_text())
    counts = ", ".join(f"{len(lines)} {name}" for name, lines in members.items())
    print(f"{MADE.name}: {counts}, {MADE.stat().st_size // 1024} KB")


def packed(name: str) -> zipfile.ZipInfo:
    """Return the entry of a member."""
    entry = zipfile.ZipInfo(name, MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


if __name__ == "__main__":
    main()
